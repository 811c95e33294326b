// Calls the health service of a server as a new client would, over a connection of its own.
#ifndef VERKAN_SERVICES_GRPC_SELF_PROBE_H_
#define VERKAN_SERVICES_GRPC_SELF_PROBE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace verkan::services {

// OK if the server at the address answers within the time, whether it says that it serves or not.
// Blocks for as long.
absl::Status ProbeServer(const std::string& address, absl::Duration timeout);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_GRPC_SELF_PROBE_H_
