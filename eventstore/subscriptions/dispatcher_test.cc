#include "eventstore/subscriptions/dispatcher.h"

#include <cstdlib>
#include <deque>
#include <iostream>
#include <random>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace verkan::eventstore {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr SessionId kAnna = 1;
constexpr SessionId kBo = 2;

class DispatcherTest : public testing::Test {
 protected:
  // Events of these streams, from position 1.
  void Given(const std::vector<std::string>& streams) {
    for (const std::string& stream : streams) {
      dispatcher_.Add(dispatcher_.read_to() + 1, stream, 0);
    }
  }
  std::vector<Position> Take(SessionId session, size_t most = 100) {
    std::vector<Position> positions;
    attempts_.clear();
    for (const Handout& handout : dispatcher_.Take(session, most, now_)) {
      positions.push_back(handout.position);
      attempts_.push_back(handout.attempt);
    }
    return positions;
  }
  bool Answer(SessionId session, Outcome outcome) {
    return dispatcher_.Settle(session, outcome, now_);
  }
  bool Done(SessionId session, Position position) {
    return Answer(session, {.position = position});
  }
  // Writes what changed.
  Changes Written() {
    Changes changes = dispatcher_.TakeChanges();
    dispatcher_.Confirm(changes.settled_streams);
    return changes;
  }

  int64_t now_ = 1000;
  Dispatcher dispatcher_{{.max_attempts = 3, .ack_timeout_micros = 100}, 0};
  std::vector<uint32_t> attempts_;
};

TEST_F(DispatcherTest, HandsOutInOrderWithinWhatAConsumerMayHold) {
  Given({"a", "b", "c", "d"});
  dispatcher_.Join(kAnna, 2);
  dispatcher_.Join(kBo, 10);
  EXPECT_THAT(Take(kAnna), ElementsAre(1, 2));
  EXPECT_THAT(Take(kAnna), IsEmpty());
  EXPECT_THAT(Take(kBo), ElementsAre(3, 4));
  EXPECT_EQ(dispatcher_.in_flight(kAnna), 2u);
}

TEST_F(DispatcherTest, OneEventOfAStreamAtATimeAndOthersGoOn) {
  Given({"a", "a", "b", "a"});
  dispatcher_.Join(kAnna, 10);
  dispatcher_.Join(kBo, 10);
  EXPECT_THAT(Take(kAnna), ElementsAre(1, 3));
  EXPECT_THAT(Take(kBo), IsEmpty());
  EXPECT_TRUE(Done(kAnna, 1));
  EXPECT_THAT(Take(kBo), IsEmpty()) << "not before it is written";
  Written();
  EXPECT_THAT(Take(kBo), ElementsAre(2));
}

TEST_F(DispatcherTest, TheMarkFollowsTheFirstThatIsNotSettled) {
  Given({"a", "b", "c"});
  dispatcher_.Join(kAnna, 10);
  Take(kAnna);
  Done(kAnna, 2);
  Changes changes = Written();
  EXPECT_EQ(changes.mark, 0u);
  EXPECT_THAT(changes.notes, ElementsAre(testing::Pair(2, 0)));
  Done(kAnna, 1);
  changes = Written();
  EXPECT_EQ(changes.old_mark, 0u);
  EXPECT_EQ(changes.mark, 2u);
  EXPECT_THAT(changes.notes, IsEmpty());
  Done(kAnna, 3);
  EXPECT_EQ(Written().mark, 3u);
  EXPECT_TRUE(dispatcher_.idle());
}

TEST_F(DispatcherTest, ARetryHoldsBackItsStreamForAsLongAsItWaits) {
  Given({"a", "a", "b"});
  dispatcher_.Join(kAnna, 10);
  Take(kAnna);
  Answer(kAnna, {.position = 1, .kind = Outcome::kRetry, .reason = "busy", .delay_micros = 50});
  Changes changes = Written();
  EXPECT_THAT(changes.notes, ElementsAre(testing::Pair(1, 1)));
  EXPECT_THAT(Take(kAnna), IsEmpty());
  EXPECT_EQ(dispatcher_.retrying(), 1u);
  EXPECT_EQ(dispatcher_.NextDue(), now_ + 50);
  now_ += 50;
  dispatcher_.Expire(now_);
  EXPECT_THAT(Take(kAnna), ElementsAre(1));
  EXPECT_THAT(attempts_, ElementsAre(2));
}

