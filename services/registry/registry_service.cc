#include "services/registry/registry_service.h"

#include <memory>
#include <string>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"
#include "services/calls/reflected.h"
#include "services/registry/history.h"
#include "services/registry/page_tokens.h"
#include "services/registry/terms.h"
#include "verkan/registry/v1/registry_service.pb.h"

namespace verkan::services {
namespace {

using projections::Projections;
using registry::v1::GetEntryRequest;
using registry::v1::GetEntryResponse;
using registry::v1::GetHistoryRequest;
using registry::v1::ListEntriesRequest;
using registry::v1::ListRegistersRequest;
using registry::v1::ListRegistersResponse;
using registry::v1::ListTermsRequest;
using registry::v1::ListTermsResponse;
using registry::v1::SearchEntriesRequest;

// What must stay the same from page to page.
template <typename Request>
std::string QuestionOf(Request request) {
  request.clear_page_token();
  request.clear_page_size();
  request.clear_min_position();
  return absl::StrCat(request.GetDescriptor()->full_name(), "\n", request.SerializeAsString());
}

// A question with pages: list(request) knows where a page begins, the caller has a token for it.
template <typename Request, typename List>
Query PagesOf(Projections* projections, std::shared_ptr<const PageTokens> tokens, List list) {
  using Response = std::invoke_result_t<List, const Request&>;
  return ReflectedQueryOf<Request>(projections, [=](const Request& request) -> Response {
    const std::string question = QuestionOf(request);
    Request page = request;
    if (!request.page_token().empty()) {
      VERKAN_ASSIGN_OR_RETURN(const PageTokens::Page from,
                              tokens->Read(question, request.page_token()));
      page.set_page_token(from.cursor);
      page.set_as_of_position(from.as_of);
      page.clear_as_of_time();
    }
    Response response = list(page);
    if (!response.ok()) return WithReason(response.status());
    if (!response->next_page_token().empty()) {
      response->set_next_page_token(tokens->Make(
          question, {.as_of = response->as_of_position(), .cursor = response->next_page_token()}));
    }
    return response;
  });
}

}  // namespace

void AddRegistryService(const eventstore::EventStore* store, Projections* projections,
                        Handlers* handlers) {
  const auto tokens = std::make_shared<const PageTokens>();
  const std::string service = "verkan.registry.v1.RegistryService.";
  (*handlers)[service + "ListRegisters"] = QueryOf<ListRegistersRequest>(
      [projections](const Context&,
                    const ListRegistersRequest& request) -> absl::StatusOr<ListRegistersResponse> {
        auto response = projections->ListRegisters(request);
        if (!response.ok()) return WithReason(response.status());
        return response;
      });
  (*handlers)[service + "ListTerms"] = QueryOf<ListTermsRequest>(
      [](const Context&, const ListTermsRequest& request) -> absl::StatusOr<ListTermsResponse> {
        auto response = ListTerms(request);
        if (!response.ok()) return WithReason(response.status());
        return response;
      });
  (*handlers)[service + "GetEntry"] = ReflectedQueryOf<GetEntryRequest>(
      projections,
      [projections](const GetEntryRequest& request) -> absl::StatusOr<GetEntryResponse> {
        auto response = projections->GetEntry(request);
        if (absl::IsNotFound(response.status())) {
          return NotFound("ENTRY_UNKNOWN",
                          {{"register", request.register_()}, {"id", request.id()}});
        }
        if (!response.ok()) return WithReason(response.status());
        return response;
      });
  (*handlers)[service + "ListEntries"] = PagesOf<ListEntriesRequest>(
      projections, tokens,
      [projections](const auto& page) { return projections->ListEntries(page); });
  (*handlers)[service + "SearchEntries"] = PagesOf<SearchEntriesRequest>(
      projections, tokens,
      [projections](const auto& page) { return projections->SearchEntries(page); });
  (*handlers)[service + "GetHistory"] = PagesOf<GetHistoryRequest>(
      projections, tokens,
      [store, projections](const auto& page) { return GetHistory(*store, *projections, page); });
}

}  // namespace verkan::services
