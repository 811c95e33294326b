#include "eventstore/log_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/coding.h"
#include "eventstore/layout.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {

LogReader::LogReader(const Database* database) : LogReader(database->Find(Family::kLog, "")) {}
LogReader::LogReader(std::unique_ptr<Entries> blocks) : entries_(std::move(blocks)) {}

absl::Status LogReader::ParseCurrent() {
  return block_.Parse(NumberInKey(entries_->key()), entries_->value());
}

absl::Status LogReader::Load(Position position) {
  absl::StatusOr<bool> found = false;
  if (block_.count() != 0 && position == block_.last() + 1) {
    found = entries_->Next();
  } else if (block_.count() != 0 && position + 1 == block_.first()) {
    found = entries_->Prev();
  } else {
    found = entries_->SeekAtOrBefore(position);
  }
  if (!found.ok()) {
    block_ = BlockView();
    return absl::Status(found.status().code(),
                        absl::StrCat("position ", position, ": ", found.status().message()));
  }
  if (*found) VERKAN_RETURN_IF_ERROR(ParseCurrent());
  if (*found && block_.Has(position)) return absl::OkStatus();
  block_ = BlockView();
  return absl::DataLossError(absl::StrCat("position ", position, " is missing from the log"));
}

absl::Status LogReader::Get(Position position, absl::string_view* record) {
  if (!block_.Has(position)) VERKAN_RETURN_IF_ERROR(Load(position));
  return block_.Get(position, record);
}

absl::StatusOr<const BlockView*> LogReader::LastBlock() {
  VERKAN_ASSIGN_OR_RETURN(const bool found, entries_->SeekToLast());
  if (!found) return nullptr;
  VERKAN_RETURN_IF_ERROR(ParseCurrent());
  return &block_;
}

absl::StatusOr<Position> LogReader::PositionAt(int64_t micros, Position head) {
  Position at_or_before = 0, after = head + 1;
  while (after - at_or_before > 1) {
    const Position middle = at_or_before + (after - at_or_before) / 2;
    absl::string_view record;
    VERKAN_RETURN_IF_ERROR(Get(middle, &record));
    (RecordedAt(record) <= micros ? at_or_before : after) = middle;
  }
  return at_or_before;
}

int64_t RecordedAt(absl::string_view record) { return LoadFixed<int64_t>(record.data() + 10); }

}  // namespace verkan::eventstore
