// What a question may hold: a bound over all its lists together, whatever they are called.
#ifndef VERKAN_SERVICES_CALLS_SIZE_H_
#define VERKAN_SERVICES_CALLS_SIZE_H_

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace verkan::services {

inline constexpr int kMaxListed = 2000;

// INVALID_ARGUMENT, naming the list, if the lists of the message and of the messages in it have
// more than kMaxListed elements all together.
absl::Status CheckListed(const google::protobuf::Message& message);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_SIZE_H_
