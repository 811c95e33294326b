#include "eventstore/subscriptions/subscriptions.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "eventstore/beyond_log.h"
#include "eventstore/testing/store_fixture.h"
#include "eventstore/testing/temporary_directory.h"
#include "gmock/gmock.h"

namespace verkan::eventstore {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

void FlipBit(const std::string& path, uint64_t bit) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(bit / 8));
  const int byte = file.get();
  file.seekp(static_cast<std::streamoff>(bit / 8));
  file.put(static_cast<char>(byte ^ 1 << bit % 8));
}

class SubscriptionsTest : public StoreFixture {
 protected:
  SubscriptionsTest() { Start(); }

  void Start() {
    subscriptions_.reset();
    auto opened = Subscriptions::Open(
        {.path = "/data/subscriptions", .file_system = options_.file_system}, store_.get());
    ASSERT_TRUE(opened.ok()) << opened.status();
    subscriptions_ = *std::move(opened);
  }

  // A subscription and its first consumer.
  void Create(SubscriptionDefinition definition) {
    const auto created = subscriptions_->Create(definition);
    ASSERT_TRUE(created.ok()) << created.status();
    Consume();
  }
  void Consume() {
    mail_ = *subscriptions_->Find("mail");
    session_ = *mail_->Join("anna", 0);
  }

  std::vector<Position> Take() { return Take(session_); }
  std::vector<Position> Take(SessionId session) {
    std::vector<Position> positions;
    const auto deliveries = mail_->Take(session, 1000, 1 << 20);
    EXPECT_TRUE(deliveries.ok()) << deliveries.status();
    if (!deliveries.ok()) return positions;
    for (const Delivery& delivery : deliveries->events) {
      RecordView view;
      EXPECT_TRUE(ParseRecord(delivery.record, &view).ok());
      positions.push_back(view.position);
    }
    caught_up_ = deliveries->caught_up;
    return positions;
  }
  void Done(std::vector<Position> positions) {
    std::vector<Outcome> outcomes;
    for (const Position position : positions) outcomes.push_back({.position = position});
    const auto settled = mail_->Settle(session_, outcomes);
    ASSERT_TRUE(settled.ok()) << settled.status();
    EXPECT_THAT(*settled, IsEmpty());
  }
  void Park(Position position, std::string reason = "odd") {
    EXPECT_TRUE(
        mail_
            ->Settle(session_,
                     {{.position = position, .kind = Outcome::kPark, .reason = std::move(reason)}})
            .ok());
  }
  std::vector<Position> Parked() {
    std::vector<Position> positions;
    const auto parked = mail_->Parked(0, 1000);
    EXPECT_TRUE(parked.ok()) << parked.status();
    for (const auto& event : *parked) positions.push_back(event.position);
    return positions;
  }

  std::unique_ptr<Subscriptions> subscriptions_;
  std::shared_ptr<Subscription> mail_;
  SessionId session_ = 0;
  bool caught_up_ = false;
};

TEST(DefinitionTest, TheBytesAreThoseOfTheReadme) {
  EXPECT_EQ(absl::BytesToHexString(EncodeDefinition({.name = "mail"})), "0100000a0a8087a70e00");
  EXPECT_EQ(absl::BytesToHexString(EncodeProgress({.mark = 7})), "070000");
  Followed followed = {.position = 9};
  followed.hash.fill(0xab);
  const std::string bytes = EncodeFollowed(followed);
  EXPECT_EQ(absl::BytesToHexString(bytes), "09" + absl::BytesToHexString(std::string(32, '\xab')));
  EXPECT_EQ(DecodeFollowed(bytes)->position, 9u);
  EXPECT_EQ(DecodeFollowed(bytes)->hash, followed.hash);
  EXPECT_FALSE(DecodeFollowed(bytes + "x").ok());
  EXPECT_FALSE(DecodeFollowed(absl::string_view(bytes).substr(0, 32)).ok());
}

