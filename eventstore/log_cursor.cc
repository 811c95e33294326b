#include "eventstore/log_cursor.h"

#include <algorithm>
#include <utility>

#include "eventstore/record.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

// Large records that do not match make a Next pause before it has looked at its positions.
constexpr size_t kPauseAfterBytes = 16 << 20;

}  // namespace

LogCursor::LogCursor(const Database* database, std::unique_ptr<PostingList> postings, Position from,
                     Position to, const ReadOptions& options)
    : postings_(std::move(postings)),
      log_(options.fill_cache ? database->Find(Family::kLog, "") : database->Scan(Family::kLog)),
      from_(from),
      to_(to),
      backwards_(options.backwards),
      occurred_from_(options.occurred_from),
      occurred_to_(options.occurred_to),
      pause_after_(std::max<uint64_t>(options.pause_after, 1)),
      next_(backwards_ ? to : from),
      left_(options.limit) {}

absl::StatusOr<bool> LogCursor::Next(StoredRecord* record) {
  VERKAN_RETURN_IF_ERROR(error_);
  paused_ = false;
  if (left_ == 0) return false;
  const absl::StatusOr<bool> found = Search(record);
  error_ = found.status();
  if (found.ok() && *found) --left_;
  return found;
}

absl::StatusOr<bool> LogCursor::Search(StoredRecord* record) {
  const Position bound = Bound();
  const bool pauses = pause_after_ != UINT64_MAX;
  size_t passed_bytes = 0;
  while (InRange()) {
    VERKAN_RETURN_IF_ERROR(Seek(bound));
    if (!InRange()) return false;
    if (IsBeyond(bound) || (pauses && passed_bytes > kPauseAfterBytes)) {
      paused_ = true;
      return false;
    }
    record->position = next_;
    VERKAN_RETURN_IF_ERROR(log_.Get(next_, &record->bytes));
    next_ += backwards_ ? -1 : 1;
    if (Matches(*record)) return true;
    passed_bytes += record->bytes.size();
  }
  return false;
}

Position LogCursor::Bound() const {
  const uint64_t further = pause_after_ - 1;
  if (backwards_) return next_ - std::min(further, next_ - std::min(next_, from_));
  return next_ + std::min(further, std::max(to_, next_) - next_);
}

absl::Status LogCursor::Seek(Position bound) {
  if (postings_ == nullptr) return absl::OkStatus();
  VERKAN_RETURN_IF_ERROR(postings_->Seek(next_, bound));
  next_ = postings_->position();
  return absl::OkStatus();
}

bool LogCursor::Matches(const StoredRecord& record) const {
  if (!occurred_from_.has_value() && !occurred_to_.has_value()) return true;
  return CanHaveOccurred(record.bytes, occurred_from_.value_or(INT32_MIN),
                         occurred_to_.value_or(INT32_MAX));
}

}  // namespace verkan::eventstore
