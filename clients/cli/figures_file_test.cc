#include "clients/cli/figures_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/arguments.h"

namespace verkan::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;
using verkan::event::v1::FigureReported;

const FiguresOptions kOptions = {.programme = "p", .source = "s"};

std::vector<ImportRow> Read(const std::string& text, const FiguresOptions& options = kOptions) {
  auto rows = ReadFigures("f.csv", text, options);
  EXPECT_TRUE(rows.ok()) << rows.status();
  std::vector<ImportRow> all;
  for (ImportRow row; rows.ok() && (*rows)->Next(&row); row = ImportRow()) all.push_back(row);
  return all;
}

std::string Error(const std::string& text, const FiguresOptions& options = kOptions) {
  return std::string(ReadFigures("f.csv", text, options).status().message());
}

TEST(FiguresFileTest, EveryCellOfAnIndicatorIsAFigure) {
  const auto rows = Read("region_code;region;a_b;C d\n06;Jönköping;12; ca 3 \n12;Skåne;;\\N\n");
  ASSERT_EQ(rows.size(), 4u);
  const FigureReported& first = rows[0].event.figure_reported();
  EXPECT_EQ(first.indicator_id(), "a-b");
  EXPECT_EQ(first.region_code(), "06");
  EXPECT_EQ(first.project_id(), "p");
  EXPECT_EQ(first.source(), "s");
  EXPECT_EQ(first.text(), "12");
  EXPECT_FALSE(first.has_period());
  EXPECT_EQ(rows[1].event.figure_reported().indicator_id(), "c-d");
  EXPECT_EQ(rows[1].event.figure_reported().text(), " ca 3 ") << "a cell is kept as written";
  EXPECT_FALSE(rows[2].event.figure_reported().field_missing()) << "an empty cell is blank";
  EXPECT_TRUE(rows[3].event.figure_reported().field_missing());
  EXPECT_EQ(rows[3].event.figure_reported().text(), "");
}

TEST(FiguresFileTest, TwoColumnsOfOneIndicatorAreRefused) {
  EXPECT_EQ(Error("region_code;f13-antal;f13_antal\n06;4;40\n"),
            "f.csv:1:23: columns \"f13-antal\" and \"f13_antal\" are both the indicator f13-antal: "
            "leave one out with --skip, or name another with --map");
}

TEST(FiguresFileTest, ARegionTwiceIsRefusedNamingBothRows) {
  const auto rows = Read("region_code;period;a\n06;2019;4\n12;2019;5\n06;2020;6\n6;2019;9\n");
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_TRUE(rows[2].faults.empty()) << "another period";
  ASSERT_EQ(rows[3].faults.size(), 1u);
  EXPECT_EQ(rows[3].faults[0].place.line, 5u);
  EXPECT_EQ(rows[3].faults[0].violation.path, "region_code");
  EXPECT_EQ(rows[3].faults[0].violation.wanted,
            "one row for each; line 2 states its figures already");
}

TEST(FiguresFileTest, AQuotedBackslashNIsText) {
  const auto rows = Read("region_code,a\n06,\"\\N\"\n");
  EXPECT_EQ(rows[0].event.figure_reported().text(), "\\N");
  EXPECT_FALSE(rows[0].event.figure_reported().field_missing());
}

TEST(FiguresFileTest, ColumnsGoBeforeOptions) {
  FiguresOptions options = kOptions;
  options.period = *ParseWhen("2019");
  const auto rows = Read("project_id;source;period;note;a\nq;t;2021..2023;why;1\n;;;;2\n", options);
  const FigureReported& own = rows[0].event.figure_reported();
  EXPECT_EQ(own.project_id(), "q");
  EXPECT_EQ(own.source(), "t");
  EXPECT_EQ(own.period().from(), "2021");
  EXPECT_EQ(own.period().to(), "2023");
  EXPECT_EQ(own.note(), "why");
  const FigureReported& general = rows[1].event.figure_reported();
  EXPECT_EQ(general.project_id(), "p");
  EXPECT_EQ(general.source(), "s");
  EXPECT_EQ(general.period().from(), "2019");
}

TEST(FiguresFileTest, TheOrganisationNumberIsTheSourceWhereNoneIsGiven) {
  FiguresOptions options = kOptions;
  options.source.clear();
  const auto rows = Read("region_code;organisation_number;a\n06;212000-0142;1\n", options);
  EXPECT_EQ(rows[0].event.figure_reported().source(), "212000-0142");
}