TEST(DefinitionTest, WhatIsEncodedIsReadBackAndDamageIsNoticed) {
  const SubscriptionDefinition definition = {
      .name = "mail",
      .query = {.items = {{.streams = {"a", "b"}, .types = {"T"}}, {.tags = {"x", "", "y"}}}},
      .start = SubscriptionDefinition::kTime,
      .start_value = 1'795'348'800'000'000,
      .max_attempts = 3,
      .max_in_flight = 500,
      .ack_timeout_micros = 1000};
  const std::string bytes = EncodeDefinition(definition);
  const auto read = DecodeDefinition("mail", bytes);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->name, "mail");
  EXPECT_EQ(EncodeDefinition(*read), bytes);
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeDefinition("mail", absl::string_view(bytes).substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(DecodeDefinition("mail", bytes + "x").ok());
}

TEST_F(SubscriptionsTest, WhatIsAcknowledgedIsNotDeliveredAfterARestart) {
  Given({Event("T", "a"), Event("T", "b"), Event("T", "a"), Event("T", "c")});
  Create({.name = "mail"});
  EXPECT_THAT(Take(), ElementsAre(1, 2, 4));
  Done({2, 4});
  Start();
  Consume();
  EXPECT_EQ(mail_->State().progress.mark, 0u);
  EXPECT_THAT(Take(), ElementsAre(1));
  Done({1});
  EXPECT_EQ(mail_->State().progress.mark, 2u);
  EXPECT_THAT(Take(), ElementsAre(3));
  Done({3});
  EXPECT_EQ(mail_->State().progress.mark, 4u);
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_TRUE(caught_up_);
  Start();
  Consume();
  EXPECT_THAT(Take(), IsEmpty());
}

TEST_F(SubscriptionsTest, DeliversOnlyWhatMatchesAndWhatComesLater) {
  Given({Event("T", "a", {"x"}), Event("T", "b"), Event("T", "c", {"x"})});
  Create({.name = "mail", .query = {.items = {{.tags = {"x"}}}}});
  EXPECT_THAT(Take(), ElementsAre(1, 3));
  EXPECT_FALSE(caught_up_);
  Given({Event("T", "d", {"x"}), Event("T", "e")});
  EXPECT_THAT(Take(), ElementsAre(4));
  Done({1, 3, 4});
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_EQ(mail_->State().progress.mark, 5u);
  EXPECT_TRUE(caught_up_);
}

// The write-ahead log that a killed server left, with single bits flipped.
TEST_F(SubscriptionsTest, AFlippedBitNeverLosesASubscriptionSilently) {
  const TemporaryDirectory directory;
  auto killed = *Subscriptions::Open({.path = directory / "killed"}, store_.get());
  ASSERT_TRUE(killed->Create({.name = "mail"}).ok());
  std::string log;
  for (const auto& entry : fs::directory_iterator(directory / "killed")) {
    if (entry.path().extension() == ".log") log = entry.path().filename().string();
  }
  const uint64_t bits = 8 * fs::file_size(directory / "killed/" + log);
  ASSERT_GT(bits, 0u);
  int refused = 0, told = 0;
  for (uint64_t bit = 0; bit < bits; bit += 11) {
    const std::string path = directory / absl::StrCat("copy-", bit);
    fs::copy(directory / "killed", path);
    fs::copy(directory / "killed.high-water", path + ".high-water");
    FlipBit(path + "/" + log, bit);
    const auto opened = Subscriptions::Open({.path = path}, store_.get());
    refused += opened.ok() ? 0 : 1;
    if (!opened.ok()) continue;
    told += (*opened)->notices().empty() ? 0 : 1;
    const bool lost = !(*opened)->Find("mail").ok();
    EXPECT_EQ(lost, !(*opened)->notices().empty()) << "bit " << bit;
  }
  std::cout << bits / 11 + 1 << " bits: " << refused << " refused, " << told << " told\n";
  EXPECT_GT(refused, 0);
  EXPECT_GT(told, 0);
}

