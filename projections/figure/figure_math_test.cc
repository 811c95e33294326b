#include "projections/figure/figure_math.h"

#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace verkan::projections {
namespace {

using event::v1::FigureReading;

// "44", ">1200", ">=5", "~45", "<=7", "3-4"
FigureReading Read(absl::string_view text) {
  static const std::vector<std::pair<absl::string_view, event::v1::Qualifier>> kPrefixes = {
      {">=", event::v1::QUALIFIER_AT_LEAST},
      {"<=", event::v1::QUALIFIER_AT_MOST},
      {">", event::v1::QUALIFIER_MORE_THAN},
      {"~", event::v1::QUALIFIER_ABOUT}};
  FigureReading reading;
  reading.set_qualifier(event::v1::QUALIFIER_EXACT);
  for (const auto& [prefix, qualifier] : kPrefixes) {
    if (text.substr(0, prefix.size()) != prefix) continue;
    reading.set_qualifier(qualifier);
    text.remove_prefix(prefix.size());
    break;
  }
  size_t dash = text.find('-', 1);
  if (dash != absl::string_view::npos) {
    reading.set_qualifier(event::v1::QUALIFIER_RANGE);
    reading.set_high(std::string(text.substr(dash + 1)));
  }
  reading.set_value(std::string(text.substr(0, dash)));
  return reading;
}

std::string Write(const FigureReading& reading) {
  switch (reading.qualifier()) {
    case event::v1::QUALIFIER_AT_LEAST:
      return ">=" + reading.value();
    case event::v1::QUALIFIER_MORE_THAN:
      return ">" + reading.value();
    case event::v1::QUALIFIER_ABOUT:
      return "~" + reading.value();
    case event::v1::QUALIFIER_AT_MOST:
      return "<=" + reading.value();
    case event::v1::QUALIFIER_RANGE:
      return reading.value() + "-" + reading.high();
    default:
      return reading.value();
  }
}

TEST(DecimalTest, ReadsWhatItWritesAndWritesTheShortestForm) {
  for (const char* text : {"0", "1", "-1", "1200", "2.7", "-0.0001", "922337203685477.5807"}) {
    auto decimal = Decimal::Parse(text);
    ASSERT_TRUE(decimal.has_value()) << text;
    EXPECT_EQ(decimal->ToString(), text);
  }
  EXPECT_EQ(Decimal::Parse("2.7000")->ToString(), "2.7");
  EXPECT_EQ(Decimal::Parse("007")->ToString(), "7");
  EXPECT_EQ(Decimal::FromUnits(INT64_MIN).ToString(), "-922337203685477.5808");
}

TEST(DecimalTest, RefusesWhatIsNoNumberOrDoesNotFit) {
  for (const char* text : {"", "-", ".5", "5.", "1.23456", "1 200", "1,5", "+1", "--1", "1.2.3",
                           "922337203685477.5808", "99999999999999999999"}) {
    EXPECT_FALSE(Decimal::Parse(text).has_value()) << text;
  }
  EXPECT_FALSE(Decimal::FromInteger(INT64_MAX).has_value());
}

TEST(DecimalTest, AddsAndSubtractsWithinItsLimits) {
  EXPECT_EQ(Add(*Decimal::Parse("0.1"), *Decimal::Parse("0.2"))->ToString(), "0.3");
  EXPECT_FALSE(Add(Decimal::FromUnits(INT64_MAX), Decimal::FromUnits(1)).has_value());
  EXPECT_FALSE(Subtract(Decimal::FromUnits(INT64_MIN), Decimal::FromUnits(1)).has_value());
}

TEST(SumTest, AddsQualifiersAsFarAsTheyCanBeAdded) {
  struct Case {
    std::vector<const char*> parts;
    const char* sum;
    bool mixed = false;
  };
  const std::vector<Case> cases = {
      {{"44"}, "44"},
      {{"44", "12"}, "56"},
      {{"44", ">1200"}, ">1244"},
      {{"~45", "5"}, "~50"},
      {{"~45", "~5"}, "~50"},
      {{">=10", "5"}, ">=15"},
      {{">=10", ">5"}, ">15"},
      {{">=10", ">=5"}, ">=15"},
      {{"<=10", "5"}, "<=15"},
      {{"<=10", "<=5"}, "<=15"},
      {{"3-4", "10"}, "13-14"},
      {{"3-4", "12-16"}, "15-20"},
      {{"3-4", ">=10"}, ">=13"},
      {{"3-4", ">10"}, ">13"},
      {{"3-4", "<=10"}, "<=14"},
      {{">=10", "<=5"}, "~15", true},
      {{"~45", ">=5"}, "~50", true},
      {{"~45", "<=5"}, "~50", true},
      {{"~45", "3-4"}, "~48", true},
      {{"2.7", "0.3"}, "3"},
  };
  for (const Case& c : cases) {
    Sum forwards, backwards;
    for (size_t i = 0; i < c.parts.size(); ++i) {
      ASSERT_TRUE(forwards.Add(Read(c.parts[i])));
      ASSERT_TRUE(backwards.Add(Read(c.parts[c.parts.size() - 1 - i])));
    }
    EXPECT_EQ(Write(forwards.reading()), c.sum);
    EXPECT_EQ(Write(backwards.reading()), c.sum) << "the order must not matter";
    EXPECT_EQ(forwards.mixed(), c.mixed) << c.sum;
  }
}

TEST(SumTest, OfNothingHasNoValue) {
  Sum sum;
  FigureReading absent;
  absent.set_absence(event::v1::ABSENCE_BLANK);
  EXPECT_FALSE(sum.Add(absent));
  EXPECT_EQ(sum.count(), 0u);
  EXPECT_FALSE(HasValue(sum.reading()));
}

TEST(SumTest, LeavesOutWhatDoesNotFit) {
  Sum sum;
  ASSERT_TRUE(sum.Add(Read("922337203685477")));
  EXPECT_FALSE(sum.Add(Read("1")));
  EXPECT_EQ(sum.count(), 1u);
  EXPECT_EQ(Write(sum.reading()), "922337203685477");
}

TEST(BreakdownSumTest, AddsThePartsAndIsNoneWhereOneCannotBeRead) {
  FigureReading reading = Read("64");
  EXPECT_FALSE(BreakdownSum(reading).has_value());
  for (const char* value : {"4", "20", "14"}) reading.add_breakdown()->set_value(value);
  EXPECT_EQ(BreakdownSum(reading)->ToString(), "38");
  reading.add_breakdown()->set_value("several");
  EXPECT_FALSE(BreakdownSum(reading).has_value());
}

}  // namespace
}  // namespace verkan::projections
