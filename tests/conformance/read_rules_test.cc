// Rules of reading and of following the log.
#include <algorithm>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "tests/conformance/log_client.h"

namespace verkan::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using ReadRules = LogRules;
using SubscribeRules = LogRules;

std::string Time(int64_t micros) {
  return absl::FormatTime(absl::RFC3339_full, absl::FromUnixMicros(micros), absl::UTCTimeZone());
}

// Queries.

TEST_F(ReadRules, AMissingStreamReadsAsEmpty) {
  EXPECT_THAT(Read({{.streams = {"nothing"}}}).events, IsEmpty());
}

TEST_F(ReadRules, AStreamReadsInOrderOfRevision) {
  for (int i = 0; i < 10; ++i) Put({{}, {.stream = "other"}, {}});
  const Events read = Read({{.streams = {"s"}}});
  EXPECT_EQ(read.events.size(), 20u);
  const std::vector<uint64_t> revisions = read.Revisions();
  for (size_t i = 0; i < revisions.size(); ++i) EXPECT_EQ(revisions[i], i + 1);
}

TEST_F(ReadRules, AStreamWhoseNameBeginsAnothersIsApart) {
  Put({{.stream = "case-1"}, {.stream = "case-10"}, {.stream = "case-1x"}});
  EXPECT_EQ(Read({{.streams = {"case-1"}}}).events.size(), 1u);
}

TEST_F(ReadRules, SeveralStreamsMergeInOrderOfPosition) {
  for (int i = 0; i < 5; ++i) Put({{.stream = "a"}, {.stream = "b"}, {.stream = "c"}});
  const Events read = Read({{.streams = {"a", "c"}}});
  EXPECT_EQ(read.events.size(), 10u);
  const std::vector<uint64_t> positions = read.Positions();
  EXPECT_TRUE(std::is_sorted(positions.begin(), positions.end()));
}

TEST_F(ReadRules, ATagFindsItsEvents) {
  const uint64_t first = Put({{.tags = {"a"}}, {.tags = {"b"}}, {.tags = {"a", "b"}}});
  EXPECT_THAT(Read({{.tags = {"a"}}}).Positions(), ElementsAre(first, first + 2));
}

TEST_F(ReadRules, TagsOfAnItemMustAllBeThere) {
  const uint64_t first = Put({{.tags = {"a"}}, {.tags = {"a", "b"}}, {.tags = {"b"}}});
  EXPECT_THAT(Read({{.tags = {"a", "b"}}}).Positions(), ElementsAre(first + 1));
}

TEST_F(ReadRules, ARareTagBesideAFrequentOneIsFound) {
  for (int i = 0; i < 20; ++i) Put(std::vector<E>(100, E{.tags = {"often"}}));
  const uint64_t rare = Put({{.tags = {"often", "rare"}}});
  for (int i = 0; i < 20; ++i) Put(std::vector<E>(100, E{.tags = {"often"}}));
  EXPECT_THAT(Read({{.tags = {"often", "rare"}}}).Positions(), ElementsAre(rare));
}

TEST_F(ReadRules, ATagIsMatchedWhole) {
  Put({{.tags = {"region:06"}}, {.tags = {"region:0"}}, {.tags = {"region:061"}}});
  EXPECT_EQ(Read({{.tags = {"region:06"}}}).events.size(), 1u);
}

TEST_F(ReadRules, ATypeFindsItsEvents) {
  const uint64_t first = Put({{.type = "A"}, {.type = "B"}, {.type = "A"}});
  EXPECT_THAT(Read({{.types = {"A"}}}).Positions(), ElementsAre(first, first + 2));
}

TEST_F(ReadRules, AnyTypeOfAnItemMatches) {
  const uint64_t first = Put({{.type = "A"}, {.type = "B"}, {.type = "C"}});
  EXPECT_THAT(Read({{.types = {"A", "C"}}}).Positions(), ElementsAre(first, first + 2));
}

TEST_F(ReadRules, AnUnknownTypeReadsAsEmpty) {
  EXPECT_THAT(Read({{.types = {"Never"}}}).events, IsEmpty());
}

