// Dispatcher decides which event goes to which consumer next. Pure: no storage, no clock, no
// threads. It is told what the log holds and what consumers answer, and says what must be written
// so that a restart goes on from there:
//
//   Dispatcher dispatcher(limits, mark);
//   dispatcher.Add(1, "case-1", 0);
//   dispatcher.Join(session, 10);
//   for (const Handout& handout : dispatcher.Take(session, 10, now)) …
//   dispatcher.Settle(session, {.position = 1, .kind = Outcome::kDone}, now);
//   Changes changes = dispatcher.TakeChanges();   // write them, and then:
//   dispatcher.Confirm(changes.settled_streams);
//
// What holds, whatever is called in whatever order:
//   - an event that is done is never handed out again, and no event is passed over;
//   - of one stream, at most one event is out at a time, the first that is neither done nor parked;
//   - it stays so until Confirm: nothing goes out on the strength of what is not written yet.
#ifndef VERKAN_EVENTSTORE_SUBSCRIPTIONS_DISPATCHER_H_
#define VERKAN_EVENTSTORE_SUBSCRIPTIONS_DISPATCHER_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"

namespace verkan::eventstore {

// Events known and not settled, at the most: bounds memory and how far reading runs ahead.
inline constexpr size_t kMaxWindow = 4096;
// Parked events that are being replayed, known at the same time.
inline constexpr size_t kMaxReplays = 1024;

// One call of Consume. Never 0.
using SessionId = uint64_t;

struct DispatchLimits {
  uint32_t max_attempts = 10;
  int64_t ack_timeout_micros = 30'000'000;
};

// Handout is an event that goes out.
struct Handout {
  Position position = 0;
  uint32_t attempt = 0;  // from 1
};

// Outcome is what a consumer says of an event that it holds.
struct Outcome {
  enum Kind { kDone, kRetry, kPark };
  Position position = 0;
  Kind kind = kDone;
  std::string reason;        // of kRetry and kPark
  int64_t delay_micros = 0;  // of kRetry
};

// ParkedEvent is an event that was put aside.
struct ParkedEvent {
  Position position = 0;
  uint32_t attempts = 0;
  std::string reason;
};

// Changes is what is to be written, all or nothing and in the order in which they were taken.
struct Changes {
  Position old_mark = 0;               // what was noted at or before `mark` may be forgotten
  Position mark = 0;                   // everything up to here is settled
  std::map<Position, uint32_t> notes;  // beyond the mark: failed attempts, or 0 for settled
  std::map<Position, std::optional<uint32_t>> replays;  // failed attempts; none: it has ended
  std::vector<ParkedEvent> parked;                      // new, or parked again
  std::vector<Position> unparked;                       // replayed and done
  std::vector<std::string> settled_streams;             // for Confirm

  bool empty() const {
    return old_mark == mark && notes.empty() && replays.empty() && settled_streams.empty();
  }
};

class Dispatcher {
 public:
  // Everything up to the mark is settled.
  Dispatcher(DispatchLimits limits, Position mark) : limits_(limits), mark_(mark), read_to_(mark) {}

  // What the log holds, in order of position: the next event that matches, with the attempts that
  // have failed; an event that is settled already; or that nothing more matches up to a position.
  void Add(Position position, absl::string_view stream, uint32_t failed);
  void ReadTo(Position position) { read_to_ = position; }
  Position read_to() const { return read_to_; }
  // How many more events it takes. Room for replays counts apart.
  size_t room() const { return kMaxWindow - std::min(kMaxWindow, window_.size()); }
  size_t replay_room() const { return kMaxReplays - std::min(kMaxReplays, replays_.size()); }

  // A parked event that is to be handed out again. Nothing if it is known already.
  void AddReplay(Position position, absl::string_view stream, uint32_t failed);

  void Join(SessionId session, size_t max_in_flight) { consumers_[session].most = max_in_flight; }
  bool Has(SessionId session) const { return consumers_.count(session) > 0; }
  // Takes back what the session holds. What it was probably working on counts as a failed attempt,
  // unless it is not to blame: what it was handed before the last one that it answered or, if
  // it answered none, everything.
  void Leave(SessionId session, bool to_blame);

  // Hands out events to a session that has joined, in order of position: as many as it may hold.
  std::vector<Handout> Take(SessionId session, size_t most, int64_t now);

  // Takes an answer of a session that has joined. False, and nothing changes, if it does not
  // hold the event.
  bool Settle(SessionId session, const Outcome& outcome, int64_t now);

  // Takes back what was not answered in time, and lets out again what has waited long enough.
  void Expire(int64_t now);
  // When Expire has something to do; none: not unless something happens.
  std::optional<int64_t> NextDue() const;

  // What has changed since the last call.
  Changes TakeChanges();
  // The changes that settled these streams' events are durable: later ones may go out.
  void Confirm(const std::vector<std::string>& streams);

  Position mark() const { return window_.empty() ? read_to_ : window_.begin()->first - 1; }
  size_t ready() const { return ready_.size(); }
  bool replaying(Position position) const { return replays_.count(position) > 0; }
  // Nothing known is left to do.
  bool idle() const { return streams_.empty(); }
  size_t in_flight(SessionId session) const;
  size_t in_flight() const;
  size_t retrying() const;

 private:
  struct StreamQueue {
    const std::string* name = nullptr;
    std::set<Position> queue;  // what is not settled
    bool busy = false;         // one is out, or settled and not confirmed
    Position ready = 0;        // its first, if that is in ready_
  };
  struct Entry {
    Position position = 0;
    StreamQueue* stream = nullptr;
    uint32_t failed = 0;
    SessionId session = 0;  // that holds it; 0: nobody
    uint64_t handout = 0;   // number of the handout that gave it to the session
    int64_t due = 0;        // when its time is up, out or waiting; 0: no time
    bool replay = false;
  };
  struct Consumer {
    size_t most = 0;
    uint64_t answered = 0;  // the last of its handouts that it answered
    std::set<Position> holds;
  };

  Entry* Find(Position position);
  StreamQueue* StreamOf(absl::string_view name);
  void Refresh(StreamQueue* stream);
  void SetDue(Entry* entry, int64_t due);
  void PutBack(Entry* entry, int64_t due);
  void Fail(Entry* entry, const std::string& reason, int64_t due);
  void Park(Entry* entry, const std::string& reason);
  void End(Entry* entry);

  const DispatchLimits limits_;
  Position mark_;     // as of the last TakeChanges
  Position read_to_;  // everything that matches up to here has been added
  std::map<Position, Entry> window_;
  std::map<Position, Entry> replays_;
  std::unordered_map<std::string, StreamQueue> streams_;
  std::set<Position> ready_;  // firsts of streams that are not busy and do not wait
  std::set<std::pair<int64_t, Position>> due_;
  std::map<SessionId, Consumer> consumers_;
  uint64_t handouts_ = 0;  // made so far
  Changes changes_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_SUBSCRIPTIONS_DISPATCHER_H_