TEST_F(DispatcherTest, WhatIsNotAnsweredInTimeGoesToAnother) {
  Given({"a"});
  dispatcher_.Join(kAnna, 10);
  dispatcher_.Join(kBo, 10);
  Take(kAnna);
  now_ += 99;
  dispatcher_.Expire(now_);
  EXPECT_THAT(Take(kBo), IsEmpty());
  now_ += 1;
  dispatcher_.Expire(now_);
  EXPECT_THAT(Take(kBo), ElementsAre(1));
  EXPECT_THAT(attempts_, ElementsAre(2));
  EXPECT_FALSE(Done(kAnna, 1)) << "too late: it is not hers any more";
  EXPECT_TRUE(Done(kBo, 1));
}

TEST_F(DispatcherTest, AConsumerThatGoesGivesItsEventsBack) {
  Given({"a", "b"});
  dispatcher_.Join(kAnna, 10);
  dispatcher_.Join(kBo, 10);
  Take(kAnna, 1);
  dispatcher_.Leave(kAnna, true);
  EXPECT_THAT(Take(kBo), ElementsAre(1, 2));
  EXPECT_THAT(attempts_, ElementsAre(2, 1));
  dispatcher_.Leave(kBo, false);
  dispatcher_.Join(kAnna, 10);
  EXPECT_THAT(Take(kAnna), ElementsAre(1, 2));
  EXPECT_THAT(attempts_, ElementsAre(2, 1)) << "a server that stops costs no attempt";
}

TEST_F(DispatcherTest, AConsumerThatGoesIsBlamedForWhatItWasWorkingOn) {
  Given({"a", "b", "c", "d"});
  dispatcher_.Join(kAnna, 10);
  Take(kAnna);
  Done(kAnna, 2);
  dispatcher_.Leave(kAnna, true);
  dispatcher_.Join(kBo, 10);
  EXPECT_THAT(Take(kBo), ElementsAre(1, 3, 4));
  EXPECT_THAT(attempts_, ElementsAre(2, 1, 1)) << "1 was overtaken; 3 and 4 were not begun";
}

TEST_F(DispatcherTest, AfterTheLastAttemptAnEventIsParkedAndItsStreamGoesOn) {
  Given({"a", "a"});
  dispatcher_.Join(kAnna, 10);
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Take(kAnna), ElementsAre(1));
    Answer(kAnna, {.position = 1, .kind = Outcome::kRetry, .reason = absl::StrCat("no ", i)});
    if (i < 2) Written();
  }
  const Changes changes = Written();
  ASSERT_EQ(changes.parked.size(), 1u);
  EXPECT_EQ(changes.parked[0].position, 1u);
  EXPECT_EQ(changes.parked[0].attempts, 3u);
  EXPECT_EQ(changes.parked[0].reason, "no 2");
  EXPECT_EQ(changes.mark, 1u);
  EXPECT_THAT(Take(kAnna), ElementsAre(2));
}

TEST_F(DispatcherTest, AReplayGoesBeforeWhatItsStreamHasNotDelivered) {
  Given({"a", "a", "a"});
  dispatcher_.Join(kAnna, 10);
  Take(kAnna);
  Answer(kAnna, {.position = 1, .kind = Outcome::kPark, .reason = "odd"});
  Written();
  EXPECT_THAT(Take(kAnna), ElementsAre(2));
  dispatcher_.AddReplay(1, "a", 0);
  EXPECT_THAT(Take(kAnna), IsEmpty()) << "2 is out";
  Done(kAnna, 2);
  Written();
  EXPECT_THAT(Take(kAnna), ElementsAre(1));
  Done(kAnna, 1);
  const Changes changes = Written();
  EXPECT_THAT(changes.unparked, ElementsAre(1));
  EXPECT_THAT(changes.replays, ElementsAre(testing::Pair(1, std::nullopt)));
  EXPECT_THAT(Take(kAnna), ElementsAre(3));
}

TEST_F(DispatcherTest, AReplayThatFailsIsParkedAgain) {
  Given({"a"});
  dispatcher_.Join(kAnna, 10);
  Take(kAnna);
  Answer(kAnna, {.position = 1, .kind = Outcome::kPark, .reason = "odd"});
  Written();
  dispatcher_.AddReplay(1, "a", 0);
  Take(kAnna);
  EXPECT_THAT(attempts_, ElementsAre(1));
  Answer(kAnna, {.position = 1, .kind = Outcome::kPark, .reason = "still odd"});
  const Changes changes = Written();
  ASSERT_EQ(changes.parked.size(), 1u);
  EXPECT_EQ(changes.parked[0].reason, "still odd");
  EXPECT_THAT(changes.unparked, IsEmpty());
  EXPECT_TRUE(dispatcher_.idle());
}

TEST_F(DispatcherTest, TheWindowIsBounded) {
  for (size_t i = 0; i < kMaxWindow; ++i) dispatcher_.Add(i + 1, "a", 0);
  EXPECT_EQ(dispatcher_.room(), 0u);
}

