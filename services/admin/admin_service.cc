#include "services/admin/admin_service.h"

#include "verkan/admin/v1/admin_service.pb.h"

namespace verkan::services {
namespace {

admin::v1::GetStatusResponse StatusOf(const std::string& version,
                                      const eventstore::EventStore& store,
                                      const projections::Projections& projections) {
  admin::v1::GetStatusResponse response;
  response.set_version(version);
  response.set_log_origin(store.origin());
  response.set_head(store.head());
  response.set_writable(store.writable());
  for (const auto& state : projections.states()) {
    auto* projection = response.add_projections();
    projection->set_name(state.name);
    projection->set_version(state.version);
    projection->set_position(state.position);
    projection->set_failure(state.failure);
    projection->set_rows(state.rows);
  }
  return response;
}

}  // namespace

void AddAdminService(const std::string& version, const eventstore::EventStore* store,
                     const projections::Projections* projections, Handlers* handlers) {
  using admin::v1::GetStatusRequest;
  using admin::v1::GetStatusResponse;
  (*handlers)["verkan.admin.v1.AdminService.GetStatus"] = QueryOf<GetStatusRequest>(
      [=](const Context&, const GetStatusRequest&) -> absl::StatusOr<GetStatusResponse> {
        return StatusOf(version, *store, *projections);
      });
}

}  // namespace verkan::services
