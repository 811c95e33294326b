#include "eventstore/subscriptions/subscription.h"

#include <algorithm>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/record.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kReadEvents = 512;    // at a time
constexpr int kMostReads = 16;         // in one Take, so that others get their turn
constexpr size_t kChunkEvents = 4096;  // parked events marked in one write

SessionId NewSession() {
  std::random_device random;
  const uint64_t high = random(), low = random();
  return std::max<uint64_t>(1, high << 32 | low);
}

// Reader reads the bytes of single records, going on with a cursor if they are neighbours.
class Reader {
 public:
  explicit Reader(const EventStore* log) : log_(log) {}

  absl::StatusOr<absl::string_view> Read(Position position) {
    if (cursor_ == nullptr || position != next_) {
      VERKAN_ASSIGN_OR_RETURN(cursor_, log_->Read({.from = position}));
    }
    VERKAN_ASSIGN_OR_RETURN(const bool found, cursor_->Next(&record_));
    if (!found || record_.position != position) {
      return absl::DataLossError(absl::StrCat("the log has no event at position ", position));
    }
    next_ = position + 1;
    return record_.bytes;
  }

 private:
  const EventStore* const log_;
  std::unique_ptr<Cursor> cursor_;
  StoredRecord record_;
  Position next_ = 0;
};

}  // namespace

Subscription::Subscription(SubscriptionDefinition definition, StateDatabase* database,
                           const EventStore* log, SubscriptionHooks hooks)
    : definition_(std::move(definition)),
      database_(database),
      log_(log),
      hooks_(std::move(hooks)) {}

absl::Status Subscription::Load(std::string* notice) {
  MutexLock lock(&mutex_);
  other_log_ = CheckLog();
  if (absl::IsDataLoss(other_log_)) {
    *notice = absl::StrCat("subscription ", definition_.name, ": ", other_log_.message(),
                           ". It delivers nothing until it is deleted and created anew");
  } else {
    VERKAN_RETURN_IF_ERROR(other_log_);
  }
  return Reload();
}

// Whether the log has what the state speaks of: up to the last position, and with that record
// there. A record that is not noted yet, by a version that did not, is noted now.
absl::Status Subscription::CheckLog() {
  VERKAN_ASSIGN_OR_RETURN(progress_, database_->Progress(definition_.name));
  VERKAN_ASSIGN_OR_RETURN(Position last, database_->LastPosition(definition_.name));
  last = std::max(last, progress_.mark);
  if (last > log_->head()) return ToStatus(OtherLog{.position = last, .head = log_->head()});
  VERKAN_ASSIGN_OR_RETURN(const auto followed, database_->LastFollowed(definition_.name));
  if (followed.has_value() && followed->position > 0) {
    followed_ = *followed;
    return CheckFollowed(*log_, followed_);
  }
  if (last == 0) return absl::OkStatus();
  VERKAN_ASSIGN_OR_RETURN(followed_, FollowedUpTo(*log_, last));
  return database_->NoteFollowed(definition_.name, followed_);
}

absl::Status Subscription::Reload() {
  VERKAN_ASSIGN_OR_RETURN(progress_, database_->Progress(definition_.name));
  VERKAN_ASSIGN_OR_RETURN(last_note_, database_->LastNote(definition_.name));
  dispatcher_ = std::make_unique<Dispatcher>(
      DispatchLimits{.max_attempts = definition_.max_attempts,
                     .ack_timeout_micros = definition_.ack_timeout_micros},
      progress_.mark);
  ++generation_;
  consumers_.clear();
  next_replay_ = 0;
  replays_known_ = false;
  broken_ = absl::OkStatus();
  return absl::OkStatus();
}

SubscriptionState Subscription::State() {
  MutexLock lock(&mutex_);
  SubscriptionState state{.definition = definition_, .progress = progress_, .head = log_->head()};
  state.progress.mark = dispatcher_->mark();
  state.other_log = !other_log_.ok();
  state.in_flight = dispatcher_->in_flight();
  state.retrying = dispatcher_->retrying();
  for (const auto& [session, consumer] : consumers_) {
    state.consumers.push_back(consumer);
    state.consumers.back().in_flight = dispatcher_->in_flight(session);
  }
  return state;
}

