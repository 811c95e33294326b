#include "eventstore/backup.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "eventstore/crc32c.h"
#include "eventstore/database.h"
#include "eventstore/files.h"
#include "eventstore/incoming.h"
#include "eventstore/status_macros.h"
#include "eventstore/whole_log.h"
#include "rocksdb/utilities/backup_engine.h"

namespace verkan::eventstore {
namespace {

namespace fs = std::filesystem;
using rocksdb::BackupEngine;
using rocksdb::BackupEngineReadOnly;

constexpr char kMagic[] = "verkan backup 1";
constexpr int kCallbackBytes = 1 << 20;
constexpr size_t kReadCacheBytes = 8 << 20;
// How long a write that the copy holds may take to be acknowledged.
constexpr auto kLandingPatience = std::chrono::seconds(10);
constexpr auto kLandingInterval = std::chrono::milliseconds(5);

std::string CheckpointsIn(const std::string& directory) { return directory + "/checkpoints"; }
std::string CheckpointPath(const std::string& directory, uint32_t id) {
  return absl::StrCat(CheckpointsIn(directory), "/", id);
}

absl::Status FsError(const std::error_code& error, absl::string_view doing) {
  return absl::FailedPreconditionError(absl::StrCat("cannot ", doing, ": ", error.message()));
}

absl::Status In(const Backup& backup, const absl::Status& status) {
  if (status.ok()) return status;
  return {status.code(), absl::StrCat("backup ", backup.id, ": ", status.message())};
}

// The checkpoint of a backup, in its file

std::string Encode(const Backup& backup) {
  const std::string body = absl::StrCat(kMagic, "\ncreated ", backup.created_at_micros, "\nkey ",
                                        backup.verifier_key, "\n\n", backup.note);
  return absl::StrCat("crc ", absl::Hex(Crc32c(body), absl::kZeroPad8), "\n", body);
}

absl::Status Decode(absl::string_view text, Backup* backup) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, absl::MaxSplits('\n', 5));
  if (lines.size() == 6 && lines[1] == kMagic &&
      absl::SimpleAtoi(absl::StripPrefix(lines[2], "created "), &backup->created_at_micros)) {
    backup->verifier_key = std::string(absl::StripPrefix(lines[3], "key "));
    backup->note = std::string(lines[5]);
  }
  if (Encode(*backup) != text) return absl::DataLossError("its checkpoint file is damaged");
  VERKAN_ASSIGN_OR_RETURN(const Verifier verifier, Verifier::FromKey(backup->verifier_key));
  VERKAN_ASSIGN_OR_RETURN(backup->checkpoint, OpenCheckpoint(backup->note, verifier));
  return absl::OkStatus();
}

// Ids of the finished backups.
absl::StatusOr<std::set<uint32_t>> FinishedIds(const std::string& directory) {
  std::set<uint32_t> ids;
  std::error_code error;
  for (fs::directory_iterator entry(CheckpointsIn(directory), error), end; !error && entry != end;
       entry.increment(error)) {
    uint32_t id = 0;
    if (absl::SimpleAtoi(entry->path().filename().string(), &id)) ids.insert(id);
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return FsError(error, absl::StrCat("read ", directory));
  }
  return ids;
}

absl::StatusOr<Backup> ReadFinished(const std::string& directory, uint32_t id) {
  Backup backup = {.id = id};
  VERKAN_ASSIGN_OR_RETURN(const auto text, ReadFile(CheckpointPath(directory, id)));
  if (!text.has_value()) {
    return absl::NotFoundError(absl::StrCat("there is no backup ", id, " in ", directory,
                                            "; list them with: verkan backup list"));
  }
  VERKAN_RETURN_IF_ERROR(In(backup, Decode(*text, &backup)));
  return backup;
}

// The engine

rocksdb::BackupEngineOptions EngineOptions(const std::string& directory) {
  // A backup is opened where it lies, by absolute paths only.
  rocksdb::BackupEngineOptions options(fs::absolute(directory).lexically_normal().string());
  options.callback_trigger_interval_size = kCallbackBytes;
  return options;
}

