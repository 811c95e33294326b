// What all RocksDB databases share, wherever they are opened: how they are opened, where they log
// to, what their errors mean, and how writing goes on after a full disk.
//
//   rocksdb::Options options;
//   ShareOptions(env, &options);
//   rocksdb::DB::Open(options, path, &db);
//   FullDisk full_disk;
//   full_disk.Opened(db);
//   if (!db->Write(…).ok()) full_disk.WriteFailed(db);
//   full_disk.Resume(db);
#ifndef VERKAN_EVENTSTORE_ROCKS_H_
#define VERKAN_EVENTSTORE_ROCKS_H_

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/options.h"

namespace verkan::eventstore {

// Sets what holds for every database: damage is refused, a torn tail is cut off, no file of
// RocksDB's own log. The caller sets the rest.
void ShareOptions(rocksdb::Env* env, rocksdb::DBOptions* options);

// The one translation of what RocksDB answers. DataLoss if bytes do not verify: `mend` says what
// to do then. ResourceExhausted if the disk is full, PermissionDenied, Unavailable if the disk does
// not do what it should. `doing` completes "cannot …".
absl::Status FromRocks(const rocksdb::Status& status, absl::string_view doing,
                       absl::string_view mend = "restore the log from a backup");

// FullDisk lets one database write again after a full disk. RocksDB leaves the write-ahead log
// that could not be written only if there is something in a memtable to flush; going on in that
// file would end the process. So there is always something: an entry "opened" in the default
// family, which nobody reads. Thread-safe as the database is.
class FullDisk {
 public:
  // To be called when the database has been opened, before it is written to.
  rocksdb::Status Opened(rocksdb::DB* db);

  // To be called when a write has failed.
  void WriteFailed(rocksdb::DB* db);

  // Takes up writing again. NoSpace while there is less than kRoom; another error if it cannot be
  // done, which for any failure but a full disk means: not before the database is opened again.
  rocksdb::Status Resume(rocksdb::DB* db);

  // With less, RocksDB would stop again at once, and so would health come and go.
  static constexpr uint64_t kRoom = 4 << 20;

 private:
  uint64_t PresentLogFile(rocksdb::DB* db) const;

  std::atomic<uint64_t> failed_log_file_{0};  // that a write to has failed
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_ROCKS_H_
