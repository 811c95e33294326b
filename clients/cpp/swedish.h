// What the server says in English only, in Swedish: what was wanted of a value.
#ifndef VERKAN_CLIENTS_CPP_SWEDISH_H_
#define VERKAN_CLIENTS_CPP_SWEDISH_H_

#include <string>

#include "absl/strings/string_view.h"

namespace verkan::client {

// The text with every phrase that is known put into Swedish; the rest stays as it is.
std::string ToSwedish(absl::string_view english);

}  // namespace verkan::client

#endif  // VERKAN_CLIENTS_CPP_SWEDISH_H_
