// UUIDs between their text form, which the API speaks, and their 16 bytes, which the
// event store keeps.
#ifndef VERKAN_SERVICES_DOMAIN_UUID_H_
#define VERKAN_SERVICES_DOMAIN_UUID_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace verkan::services {

// What violations say was wanted.
inline constexpr absl::string_view kUuidWanted =
    "a UUID, such as 0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

// The 16 bytes of the 36 characters, in either case; nothing for other text.
std::optional<std::string> ParseUuid(absl::string_view text);

// The text form, in lower case, of 16 bytes.
std::string FormatUuid(absl::string_view bytes);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_UUID_H_
