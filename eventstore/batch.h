// What a batch and a query must look like before the store looks at them.
#ifndef VERKAN_EVENTSTORE_BATCH_H_
#define VERKAN_EVENTSTORE_BATCH_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "eventstore/event_store.h"

namespace verkan::eventstore {

// Limits of what an append may have looked up, and of the items of a query.
inline constexpr size_t kMaxExpectations = 4096;
inline constexpr size_t kMaxQueryItems = 4096;

// InvalidArgument, with every violation as "path: value, wanted".
absl::Status CheckBatch(const Batch& batch);
absl::Status CheckQuery(const Query& query);

// A UUID of version 7 for the time, as 16 bytes.
std::string MakeEventId(int64_t now_micros);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_BATCH_H_
