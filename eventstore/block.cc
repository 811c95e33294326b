#include "eventstore/block.h"

#include <cassert>

#include "absl/strings/str_cat.h"
#include "eventstore/coding.h"
#include "eventstore/crc32c.h"
#include "eventstore/record.h"

namespace verkan::eventstore {
namespace {

constexpr char kFormat = 1;

absl::Status Broken(Position position, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("the log is damaged at position ", position, ": ", what));
}

}  // namespace

void BlockBuilder::Add(absl::string_view record) {
  records_.push_back(record);
  bytes_ += record.size();
}

std::string BlockBuilder::Finish() {
  assert(!empty());
  std::string block;
  block.reserve(bytes_ + 7 * records_.size() + 8);
  block.push_back(kFormat);
  AppendVarint(records_.size(), &block);
  for (absl::string_view record : records_) AppendVarint(record.size(), &block);
  for (absl::string_view record : records_) AppendFixed(MaskCrc(Crc32c(record)), &block);
  for (absl::string_view record : records_) block.append(record.data(), record.size());
  records_.clear();
  bytes_ = 0;
  return block;
}

absl::Status BlockView::Parse(Position first, absl::string_view bytes) {
  first_ = first;
  count_ = 0;
  if (bytes.empty() || bytes[0] != kFormat) return Broken(first, "not a block of a known format");
  bytes.remove_prefix(1);
  uint64_t count = 0;
  if (!TakeVarint(&bytes, &count) || count == 0 || count > bytes.size()) {
    return Broken(first, "the block's count is wrong");
  }
  ends_.resize(count);
  uint64_t end = 0;
  for (uint32_t& record_end : ends_) {
    uint64_t size = 0;
    if (!TakeVarint(&bytes, &size) || size > bytes.size()) {
      return Broken(first, "the block's lengths are wrong");
    }
    end += size;
    record_end = static_cast<uint32_t>(end);
  }
  if (bytes.size() != end + 4 * count) return Broken(first, "the block's size is wrong");
  checksums_ = bytes.data();
  records_ = bytes.data() + 4 * count;
  count_ = count;
  return absl::OkStatus();
}

absl::Status BlockView::Get(Position position, absl::string_view* record) const {
  assert(Has(position));
  const size_t index = position - first_;
  const size_t begin = index == 0 ? 0 : ends_[index - 1];
  const absl::string_view bytes(records_ + begin, ends_[index] - begin);
  if (LoadFixed<uint32_t>(checksums_ + 4 * index) != MaskCrc(Crc32c(bytes))) {
    return Broken(position, "the record's checksum is wrong");
  }
  if (bytes.size() < kPlaceBytes || LoadFixed<uint64_t>(bytes.data() + 1) != position) {
    return Broken(position, "the record is another position's");
  }
  *record = bytes;
  return absl::OkStatus();
}

}  // namespace verkan::eventstore