TEST_F(ReadRules, TypesAndTagsMustBothMatch) {
  const uint64_t first = Put(
      {{.type = "A", .tags = {"x"}}, {.type = "B", .tags = {"x"}}, {.type = "A", .tags = {"y"}}});
  EXPECT_THAT(Read({{.types = {"A"}, .tags = {"x"}}}).Positions(), ElementsAre(first));
}

TEST_F(ReadRules, StreamsAndTypesMustBothMatch) {
  const uint64_t first = Put(
      {{.type = "A", .stream = "a"}, {.type = "B", .stream = "a"}, {.type = "A", .stream = "b"}});
  EXPECT_THAT(Read({{.streams = {"a"}, .types = {"A"}}}).Positions(), ElementsAre(first));
}

TEST_F(ReadRules, StreamsTypesAndTagsMustAllMatch) {
  const uint64_t first = Put({{.type = "A", .stream = "a", .tags = {"x"}},
                              {.type = "A", .stream = "a", .tags = {"y"}},
                              {.type = "B", .stream = "a", .tags = {"x"}},
                              {.type = "A", .stream = "b", .tags = {"x"}}});
  EXPECT_THAT(Read({{.streams = {"a"}, .types = {"A"}, .tags = {"x"}}}).Positions(),
              ElementsAre(first));
}

TEST_F(ReadRules, AnyItemMatches) {
  const uint64_t first = Put({{.tags = {"a"}}, {.type = "B"}, {.stream = "c"}, {.tags = {"d"}}});
  EXPECT_THAT(Read({{.tags = {"a"}}, {.types = {"B"}}, {.streams = {"c"}}}).Positions(),
              ElementsAre(first, first + 1, first + 2));
}

TEST_F(ReadRules, AnEventThatMatchesTwoItemsIsReadOnce) {
  Put({{.tags = {"a", "b"}}});
  EXPECT_EQ(Read({{.tags = {"a"}}, {.tags = {"b"}}, {.streams = {"s"}}}).events.size(), 1u);
}

TEST_F(ReadRules, WithoutItemsEverythingIsRead) {
  const uint64_t first = Put({{}, {.stream = "t"}});
  log::ReadRequest request;
  request.set_from_position(first);
  request.set_to_position(first + 1);
  EXPECT_THAT(Read(request).Positions(), ElementsAre(first, first + 1));
}

// Ranges, directions and limits.

TEST_F(ReadRules, PositionsAreInclusiveAtBothEnds) {
  const uint64_t first = Put({{}, {}, {}, {}});
  log::ReadRequest request;
  *request.mutable_query() = Query({{.streams = {"s"}}});
  request.set_from_position(first + 1);
  request.set_to_position(first + 2);
  EXPECT_THAT(Read(request).Positions(), ElementsAre(first + 1, first + 2));
}

