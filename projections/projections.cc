#include "projections/projections.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "eventstore/record.h"
#include "eventstore/status_macros.h"
#include "projections/facts/apply.h"
#include "projections/facts/standing.h"
#include "projections/figure/as_of.h"
#include "projections/figure/figure_engine.h"
#include "projections/figure/reports.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/participant/participant_facts.h"
#include "projections/projector/projector.h"
#include "projections/registry/registry.h"
#include "projections/report/leaflet.h"
#include "projections/report/overview.h"

namespace verkan::projections {
namespace {

constexpr int kDefaultPage = 100;
constexpr int kLargestPage = 1000;

class Views : public Projections {
 public:
  Views(std::unique_ptr<Projector> projector, const eventstore::EventStore* store)
      : store_(*store), projector_(std::move(projector)) {}

  void OnAdvance(std::function<void()> advanced) override {
    projector_->OnAdvance(std::move(advanced));
  }
  void Hold(bool held) override { projector_->Hold(held); }
  absl::Status WaitFor(Position position, absl::Time deadline) override {
    return projector_->WaitFor(position, deadline);
  }

  Position position() const override { return projector_->position(); }

  std::vector<ProjectionState> states() const override {
    return projector_->Read([&](const Facts& facts, Position reflected) {
      return std::vector<ProjectionState>{{.name = "facts",
                                           .version = facts.version(),
                                           .position = reflected,
                                           .failure = projector_->failure(),
                                           .rows = facts.rows()}};
    });
  }

  absl::StatusOr<Position> UndoneAt(Position event, Position as_of) const override {
    return projector_->Read(
        [&](const Facts& facts, Position) { return UndoneAt(facts, event, as_of); });
  }

  absl::StatusOr<std::vector<Position>> UndoneBy(Position event, absl::string_view noun_id,
                                                 Position as_of) const override {
    return projector_->Read(
        [&](const Facts& facts, Position) -> absl::StatusOr<std::vector<Position>> {
          std::vector<Position> undone;
          for (Position earlier : EventsClosedBy(facts, event, noun_id)) {
            VERKAN_ASSIGN_OR_RETURN(const Position by, UndoneAt(facts, earlier, as_of));
            if (by == event) undone.push_back(earlier);
          }
          const Position report = ReplacedOf(facts, event, as_of);
          if (report != 0 && undone.empty()) undone.push_back(report);
          return undone;
        });
  }

  std::vector<IdMerge> MergesAt(Position as_of) const override {
    return projector_->Read([&](const Facts& facts, Position) {
      std::vector<IdMerge> merges;
      for (const Table table : {kOrganisationMerges, kParticipantMerges}) {
        const std::string noun(facts[table].columns()[1].name);
        for (const Row& row : facts[table].AsOf(as_of)) {
          merges.push_back({.noun = noun,
                            .merged = std::string(row.text("merged")),
                            .stays = std::string(row.text(noun)),
                            .position = row.event()});
        }
      }
      absl::c_sort(merges, [](const auto& a, const auto& b) { return a.position < b.position; });
      return merges;
    });
  }

  std::string NameOf(absl::string_view noun, absl::string_view id, Position as_of,
                     absl::string_view language) const override {
    return projector_->Read([&](const Facts& facts, Position) {
      return RegistryOf(facts).NameOf(noun, id, as_of, language);
    });
  }

  absl::StatusOr<Position> ResolveAsOf(Position position, const std::string& time) const override {
    return AsOf<Position>(position, time, [](const Facts&, Position as_of, Position) {
      return absl::StatusOr<Position>(as_of);
    });
  }

  std::string Digest() const override {
    return projector_->Read([](const Facts& facts, Position) { return facts.Digest(); });
  }

  absl::StatusOr<figure::v1::GetFigureResponse> GetFigure(
      const figure::v1::GetFigureRequest& request) const override {
    const figure::v1::FigureQuery& query = request.query();
    return AsOf<figure::v1::GetFigureResponse>(
        query.as_of_position(), query.as_of_time(),
        [&](const Facts& facts, Position as_of,
            Position reflected) -> absl::StatusOr<figure::v1::GetFigureResponse> {
          VERKAN_ASSIGN_OR_RETURN(auto response, FigureEngine(&facts).Get(query, as_of));
          VERKAN_ASSIGN_OR_RETURN(*response.mutable_log_began(), LogBegan(as_of));
          response.set_as_of_position(as_of);
          response.set_position(reflected);
          return response;
        });
  }