TEST(FiguresFileTest, ABrokenOrganisationNumberRefusesAllFiguresOfItsRow) {
  const auto rows =
      Read("region_code;organisation_number;a;b\n06;212000-0143;1;2\n12;212000-0142;3;4\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].facts, 2u);
  ASSERT_EQ(rows[0].faults.size(), 1u);
  EXPECT_EQ(rows[0].faults[0].violation.value, "212000-0143");
  EXPECT_EQ(rows[0].faults[0].place.line, 2);
  EXPECT_EQ(rows[0].faults[0].place.column, 4);
  EXPECT_TRUE(rows[1].faults.empty());
}

TEST(FiguresFileTest, ARowOfAnotherLengthIsRefused) {
  const auto rows = Read("region_code;a\n06;1;2\n12\n14;3\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].faults[0].violation.value, "3 cells");
  EXPECT_EQ(rows[1].faults[0].violation.value, "1 cell");
  EXPECT_TRUE(rows[2].faults.empty());
}

TEST(FiguresFileTest, MappedAndSkippedColumns) {
  FiguresOptions options = kOptions;
  options.indicators = {{"Antal företag", "companies"}};
  options.skipped = {"Kommentar"};
  const auto rows = Read("region_code;Antal företag;Kommentar\n06;1;x\n", options);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].event.figure_reported().indicator_id(), "companies");
}

TEST(FiguresFileTest, APathLeadsToTheCellOfItsColumn) {
  const auto rows = Read("region_code;period;ab\n99;2019;1\n");
  const auto column = [&rows](absl::string_view path) { return rows[0].locate(path).column; };
  EXPECT_EQ(column("event.region_code"), 1);
  EXPECT_EQ(column("event.period.from"), 4);
  EXPECT_EQ(column("event.text"), 9);
  EXPECT_EQ(column("event.source"), 9) << "no such column: the figure itself";
  EXPECT_EQ(rows[0].locate("event.indicator_id").line, 1);
}

TEST(FiguresFileTest, AWrongHeaderIsAnErrorWithItsPlace) {
  EXPECT_THAT(Error("region;a\n"), StartsWith("f.csv:1:1: neither a column region_code"));
  EXPECT_THAT(Error("region_code;;a\n"), StartsWith("f.csv:1:13: a column without a name"));
  EXPECT_THAT(Error("region_code;a;a\n"), StartsWith("f.csv:1:15: a second column \"a\""));
  EXPECT_THAT(Error("region_code;region\n"), HasSubstr("no column of an indicator"));
  EXPECT_THAT(Error(""), HasSubstr("empty"));
  EXPECT_THAT(Error("region_code;a\n06;\"x\n"), StartsWith("f.csv:2:4: the quote"));
  FiguresOptions options = kOptions;
  options.indicators = {{"b", "x"}};
  EXPECT_THAT(Error("region_code;a\n", options), HasSubstr("no column \"b\""));
}

TEST(FiguresFileTest, TheFigureIdFollowsFromTheFigureAndItsText) {
  const auto id = [](const std::string& region, const std::string& text) {
    return Read(absl::StrCat("region_code;ab\n", region, ";", text, "\n"))[0]
        .event.figure_reported()
        .figure_id();
  };
  EXPECT_THAT(id("06", "1"), MatchesRegex("p\\.ab\\.06\\.[0-9a-f]{12}"));
  EXPECT_EQ(id("06", "1"), id("06", "1"));
  EXPECT_NE(id("06", "1"), id("06", "2"));
  EXPECT_NE(id("06", "1"), id("12", "1"));
  EXPECT_NE(id("06", ""), id("06", "\\N"));
  EXPECT_THAT(id("Å9", "1"), MatchesRegex("p\\.ab\\.9\\.[0-9a-f]{12}"));
}

// Excel's habits: each is read where that is safe, or refused by its own name.
TEST(FiguresFileTest, ASeparatorLineNamesTheSeparator) {
  for (const char* text : {"sep=;\nregion_code;a\n06;1\n", "SEP=,\r\nregion_code,a\r\n06,1\r\n",
                           "\"sep=,\"\nregion_code,a\n06,1\n"}) {
    const auto rows = Read(text);
    ASSERT_EQ(rows.size(), 1u) << text;
    EXPECT_EQ(rows[0].event.figure_reported().region_code(), "06");
    EXPECT_EQ(rows[0].place.line, 3);
  }
}

