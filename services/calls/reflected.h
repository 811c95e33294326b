// Read-your-writes: a query with min_position waits until the read models have got there.
#ifndef VERKAN_SERVICES_CALLS_REFLECTED_H_
#define VERKAN_SERVICES_CALLS_REFLECTED_H_

#include "absl/status/status.h"
#include "projections/projections.h"
#include "services/calls/context.h"

namespace verkan::services {

// Waits until the position is reflected, until the call's deadline and no longer than 30
// seconds. NOT_REFLECTED_IN_TIME, PROJECTION_STOPPED, or CANCELLED where the caller has gone.
absl::Status WaitUntilReflected(const Context& context, eventstore::Position position,
                                projections::Projections* projections);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_REFLECTED_H_
