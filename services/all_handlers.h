// Every service of the server, in one list.
#ifndef VERKAN_SERVICES_ALL_HANDLERS_H_
#define VERKAN_SERVICES_ALL_HANDLERS_H_

#include <string>

#include "absl/status/statusor.h"
#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "eventstore/scrub.h"
#include "eventstore/subscriptions/subscriptions.h"
#include "projections/projections.h"
#include "services/admin/backups.h"
#include "services/calls/handler.h"
#include "services/domain/recorder.h"
#include "services/process/health.h"

namespace verkan::services {

// The handlers of all services, over parts that must outlive them; only the scrubber
// and, in tests, the health may be null. FailedPrecondition
// if a method of a linked service has none.
absl::StatusOr<Handlers> AllHandlers(const std::string& version, eventstore::EventStore* store,
                                     eventstore::Checkpoints* checkpoints,
                                     eventstore::Subscriptions* subscriptions,
                                     projections::Projections* projections, Recorder* recorder,
                                     Backups* backups,
                                     const eventstore::Scrubber* scrubber = nullptr,
                                     const Health* health = nullptr);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_ALL_HANDLERS_H_
