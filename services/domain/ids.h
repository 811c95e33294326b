// Ids for what callers leave unnamed.
#ifndef VERKAN_SERVICES_DOMAIN_IDS_H_
#define VERKAN_SERVICES_DOMAIN_IDS_H_

#include <string>

#include "absl/random/bit_gen_ref.h"
#include "absl/strings/string_view.h"

namespace verkan::services {

// A new id: the first letters of the noun and 13 random characters, "act-7k2…". With a
// request id (16 bytes) it is made from that, so that a retry names the same.
std::string MakeId(absl::string_view noun, absl::string_view request_id, absl::BitGenRef random);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_IDS_H_