absl::StatusOr<std::unique_ptr<BackupEngineReadOnly>> OpenToRead(const std::string& directory) {
  BackupEngineReadOnly* engine = nullptr;
  const rocksdb::IOStatus status =
      BackupEngineReadOnly::Open(rocksdb::Env::Default(), EngineOptions(directory), &engine);
  VERKAN_RETURN_IF_ERROR(FromRocks(status, absl::StrCat("read the backups in ", directory)));
  return std::unique_ptr<BackupEngineReadOnly>(engine);
}

// What the engine knows of a backup. `details` are what it takes to open it.
absl::StatusOr<rocksdb::BackupInfo> InfoOf(const rocksdb::BackupEngineReadOnlyBase& engine,
                                           Backup* backup, bool details) {
  rocksdb::BackupInfo info;
  if (!engine.GetBackupInfo(backup->id, &info, details).ok()) {
    return In(*backup, absl::DataLossError("files of it are missing or have another size; use "
                                           "another backup"));
  }
  backup->bytes = info.size;
  return info;
}

// Reads all of a backup where it lies.
absl::StatusOr<WholeLog> ReadCopy(const rocksdb::BackupEngineReadOnlyBase& engine, Backup* backup,
                                  const BackupProgress& progress) {
  VERKAN_ASSIGN_OR_RETURN(const rocksdb::BackupInfo info, InfoOf(engine, backup, true));
  absl::StatusOr<std::unique_ptr<Database>> database =
      Database::OpenReadOnly(info.name_for_open, info.env_for_open.get(), kReadCacheBytes);
  if (!database.ok()) return In(*backup, absl::DataLossError(database.status().message()));
  absl::StatusOr<WholeLog> log =
      ReadWholeLog(**database, [&progress](Position read, Position size) {
        return progress(BackupPhase::kVerifying, read, size);
      });
  if (!log.ok()) return In(*backup, log.status());
  return log;
}

absl::StatusOr<Backup> Choose(const BackupChoice& choice) {
  VERKAN_ASSIGN_OR_RETURN(const std::set<uint32_t> ids, FinishedIds(choice.directory));
  if (ids.empty()) {
    return absl::NotFoundError(absl::StrCat("there are no backups in ", choice.directory));
  }
  VERKAN_ASSIGN_OR_RETURN(
      Backup backup, ReadFinished(choice.directory, choice.id != 0 ? choice.id : *ids.rbegin()));
  if (choice.verifier_key.empty() || choice.verifier_key == backup.verifier_key) return backup;
  return In(backup, absl::DataLossError(absl::StrCat("it is signed by ", backup.verifier_key,
                                                     ", not by ", choice.verifier_key)));
}

// Making one

class Creation {
 public:
  Creation(const EventStore& store, Checkpoints* checkpoints, const BackupPlan& plan,
           const BackupProgress& progress)
      : store_(store), checkpoints_(checkpoints), plan_(plan), progress_(progress) {}

  absl::StatusOr<Backup> Run() {
    VERKAN_RETURN_IF_ERROR(Open());
    Backup backup;
    VERKAN_RETURN_IF_ERROR(Copy(&backup));
    absl::Status finished = Finish(&backup);
    if (!finished.ok()) {
      engine_->DeleteBackup(backup.id).PermitUncheckedError();
      return finished;
    }
    VERKAN_RETURN_IF_ERROR(Purge());
    return backup;
  }

 private:
  absl::Status Open() {
    std::error_code error;
    fs::create_directories(CheckpointsIn(plan_.directory), error);
    if (error) return FsError(error, absl::StrCat("make ", plan_.directory));
    VERKAN_RETURN_IF_ERROR(CheckSameLog());
    rocksdb::BackupEngineOptions options = EngineOptions(plan_.directory);
    options.backup_rate_limit = plan_.bytes_per_second;
    BackupEngine* engine = nullptr;
    const rocksdb::IOStatus status = BackupEngine::Open(options, store_.database().env(), &engine);
    VERKAN_RETURN_IF_ERROR(FromRocks(status, absl::StrCat("open ", plan_.directory)));
    engine_.reset(engine);
    return RemoveUnfinished();
  }

