// The high-water mark: a small file beside the database that says how far the log has
// durably come, so that a log that was cut short or rolled back is not taken for whole.
// The format is in README.md.
#ifndef VERKAN_EVENTSTORE_HIGH_WATER_H_
#define VERKAN_EVENTSTORE_HIGH_WATER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "eventstore/mutex.h"
#include "rocksdb/env.h"

namespace verkan::eventstore {

struct HighWater {
  Position position = 0;     // of the last durable event when it was written
  Position block_first = 0;  // of the block that event is in
  uint32_t block_crc = 0;    // CRC-32C of that block's value
};

// The mark's file for a database.
std::string HighWaterPath(absl::string_view database_path);

// Empty if there is no file; DataLoss if it does not verify.
absl::StatusOr<std::optional<HighWater>> ReadHighWater(rocksdb::Env* env, const std::string& path);

// Replaces the file; after a crash there is the old one or the new one.
absl::Status WriteHighWater(rocksdb::Env* env, const std::string& path, const HighWater& mark);

// Keeps the mark up with the log from a thread of its own: at once if the last was long
// ago, otherwise a second after it, and when it ends. Thread-safe.
class HighWaterKeeper {
 public:
  HighWaterKeeper(rocksdb::Env* env, std::string path, const HighWater& written);
  ~HighWaterKeeper();
  HighWaterKeeper(const HighWaterKeeper&) = delete;
  HighWaterKeeper& operator=(const HighWaterKeeper&) = delete;

  // The mark must be durable.
  void Advance(const HighWater& mark);

 private:
  void Run();

  rocksdb::Env* const env_;
  const std::string path_;
  Mutex mutex_;
  CondVar changed_;
  HighWater mark_ ABSL_GUARDED_BY(mutex_);
  Position written_position_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_HIGH_WATER_H_
