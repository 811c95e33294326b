#include "eventstore/event_store.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/batch.h"
#include "eventstore/beyond_log.h"
#include "eventstore/coding.h"
#include "eventstore/commit.h"
#include "eventstore/crc32c.h"
#include "eventstore/database.h"
#include "eventstore/high_water.h"
#include "eventstore/layout.h"
#include "eventstore/log_cursor.h"
#include "eventstore/log_reader.h"
#include "eventstore/log_tree.h"
#include "eventstore/mutex.h"
#include "eventstore/postings.h"
#include "eventstore/record.h"
#include "eventstore/staging.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr absl::string_view kDefaultOrigin = "verkan";
constexpr auto kResumeInterval = std::chrono::milliseconds(500);

int64_t SystemMicros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

absl::Status Stopped() {
  return absl::UnavailableError(
      "the store stopped after a write failed; reopen it and send the request again");
}

// What the database says of itself when it is opened.
struct Contents {
  Position head = 0;
  int64_t last_recorded_at = 0;
  HighWater mark;
  std::string origin;
  TypeNumbers types;
};

absl::Status CheckFormat(const Database& database) {
  VERKAN_ASSIGN_OR_RETURN(const auto value, database.Get(Family::kMeta, kFormatKey));
  if (!value.has_value()) return absl::DataLossError("the log has lost its format version");
  absl::string_view bytes(*value);
  uint64_t version = 0;
  if (!TakeVarint(&bytes, &version) || !bytes.empty() || version != kFormatVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat("the log has format ", version, ", this version of Verkan knows ",
                     kFormatVersion, "; use the version that wrote it or a newer one"));
  }
  return absl::OkStatus();
}

// True for a database that was just created, or whose creation was cut off.
absl::StatusOr<bool> IsFresh(const Database& database) {
  VERKAN_ASSIGN_OR_RETURN(const auto format, database.Get(Family::kMeta, kFormatKey));
  if (format.has_value()) return false;
  LogReader log(&database);
  VERKAN_ASSIGN_OR_RETURN(const BlockView* block, log.LastBlock());
  return block == nullptr;
}

absl::Status Initialise(Database* database, absl::string_view origin) {
  std::string version;
  AppendVarint(kFormatVersion, &version);
  rocksdb::WriteBatch batch;
  batch.Put(database->family(Family::kMeta), ToSlice(kFormatKey), version);
  batch.Put(database->family(Family::kMeta), ToSlice(kOriginKey),
            ToSlice(origin.empty() ? kDefaultOrigin : origin));
  return FromRocks(database->Write(&batch), "create the log");
}

// Every record of the last block must be found through its stream.
absl::Status CheckIndexed(const Database& database, const RecordView& record) {
  VERKAN_ASSIGN_OR_RETURN(const Position position,
                          PositionOfRevision(database, record.stream, record.revision));
  if (position == record.position) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("position ", record.position,
                                          " is missing from the index of stream ", record.stream));
}

absl::Status LoadLastBlock(const Database& database, Contents* contents) {
  LogReader log(&database);
  VERKAN_ASSIGN_OR_RETURN(const BlockView* block, log.LastBlock());
  if (block == nullptr) return absl::OkStatus();
  const Position first = block->first(), last = block->last();
  contents->mark = {.position = last, .block_first = first, .block_crc = Crc32c(log.block_bytes())};
  RecordView record;
  for (Position position = first; position <= last; ++position) {
    absl::string_view bytes;
    VERKAN_RETURN_IF_ERROR(log.Get(position, &bytes));
    VERKAN_RETURN_IF_ERROR(ParseRecord(bytes, &record));
    VERKAN_RETURN_IF_ERROR(CheckIndexed(database, record));
  }
  contents->head = last;
  contents->last_recorded_at = record.recorded_at_micros;
  absl::string_view before;
  return first == 1 ? absl::OkStatus() : log.Get(first - 1, &before);
}

absl::StatusOr<Contents> LoadContents(const Database& database) {
  Contents contents;
  VERKAN_RETURN_IF_ERROR(CheckFormat(database));
  VERKAN_ASSIGN_OR_RETURN(const auto origin, database.Get(Family::kMeta, kOriginKey));
  contents.origin = origin.value_or("");
  VERKAN_ASSIGN_OR_RETURN(contents.types, LoadTypeNumbers(database));
  VERKAN_RETURN_IF_ERROR(LoadLastBlock(database, &contents));
  return contents;
}

