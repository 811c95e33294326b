#include "services/admin/backups.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/admin/messages.h"
#include "services/errors/errors.h"
#include "verkan/admin/v1/admin_service.pb.h"

namespace verkan::services {
namespace {

using eventstore::Backup;
using eventstore::BackupPhase;
using eventstore::Position;

constexpr auto kTick = std::chrono::milliseconds(400);
constexpr absl::Duration kMessageInterval = absl::Milliseconds(300);

absl::Status NotConfigured() { return Refuse("BACKUP_NOT_CONFIGURED", {}); }

absl::Status ToRefusal(const absl::Status& status) {
  if (absl::IsCancelled(status)) return Refuse("SHUTTING_DOWN", {});
  if (!absl::IsFailedPrecondition(status)) return WithReason(status);
  return Refuse("BACKUP_NOT_POSSIBLE", {{"details", std::string(status.message())}});
}

}  // namespace

// Run is one backup being made, as its thread and its source see it.
struct Backups::Run {
  std::mutex mutex;
  std::condition_variable ended;
  bool stop = false;  // all guarded by mutex
  BackupPhase phase = BackupPhase::kCopying;
  Position verified = 0;
  Position size = 0;
  std::optional<absl::StatusOr<Backup>> outcome;

  bool Note(BackupPhase now, Position verified_now, Position size_now) {
    std::lock_guard<std::mutex> lock(mutex);
    phase = now;
    verified = verified_now;
    size = size_now;
    return !stop;
  }

  void End(absl::StatusOr<Backup> how) {
    std::lock_guard<std::mutex> lock(mutex);
    outcome = std::move(how);
    ended.notify_all();
  }

  bool has_ended() {
    std::lock_guard<std::mutex> lock(mutex);
    return outcome.has_value();
  }
};

class Backups::RunSource final : public Source {
 public:
  explicit RunSource(std::shared_ptr<Run> run) : run_(std::move(run)) {}

  absl::StatusOr<Step> Next(std::string* message) override {
    if (told_end_) return kEnd;
    admin::v1::CreateBackupResponse response;
    {
      std::lock_guard<std::mutex> lock(run_->mutex);
      const absl::Time now = absl::Now();
      if (run_->outcome.has_value()) {
        if (!run_->outcome->ok()) return ToRefusal(run_->outcome->status());
        *response.mutable_finished() = ToMessage(**run_->outcome);
        told_end_ = true;
      } else if (now < next_) {
        return kWait;
      } else {
        next_ = now + kMessageInterval;
        auto* progress = response.mutable_progress();
        progress->set_phase(run_->phase == BackupPhase::kCopying
                                ? admin::v1::BACKUP_PHASE_COPYING
                                : admin::v1::BACKUP_PHASE_VERIFYING);
        progress->set_verified(run_->verified);
        progress->set_size(run_->size);
      }
    }
    *message = response.SerializeAsString();
    return kMessage;
  }

 private:
  const std::shared_ptr<Run> run_;
  absl::Time next_ = absl::InfinitePast();
  bool told_end_ = false;
};

Backups::Backups(const eventstore::EventStore* store, eventstore::Checkpoints* checkpoints,
                 eventstore::BackupPlan plan)
    : store_(store), checkpoints_(checkpoints), plan_(std::move(plan)) {}

Backups::~Backups() { Stop(); }

absl::StatusOr<std::unique_ptr<Source>> Backups::Start() {
  if (plan_.directory.empty()) return NotConfigured();
  std::lock_guard<std::mutex> lock(mutex_);
  if (stopping_) return Refuse("SHUTTING_DOWN", {});
  if (current_ != nullptr && !current_->has_ended()) return Refuse("BACKUP_RUNNING", {});
  if (thread_.joinable()) thread_.join();
  current_ = std::make_shared<Run>();
  thread_ = std::thread([this, run = current_] { Make(run); });
  return std::make_unique<RunSource>(current_);
}

// One thread makes the backup, and this one wakes whoever waits for it.
void Backups::Make(const std::shared_ptr<Run>& run) {
  std::thread maker([this, &run] {
    run->End(eventstore::CreateBackup(*store_, checkpoints_, plan_,
                                      [&run](BackupPhase phase, Position verified, Position size) {
                                        return run->Note(phase, verified, size);
                                      }));
  });
  {
    std::unique_lock<std::mutex> lock(run->mutex);
    while (!run->ended.wait_for(lock, kTick, [&run] { return run->outcome.has_value(); })) {
      lock.unlock();
      if (wake_) wake_();
      lock.lock();
    }
  }
  if (wake_) wake_();
  maker.join();
}

absl::StatusOr<std::vector<Backup>> Backups::List() const {
  if (plan_.directory.empty()) return NotConfigured();
  return eventstore::ListBackups(plan_.directory);
}

void Backups::Stop() {
  std::lock_guard<std::mutex> lock(mutex_);
  stopping_ = true;
  if (current_ != nullptr) {
    std::lock_guard<std::mutex> run_lock(current_->mutex);
    current_->stop = true;
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace verkan::services
