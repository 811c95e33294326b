#include "services/domain/checks.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace verkan::services {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Whether one check, named by a member function, takes the value.
using Check = void (Checks::*)(absl::string_view, absl::string_view);

bool Takes(Check check, absl::string_view value) {
  Checks checks;
  (checks.*check)("event.field", value);
  return checks.violations().empty();
}

TEST(ChecksTest, AnIdIsShortAndPlain) {
  const std::string longest(100, 'a');
  for (const absl::string_view id : {"a", "siru-2", "a.b_c-9", "0", longest.c_str()}) {
    EXPECT_TRUE(Takes(&Checks::Id, id)) << id;
  }
  const std::string too_long(101, 'a');
  for (const absl::string_view id : {"", "A", "å", "a b", "a/b", "a:b", "a\n", too_long.c_str()}) {
    EXPECT_FALSE(Takes(&Checks::Id, id)) << id;
  }
  EXPECT_TRUE(Takes(&Checks::OptionalId, ""));
}

TEST(ChecksTest, TextIsUtf8WithoutControlCharacters) {
  const std::string longest(kMaxTextBytes, 'a');
  for (const std::string& text :
       {std::string(),
        std::string("Över 1\xC2\xA0"
                    "200"),
        std::string("a\nb\tc\r\n"), std::string("日本 🙂"), longest}) {
    EXPECT_TRUE(Takes(&Checks::Text, text)) << text;
  }
  for (const std::string& text :
       {std::string("\xff"), std::string("\xC0\x80"), std::string("\xE0\x80\x80"),
        std::string("\xED\xA0\x80"), std::string("\xF4\x90\x80\x80"),
        std::string("\xF0\x80\x80\x80"), std::string("a\xC3"), std::string("\x80"),
        std::string("\0", 1), std::string("\x1b[31m"), std::string("\x7f"), std::string("\xC2\x9B"),
        longest + "a"}) {
    EXPECT_FALSE(Takes(&Checks::Text, text)) << text.substr(0, 20);
  }
}

TEST(ChecksTest, RequiredTextIsMoreThanSpace) {
  EXPECT_TRUE(Takes(&Checks::RequiredText, "a"));
  EXPECT_FALSE(Takes(&Checks::RequiredText, ""));
  EXPECT_FALSE(Takes(&Checks::RequiredText, " \t\n"));
}

TEST(ChecksTest, RegionsAreThoseOfStatisticsSweden) {
  EXPECT_TRUE(Takes(&Checks::OptionalRegion, "06"));
  EXPECT_TRUE(Takes(&Checks::OptionalRegion, ""));
  EXPECT_FALSE(Takes(&Checks::OptionalRegion, "00"));
  EXPECT_FALSE(Takes(&Checks::OptionalRegion, "02"));
  EXPECT_TRUE(Takes(&Checks::OptionalRegionOrCountry, "00"));
  EXPECT_TRUE(Takes(&Checks::OptionalRegionOrCountry, "25"));
  EXPECT_FALSE(Takes(&Checks::OptionalRegionOrCountry, "6"));
}

TEST(ChecksTest, ListsAreBounded) {
  google::protobuf::RepeatedPtrField<std::string> values;
  for (int i = 0; i <= kMaxListed; ++i) *values.Add() = "a";
  Checks checks;
  checks.Ids("event.ids", values);
  checks.TextList("event.texts", values);
  checks.Regions("event.regions", values);
  ASSERT_THAT(checks.violations(), SizeIs(3));
  EXPECT_EQ(checks.violations()[0].wanted, "at most 40 ids");
  EXPECT_EQ(checks.violations()[2].wanted, "at most 21 regions");
}

TEST(ChecksTest, AnEnumIsAskedForByItsNames) {
  Checks checks;
  const auto* rank = event::v1::Rank_descriptor();
  checks.Enum("event.rank", event::v1::RANK_UNSPECIFIED, rank, true);
  checks.Enum("event.rank", 9, rank, false);
  checks.Enum("event.rank", event::v1::RANK_UNSPECIFIED, rank, false);
  ASSERT_THAT(checks.violations(), SizeIs(2));
  EXPECT_EQ(checks.violations()[0].value, "");
  EXPECT_EQ(checks.violations()[0].wanted, "one of RANK_PREFERRED, RANK_NORMAL, RANK_DEPRECATED");
  EXPECT_EQ(checks.violations()[1].value, "9");
}

TEST(ChecksTest, TextsHoldLinesAndNothingThatIsNotSeen) {
  Checks checks;
  checks.Text("event.text", "första raden\n\tandra raden\r\n");
  EXPECT_THAT(checks.violations(), IsEmpty());
  for (const char* text : {"a\u0085b", "a\u2028b", "rlo-\u202egnp.exe", "a\u200bb", "\ufeffa"}) {
    checks.Text("event.text", text);
  }
  ASSERT_THAT(checks.violations(), SizeIs(5));
  EXPECT_EQ(checks.violations()[2].value, "rlo-\\u202egnp.exe");
}

TEST(ChecksTest, AValueThatIsWrongIsShownSafely) {
  Checks checks;
  checks.Id("event.id", std::string(5000, 'x'));
  checks.Text("event.text", "\x1b[31m\xff");
  ASSERT_THAT(checks.violations(), SizeIs(2));
  EXPECT_LT(checks.violations()[0].value.size(), 300u);
  EXPECT_THAT(checks.violations()[0].value, HasSubstr("(5000 bytes)"));
  EXPECT_EQ(checks.violations()[1].value, "\\u001b[31m\\xff");
}

TEST(ChecksTest, WhatHasHappenedLiesNotInTheFutureAndNotBefore1900) {
  const auto violations = [](const std::string& from) {
    Checks checks(/*today=*/18262);  // 2020-01-01
    event::v1::When when;
    when.set_from(from);
    checks.Days("event.occurred", true, when);
    checks.NotAhead("event.occurred", when);
    return checks.violations().size();
  };
  EXPECT_EQ(violations("2020-01-02"), 0u) << "a day ahead: time zones";
  EXPECT_EQ(violations("2020-01-03"), 1u);
  EXPECT_EQ(violations("2020"), 0u) << "it can have happened";
  EXPECT_EQ(violations("2099"), 1u);
  EXPECT_EQ(violations("1899-12-31"), 1u);
  EXPECT_EQ(violations("1900"), 0u);
}

TEST(ChecksTest, BothEndsOfAPeriodAreChecked) {
  event::v1::When when;
  when.set_from("2021-13");
  when.set_to("x");
  Checks checks;
  checks.Days("event.occurred", true, when);
  checks.Days("event.occurred", false, when);
  checks.RequiredDays("event.period", false, when);
  ASSERT_THAT(checks.violations(), SizeIs(3));
  EXPECT_EQ(checks.violations()[0].path, "event.occurred.from");
  EXPECT_EQ(checks.violations()[1].path, "event.occurred.to");
  EXPECT_EQ(checks.violations()[2].path, "event.period");
}

}  // namespace
}  // namespace verkan::services