TEST(FiguresFileTest, ATitleAboveTheNamesIsNamed) {
  EXPECT_THAT(
      Error("Tabell 3;;\nregion_code;region;a\n06;x;1\n"),
      StartsWith("f.csv:1:1: a title or an empty line stands above the names of the columns, "
                 "which are in line 2"));
  EXPECT_THAT(Error("Tabell 3\n\nregion_code,region,a\n06,x,1\n"), HasSubstr("in line 3"));
}

TEST(FiguresFileTest, SeparatorsAtTheEndOfLinesMakeNoColumns) {
  for (const char* text : {"region_code;a;;\n06;1;;\n12;2\n", "region_code;a\n06;1;;\n12;2;\n"}) {
    const auto rows = Read(text);
    ASSERT_EQ(rows.size(), 2u) << text;
    EXPECT_TRUE(rows[0].faults.empty() && rows[1].faults.empty()) << text;
  }
  EXPECT_THAT(Error("region_code;a;\n06;1;\n12;2;3\n"),
              StartsWith("f.csv:1:15: a column without a name, in which there are values"));
}

TEST(FiguresFileTest, RowsOfEmptyCellsAreSkippedAndCounted) {
  auto rows = ReadFigures("f.csv", "region_code;region;a\n;;\n06;J;4\n; ;\n;;\n", kOptions);
  ASSERT_TRUE(rows.ok());
  ImportRow row;
  EXPECT_TRUE((*rows)->Next(&row));
  EXPECT_EQ(row.event.figure_reported().text(), "4");
  EXPECT_FALSE((*rows)->Next(&row));
  EXPECT_EQ((*rows)->skipped(), 3u);
}

TEST(FiguresFileTest, ARegionCodeGetsItsZeroBackAndANameIsNoCode) {
  const auto rows = Read("region_code;a\n6;1\nJönköpings län;2\n");
  EXPECT_EQ(rows[0].event.figure_reported().region_code(), "06");
  ASSERT_EQ(rows[1].faults.size(), 1u);
  EXPECT_EQ(rows[1].faults[0].violation.value, "Jönköpings län");
  EXPECT_THAT(rows[1].faults[0].violation.wanted, StartsWith("the region's code"));
}

TEST(FiguresFileTest, ARowThatIsNamedAsASumIsAboutTheWhole) {
  FiguresOptions without = kOptions;
  without.programme.clear();
  for (const char* row : {";Totalt;1", "Summa;;1", "RIKET;;1", ";Hela landet;1"}) {
    const std::string text = absl::StrCat("region_code;region;a\n", row, "\n");
    EXPECT_EQ(Read(text, without)[0].event.figure_reported().region_code(), "00") << row;
    const bool country = absl::StrContains(absl::AsciiStrToLower(text), "riket") ||
                         absl::StrContains(text, "landet");
    EXPECT_EQ(Read(text)[0].event.figure_reported().region_code(), country ? "00" : "") << row;
  }
}

TEST(FiguresFileTest, ASourceMaySayTwoThingsInTwoPlaces) {
  const auto rows = Read("region_code;place;a\n06;p. 1;4\n06;p. 2;5\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_TRUE(rows[1].faults.empty());
  EXPECT_EQ(rows[1].event.figure_reported().place(), "p. 2");
}

TEST(FiguresFileTest, BlanksThatNobodySeesAndLettersTakenApartAreNoOtherName) {
  FiguresOptions options = kOptions;
  options.indicators = {{"Antal företag", "companies"}};
  const auto rows =
      Read("\u200Bregion_code\u00A0;Antal\u00A0fo\u0308retag\n\u00A006;1\u00A0200\n", options);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].event.figure_reported().indicator_id(), "companies");
  EXPECT_EQ(rows[0].event.figure_reported().region_code(), "06");
  EXPECT_EQ(rows[0].event.figure_reported().text(), "1\u00A0200") << "a cell is kept as written";
}

TEST(FiguresFileTest, AForgottenSourceIsOneError) {
  FiguresOptions options = kOptions;
  options.source.clear();
  EXPECT_THAT(Error("region_code;a;b\n06;1;2\n12;3;4\n", options), HasSubstr("--source"));
  const auto rows = Read("region_code;source;a;b\n06;;1;2\n12;x;3;4\n", options);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].faults.size(), 1u);
  EXPECT_EQ(rows[0].facts, 2u);
}

}  // namespace
}  // namespace verkan::cli
