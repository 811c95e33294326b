#include "projections/figure/warning.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace verkan::projections {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(WarningTextTest, EveryWarningIsASentenceInBothLanguages) {
  for (int kind = Warning::kBreakdownDiffers; kind <= Warning::kWithoutValue; ++kind) {
    Warning warning{static_cast<Warning::Kind>(kind), {"<a>", "<b>", "<c>"}, {{}, {}}};
    std::string en = WarningText(warning, report::v1::LANGUAGE_EN);
    std::string sv = WarningText(warning, report::v1::LANGUAGE_SV);
    EXPECT_FALSE(en.empty());
    EXPECT_NE(en, sv);
    EXPECT_THAT(en + sv, Not(HasSubstr("$")));
  }
}

TEST(WarningTextTest, OfVeryManyPeriodsTheLatestAreNamed) {
  Warning warning{Warning::kOtherPeriods, {"2021"}};
  for (int year = 1950; year < 2000; ++year) {
    warning.arguments.push_back(absl::StrCat(year));
    warning.readings.emplace_back().set_value("7");
  }
  const std::string text = WarningText(warning, report::v1::LANGUAGE_EN);
  EXPECT_THAT(text, HasSubstr("1976: 7; 1977: 7"));
  EXPECT_THAT(text, HasSubstr("1999: 7; and 26 earlier ones"));
  EXPECT_THAT(text, Not(HasSubstr("1975")));
}

}  // namespace
}  // namespace verkan::projections