absl::Status Shortened(absl::string_view path, Position head, const HighWater& mark,
                       absl::string_view what) {
  return absl::DataLossError(absl::StrCat(
      what, " ", path, ": it ends at position ", head, ", but position ", mark.position,
      " was durable (", HighWaterPath(path),
      "). Restore the log from a backup; or, to accept that events are lost, delete that file"));
}

absl::Status CheckMark(const Database& database, absl::string_view path, Position head,
                       const HighWater& mark) {
  if (head < mark.position) return Shortened(path, head, mark, "the log was cut short in");
  if (mark.position == 0) return absl::OkStatus();
  VERKAN_ASSIGN_OR_RETURN(const auto block, database.Get(Family::kLog, LogKey(mark.block_first)));
  if (block.has_value() && Crc32c(*block) == mark.block_crc) return absl::OkStatus();
  return Shortened(path, head, mark, "another history than the marked one is in");
}

class StoredIds final : public IdCursor {
 public:
  explicit StoredIds(const Database* database) : entries_(database->Find(Family::kIds, "")) {}

  absl::StatusOr<bool> Next(KnownId* id) override {
    VERKAN_ASSIGN_OR_RETURN(const bool found, Step());
    if (!found) return false;
    if (DecodeIdEntry(entries_->key(), entries_->value(), id)) return true;
    return absl::DataLossError("the index of ids is damaged; restore the log from a backup");
  }

 private:
  absl::StatusOr<bool> Step() {
    if (started_) return entries_->Next();
    started_ = true;
    return entries_->SeekAtOrAfter(0);
  }

  const std::unique_ptr<Entries> entries_;
  bool started_ = false;
};

class Store final : public EventStore {
 public:
  // `marked` is what the high-water mark says.
  Store(const Options& options, std::unique_ptr<Database> database, Contents contents, LogTree tree,
        const HighWater& marked)
      : now_micros_(options.now_micros ? options.now_micros : SystemMicros),
        before_write_(options.before_write),
        database_(std::move(database)),
        origin_(std::move(contents.origin)),
        head_(contents.head),
        tree_(std::make_shared<const LogTree>(std::move(tree))),
        staging_(database_.get()) {
    if (!options.read_only) {
      high_water_.emplace(database_->env(), HighWaterPath(options.path), marked);
      high_water_->Advance(contents.mark);
    }
    staging_.Start(contents.head, contents.last_recorded_at, std::move(contents.types));
  }

  absl::StatusOr<Appended> Stage(Batch batch,
                                 std::function<void(const absl::Status&)> done) override {
    const int64_t now = now_micros_();
    if (!high_water_.has_value()) return absl::FailedPreconditionError("the log is read only");
    VERKAN_ASSIGN_OR_RETURN(EncodedBatch encoded, EncodeBatch(std::move(batch), now));
    MutexLock lock(&mutex_);
    VERKAN_RETURN_IF_ERROR(EnsureWritable());
    return staging_.Stage(std::move(encoded), now, std::move(done));
  }

  absl::Status Flush() override {
    MutexLock flush_lock(&flush_mutex_);
    std::shared_ptr<const Group> group;
    {
      MutexLock lock(&mutex_);
      if (!writable()) return Stopped();
      group = staging_.BeginFlush();
    }
    if (group->empty()) return absl::OkStatus();
    if (!group->events.empty()) {
      rocksdb::WriteBatch batch;
      const HighWater mark = AddCommit(*group, *database_, &batch);
      auto tree = std::make_shared<LogTree>(*TreeNow());
      tree->Add(*group, &batch);
      if (before_write_ != nullptr) {
        const absl::Status ready = before_write_();
        if (!ready.ok()) return Stop(ready, absl::IsResourceExhausted(ready));
      }
      const rocksdb::Status status = database_->Write(&batch);
      if (!status.ok()) return Stop(FromRocks(status, "write"), status.IsNoSpace());
      FlushSucceeded(mark, std::move(tree));
    } else {
      MutexLock lock(&mutex_);
      staging_.FlushSucceeded();
    }
    for (const auto& done : group->dones) done(absl::OkStatus());
    if (!group->events.empty()) Announce();
    return absl::OkStatus();
  }

