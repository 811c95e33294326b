#include "services/registry/bounded_log.h"

#include <algorithm>
#include <utility>

#include "eventstore/beyond_log.h"
#include "eventstore/status_macros.h"

namespace verkan::services {
namespace {

constexpr absl::string_view kSpent = "verkan/reading-budget-spent";

absl::Status OnlyRead() { return absl::FailedPreconditionError("the log is only read here"); }

// Takes one event off the budget.
absl::Status Take(uint64_t* left) {
  if (*left > 0) {
    --*left;
    return absl::OkStatus();
  }
  absl::Status spent = absl::ResourceExhaustedError("as much was read as one answer may read");
  spent.SetPayload(kSpent, absl::Cord());
  return spent;
}

class BoundedCursor final : public eventstore::Cursor {
 public:
  BoundedCursor(std::unique_ptr<eventstore::Cursor> cursor, uint64_t* left)
      : cursor_(std::move(cursor)), left_(left) {}

  absl::StatusOr<bool> Next(eventstore::StoredRecord* record) override {
    VERKAN_ASSIGN_OR_RETURN(const bool more, cursor_->Next(record));
    if (more) VERKAN_RETURN_IF_ERROR(Take(left_));
    return more;
  }
  bool paused() const override { return cursor_->paused(); }
  eventstore::Position next() const override { return cursor_->next(); }

 private:
  const std::unique_ptr<eventstore::Cursor> cursor_;
  uint64_t* const left_;
};

}  // namespace

bool IsSpent(const absl::Status& status) { return status.GetPayload(kSpent).has_value(); }

absl::StatusOr<std::unique_ptr<eventstore::Cursor>> BoundedLog::Read(
    const eventstore::ReadOptions& options) const {
  eventstore::ReadOptions until = options;
  until.to = std::min(options.to, as_of_);
  VERKAN_ASSIGN_OR_RETURN(std::unique_ptr<eventstore::Cursor> cursor, store_.Read(until));
  return std::make_unique<BoundedCursor>(std::move(cursor), &left_);
}

absl::StatusOr<std::string> BoundedLog::Get(Position position) const {
  VERKAN_RETURN_IF_ERROR(eventstore::CheckWithinLog(position, as_of_));
  VERKAN_RETURN_IF_ERROR(Take(&left_));
  return store_.Get(position);
}

absl::StatusOr<eventstore::Appended> BoundedLog::Stage(eventstore::Batch,
                                                       std::function<void(const absl::Status&)>) {
  return OnlyRead();
}
absl::Status BoundedLog::Flush() { return OnlyRead(); }
absl::StatusOr<eventstore::Appended> BoundedLog::Append(eventstore::Batch) { return OnlyRead(); }
absl::Status BoundedLog::write_failure() const { return OnlyRead(); }

}  // namespace verkan::services