absl::StatusOr<SessionId> Subscription::Join(const std::string& consumer, size_t max_in_flight) {
  MutexLock lock(&mutex_);
  if (!broken_.ok()) {
    VERKAN_RETURN_IF_ERROR(database_->Resume());
    VERKAN_RETURN_IF_ERROR(Reload());
  }
  VERKAN_RETURN_IF_ERROR(Usable());
  const size_t most = definition_.max_in_flight;
  const size_t granted = max_in_flight == 0 ? most : std::min(max_in_flight, most);
  const SessionId session = NewSession();
  dispatcher_->Join(session, granted);
  consumers_[session] = {.name = consumer, .max_in_flight = granted};
  return session;
}

void Subscription::Leave(SessionId session) {
  const auto leave = [this, session](Dispatcher* dispatcher) ABSL_NO_THREAD_SAFETY_ANALYSIS {
    consumers_.erase(session);
    dispatcher->Leave(session, !stopping_);
    return absl::OkStatus();
  };
  Change(leave, false).IgnoreError();  // the state is broken then, which the next to come is told
}

absl::StatusOr<Deliveries> Subscription::Take(SessionId session, size_t most_events,
                                              size_t most_bytes) {
  MutexLock lock(&mutex_);
  VERKAN_RETURN_IF_ERROR(CheckSession(session));
  VERKAN_RETURN_IF_ERROR(ReadAhead());
  Deliveries deliveries;
  Reader reader(log_);
  size_t bytes = 0;
  while (deliveries.events.size() < most_events && bytes < most_bytes) {
    const std::vector<Handout> handouts = dispatcher_->Take(session, 1, hooks_.now_micros());
    if (handouts.empty()) break;
    VERKAN_ASSIGN_OR_RETURN(const absl::string_view record, reader.Read(handouts[0].position));
    deliveries.events.push_back({handouts[0].attempt, std::string(record)});
    bytes += record.size();
  }
  if (!deliveries.events.empty()) hooks_.wake_at(*dispatcher_->NextDue());
  deliveries.position = dispatcher_->mark();
  const bool all_read = dispatcher_->read_to() >= log_->head() && replays_known_;
  deliveries.caught_up = all_read && dispatcher_->idle();
  const bool can_read = dispatcher_->read_to() < log_->head() && dispatcher_->room() > 0;
  const bool can_replay = !replays_known_ && dispatcher_->replay_room() > 0;
  deliveries.more =
      dispatcher_->ready() == 0 && deliveries.events.empty() && (can_read || can_replay);
  return deliveries;
}

absl::StatusOr<std::vector<Position>> Subscription::Settle(SessionId session,
                                                           const std::vector<Outcome>& outcomes) {
  std::vector<Position> not_held;
  const auto settle = [&](Dispatcher* dispatcher) ABSL_NO_THREAD_SAFETY_ANALYSIS {
    VERKAN_RETURN_IF_ERROR(CheckSession(session));
    const int64_t now = hooks_.now_micros();
    for (const Outcome& outcome : outcomes) {
      if (!dispatcher->Settle(session, outcome, now)) not_held.push_back(outcome.position);
    }
    return absl::OkStatus();
  };
  VERKAN_RETURN_IF_ERROR(Change(settle, true));
  return not_held;
}

absl::StatusOr<uint64_t> Subscription::Replay(const std::vector<Position>& positions) {
  uint64_t replayed = 0;
  Position from = 0;
  for (bool last = false; !last;) {
    MutexLock lock(&mutex_);
    VERKAN_RETURN_IF_ERROR(Usable());
    std::vector<StoredParked> parked;
    if (positions.empty()) {
      VERKAN_ASSIGN_OR_RETURN(parked, database_->Parked(definition_.name, from, kChunkEvents));
    }
    for (const Position position : positions) {
      VERKAN_ASSIGN_OR_RETURN(auto found, database_->FindParked(definition_.name, position));
      if (found.has_value()) parked.push_back(*std::move(found));
    }
    last = !positions.empty() || parked.size() < kChunkEvents;
    if (!parked.empty()) from = parked.back().position + 1;
    VERKAN_ASSIGN_OR_RETURN(const uint64_t marked, MarkSome(std::move(parked)));
    replayed += marked;
  }
  VERKAN_RETURN_IF_ERROR(database_->Sync());
  hooks_.changed();
  return replayed;
}