  absl::StatusOr<Appended> Append(Batch batch) override {
    // The flush that carries the batch has called `done` before it lets the next one begin.
    auto outcome = std::make_shared<absl::Status>();
    VERKAN_ASSIGN_OR_RETURN(
        Appended appended,
        Stage(std::move(batch), [outcome](const absl::Status& status) { *outcome = status; }));
    Flush().IgnoreError();
    VERKAN_RETURN_IF_ERROR(*outcome);
    return appended;
  }

  absl::StatusOr<std::unique_ptr<Cursor>> Read(const ReadOptions& options) const override {
    VERKAN_RETURN_IF_ERROR(CheckQuery(options.query));
    Position from = std::max<Position>(options.from, 1), to = std::min(options.to, head());
    VERKAN_RETURN_IF_ERROR(NarrowByRevision(options, &from, &to));
    VERKAN_RETURN_IF_ERROR(NarrowByTime(options, &from, &to));
    const auto direction = options.backwards ? Direction::kBackwards : Direction::kForwards;
    std::unique_ptr<PostingList> postings;
    if (from <= to) {
      postings = MakePostings(*database_, options.query, NumbersOf(options.query), direction,
                              options.cancelled);
    }
    return std::make_unique<LogCursor>(database_.get(), std::move(postings), from, to, options);
  }

  absl::StatusOr<std::string> Get(Position position) const override {
    if (position == 0) return absl::OutOfRangeError("there is no position 0");
    VERKAN_RETURN_IF_ERROR(CheckWithinLog(position, head()));
    VERKAN_ASSIGN_OR_RETURN(const auto cursor, Read({.from = position, .to = position}));
    StoredRecord record;
    VERKAN_ASSIGN_OR_RETURN(const bool found, cursor->Next(&record));
    if (found) return std::string(record.bytes);
    return absl::DataLossError(absl::StrCat("the log lacks position ", position));
  }

  std::unique_ptr<IdCursor> ReadIds() const override {
    return std::make_unique<StoredIds>(database_.get());
  }

  Position head() const override { return head_.load(std::memory_order_acquire); }

  absl::StatusOr<Revision> StreamRevision(absl::string_view stream) const override {
    MutexLock lock(&mutex_);
    return staging_.StreamRevision(stream);
  }

  absl::StatusOr<std::optional<Appended>> FindRequest(absl::string_view request_id) const override {
    MutexLock lock(&mutex_);
    return staging_.FindRequest(request_id);
  }

  absl::StatusOr<Position> PositionAt(int64_t micros) const override {
    const Position head = this->head();
    return LogReader(database_.get()).PositionAt(micros, head);
  }

  absl::StatusOr<Hash> Root(Position size) const override {
    VERKAN_ASSIGN_OR_RETURN(const auto tree, TreeWith(size));
    return TreeRoot(size, tree->Nodes());
  }

  absl::StatusOr<std::vector<Hash>> ProveInclusion(Position position,
                                                   Position size) const override {
    VERKAN_ASSIGN_OR_RETURN(const auto tree, TreeWith(size));
    if (position == 0) return absl::InvalidArgumentError("positions start at 1");
    return InclusionProof(position - 1, size, tree->Nodes());
  }

  absl::StatusOr<std::vector<Hash>> ProveConsistency(Position old_size,
                                                     Position size) const override {
    VERKAN_ASSIGN_OR_RETURN(const auto tree, TreeWith(size));
    return ConsistencyProof(old_size, size, tree->Nodes());
  }

  absl::StatusOr<std::string> ReadTile(const TileId& tile) const override {
    const std::shared_ptr<const LogTree> tree = TreeNow();
    if (tile.level != TileId::kEntries) return tree->ReadTile(tile);
    if (TileWidthAt(tile.level, tile.index, tree->size()) < tile.width) {
      return absl::NotFoundError(absl::StrCat("the log has not grown to ", TilePath(tile)));
    }
    LogReader log(database_.get());
    std::string entries;
    const Position first = tile.index * kTileWidth + 1;
    for (Position position = first; position < first + tile.width; ++position) {
      absl::string_view record;
      VERKAN_RETURN_IF_ERROR(log.Get(position, &record));
      AppendEntry(record, &entries);
    }
    return entries;
  }

