// Server reflection, v1 and v1alpha, over the protos that are linked: how a generic
// client learns what the server can do.
#ifndef VERKAN_SERVICES_GRPC_REFLECTION_H_
#define VERKAN_SERVICES_GRPC_REFLECTION_H_

#include "services/calls/handler.h"

namespace verkan::services {

// Adds both versions of grpc.reflection.ServerReflection.
void AddReflection(Handlers* handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_GRPC_REFLECTION_H_
