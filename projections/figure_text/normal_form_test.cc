#include "projections/figure_text/normal_form.h"

#include "gtest/gtest.h"

namespace verkan::projections {
namespace {

TEST(NormalFormTest, LettersAreComposedAndBlanksFolded) {
  EXPECT_EQ(NormalForm("  Region\u00A0 \t Jo\u0308nko\u0308ping\u2009"), "Region Jönköping");
  EXPECT_EQ(NormalForm(" \u00A0"), "");
  EXPECT_EQ(NormalForm("Sida 3"), "Sida 3") << "case stays";
}

TEST(NormalFormTest, NamesAreTheSameWithoutCase) {
  EXPECT_TRUE(SameName("LÄNSSTYRELSEN I ÖREBRO", "länsstyrelsen i  örebro "));
  EXPECT_TRUE(SameName("Straße", "STRASSE"));
  EXPECT_TRUE(SameName("A\u030Angstro\u0308m", "ÅNGSTRÖM"));
  EXPECT_FALSE(SameName("Sofisam", "Sofisam 2"));
  EXPECT_FALSE(SameName("Örebro", "Orebro"));
}

}  // namespace
}  // namespace verkan::projections
