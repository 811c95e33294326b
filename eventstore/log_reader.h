// LogReader reads records by position, block by block.
#ifndef VERKAN_EVENTSTORE_LOG_READER_H_
#define VERKAN_EVENTSTORE_LOG_READER_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/block.h"
#include "eventstore/database.h"

namespace verkan::eventstore {

// Sees the log as it was when the reader was made.
class LogReader {
 public:
  explicit LogReader(const Database* database);
  explicit LogReader(std::unique_ptr<Entries> blocks);

  // The record at the position; its bytes hold until the next call. Consecutive positions, up
  // or down, are a step. DataLoss, naming the position, if it is missing or does not verify.
  absl::Status Get(Position position, absl::string_view* record);

  // Moves to the last block and returns it; null for an empty log.
  absl::StatusOr<const BlockView*> LastBlock();

  // The stored bytes of the block of the last call.
  absl::string_view block_bytes() const { return entries_->value(); }

  // Position of the last event up to `head` recorded at or before the time; 0 for none.
  absl::StatusOr<Position> PositionAt(int64_t micros, Position head);

 private:
  absl::Status Load(Position position);
  absl::Status ParseCurrent();

  std::unique_ptr<Entries> entries_;
  BlockView block_;
};

// The time of a record that LogReader returned.
int64_t RecordedAt(absl::string_view record);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_LOG_READER_H_
