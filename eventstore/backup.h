// Backups of the log, in a directory of their own: online, incremental, and verified before
// they count. A backup is a copy of the database as it was at some moment, and beside it, in
// DIRECTORY/checkpoints/ID, the signed checkpoint of exactly the records in it. That file is
// written last, so a backup without one was interrupted; the next one removes it.
//
//   absl::StatusOr<Backup> backup = CreateBackup(*store, checkpoints, {.directory = dir},
//   progress); absl::StatusOr<Backup> restored = RestoreBackup({.directory = dir}, data, progress);
//
// Keys, of the log or of persons, are never in it.
#ifndef VERKAN_EVENTSTORE_BACKUP_H_
#define VERKAN_EVENTSTORE_BACKUP_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "eventstore/proofs/note.h"

namespace verkan::eventstore {

// Backup is a finished backup.
struct Backup {
  uint32_t id = 0;  // from 1
  int64_t created_at_micros = 0;
  uint64_t bytes = 0;  // those it shares with other backups included
  Checkpoint checkpoint;
  std::string note;          // the signed checkpoint
  std::string verifier_key;  // of the key that signed it
};

struct BackupPlan {
  std::string directory;
  uint64_t bytes_per_second = 0;  // of copying; 0: as fast as it goes
  uint32_t keep = 0;              // the latest so many stay; 0: all
};

// Which backup of a directory.
struct BackupChoice {
  std::string directory;
  uint32_t id = 0;           // 0: the latest
  std::string verifier_key;  // the key that must have signed it; empty: the one it names itself
};

enum class BackupPhase { kCopying, kVerifying };

// Called now and then, from any thread: what is being done, and, while verifying, how many of
// `size` records are read. False: stop, as Cancelled.
using BackupProgress = std::function<bool(BackupPhase phase, Position verified, Position size)>;

// Adds a backup while appends go on: copies what is new, reads all of the copy, and compares its
// root with the checkpoint that it signs for it. One at a time.
//   FailedPrecondition: the directory cannot be used, or holds backups of another log.
//   DataLoss: the copy does not verify; it is removed again.
absl::StatusOr<Backup> CreateBackup(const EventStore& store, Checkpoints* checkpoints,
                                    const BackupPlan& plan, const BackupProgress& progress);

// The finished backups, the oldest first; none if there is no such directory. DataLoss,
// naming it, for one whose files are missing.
absl::StatusOr<std::vector<Backup>> ListBackups(const std::string& directory);

// Reads all of a backup: every file with its checksum, every record, and the root. NotFound
// if there is no such backup; DataLoss, saying what, if it does not verify.
absl::StatusOr<Backup> VerifyBackup(const BackupChoice& choice, const BackupProgress& progress);

// Puts the log of a backup into a data directory that has none, verified as above. Cut off in the
// middle it leaves nothing that a server would take for a log, and can be run again.
//   FailedPrecondition: there is a log already (incoming.h).
absl::StatusOr<Backup> RestoreBackup(const BackupChoice& choice, const std::string& data_directory,
                                     const BackupProgress& progress);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_BACKUP_H_
