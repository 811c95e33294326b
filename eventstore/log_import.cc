#include "eventstore/log_import.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/coding.h"
#include "eventstore/layout.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kGroupBytes = 4 << 20;  // written at once

absl::Status NotNext(Position position, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("position ", position, ": ", what));
}

}  // namespace

LogImport::LogImport(std::unique_ptr<Database> database)
    : database_(std::move(database)), tree_(database_.get()), heads_(database_.get()) {}

absl::StatusOr<std::unique_ptr<LogImport>> LogImport::Create(const std::string& path,
                                                             const std::string& origin) {
  const Options options = {.path = path, .origin = origin};
  VERKAN_ASSIGN_OR_RETURN(std::unique_ptr<EventStore> empty, EventStore::Open(options));
  if (empty->head() != 0) return absl::FailedPreconditionError(path + " holds a log already");
  empty.reset();
  VERKAN_ASSIGN_OR_RETURN(std::unique_ptr<Database> database, Database::Open(options, false));
  return std::unique_ptr<LogImport>(new LogImport(std::move(database)));
}

absl::Status LogImport::AddRecord(absl::string_view bytes) {
  VERKAN_RETURN_IF_ERROR(ParseRecord(bytes, &view_));
  VERKAN_RETURN_IF_ERROR(CheckNext(view_));
  Stage(view_, bytes);
  return group_bytes_ < kGroupBytes ? absl::OkStatus() : Flush();
}

absl::Status LogImport::CheckNext(const RecordView& view) {
  if (view.position != last_ + 1) {
    return NotNext(last_ + 1, absl::StrCat("the record of position ", view.position, " is here"));
  }
  if (view.stream.empty() || view.type.empty()) return NotNext(view.position, "it names no stream");
  if (view.recorded_at_micros < last_recorded_at_) {
    return NotNext(view.position, "it was recorded before the one before it");
  }
  VERKAN_ASSIGN_OR_RETURN(const StreamHead head, heads_.HeadOf(view.stream));
  if (view.revision == head.revision + 1) return absl::OkStatus();
  return NotNext(view.position, absl::StrCat("it is revision ", view.revision, " of stream ",
                                             view.stream, ", which is at ", head.revision));
}

void LogImport::Stage(const RecordView& view, absl::string_view bytes) {
  StagedEvent& staged = group_.events.emplace_back();
  staged.event.type = std::string(view.type);
  staged.event.stream = std::string(view.stream);
  for (absl::string_view tag : view.tags) staged.event.tags.emplace_back(tag);
  staged.record = std::string(bytes);
  staged.position = last_ = view.position;
  staged.revision = view.revision;
  last_recorded_at_ = view.recorded_at_micros;
  const auto [type, is_new] = types_.try_emplace(staged.event.type, types_.size() + 1);
  if (is_new) group_.new_types.emplace_back(type->first, type->second);
  staged.type = type->second;
  heads_.AdvanceStream(view.stream, {view.revision, view.position});
  group_bytes_ += bytes.size();
}

absl::Status LogImport::AddId(const KnownId& id) {
  std::string value;
  AppendVarint(id.first_position, &value);
  if (id.kind == KnownId::kRequest) AppendVarint(id.count, &value);
  const std::string key = id.kind == KnownId::kRequest ? RequestKey(id.id) : EventIdKey(id.id);
  VERKAN_RETURN_IF_ERROR(
      FromRocks(ids_.Put(database_->family(Family::kIds), key, value), "add an id"));
  return ids_.GetDataSize() < kGroupBytes ? absl::OkStatus() : Flush();
}

absl::Status LogImport::Flush() {
  rocksdb::WriteBatch batch = std::move(ids_);
  ids_ = rocksdb::WriteBatch();
  if (!group_.events.empty()) {
    AddCommit(group_, *database_, &batch);
    tree_.Add(group_, &batch);
  }
  group_ = Group();
  group_bytes_ = 0;
  if (batch.Count() == 0) return absl::OkStatus();
  VERKAN_RETURN_IF_ERROR(FromRocks(database_->Write(&batch), "write the imported log"));
  heads_.Trim(last_);
  return absl::OkStatus();
}

absl::StatusOr<WholeLog> LogImport::Finish(const ReadProgress& progress) {
  VERKAN_RETURN_IF_ERROR(Flush());
  return ReadWholeLog(*database_, progress);
}

}  // namespace verkan::eventstore
