// A file system in memory that does what disks do: loses what was not synced when power is
// cut, fails to sync and to write, runs full.
#ifndef VERKAN_TESTS_FAULTS_FAULT_FILE_SYSTEM_H_
#define VERKAN_TESTS_FAULTS_FAULT_FILE_SYSTEM_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>

#include "rocksdb/file_system.h"

namespace verkan::eventstore {

// Every file under /data, by path: to look into, to damage, and to start from again.
using Files = std::map<std::string, std::string>;

Files CopyFiles(rocksdb::FileSystem* file_system);
std::shared_ptr<rocksdb::FileSystem> MakeFileSystem(const Files& files);

// Thread-safe. Operations are creations, appends, syncs, renames and deletions.
class FaultFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultFileSystem(const Files& files = {});

  const char* Name() const override { return "FaultFileSystem"; }

  // Cuts the power at an operation from now on; that one and all after it fail.
  void CutPowerAfter(int operations);
  bool power_is_cut() const;

  // What is left after the power cut: synced bytes, and of each file's unsynced tail a random
  // part. Syncing a file also keeps its name, as journaling file systems do. A file that was
  // made or renamed since it or its directory was synced is as it was before or as it is now.
  Files SurvivingFiles(std::mt19937_64* random) const;

  // What is left when the process is killed and the machine goes on: all that was written.
  Files WrittenFiles() const { return CopyFiles(target()); }

  // The next syncs of files whose paths hold the text fail, having or not having reached the
  // disk.
  void FailSyncs(int count, const std::string& text);

  // The next appends to files whose paths hold the text fail, having written nothing, or half.
  void FailAppends(int count, const std::string& text, bool half);

  // While the disk is full, appends fail and leave half of their bytes behind.
  void SetFull(bool full);

  // How often each of these has come true.
  struct Counts {
    int failed_syncs = 0;
    int failed_appends = 0;  // nothing written
    int short_appends = 0;   // half written
    int full_appends = 0;
  };
  Counts counts() const;

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

 private:
  friend class FaultFile;
  friend class FaultDirectory;

  struct State {
    uint64_t size = 0;
    uint64_t synced = 0;
    bool listed = false;                  // it was synced by name since it was made or renamed
    std::optional<std::string> replaced;  // what was under its name when that was so
  };

  // Counts an operation; an error once the power is cut.
  rocksdb::IOStatus Operate();
  rocksdb::IOStatus BeforeAppend(const std::string& path, uint64_t size, uint64_t* can_write);
  std::optional<std::string> DurableBytes(const std::string& path) const;
  void Appended(const std::string& path, uint64_t size);
  rocksdb::IOStatus Synced(const std::string& path);
  rocksdb::IOStatus SyncedDirectory(const std::string& path);

  mutable std::mutex mutex_;
  std::map<std::string, State> states_;
  int operations_left_ = -1;  // negative: no cut is planned
  bool cut_ = false;
  bool full_ = false;
  // What is to fail yet, and where.
  struct Plan {
    int count = 0;
    std::string text;
    bool half = false;
    bool Take(const std::string& path);
  };
  Plan failing_syncs_;
  Plan failing_appends_;
  Counts counts_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_TESTS_FAULTS_FAULT_FILE_SYSTEM_H_
