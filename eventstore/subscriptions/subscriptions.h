// Subscriptions are the durable named subscriptions of a log: the server keeps how far each has
// come, and consumers share its events.
//
//   auto subscriptions = Subscriptions::Open({.path = "/var/lib/verkan/subscriptions"}, log);
//   (*subscriptions)->Create({.name = "mail", .query = query});
//   auto mail = (*subscriptions)->Find("mail");
//   auto session = (*mail)->Join("worker-1", 10);
//   auto deliveries = (*mail)->Take(*session, 256, 256 << 10);
//   (*mail)->Settle(*session, {{.position = 1, .kind = Outcome::kDone}});
//
// Every event that matches is delivered at least once, those of a stream one after the other in
// order of revision, and never again once it is done. README.md says the rest.
#ifndef VERKAN_EVENTSTORE_SUBSCRIPTIONS_SUBSCRIPTIONS_H_
#define VERKAN_EVENTSTORE_SUBSCRIPTIONS_SUBSCRIPTIONS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "eventstore/mutex.h"
#include "eventstore/subscriptions/subscription.h"

namespace verkan::eventstore {

struct SubscriptionsOptions {
  std::string path;                                  // directory of the database
  std::shared_ptr<rocksdb::FileSystem> file_system;  // seam for tests; null: the real one
};

// Thread-safe.
class Subscriptions {
 public:
  // Opens or creates the database. The log must outlive the subscriptions.
  static absl::StatusOr<std::unique_ptr<Subscriptions>> Open(const SubscriptionsOptions& options,
                                                             const EventStore* log);
  ~Subscriptions();

  // What the admin should be told about opening: state that was lost, subscriptions that followed
  // another log.
  const std::vector<std::string>& notices() const { return notices_; }

  // Makes a subscription. False if one with the same definition is there; AlreadyExists if
  // the name has another definition; FailedPrecondition beyond kMaxSubscriptions; OutOfRange for a
  // start after the end of the log (beyond_log.h); Unavailable if it cannot be written.
  absl::StatusOr<bool> Create(const SubscriptionDefinition& definition);

  // NotFound if there is none of that name.
  absl::StatusOr<std::shared_ptr<Subscription>> Find(const std::string& name) const;
  // All, by name.
  std::vector<std::shared_ptr<Subscription>> All() const;
  absl::Status Delete(const std::string& name);

  // Has `changed` called, on any thread, when consumers that wait should look again; it must not
  // block nor call back. Null: nobody any more, once this returns.
  void OnChange(std::function<void()> changed);

  // Before the server ends its calls: consumers that leave from now on are not to blame.
  void Stop();

 private:
  Subscriptions(std::unique_ptr<StateDatabase> database, const EventStore* log)
      : database_(std::move(database)), log_(log) {}

  absl::Status Load();
  std::shared_ptr<Subscription> Make(const SubscriptionDefinition& definition);
  absl::StatusOr<Position> MarkOf(const SubscriptionDefinition& definition) const;
  void Changed();
  void WakeTimerAt(int64_t due);
  void KeepTime();

  // Constant after opening.
  const std::unique_ptr<StateDatabase> database_;
  const EventStore* const log_;
  std::vector<std::string> notices_;
  std::thread timer_;

  mutable Mutex mutex_;  // taken before those of subscriptions
  std::map<std::string, std::shared_ptr<Subscription>> subscriptions_ ABSL_GUARDED_BY(mutex_);

  Mutex listener_mutex_;
  std::function<void()> listener_ ABSL_GUARDED_BY(listener_mutex_);

  Mutex timer_mutex_;
  CondVar timer_wakes_;
  int64_t wakes_at_ ABSL_GUARDED_BY(timer_mutex_) = INT64_MAX;
  bool ending_ ABSL_GUARDED_BY(timer_mutex_) = false;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_SUBSCRIPTIONS_SUBSCRIPTIONS_H_
