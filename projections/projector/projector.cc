#include "projections/projector/projector.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/beyond_log.h"
#include "eventstore/status_macros.h"
#include "spdlog/spdlog.h"

namespace verkan::projections {
namespace {

// Events applied while readers wait.
constexpr int kEventsPerTurn = 512;
// Events between two commits of the views, so that what changed stays small. More commits would
// make nothing safer, as they are not synced.
constexpr Position kEventsPerCommit = 8192;

ReadStream StreamsOf(const eventstore::EventStore* store) {
  return
      [store](absl::string_view stream, Position up_to, const VisitRecord& visit) -> absl::Status {
        eventstore::ReadOptions options;
        options.query.items.push_back({.streams = {std::string(stream)}, .types = {}, .tags = {}});
        options.to = up_to;
        VERKAN_ASSIGN_OR_RETURN(auto cursor, store->Read(options));
        eventstore::StoredRecord stored;
        eventstore::RecordView record;
        while (true) {
          VERKAN_ASSIGN_OR_RETURN(bool more, cursor->Next(&stored));
          if (!more) return absl::OkStatus();
          VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(stored.bytes, &record));
          VERKAN_RETURN_IF_ERROR(visit(record));
        }
      };
}

absl::StatusOr<Position> Failed(const absl::Status& status) { return status; }

}  // namespace

absl::StatusOr<std::unique_ptr<Projector>> Projector::Open(const Options& options,
                                                           eventstore::EventStore* store) {
  auto facts = std::make_unique<Facts>();
  auto views = ViewStore::Open(options.path, /*fresh=*/false);
  if (absl::IsUnavailable(views.status())) return views.status();
  absl::StatusOr<Position> position =
      views.ok() ? (*views)->Load(store->origin(), facts.get()) : Failed(views.status());
  if (position.ok() && *position > store->head()) {
    position = absl::FailedPreconditionError("views: ahead of the log");
  }
  if (!position.ok()) {
    spdlog::warn("{}; they are rebuilt from the log", std::string(position.status().message()));
  }
  // The old views stay until it has succeeded, so that it is called again if it was cut off.
  const bool anew = position.value_or(0) == 0 && store->head() > 0;
  if (anew && options.before_making_anew) VERKAN_RETURN_IF_ERROR(options.before_making_anew());
  if (!position.ok()) {
    facts = std::make_unique<Facts>();
    if (views.ok()) views->reset();  // before its files are removed
    views = ViewStore::Open(options.path, /*fresh=*/true);
    if (!views.ok()) return views.status();
    position = 0;
  }
  return std::unique_ptr<Projector>(
      new Projector(*std::move(views), std::move(facts), *position, store, options.linger));
}

Projector::Projector(std::unique_ptr<ViewStore> views, std::unique_ptr<Facts> facts,
                     Position position, eventstore::EventStore* store,
                     std::chrono::milliseconds linger)
    : store_(store),
      linger_(linger),
      views_(std::move(views)),
      facts_(std::move(facts)),
      applier_(facts_.get(), StreamsOf(store)),
      committed_(position),
      applied_(position),
      position_(position) {
  listener_ = store_->AddListener([this](Position head) {
    eventstore::MutexLock lock(&mutex_);
    head_ = head;
    if (idle_) work_.notify_one();
  });
  // What was flushed before the listener was there.
  const Position head = store_->head();
  {
    eventstore::MutexLock lock(&mutex_);
    head_ = std::max(head_, head);
  }
  thread_ = std::thread([this] { Run(); });
}

Projector::~Projector() {
  store_->RemoveListener(listener_);
  {
    eventstore::MutexLock lock(&mutex_);
    stop_ = true;
    work_.notify_one();
    changed_.notify_all();
  }
  thread_.join();
}

void Projector::Run() {
  while (true) {
    const bool more = WaitForWork();
    const absl::Status status = more ? CatchUp() : Commit();
    if (status.ok() && more) continue;
    if (status.ok()) return;
    spdlog::error("projection facts stopped after position {}: {}", position(), status.ToString());
    {
      eventstore::MutexLock lock(&mutex_);
      failure_ = std::string(status.message());
      changed_.notify_all();
    }
    return TellAdvance();
  }
}

