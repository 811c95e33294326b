// Rules of regions and of the days on which things happened, in reads, conditions and
// subscriptions.
#include "gmock/gmock.h"
#include "tests/conformance/log_client.h"

namespace verkan::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using RegionRules = LogRules;

// Regions.

TEST_F(RegionRules, ARegionFindsItsEvents) {
  const uint64_t first = Put({{.regions = {"06"}}, {.regions = {"23"}}, {}, {.regions = {"06"}}});
  EXPECT_THAT(Read({{.streams = {"s"}, .regions = {"06"}}}).Positions(),
              ElementsAre(first, first + 3));
}

TEST_F(RegionRules, AnyRegionOfAnItemMatches) {
  const uint64_t first = Put({{.regions = {"06"}}, {.regions = {"23"}}, {.regions = {"12"}}, {}});
  EXPECT_THAT(Read({{.streams = {"s"}, .regions = {"12", "06"}}}).Positions(),
              ElementsAre(first, first + 2));
}

TEST_F(RegionRules, AnEventInSeveralOfTheRegionsIsReadOnce) {
  const uint64_t first = Put({{.regions = {"06", "23"}}, {.regions = {"23", "12"}}});
  EXPECT_THAT(Read({{.streams = {"s"}, .regions = {"06", "23", "12", "06"}}}).Positions(),
              ElementsAre(first, first + 1));
}

TEST_F(RegionRules, RegionsAndTagsMustBothMatch) {
  const uint64_t first = Put({{.tags = {"a"}, .regions = {"06"}},
                              {.tags = {"a"}, .regions = {"12"}},
                              {.tags = {"b"}, .regions = {"06"}},
                              {.tags = {"a"}}});
  EXPECT_THAT(Read({{.tags = {"a"}, .regions = {"06", "23"}}}).Positions(), ElementsAre(first));
}

TEST_F(RegionRules, RegionsStreamsAndTypesMustAllMatch) {
  const uint64_t first = Put({{.type = "A", .stream = "a", .regions = {"06"}},
                              {.type = "B", .stream = "a", .regions = {"06"}},
                              {.type = "A", .stream = "b", .regions = {"06"}},
                              {.type = "A", .stream = "a", .regions = {"12"}}});
  EXPECT_THAT(Read({{.streams = {"a"}, .types = {"A"}, .regions = {"06"}}}).Positions(),
              ElementsAre(first));
}

TEST_F(RegionRules, ARegionIsTheTagOfItsName) {
  const uint64_t first = Put({{.tags = {"a"}, .regions = {"06"}}, {.tags = {"a"}}});
  log::ReadRequest request;
  auto* item = request.mutable_query()->add_items();
  item->add_tags("region:06");
  item->add_tags(N("a"));
  EXPECT_THAT(Read(request).Positions(), ElementsAre(first));
}

TEST_F(RegionRules, RegionsOfOneItemDoNotRestrictAnother) {
  const uint64_t first = Put({{.tags = {"a"}, .regions = {"06"}},
                              {.tags = {"b"}, .regions = {"12"}},
                              {.tags = {"a"}, .regions = {"12"}}});
  EXPECT_THAT(Read({{.tags = {"a"}, .regions = {"06"}}, {.tags = {"b"}}}).Positions(),
              ElementsAre(first, first + 1));
}

TEST_F(RegionRules, RegionsReadBackwardsWithALimit) {
  const uint64_t first = Put({{.regions = {"06"}}, {.regions = {"23"}}, {.regions = {"06"}}});
  EXPECT_THAT(ReadBackwards({{.streams = {"s"}, .regions = {"06", "23"}}}, 2).Positions(),
              ElementsAre(first + 2, first + 1));
}

TEST_F(RegionRules, AMalformedRegionIsRefused) {
  for (const char* code : {"", "6", "006", "0x", "Jönköping"}) {
    log::ReadRequest request;
    auto* item = request.mutable_query()->add_items();
    item->add_regions("06");
    item->add_regions(code);
    const Answer answer = ReadInVain(request);
    EXPECT_EQ(answer.code, kInvalidArgument) << code;
    EXPECT_THAT(answer.violations, ElementsAre("query.items[0].regions[1]")) << code;
  }
}

TEST_F(RegionRules, AHundredRegionsAreTakenAndMoreRefused) {
  log::ReadRequest request;
  auto* item = request.mutable_query()->add_items();
  item->add_streams(N("s"));
  for (int i = 0; i < 100; ++i) item->add_regions("06");
  EXPECT_EQ(Read(request).code, 0);
  item->add_regions("06");
  EXPECT_EQ(ReadInVain(request).code, kInvalidArgument);
}