  bool writable() const override { return writable_.load(std::memory_order_acquire); }

  absl::Status write_failure() const override {
    MutexLock lock(&mutex_);
    return writable() ? absl::OkStatus() : write_failure_;
  }

  bool Resume() override {
    MutexLock lock(&mutex_);
    return EnsureWritable().ok();
  }

  const std::string& origin() const override { return origin_; }

  const Database& database() const override { return *database_; }

  int AddListener(std::function<void(Position head)> listener) override {
    MutexLock lock(&listeners_mutex_);
    listeners_.emplace(++last_listener_, std::move(listener));
    return last_listener_;
  }

  void RemoveListener(int handle) override {
    MutexLock lock(&listeners_mutex_);
    listeners_.erase(handle);
  }

 private:
  void FlushSucceeded(const HighWater& mark, std::shared_ptr<const LogTree> tree) {
    {
      MutexLock lock(&mutex_);
      staging_.FlushSucceeded();
      tree_ = std::move(tree);
      head_.store(mark.position, std::memory_order_release);
    }
    high_water_->Advance(mark);
  }

  // A full disk is a passing trouble: RocksDB goes on in a new file once there is room, and
  // what is durable is then what it says. Any other failure needs the store to be reopened.
  absl::Status EnsureWritable() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writable()) return absl::OkStatus();
    const auto now = std::chrono::steady_clock::now();
    if (!MayResume() || now < next_resume_) return Stopped();
    next_resume_ = now + kResumeInterval;
    if (!database_->Resume().ok()) return Stopped();
    VERKAN_ASSIGN_OR_RETURN(Contents contents, LoadContents(*database_));
    VERKAN_ASSIGN_OR_RETURN(LogTree tree, LogTree::Load(database_.get(), contents.head));
    tree_ = std::make_shared<const LogTree>(std::move(tree));
    staging_.Start(contents.head, contents.last_recorded_at, std::move(contents.types));
    head_.store(contents.head, std::memory_order_release);
    writable_.store(true, std::memory_order_release);
    return absl::OkStatus();
  }

  bool MayResume() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return absl::IsResourceExhausted(write_failure_);
  }

  // Nobody knows whether a failed write is on disk, so nothing can be built on it. After a
  // passing trouble the store goes on by itself.
  absl::Status Stop(const absl::Status& failure, bool passing) {
    std::vector<std::function<void(const absl::Status&)>> dones;
    {
      MutexLock lock(&mutex_);
      writable_.store(false, std::memory_order_release);
      write_failure_ = passing ? absl::ResourceExhaustedError(failure.message())
                               : absl::UnavailableError(failure.message());
      dones = staging_.FlushFailed();
    }
    const absl::Status status = absl::UnavailableError(
        absl::StrCat("whether the events were recorded is not known: ", failure.message()));
    for (const auto& done : dones) done(status);
    return status;
  }

  void Announce() {
    MutexLock lock(&listeners_mutex_);
    for (const auto& [handle, listener] : listeners_) listener(head());
  }

  std::shared_ptr<const LogTree> TreeNow() const {
    MutexLock lock(&mutex_);
    return tree_;
  }

  absl::StatusOr<std::shared_ptr<const LogTree>> TreeWith(Position size) const {
    std::shared_ptr<const LogTree> tree = TreeNow();
    if (size <= tree->size()) return tree;
    return absl::InvalidArgumentError(
        absl::StrCat("size: ", size, ", wanted at most the log's, ", tree->size()));
  }

  TypeNumbers NumbersOf(const Query& query) const {
    MutexLock lock(&mutex_);
    return staging_.NumbersOf(query);
  }

  absl::Status NarrowByRevision(const ReadOptions& options, Position* from, Position* to) const {
    if (options.from_revision == 0) return absl::OkStatus();
    const std::vector<QueryItem>& items = options.query.items;
    if (items.size() != 1 || items[0].streams.size() != 1 || !items[0].types.empty() ||
        !items[0].tags.empty()) {
      return absl::InvalidArgumentError(
          "from_revision: wanted only where the query is exactly one stream");
    }
    VERKAN_ASSIGN_OR_RETURN(
        const Position position,
        PositionOfRevision(*database_, items[0].streams[0], options.from_revision));
    *from = std::max(*from, position);
    if (position == 0) *to = 0;
    return absl::OkStatus();
  }

  absl::Status NarrowByTime(const ReadOptions& options, Position* from, Position* to) const {
    if (options.from_micros.has_value() && *options.from_micros > INT64_MIN) {
      VERKAN_ASSIGN_OR_RETURN(const Position before, PositionAt(*options.from_micros - 1));
      *from = std::max(*from, before + 1);
    }
    if (options.to_micros.has_value()) {
      Position last = 0;
      if (*options.to_micros > INT64_MIN) {
        VERKAN_ASSIGN_OR_RETURN(last, PositionAt(*options.to_micros - 1));
      }
      *to = std::min(*to, last);
    }
    return absl::OkStatus();
  }

  const std::function<int64_t()> now_micros_;
  const std::function<absl::Status()> before_write_;  // may be null
  const std::unique_ptr<Database> database_;
  const std::string origin_;

  std::atomic<Position> head_;
  std::atomic<bool> writable_{true};

  Mutex flush_mutex_;  // taken before mutex_; held by the one that writes
  mutable Mutex mutex_;
  std::shared_ptr<const LogTree> tree_ ABSL_GUARDED_BY(mutex_);  // of what is durable
  mutable Staging staging_ ABSL_GUARDED_BY(mutex_);
  absl::Status write_failure_ ABSL_GUARDED_BY(mutex_);  // the last one
  std::chrono::steady_clock::time_point next_resume_ ABSL_GUARDED_BY(mutex_);

  Mutex listeners_mutex_;
  int last_listener_ ABSL_GUARDED_BY(listeners_mutex_) = 0;
  std::map<int, std::function<void(Position)>> listeners_ ABSL_GUARDED_BY(listeners_mutex_);

  std::optional<HighWaterKeeper> high_water_;  // last, so that it ends first
};

