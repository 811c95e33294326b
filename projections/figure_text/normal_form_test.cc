#include "projections/figure_text/normal_form.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace verkan::projections {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

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

TEST(NormalFormTest, AnOrganisationNumberIsItsTenDigits) {
  for (const char* written : {"2120000142", "212000-0142", "162120000142", "16212000-0142",
                              "SE212000014201", "se212000-014201"}) {
    EXPECT_EQ(OrganisationDigits(written), "2120000142") << written;
    EXPECT_EQ(SourceKey(written), "2120000142");
  }
  for (const char* none : {"212000-0143", "811218-9876", "21200001-42", "172120000142", "SE",
                           "SE01", "", "2120000142x", "212000+0142"}) {
    EXPECT_EQ(OrganisationDigits(none), "") << none;
  }
  EXPECT_EQ(SourceKey("Region  A"), "region a");
}

TEST(NameWordsTest, WordsAreComparedWithoutCaseAndSigns) {
  EXPECT_THAT(NameWords("Region Jönköpings län"), ElementsAre("region", "jönköpings", "län"));
  EXPECT_THAT(NameWords("Företag & Co. (AB)"), ElementsAre("företag", "co", "ab"));
  EXPECT_THAT(NameWords("A\u030angstro\u0308m"), ElementsAre("ångström")) << "decomposed letters";
  EXPECT_THAT(NameWords(" – "), IsEmpty());
}

TEST(NameWordsTest, ANumberIsOneWord) {
  EXPECT_THAT(NameWords("212000-0142"), ElementsAre("2120000142"));
  EXPECT_THAT(NameWords("08-123 45"), ElementsAre("08123", "45"));
  EXPECT_THAT(NameWords("Siru 2.0 2021-2023"), ElementsAre("siru", "20", "20212023"));
  EXPECT_THAT(NameWords("12-a"), ElementsAre("12", "a"));
}

}  // namespace
}  // namespace verkan::projections