  absl::StatusOr<figure::v1::ExplainFigureResponse> ExplainFigure(
      const figure::v1::ExplainFigureRequest& request) const override {
    const figure::v1::FigureQuery& query = request.query();
    return AsOf<figure::v1::ExplainFigureResponse>(
        query.as_of_position(), query.as_of_time(),
        [&](const Facts& facts, Position as_of, Position) {
          return FigureEngine(&facts).Explain(request, as_of);
        });
  }

  absl::StatusOr<indicator::v1::ListIndicatorsResponse> ListIndicators(
      const indicator::v1::ListIndicatorsRequest& request) const override {
    const size_t page = request.page_size() <= 0
                            ? kDefaultPage
                            : static_cast<size_t>(std::min(request.page_size(), kLargestPage));
    return projector_->Read([&](const Facts& facts, Position reflected) {
      indicator::v1::ListIndicatorsResponse response;
      response.set_position(reflected);
      for (indicator::v1::Indicator& indicator : FigureEngine(&facts).Indicators(reflected)) {
        if (indicator.indicator_id() <= request.page_token()) continue;
        if (static_cast<size_t>(response.indicators_size()) == page) {
          response.set_next_page_token(response.indicators().rbegin()->indicator_id());
          break;
        }
        *response.add_indicators() = std::move(indicator);
      }
      return response;
    });
  }

  absl::StatusOr<registry::v1::ListRegistersResponse> ListRegisters(
      const registry::v1::ListRegistersRequest& request) const override {
    return projector_->Read([&](const Facts& facts, Position) {
      return RegistryOf(facts).Registers(request.language());
    });
  }

  absl::StatusOr<registry::v1::GetEntryResponse> GetEntry(
      const registry::v1::GetEntryRequest& request) const override {
    return AsOf<registry::v1::GetEntryResponse>(
        request.as_of_position(), request.as_of_time(),
        [&](const Facts& facts, Position as_of,
            Position) -> absl::StatusOr<registry::v1::GetEntryResponse> {
          registry::v1::GetEntryResponse response;
          const Registry& registry = RegistryOf(facts);
          VERKAN_ASSIGN_OR_RETURN(*response.mutable_entry(), registry.Get(request, as_of));
          VERKAN_ASSIGN_OR_RETURN(*response.mutable_columns(),
                                  registry.Columns(request.register_(), request.language()));
          response.set_as_of_position(as_of);
          return response;
        });
  }

  absl::StatusOr<registry::v1::ListEntriesResponse> ListEntries(
      const registry::v1::ListEntriesRequest& request) const override {
    return PageOf<registry::v1::ListEntriesResponse>(request, &Registry::List);
  }

  absl::StatusOr<registry::v1::SearchEntriesResponse> SearchEntries(
      const registry::v1::SearchEntriesRequest& request) const override {
    return PageOf<registry::v1::SearchEntriesResponse>(request, &Registry::Search);
  }

  absl::StatusOr<report::v1::GetLeafletResponse> GetLeaflet(
      const report::v1::GetLeafletRequest& request) const override {
    return AsOf<report::v1::GetLeafletResponse>(
        request.as_of_position(), request.as_of_time(),
        [&](const Facts& facts, Position as_of,
            Position) -> absl::StatusOr<report::v1::GetLeafletResponse> {
          VERKAN_ASSIGN_OR_RETURN(report::v1::Receipt receipt, ReceiptAt(as_of));
          return MakeLeaflet(facts, FigureEngine(&facts),
                             {.project_id = request.project_id(),
                              .language = request.language(),
                              .receipt = std::move(receipt)});
        });
  }

  absl::StatusOr<report::v1::GetOverviewResponse> GetOverview(
      const report::v1::GetOverviewRequest& request) const override {
    return AsOf<report::v1::GetOverviewResponse>(
        request.as_of_position(), request.as_of_time(),
        [&](const Facts& facts, Position as_of,
            Position) -> absl::StatusOr<report::v1::GetOverviewResponse> {
          VERKAN_ASSIGN_OR_RETURN(report::v1::Receipt receipt, ReceiptAt(as_of));
          return MakeOverview(
              facts, FigureEngine(&facts),
              {.programme_id = request.programme_id(),
               .language = request.language(),
               .receipt = std::move(receipt),
               .preferences = {request.preferences().begin(), request.preferences().end()},
               .leave_out_narrower_scopes = request.leave_out_narrower_scopes(),
               .period = request.period(),
               .indicator_ids = {request.indicator_ids().begin(), request.indicator_ids().end()}});
        });
  }

