// The standard health service: the server as a whole ("") and every service serve as
// long as the log can be written.
#ifndef VERKAN_SERVICES_GRPC_HEALTH_H_
#define VERKAN_SERVICES_GRPC_HEALTH_H_

#include <functional>

#include "services/calls/handler.h"

namespace verkan::services {

// Adds grpc.health.v1.Health for every service among the handlers. Check and List are
// answered on the loop. `serving` is called from any thread; Wake the server when its
// answer changes.
void AddHealth(std::function<bool()> serving, Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_GRPC_HEALTH_H_
