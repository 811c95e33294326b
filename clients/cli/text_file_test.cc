#include "clients/cli/text_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace verkan::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Error(std::string bytes) {
  return std::string(ToUtf8Text("f.csv", std::move(bytes)).status().message());
}

TEST(TextFileTest, Utf8IsTakenWithOrWithoutByteOrderMark) {
  EXPECT_EQ(*ToUtf8Text("f", "Jönköping"), "Jönköping");
  EXPECT_EQ(*ToUtf8Text("f", "\xEF\xBB\xBFJönköping"), "Jönköping");
  EXPECT_EQ(*ToUtf8Text("f", ""), "");
  EXPECT_EQ(*ToUtf8Text("f", "\xF0\x9F\x98\x80 \xE2\x82\xAC"), "\xF0\x9F\x98\x80 \xE2\x82\xAC");
}

TEST(TextFileTest, AnotherEncodingIsRefusedWithItsPlaceAndWhatToDo) {
  EXPECT_THAT(Error("a\nåJ\xF6nk\xF6ping\n"),
              AllOf(StartsWith("f.csv:2:3: the byte 0xf6 is not UTF-8"), HasSubstr("iconv")));
  EXPECT_THAT(Error(std::string("\xFF\xFE"
                                "a\0",
                                4)),
              HasSubstr("UTF-16"));
}

TEST(TextFileTest, AWorkbookIsRefusedByName) {
  EXPECT_THAT(Error("PK\x03\x04\x14"),
              AllOf(StartsWith("f.csv is a workbook"), HasSubstr("CSV UTF-8")));
  EXPECT_THAT(Error("\xD0\xCF\x11\xE0\xA1"), StartsWith("f.csv is a workbook"));
}

TEST(TextFileTest, LineEndsThatAreCarriageReturnsAloneAreLineEnds) {
  EXPECT_EQ(*ToUtf8Text("f", "a;b\r1;2\r"), "a;b\n1;2\n");
  EXPECT_EQ(*ToUtf8Text("f", "a;b\r\n1;2\r\n"), "a;b\r\n1;2\r\n");
}

TEST(TextFileTest, IllFormedUtf8IsRefused) {
  for (const char* bytes : {"\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\x80",
                            "\xE0\x80\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80"}) {
    EXPECT_FALSE(ToUtf8Text("f", bytes).ok()) << testing::PrintToString(std::string(bytes));
  }
  EXPECT_FALSE(ToUtf8Text("f", std::string("a\0b", 3)).ok());
}

TEST(TextFileTest, AFileThatCannotBeReadSaysWhy) {
  EXPECT_THAT(std::string(ReadTextFile("/nothing/here").status().message()),
              StartsWith("/nothing/here: No such file"));
  EXPECT_FALSE(ReadTextFile("/").ok());
}

}  // namespace
}  // namespace verkan::cli
