// Whether the machine's clock agrees with the log. Times of events never run backwards, so a clock
// that was ahead once dates every later event as it dated that one.
#ifndef VERKAN_SERVICES_PROCESS_CLOCK_H_
#define VERKAN_SERVICES_PROCESS_CLOCK_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "eventstore/event_store.h"

namespace verkan::services {

// How far the last durable event is dated ahead of `now`; zero if it is not, or cannot be read.
absl::Duration AheadOf(absl::Time now, const eventstore::EventStore& log);

// FailedPrecondition, saying what to do, if that is more than a day.
absl::Status CheckClock(absl::Time now, const eventstore::EventStore& log);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROCESS_CLOCK_H_
