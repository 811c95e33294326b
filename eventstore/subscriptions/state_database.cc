#include "eventstore/subscriptions/state_database.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/coding.h"
#include "eventstore/status_macros.h"
#include "rocksdb/write_batch.h"

namespace verkan::eventstore {
namespace {

// The first byte of a key: what it is about.
constexpr char kFormatKey[] = "format";
constexpr char kDefinition = 'd';
constexpr char kProgress = 'm';
constexpr char kFollowed = 'h';
constexpr char kNote = 'e';
constexpr char kParked = 'p';
constexpr char kReplay = 'r';
constexpr char kFormat[] = "1";

std::string NameKey(char kind, absl::string_view name) {
  return absl::StrCat(absl::string_view(&kind, 1), name);
}

// Names have no control characters, so a zero byte ends them.
std::string EventPrefix(char kind, absl::string_view name) {
  std::string key = NameKey(kind, name);
  key.push_back('\0');
  return key;
}

std::string EventKey(char kind, absl::string_view name, Position position) {
  std::string key = EventPrefix(kind, name);
  AppendBigEndian(position, &key);
  return key;
}

std::string EventsEnd(char kind, absl::string_view name) {
  std::string key = NameKey(kind, name);
  key.push_back('\1');
  return key;
}

Position PositionOf(absl::string_view key) { return LoadBigEndian(key.data() + key.size() - 8); }

std::string Varint(uint64_t value) {
  std::string bytes;
  AppendVarint(value, &bytes);
  return bytes;
}

absl::StatusOr<uint32_t> ReadAttempts(absl::string_view bytes) {
  uint64_t value = 0;
  if (!TakeVarint(&bytes, &value) || !bytes.empty() || value > UINT32_MAX) {
    return absl::DataLossError("what is noted of an event of a subscription cannot be read");
  }
  return static_cast<uint32_t>(value);
}

// A full disk is Unavailable here: consumers then try again until there is room.
absl::Status Failure(const rocksdb::Status& status, absl::string_view doing) {
  const absl::Status failure =
      FromRocks(status, doing, "move the directory of the subscriptions away and create them anew");
  return absl::IsResourceExhausted(failure) ? absl::UnavailableError(failure.message()) : failure;
}

// Syncs beside writes that go on or, on file systems that cannot, with a write of its own.
rocksdb::Status SyncLog(rocksdb::DB* db) {
  const rocksdb::Status status = db->SyncWAL();
  if (!status.IsNotSupported()) return status;
  rocksdb::WriteOptions synced;
  synced.sync = true;
  rocksdb::WriteBatch nothing;
  return db->Write(synced, &nothing);
}

// The mark: a file beside the database that says how many changes were durable once.
constexpr char kMarkHeader[] = "verkan subscriptions 1\nsequence ";

std::string MarkPath(const std::string& database) { return database + ".high-water"; }

std::string EncodeMark(uint64_t sequence) { return absl::StrCat(kMarkHeader, sequence, "\n"); }

bool DecodeMark(absl::string_view text, uint64_t* sequence) {
  return absl::ConsumePrefix(&text, kMarkHeader) && absl::ConsumeSuffix(&text, "\n") &&
         absl::SimpleAtoi(text, sequence);
}

rocksdb::Options MakeOptions(rocksdb::Env* env) {
  rocksdb::Options options;
  ShareOptions(env, &options);
  options.create_if_missing = true;
  options.write_buffer_size = 4 << 20;
  return options;
}

}  // namespace

absl::StatusOr<std::unique_ptr<StateDatabase>> StateDatabase::Open(
    const std::string& path, std::shared_ptr<rocksdb::FileSystem> file_system) {
  std::unique_ptr<StateDatabase> database(new StateDatabase);
  rocksdb::Env* env = rocksdb::Env::Default();
  if (file_system != nullptr) {
    database->env_ = rocksdb::NewCompositeEnv(file_system);
    env = database->env_.get();
  }
  rocksdb::DB* db = nullptr;
  VERKAN_RETURN_IF_ERROR(Failure(rocksdb::DB::Open(MakeOptions(env), path, &db),
                                 absl::StrCat("open the subscriptions at ", path)));
  database->db_.reset(db);
  VERKAN_RETURN_IF_ERROR(database->CheckMark());
  VERKAN_RETURN_IF_ERROR(Failure(database->full_disk_.Opened(db), "open the subscriptions"));
  VERKAN_RETURN_IF_ERROR(database->CheckFormat());
  return database;
}

StateDatabase::~StateDatabase() {
  if (db_ != nullptr) SyncAndMark().IgnoreError();  // an older mark does no harm
}

// Before anything is written.
absl::Status StateDatabase::CheckMark() {
  const uint64_t there = db_->GetLatestSequenceNumber();
  const std::string path = MarkPath(db_->GetName());
  std::string text;
  uint64_t marked = 0;
  const rocksdb::Status read = rocksdb::ReadFileToString(db_->GetEnv(), path, &text);
  if (read.ok() && !DecodeMark(text, &marked)) {
    notice_ = absl::StrCat(path, " is damaged; whether subscriptions are whole is not known");
  } else if (there < marked) {
    notice_ = absl::StrCat(
        "SUBSCRIPTIONS ARE DAMAGED: ", db_->GetName(), " holds ", there, " of ", marked,
        " changes. Subscriptions made last, or what was acknowledged last, may be lost: compare "
        "with `verkan subscription list`, and make anew what is missing; events may come again");
  }
  MutexLock lock(&mutex_);
  sequence_ = there;
  marked_ = notice_.empty() ? marked : UINT64_MAX;  // to be written anew
  return absl::OkStatus();
}

absl::Status StateDatabase::WriteMark(uint64_t sequence) {
  rocksdb::Env* const env = db_->GetEnv();
  const std::string path = MarkPath(db_->GetName());
  const std::string fresh = path + ".new";
  rocksdb::Status status =
      rocksdb::WriteStringToFile(env, EncodeMark(sequence), fresh, /*should_sync=*/true);
  if (status.ok()) status = env->RenameFile(fresh, path);
  return Failure(status, absl::StrCat("write ", path));
}

absl::Status StateDatabase::SyncAndMark() {
  uint64_t sequence = 0;
  {
    MutexLock lock(&mutex_);
    sequence = sequence_;
    if (sequence == marked_) return absl::OkStatus();
  }
  VERKAN_RETURN_IF_ERROR(Sync());
  VERKAN_RETURN_IF_ERROR(WriteMark(sequence));
  MutexLock lock(&mutex_);
  marked_ = sequence;
  return absl::OkStatus();
}

absl::Status StateDatabase::CheckFormat() {
  VERKAN_ASSIGN_OR_RETURN(const std::optional<std::string> format, Get(kFormatKey));
  if (format.has_value() && *format != kFormat) {
    return absl::FailedPreconditionError(
        absl::StrCat("the subscriptions at ", db_->GetName(), " have format ", *format,
                     ", which this version does not know; start the newer one"));
  }
  if (format.has_value()) return absl::OkStatus();
  rocksdb::WriteBatch batch;
  VERKAN_RETURN_IF_ERROR(Failure(batch.Put(kFormatKey, kFormat), "write"));
  return Commit(&batch, true);
}

absl::StatusOr<std::vector<SubscriptionDefinition>> StateDatabase::Definitions() const {
  std::vector<SubscriptionDefinition> definitions;
  Entries entries = Scan(std::string(1, kDefinition));
  VERKAN_ASSIGN_OR_RETURN(bool found, entries.SeekAtOrAfter(0));
  while (found) {
    VERKAN_ASSIGN_OR_RETURN(definitions.emplace_back(),
                            DecodeDefinition(entries.key().substr(1), entries.value()));
    VERKAN_ASSIGN_OR_RETURN(found, entries.Next());
  }
  return definitions;
}

absl::StatusOr<SubscriptionProgress> StateDatabase::Progress(absl::string_view name) const {
  VERKAN_ASSIGN_OR_RETURN(const std::optional<std::string> bytes, Get(NameKey(kProgress, name)));
  if (!bytes.has_value()) {
    return absl::DataLossError(absl::StrCat("subscription ", name, " has lost its position"));
  }
  return DecodeProgress(*bytes);
}

absl::StatusOr<std::optional<Followed>> StateDatabase::LastFollowed(absl::string_view name) const {
  VERKAN_ASSIGN_OR_RETURN(const std::optional<std::string> bytes, Get(NameKey(kFollowed, name)));
  if (!bytes.has_value()) return std::optional<Followed>();
  VERKAN_ASSIGN_OR_RETURN(const Followed followed, DecodeFollowed(*bytes));
  return std::optional<Followed>(followed);
}

absl::Status StateDatabase::NoteFollowed(absl::string_view name, const Followed& followed) {
  rocksdb::WriteBatch batch;
  batch.Put(NameKey(kFollowed, name), EncodeFollowed(followed));
  return Commit(&batch, true);
}

absl::Status StateDatabase::Create(const SubscriptionDefinition& definition,
                                   const SubscriptionProgress& progress, const Followed& followed) {
  rocksdb::WriteBatch batch;
  batch.Put(NameKey(kFollowed, definition.name), EncodeFollowed(followed));
  batch.Put(NameKey(kDefinition, definition.name), EncodeDefinition(definition));
  batch.Put(NameKey(kProgress, definition.name), EncodeProgress(progress));
  return Commit(&batch, true);
}

absl::Status StateDatabase::Delete(absl::string_view name) {
  rocksdb::WriteBatch batch;
  batch.Delete(NameKey(kDefinition, name));
  batch.Delete(NameKey(kProgress, name));
  batch.Delete(NameKey(kFollowed, name));
  for (const char kind : {kNote, kParked, kReplay}) {
    batch.DeleteRange(EventPrefix(kind, name), EventsEnd(kind, name));
  }
  return Commit(&batch, true);
}

absl::Status StateDatabase::Write(absl::string_view name, const Changes& changes,
                                  const SubscriptionProgress& progress, const Followed& followed,
                                  int64_t now_micros) {
  rocksdb::WriteBatch batch;
  VERKAN_RETURN_IF_ERROR(ForgetNotes(name, changes.old_mark, changes.mark, &batch));
  for (const auto& [position, failed] : changes.notes) {
    batch.Put(EventKey(kNote, name, position), Varint(failed));
  }
  for (const auto& [position, failed] : changes.replays) {
    const std::string key = EventKey(kReplay, name, position);
    if (failed.has_value()) {
      batch.Put(key, Varint(*failed));
    } else {
      batch.Delete(key);
    }
  }
  for (const ParkedEvent& parked : changes.parked) {
    std::string value = Varint(parked.attempts);
    AppendVarint(static_cast<uint64_t>(now_micros), &value);
    batch.Put(EventKey(kParked, name, parked.position), absl::StrCat(value, parked.reason));
  }
  for (const Position position : changes.unparked) {
    batch.Delete(EventKey(kParked, name, position));
  }
  batch.Put(NameKey(kProgress, name), EncodeProgress(progress));
  batch.Put(NameKey(kFollowed, name), EncodeFollowed(followed));
  return Commit(&batch, false);
}

absl::Status StateDatabase::Sync() {
  uint64_t target = 0;
  {
    MutexLock lock(&mutex_);
    const uint64_t wanted = written_;
    while (syncing_) synced_.wait(mutex_);
    if (durable_ >= wanted) return absl::OkStatus();
    syncing_ = true;
    target = written_;
  }
  const rocksdb::Status status = SyncLog(db_.get());
  if (!status.ok()) full_disk_.WriteFailed(db_.get());
  MutexLock lock(&mutex_);
  syncing_ = false;
  synced_.notify_all();
  if (status.ok()) durable_ = target;
  return Failure(status, "make the state of subscriptions durable");
}

absl::Status StateDatabase::Resume() {
  return Failure(full_disk_.Resume(db_.get()), "take up writing the state of subscriptions again");
}

absl::StatusOr<std::optional<uint32_t>> StateDatabase::Note(absl::string_view name,
                                                            Position position) const {
  VERKAN_ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                          Get(EventKey(kNote, name, position)));
  if (!bytes.has_value()) return std::optional<uint32_t>();
  VERKAN_ASSIGN_OR_RETURN(const uint32_t failed, ReadAttempts(*bytes));
  return std::optional<uint32_t>(failed);
}

