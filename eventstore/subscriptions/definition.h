// What a durable subscription is, and how far it has come.
#ifndef VERKAN_EVENTSTORE_SUBSCRIPTIONS_DEFINITION_H_
#define VERKAN_EVENTSTORE_SUBSCRIPTIONS_DEFINITION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "eventstore/followed.h"

namespace verkan::eventstore {

inline constexpr size_t kMaxSubscriptionNameBytes = 200;
inline constexpr size_t kMaxSubscriptions = 1000;

// SubscriptionDefinition is fixed when the subscription is made.
struct SubscriptionDefinition {
  // Where it starts: after a position, with a time, or with what comes next.
  enum Start : uint8_t { kAfter = 0, kTime = 1, kNow = 2 };

  std::string name;  // 1 to kMaxSubscriptionNameBytes, no control characters
  Query query;
  Start start = kAfter;
  uint64_t start_value = 0;  // of kAfter: the position; of kTime: microseconds since 1970
  uint32_t max_attempts = 10;
  uint32_t max_in_flight = 10;  // of one consumer
  int64_t ack_timeout_micros = 30'000'000;
};

// SubscriptionProgress is the part of its state that every change writes.
struct SubscriptionProgress {
  Position mark = 0;           // everything up to here is done or parked
  uint64_t parked = 0;         // how many are
  Position set_back_from = 0;  // by an earlier version: where it was when the log was shorter
};

// The bytes of definition, progress and what was followed, as README.md documents them, and back:
// DataLoss for bytes that are none. The name is not among them: it is the key.
std::string EncodeDefinition(const SubscriptionDefinition& definition);
absl::StatusOr<SubscriptionDefinition> DecodeDefinition(absl::string_view name,
                                                        absl::string_view bytes);
std::string EncodeProgress(const SubscriptionProgress& progress);
absl::StatusOr<SubscriptionProgress> DecodeProgress(absl::string_view bytes);
std::string EncodeFollowed(const Followed& followed);
absl::StatusOr<Followed> DecodeFollowed(absl::string_view bytes);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_SUBSCRIPTIONS_DEFINITION_H_
