// A commit block is a run of records with consecutive positions, each with a checksum
// of its own. The format is in README.md.
#ifndef VERKAN_EVENTSTORE_BLOCK_H_
#define VERKAN_EVENTSTORE_BLOCK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"

namespace verkan::eventstore {

// Size at which a commit is cut into blocks.
inline constexpr size_t kBlockBytes = 64 << 10;

// Puts records together to a block. The records must live until Finish.
class BlockBuilder {
 public:
  void Add(absl::string_view record);
  bool empty() const { return records_.empty(); }
  // Whether the record would make a block that has records already too large.
  bool IsFullFor(absl::string_view record) const {
    return !empty() && bytes_ + record.size() > kBlockBytes;
  }
  // Returns the block and starts the next.
  std::string Finish();

 private:
  std::vector<absl::string_view> records_;
  size_t bytes_ = 0;
};

// Takes a block apart without copying it; it holds as long as its bytes.
class BlockView {
 public:
  // DataLoss if the bytes are not a block. Record bytes are verified when they are asked for.
  absl::Status Parse(Position first, absl::string_view bytes);

  // Whether the position is in the block.
  bool Has(Position position) const { return position >= first_ && position - first_ < count_; }
  size_t count() const { return count_; }
  Position first() const { return first_; }
  Position last() const { return first_ + count_ - 1; }

  // The record at a position that the block has. DataLoss, naming the position, if its
  // checksum is wrong or it is another position's.
  absl::Status Get(Position position, absl::string_view* record) const;

 private:
  Position first_ = 0;
  size_t count_ = 0;
  const char* checksums_ = nullptr;
  const char* records_ = nullptr;
  std::vector<uint32_t> ends_;  // of each record, from records_
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_BLOCK_H_