TEST_F(ReadRules, AStartBeyondTheLogIsRefused) {
  log::ReadRequest request;
  request.set_from_position(Head() + 1'000'000'000);
  const Answer answer = ReadInVain(request);
  EXPECT_EQ(answer.code, kOutOfRange);
  EXPECT_EQ(answer.reason, "POSITION_BEYOND_LOG");
}

TEST_F(ReadRules, AnEndBeforeTheStartIsEmptyOrRefused) {
  const uint64_t first = Put({{}, {}});
  log::ReadRequest request;
  request.set_from_position(first + 1);
  request.set_to_position(first);
  const Events read = Read(request);
  EXPECT_TRUE(read.code == 0 || read.code == kInvalidArgument);
  EXPECT_THAT(read.events, IsEmpty());
}

TEST_F(ReadRules, BackwardsIsTheReverse) {
  for (int i = 0; i < 7; ++i) Put({{.tags = {"a"}}, {.tags = {"b"}}, {.tags = {"a"}}});
  for (const Item& item : std::vector<Item>{{.streams = {"s"}},
                                            {.tags = {"a"}},
                                            {.types = {"Happened"}},
                                            {.streams = {"s"}, .tags = {"b"}}}) {
    std::vector<uint64_t> forward = Read({item}).Positions();
    std::reverse(forward.begin(), forward.end());
    EXPECT_EQ(ReadBackwards({item}).Positions(), forward);
  }
}

TEST_F(ReadRules, ALimitCutsAndNoMore) {
  const uint64_t first = Put({{}, {}, {}});
  for (uint64_t limit : {1, 2, 3, 4}) {
    log::ReadRequest request;
    *request.mutable_query() = Query({{.streams = {"s"}}});
    request.set_limit(limit);
    const Events read = Read(request);
    EXPECT_EQ(read.events.size(), std::min<uint64_t>(limit, 3));
    EXPECT_EQ(read.events.front().position(), first);
  }
}

TEST_F(ReadRules, BackwardsWithALimitGivesTheLast) {
  const uint64_t first = Put({{}, {}, {}});
  EXPECT_THAT(ReadBackwards({{.streams = {"s"}}}, 2).Positions(),
              ElementsAre(first + 2, first + 1));
}

TEST_F(ReadRules, BackwardsStopsAtTheFirstPosition) {
  const uint64_t first = Put({{}, {}, {}});
  log::ReadRequest request;
  *request.mutable_query() = Query({{.streams = {"s"}}});
  request.set_backwards(true);
  request.set_from_position(first + 1);
  EXPECT_THAT(Read(request).Positions(), ElementsAre(first + 2, first + 1));
}

TEST_F(ReadRules, AStreamReadsFromARevision) {
  Put({{}, {}, {}});
  Put({{}, {}});
  for (uint64_t from : {1, 2, 3, 4, 5, 6}) {
    log::ReadRequest request;
    *request.mutable_query() = Query({{.streams = {"s"}}});
    request.set_from_revision(from);
    const Events read = Read(request);
    EXPECT_EQ(read.events.size(), 6 - from);
    if (from < 6) {
      EXPECT_EQ(read.events.front().revision(), from);
    }
  }
}

TEST_F(ReadRules, ARevisionWithoutExactlyOneStreamIsRefused) {
  log::ReadRequest request;
  *request.mutable_query() = Query({{.tags = {"a"}}});
  request.set_from_revision(2);
  EXPECT_EQ(Read(request).code, kInvalidArgument);
}

TEST_F(ReadRules, FromTimeIsInclusiveAndToTimeExclusive) {
  for (int i = 0; i < 3; ++i) {
    Put({{}});
    absl::SleepFor(absl::Milliseconds(2));
  }
  const auto events = Read({{.streams = {"s"}}}).events;
  ASSERT_EQ(events.size(), 3u);
  log::ReadRequest request;
  *request.mutable_query() = Query({{.streams = {"s"}}});
  request.set_from_time(Time(events[1].recorded_at()));
  EXPECT_THAT(Read(request).Positions(), ElementsAre(events[1].position(), events[2].position()));
  request.set_from_time("");
  request.set_to_time(Time(events[1].recorded_at()));
  EXPECT_THAT(Read(request).Positions(), ElementsAre(events[0].position()));
}

TEST_F(ReadRules, ATimeBeforeTheLogReadsEverythingAndAfterItNothing) {
  Put({{}});
  log::ReadRequest request;
  *request.mutable_query() = Query({{.streams = {"s"}}});
  request.set_from_time("2000-01-01T00:00:00Z");
  EXPECT_EQ(Read(request).events.size(), 1u);
  request.set_from_time("2999-01-01T00:00:00Z");
  EXPECT_THAT(Read(request).events, IsEmpty());
}

TEST_F(ReadRules, AMalformedTimeIsRefused) {
  log::ReadRequest request;
  request.set_from_time("yesterday");
  EXPECT_EQ(Read(request).code, kInvalidArgument);
}

TEST_F(ReadRules, AnEmptyNameInAQueryIsRefused) {
  log::ReadRequest request;
  request.mutable_query()->add_items()->add_tags("");
  EXPECT_EQ(Read(request).code, kInvalidArgument);
}

TEST_F(ReadRules, AnAnswerTellsTheHead) {
  const uint64_t position = Put({{}});
  EXPECT_GE(Read({{.streams = {"s"}}}).head, position);
}

TEST_F(ReadRules, ALongStreamReadsWhole) {
  for (int i = 0; i < 20; ++i) Put(std::vector<E>(500));
  const Events read = Read({{.streams = {"s"}}});
  ASSERT_EQ(read.events.size(), 10'000u);
  for (size_t i = 0; i < read.events.size(); ++i) ASSERT_EQ(read.events[i].revision(), i + 1);
}

TEST_F(ReadRules, LargeEventsReadWhole) {
  for (int i = 0; i < 8; ++i) Put({{.payload = std::string(900'000, static_cast<char>('a' + i))}});
  const Events read = Read({{.streams = {"s"}}});
  ASSERT_EQ(read.events.size(), 8u);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(read.events[i].payload()[899'999], 'a' + i);
}

TEST_F(ReadRules, EveryReadMatchesTheFilterOfTheWhole) {
  // Mixed streams, types and tags, checked against a plain filter over everything.
  for (int i = 0; i < 60; ++i) {
    std::vector<E> events;
    for (int j = 0; j < 1 + i % 5; ++j) {
      E event = {.type = absl::StrCat("T", (i + j) % 3), .stream = absl::StrCat("s", i % 4)};
      if (i % 2 == 0) event.tags.push_back("even");
      if ((i + j) % 3 == 0) event.tags.push_back("third");
      if (i % 7 == 0) event.tags.push_back("seventh");
      events.push_back(event);
    }
    Put(events);
  }
  const auto all =
      Read({{.streams = {"s0"}}, {.streams = {"s1"}}, {.streams = {"s2"}}, {.streams = {"s3"}}});
  const std::vector<Item> items = {{.tags = {"even", "third"}},
                                   {.types = {"T0", "T2"}, .tags = {"seventh"}},
                                   {.streams = {"s1", "s3"}, .tags = {"third"}},
                                   {.streams = {"s2"}, .types = {"T1"}},
                                   {.tags = {"even", "third", "seventh"}}};
  for (const Item& item : items) {
    std::vector<uint64_t> wanted;
    for (const auto& event : all.events) {
      const std::set<std::string> tags(event.tags().begin(), event.tags().end());
      const auto any = [&](const std::vector<std::string>& names, const std::string& prefixed,
                           bool type) {
        return names.empty() || std::any_of(names.begin(), names.end(), [&](const auto& name) {
                 return (type ? T(name) : N(name)) == prefixed;
               });
      };
      const bool matches = any(item.streams, event.stream(), false) &&
                           any(item.types, event.type(), true) &&
                           std::all_of(item.tags.begin(), item.tags.end(),
                                       [&](const auto& tag) { return tags.count(N(tag)) > 0; });
      if (matches) wanted.push_back(event.position());
    }
    EXPECT_FALSE(wanted.empty());
    EXPECT_EQ(Read({item}).Positions(), wanted);
  }
}

// Following the log.

TEST_F(SubscribeRules, HistoryComesFirstThenCaughtUp) {
  Put({{}, {}, {}});
  std::vector<uint64_t> revisions;
  Follow({{.streams = {"s"}}}, 0, [&](const log::SubscribeResponse& message) {
    for (const auto& event : message.events()) revisions.push_back(event.revision());
    return !message.caught_up();
  });
  EXPECT_THAT(revisions, ElementsAre(1, 2, 3));
}

TEST_F(SubscribeRules, AnEmptyHistoryIsCaughtUpAtOnce) {
  bool caught_up = false;
  Follow({{.streams = {"nothing"}}}, 0, [&](const log::SubscribeResponse& message) {
    EXPECT_EQ(message.events_size(), 0);
    caught_up = message.caught_up();
    return !caught_up;
  });
  EXPECT_TRUE(caught_up);
}

TEST_F(SubscribeRules, NewEventsArriveAfterCaughtUp) {
  Put({{}});
  std::vector<uint64_t> revisions;
  bool written = false;
  Follow({{.streams = {"s"}}}, 0, [&](const log::SubscribeResponse& message) {
    for (const auto& event : message.events()) revisions.push_back(event.revision());
    if (message.caught_up() && !written) {
      written = true;
      Put({{}, {.stream = "other"}, {}});
    }
    return revisions.size() < 3;
  });
  EXPECT_THAT(revisions, ElementsAre(1, 2, 3));
}

TEST_F(SubscribeRules, ItResumesAfterThePositionGiven) {
  const uint64_t first = Put({{}, {}, {}});
  std::vector<uint64_t> positions;
  Follow({{.streams = {"s"}}}, first, [&](const log::SubscribeResponse& message) {
    for (const auto& event : message.events()) positions.push_back(event.position());
    return !message.caught_up();
  });
  EXPECT_THAT(positions, ElementsAre(first + 1, first + 2));
}

TEST_F(SubscribeRules, OnlyWhatMatchesIsSent) {
  Put({{.tags = {"a"}}, {.tags = {"b"}}, {.tags = {"a", "b"}}});
  std::vector<uint64_t> revisions;
  Follow({{.tags = {"a"}}}, 0, [&](const log::SubscribeResponse& message) {
    for (const auto& event : message.events()) revisions.push_back(event.revision());
    return !message.caught_up();
  });
  EXPECT_THAT(revisions, ElementsAre(1, 3));
}

TEST_F(SubscribeRules, AResumePositionMovesOnWhereNothingMatches) {
  const uint64_t first = Put({{}});
  Follow({{.streams = {"nothing"}}}, 0, [&](const log::SubscribeResponse& message) {
    if (message.caught_up()) {
      EXPECT_GE(message.position(), first);
    }
    return !message.caught_up();
  });
}

TEST_F(SubscribeRules, PositionsNeverRunBackwards) {
  for (int i = 0; i < 10; ++i) Put({{}, {}});
  uint64_t last = 0;
  int received = 0;
  Follow({{.streams = {"s"}}}, 0, [&](const log::SubscribeResponse& message) {
    for (const auto& event : message.events()) {
      EXPECT_GT(event.position(), last);
      last = event.position();
      ++received;
    }
    EXPECT_GE(message.position(), last);
    return received < 20;
  });
}

TEST_F(SubscribeRules, NothingIsSkippedOrRepeatedWhileOthersWrite) {
  constexpr int kEvents = 2000;
  std::thread writer([this] {
    for (int i = 0; i < kEvents / 4; ++i) Put({{}, {}, {}, {}});
  });
  uint64_t next = 1;
  Follow({{.streams = {"s"}}}, 0, [&](const log::SubscribeResponse& message) {
    for (const auto& event : message.events()) EXPECT_EQ(event.revision(), next++);
    return next <= kEvents;
  });
  writer.join();
}

TEST_F(SubscribeRules, OneThatIsCutOffAgainAndAgainMissesNothing) {
  constexpr int kEvents = 400;
  std::thread writer([this] {
    for (int i = 0; i < kEvents; ++i) Put({{}});
  });
  uint64_t next = 1;
  uint64_t resume = 0;
  while (next <= kEvents) {
    int messages = 0;
    Follow({{.streams = {"s"}}}, resume, [&](const log::SubscribeResponse& message) {
      for (const auto& event : message.events()) EXPECT_EQ(event.revision(), next++);
      resume = message.position();
      return ++messages < 3 && next <= kEvents;
    });
  }
  writer.join();
}

TEST_F(SubscribeRules, AStartBeyondTheLogIsRefusedAtOnce) {
  log::SubscribeRequest request;
  request.set_start_after(Head() + 3);
  const Answer answer = FollowInVain(request);
  EXPECT_EQ(answer.code, kOutOfRange);
  EXPECT_EQ(answer.reason, "POSITION_BEYOND_LOG");
}

}  // namespace
}  // namespace verkan::conformance
