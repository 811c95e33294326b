// Projections are the read models: they follow the log and answer figures and reports, as known
// now or at any earlier position. They never append and never name gRPC.
//
//   auto projections = Projections::Open({.path = "/var/lib/verkan/views"}, store);
//   (*projections)->WaitFor(position, deadline);   // of what the caller has just recorded
//   auto figure = (*projections)->GetFigure(request);
//
// One thread of their own applies events to tables in memory, and writes the tables to a database
// of views now and then. The views are no record of anything: they can be deleted, and are then
// built anew from the log.
#ifndef VERKAN_PROJECTIONS_PROJECTIONS_H_
#define VERKAN_PROJECTIONS_PROJECTIONS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "eventstore/event_store.h"
#include "verkan/figure/v1/figure_service.pb.h"
#include "verkan/indicator/v1/indicator_service.pb.h"
#include "verkan/registry/v1/registry_service.pb.h"
#include "verkan/report/v1/report_service.pb.h"

namespace verkan::projections {

struct Options {
  std::string path;  // directory of the views database; it can always be rebuilt
  // Called by Open before it makes the views of a log anew that has events: there are none, or they
  // are of another version or log, or unreadable. It may append to the log. If it fails, so does
  // Open, and the next one calls it again. Null: nothing.
  std::function<absl::Status()> before_making_anew;
};

// State of one projection.
struct ProjectionState {
  std::string name;
  uint32_t version = 0;
  eventstore::Position position = 0;
  std::string failure;  // empty: it runs
  uint64_t rows = 0;
};

// An entry that is one with another from the position on.
struct IdMerge {
  std::string noun, merged, stays;
  eventstore::Position position = 0;
};

// Thread-safe. Requests are those of the API; wrong ones answer InvalidArgument or
// NotFound with a message that says what was wanted.
class Projections {
 public:
  // Opens the views, which may be behind the log, and starts the thread that follows
  // it. The store must outlive this object. Views that cannot be read, or of another
  // version, are rebuilt from the log.
  static absl::StatusOr<std::unique_ptr<Projections>> Open(const Options& options,
                                                           eventstore::EventStore* store);
  virtual ~Projections() = default;

  // Waits until the position is reflected. OutOfRange, at once, for one that the log has not come
  // to (eventstore/beyond_log.h). DeadlineExceeded if it takes too long: at once, if the deadline
  // has passed. FailedPrecondition if a projection stopped before it, with the reason.
  virtual absl::Status WaitFor(eventstore::Position position, absl::Time deadline) = 0;

  // Sets what is called when the reflected position has advanced, or a projection has stopped;
  // null: nothing. On the projector's thread, so it must be quick. The call returns when nothing
  // that was set before runs any more.
  virtual void OnAdvance(std::function<void()> advanced) = 0;

  // For tests: while held, nothing more is applied, as if the projector were slow.
  virtual void Hold(bool held) = 0;

  // Position reflected by every projection.
  virtual eventstore::Position position() const = 0;
  virtual std::vector<ProjectionState> states() const = 0;

  // Position of the event that undid the one at a position, or replaced what it said; 0: it stands.
  // As known at a position, by what is reflected.
  virtual absl::StatusOr<eventstore::Position> UndoneAt(eventstore::Position event,
                                                        eventstore::Position as_of) const = 0;

  // Positions of the events that the one at a position undid, or whose words it replaced, in this
  // way; ascending. `noun_id` is the id of the noun of its stream.
  virtual absl::StatusOr<std::vector<eventstore::Position>> UndoneBy(
      eventstore::Position event, absl::string_view noun_id, eventstore::Position as_of) const = 0;

  // Merges believed as of a position, by the position of the events that state them.
  virtual std::vector<IdMerge> MergesAt(eventstore::Position as_of) const = 0;

  // What the id of a noun is called, in the language, "sv" or "en", if it has a name in it; empty
  // if that is not known.
  virtual std::string NameOf(absl::string_view noun, absl::string_view id,
                             eventstore::Position as_of, absl::string_view language) const = 0;

  // The position that a question is as of: at most one of the two is given; neither is all that is
  // reflected. OutOfRange beyond the log, InvalidArgument for what is no time.
  virtual absl::StatusOr<eventstore::Position> ResolveAsOf(eventstore::Position position,
                                                           const std::string& time) const = 0;

  // Digest over every row of every table, the same for the same log and version.
  virtual std::string Digest() const = 0;

  // min_position is the caller's to wait for; these answer from what there is.
  virtual absl::StatusOr<figure::v1::GetFigureResponse> GetFigure(
      const figure::v1::GetFigureRequest& request) const = 0;
  virtual absl::StatusOr<figure::v1::ExplainFigureResponse> ExplainFigure(
      const figure::v1::ExplainFigureRequest& request) const = 0;
  virtual absl::StatusOr<indicator::v1::ListIndicatorsResponse> ListIndicators(
      const indicator::v1::ListIndicatorsRequest& request) const = 0;
  virtual absl::StatusOr<registry::v1::ListRegistersResponse> ListRegisters(
      const registry::v1::ListRegistersRequest& request) const = 0;
  virtual absl::StatusOr<registry::v1::GetEntryResponse> GetEntry(
      const registry::v1::GetEntryRequest& request) const = 0;
  // Page tokens, both ways, are cursors (registry/registry.h): they hold for the position of the
  // answer, and whoever hands them out sees to it that only they come back.
  virtual absl::StatusOr<registry::v1::ListEntriesResponse> ListEntries(
      const registry::v1::ListEntriesRequest& request) const = 0;
  virtual absl::StatusOr<registry::v1::SearchEntriesResponse> SearchEntries(
      const registry::v1::SearchEntriesRequest& request) const = 0;
  virtual absl::StatusOr<report::v1::GetLeafletResponse> GetLeaflet(
      const report::v1::GetLeafletRequest& request) const = 0;
  virtual absl::StatusOr<report::v1::GetOverviewResponse> GetOverview(
      const report::v1::GetOverviewRequest& request) const = 0;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_PROJECTIONS_H_