// Waits for an event and then for those that follow it closely. False when it is to stop.
bool Projector::WaitForWork() {
  eventstore::MutexLock lock(&mutex_);
  do {
    idle_ = true;
    while (!stop_ && (held_ || head_ <= position_)) work_.wait(mutex_);
    idle_ = false;
    const auto enough = std::chrono::steady_clock::now() + linger_;
    while (!stop_ && !hurried_ && work_.wait_until(mutex_, enough) == std::cv_status::no_timeout) {
    }
  } while (!stop_ && held_);
  // Those who still wait when the next events are applied hurry it again.
  hurried_ = false;
  up_to_ = head_;
  return !stop_;
}

// Applies all there was when it was allowed to go on, so that nothing that came after Hold is
// applied. The log may grow meanwhile: then Run comes back.
absl::Status Projector::CatchUp() {
  eventstore::ReadOptions options;
  options.from = position() + 1;
  options.to = up_to_;
  VERKAN_ASSIGN_OR_RETURN(auto cursor, store_->Read(options));
  bool more = true;
  while (more && !stopping()) {
    absl::StatusOr<bool> applied = ApplyBatch(cursor.get());
    Publish(applied_);
    VERKAN_ASSIGN_OR_RETURN(more, std::move(applied));
    if (applied_ - committed_ >= kEventsPerCommit) VERKAN_RETURN_IF_ERROR(Commit());
  }
  return absl::OkStatus();
}

// Answers come from memory, so a full disk costs them nothing: a restart reads more of the log.
absl::Status Projector::Commit() {
  if (applied_ == committed_) return absl::OkStatus();
  const absl::Status status = views_->Commit(store_->origin(), applied_, facts_.get());
  const bool was_full = disk_full_;
  disk_full_ = absl::IsResourceExhausted(status);
  if (disk_full_) {
    if (!was_full) {
      spdlog::warn("{}; projection facts goes on in memory, and writes once there is room",
                   std::string(status.message()));
    }
    return absl::OkStatus();
  }
  VERKAN_RETURN_IF_ERROR(status);
  committed_ = applied_;
  return absl::OkStatus();
}

// False at the end of the log.
absl::StatusOr<bool> Projector::ApplyBatch(eventstore::Cursor* cursor) {
  WriterLock lock(&facts_lock_);
  eventstore::StoredRecord stored;
  for (int i = 0; i < kEventsPerTurn; ++i) {
    VERKAN_ASSIGN_OR_RETURN(bool more, cursor->Next(&stored));
    if (!more) return false;
    if (stored.position != applied_ + 1) {
      return absl::DataLossError(absl::StrCat("the log lacks event ", applied_ + 1));
    }
    VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(stored.bytes, &record_));
    VERKAN_RETURN_IF_ERROR(applier_.Apply(record_));
    applied_ = stored.position;
  }
  return true;
}

void Projector::Publish(Position position) {
  {
    eventstore::MutexLock lock(&mutex_);
    position_ = position;
    changed_.notify_all();
  }
  TellAdvance();
}

void Projector::TellAdvance() {
  eventstore::MutexLock lock(&advanced_mutex_);
  if (advanced_ != nullptr) advanced_();
}

void Projector::OnAdvance(std::function<void()> advanced) {
  eventstore::MutexLock lock(&advanced_mutex_);
  advanced_ = std::move(advanced);
}

void Projector::Hold(bool held) {
  eventstore::MutexLock lock(&mutex_);
  held_ = held;
  work_.notify_one();
}

bool Projector::stopping() const {
  eventstore::MutexLock lock(&mutex_);
  return stop_;
}

absl::Status Projector::WaitFor(Position position, absl::Time deadline) {
  VERKAN_RETURN_IF_ERROR(eventstore::CheckWithinLog(position, store_->head()));
  eventstore::MutexLock lock(&mutex_);
  while (position_ < position && failure_.empty() && !stop_) {
    hurried_ = true;
    work_.notify_one();
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) {
      return absl::DeadlineExceededError(absl::StrCat(
          "position ", position, " was not reflected in time; reflected is ", position_));
    }
    // Far deadlines in steps, as clocks count no further.
    changed_.wait_for(mutex_, absl::ToChronoNanoseconds(std::min(left, absl::Hours(1))));
  }
  if (position_ >= position) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("projection facts stopped after position ",
                                                    position_, ": ",
                                                    failure_.empty() ? "shut down" : failure_));
}

Position Projector::position() const {
  eventstore::MutexLock lock(&mutex_);
  return position_;
}

std::string Projector::failure() const {
  eventstore::MutexLock lock(&mutex_);
  return failure_;
}

}  // namespace verkan::projections
