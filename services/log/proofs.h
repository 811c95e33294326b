// The proofs of the log service: checkpoints, inclusion and consistency.
#ifndef VERKAN_SERVICES_LOG_PROOFS_H_
#define VERKAN_SERVICES_LOG_PROOFS_H_

#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "services/calls/handler.h"

namespace verkan::services {

// Adds GetCheckpoint, ProveInclusion and ProveConsistency. Store and checkpoints must
// outlive the handlers.
void AddLogProofs(const eventstore::EventStore* store, eventstore::Checkpoints* checkpoints,
                  Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_LOG_PROOFS_H_
