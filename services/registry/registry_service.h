// RegistryService: its questions are the projections', but for histories, which are read from the
// log (history.h); the tokens of its pages are made here.
#ifndef VERKAN_SERVICES_REGISTRY_REGISTRY_SERVICE_H_
#define VERKAN_SERVICES_REGISTRY_REGISTRY_SERVICE_H_

#include "eventstore/event_store.h"
#include "projections/projections.h"
#include "services/calls/handler.h"

namespace verkan::services {

// Store and projections must outlive the handlers.
void AddRegistryService(const eventstore::EventStore* store, projections::Projections* projections,
                        Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_REGISTRY_REGISTRY_SERVICE_H_