TEST_F(RegionRules, AConditionFailsForAnEventInOneOfItsRegions) {
  Put({{.tags = {"a"}, .regions = {"23"}}});
  log::Batch batch = Batch({{}});
  *batch.mutable_condition() = Unless({{.tags = {"a"}, .regions = {"06", "23"}}});
  EXPECT_EQ(Append(batch).code, kAborted);
}

TEST_F(RegionRules, AConditionHoldsForAnEventInAnotherRegion) {
  Put({{.tags = {"a"}, .regions = {"12"}}, {.tags = {"a"}}});
  log::Batch batch = Batch({{}});
  *batch.mutable_condition() = Unless({{.tags = {"a"}, .regions = {"06", "23"}}});
  EXPECT_TRUE(Append(batch).ok());
}

TEST_F(RegionRules, AMalformedRegionInAConditionIsRefused) {
  log::Batch batch = Batch({{}});
  *batch.mutable_condition() = Unless({{.regions = {"x"}}});
  EXPECT_THAT(Append(batch).violations,
              ElementsAre("batch.condition.fail_if_events_match.items[0].regions[0]"));
}

TEST_F(RegionRules, ASubscriptionSendsOnlyItsRegions) {
  const uint64_t first = Put({{.regions = {"06"}}, {.regions = {"12"}}, {.regions = {"23"}}});
  std::vector<uint64_t> positions;
  Follow({{.streams = {"s"}, .regions = {"06", "23"}}}, 0, [&](const auto& message) {
    for (const auto& event : message.events()) positions.push_back(event.position());
    return !message.caught_up();
  });
  EXPECT_THAT(positions, ElementsAre(first, first + 2));
}

// Days on which things happened. Only Record tells them to the log.

class OccurredRules : public LogRules {
 protected:
  // Reads the projects of this test that can have happened in the range; by index, from 0.
  std::vector<size_t> In(const std::string& from, const std::string& to) {
    log::ReadRequest request = All();
    request.set_occurred_from(from);
    request.set_occurred_to(to);
    return Indexes(request);
  }

  // Records projects p0, p1 … of the periods.
  void Given(const std::vector<std::pair<std::string, std::string>>& periods) {
    for (const auto& [from, to] : periods) {
      positions_.push_back(PutProject("p" + std::to_string(positions_.size()), from, to));
    }
  }

  log::ReadRequest All() const {
    log::ReadRequest request;
    *request.mutable_query() = Projects();
    return request;
  }

  log::Query Projects() const {
    log::Query query;
    for (size_t i = 0; i < positions_.size(); ++i) {
      query.mutable_items()->Add()->add_streams(ProjectStream("p" + std::to_string(i)));
    }
    return query;
  }

  std::vector<size_t> Indexes(const log::ReadRequest& request) {
    const Events read = Read(request);
    EXPECT_EQ(read.code, 0);
    std::vector<size_t> indexes;
    for (const uint64_t position : read.Positions()) indexes.push_back(IndexOf(position));
    return indexes;
  }

  size_t IndexOf(uint64_t position) const {
    return std::find(positions_.begin(), positions_.end(), position) - positions_.begin();
  }

 private:
  std::vector<uint64_t> positions_;
};

TEST_F(OccurredRules, BothBoundsAreInclusive) {
  Given({{"2021-03-04", ""}, {"2021-03-05", ""}, {"2021-03-06", ""}, {"2021-03-07", ""}});
  EXPECT_THAT(In("2021-03-05", "2021-03-06"), ElementsAre(1, 2));
  EXPECT_THAT(In("2021-03-05", "2021-03-05"), ElementsAre(1));
}

TEST_F(OccurredRules, EitherBoundMayBeLeftOut) {
  Given({{"2019-01-01", ""}, {"2020-06-15", ""}, {"2022-12-31", ""}});
  EXPECT_THAT(In("2020-06-15", ""), ElementsAre(1, 2));
  EXPECT_THAT(In("", "2020-06-15"), ElementsAre(0, 1));
}

TEST_F(OccurredRules, APeriodMatchesWhereItTouchesTheRange) {
  Given({{"2020-01-10", "2020-02-10"}, {"2020-02-11", "2020-03-01"}, {"2019", "2021"}});
  EXPECT_THAT(In("2020-02-10", "2020-02-10"), ElementsAre(0, 2));
  EXPECT_THAT(In("2020-02-11", "2020-02-11"), ElementsAre(1, 2));
  EXPECT_THAT(In("2020-01-01", "2020-01-09"), ElementsAre(2));
}