absl::StatusOr<uint64_t> Subscription::MarkSome(std::vector<StoredParked> parked) {
  std::vector<Position> marked;
  for (const StoredParked& event : parked) {
    if (!event.replaying) marked.push_back(event.position);
  }
  std::sort(marked.begin(), marked.end());
  marked.erase(std::unique(marked.begin(), marked.end()), marked.end());
  if (absl::Status written = database_->MarkReplays(definition_.name, marked); !written.ok()) {
    Break(written);
    return broken_;
  }
  if (!marked.empty()) {
    next_replay_ = 0;
    replays_known_ = false;
  }
  return marked.size();
}

absl::StatusOr<uint64_t> Subscription::Discard(const std::vector<Position>& positions) {
  std::vector<Position> discarded;
  {
    MutexLock lock(&mutex_);
    VERKAN_RETURN_IF_ERROR(Usable());
    for (const Position position : std::set<Position>(positions.begin(), positions.end())) {
      VERKAN_ASSIGN_OR_RETURN(const auto found, database_->FindParked(definition_.name, position));
      if (found.has_value() && !found->replaying) discarded.push_back(position);
    }
    progress_.parked -= discarded.size();
    const absl::Status written = database_->Discard(definition_.name, discarded, progress_);
    if (!written.ok()) {
      Break(written);
      return broken_;
    }
  }
  VERKAN_RETURN_IF_ERROR(database_->Sync());
  return discarded.size();
}

std::optional<int64_t> Subscription::Expire() {
  const int64_t now = hooks_.now_micros();
  {
    MutexLock lock(&mutex_);
    if (!Usable().ok()) return std::nullopt;
    const std::optional<int64_t> due = dispatcher_->NextDue();
    if (!due.has_value() || *due > now) return due;
  }
  const auto expire = [now](Dispatcher* dispatcher) {
    dispatcher->Expire(now);
    return absl::OkStatus();
  };
  if (!Change(expire, false).ok()) return std::nullopt;
  MutexLock lock(&mutex_);
  return dispatcher_->NextDue();
}

void Subscription::Stop() {
  MutexLock lock(&mutex_);
  stopping_ = true;
}

absl::Status Subscription::Delete() {
  {
    MutexLock lock(&mutex_);
    VERKAN_RETURN_IF_ERROR(database_->Delete(definition_.name));
    deleted_ = true;
  }
  hooks_.changed();
  return absl::OkStatus();
}

absl::Status Subscription::Usable() const {
  if (deleted_) {
    return absl::NotFoundError(absl::StrCat("subscription ", definition_.name, " is deleted"));
  }
  VERKAN_RETURN_IF_ERROR(other_log_);
  return broken_;
}

absl::Status Subscription::CheckSession(SessionId session) const {
  VERKAN_RETURN_IF_ERROR(Usable());
  if (dispatcher_->Has(session)) return absl::OkStatus();
  return absl::AbortedError("the session has ended");
}

// What is in memory may now differ from what is on disk: nobody goes on with it.
void Subscription::Break(const absl::Status& status) {
  broken_ = absl::UnavailableError(status.message());
}

// Reads on until there is something to hand out, or nothing more to read or to keep.
absl::Status Subscription::ReadAhead() {
  VERKAN_RETURN_IF_ERROR(AddReplays());
  const Position head = log_->head();
  for (int i = 0; i < kMostReads; ++i) {
    if (dispatcher_->ready() > 0 && i > 0) break;
    if (dispatcher_->ready() >= kReadEvents || dispatcher_->read_to() >= head ||
        dispatcher_->room() == 0) {
      break;
    }
    VERKAN_RETURN_IF_ERROR(ReadSome(head));
  }
  return absl::OkStatus();
}

// Whether anything is recorded at or after the time that it starts with. What was recorded before
// is passed over, also if the time was still to come when the subscription was made.
absl::StatusOr<bool> Subscription::HasStarted(Position head) {
  if (started_ || definition_.start != SubscriptionDefinition::kTime) return true;
  const auto start = static_cast<int64_t>(definition_.start_value);
  VERKAN_ASSIGN_OR_RETURN(const Position before, log_->PositionAt(start - 1));
  dispatcher_->ReadTo(std::max(dispatcher_->read_to(), std::min(before, head)));
  started_ = before < head;
  return started_;
}

