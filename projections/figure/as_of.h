// "As of" in requests: a position, or a time that stands for the position reached then.
#ifndef VERKAN_PROJECTIONS_FIGURE_AS_OF_H_
#define VERKAN_PROJECTIONS_FIGURE_AS_OF_H_

#include <string>

#include "absl/status/statusor.h"
#include "eventstore/event_store.h"

namespace verkan::projections {

// The position that a request asks for: `position`, or the last one recorded at or before
// `time` (RFC 3339, or a date, which stands for its end in Swedish time), or `reflected`
// where neither is given or what is asked for lies beyond it. InvalidArgument where both
// are given or the time cannot be read.
absl::StatusOr<eventstore::Position> ResolveAsOf(eventstore::Position position,
                                                 const std::string& time,
                                                 eventstore::Position reflected,
                                                 const eventstore::EventStore& store);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_AS_OF_H_