absl::StatusOr<Position> StateDatabase::LastNote(absl::string_view name) const {
  return Last(kNote, name);
}

absl::StatusOr<std::vector<StoredParked>> StateDatabase::Parked(absl::string_view name,
                                                                Position from, size_t most) const {
  std::vector<StoredParked> all;
  Entries entries = Scan(EventPrefix(kParked, name));
  VERKAN_ASSIGN_OR_RETURN(bool found, entries.SeekAtOrAfter(from));
  while (found && all.size() < most) {
    VERKAN_ASSIGN_OR_RETURN(all.emplace_back(),
                            ReadParked(name, PositionOf(entries.key()), entries.value()));
    VERKAN_ASSIGN_OR_RETURN(found, entries.Next());
  }
  return all;
}

absl::StatusOr<std::optional<StoredParked>> StateDatabase::FindParked(absl::string_view name,
                                                                      Position position) const {
  VERKAN_ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                          Get(EventKey(kParked, name, position)));
  if (!bytes.has_value()) return std::optional<StoredParked>();
  VERKAN_ASSIGN_OR_RETURN(StoredParked parked, ReadParked(name, position, *bytes));
  return std::optional<StoredParked>(std::move(parked));
}

absl::StatusOr<std::vector<std::pair<Position, uint32_t>>> StateDatabase::Replays(
    absl::string_view name, Position from, size_t most) const {
  std::vector<std::pair<Position, uint32_t>> all;
  Entries entries = Scan(EventPrefix(kReplay, name));
  VERKAN_ASSIGN_OR_RETURN(bool found, entries.SeekAtOrAfter(from));
  while (found && all.size() < most) {
    VERKAN_ASSIGN_OR_RETURN(const uint32_t failed, ReadAttempts(entries.value()));
    all.emplace_back(PositionOf(entries.key()), failed);
    VERKAN_ASSIGN_OR_RETURN(found, entries.Next());
  }
  return all;
}

