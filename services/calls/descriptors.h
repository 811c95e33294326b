// The services that the linked protos declare.
#ifndef VERKAN_SERVICES_CALLS_DESCRIPTORS_H_
#define VERKAN_SERVICES_CALLS_DESCRIPTORS_H_

#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "services/calls/handler.h"

namespace verkan::services {

// Every service of the linked protos, by full name.
std::vector<const google::protobuf::ServiceDescriptor*> LinkedServices();

// OK if every method of every service has a handler whose kind fits it, and every
// handler a method. FailedPrecondition names each that does not.
absl::Status CheckHandlers(const Handlers& handlers);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_DESCRIPTORS_H_