absl::Status Subscription::ReadSome(Position head) {
  VERKAN_ASSIGN_OR_RETURN(const bool started, HasStarted(head));
  if (!started) return absl::OkStatus();
  const size_t most = std::min(kReadEvents, dispatcher_->room());
  VERKAN_ASSIGN_OR_RETURN(auto cursor, log_->Read({.query = definition_.query,
                                                   .from = dispatcher_->read_to() + 1,
                                                   .to = head,
                                                   .limit = most}));
  StoredRecord record;
  for (size_t count = 0; count < most; ++count) {
    VERKAN_ASSIGN_OR_RETURN(const bool found, cursor->Next(&record));
    if (!found) {
      dispatcher_->ReadTo(head);
      return absl::OkStatus();
    }
    VERKAN_RETURN_IF_ERROR(AddEvent(record));
  }
  return absl::OkStatus();
}

absl::Status Subscription::AddEvent(const StoredRecord& record) {
  std::optional<uint32_t> note;
  if (record.position <= last_note_) {
    VERKAN_ASSIGN_OR_RETURN(note, database_->Note(definition_.name, record.position));
  }
  if (note.has_value() && *note == 0) {
    dispatcher_->ReadTo(record.position);
    return absl::OkStatus();
  }
  RecordView view;
  VERKAN_RETURN_IF_ERROR(ParseRecord(record.bytes, &view));
  dispatcher_->Add(record.position, view.stream, note.value_or(0));
  return absl::OkStatus();
}

absl::Status Subscription::AddReplays() {
  if (replays_known_ || dispatcher_->replay_room() == 0) return absl::OkStatus();
  const size_t most = dispatcher_->replay_room();
  VERKAN_ASSIGN_OR_RETURN(const auto replays,
                          database_->Replays(definition_.name, next_replay_, most));
  Reader reader(log_);
  RecordView view;
  for (const auto& [position, failed] : replays) {
    VERKAN_ASSIGN_OR_RETURN(const absl::string_view record, reader.Read(position));
    VERKAN_RETURN_IF_ERROR(ParseRecord(record, &view));
    dispatcher_->AddReplay(position, view.stream, failed);
    next_replay_ = position + 1;
  }
  replays_known_ = replays.size() < most;
  return absl::OkStatus();
}

absl::Status Subscription::Write(const Changes& changes) {
  if (changes.empty()) return absl::OkStatus();
  progress_.mark = changes.mark;
  for (const ParkedEvent& parked : changes.parked) {
    const bool again = changes.replays.count(parked.position) > 0;
    progress_.parked += again ? 0 : 1;
  }
  progress_.parked -= changes.unparked.size();
  Position last = std::max(followed_.position, changes.mark);
  if (!changes.notes.empty()) last = std::max(last, changes.notes.rbegin()->first);
  if (last > followed_.position) {
    VERKAN_ASSIGN_OR_RETURN(followed_, FollowedUpTo(*log_, last));
  }
  return database_->Write(definition_.name, changes, progress_, followed_, hooks_.wall_micros());
}

// Lets the dispatcher change, writes what that comes to, waits until it is durable if that is
// wanted or events were settled, and only then lets later events of their streams out.
absl::Status Subscription::Change(const std::function<absl::Status(Dispatcher*)>& change,
                                  bool durably) {
  Changes changes;
  uint64_t generation = 0;
  {
    MutexLock lock(&mutex_);
    VERKAN_RETURN_IF_ERROR(Usable());
    VERKAN_RETURN_IF_ERROR(change(dispatcher_.get()));
    changes = dispatcher_->TakeChanges();
    generation = generation_;
    if (const auto due = dispatcher_->NextDue()) hooks_.wake_at(*due);
    if (absl::Status written = Write(changes); !written.ok()) {
      Break(written);
      return broken_;
    }
  }
  if (!changes.settled_streams.empty() || (durably && !changes.empty())) {
    const absl::Status durable = database_->Sync();
    MutexLock lock(&mutex_);
    if (generation != generation_) return absl::AbortedError("the session has ended");
    if (!durable.ok()) {
      Break(durable);
      return broken_;
    }
    dispatcher_->Confirm(changes.settled_streams);
  }
  hooks_.changed();
  return absl::OkStatus();
}

}  // namespace verkan::eventstore