 private:
  // The projector has one and the same facts as long as it lives.
  const Registry& RegistryOf(const Facts& facts) const {
    std::call_once(registry_made_, [&] { registry_ = std::make_unique<Registry>(&facts); });
    return *registry_;
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> PageOf(const Request& request,
                                  absl::StatusOr<Registry::Page> (Registry::*list)(
                                      const Request&, Position, absl::string_view) const) const {
    return AsOf<Response>(
        request.as_of_position(), request.as_of_time(),
        [&](const Facts& facts, Position as_of, Position) -> absl::StatusOr<Response> {
          VERKAN_ASSIGN_OR_RETURN(Registry::Page page,
                                  (RegistryOf(facts).*list)(request, as_of, request.page_token()));
          Response response;
          for (registry::v1::Entry& entry : page.entries)
            *response.add_entries() = std::move(entry);
          if (request.page_token().empty()) {
            VERKAN_ASSIGN_OR_RETURN(
                *response.mutable_columns(),
                RegistryOf(facts).Columns(request.register_(), request.language()));
          }
          response.set_next_page_token(std::move(page.next));
          response.set_as_of_position(as_of);
          return response;
        });
  }

  // Calls answer(facts, position asked for, position reflected) while nothing is applied.
  template <typename Response, typename Answer>
  absl::StatusOr<Response> AsOf(Position position, const std::string& time, Answer answer) const {
    return projector_->Read([&](const Facts& facts,
                                Position reflected) -> absl::StatusOr<Response> {
      VERKAN_ASSIGN_OR_RETURN(
          Position as_of, projections::ResolveAsOf(position, time, reflected, store_, absl::Now()));
      return answer(facts, as_of, reflected);
    });
  }

  absl::StatusOr<report::v1::Receipt> ReceiptAt(Position position) const {
    report::v1::Receipt receipt;
    receipt.set_log_position(position);
    receipt.set_log_origin(store_.origin());
    VERKAN_ASSIGN_OR_RETURN(const eventstore::Hash root, store_.Root(position));
    receipt.set_root_hash(root.data(), root.size());
    VERKAN_ASSIGN_OR_RETURN(*receipt.mutable_log_began(), LogBegan(position));
    if (position == 0) return receipt;
    VERKAN_ASSIGN_OR_RETURN(*receipt.mutable_recorded_at(), RecordedAt(position));
    return receipt;
  }

  // When the log began, for what is as of a time before its first event; else nothing.
  absl::StatusOr<std::string> LogBegan(Position as_of) const {
    if (as_of > 0 || store_.head() == 0) return std::string();
    return RecordedAt(1);
  }

  absl::StatusOr<std::string> RecordedAt(Position position) const {
    VERKAN_ASSIGN_OR_RETURN(const std::string bytes, store_.Get(position));
    eventstore::RecordView record;
    VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(bytes, &record));
    return absl::FormatTime(absl::RFC3339_full, absl::FromUnixMicros(record.recorded_at_micros),
                            absl::UTCTimeZone());
  }

  absl::StatusOr<Position> UndoneAt(const Facts& facts, Position event, Position as_of) const {
    const auto type_at = [this](Position position) { return TypeOf(position); };
    VERKAN_ASSIGN_OR_RETURN(const Position undone,
                            projections::UndoneAt(facts, event, type_at, as_of));
    return undone != 0 ? undone : ReplacedBy(facts, event, as_of);
  }

  absl::StatusOr<std::string> TypeOf(Position position) const {
    VERKAN_ASSIGN_OR_RETURN(const std::string bytes, store_.Get(position));
    eventstore::RecordView record;
    VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(bytes, &record));
    return std::string(record.type);
  }

  const eventstore::EventStore& store_;
  const std::unique_ptr<Projector> projector_;
  mutable std::once_flag registry_made_;
  mutable std::unique_ptr<Registry> registry_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Projections>> Projections::Open(const Options& options,
                                                               eventstore::EventStore* store) {
  VERKAN_ASSIGN_OR_RETURN(
      auto projector,
      Projector::Open({.path = options.path, .before_making_anew = options.before_making_anew},
                      store));
  return std::make_unique<Views>(std::move(projector), store);
}

}  // namespace verkan::projections
