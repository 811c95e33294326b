// Backups makes one backup at a time, on a thread of its own, and tells how far it is to
// whoever asked for it.
#ifndef VERKAN_SERVICES_ADMIN_BACKUPS_H_
#define VERKAN_SERVICES_ADMIN_BACKUPS_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/backup.h"
#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "services/calls/handler.h"

namespace verkan::services {

// Thread-safe.
class Backups {
 public:
  // Store and checkpoints must outlive it. An empty directory: every call is refused.
  Backups(const eventstore::EventStore* store, eventstore::Checkpoints* checkpoints,
          eventstore::BackupPlan plan);
  // Stops.
  ~Backups();
  Backups(const Backups&) = delete;
  Backups& operator=(const Backups&) = delete;

  // Sets what is called twice a second while a backup is made. Before the first Start; it must
  // be callable until Stop.
  void OnProgress(std::function<void()> wake) { wake_ = std::move(wake); }

  // Starts a backup, which goes on if the source is given up. Answers with a source of
  // CreateBackupResponse, or BACKUP_NOT_CONFIGURED, BACKUP_RUNNING or SHUTTING_DOWN.
  absl::StatusOr<std::unique_ptr<Source>> Start();

  // The finished backups, or BACKUP_NOT_CONFIGURED.
  absl::StatusOr<std::vector<eventstore::Backup>> List() const;

  const std::string& directory() const { return plan_.directory; }

  // Ends a running backup, which then does not count, and waits for its thread.
  void Stop();

 private:
  struct Run;
  class RunSource;

  void Make(const std::shared_ptr<Run>& run);

  const eventstore::EventStore* const store_;
  eventstore::Checkpoints* const checkpoints_;
  const eventstore::BackupPlan plan_;
  std::function<void()> wake_;

  std::mutex mutex_;
  bool stopping_ = false;         // guarded by mutex_
  std::shared_ptr<Run> current_;  // guarded by mutex_; the last one that was started
  std::thread thread_;            // guarded by mutex_
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_ADMIN_BACKUPS_H_