TEST_F(SubscriptionsTest, AnUnharmedStateIsNotComplainedOf) {
  const TemporaryDirectory directory;
  for (int start = 0; start < 3; ++start) {
    const auto opened = *Subscriptions::Open({.path = directory / "s"}, store_.get());
    EXPECT_THAT(opened->notices(), IsEmpty());
    ASSERT_TRUE(opened->Create({.name = absl::StrCat("mail-", start)}).ok());
    fs::remove_all(directory / "killed");
    fs::remove(directory / "killed.high-water");
    fs::copy(directory / "s", directory / "killed");
    fs::copy(directory / "s.high-water", directory / "killed.high-water");
    const auto after = *Subscriptions::Open({.path = directory / "killed"}, store_.get());
    EXPECT_THAT(after->notices(), IsEmpty());
    EXPECT_TRUE(after->Find(absl::StrCat("mail-", start)).ok());
  }
}

TEST_F(SubscriptionsTest, ADeletedStateIsTold) {
  const TemporaryDirectory directory;
  (*Subscriptions::Open({.path = directory / "s"}, store_.get()))->Create({.name = "mail"}).value();
  fs::remove_all(directory / "s");
  const auto opened = *Subscriptions::Open({.path = directory / "s"}, store_.get());
  EXPECT_THAT(opened->notices(), ElementsAre(HasSubstr("SUBSCRIPTIONS ARE DAMAGED")));
}

TEST_F(SubscriptionsTest, StartsWhereItWasTold) {
  Given({Event("T", "a"), Event("T", "b")});
  now_ += 1000;
  Given({Event("T", "c")});
  Create({.name = "mail", .start = SubscriptionDefinition::kAfter, .start_value = 1});
  EXPECT_THAT(Take(), ElementsAre(2, 3));
  EXPECT_TRUE(subscriptions_->Delete("mail").ok());
  Create({.name = "mail",
          .start = SubscriptionDefinition::kTime,
          .start_value = static_cast<uint64_t>(now_)});
  EXPECT_THAT(Take(), ElementsAre(3));
  EXPECT_TRUE(subscriptions_->Delete("mail").ok());
  Create({.name = "mail", .start = SubscriptionDefinition::kNow});
  EXPECT_THAT(Take(), IsEmpty());
  Given({Event("T", "d")});
  EXPECT_THAT(Take(), ElementsAre(4));
}

TEST_F(SubscriptionsTest, ATimeToComeStartsWithTheFirstEventRecordedThen) {
  Given({Event("T", "a")});
  Create({.name = "mail",
          .start = SubscriptionDefinition::kTime,
          .start_value = static_cast<uint64_t>(now_ + 1'000'000)});
  Given({Event("T", "b"), Event("T", "c")});
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_TRUE(caught_up_);
  Start();
  Consume();
  EXPECT_THAT(Take(), IsEmpty()) << "also after a restart";
  now_ += 1'000'000;
  Given({Event("T", "d"), Event("T", "e")});
  EXPECT_THAT(Take(), ElementsAre(4, 5));
}

TEST_F(SubscriptionsTest, AStartBeyondTheLogIsOutOfRange) {
  Given({Event("T", "a")});
  const auto create = [this](Position after) {
    return subscriptions_->Create({.name = "mail", .start_value = after}).status();
  };
  EXPECT_EQ(create(2).code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReadBeyondLog(create(2))->head, 1u);
  EXPECT_TRUE(create(1).ok());
}

TEST_F(SubscriptionsTest, CreatingAgainIsFineAndDifferentlyIsNot) {
  EXPECT_TRUE(*subscriptions_->Create({.name = "mail"}));
  EXPECT_FALSE(*subscriptions_->Create({.name = "mail"}));
  EXPECT_EQ(subscriptions_->Create({.name = "mail", .max_attempts = 3}).status().code(),
            absl::StatusCode::kAlreadyExists);
}

TEST_F(SubscriptionsTest, TwoConsumersNeverHaveOneStreamAtATime) {
  Given({Event("T", "a"), Event("T", "a"), Event("T", "b"), Event("T", "b")});
  Create({.name = "mail", .max_in_flight = 1});
  const SessionId other = *mail_->Join("bo", 0);
  EXPECT_THAT(Take(), ElementsAre(1));
  EXPECT_THAT(Take(other), ElementsAre(3));
  Done({1});
  EXPECT_THAT(Take(), ElementsAre(2));
}