  // Incremental copies of two logs in one directory would be worth nothing.
  absl::Status CheckSameLog() const {
    VERKAN_ASSIGN_OR_RETURN(const std::set<uint32_t> ids, FinishedIds(plan_.directory));
    if (ids.empty()) return absl::OkStatus();
    VERKAN_ASSIGN_OR_RETURN(const Backup last, ReadFinished(plan_.directory, *ids.rbegin()));
    const absl::StatusOr<Hash> root = store_.Root(last.checkpoint.size);
    if (last.checkpoint.origin == store_.origin() && root.ok() && *root == last.checkpoint.root) {
      return absl::OkStatus();
    }
    return absl::FailedPreconditionError(
        absl::StrCat(plan_.directory,
                     " holds backups of another log, or of this one before it was restored: "
                     "use another directory"));
  }

  absl::Status RemoveUnfinished() {
    VERKAN_ASSIGN_OR_RETURN(const std::set<uint32_t> finished, FinishedIds(plan_.directory));
    std::vector<rocksdb::BackupInfo> infos;
    engine_->GetBackupInfo(&infos);
    for (const rocksdb::BackupInfo& info : infos) {
      if (finished.count(info.backup_id) > 0) continue;
      VERKAN_RETURN_IF_ERROR(
          FromRocks(engine_->DeleteBackup(info.backup_id), "remove an unfinished backup"));
    }
    return FromRocks(engine_->GarbageCollect(), "remove unfinished backups");
  }

  absl::Status Copy(Backup* backup) {
    rocksdb::CreateBackupOptions options;
    options.flush_before_backup = true;  // tables are shared by backups, write-ahead logs are not
    bool stopped = !progress_(BackupPhase::kCopying, 0, 0);
    options.progress_callback = [&] {
      if (stopped || progress_(BackupPhase::kCopying, 0, 0)) return;
      stopped = true;
      engine_->StopBackup();
    };
    if (stopped) return absl::CancelledError("told to stop");
    const rocksdb::IOStatus status = engine_->CreateNewBackupWithMetadata(
        options, store_.database().rocks(), store_.origin(), &backup->id);
    if (stopped) return absl::CancelledError("told to stop");
    return FromRocks(status, absl::StrCat("back up to ", plan_.directory));
  }

  absl::Status Finish(Backup* backup) {
    VERKAN_ASSIGN_OR_RETURN(const WholeLog copy, ReadCopy(*engine_, backup, progress_));
    VERKAN_RETURN_IF_ERROR(AwaitLanding(copy.size));
    VERKAN_ASSIGN_OR_RETURN(const SignedCheckpoint checkpoint,
                            checkpoints_->SignExactly(copy.size));
    VERKAN_RETURN_IF_ERROR(In(*backup, CheckAgainst(checkpoint.checkpoint, copy)));
    backup->checkpoint = checkpoint.checkpoint;
    backup->note = checkpoint.note;
    backup->verifier_key = checkpoints_->verifier().Key();
    backup->created_at_micros = absl::ToUnixMicros(absl::Now());
    return WriteFile(CheckpointPath(plan_.directory, backup->id), Encode(*backup), kPublicFile);
  }

  // The copy can hold a write that is on disk and about to be acknowledged.
  absl::Status AwaitLanding(Position size) const {
    const auto end = std::chrono::steady_clock::now() + kLandingPatience;
    while (store_.head() < size && store_.writable() && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(kLandingInterval);
    }
    if (store_.head() >= size) return absl::OkStatus();
    return absl::UnavailableError(
        "the log could not be written while it was backed up; try again when it can be");
  }

  absl::Status Purge() {
    if (plan_.keep == 0) return absl::OkStatus();
    VERKAN_ASSIGN_OR_RETURN(std::set<uint32_t> ids, FinishedIds(plan_.directory));
    for (; ids.size() > plan_.keep; ids.erase(ids.begin())) {
      std::error_code error;  // first what makes it count
      fs::remove(CheckpointPath(plan_.directory, *ids.begin()), error);
      if (error) return FsError(error, absl::StrCat("remove backup ", *ids.begin()));
      VERKAN_RETURN_IF_ERROR(FromRocks(engine_->DeleteBackup(*ids.begin()),
                                       absl::StrCat("remove backup ", *ids.begin())));
    }
    return absl::OkStatus();
  }

