// StateDatabase keeps what durable subscriptions remember: a RocksDB database of its own, beside
// the log and not in its backups. README.md documents its bytes.
//
// Writes reach the disk in the order in which they are made; a Sync makes all those before it
// durable, and serves everybody who waits for one.
#ifndef VERKAN_EVENTSTORE_SUBSCRIPTIONS_STATE_DATABASE_H_
#define VERKAN_EVENTSTORE_SUBSCRIPTIONS_STATE_DATABASE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/database.h"
#include "eventstore/followed.h"
#include "eventstore/mutex.h"
#include "eventstore/rocks.h"
#include "eventstore/subscriptions/definition.h"
#include "eventstore/subscriptions/dispatcher.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/write_batch.h"

namespace verkan::eventstore {

// StoredParked is a parked event as it is stored.
struct StoredParked {
  Position position = 0;
  uint32_t attempts = 0;
  int64_t parked_at_micros = 0;
  std::string reason;
  bool replaying = false;
};

// Thread-safe.
class StateDatabase {
 public:
  // Opens or creates it. Null file system: the real one.
  static absl::StatusOr<std::unique_ptr<StateDatabase>> Open(
      const std::string& path, std::shared_ptr<rocksdb::FileSystem> file_system);
  // Notes what is durable beside the database.
  ~StateDatabase();

  // What to tell the admin if the database lacks changes that it had made durable: its last ones
  // are damaged, and RocksDB takes them for torn. Empty if it lacks none.
  const std::string& notice() const { return notice_; }

  // All definitions, by name.
  absl::StatusOr<std::vector<SubscriptionDefinition>> Definitions() const;
  absl::StatusOr<SubscriptionProgress> Progress(absl::string_view name) const;

  // The last record of which anything is remembered, as it was then; nothing if a version wrote the
  // state that did not note it.
  absl::StatusOr<std::optional<Followed>> LastFollowed(absl::string_view name) const;

  // All are durable when they return.
  absl::Status Create(const SubscriptionDefinition& definition,
                      const SubscriptionProgress& progress, const Followed& followed);
  absl::Status NoteFollowed(absl::string_view name, const Followed& followed);
  absl::Status Delete(absl::string_view name);

  // Writes changes, the progress they lead to, and the last record that is remembered then.
  absl::Status Write(absl::string_view name, const Changes& changes,
                     const SubscriptionProgress& progress, const Followed& followed,
                     int64_t now_micros);
  // Makes durable what has been written. Whoever comes while a sync runs shares the next.
  absl::Status Sync();
  // Takes up writing again after an error such as a full disk.
  absl::Status Resume();

  // What is noted of an event beyond the mark: failed attempts, or 0 for settled; and the last
  // position of which anything is noted, 0 for none.
  absl::StatusOr<std::optional<uint32_t>> Note(absl::string_view name, Position position) const;
  absl::StatusOr<Position> LastNote(absl::string_view name) const;

  // Parked events from a position on, at most so many.
  absl::StatusOr<std::vector<StoredParked>> Parked(absl::string_view name, Position from,
                                                   size_t most) const;
  // One parked event; nothing if it is not parked.
  absl::StatusOr<std::optional<StoredParked>> FindParked(absl::string_view name,
                                                         Position position) const;
  // Events that are being replayed, from a position on: position and failed attempts.
  absl::StatusOr<std::vector<std::pair<Position, uint32_t>>> Replays(absl::string_view name,
                                                                     Position from,
                                                                     size_t most) const;
  absl::Status MarkReplays(absl::string_view name, const std::vector<Position>& positions);
  absl::Status Discard(absl::string_view name, const std::vector<Position>& positions,
                       const SubscriptionProgress& progress);

  // The last position that anything is remembered of; 0 for none.
  absl::StatusOr<Position> LastPosition(absl::string_view name) const;

 private:
  StateDatabase() = default;

  absl::StatusOr<std::optional<std::string>> Get(const std::string& key) const;
  Entries Scan(std::string prefix) const;
  absl::StatusOr<Position> Last(char kind, absl::string_view name) const;
  absl::StatusOr<StoredParked> ReadParked(absl::string_view name, Position position,
                                          absl::string_view bytes) const;
  absl::Status CheckFormat();
  absl::Status CheckMark();
  absl::Status WriteMark(uint64_t sequence);
  // Sync, and notes beside the database what it has made durable.
  absl::Status SyncAndMark();
  absl::Status ForgetNotes(absl::string_view name, Position after, Position to,
                           rocksdb::WriteBatch* batch) const;
  absl::Status Commit(rocksdb::WriteBatch* batch, bool sync);

  // Constant after opening.
  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<rocksdb::DB> db_;
  FullDisk full_disk_;  // thread-safe by itself
  std::string notice_;

  Mutex mutex_;
  CondVar synced_;
  uint64_t written_ ABSL_GUARDED_BY(mutex_) = 0;  // writes made
  uint64_t durable_ ABSL_GUARDED_BY(mutex_) = 0;  // of those
  bool syncing_ ABSL_GUARDED_BY(mutex_) = false;
  uint64_t sequence_ ABSL_GUARDED_BY(mutex_) = 0;  // RocksDB's number of the last write
  uint64_t marked_ ABSL_GUARDED_BY(mutex_) = 0;    // that the mark's file names
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_SUBSCRIPTIONS_STATE_DATABASE_H_
