#include "services/domain/when.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "gtest/gtest.h"

namespace verkan::services {
namespace {

using verkan::event::v1::When;

int32_t Day(int year, int month, int day) {
  return static_cast<int32_t>(absl::CivilDay(year, month, day) - absl::CivilDay(1970, 1, 1));
}

When Between(const char* from, const char* to = "") {
  When when;
  when.set_from(from);
  when.set_to(to);
  return when;
}

struct Row {
  const char* from;
  const char* to;
  Days days;
};

TEST(WhenTest, DaysAreAsWideAsThePrecision) {
  const Row rows[] = {
      {"2021", "", {Day(2021, 1, 1), Day(2021, 12, 31)}},
      {"2021-02", "", {Day(2021, 2, 1), Day(2021, 2, 28)}},
      {"2020-02", "", {Day(2020, 2, 1), Day(2020, 2, 29)}},
      {"1900-02", "", {Day(1900, 2, 1), Day(1900, 2, 28)}},
      {"2000-02", "", {Day(2000, 2, 1), Day(2000, 2, 29)}},
      {"2021-03-05", "", {Day(2021, 3, 5), Day(2021, 3, 5)}},
      {"2021-03-05T14:30", "", {Day(2021, 3, 5), Day(2021, 3, 5)}},
      {"2021", "2023", {Day(2021, 1, 1), Day(2023, 12, 31)}},
      {"2021-01", "2023-04", {Day(2021, 1, 1), Day(2023, 4, 30)}},
      {"2021-06", "2021", {Day(2021, 6, 1), Day(2021, 12, 31)}},
      {"2021-06-15", "2021-06", {Day(2021, 6, 15), Day(2021, 6, 30)}},
      {"1969-12-31T23:59", "", {-1, -1}},
      {"1970-01-01T00:00", "", {0, 0}},
  };
  for (const Row& row : rows) {
    const auto days = DaysOf(Between(row.from, row.to));
    ASSERT_TRUE(days.has_value()) << row.from;
    EXPECT_EQ(days->first, row.days.first) << row.from;
    EXPECT_EQ(days->last, row.days.last) << row.from << " to " << row.to;
  }
}

TEST(WhenTest, EveryDayOfFourHundredYearsHasItsNumber) {
  for (absl::CivilDay day(1800, 1, 1); day < absl::CivilDay(2200, 1, 1); ++day) {
    const std::string text = absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
    const auto days = DaysOf(Between(text.c_str()));
    ASSERT_TRUE(days.has_value()) << text;
    ASSERT_EQ(days->first, day - absl::CivilDay(1970, 1, 1)) << text;
  }
}

TEST(WhenTest, TextOfAnotherFormIsNotAMoment) {
  for (const char* text : {"",
                           " ",
                           "21",
                           "0000",
                           "20211",
                           "2021-",
                           "2021-1",
                           "2021-00",
                           "2021-13",
                           "2021-02-29",
                           "2021-04-31",
                           "2021-03-00",
                           "2021-03-5",
                           "2021/03/05",
                           "2021-03-05 14:30",
                           "2021-03-05T",
                           "2021-03-05T24:00",
                           "2021-03-05T14:60",
                           "2021-03-05T14:30:00",
                           "2021-03-05T14:30Z",
                           " 2021",
                           "2021 ",
                           "-2021",
                           "mars 2021",
                           "２０２１"}) {
    EXPECT_FALSE(ParseMoment(text).has_value()) << text;
  }
}

TEST(WhenTest, APeriodDoesNotRunBackwards) {
  EXPECT_FALSE(DaysOf(Between("2021", "2020")).has_value());
  EXPECT_FALSE(DaysOf(Between("2021-03-06", "2021-03-05")).has_value());
  EXPECT_FALSE(DaysOf(Between("2021-03-05T14:30", "2021-03-05T14:29")).has_value());
  EXPECT_TRUE(DaysOf(Between("2021-03-05T14:30", "2021-03-05T14:30")).has_value());
  EXPECT_TRUE(DaysOf(Between("2021-03-05T14:30", "2021-03-05")).has_value());
}

TEST(WhenTest, PeriodsOverlapWhenTheyShareADay) {
  EXPECT_TRUE(Overlap({1, 3}, {3, 5}));
  EXPECT_TRUE(Overlap({3, 5}, {1, 3}));
  EXPECT_TRUE(Overlap({1, 9}, {4, 4}));
  EXPECT_FALSE(Overlap({1, 3}, {4, 5}));
}

TEST(WhenTest, SeasonsAreReadFromTheText) {
  const auto read = [](const std::string& text) {
    event::v1::When when;
    when.set_text(text);
    ReadEndsFromText(&when);
    return absl::StrCat(when.from(), when.to().empty() ? "" : "/", when.to());
  };
  EXPECT_EQ(read("våren 2019"), "2019-03/2019-05");
  EXPECT_EQ(read("Autumn 2021"), "2021-09/2021-11");
  EXPECT_EQ(read("senhösten 2013"), "2013-09/2013-11");
  EXPECT_EQ(read("vintern 2018/19"), "2018-12/2019-02");
  EXPECT_EQ(read("vintern 2018"), "2018") << "at either end of the year";
  EXPECT_EQ(read("2013"), "2013");
  for (const char* other : {"", "snart", "våren", "vårdcentral 2019", "våren 2018/19", "2018/19",
                            "efter 2019", "våren 1819", "maj 2019"}) {
    EXPECT_EQ(read(other), "") << other;
  }
}

}  // namespace
}  // namespace verkan::services
