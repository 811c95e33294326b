#include "projections/report/layout.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace verkan::projections {
namespace {

using ::testing::ElementsAre;

TEST(LayoutTest, WidthCountsCharactersAndNotBytes) {
  EXPECT_EQ(Width("Jönköping"), 9u);
  EXPECT_EQ(Pad("Östra", 7), "Östra  ");
  EXPECT_EQ(Pad("Östra", 3), "Östra");
}

TEST(LayoutTest, ShortenedTextSaysThatItIsShortened) {
  EXPECT_EQ(Shorten("åäö", 3), "åäö");
  EXPECT_EQ(Shorten("åäöé", 3), "åä…");
}

TEST(LayoutTest, LinesBreakAtSpacesAndNeverAtNoBreakSpaces) {
  EXPECT_THAT(Wrap("en två tre", 6), ElementsAre("en två", "tre"));
  EXPECT_THAT(Wrap("mer än 1\u00A0200", 8), ElementsAre("mer än", "1\u00A0200"));
  EXPECT_THAT(Wrap("", 8), ElementsAre(""));
}

TEST(LayoutTest, AWordThatIsTooLongIsCut) {
  EXPECT_THAT(Wrap("a åååååå b", 4), ElementsAre("a", "åååå", "åå b"));
}

TEST(LayoutTest, LaterLinesHangUnderTheFirst) {
  EXPECT_EQ(Hang("  – ", "en två tre", 10), "  – en två\n    tre\n");
}

}  // namespace
}  // namespace verkan::projections
