// RegistryService: its questions are the projections'; the tokens of its pages are made here.
#ifndef VERKAN_SERVICES_REGISTRY_REGISTRY_SERVICE_H_
#define VERKAN_SERVICES_REGISTRY_REGISTRY_SERVICE_H_

#include "projections/projections.h"
#include "services/calls/handler.h"

namespace verkan::services {

// The projections must outlive the handlers.
void AddRegistryService(projections::Projections* projections, Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_REGISTRY_REGISTRY_SERVICE_H_
