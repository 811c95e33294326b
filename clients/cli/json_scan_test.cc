#include "clients/cli/json_scan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace verkan::cli {
namespace {

using ::testing::HasSubstr;

struct WrongCase {
  std::string text;
  size_t offset;
  std::string wanted;
};

TEST(JsonScanTest, EveryKindOfValueIsScannedWithItsPlace) {
  JsonValue value;
  JsonFault fault;
  ASSERT_TRUE(ScanJson(R"( {"a": [1, -2.5e+3, true], "b": null, "c": "x"} )", &value, &fault));
  ASSERT_EQ(value.members.size(), 3u);
  EXPECT_EQ(value.offset, 1u);
  EXPECT_EQ(value.members[0].key, "a");
  EXPECT_EQ(value.members[0].key_offset, 2u);
  ASSERT_EQ(value.members[0].value.items.size(), 3u);
  EXPECT_EQ(value.members[0].value.items[1].text, "-2.5e+3");
  EXPECT_EQ(value.members[0].value.items[1].offset, 11u);
  EXPECT_EQ(value.members[1].value.kind, JsonValue::Kind::kNull);
  EXPECT_EQ(value.members[2].value.text, "x");
}

TEST(JsonScanTest, EscapesAreResolved) {
  JsonValue value;
  JsonFault fault;
  ASSERT_TRUE(ScanJson(R"("\"\\\/\b\f\n\r\t\u00e5\ud83d\ude00")", &value, &fault));
  EXPECT_EQ(value.text, "\"\\/\b\f\n\r\tå\xF0\x9F\x98\x80");
}

TEST(JsonScanTest, AFaultNamesItsPlaceAndWhatWasWanted) {
  for (const WrongCase& wrong : std::initializer_list<WrongCase>{
           {"", 0, "a value"},
           {"{", 1, "a key"},
           {"{\"a\"}", 4, "':'"},
           {"{\"a\":1 \"b\"", 7, "','"},
           {"{\"a\":1,}", 7, "a key"},
           {"[1,2", 4, "',' or ']'"},
           {"[01]", 2, "',' or ']'"},
           {"-", 1, "a digit"},
           {"1.x", 2, "a digit"},
           {"\"abc", 0, "closing"},
           {"\"a\nb\"", 2, "control"},
           {"\"\\x\"", 2, "\\uXXXX"},
           {"\"\\ud800\"", 7, "low surrogate"},
           {"tru", 0, "a value"},
           {"1 2", 2, "nothing after"},
       }) {
    JsonValue value;
    JsonFault fault;
    EXPECT_FALSE(ScanJson(wrong.text, &value, &fault)) << wrong.text;
    EXPECT_EQ(fault.offset, wrong.offset) << wrong.text;
    EXPECT_THAT(fault.wanted, HasSubstr(wrong.wanted)) << wrong.text;
  }
}

TEST(JsonScanTest, DepthIsBounded) {
  JsonValue value;
  JsonFault fault;
  EXPECT_TRUE(ScanJson(std::string(100, '[') + std::string(100, ']'), &value, &fault));
  EXPECT_FALSE(ScanJson(std::string(100000, '['), &value, &fault));
  EXPECT_THAT(fault.wanted, HasSubstr("at most 100"));
}

}  // namespace
}  // namespace verkan::cli
