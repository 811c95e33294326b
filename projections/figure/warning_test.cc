#include "projections/figure/warning.h"

#include <string>

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

}  // namespace
}  // namespace verkan::projections
