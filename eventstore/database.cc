#include "eventstore/database.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/coding.h"
#include "eventstore/status_macros.h"
#include "rocksdb/cache.h"
#include "rocksdb/convenience.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/slice_transform.h"
#include "rocksdb/table.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kWalBytes = 128 << 20;  // bounds how much a start has to replay
constexpr size_t kScanBytes = 1 << 20;
constexpr const char* kFamilyNames[kFamilies] = {"default", "log",  "streams", "tags",
                                                 "ids",     "meta", "tiles"};

// What entries of a term have in common: all but the number that ends the key. New entries come
// right behind the last of their term, which saves most of the search for their place in the
// memtable.
class NameOfEntry final : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "verkan.NameOfEntry"; }
  bool InDomain(const rocksdb::Slice& key) const override { return key.size() >= 8; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return {key.data(), key.size() - 8};
  }
};

rocksdb::DBOptions MakeDbOptions(rocksdb::Env* env, bool create_if_missing) {
  rocksdb::DBOptions options;
  ShareOptions(env, &options);
  options.create_if_missing = create_if_missing;
  options.create_missing_column_families = true;
  options.max_total_wal_size = kWalBytes;
  options.bytes_per_sync = 1 << 20;
  options.avoid_flush_during_shutdown = true;  // what is not in the write-ahead log is not missed
  return options;
}

rocksdb::ColumnFamilyOptions MakeFamilyOptions(Family family,
                                               const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.format_version = 5;
  rocksdb::ColumnFamilyOptions options;
  options.compression = rocksdb::kLZ4Compression;
  options.level_compaction_dynamic_level_bytes = true;
  if (family == Family::kStreams || family == Family::kIds) {  // the others are read by range
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = 0.05;
  }
  switch (family) {
    case Family::kLog:
      table.block_size = 32 << 10;
      options.bottommost_compression = rocksdb::kZSTD;
      options.write_buffer_size = 64 << 20;
      break;
    case Family::kTags:
      // Few terms, many positions each, always appended at a term's end. Names of streams are
      // mostly new: there the hint is one more allocation an entry, and no gain.
      options.memtable_insert_with_hint_prefix_extractor = std::make_shared<NameOfEntry>();
      [[fallthrough]];
    case Family::kStreams:
    case Family::kIds:
      options.write_buffer_size = 32 << 20;
      break;
    case Family::kTiles:
      options.compression = rocksdb::kNoCompression;  // hashes do not compress
      options.write_buffer_size = 8 << 20;
      break;
    case Family::kDefault:
    case Family::kMeta:
      options.write_buffer_size = 1 << 20;
      break;
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

// The process that holds the lock; empty: none, or it cannot be seen. Not to be asked if it
// is this process: closing the file would drop its lock.
std::string LockHolder(const std::string& path) {
  const int fd = open((path + "/LOCK").c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return "";
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const bool held = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close(fd);
  return held ? absl::StrCat("process ", lock.l_pid) : "";
}

absl::Status IsOpenElsewhere(const std::string& path, absl::string_view holder) {
  return absl::FailedPreconditionError(absl::StrCat(
      path, " is open in ", holder.empty() ? "another process" : holder, "; stop it first"));
}

absl::Status OpenError(const rocksdb::Status& status, const std::string& path) {
  const std::string text = status.ToString();
  if (absl::StrContains(text, "lock hold by current process") ||
      absl::StrContains(text, "lock is already held")) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is already open in this process"));
  }
  if (absl::StrContains(text, "While lock file")) {
    return IsOpenElsewhere(path, LockHolder(path));
  }
  if (absl::StrContains(text, "Column families not opened")) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " was written by a newer version of Verkan (", text, ")"));
  }
  if (absl::StrContains(text, "create_if_missing is false")) {
    return absl::NotFoundError(absl::StrCat("there is no log at ", path));
  }
  return FromRocks(status, absl::StrCat("open ", path));
}

std::vector<rocksdb::ColumnFamilyDescriptor> MakeFamilies(size_t block_cache_bytes) {
  const auto cache = rocksdb::NewLRUCache(block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (int i = 0; i < kFamilies; ++i) {
    descriptors.emplace_back(kFamilyNames[i], MakeFamilyOptions(static_cast<Family>(i), cache));
  }
  return descriptors;
}

std::string Successor(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
  if (!prefix.empty()) ++prefix.back();
  return prefix;
}

rocksdb::Status CreateParent(const std::string& path, rocksdb::Env* env) {
  const size_t slash = path.find_last_of('/');
  if (slash == std::string::npos || slash == 0) return rocksdb::Status::OK();
  return env->CreateDirIfMissing(path.substr(0, slash));
}

}  // namespace

Entries::Entries(const rocksdb::ReadOptions& options, rocksdb::DB* db,
                 rocksdb::ColumnFamilyHandle* family, std::string prefix)
    : prefix_(std::move(prefix)), end_(Successor(prefix_)), lower_(prefix_), upper_(end_) {
  rocksdb::ReadOptions bounded = options;
  if (!prefix_.empty()) bounded.iterate_lower_bound = &lower_;
  if (!end_.empty()) bounded.iterate_upper_bound = &upper_;
  iterator_.reset(db->NewIterator(bounded, family));
}