TEST_F(SubscriptionsTest, AConsumersEventsGoToOthersWhenItLeaves) {
  Given({Event("T", "a"), Event("T", "b")});
  Create({.name = "mail"});
  EXPECT_THAT(Take(), ElementsAre(1, 2));
  mail_->Leave(session_);
  EXPECT_EQ(mail_->Settle(session_, {{.position = 1}}).status().code(), absl::StatusCode::kAborted);
  session_ = *mail_->Join("bo", 0);
  EXPECT_THAT(Take(), ElementsAre(1, 2));
}

TEST_F(SubscriptionsTest, AttemptsAreRememberedAndTheLastParks) {
  Given({Event("T", "a"), Event("T", "a")});
  Create({.name = "mail", .max_attempts = 3});
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Take(), ElementsAre(1));
    ASSERT_TRUE(mail_->Settle(session_, {{.position = 1, .kind = Outcome::kRetry}}).ok());
    Start();
    Consume();
  }
  const auto last = mail_->Take(session_, 1, 1);
  ASSERT_EQ(last->events.size(), 1u);
  EXPECT_EQ(last->events[0].attempt, 3u);
  ASSERT_TRUE(
      mail_->Settle(session_, {{.position = 1, .kind = Outcome::kRetry, .reason = "no"}}).ok());
  Start();
  Consume();
  EXPECT_EQ(mail_->State().progress.parked, 1u);
  EXPECT_EQ(mail_->Parked(0, 10)->at(0).reason, "no");
  EXPECT_EQ(mail_->Parked(0, 10)->at(0).attempts, 3u);
  EXPECT_THAT(Take(), ElementsAre(2));
}

