// "As of" in requests: a position, or a time that stands for the position reached then.
#ifndef VERKAN_PROJECTIONS_FIGURE_AS_OF_H_
#define VERKAN_PROJECTIONS_FIGURE_AS_OF_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "eventstore/event_store.h"

namespace verkan::projections {

// The position that a request asks for: `position`, or the last one recorded at or before
// `time` (RFC 3339, or a date, which stands for its end in Swedish time), or `reflected`
// if neither is given or what is asked for is not reflected yet. 0: before the first event.
// InvalidArgument if both are given or the time cannot be read. OutOfRange
// (eventstore/beyond_log.h) for a position beyond the log, and for a time that begins after `now`
// unless something has been recorded since: clocks can run backwards, the log's time cannot.
absl::StatusOr<eventstore::Position> ResolveAsOf(eventstore::Position position,
                                                 const std::string& time,
                                                 eventstore::Position reflected,
                                                 const eventstore::EventStore& store,
                                                 absl::Time now);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_AS_OF_H_
