#include "clients/cli/figure_format.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

namespace verkan::cli {
namespace {

using client::Language;
using figure::v1::Figure;

constexpr Language kEn = Language::kEnglish, kSv = Language::kSwedish;

Figure Parse(const std::string& text) {
  Figure figure;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &figure)) << text;
  return figure;
}

TEST(FigureFormatTest, NumbersAreGroupedByThrees) {
  EXPECT_EQ(FormatDecimal("0", kEn), "0");
  EXPECT_EQ(FormatDecimal("718", kEn), "718");
  EXPECT_EQ(FormatDecimal("1200", kEn), "1 200");
  EXPECT_EQ(FormatDecimal("60000000000", kEn), "60 000 000 000");
  EXPECT_EQ(FormatDecimal("-123456.25", kSv), "-123 456,25");
  EXPECT_EQ(FormatDecimal("2.7", kEn), "2.7");
  EXPECT_EQ(FormatDecimal("2.7", kSv), "2,7");
}

TEST(FigureFormatTest, QualifiersAreWords) {
  const Figure figure = Parse("reading { value: '1200' qualifier: QUALIFIER_MORE_THAN }");
  EXPECT_EQ(FormatReading(figure.reading(), kEn), "more than 1 200");
  EXPECT_EQ(FormatReading(figure.reading(), kSv), "mer än 1 200");
  EXPECT_EQ(
      FormatReading(Parse("reading { value: '3' high: '4' qualifier: QUALIFIER_RANGE }").reading(),
                    kEn),
      "3–4");
}

TEST(FigureFormatTest, AGroupThatStatesNothingIsNotSaid) {
  EXPECT_EQ(FormatGroup(Parse("group: '06' group: ''"), kEn), "06, (not said)");
  EXPECT_EQ(FormatGroup(Parse("group: ''"), kSv), "(inget angivet)");
}

TEST(FigureFormatTest, AGroupIsToldByItsLabelAndANumberBesideIt) {
  EXPECT_EQ(
      FormatGroup(Parse("group: 'course' group: '06' group: 'siru-2' "
                        "group_labels: 'kurs' group_labels: 'Jönköpings län' group_labels: ''"),
                  kSv),
      "kurs, 06 Jönköpings län, siru-2");
}

TEST(FigureFormatTest, ANumberOfAnotherSourceKeepsItsQualifierAndUnit) {
  const Figure figure = Parse(
      "reading { value: '5' contradictions { source: 'B' value: '3' qualifier: QUALIFIER_MORE_THAN "
      "} "
      "contradictions { source: 'C' value: '3' high: '4' qualifier: QUALIFIER_RANGE unit: 'SEK' } "
      "}");
  EXPECT_EQ(FormatDetails(figure, kEn), "  B says more than 3\n  C says 3–4 SEK\n");
}

TEST(FigureFormatTest, AnAbsenceIsNeverANumber) {
  for (int i = verkan::event::v1::Absence_MIN; i <= verkan::event::v1::Absence_MAX; ++i) {
    for (const Language language : {kEn, kSv}) {
      const std::string text = FormatAbsence(static_cast<verkan::event::v1::Absence>(i), language);
      EXPECT_FALSE(text.empty());
      EXPECT_EQ(text.find_first_of("0123456789"), std::string::npos) << text;
    }
  }
  EXPECT_EQ(FormatReading({}, kEn), "no figure");
}

TEST(FigureFormatTest, AFigureShowsUnitScopeTextAndSource) {
  const Figure figure = Parse(
      "reading { value: '51' scope: 'ASF only' } unit: 'enterprises' text: '51, endast asf' "
      "sources: 'national overview'");
  EXPECT_EQ(FormatFigure(figure, kEn),
            "51 enterprises, ASF only, as written \"51, endast asf\" (national overview)");
  EXPECT_EQ(FormatFigure(Parse("reading { absence: ABSENCE_DASH } unit: 'x' text: '-'"), kSv),
            "streck, ordagrant \"-\"");
}

TEST(FigureFormatTest, TheTextIsLeftOutWhereItIsTheNumber) {
  EXPECT_EQ(FormatFigure(Parse("reading { value: '16' } text: '16'"), kEn), "16");
}

TEST(FigureFormatTest, DetailsSayWhatTheFigureRestsOn) {
  const Figure figure = Parse(
      "reading { value: '718' breakdown { name: 'ASF' value: '14' } "
      "contradictions { part: 'ASF' value: '21' source: 'Sofisam' } note: 'why' } "
      "coverage { with_value: 15 expected: 17 in_country: 21 "
      "absences { absence: ABSENCE_BLANK region_codes: '06' } mixed_scopes: '01' conflicts: '12' "
      "at_upper_bound: '22' upper_bound: 202 } warnings: 'careful'");
  EXPECT_EQ(FormatDetails(figure, kEn),
            "  of which ASF 14\n"
            "  Sofisam says ASF 21\n"
            "  why\n"
            "  careful\n");
  EXPECT_EQ(FormatCoverage(figure, kEn),
            "  15 of 17 have a value (21 in the country)\n"
            "  blank: 06\n"
            "  narrower scope: 01\n"
            "  sources disagree: 12\n"
            "  at most possible: 202\n"
            "  at the upper bound: 22\n");
  EXPECT_EQ(FormatDetails({}, kSv), "");
  EXPECT_EQ(FormatCoverage({}, kSv), "");
}

}  // namespace
}  // namespace verkan::cli
