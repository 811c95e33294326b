// Database is the RocksDB database of the log: its options and its column families. Everything
// else reads and writes through it.
#ifndef VERKAN_EVENTSTORE_DATABASE_H_
#define VERKAN_EVENTSTORE_DATABASE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "eventstore/rocks.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"

namespace verkan::eventstore {

// In the order in which the database is opened; RocksDB wants "default" to be there.
enum class Family { kDefault, kLog, kStreams, kTags, kIds, kMeta, kTiles };
inline constexpr int kFamilies = 7;

inline rocksdb::Slice ToSlice(absl::string_view text) { return {text.data(), text.size()}; }
inline absl::string_view ToView(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

// Iterator over the entries of one family whose keys start with a prefix. Every move
// answers an error instead of ending early.
class Entries {
 public:
  Entries(const rocksdb::ReadOptions& options, rocksdb::DB* db, rocksdb::ColumnFamilyHandle* family,
          std::string prefix);

  // True if there is an entry. Seek* take the number that ends the key: the first entry
  // at or after it, or the last entry at or before it.
  absl::StatusOr<bool> SeekAtOrAfter(uint64_t number);
  absl::StatusOr<bool> SeekAtOrBefore(uint64_t number);
  absl::StatusOr<bool> SeekToLast();
  absl::StatusOr<bool> Next();
  absl::StatusOr<bool> Prev();

  // Of the entry that the last move found; they hold until the next move.
  absl::string_view key() const { return ToView(iterator_->key()); }
  absl::string_view value() const { return ToView(iterator_->value()); }

 private:
  absl::StatusOr<bool> Found() const;

  const std::string prefix_;
  const std::string end_;  // the first key beyond the prefix; empty: none
  rocksdb::Slice lower_, upper_;
  std::string target_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

class Database {
 public:
  // Opens or creates it. FailedPrecondition if another process has it open or it holds
  // families that this version does not know; NotFound if there is none.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const Options& options,
                                                        bool create_if_missing);

  // Opens one to read, also while another process has it open. Writes nothing below the path.
  // Families that are not there stay closed. NotFound if there is none. `env` must outlive it.
  static absl::StatusOr<std::unique_ptr<Database>> OpenReadOnly(const std::string& path,
                                                                rocksdb::Env* env,
                                                                size_t block_cache_bytes);

  // FailedPrecondition, naming it, if another process has the database open for writing. Not
  // to be asked by a process that has it open itself: that would give away its lock.
  static absl::Status CheckNotOpen(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Empty if there is no such key.
  absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key) const;

  std::unique_ptr<Entries> Find(Family family, std::string prefix) const;

  // All entries of a family that is there, to be read from end to end without filling the cache.
  std::unique_ptr<Entries> Scan(Family family) const;

  bool has(Family family) const { return this->family(family) != nullptr; }

  // Writes and syncs.
  rocksdb::Status Write(rocksdb::WriteBatch* batch);

  // Takes up writing again after a full disk. An error if that cannot be done without
  // opening the database again.
  rocksdb::Status Resume();

  rocksdb::ColumnFamilyHandle* family(Family family) const {
    return families_[static_cast<int>(family)];
  }
  rocksdb::Env* env() const { return env_; }
  rocksdb::DB* rocks() const { return db_.get(); }

 private:
  Database() = default;

  std::unique_ptr<rocksdb::Env> owned_env_;
  rocksdb::Env* env_ = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> families_;
  std::unique_ptr<rocksdb::DB> db_;
  FullDisk full_disk_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_DATABASE_H_