absl::StatusOr<std::unique_ptr<Database>> OpenDatabase(const Options& options,
                                                       const std::optional<HighWater>& mark) {
  if (options.read_only) {
    return Database::OpenReadOnly(options.path, rocksdb::Env::Default(), options.block_cache_bytes);
  }
  const bool create = options.create_if_missing && (!mark.has_value() || mark->position == 0);
  absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(options, create);
  if (absl::IsNotFound(database.status()) && mark.has_value() && mark->position > 0) {
    return Shortened(options.path, 0, *mark, "there is no log any more at");
  }
  return database;
}

}  // namespace

absl::StatusOr<std::unique_ptr<EventStore>> EventStore::Open(const Options& options) {
  rocksdb::Env* const env = rocksdb::Env::Default();
  std::unique_ptr<rocksdb::Env> seam;
  if (options.file_system != nullptr) seam = rocksdb::NewCompositeEnv(options.file_system);
  VERKAN_ASSIGN_OR_RETURN(const std::optional<HighWater> mark,
                          ReadHighWater(seam ? seam.get() : env, HighWaterPath(options.path)));
  VERKAN_ASSIGN_OR_RETURN(std::unique_ptr<Database> database, OpenDatabase(options, mark));
  VERKAN_ASSIGN_OR_RETURN(const bool fresh, IsFresh(*database));
  if (fresh) VERKAN_RETURN_IF_ERROR(Initialise(database.get(), options.origin));
  VERKAN_ASSIGN_OR_RETURN(Contents contents, LoadContents(*database));
  if (mark.has_value()) {
    VERKAN_RETURN_IF_ERROR(CheckMark(*database, options.path, contents.head, *mark));
  }
  if (!options.origin.empty() && options.origin != contents.origin) {
    return absl::FailedPreconditionError(absl::StrCat(
        options.path, " is the log \"", contents.origin, "\", not \"", options.origin, "\""));
  }
  VERKAN_ASSIGN_OR_RETURN(LogTree tree, LogTree::Load(database.get(), contents.head));
  return std::make_unique<Store>(options, std::move(database), std::move(contents), std::move(tree),
                                 mark.value_or(HighWater()));
}

}  // namespace verkan::eventstore
