#include "projections/figure_text/format.h"

#include "gtest/gtest.h"
#include "projections/figure_text/figure_text.h"

namespace verkan::projections {
namespace {

std::string Swedish(absl::string_view text) {
  return FormatFigure(ReadFigureText(text).value(), report::v1::LANGUAGE_SV);
}

std::string English(absl::string_view text) {
  return FormatFigure(ReadFigureText(text).value(), report::v1::LANGUAGE_EN);
}

TEST(FormatTest, NumbersHaveGroupsOfThree) {
  EXPECT_EQ(Swedish("12"), "12");
  EXPECT_EQ(Swedish("1200"), "1\u00A0200");
  EXPECT_EQ(English("1234567,5"), "1\u00A0234\u00A0567.5");
  EXPECT_EQ(Swedish("1234567,5"), "1\u00A0234\u00A0567,5");
  EXPECT_EQ(Swedish("123456"), "123\u00A0456");
}

TEST(FormatTest, QualifiersAreWords) {
  EXPECT_EQ(Swedish("Över 1200"), "mer än 1\u00A0200");
  EXPECT_EQ(English("Över 1200"), "more than 1\u00A0200");
  EXPECT_EQ(English("ett hundratal"), "about 100");
  EXPECT_EQ(Swedish("minst en"), "minst 1");
  EXPECT_EQ(English("högst 5"), "at most 5");
  EXPECT_EQ(Swedish("3-4"), "3–4");
}

TEST(FormatTest, MoneyHasItsUnit) {
  EXPECT_EQ(Swedish("2500:-"), "2\u00A0500\u00A0kr");
  EXPECT_EQ(English(">60 Mdkr"), "more than 60\u00A0000\u00A0000\u00A0000\u00A0SEK");
}

TEST(FormatTest, AbsencesAreWords) {
  EXPECT_EQ(Swedish("ej angett"), "ej angett");
  EXPECT_EQ(English("ej angett"), "not stated");
  EXPECT_EQ(English("-"), "dash");
  EXPECT_EQ(Swedish(""), "tomt");
  EXPECT_EQ(FormatFigure({}, report::v1::LANGUAGE_EN), "");
  for (int absence = 1; absence <= event::v1::Absence_MAX; ++absence) {
    const auto named = static_cast<event::v1::Absence>(absence);
    EXPECT_NE(FormatAbsence(named, report::v1::LANGUAGE_SV), "");
    EXPECT_NE(FormatAbsence(named, report::v1::LANGUAGE_EN), "");
  }
}

TEST(FormatTest, NotesOfTheReaderAreTranslated) {
  const auto note = ReadFigureText("Borås stad, Tranemo kommun.").value().note();
  EXPECT_EQ(FormatNote(note, report::v1::LANGUAGE_SV),
            "två kommuner namnges i stället för ett antal");
  EXPECT_EQ(FormatNote("som skrivet", report::v1::LANGUAGE_EN), "som skrivet");
}

}  // namespace
}  // namespace verkan::projections
