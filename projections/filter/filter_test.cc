#include "projections/filter/filter.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace verkan::projections {
namespace {

using ::testing::HasSubstr;

// The filter in full brackets.
std::string Written(const Filter& filter) {
  static constexpr const char* kOperators[] = {"=", "!=", "<", "<=", ">", ">=", ":"};
  if (filter.kind == Filter::kComparison) {
    return absl::StrCat(filter.column, kOperators[filter.op], filter.value);
  }
  if (filter.kind == Filter::kNot) return absl::StrCat("!", Written(filter.parts[0]));
  const auto write = [](std::string* out, const Filter& part) { out->append(Written(part)); };
  return absl::StrCat(
      "(", absl::StrJoin(filter.parts, filter.kind == Filter::kAnd ? " & " : " | ", write), ")");
}

std::string Parsed(absl::string_view text) {
  const auto filter = ParseFilter(text);
  return filter.ok() ? Written(*filter) : std::string(filter.status().message());
}

TEST(FilterTest, ComparisonsAreJoinedAsAip160Says) {
  EXPECT_EQ(Parsed("kind = course"), "kind=course");
  EXPECT_EQ(Parsed("a=1 AND b=2 OR c=3 AND d=4"), "(a=1 & (b=2 | c=3) & d=4)");
  EXPECT_EQ(Parsed("a=1 b=2 OR c=3"), "(a=1 & (b=2 | c=3))");
  EXPECT_EQ(Parsed("NOT a=1 AND -b=2"), "(!a=1 & !b=2)");
  EXPECT_EQ(Parsed("NOT (a=1 AND b=2)"), "!(a=1 & b=2)");
  EXPECT_EQ(Parsed("((a=1))"), "a=1");
}

TEST(FilterTest, EveryOperatorIsRead) {
  EXPECT_EQ(Parsed("a=1 a!=1 a<1 a<=1 a>1 a>=1 a:1"),
            "(a=1 & a!=1 & a<1 & a<=1 & a>1 & a>=1 & a:1)");
}

TEST(FilterTest, ValuesAreWordsOrQuoted) {
  EXPECT_EQ(Parsed("day >= 2024-03-01"), "day>=2024-03-01");
  EXPECT_EQ(Parsed("name = \"en \\\"bra\\\" idé\""), "name=en \"bra\" idé");
  EXPECT_EQ(Parsed("name = 'AND'"), "name=AND");
  EXPECT_EQ(Parsed("ort = Gävle"), "ort=Gävle");
  EXPECT_EQ(Parsed("name = Företag*"), "name=Företag*");
  EXPECT_EQ(Parsed("value < -2.5"), "value<-2.5");
  EXPECT_EQ(Parsed("project = \"\""), "project=");
}

TEST(FilterTest, BlankLeavesEverything) {
  EXPECT_TRUE(ParseFilter("")->empty());
  EXPECT_TRUE(ParseFilter(" \n")->empty());
  EXPECT_FALSE(ParseFilter("a=1")->empty());
}

TEST(FilterTest, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_EQ(Parsed("kind ="),
            "filter: the end at character 7, wanted a value: a word, or a text in "
            "quotation marks");
  EXPECT_THAT(Parsed("course"), HasSubstr("the end at character 7, wanted =, !="));
  EXPECT_THAT(Parsed("a=1 AND"), HasSubstr("the end at character 8, wanted a column"));
  EXPECT_THAT(Parsed("a=1 OR OR b=2"), HasSubstr("\"OR\" at character 8"));
  EXPECT_THAT(Parsed("(a=1"), HasSubstr("wanted AND, OR or \")\""));
  EXPECT_THAT(Parsed("a=1)"), HasSubstr("\")\" at character 4"));
  EXPECT_THAT(Parsed("a=1 ; b=2"), HasSubstr("\";\" at character 5"));
  EXPECT_THAT(Parsed("a = \"1"), HasSubstr("a quotation mark at the end"));
  EXPECT_THAT(Parsed("= 1"), HasSubstr("wanted a column"));
}

TEST(FilterTest, LimitsHold) {
  std::string many = "a=1";
  for (size_t i = 1; i < kMaxComparisons; ++i) absl::StrAppend(&many, " OR a=1");
  EXPECT_TRUE(ParseFilter(many).ok());
  EXPECT_THAT(Parsed(many + " OR a=1"), HasSubstr("at most 100 comparisons"));
  const std::string deep(kMaxFilterDepth + 1, '(');
  EXPECT_THAT(Parsed(absl::StrCat(deep, "a=1", std::string(deep.size(), ')'))),
              HasSubstr("at most 20 brackets"));
  EXPECT_THAT(Parsed(std::string(kMaxFilterBytes + 1, ' ')), HasSubstr("wanted at most 4000"));
}

}  // namespace
}  // namespace verkan::projections