absl::StatusOr<bool> Entries::Found() const {
  if (iterator_->Valid()) return true;
  VERKAN_RETURN_IF_ERROR(FromRocks(iterator_->status(), "read"));
  return false;
}

absl::StatusOr<bool> Entries::SeekAtOrAfter(uint64_t number) {
  target_ = prefix_;
  AppendBigEndian(number, &target_);
  iterator_->Seek(target_);
  return Found();
}

absl::StatusOr<bool> Entries::SeekAtOrBefore(uint64_t number) {
  target_ = prefix_;
  AppendBigEndian(number, &target_);
  iterator_->SeekForPrev(target_);
  return Found();
}

absl::StatusOr<bool> Entries::SeekToLast() {
  iterator_->SeekToLast();
  return Found();
}

absl::StatusOr<bool> Entries::Next() {
  iterator_->Next();
  return Found();
}

absl::StatusOr<bool> Entries::Prev() {
  iterator_->Prev();
  return Found();
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const Options& options,
                                                         bool create_if_missing) {
  std::unique_ptr<Database> database(new Database);
  database->env_ = rocksdb::Env::Default();
  if (options.file_system != nullptr) {
    database->owned_env_ = rocksdb::NewCompositeEnv(options.file_system);
    database->env_ = database->owned_env_.get();
  }
  if (create_if_missing) {
    VERKAN_RETURN_IF_ERROR(FromRocks(CreateParent(options.path, database->env_),
                                     absl::StrCat("create the parent of ", options.path)));
  }
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(MakeDbOptions(database->env_, create_if_missing), options.path,
                        MakeFamilies(options.block_cache_bytes), &database->families_, &db);
  if (!status.ok()) return OpenError(status, options.path);
  database->db_.reset(db);
  VERKAN_RETURN_IF_ERROR(
      FromRocks(database->full_disk_.Opened(db), absl::StrCat("open ", options.path)));
  return database;
}

absl::StatusOr<std::unique_ptr<Database>> Database::OpenReadOnly(const std::string& path,
                                                                 rocksdb::Env* env,
                                                                 size_t block_cache_bytes) {
  std::unique_ptr<Database> database(new Database);
  database->env_ = env;
  if (env->FileExists(path + "/CURRENT").IsNotFound()) {
    return absl::NotFoundError(absl::StrCat("there is no log at ", path));
  }
  rocksdb::DBOptions options = MakeDbOptions(env, false);
  options.create_missing_column_families = false;
  std::vector<std::string> there;
  rocksdb::Status status = rocksdb::DB::ListColumnFamilies(options, path, &there);
  std::vector<rocksdb::ColumnFamilyDescriptor> families = MakeFamilies(block_cache_bytes);
  std::erase_if(families, [&](const rocksdb::ColumnFamilyDescriptor& family) {
    return std::count(there.begin(), there.end(), family.name) == 0;
  });
  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  if (status.ok()) status = rocksdb::DB::OpenForReadOnly(options, path, families, &handles, &db);
  if (!status.ok()) return OpenError(status, path);
  database->db_.reset(db);
  for (const char* name : kFamilyNames) {
    const auto handle = std::find_if(handles.begin(), handles.end(),
                                     [&](const auto* one) { return one->GetName() == name; });
    database->families_.push_back(handle == handles.end() ? nullptr : *handle);
  }
  return database;
}

absl::Status Database::CheckNotOpen(const std::string& path) {
  const std::string holder = LockHolder(path);
  return holder.empty() ? absl::OkStatus() : IsOpenElsewhere(path, holder);
}

Database::~Database() {
  if (db_ == nullptr) return;
  rocksdb::CancelAllBackgroundWork(db_.get(), /*wait=*/true);
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    if (family != nullptr) db_->DestroyColumnFamilyHandle(family);
  }
}

absl::StatusOr<std::optional<std::string>> Database::Get(Family family_name,
                                                         absl::string_view key) const {
  if (!has(family_name)) return std::nullopt;
  std::string value;
  const rocksdb::Status status =
      db_->Get(rocksdb::ReadOptions(), family(family_name), ToSlice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  VERKAN_RETURN_IF_ERROR(FromRocks(status, "read"));
  return value;
}

std::unique_ptr<Entries> Database::Find(Family family_name, std::string prefix) const {
  return std::make_unique<Entries>(rocksdb::ReadOptions(), db_.get(), family(family_name),
                                   std::move(prefix));
}

std::unique_ptr<Entries> Database::Scan(Family family_name) const {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = kScanBytes;
  return std::make_unique<Entries>(options, db_.get(), family(family_name), "");
}

rocksdb::Status Database::Write(rocksdb::WriteBatch* batch) {
  rocksdb::WriteOptions options;
  options.sync = true;
  const rocksdb::Status status = db_->Write(options, batch);
  if (!status.ok()) full_disk_.WriteFailed(db_.get());
  return status;
}

rocksdb::Status Database::Resume() { return full_disk_.Resume(db_.get()); }

}  // namespace verkan::eventstore
