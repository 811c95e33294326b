#include "services/log/sources.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "eventstore/proofs/tile.h"
#include "eventstore/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::services {
namespace {

using eventstore::Event;
using eventstore::NewEvent;
using eventstore::Position;
using eventstore::ReadOptions;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SourcesTest : public eventstore::StoreFixture {
 protected:
  void Put(int count, const std::string& stream = "s") {
    for (; count > 0; count -= 4096) {
      Append(std::vector<NewEvent>(std::min(count, 4096), Event("T", stream))).value();
    }
  }

  // The next message, past yields; nothing where the source waits or has ended.
  std::optional<log::v1::SubscribeResponse> Next(Source* source) {
    for (;;) {
      std::string bytes;
      const auto step = source->Next(&bytes);
      EXPECT_TRUE(step.ok()) << step.status();
      if (step.ok() && *step == Source::kYield) continue;
      if (!step.ok() || *step != Source::kMessage) return std::nullopt;
      log::v1::SubscribeResponse message;
      EXPECT_TRUE(message.ParseFromString(bytes));
      return message;
    }
  }

  // Positions of the events of the next message, which holds no marker.
  std::vector<Position> Events(Source* source) {
    const auto message = Next(source);
    std::vector<Position> positions;
    if (!message.has_value()) return positions;
    EXPECT_FALSE(message->fell_behind());
    for (const auto& event : message->events()) positions.push_back(event.position());
    if (!positions.empty()) {
      EXPECT_GE(message->position(), positions.back());
    }
    return positions;
  }

  // A subscriber that has caught up with an empty log.
  std::unique_ptr<Source> Live(ReadOptions options = {}) {
    auto source = MakeSubscription(std::move(options), store_.get());
    const auto message = Next(source.get());
    EXPECT_TRUE(message.has_value() && message->caught_up());
    return source;
  }

  std::vector<Position> ReadAll(const ReadOptions& options, bool resting) {
    const auto source = MakeReadSource(options, store_.get());
    std::vector<Position> positions;
    for (;;) {
      std::string bytes;
      const auto step = source->Next(&bytes);
      if (resting) source->Rest();
      if (*step == Source::kEnd) return positions;
      log::v1::ReadResponse message;
      EXPECT_TRUE(message.ParseFromString(bytes));
      for (const auto& event : message.events()) positions.push_back(event.position());
    }
  }
};

ReadOptions OfStream(const std::string& stream) {
  return {.query = {.items = {{.streams = {stream}}}}};
}

TEST_F(SourcesTest, HistoryThenAMarkerAloneThenWhatComes) {
  Put(2);
  const auto source = MakeSubscription(ReadOptions(), store_.get());
  EXPECT_THAT(Events(source.get()), ElementsAre(1, 2));
  const auto marker = Next(source.get());
  EXPECT_TRUE(marker->caught_up());
  EXPECT_THAT(marker->events(), IsEmpty());
  EXPECT_EQ(marker->position(), 2u);
  EXPECT_EQ(Next(source.get()), std::nullopt);
  Put(1);
  EXPECT_THAT(Events(source.get()), ElementsAre(3));
}

TEST_F(SourcesTest, TheMarkerComesThoughMoreIsWrittenMeanwhile) {
  Put(1);
  const auto source = MakeSubscription(ReadOptions(), store_.get());
  EXPECT_THAT(Events(source.get()), ElementsAre(1));
  Put(1);
  EXPECT_EQ(Next(source.get())->position(), 1u);
  EXPECT_THAT(Events(source.get()), ElementsAre(2));
}

TEST_F(SourcesTest, EveryMessageTellsItsTime) {
  Put(1);
  const auto source = MakeSubscription(ReadOptions(), store_.get());
  const int64_t before = absl::ToUnixMicros(absl::Now());
  EXPECT_GE(Next(source.get())->time(), before);
  const int64_t told = Next(source.get())->time();
  EXPECT_LE(told, absl::ToUnixMicros(absl::Now()));
}

// Hashes

TEST_F(SourcesTest, EveryMessageTellsTheHashOfTheRecordAtItsPosition) {
  const auto hash_at = [this](Position position) {
    const eventstore::Hash hash = eventstore::RecordLeaf(*store_->Get(position));
    return std::string(hash.begin(), hash.end());
  };
  const auto source = MakeSubscription(OfStream("s"), store_.get());
  EXPECT_EQ(Next(source.get())->position_hash(), "") << "before the first event there is none";
  Put(3);
  auto message = Next(source.get());
  EXPECT_EQ(message->position(), 3u);
  EXPECT_EQ(message->position_hash(), hash_at(3));
  Put(1);
  Put(2, "other");
  message = Next(source.get());
  EXPECT_EQ(message->position(), 6u) << "what does not match is passed over";
  EXPECT_EQ(message->events_size(), 1);
  EXPECT_EQ(message->position_hash(), hash_at(6));
  const auto again = MakeSubscription({.from = 5}, store_.get());
  message = Next(again.get());
  EXPECT_EQ(message->position_hash(), hash_at(6));
  EXPECT_TRUE(Next(again.get())->caught_up());
}

// Falling behind

TEST_F(SourcesTest, ABacklogOfMoreThanTwoAppendsIsSaidBeforeItIsSent) {
  const auto source = Live();
  Put(kBehindEvents + 1);
  const auto marker = Next(source.get());
  EXPECT_TRUE(marker->fell_behind());
  EXPECT_FALSE(marker->caught_up());
  EXPECT_THAT(marker->events(), IsEmpty());
  EXPECT_EQ(marker->position(), 0u);
  EXPECT_GT(marker->time(), 0);
  size_t events = 0;
  for (auto message = Next(source.get()); !message->caught_up(); message = Next(source.get())) {
    events += message->events_size();
    EXPECT_FALSE(message->fell_behind());
  }
  EXPECT_EQ(events, kBehindEvents + 1);
  EXPECT_EQ(Next(source.get()), std::nullopt);
}

TEST_F(SourcesTest, ABacklogOfTwoAppendsIsLive) {
  const auto source = Live();
  Put(kBehindEvents);
  size_t events = 0;
  bool caught_up = false;
  while (const auto message = Next(source.get())) {
    events += message->events_size();
    EXPECT_FALSE(message->fell_behind());
    caught_up = message->caught_up();
    EXPECT_TRUE(!caught_up || events == kBehindEvents);
  }
  EXPECT_EQ(events, kBehindEvents);
  EXPECT_TRUE(caught_up);
}

TEST_F(SourcesTest, OneThatNeverCaughtUpDoesNotFallBehind) {
  Put(3 * kBehindEvents);
  const auto source = MakeSubscription(ReadOptions(), store_.get());
  auto message = Next(source.get());
  for (; !message->caught_up(); message = Next(source.get())) EXPECT_FALSE(message->fell_behind());
}

// Starting

TEST_F(SourcesTest, AStartTimeLeavesOutWhatWasRecordedBefore) {
  for (int i = 0; i < 5; ++i) {
    Put(1);
    now_ += 1000;
  }
  ReadOptions options;
  options.from_micros = now_ - 2000;
  EXPECT_THAT(Events(MakeSubscription(options, store_.get()).get()), ElementsAre(4, 5));
  options.from = 5;  // the later of the two counts
  EXPECT_THAT(Events(MakeSubscription(options, store_.get()).get()), ElementsAre(5));
}

TEST_F(SourcesTest, AStartTimeThatIsStillToComeIsWaitedFor) {
  Put(2);
  ReadOptions options;
  options.from_micros = now_ + 5000;
  const auto source = Live(options);
  Put(2);
  EXPECT_EQ(Next(source.get()), std::nullopt);
  now_ += 5000;
  Put(1);
  EXPECT_THAT(Events(source.get()), ElementsAre(5));
  Put(1);
  EXPECT_THAT(Events(source.get()), ElementsAre(6));
}

// Where little matches

TEST_F(SourcesTest, ALongSearchYieldsAndFindsWhatThereIs) {
  Put(100'000, "other");
  Put(1, "rare");
  ReadOptions options;
  options.occurred_from = 0;  // nothing says when it happened
  const auto source = MakeSubscription(options, store_.get());
  std::string bytes;
  EXPECT_EQ(*source->Next(&bytes), Source::kYield);
  EXPECT_THAT(bytes, IsEmpty());
  EXPECT_EQ(Next(source.get())->position(), 100'001u);
  const auto rare = MakeSubscription(OfStream("rare"), store_.get());
  EXPECT_THAT(Events(rare.get()), ElementsAre(100'001));
}

TEST_F(SourcesTest, ALongSearchTellsHowFarItHasComeEverySecond) {
  Put(100'000, "other");
  ReadOptions options;
  options.occurred_from = 0;
  const auto source = MakeSubscription(options, store_.get());
  absl::SleepFor(absl::Seconds(1));
  const auto message = Next(source.get());
  EXPECT_FALSE(message->caught_up());
  EXPECT_THAT(message->events(), IsEmpty());
  EXPECT_GT(message->position(), 0u);
  EXPECT_LT(message->position(), 100'000u);
}

TEST_F(SourcesTest, ALiveSubscriberIsToldHowFarItHasComeEverySecond) {
  const auto source = Live(OfStream("rare"));
  Put(1, "other");
  EXPECT_EQ(Next(source.get()), std::nullopt);
  absl::SleepFor(absl::Seconds(1));
  const auto message = Next(source.get());
  EXPECT_TRUE(message->caught_up());
  EXPECT_EQ(message->position(), 1u);
  absl::SleepFor(absl::Seconds(1));
  EXPECT_EQ(Next(source.get()), std::nullopt);  // nothing new to tell
}

// Resting

TEST_F(SourcesTest, OneThatRestsMissesNothing) {
  for (int i = 0; i < 10; ++i) {
    Put(700, "s");
    Put(300, "t");
  }
  const auto source = MakeSubscription(OfStream("t"), store_.get());
  std::vector<Position> positions;
  for (auto message = Next(source.get()); !message->caught_up(); message = Next(source.get())) {
    source->Rest();
    for (const auto& event : message->events()) positions.push_back(event.position());
  }
  EXPECT_EQ(positions, Positions(OfStream("t")));
  EXPECT_EQ(positions.size(), 3000u);
}

TEST_F(SourcesTest, AReadThatRestsReadsTheSame) {
  for (int i = 0; i < 10; ++i) {
    Put(700, "s");
    Put(300, "t");
  }
  for (const bool backwards : {false, true}) {
    for (const uint64_t limit : {uint64_t{2500}, UINT64_MAX}) {
      ReadOptions options = OfStream("t");
      options.backwards = backwards;
      options.limit = limit;
      EXPECT_EQ(ReadAll(options, true), Positions(options));
      EXPECT_EQ(ReadAll(options, false), Positions(options));
    }
  }
}

TEST_F(SourcesTest, AReadEndsWhereTheLogEndedWhenItBegan) {
  Put(2000);
  const auto source = MakeReadSource(ReadOptions(), store_.get());
  std::string bytes;
  EXPECT_EQ(*source->Next(&bytes), Source::kMessage);
  source->Rest();
  Put(1);
  bytes.clear();
  EXPECT_EQ(*source->Next(&bytes), Source::kMessage);
  log::v1::ReadResponse message;
  ASSERT_TRUE(message.ParseFromString(bytes));
  EXPECT_EQ(message.events(message.events_size() - 1).position(), 2000u);
  EXPECT_EQ(*source->Next(&bytes), Source::kEnd);
}

}  // namespace
}  // namespace verkan::services