  const EventStore& store_;
  Checkpoints* const checkpoints_;
  const BackupPlan& plan_;
  const BackupProgress& progress_;
  std::unique_ptr<BackupEngine> engine_;
};

}  // namespace

absl::StatusOr<Backup> CreateBackup(const EventStore& store, Checkpoints* checkpoints,
                                    const BackupPlan& plan, const BackupProgress& progress) {
  return Creation(store, checkpoints, plan, progress).Run();
}

absl::StatusOr<std::vector<Backup>> ListBackups(const std::string& directory) {
  std::vector<Backup> backups;
  VERKAN_ASSIGN_OR_RETURN(const std::set<uint32_t> ids, FinishedIds(directory));
  if (ids.empty()) return backups;
  VERKAN_ASSIGN_OR_RETURN(const auto engine, OpenToRead(directory));
  for (const uint32_t id : ids) {
    VERKAN_ASSIGN_OR_RETURN(Backup backup, ReadFinished(directory, id));
    VERKAN_RETURN_IF_ERROR(InfoOf(*engine, &backup, false).status());
    backups.push_back(std::move(backup));
  }
  return backups;
}

absl::StatusOr<Backup> VerifyBackup(const BackupChoice& choice, const BackupProgress& progress) {
  VERKAN_ASSIGN_OR_RETURN(Backup backup, Choose(choice));
  VERKAN_ASSIGN_OR_RETURN(const auto engine, OpenToRead(choice.directory));
  VERKAN_RETURN_IF_ERROR(InfoOf(*engine, &backup, false).status());
  if (!progress(BackupPhase::kCopying, 0, 0)) return absl::CancelledError("told to stop");
  const rocksdb::IOStatus files = engine->VerifyBackup(backup.id, /*verify_with_checksum=*/true);
  if (!files.ok()) return In(backup, absl::DataLossError(files.ToString()));
  VERKAN_ASSIGN_OR_RETURN(const WholeLog log, ReadCopy(*engine, &backup, progress));
  VERKAN_RETURN_IF_ERROR(In(backup, CheckAgainst(backup.checkpoint, log)));
  return backup;
}

absl::StatusOr<Backup> RestoreBackup(const BackupChoice& choice, const std::string& data_directory,
                                     const BackupProgress& progress) {
  VERKAN_ASSIGN_OR_RETURN(Backup backup, Choose(choice));
  VERKAN_ASSIGN_OR_RETURN(const Verifier verifier, Verifier::FromKey(backup.verifier_key));
  VERKAN_ASSIGN_OR_RETURN(const auto engine, OpenToRead(choice.directory));
  VERKAN_RETURN_IF_ERROR(InfoOf(*engine, &backup, false).status());
  VERKAN_ASSIGN_OR_RETURN(const Incoming incoming, Incoming::Prepare(data_directory));
  if (!progress(BackupPhase::kCopying, 0, 0)) return absl::CancelledError("told to stop");
  const rocksdb::IOStatus copied =
      engine->RestoreDBFromBackup(backup.id, incoming.path(), incoming.path());
  if (!copied.ok()) {
    return In(backup, FromRocks(copied, absl::StrCat("copy it to ", incoming.path())));
  }
  WholeLog log;
  {
    VERKAN_ASSIGN_OR_RETURN(
        const auto database,
        Database::OpenReadOnly(incoming.path(), rocksdb::Env::Default(), kReadCacheBytes));
    VERKAN_ASSIGN_OR_RETURN(log, ReadWholeLog(*database, [&](Position read, Position size) {
                              return progress(BackupPhase::kVerifying, read, size);
                            }));
  }
  VERKAN_RETURN_IF_ERROR(In(backup, CheckAgainst(backup.checkpoint, log)));
  VERKAN_RETURN_IF_ERROR(incoming.Install(log.mark, backup.note, verifier));
  return backup;
}

}  // namespace verkan::eventstore
