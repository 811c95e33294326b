// Addresses that the server may listen on.
#ifndef VERKAN_SERVICES_PROCESS_ADDRESS_H_
#define VERKAN_SERVICES_PROCESS_ADDRESS_H_

#include "absl/strings/string_view.h"

namespace verkan::services {

// Whether only this machine reaches the address: unix:PATH, or host:port with a host that is
// localhost or a loopback address (127.0.0.0/8, ::1) in digits. A name that only looks like one,
// such as 127.example.org, is not: somebody else says where it leads.
bool IsLocal(absl::string_view listen);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROCESS_ADDRESS_H_
