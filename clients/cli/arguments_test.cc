#include "clients/cli/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace verkan::cli {
namespace {

using ::testing::ElementsAre;

TEST(ArgumentsTest, AsOfIsAPositionADateOrATime) {
  EXPECT_EQ(ParseAsOf("17")->position, 17u);
  EXPECT_EQ(ParseAsOf("2026-11-22")->time, "2026-11-22");
  EXPECT_EQ(ParseAsOf("2026-11-22T14:30")->time, "2026-11-22T13:30:00+00:00");
  EXPECT_EQ(ParseAsOf("2026-06-22T14:30:05")->time, "2026-06-22T12:30:05+00:00");
  EXPECT_EQ(ParseAsOf("2026-11-22T14:30:00Z")->time, "2026-11-22T14:30:00+00:00");
  EXPECT_EQ(absl::FormatTime(ParseAsOf("2026-11-22")->last, absl::UTCTimeZone()),
            "2026-11-22T22:59:59.999999+00:00");
  for (const char* text : {"", "0", "-1", "x", "2026-13-01", "2026-11-2", "2026-02-30",
                           "99999999999999999999", "17x"}) {
    EXPECT_FALSE(ParseAsOf(text).ok()) << text;
  }
}

TEST(ArgumentsTest, ATimeBoundIsTheStartOrTheEndOfASwedishDay) {
  EXPECT_EQ(*ParseTimeBound("2026-11-22", false), "2026-11-21T23:00:00+00:00");
  EXPECT_EQ(*ParseTimeBound("2026-11-22", true), "2026-11-22T23:00:00+00:00");
  EXPECT_EQ(*ParseTimeBound("2026-03-29", true), "2026-03-29T22:00:00+00:00") << "summer time";
  EXPECT_EQ(*ParseTimeBound("2026-11-22T14:30", true), "2026-11-22T13:30:00+00:00");
  EXPECT_FALSE(ParseTimeBound("17", false).ok());
}

TEST(ArgumentsTest, ADayBoundIsTheFirstOrLastDayOfAMonthOrYear) {
  EXPECT_EQ(*ParseDayBound("2021-03-05", false), "2021-03-05");
  EXPECT_EQ(*ParseDayBound("2021-03-05", true), "2021-03-05");
  EXPECT_EQ(*ParseDayBound("2020-02", false), "2020-02-01");
  EXPECT_EQ(*ParseDayBound("2020-02", true), "2020-02-29");
  EXPECT_EQ(*ParseDayBound("2021-12", true), "2021-12-31");
  EXPECT_EQ(*ParseDayBound("2021", false), "2021-01-01");
  EXPECT_EQ(*ParseDayBound("2021", true), "2021-12-31");
  for (const char* text : {"", "21", "2021-13", "2021-02-30", "2021-03-05T14:30", "x"}) {
    EXPECT_FALSE(ParseDayBound(text, true).ok()) << text;
  }
}

TEST(ArgumentsTest, APreferenceIsASourceAndMaybeRegions) {
  EXPECT_EQ(ParsePreference("Sofisam")->source(), "Sofisam");
  EXPECT_THAT(ParsePreference("Sofisam:12, 03")->region_codes(), ElementsAre("12", "03"));
  for (const char* text : {"", ":12", "Sofisam:"}) {
    EXPECT_FALSE(ParsePreference(text).ok()) << text;
  }
}

TEST(ArgumentsTest, AFilterIsADimensionAndValues) {
  EXPECT_EQ(ParseFilter("region=06,23")->dimension(), "region");
  EXPECT_THAT(ParseFilter("region=06,23")->values(), ElementsAre("06", "23"));
  EXPECT_THAT(ParseFilter("source=a=b")->values(), ElementsAre("a=b"));
  EXPECT_THAT(ParseFilter("project=")->values(), ElementsAre("")) << "those that say nothing";
  for (const char* text : {"", "region", "=06", "="}) {
    EXPECT_FALSE(ParseFilter(text).ok()) << text;
  }
}

TEST(ArgumentsTest, WhenIsAMomentOrAPeriod) {
  EXPECT_EQ(ParseWhen("2019")->from(), "2019");
  EXPECT_EQ(ParseWhen("2019")->to(), "");
  EXPECT_EQ(ParseWhen("2021..2023-04")->to(), "2023-04");
  for (const char* text : {"", "..", "2021..", "..2023"}) {
    EXPECT_FALSE(ParseWhen(text).ok()) << text;
  }
}

TEST(ArgumentsTest, ShortTypeNamesAreOurOwn) {
  EXPECT_EQ(FullTypeName("ActivityHeld"), "verkan.event.v1.ActivityHeld");
  EXPECT_EQ(FullTypeName("acme.case.v1.CaseOpened"), "acme.case.v1.CaseOpened");
}

}  // namespace
}  // namespace verkan::cli
