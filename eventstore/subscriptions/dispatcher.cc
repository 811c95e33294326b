#include "eventstore/subscriptions/dispatcher.h"

#include <cassert>

#include "absl/strings/str_cat.h"

// What holds between two calls:
//   - an event that is known and not settled is in window_ or in replays_, never in both, and in
//     the queue of its stream;
//   - a stream is busy while one of its events is held by a session, or settled and not confirmed.
//     Otherwise, unless its first event waits for its time, that first event is in ready_;
//   - an event that is held is in `holds` of exactly one consumer, and its `session` says whose;
//   - an entry has a time in due_ exactly if its `due` is not 0;
//   - mark() never passes an event of the window, so whatever is not settled is handed out again
//     after a restart.
// Whatever changes busy, queue or due of a stream calls Refresh after it.

namespace verkan::eventstore {

void Dispatcher::Add(Position position, absl::string_view stream, uint32_t failed) {
  assert(position > read_to_);
  read_to_ = position;
  StreamQueue* const of = StreamOf(stream);
  window_[position] = {.position = position, .stream = of, .failed = failed};
  of->queue.insert(position);
  Refresh(of);
}

void Dispatcher::AddReplay(Position position, absl::string_view stream, uint32_t failed) {
  assert(window_.count(position) == 0);
  StreamQueue* const of = StreamOf(stream);
  const Entry entry = {.position = position, .stream = of, .failed = failed, .replay = true};
  if (!replays_.emplace(position, entry).second) return;
  of->queue.insert(position);
  Refresh(of);
}

void Dispatcher::Leave(SessionId session, bool to_blame) {
  const auto found = consumers_.find(session);
  if (found == consumers_.end()) return;
  const Consumer gone = std::move(found->second);
  consumers_.erase(found);
  for (const Position position : gone.holds) {
    Entry* const entry = Find(position);
    if (to_blame && (gone.answered == 0 || entry->handout < gone.answered)) {
      Fail(entry, "its consumer went away", 0);
    } else {
      PutBack(entry, 0);
    }
  }
}

std::vector<Handout> Dispatcher::Take(SessionId session, size_t most, int64_t now) {
  std::vector<Handout> taken;
  Consumer& consumer = consumers_.at(session);
  while (!ready_.empty() && consumer.holds.size() < consumer.most && taken.size() < most) {
    Entry* const entry = Find(*ready_.begin());
    assert(entry->session == 0 && !entry->stream->busy);
    entry->session = session;
    entry->handout = ++handouts_;
    SetDue(entry, now + limits_.ack_timeout_micros);
    consumer.holds.insert(entry->position);
    entry->stream->busy = true;
    Refresh(entry->stream);
    taken.push_back({entry->position, entry->failed + 1});
  }
  return taken;
}

bool Dispatcher::Settle(SessionId session, const Outcome& outcome, int64_t now) {
  Consumer& consumer = consumers_.at(session);
  if (consumer.holds.erase(outcome.position) == 0) return false;
  Entry* const entry = Find(outcome.position);
  assert(entry->session == session && entry->stream->busy);
  consumer.answered = std::max(consumer.answered, entry->handout);
  switch (outcome.kind) {
    case Outcome::kDone:
      if (entry->replay) changes_.unparked.push_back(entry->position);
      End(entry);
      break;
    case Outcome::kRetry:
      Fail(entry, outcome.reason, outcome.delay_micros > 0 ? now + outcome.delay_micros : 0);
      break;
    case Outcome::kPark:
      ++entry->failed;
      Park(entry, outcome.reason);
      break;
  }
  return true;
}

void Dispatcher::Expire(int64_t now) {
  while (!due_.empty() && due_.begin()->first <= now) {
    Entry* const entry = Find(due_.begin()->second);
    if (entry->session != 0) {
      consumers_.at(entry->session).holds.erase(entry->position);
      Fail(entry, absl::StrCat("no answer within ", limits_.ack_timeout_micros / 1000, " ms"), 0);
    } else {
      SetDue(entry, 0);
      Refresh(entry->stream);
    }
  }
}

std::optional<int64_t> Dispatcher::NextDue() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

Changes Dispatcher::TakeChanges() {
  changes_.old_mark = mark_;
  changes_.mark = mark_ = mark();
  changes_.notes.erase(changes_.notes.begin(), changes_.notes.upper_bound(mark_));
  return std::exchange(changes_, {});
}

void Dispatcher::Confirm(const std::vector<std::string>& streams) {
  for (const std::string& name : streams) {
    const auto found = streams_.find(name);
    assert(found != streams_.end() && found->second.busy);
    found->second.busy = false;
    Refresh(&found->second);
  }
}

size_t Dispatcher::in_flight(SessionId session) const {
  const auto found = consumers_.find(session);
  return found == consumers_.end() ? 0 : found->second.holds.size();
}

size_t Dispatcher::in_flight() const {
  size_t all = 0;
  for (const auto& [session, consumer] : consumers_) all += consumer.holds.size();
  return all;
}

size_t Dispatcher::retrying() const {
  size_t all = 0;
  for (const auto* entries : {&window_, &replays_}) {
    for (const auto& [position, entry] : *entries) all += entry.failed > 0 && entry.session == 0;
  }
  return all;
}

Dispatcher::Entry* Dispatcher::Find(Position position) {
  const auto replay = replays_.find(position);
  if (replay != replays_.end()) return &replay->second;
  return &window_.at(position);
}

Dispatcher::StreamQueue* Dispatcher::StreamOf(absl::string_view name) {
  const auto made = streams_.try_emplace(std::string(name)).first;
  made->second.name = &made->first;
  return &made->second;
}

// Brings ready_ up to date with a stream, and forgets a stream that has nothing left.
void Dispatcher::Refresh(StreamQueue* stream) {
  if (stream->ready != 0) ready_.erase(stream->ready);
  stream->ready = 0;
  if (stream->busy) return;
  if (stream->queue.empty()) {
    streams_.erase(streams_.find(*stream->name));
    return;
  }
  const Entry* const first = Find(*stream->queue.begin());
  if (first->due != 0) return;
  stream->ready = first->position;
  ready_.insert(first->position);
}

void Dispatcher::SetDue(Entry* entry, int64_t due) {
  if (entry->due != 0) due_.erase({entry->due, entry->position});
  entry->due = due;
  if (due != 0) due_.insert({due, entry->position});
}

// Nobody holds it any more; it goes out again once its time has come.
void Dispatcher::PutBack(Entry* entry, int64_t due) {
  entry->session = 0;
  SetDue(entry, due);
  entry->stream->busy = false;
  Refresh(entry->stream);
}

void Dispatcher::Fail(Entry* entry, const std::string& reason, int64_t due) {
  if (++entry->failed >= limits_.max_attempts) return Park(entry, reason);
  if (entry->replay) {
    changes_.replays[entry->position] = entry->failed;
  } else {
    changes_.notes[entry->position] = entry->failed;
  }
  PutBack(entry, due);
}

void Dispatcher::Park(Entry* entry, const std::string& reason) {
  changes_.parked.push_back({entry->position, entry->failed, reason});
  End(entry);
}

// It is settled. Its stream stays busy until that is confirmed.
void Dispatcher::End(Entry* entry) {
  const Position position = entry->position;
  assert(entry->stream->busy);
  SetDue(entry, 0);
  entry->stream->queue.erase(position);
  changes_.settled_streams.push_back(*entry->stream->name);
  if (entry->replay) {
    changes_.replays[position] = std::nullopt;
    replays_.erase(position);
  } else {
    changes_.notes[position] = 0;
    window_.erase(position);
  }
}

}  // namespace verkan::eventstore
