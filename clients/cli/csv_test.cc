#include "clients/cli/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace verkan::cli {
namespace {

using ::testing::ElementsAre;

// Every record as "[cell][cell]"; an error as "line:column error".
std::vector<std::string> Read(absl::string_view text, char separator = ';') {
  CsvReader reader(text, separator);
  std::vector<std::string> records;
  std::vector<Cell> record;
  while (reader.Next(&record)) {
    std::string line;
    for (const Cell& cell : record) absl::StrAppend(&line, "[", cell.text, "]");
    records.push_back(line);
  }
  if (!reader.error().empty()) {
    records.push_back(absl::StrCat(reader.error_place().line, ":", reader.error_place().column, " ",
                                   reader.error()));
  }
  return records;
}

// Where every cell stands, as "line:column".
std::vector<std::string> Places(absl::string_view text) {
  CsvReader reader(text, ';');
  std::vector<std::string> places;
  std::vector<Cell> record;
  while (reader.Next(&record)) {
    for (const Cell& cell : record) {
      places.push_back(absl::StrCat(cell.place.line, ":", cell.place.column));
    }
  }
  return places;
}

TEST(CsvTest, RecordsEndAtLineFeedsWithOrWithoutCarriageReturn) {
  EXPECT_THAT(Read("a;b\r\nc;d\ne;f"), ElementsAre("[a][b]", "[c][d]", "[e][f]"));
}

TEST(CsvTest, EmptyCellsAreCellsAndEmptyLinesAreNoRecords) {
  EXPECT_THAT(Read(";;\n\n\r\na;\n\n"), ElementsAre("[][][]", "[a][]"));
}

TEST(CsvTest, QuotedCellsHoldSeparatorsQuotesAndLines) {
  EXPECT_THAT(Read("\"a;b\";\"c\"\"d\";\"e\r\nf\"\ng;h;i"),
              ElementsAre("[a;b][c\"d][e\r\nf]", "[g][h][i]"));
}

TEST(CsvTest, AQuoteInsideAnUnquotedCellIsText) {
  EXPECT_THAT(Read("5\" rör;x"), ElementsAre("[5\" rör][x]"));
}

TEST(CsvTest, QuotedIsToldFromUnquoted) {
  CsvReader reader("\"\\N\";\\N", ';');
  std::vector<Cell> record;
  ASSERT_TRUE(reader.Next(&record));
  EXPECT_TRUE(record[0].quoted);
  EXPECT_FALSE(record[1].quoted);
}

TEST(CsvTest, PlacesCountCharactersNotBytes) {
  EXPECT_THAT(Places("å;ö;x\n\"é\nä\";y"), ElementsAre("1:1", "1:3", "1:5", "2:1", "3:4"));
}

TEST(CsvTest, ErrorsNameTheirPlace) {
  EXPECT_THAT(Read("a;\"b\nc"), ElementsAre("1:3 the quote that opens here is never closed"));
  EXPECT_THAT(Read("a;b\n\"c\"d;e"),
              ElementsAre("[a][b]",
                          "2:4 text follows the closing quote; write \"\" for a quote inside a "
                          "quoted cell"));
}

TEST(CsvTest, TheSeparatorIsWhatTheFirstRecordHasMostOf) {
  EXPECT_EQ(SniffSeparator("region_code;a, b;c\n1,2,3,4,5,6"), ';');
  EXPECT_EQ(SniffSeparator("a,b,c\n"), ',');
  EXPECT_EQ(SniffSeparator("a\tb\n"), '\t');
  EXPECT_EQ(SniffSeparator("\"a,b,c,d\";e\n"), ';');
  EXPECT_EQ(SniffSeparator("alone"), ';');
}

TEST(CsvTest, ACarriageReturnAloneInTheMiddleOfALineIsNamed) {
  CsvReader reader("a;b\r1;2\n3;4\n", ';');
  std::vector<Cell> record;
  while (reader.Next(&record)) {
  }
  EXPECT_NE(reader.error().find("CR alone"), std::string::npos);
  EXPECT_EQ(reader.error_place().line, 1);
  EXPECT_EQ(reader.error_place().column, 4);
}

}  // namespace
}  // namespace verkan::cli
