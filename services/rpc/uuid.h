// UUIDs: 36 characters of text at the API, 16 bytes in the event store.
#ifndef VERKAN_SERVICES_RPC_UUID_H_
#define VERKAN_SERVICES_RPC_UUID_H_

#include <string>

#include "absl/strings/string_view.h"

namespace verkan::services {

// The 16 bytes of the text, hexadecimal in either case with hyphens; false for others.
bool ParseUuid(absl::string_view text, std::string* bytes);

// The text of 16 bytes, in lower case.
std::string FormatUuid(absl::string_view bytes);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_RPC_UUID_H_
