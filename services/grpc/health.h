// The standard health service, for the server as a whole ("") and for every service.
#ifndef VERKAN_SERVICES_GRPC_HEALTH_H_
#define VERKAN_SERVICES_GRPC_HEALTH_H_

#include <functional>
#include <string>

#include "services/calls/handler.h"

namespace verkan::services {

// Adds grpc.health.v1.Health for every service among the handlers. Check and List are
// answered on the loop. `serving` tells whether a service, or "", can do its work; it is called
// from any thread and must not wait. Wake the server when its answer changes.
void AddHealth(std::function<bool(const std::string& service)> serving, Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_GRPC_HEALTH_H_