TEST_F(SubscriptionsTest, WhatIsNotAnsweredInTimeComesAgain) {
  Given({Event("T", "a")});
  Create({.name = "mail", .ack_timeout_micros = 20'000});
  EXPECT_THAT(Take(), ElementsAre(1));
  EXPECT_THAT(Take(), IsEmpty());
  std::vector<Position> again;
  for (int i = 0; i < 500 && again.empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    again = Take();
  }
  EXPECT_THAT(again, ElementsAre(1));
}

TEST_F(SubscriptionsTest, ParkedEventsAreReplayedUntilTheyAreDone) {
  Given({Event("T", "a"), Event("T", "b"), Event("T", "c"), Event("T", "a")});
  Create({.name = "mail"});
  Take();
  Park(1);
  Park(2);
  Park(3);
  EXPECT_THAT(Parked(), ElementsAre(1, 2, 3));
  EXPECT_THAT(Take(), ElementsAre(4));
  EXPECT_EQ(*mail_->Replay({2, 2, 99}), 1u);
  EXPECT_EQ(*mail_->Replay({}), 2u);
  EXPECT_EQ(*mail_->Replay({}), 0u);
  EXPECT_EQ(*mail_->Discard({1}), 0u) << "it is being replayed";
  EXPECT_THAT(Take(), ElementsAre(2, 3)) << "1 waits for 4 of its stream";
  Done({2, 4});
  EXPECT_THAT(Take(), ElementsAre(1));
  Start();
  Consume();
  EXPECT_THAT(Take(), ElementsAre(1, 3));
  Park(3, "still odd");
  Done({1});
  EXPECT_THAT(Parked(), ElementsAre(3));
  EXPECT_EQ(mail_->State().progress.parked, 1u);
  EXPECT_EQ(*mail_->Discard({3, 3, 4}), 1u);
  EXPECT_THAT(Parked(), IsEmpty());
  EXPECT_EQ(mail_->State().progress.parked, 0u);
  EXPECT_THAT(Take(), IsEmpty());
  EXPECT_TRUE(caught_up_);
}

TEST_F(SubscriptionsTest, MoreIsParkedAndReplayedThanIsKeptInMemory) {
  constexpr size_t kEvents = 3 * kMaxReplays;
  std::vector<NewEvent> events;
  for (size_t i = 0; i < kEvents; ++i) events.push_back(Event("T", absl::StrCat("s", i)));
  ASSERT_TRUE(Append(std::move(events)).ok());
  Create({.name = "mail", .max_in_flight = 1000});
  const auto each = [this](Outcome::Kind kind) {
    size_t count = 0;
    for (;;) {
      std::vector<Outcome> outcomes;
      for (const Position position : Take()) {
        outcomes.push_back({.position = position, .kind = kind});
      }
      if (outcomes.empty()) return count;
      count += outcomes.size();
      EXPECT_TRUE(mail_->Settle(session_, outcomes).ok());
    }
  };
  EXPECT_EQ(each(Outcome::kPark), kEvents);
  EXPECT_EQ(mail_->State().progress.parked, kEvents);
  EXPECT_EQ(*mail_->Replay({}), kEvents);
  EXPECT_EQ(each(Outcome::kDone), kEvents);
  EXPECT_TRUE(caught_up_);
  EXPECT_EQ(mail_->State().progress.parked, 0u);
}

TEST_F(SubscriptionsTest, AnEventThatWaitsDoesNotHoldUpTheRest) {
  std::vector<NewEvent> events;
  for (size_t i = 0; i < 4096; ++i) events.push_back(Event("T", absl::StrCat("s", i)));
  Create({.name = "mail", .max_in_flight = 1000});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Append(events).ok());
  std::vector<Position> next = Take();
  ASSERT_EQ(next.front(), 1u);
  next.erase(next.begin());
  ASSERT_TRUE(mail_
                  ->Settle(session_, {{.position = 1,
                                       .kind = Outcome::kRetry,
                                       .delay_micros = int64_t{3600} * 1'000'000}})
                  .ok());
  size_t done = 0;
  while (!next.empty()) {
    done += next.size();
    Done(next);
    next = Take();
  }
  EXPECT_EQ(done, 3 * 4096u - 3) << "all but the stream of the first";
  EXPECT_EQ(mail_->State().progress.mark, 0u);
  Start();
  Consume();
  EXPECT_THAT(Take(), ElementsAre(1)) << "a restart ends the wait";
  Done({1});
  EXPECT_THAT(Take(), ElementsAre(4097));
}

TEST_F(SubscriptionsTest, ADeletedSubscriptionIsGoneWithItsState) {
  Given({Event("T", "a"), Event("T", "b")});
  Create({.name = "mail"});
  Take();
  Park(2);
  ASSERT_TRUE(subscriptions_->Delete("mail").ok());
  EXPECT_EQ(mail_->Take(session_, 1, 1).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(subscriptions_->Find("mail").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(subscriptions_->Delete("mail").code(), absl::StatusCode::kNotFound);
  Start();
  EXPECT_THAT(subscriptions_->All(), IsEmpty());
  Create({.name = "mail"});
  EXPECT_THAT(Parked(), IsEmpty());
  EXPECT_THAT(Take(), ElementsAre(1, 2));
}

// Opens another log, as a restore of an older backup leaves it, under the same subscriptions.
class OtherLogTest : public SubscriptionsTest {
 protected:
  void Restore(std::vector<NewEvent> events) {
    subscriptions_.reset();
    options_.path = "/restored/events";
    Reopen();
    Given(std::move(events));
    Start();
  }
  void ExpectTold(Position position, Position head) {
    ASSERT_EQ(subscriptions_->notices().size(), 1u);
    EXPECT_THAT(subscriptions_->notices()[0], HasSubstr("mail: this is not the log"));
    mail_ = *subscriptions_->Find("mail");
    const absl::Status told = mail_->Join("anna", 0).status();
    EXPECT_EQ(told.code(), absl::StatusCode::kDataLoss);
    ASSERT_TRUE(ReadOtherLog(told).has_value()) << told;
    EXPECT_EQ(ReadOtherLog(told)->position, position);
    EXPECT_EQ(ReadOtherLog(told)->head, head);
    EXPECT_TRUE(mail_->State().other_log);
  }
};

TEST_F(OtherLogTest, ALogThatIsShorterThanWhatWasDeliveredIsNoticed) {
  Given({Event("T", "a"), Event("T", "b"), Event("T", "c")});
  Create({.name = "mail"});
  Take();
  Park(3);
  Done({1, 2});
  Restore({Event("T", "a")});
  ExpectTold(3, 1);
  EXPECT_EQ(mail_->State().progress.mark, 3u) << "it is kept as it was";
  Given({Event("T", "b"), Event("T", "b"), Event("T", "b")});
  Start();
  ExpectTold(3, 4);
  EXPECT_TRUE(subscriptions_->Delete("mail").ok());
  Create({.name = "mail", .start_value = 1});
  EXPECT_THAT(Take(), ElementsAre(2));
  Start();
  EXPECT_THAT(subscriptions_->notices(), IsEmpty());
}

TEST_F(OtherLogTest, ALogThatHasGrownPastWhatWasDeliveredIsNoticed) {
  Given({Event("T", "a"), Event("T", "b")});
  Create({.name = "mail"});
  Take();
  Done({1, 2});
  Restore({Event("T", "a"), Event("T", "b"), Event("T", "c")});
  ExpectTold(2, 3);
}

TEST_F(OtherLogTest, WhatWasSettledAheadOfOthersCountsToo) {
  Given({Event("T", "a"), Event("T", "b"), Event("T", "c")});
  Create({.name = "mail"});
  Take();
  Done({3});
  EXPECT_EQ(mail_->State().progress.mark, 0u);
  Restore({Event("T", "a"), Event("T", "b"), Event("T", "d"), Event("T", "e")});
  ExpectTold(3, 4);
}

TEST_F(OtherLogTest, AStartInTheMiddleIsFollowedFromTheBeginning) {
  Given({Event("T", "a"), Event("T", "b")});
  Create({.name = "mail", .start_value = 2});
  Restore({Event("T", "a"), Event("T", "b"), Event("T", "c")});
  ExpectTold(2, 3);
}

TEST_F(OtherLogTest, TheSameLogIsTheOneThatWasFollowed) {
  Given({Event("T", "a"), Event("T", "b"), Event("T", "c")});
  Create({.name = "mail"});
  Take();
  Done({1, 3});
  Given({Event("T", "d")});
  Start();
  EXPECT_THAT(subscriptions_->notices(), IsEmpty());
  Consume();
  EXPECT_THAT(Take(), ElementsAre(2, 4));
  EXPECT_FALSE(mail_->State().other_log);
}

TEST_F(SubscriptionsTest, ConsumersAndAnswersOnManyThreadsKeepEveryRule) {
  constexpr size_t kStreams = 20, kEach = 50;
  Create({.name = "mail", .max_in_flight = 7});
  for (size_t i = 0; i < kEach; ++i) {
    std::vector<NewEvent> events;
    for (size_t s = 0; s < kStreams; ++s) events.push_back(Event("T", absl::StrCat("s", s)));
    ASSERT_TRUE(Append(std::move(events)).ok());
  }
  mail_->Leave(session_);
  Mutex mutex;
  std::map<Position, int> done;
  std::map<std::string, Revision> last;
  std::vector<std::thread> consumers;
  for (int i = 0; i < 4; ++i) {
    consumers.emplace_back([&, i] {
      const SessionId session = *mail_->Join(absl::StrCat("c", i), 0);
      for (;;) {
        const auto deliveries = mail_->Take(session, 5, 1 << 20);
        ASSERT_TRUE(deliveries.ok()) << deliveries.status();
        if (deliveries->caught_up) return;
        std::vector<Outcome> outcomes;
        for (const Delivery& delivery : deliveries->events) {
          RecordView view;
          ASSERT_TRUE(ParseRecord(delivery.record, &view).ok());
          MutexLock lock(&mutex);
          ++done[view.position];
          EXPECT_EQ(view.revision, ++last[std::string(view.stream)]);
          outcomes.push_back({.position = view.position});
        }
        if (outcomes.empty()) {
          std::this_thread::yield();
        } else {
          ASSERT_TRUE(mail_->Settle(session, outcomes).ok());
        }
      }
    });
  }
  for (std::thread& consumer : consumers) consumer.join();
  EXPECT_EQ(done.size(), kStreams * kEach);
  for (const auto& [position, times] : done) EXPECT_EQ(times, 1) << position;
}

}  // namespace
}  // namespace verkan::eventstore
