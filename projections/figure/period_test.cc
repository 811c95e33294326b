#include "projections/figure/period.h"

#include "gtest/gtest.h"
#include "projections/testing/test_log.h"

namespace verkan::projections {
namespace {

std::string Placed(PeriodKind kind, DayRange days) {
  const Periods& periods = Periods::Of(kind);
  uint32_t period = periods.PeriodOf(days);
  return period == Periods::kNone ? "" : periods.Label(period);
}

TEST(PeriodTest, ADayLiesInOnePeriodOfEachKind) {
  EXPECT_EQ(Placed(PeriodKind::kDay, Day(2021, 3, 5)), "2021-03-05");
  EXPECT_EQ(Placed(PeriodKind::kMonth, Day(2021, 3, 5)), "2021-03");
  EXPECT_EQ(Placed(PeriodKind::kQuarter, Day(2021, 3, 31)), "2021-Q1");
  EXPECT_EQ(Placed(PeriodKind::kQuarter, Day(2021, 4, 1)), "2021-Q2");
  EXPECT_EQ(Placed(PeriodKind::kHalfYear, Day(2021, 6, 30)), "2021-H1");
  EXPECT_EQ(Placed(PeriodKind::kHalfYear, Day(2021, 7, 1)), "2021-H2");
  EXPECT_EQ(Placed(PeriodKind::kYear, Day(2021, 12, 31)), "2021");
}

TEST(PeriodTest, WhatMayLieInSeveralPeriodsLiesInNone) {
  EXPECT_EQ(Placed(PeriodKind::kDay, Month(2021, 3)), "");
  EXPECT_EQ(Placed(PeriodKind::kMonth, Month(2021, 3)), "2021-03");
  EXPECT_EQ(Placed(PeriodKind::kQuarter, Year(2021)), "");
  EXPECT_EQ(Placed(PeriodKind::kYear, Year(2021)), "2021");
  EXPECT_EQ(Placed(PeriodKind::kYear, {DayNumber(2021, 1, 1), DayNumber(2023, 4, 30)}), "");
}

TEST(PeriodTest, WhatIsNotKnownOrOutOfRangeLiesInNone) {
  EXPECT_EQ(Placed(PeriodKind::kYear, {}), "");
  EXPECT_EQ(Placed(PeriodKind::kYear, Day(1900, 1, 1)), "1900");
  EXPECT_EQ(Placed(PeriodKind::kYear, Day(2099, 12, 31)), "2099");
  EXPECT_EQ(Placed(PeriodKind::kYear, Day(1899, 12, 31)), "");
  EXPECT_EQ(Placed(PeriodKind::kYear, Day(2100, 1, 1)), "");
  EXPECT_EQ(Placed(PeriodKind::kYear, {DayNumber(2021, 2, 1), DayNumber(2021, 1, 1)}), "");
}

TEST(PeriodTest, APeriodIsFoundByItsLabelAndNothingElseIs) {
  for (absl::string_view name : PeriodNames()) {
    const Periods& periods = Periods::Of(*FindPeriod(name));
    for (const uint32_t period : {0u, periods.count() / 3, periods.count() - 1}) {
      EXPECT_EQ(periods.Find(periods.Label(period)), period) << name;
    }
    for (const char* text :
         {"", "20", "banan", "1899", "2100", "2021-13", "2021-Q5", "2021-02-30"}) {
      EXPECT_EQ(periods.Find(text), Periods::kNone) << name << " " << text;
    }
  }
}

TEST(PeriodTest, NamesAreThoseOfTheDimensions) {
  for (absl::string_view name : PeriodNames()) EXPECT_TRUE(FindPeriod(name).has_value()) << name;
  EXPECT_FALSE(FindPeriod("week").has_value());
}

TEST(PeriodTextTest, OnePeriodIsWrittenInOneWay) {
  const struct {
    const char* written;
    const char* text;
  } rows[] = {
      {"2021", "2021"},
      {"2021-01..2021-12", "2021"},
      {"2021-01-01/2021-12-31", "2021"},
      {"2021-H2", "2021-H2"},
      {"2021-07/2021-09", "2021-Q3"},
      {"2021-Q3", "2021-Q3"},
      {"2021-02", "2021-02"},
      {"2021-02-28", "2021-02-28"},
      {"2021-07/2022-06", "2021-07-01/2022-06-30"},
      {"2019/2021", "2019-01-01/2021-12-31"},
  };
  for (const auto& row : rows) {
    const auto days = ReadPeriod(row.written);
    ASSERT_TRUE(days.has_value()) << row.written;
    EXPECT_EQ(PeriodText(*days), row.text) << row.written;
  }
  for (const char* none :
       {"", "banan", "2021-13", "2022/2021", "2021/", "1850", "2021/2022/2023"}) {
    EXPECT_FALSE(ReadPeriod(none).has_value()) << none;
  }
  EXPECT_EQ(PeriodText({}), "");
}

}  // namespace
}  // namespace verkan::projections