// World is a log, a disk and consumers around a Dispatcher, and knows what must hold. The disk
// has what was written in order; a crash keeps all that was confirmed and any part of the rest.
class World {
 private:
  static constexpr uint32_t kAttempts = 4;
  static constexpr int64_t kTimeout = 100;

 public:
  explicit World(uint64_t seed) : dice_(seed) { Restart(); }

  void Step() {
    switch (Roll(12)) {
      case 0:
        return Append();
      case 1:
        return Join();
      case 2:
        if (Roll(4) == 0) Leave();
        return;
      case 3:
        return PassTime();
      case 4:
        return ReplayOne();
      case 5:
        if (Roll(40) == 0) Restart();
        return;
      case 6:
      case 7:
        return Write();
      case 8:
        return ConfirmOldest();
      case 9:
        return Answer();
      default:
        Read();
        return Take();
    }
  }

  // Everything that is left gets done, replays of all that is parked included.
  void Finish() {
    Restart();
    for (const auto& [position, parked] : disk_.parked) ReplayPosition(position);
    Join();
    for (size_t i = 0; i < 10 * log_.size() + 100; ++i) {
      Read();
      Take();
      for (auto& [session, held] : held_) {
        while (!held.empty()) Settle(session, {.position = held.begin()->first});
      }
      Write();
      while (!unconfirmed_.empty()) ConfirmOldest();
    }
    EXPECT_TRUE(dispatcher_->idle());
    EXPECT_EQ(dispatcher_->mark(), log_.size());
    EXPECT_THAT(disk_.parked, IsEmpty());
    EXPECT_THAT(disk_.replays, IsEmpty());
    for (Position position = 1; position <= log_.size(); ++position) {
      EXPECT_TRUE(done_.count(position)) << position << " was lost";
    }
  }

 private:
  struct Disk {
    Position mark = 0;
    std::map<Position, uint32_t> notes;
    std::map<Position, uint32_t> parked;
    std::map<Position, uint32_t> replays;

    void Apply(const Changes& changes) {
      ASSERT_EQ(changes.old_mark <= changes.mark, true);
      mark = changes.mark;
      notes.erase(notes.begin(), notes.upper_bound(mark));
      for (const auto& [position, failed] : changes.notes) notes[position] = failed;
      for (const auto& [position, failed] : changes.replays) {
        if (failed.has_value()) {
          replays[position] = *failed;
        } else {
          replays.erase(position);
        }
      }
      for (const auto& event : changes.parked) parked[event.position] = event.attempts;
      for (const Position position : changes.unparked) parked.erase(position);
    }
  };

  uint64_t Roll(uint64_t sides) { return dice_() % sides; }
  const std::string& StreamOf(Position position) const { return log_[position - 1]; }

  void Append() {
    for (uint64_t i = Roll(8); i > 0; --i) log_.push_back(absl::StrCat("s", Roll(6)));
  }

  void Restart() {
    // What was not confirmed may be on disk up to any point, in order.
    const size_t kept = unconfirmed_.empty() ? 0 : Roll(unconfirmed_.size() + 1);
    for (size_t i = 0; i < kept; ++i) Confirmed(unconfirmed_[i]);
    unconfirmed_.clear();
    written_ = disk_;
    held_.clear();
    said_done_.clear();
    dispatcher_ = std::make_unique<Dispatcher>(
        DispatchLimits{.max_attempts = kAttempts, .ack_timeout_micros = kTimeout}, disk_.mark);
    known_notes_ = disk_.notes;
    for (const auto& [position, failed] : disk_.replays) {
      dispatcher_->AddReplay(position, StreamOf(position), failed);
    }
  }

  void Read() {
    for (uint64_t i = Roll(6); i > 0 && dispatcher_->read_to() < log_.size(); --i) {
      const Position next = dispatcher_->read_to() + 1;
      const auto note = known_notes_.find(next);
      if (note != known_notes_.end() && note->second == 0) {
        dispatcher_->ReadTo(next);
      } else {
        dispatcher_->Add(next, StreamOf(next), note == known_notes_.end() ? 0 : note->second);
      }
    }
  }

  void Join() {
    if (held_.size() >= 4) return;
    dispatcher_->Join(++last_session_, 1 + Roll(5));
    held_[last_session_];
  }

  SessionId Somebody() {
    if (held_.empty()) return 0;
    auto it = held_.begin();
    std::advance(it, Roll(held_.size()));
    return it->first;
  }

  void Leave() {
    const SessionId session = Somebody();
    if (session == 0) return;
    dispatcher_->Leave(session, Roll(2) == 0);
    held_.erase(session);
  }

  void Take() {
    const SessionId session = Somebody();
    if (session == 0) return;
    for (const Handout& handout : dispatcher_->Take(session, 1 + Roll(4), now_)) {
      EXPECT_FALSE(done_.count(handout.position)) << handout.position << " is done and came again";
      EXPECT_LE(handout.attempt, kAttempts);
      ExpectAlone(handout.position);
      ExpectInOrder(handout.position);
      held_[session][handout.position] = now_ + kTimeout;
    }
  }

