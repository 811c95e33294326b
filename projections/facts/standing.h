// Whether what an event said still stands: its rows tell what became of it, and the annotation
// undone_by (options/v1) which types of events undo it or replace what it said. What merely goes
// on from it, such as a correction of a held activity, does not.
#ifndef VERKAN_PROJECTIONS_FACTS_STANDING_H_
#define VERKAN_PROJECTIONS_FACTS_STANDING_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "projections/facts/facts.h"

namespace verkan::projections {

// The whole name of the type of the event at a position.
using TypeAt = std::function<absl::StatusOr<std::string>(Position)>;

// Position of the event that undid the one at `event`; 0: it stands, as known at a position. An
// event that has no rows stands. Reports of figures that a later report replaces are told by
// ReplacedBy (projections/figure/reports.h).
absl::StatusOr<Position> UndoneAt(const Facts& facts, Position event, const TypeAt& type_at,
                                  Position as_of = kNow);

// Positions of the earlier events of a noun some of whose rows ended with the one at `event`;
// ascending. Those that it undid are among them.
std::vector<Position> EventsClosedBy(const Facts& facts, Position event, absl::string_view noun_id);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_STANDING_H_
