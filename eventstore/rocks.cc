#include "eventstore/rocks.h"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/rocks_log.h"
#include "rocksdb/listener.h"
#include "rocksdb/transaction_log.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kLineBytes = 1024;  // what is longer is cut

// Set once, before any database is opened.
RocksLogSink& Sink() {
  static RocksLogSink* const sink = new RocksLogSink;
  return *sink;
}

class SinkLog final : public rocksdb::Logger {
 public:
  void Logv(const char* format, va_list arguments) override {
    if (Sink() == nullptr) return;
    char line[kLineBytes];
    const int size = std::vsnprintf(line, sizeof(line), format, arguments);
    if (size <= 0) return;
    Sink()({line, std::min<size_t>(static_cast<size_t>(size), sizeof(line) - 1)});
  }
  using rocksdb::Logger::Logv;
};

// After a full disk RocksDB would look for room by itself, every five seconds, want as much as all
// of its buffers may hold, and refuse to be resumed meanwhile.
class ResumeOnlyWhenTold final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

}  // namespace

void SetRocksLog(RocksLogSink sink) { Sink() = std::move(sink); }

void ShareOptions(rocksdb::Env* env, rocksdb::DBOptions* options) {
  options->env = env;
  options->info_log = std::make_shared<SinkLog>();
  options->listeners.push_back(std::make_shared<ResumeOnlyWhenTold>());
  options->paranoid_checks = true;
  // The default recovery would drop everything after a damaged record without a word.
  options->wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options->max_background_jobs = 2;
  options->stats_dump_period_sec = 0;  // into a log that shows no such lines
  options->stats_persist_period_sec = 0;
}

absl::Status FromRocks(const rocksdb::Status& status, absl::string_view doing,
                       absl::string_view mend) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = absl::StrCat("cannot ", doing, ": ", status.ToString());
  if (status.IsNoSpace()) {
    return absl::ResourceExhaustedError(absl::StrCat(text, "; make room on the disk"));
  }
  if (status.IsCorruption() || status.IsPathNotFound()) {
    return absl::DataLossError(absl::StrCat(text, "; ", mend));
  }
  if (absl::StrContains(text, "Permission denied")) {
    return absl::PermissionDeniedError(
        absl::StrCat(text, "; the directory must belong to the user that runs the server"));
  }
  if (status.IsIOError()) return absl::UnavailableError(text);
  return absl::InternalError(text);
}

rocksdb::Status FullDisk::Opened(rocksdb::DB* db) {
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  return db->Put(options, "opened", "");
}

void FullDisk::WriteFailed(rocksdb::DB* db) { failed_log_file_.store(PresentLogFile(db)); }

rocksdb::Status FullDisk::Resume(rocksdb::DB* db) {
  uint64_t room = 0;
  if (db->GetEnv()->GetFreeSpace(db->GetName(), &room).ok() && room < kRoom) {
    return rocksdb::Status::NoSpace("less than 4 MiB are free");
  }
  rocksdb::Status status = db->Resume();
  if (!status.ok()) return status;
  if (PresentLogFile(db) == failed_log_file_.load()) {
    return rocksdb::Status::IOError("the write-ahead log is broken off");
  }
  return Opened(db);  // resuming has emptied all memtables
}

uint64_t FullDisk::PresentLogFile(rocksdb::DB* db) const {
  std::unique_ptr<rocksdb::LogFile> file;
  return db->GetCurrentWalFile(&file).ok() ? file->LogNumber() : failed_log_file_.load();
}

}  // namespace verkan::eventstore
