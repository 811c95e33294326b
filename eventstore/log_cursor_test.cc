#include "eventstore/log_cursor.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "eventstore/testing/store_fixture.h"
#include "gmock/gmock.h"

namespace verkan::eventstore {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LogCursorTest : public StoreFixture {
 protected:
  NewEvent On(std::optional<int32_t> first, std::optional<int32_t> last) {
    NewEvent event = Event("T", "s");
    event.first_day = first;
    event.last_day = last;
    return event;
  }

  std::unique_ptr<Cursor> Open(const ReadOptions& options) { return *store_->Read(options); }

  // Reads with a fresh cursor after every Next, each going on where the last one stopped.
  std::vector<Position> ReadInPieces(ReadOptions options) {
    std::vector<Position> positions;
    for (;;) {
      const std::unique_ptr<Cursor> cursor = Open(options);
      StoredRecord record;
      const bool found = *cursor->Next(&record);
      if (!found && !cursor->paused()) return positions;
      if (found) positions.push_back(record.position);
      (options.backwards ? options.to : options.from) = cursor->next();
    }
  }
};

// Days

TEST_F(LogCursorTest, AnEventMatchesIfItSharesADayWithTheRange) {
  Given({On(10, 10), On(10, 19), On(20, 20), On(12, 13), On(-5, -5)});
  EXPECT_THAT(Positions({.occurred_from = 13, .occurred_to = 19}), ElementsAre(2, 4));
  EXPECT_THAT(Positions({.occurred_from = 19, .occurred_to = 20}), ElementsAre(2, 3));
  EXPECT_THAT(Positions({.occurred_from = 11}), ElementsAre(2, 3, 4));
  EXPECT_THAT(Positions({.occurred_to = 10}), ElementsAre(1, 2, 5));
  EXPECT_THAT(Positions({.occurred_from = -5, .occurred_to = -5}), ElementsAre(5));
  EXPECT_THAT(Positions({.occurred_from = 21}), IsEmpty());
}

TEST_F(LogCursorTest, AnEventWithoutDaysMatchesOnlyWhereNoneAreAskedFor) {
  Given({Event("T", "s"), On(1, 1)});
  EXPECT_THAT(Positions(ReadOptions()), ElementsAre(1, 2));
  EXPECT_THAT(Positions({.occurred_from = INT32_MIN}), ElementsAre(2));
  EXPECT_THAT(Positions({.occurred_to = INT32_MAX}), ElementsAre(2));
}

TEST_F(LogCursorTest, ADayThatIsNotKnownIsNoBound) {
  Given({On(10, std::nullopt), On(std::nullopt, 10)});
  EXPECT_THAT(Positions({.occurred_from = 11}), ElementsAre(1));
  EXPECT_THAT(Positions({.occurred_to = 9}), ElementsAre(2));
  EXPECT_THAT(Positions({.occurred_from = 10, .occurred_to = 10}), ElementsAre(1, 2));
}

TEST_F(LogCursorTest, DaysAreAskedForBesideAQueryBackwardsAndWithALimit) {
  for (int day = 0; day < 20; ++day) {
    NewEvent event = On(day, day);
    if (day % 2 == 0) event.tags = {"even"};
    Given({event});
  }
  ReadOptions options = {.query = {.items = {{.tags = {"even"}}}},
                         .occurred_from = 3,
                         .occurred_to = 12,
                         .backwards = true,
                         .limit = 3};
  EXPECT_THAT(Positions(options), ElementsAre(13, 11, 9));
  options.backwards = false;
  EXPECT_THAT(Positions(options), ElementsAre(5, 7, 9));
}

// Pauses

TEST_F(LogCursorTest, ASearchPausesAfterSoManyPositionsAndGoesOn) {
  for (int i = 0; i < 25; ++i) Given({On(i == 24 ? 1 : 0, i == 24 ? 1 : 0)});
  const auto cursor = Open({.occurred_from = 1, .pause_after = 10});
  StoredRecord record;
  EXPECT_FALSE(*cursor->Next(&record));
  EXPECT_TRUE(cursor->paused());
  EXPECT_EQ(cursor->next(), 11u);
  EXPECT_FALSE(*cursor->Next(&record));
  EXPECT_TRUE(cursor->paused());
  EXPECT_EQ(cursor->next(), 21u);
  EXPECT_TRUE(*cursor->Next(&record));
  EXPECT_EQ(record.position, 25u);
  EXPECT_FALSE(*cursor->Next(&record));
  EXPECT_FALSE(cursor->paused());
}

TEST_F(LogCursorTest, TagsThatNeverMeetPauseTheSearchToo) {
  for (int i = 0; i < 50; ++i) Given({Event("T", "s", {"a"}), Event("T", "s", {"b"})});
  const auto cursor = Open({.query = {.items = {{.tags = {"a", "b"}}}}, .pause_after = 10});
  StoredRecord record;
  int pauses = 0;
  for (Position last = 0; !*cursor->Next(&record) && cursor->paused(); ++pauses) {
    EXPECT_GT(cursor->next(), last);
    last = cursor->next();
  }
  EXPECT_GE(pauses, 8);
  EXPECT_LE(pauses, 10);
}

TEST_F(LogCursorTest, WhatTheIndexSkipsCostsNoPause) {
  Given({Event("T", "s", {"rare"})});
  for (int i = 0; i < 200; ++i) Given({Event("T", "s")});
  Given({Event("T", "s", {"rare"})});
  const auto cursor = Open({.query = {.items = {{.tags = {"rare"}}}}, .pause_after = 10});
  StoredRecord record;
  EXPECT_TRUE(*cursor->Next(&record));
  EXPECT_FALSE(*cursor->Next(&record));  // once: it has learnt where the next one is
  EXPECT_TRUE(cursor->paused());
  EXPECT_EQ(cursor->next(), 202u);
  EXPECT_TRUE(*cursor->Next(&record));
}

TEST_F(LogCursorTest, LargeRecordsThatDoNotMatchPauseEarlier) {
  for (int i = 0; i < 40; ++i) {
    Given({Event("T", "s", {}, std::string(1'000'000, 'x'))});
  }
  const auto cursor = Open({.occurred_from = 0, .pause_after = 1000});
  StoredRecord record;
  EXPECT_FALSE(*cursor->Next(&record));
  EXPECT_TRUE(cursor->paused());
  EXPECT_EQ(cursor->next(), 18u);  // 16 MiB
}

TEST_F(LogCursorTest, HoweverAReadIsCutItReadsTheSame) {
  std::mt19937_64 random(7);
  const auto up = [&random](uint64_t bound) { return random() % bound; };
  for (int i = 0; i < 300; ++i) {
    NewEvent event = Event(absl::StrCat("T", up(3)), absl::StrCat("s", up(4)));
    for (uint64_t t = up(4); t > 0; --t) event.tags.push_back(absl::StrCat("t", up(4)));
    if (up(3) > 0) event.first_day = event.last_day = static_cast<int32_t>(up(10));
    Given({event});
  }
  for (int i = 0; i < 300; ++i) {
    ReadOptions options = {.backwards = up(2) == 0};
    for (uint64_t items = up(3); items > 0; --items) {
      QueryItem& item = options.query.items.emplace_back();
      for (uint64_t n = up(3); n > 0; --n) item.streams.push_back(absl::StrCat("s", up(5)));
      for (uint64_t n = up(3); n > 0; --n) item.types.push_back(absl::StrCat("T", up(4)));
      for (uint64_t n = up(3); n > 0; --n) item.tags.push_back(absl::StrCat("t", up(5)));
    }
    if (up(3) == 0) options.occurred_from = static_cast<int32_t>(up(10));
    options.from = up(100);
    options.to = 200 + up(150);
    const std::vector<Position> whole = Positions(options);
    options.pause_after = 1 + up(30);
    EXPECT_EQ(Positions(options), whole) << "read " << i;
    EXPECT_EQ(ReadInPieces(options), whole) << "read " << i;
  }
}

}  // namespace
}  // namespace verkan::eventstore
