#include "projections/figure/choice.h"

#include "gtest/gtest.h"
#include "projections/testing/test_log.h"

namespace verkan::projections {
namespace {

using event::v1::FigureReading;

TEST(ChooseFigureTest, WhatAnotherSourceSaysKeepsItsQualifierUnitAndSource) {
  const auto reported = [](const char* source, const char* reading, Position position) {
    return Reported{.region = "06",
                    .source = source,
                    .reading = Make<FigureReading>(reading),
                    .position = position};
  };
  const ToldFigure told = ChooseFigure(
      {reported("A", "value: '5'", 3), reported("B", "value: '5' qualifier: QUALIFIER_AT_LEAST", 2),
       reported("C", "value: '5' high: '8' qualifier: QUALIFIER_RANGE", 1)},
      {});
  ASSERT_EQ(told.warnings.size(), 1u);
  EXPECT_EQ(WarningText(told.warnings[0], report::v1::LANGUAGE_EN),
            "sources differ for 06: 5 (A) is taken; B: at least 5, C: 5–8");
  EXPECT_EQ(WarningText(told.warnings[0], report::v1::LANGUAGE_SV),
            "uppgifterna skiljer sig åt för 06: 5 (A) gäller; B: minst 5, C: 5–8");
}

}  // namespace
}  // namespace verkan::projections