absl::Status StateDatabase::MarkReplays(absl::string_view name,
                                        const std::vector<Position>& positions) {
  rocksdb::WriteBatch batch;
  for (const Position position : positions) {
    batch.Put(EventKey(kReplay, name, position), Varint(0));
  }
  return Commit(&batch, false);
}

absl::Status StateDatabase::Discard(absl::string_view name, const std::vector<Position>& positions,
                                    const SubscriptionProgress& progress) {
  rocksdb::WriteBatch batch;
  for (const Position position : positions) batch.Delete(EventKey(kParked, name, position));
  batch.Put(NameKey(kProgress, name), EncodeProgress(progress));
  return Commit(&batch, false);
}

absl::StatusOr<Position> StateDatabase::LastPosition(absl::string_view name) const {
  VERKAN_ASSIGN_OR_RETURN(const Position note, Last(kNote, name));
  VERKAN_ASSIGN_OR_RETURN(const Position parked, Last(kParked, name));
  return std::max(note, parked);
}

absl::StatusOr<std::optional<std::string>> StateDatabase::Get(const std::string& key) const {
  std::string value;
  const rocksdb::Status status = db_->Get(rocksdb::ReadOptions(), key, &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  VERKAN_RETURN_IF_ERROR(Failure(status, "read the state of subscriptions"));
  return std::optional<std::string>(std::move(value));
}

Entries StateDatabase::Scan(std::string prefix) const {
  return {rocksdb::ReadOptions(), db_.get(), db_->DefaultColumnFamily(), std::move(prefix)};
}

absl::StatusOr<Position> StateDatabase::Last(char kind, absl::string_view name) const {
  Entries entries = Scan(EventPrefix(kind, name));
  VERKAN_ASSIGN_OR_RETURN(const bool found, entries.SeekToLast());
  return found ? PositionOf(entries.key()) : 0;
}

absl::StatusOr<StoredParked> StateDatabase::ReadParked(absl::string_view name, Position position,
                                                       absl::string_view bytes) const {
  uint64_t attempts = 0, parked_at = 0;
  if (!TakeVarint(&bytes, &attempts) || !TakeVarint(&bytes, &parked_at)) {
    return absl::DataLossError(
        absl::StrCat("parked event ", position, " of subscription ", name, " cannot be read"));
  }
  VERKAN_ASSIGN_OR_RETURN(const auto replaying, Get(EventKey(kReplay, name, position)));
  return StoredParked{.position = position,
                      .attempts = static_cast<uint32_t>(attempts),
                      .parked_at_micros = static_cast<int64_t>(parked_at),
                      .reason = std::string(bytes),
                      .replaying = replaying.has_value()};
}

// What is noted after one mark and up to the next is not needed any more.
absl::Status StateDatabase::ForgetNotes(absl::string_view name, Position after, Position to,
                                        rocksdb::WriteBatch* batch) const {
  if (after == to) return absl::OkStatus();
  Entries entries = Scan(EventPrefix(kNote, name));
  VERKAN_ASSIGN_OR_RETURN(bool found, entries.SeekAtOrAfter(after + 1));
  while (found && PositionOf(entries.key()) <= to) {
    batch->Delete(ToSlice(entries.key()));
    VERKAN_ASSIGN_OR_RETURN(found, entries.Next());
  }
  return absl::OkStatus();
}

absl::Status StateDatabase::Commit(rocksdb::WriteBatch* batch, bool sync) {
  if (const rocksdb::Status status = db_->Write(rocksdb::WriteOptions(), batch); !status.ok()) {
    full_disk_.WriteFailed(db_.get());
    return Failure(status, "write the state of subscriptions");
  }
  {
    MutexLock lock(&mutex_);
    ++written_;
    sequence_ = db_->GetLatestSequenceNumber();
  }
  return sync ? SyncAndMark() : absl::OkStatus();
}

}  // namespace verkan::eventstore
