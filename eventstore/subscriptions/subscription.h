// Subscription is one durable subscription at work: it reads the log ahead, lets a Dispatcher
// decide, and makes every decision durable before anything is built on it.
#ifndef VERKAN_EVENTSTORE_SUBSCRIPTIONS_SUBSCRIPTION_H_
#define VERKAN_EVENTSTORE_SUBSCRIPTIONS_SUBSCRIPTION_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "eventstore/mutex.h"
#include "eventstore/subscriptions/state_database.h"

namespace verkan::eventstore {

// Delivery is an event on its way to a consumer.
struct Delivery {
  uint32_t attempt = 0;  // from 1
  std::string record;    // its bytes, as they are stored
};

// Deliveries is what a consumer is to send next.
struct Deliveries {
  std::vector<Delivery> events;
  Position position = 0;   // everything up to here is settled
  bool caught_up = false;  // nothing is left that the log holds
  bool more = false;       // nothing to send yet, but not everything has been looked at
};

// SubscriptionState is what people ask of a subscription.
struct SubscriptionState {
  struct Consumer {
    std::string name;
    size_t in_flight = 0;
    size_t max_in_flight = 0;
  };
  SubscriptionDefinition definition;
  SubscriptionProgress progress;
  Position head = 0;       // of the log
  bool other_log = false;  // which is not the one that it has followed
  size_t in_flight = 0;
  size_t retrying = 0;
  std::vector<Consumer> consumers;
};

// What a subscription asks of whoever holds it; called from any thread.
struct SubscriptionHooks {
  std::function<int64_t()> now_micros;       // a clock that never runs backwards
  std::function<int64_t()> wall_micros;      // since 1970
  std::function<void()> changed;             // somebody may have something to do
  std::function<void(int64_t due)> wake_at;  // Expire is to be called then, by now_micros
};

// Thread-safe. Errors of all functions: NotFound once it is deleted; Unavailable after its state
// could not be written, until somebody joins anew and that works; DataLoss (followed.h) if the log
// is not the one it has followed.
class Subscription {
 public:
  // All must outlive it. Load comes first.
  Subscription(SubscriptionDefinition definition, StateDatabase* database, const EventStore* log,
               SubscriptionHooks hooks);

  // Reads the state from the database. If the log is not the one that the subscription has
  // followed, as after a restore of an older backup, `notice` says so and nobody can consume:
  // nobody knows which of its events were delivered. It can be looked at and deleted.
  absl::Status Load(std::string* notice);

  const SubscriptionDefinition& definition() const { return definition_; }
  SubscriptionState State();

  // Takes a consumer in; a zero `max_in_flight`, or too large a one, is the subscription's.
  absl::StatusOr<SessionId> Join(const std::string& consumer, size_t max_in_flight);
  void Leave(SessionId session);

  // What the session is to work on next, within so many events and about so many bytes.
  // Aborted if the session has ended; DataLoss if the log cannot be read.
  absl::StatusOr<Deliveries> Take(SessionId session, size_t most_events, size_t most_bytes);

  // Makes outcomes durable, all with one sync. Returns the positions that the session does not
  // hold. Aborted if the session has ended.
  absl::StatusOr<std::vector<Position>> Settle(SessionId session,
                                               const std::vector<Outcome>& outcomes);

  // Parked events from a position on, at most so many.
  absl::StatusOr<std::vector<StoredParked>> Parked(Position from, size_t most) const {
    return database_->Parked(definition_.name, from, most);
  }
  // Replays parked events: these, or all. Returns how many were not replaying yet.
  absl::StatusOr<uint64_t> Replay(const std::vector<Position>& positions);
  // Gives up parked events that are not being replayed. Returns how many.
  absl::StatusOr<uint64_t> Discard(const std::vector<Position>& positions);

  // Does what has become due; returns when there is something to do next, if at all.
  std::optional<int64_t> Expire();

  // From now on consumers that leave are not to blame: the server stops.
  void Stop();
  // Ends all sessions and removes it from the database.
  absl::Status Delete();

 private:
  absl::Status Usable() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CheckLog() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Reload() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status CheckSession(SessionId session) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Break(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ReadAhead() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<bool> HasStarted(Position head) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status ReadSome(Position head) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status AddEvent(const StoredRecord& record) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status AddReplays() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<uint64_t> MarkSome(std::vector<StoredParked> parked)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Write(const Changes& changes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status Change(const std::function<absl::Status(Dispatcher*)>& change, bool durably);

  // Constant.
  const SubscriptionDefinition definition_;
  StateDatabase* const database_;
  const EventStore* const log_;
  const SubscriptionHooks hooks_;

  mutable Mutex mutex_;
  std::unique_ptr<Dispatcher> dispatcher_ ABSL_GUARDED_BY(mutex_);
  uint64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;  // of dispatcher_: how often it was loaded
  SubscriptionProgress progress_ ABSL_GUARDED_BY(mutex_);  // as written
  bool started_ ABSL_GUARDED_BY(mutex_) = false;           // the time it starts with has come
  Position last_note_ ABSL_GUARDED_BY(mutex_) = 0;    // when loaded; later ones need no look-up
  Position next_replay_ ABSL_GUARDED_BY(mutex_) = 0;  // replays from here on are not known yet
  bool replays_known_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<SessionId, SubscriptionState::Consumer> consumers_ ABSL_GUARDED_BY(mutex_);
  Followed followed_ ABSL_GUARDED_BY(mutex_);       // the last record of which anything is written
  absl::Status other_log_ ABSL_GUARDED_BY(mutex_);  // constant after Load
  absl::Status broken_ ABSL_GUARDED_BY(mutex_);     // its state could not be written
  bool deleted_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_SUBSCRIPTIONS_SUBSCRIPTION_H_