  void ExpectAlone(Position position) {
    for (const auto& [session, held] : held_) {
      for (const auto& [other, due] : held) {
        EXPECT_NE(StreamOf(other), StreamOf(position))
            << other << " is out, and so is " << position;
      }
    }
  }

  // All before it on its stream is durably done or parked. Replays may be earlier events.
  void ExpectInOrder(Position position) {
    for (Position before = disk_.mark + 1; before < position; ++before) {
      if (StreamOf(before) != StreamOf(position)) continue;
      const auto note = disk_.notes.find(before);
      EXPECT_TRUE(note != disk_.notes.end() && note->second == 0)
          << position << " came before " << before << " of " << StreamOf(position);
    }
  }

  // What is not answered in time is not held any more.
  void PassTime() {
    now_ += Roll(60);
    dispatcher_->Expire(now_);
    for (auto& [session, held] : held_) {
      for (auto it = held.begin(); it != held.end();) {
        it = it->second <= now_ ? held.erase(it) : std::next(it);
      }
    }
  }

  void Answer() {
    const SessionId session = Somebody();
    if (session == 0) return;
    const auto& held = held_[session];
    if (held.empty()) {
      if (log_.empty()) return;
      EXPECT_FALSE(dispatcher_->Settle(session, {.position = 1 + Roll(log_.size())}, now_));
      return;
    }
    auto it = held.begin();
    std::advance(it, Roll(held.size()));
    const Position position = it->first;
    const uint64_t roll = Roll(6);
    if (roll == 0) {
      Settle(session, {.position = position, .kind = Outcome::kRetry, .delay_micros = 30});
    } else if (roll == 1) {
      Settle(session, {.position = position, .kind = Outcome::kPark});
    } else {
      Settle(session, {.position = position});
    }
  }

  void Settle(SessionId session, const Outcome& outcome) {
    EXPECT_TRUE(dispatcher_->Settle(session, outcome, now_)) << outcome.position << " is held";
    if (outcome.kind == Outcome::kDone) said_done_.insert(outcome.position);
    held_[session].erase(outcome.position);
  }

  void Write() {
    Changes changes = dispatcher_->TakeChanges();
    if (changes.empty()) return;
    written_.Apply(changes);
    unconfirmed_.push_back({std::move(changes), std::exchange(said_done_, {})});
  }

  void ConfirmOldest() {
    if (unconfirmed_.empty()) return;
    dispatcher_->Confirm(unconfirmed_.front().changes.settled_streams);
    Confirmed(unconfirmed_.front());
    unconfirmed_.pop_front();
  }

  struct Written {
    Changes changes;
    std::set<Position> done;
  };

  void Confirmed(const Written& written) {
    disk_.Apply(written.changes);
    done_.insert(written.done.begin(), written.done.end());
  }

  void ReplayOne() {
    if (disk_.parked.empty()) return;
    auto it = disk_.parked.begin();
    std::advance(it, Roll(disk_.parked.size()));
    ReplayPosition(it->first);
  }

  // As Subscription does: noted at once, in order behind what was written before.
  void ReplayPosition(Position position) {
    if (written_.parked.count(position) == 0 || written_.replays.count(position) > 0) return;
    Changes changes;
    changes.old_mark = changes.mark = written_.mark;
    changes.replays[position] = 0;
    written_.Apply(changes);
    unconfirmed_.push_back({std::move(changes), {}});
    dispatcher_->AddReplay(position, StreamOf(position), 0);
  }

  std::mt19937_64 dice_;
  std::vector<std::string> log_;  // the streams of its events
  int64_t now_ = 1000;
  Disk disk_;     // what survives a crash
  Disk written_;  // what has been written
  std::deque<Written> unconfirmed_;
  std::map<Position, uint32_t> known_notes_;
  std::unique_ptr<Dispatcher> dispatcher_;
  SessionId last_session_ = 0;
  std::map<SessionId, std::map<Position, int64_t>> held_;  // and until when
  std::set<Position> said_done_;                           // since the last write
  std::set<Position> done_;                                // durably
};

TEST(DispatcherModelTest, RandomOperationsAndCrashesLoseNothingAndKeepOrder) {
  const char* given = std::getenv("VERKAN_SEED");
  const uint64_t first =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "seed " << first << "; to repeat: VERKAN_SEED=" << first << "\n";
  for (uint64_t seed = first; seed < first + 200; ++seed) {
    World world(seed);
    for (int i = 0; i < 2000; ++i) world.Step();
    world.Finish();
    ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace verkan::eventstore
