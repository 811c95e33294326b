#include "eventstore/subscriptions/subscriptions.h"

#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/beyond_log.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

template <typename Clock>
int64_t Micros() {
  const auto since = Clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Subscriptions>> Subscriptions::Open(
    const SubscriptionsOptions& options, const EventStore* log) {
  VERKAN_ASSIGN_OR_RETURN(auto database, StateDatabase::Open(options.path, options.file_system));
  std::unique_ptr<Subscriptions> subscriptions(new Subscriptions(std::move(database), log));
  VERKAN_RETURN_IF_ERROR(subscriptions->Load());
  subscriptions->timer_ = std::thread([all = subscriptions.get()] { all->KeepTime(); });
  return subscriptions;
}

Subscriptions::~Subscriptions() {
  {
    MutexLock lock(&timer_mutex_);
    ending_ = true;
  }
  timer_wakes_.notify_all();
  if (timer_.joinable()) timer_.join();
}

absl::Status Subscriptions::Load() {
  VERKAN_ASSIGN_OR_RETURN(const auto definitions, database_->Definitions());
  if (!database_->notice().empty()) notices_.push_back(database_->notice());
  MutexLock lock(&mutex_);
  for (const SubscriptionDefinition& definition : definitions) {
    auto subscription = Make(definition);
    std::string notice;
    VERKAN_RETURN_IF_ERROR(subscription->Load(&notice));
    if (!notice.empty()) notices_.push_back(std::move(notice));
    subscriptions_[definition.name] = std::move(subscription);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Subscriptions::Create(const SubscriptionDefinition& definition) {
  MutexLock lock(&mutex_);
  const auto found = subscriptions_.find(definition.name);
  if (found != subscriptions_.end()) {
    if (EncodeDefinition(found->second->definition()) == EncodeDefinition(definition)) return false;
    return absl::AlreadyExistsError(
        absl::StrCat("subscription ", definition.name, " has another definition"));
  }
  if (subscriptions_.size() >= kMaxSubscriptions) {
    return absl::FailedPreconditionError(
        absl::StrCat("there are ", kMaxSubscriptions, " subscriptions already"));
  }
  VERKAN_ASSIGN_OR_RETURN(const Position mark, MarkOf(definition));
  VERKAN_ASSIGN_OR_RETURN(const Followed followed, FollowedUpTo(*log_, mark));
  VERKAN_RETURN_IF_ERROR(database_->Create(definition, {.mark = mark}, followed));
  auto subscription = Make(definition);
  std::string notice;
  VERKAN_RETURN_IF_ERROR(subscription->Load(&notice));
  subscriptions_[definition.name] = std::move(subscription);
  return true;
}

absl::StatusOr<std::shared_ptr<Subscription>> Subscriptions::Find(const std::string& name) const {
  MutexLock lock(&mutex_);
  const auto found = subscriptions_.find(name);
  if (found != subscriptions_.end()) return found->second;
  return absl::NotFoundError(absl::StrCat("there is no subscription ", name));
}

std::vector<std::shared_ptr<Subscription>> Subscriptions::All() const {
  MutexLock lock(&mutex_);
  std::vector<std::shared_ptr<Subscription>> all;
  for (const auto& [name, subscription] : subscriptions_) all.push_back(subscription);
  return all;
}

absl::Status Subscriptions::Delete(const std::string& name) {
  MutexLock lock(&mutex_);
  const auto found = subscriptions_.find(name);
  if (found == subscriptions_.end()) {
    return absl::NotFoundError(absl::StrCat("there is no subscription ", name));
  }
  VERKAN_RETURN_IF_ERROR(found->second->Delete());
  subscriptions_.erase(found);
  return absl::OkStatus();
}

void Subscriptions::OnChange(std::function<void()> changed) {
  MutexLock lock(&listener_mutex_);
  listener_ = std::move(changed);
}

void Subscriptions::Stop() {
  for (const auto& subscription : All()) subscription->Stop();
}

std::shared_ptr<Subscription> Subscriptions::Make(const SubscriptionDefinition& definition) {
  return std::make_shared<Subscription>(
      definition, database_.get(), log_,
      SubscriptionHooks{.now_micros = Micros<std::chrono::steady_clock>,
                        .wall_micros = Micros<std::chrono::system_clock>,
                        .changed = [this] { Changed(); },
                        .wake_at = [this](int64_t due) { WakeTimerAt(due); }});
}

absl::StatusOr<Position> Subscriptions::MarkOf(const SubscriptionDefinition& definition) const {
  const Position head = log_->head();
  switch (definition.start) {
    case SubscriptionDefinition::kAfter:
      break;
    case SubscriptionDefinition::kTime:
      return log_->PositionAt(static_cast<int64_t>(definition.start_value) - 1);
    case SubscriptionDefinition::kNow:
      return head;
  }
  VERKAN_RETURN_IF_ERROR(CheckWithinLog(definition.start_value, head));
  return definition.start_value;
}

void Subscriptions::Changed() {
  MutexLock lock(&listener_mutex_);
  if (listener_ != nullptr) listener_();
}

void Subscriptions::WakeTimerAt(int64_t due) {
  MutexLock lock(&timer_mutex_);
  if (due >= wakes_at_) return;
  wakes_at_ = due;
  timer_wakes_.notify_all();
}

// Takes back what is not answered in time, and lets out what has waited long enough.
void Subscriptions::KeepTime() {
  for (;;) {
    {
      MutexLock lock(&timer_mutex_);
      wakes_at_ = INT64_MAX;
    }
    for (const auto& subscription : All()) {
      if (const auto due = subscription->Expire()) WakeTimerAt(*due);
    }
    MutexLock lock(&timer_mutex_);
    for (;;) {
      const int64_t now = Micros<std::chrono::steady_clock>();
      if (ending_) return;
      if (wakes_at_ <= now) break;
      if (wakes_at_ == INT64_MAX) {
        timer_wakes_.wait(timer_mutex_);
      } else {
        timer_wakes_.wait_for(timer_mutex_, std::chrono::microseconds(wakes_at_ - now));
      }
    }
  }
}

}  // namespace verkan::eventstore