TEST_F(OccurredRules, WhatIsKnownToTheMonthMatchesEveryDayOfIt) {
  Given({{"2021-03", ""}});
  EXPECT_THAT(In("2021-03-31", "2021-04-30"), ElementsAre(0));
  EXPECT_THAT(In("2021-02-01", "2021-03-01"), ElementsAre(0));
  EXPECT_THAT(In("2021-04-01", ""), IsEmpty());
  EXPECT_THAT(In("", "2021-02-28"), IsEmpty());
}

TEST_F(OccurredRules, WhatDoesNotSayWhenMatchesOnlyWithoutBounds) {
  Given({{"", ""}, {"2021", ""}});
  EXPECT_THAT(In("", ""), ElementsAre(0, 1));
  EXPECT_THAT(In("1000-01-01", ""), ElementsAre(1));
  EXPECT_THAT(In("", "9999-12-31"), ElementsAre(1));
}

TEST_F(OccurredRules, OtherSystemsEventsDoNotSayWhen) {
  Put({{}});
  log::ReadRequest request;
  *request.mutable_query() = Query({{.streams = {"s"}}});
  request.set_occurred_to("9999-12-31");
  EXPECT_THAT(Read(request).events, IsEmpty());
}

TEST_F(OccurredRules, DaysBeforeTheYear1970AreDays) {
  Given({{"1969-12-31", ""}, {"1970-01-01", ""}, {"1945-05-08", ""}});
  EXPECT_THAT(In("1945-05-08", "1969-12-31"), ElementsAre(0, 2));
}

TEST_F(OccurredRules, ARangeThatEndsBeforeItStartsIsEmpty) {
  Given({{"2021-03-05", ""}});
  EXPECT_THAT(In("2021-03-06", "2021-03-04"), IsEmpty());
}

TEST_F(OccurredRules, TheyHoldBackwardsAndWithALimit) {
  Given({{"2021", ""}, {"2022", ""}, {"2021", ""}, {"2021", ""}, {"2023", ""}});
  log::ReadRequest request = All();
  request.set_occurred_from("2021-01-01");
  request.set_occurred_to("2021-12-31");
  request.set_limit(2);
  EXPECT_THAT(Indexes(request), ElementsAre(0, 2));
  request.set_backwards(true);
  EXPECT_THAT(Indexes(request), ElementsAre(3, 2));
}

TEST_F(OccurredRules, TheyHoldBesideTheQuery) {
  const uint64_t kept = PutProject("a", "2021", "", "06");
  PutProject("b", "2021", "", "12");
  PutProject("c", "2022", "", "06");
  log::ReadRequest request;
  for (const char* id : {"a", "b", "c"}) {
    auto* item = request.mutable_query()->add_items();
    item->add_streams(ProjectStream(id));
    item->add_regions("06");
  }
  request.set_occurred_to("2021-12-31");
  EXPECT_THAT(Read(request).Positions(), ElementsAre(kept));
}

TEST_F(OccurredRules, AMalformedDayIsRefused) {
  for (const char* day : {"2021", "2021-03", "2021-02-30", "5 March 2021", "2021-3-05", " 2021-3-5",
                          "2021-03-05T14:30"}) {
    log::ReadRequest read;
    read.set_occurred_from(day);
    EXPECT_THAT(ReadInVain(read).violations, ElementsAre("occurred_from")) << day;
    log::SubscribeRequest follow;
    follow.set_occurred_to(day);
    EXPECT_THAT(FollowInVain(follow).violations, ElementsAre("occurred_to")) << day;
  }
}

TEST_F(OccurredRules, ASubscriptionSendsOnlyWhatHappenedThen) {
  Given({{"2020", ""}, {"2021", ""}, {"", ""}});
  log::SubscribeRequest request;
  for (const char* id : {"p0", "p1", "p2", "p3", "p4"}) {
    request.mutable_query()->add_items()->add_streams(ProjectStream(id));
  }
  request.set_occurred_from("2021-01-01");
  std::vector<size_t> indexes;
  bool written = false;
  Follow(request, [&](const log::SubscribeResponse& message) {
    for (const auto& event : message.events()) indexes.push_back(IndexOf(event.position()));
    if (message.caught_up() && !written) {
      written = true;
      Given({{"2019", ""}, {"2022", ""}});
    }
    return indexes.size() < 2;
  });
  EXPECT_THAT(indexes, ElementsAre(1, 4));
}

}  // namespace
}  // namespace verkan::conformance
