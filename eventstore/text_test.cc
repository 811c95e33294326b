#include "eventstore/text.h"

#include <string>

#include "gtest/gtest.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kLong = 300;

TEST(TextTest, NamesOfPeopleAndPlacesAreNames) {
  for (const char* name :
       {"case-1", "Örebro kommun", "Zoë – łódź", "日本", "👍🏽", "❤️", "a b"}) {
    EXPECT_TRUE(IsName(name, kLong)) << name;
    EXPECT_EQ(Escaped(name), name);
  }
}

// Each is told apart only by what a terminal or an editor makes of it.
TEST(TextTest, HiddenCharactersMakeNoName) {
  const struct {
    const char* name;
    const char* shown;
  } kCases[] = {
      {"a\nb", "a\\u000ab"},
      {"a\x7f", "a\\u007f"},
      {"esc-\u009b31mROD", "esc-\\u009b31mROD"},
      {"nel-a\u0085b", "nel-a\\u0085b"},
      {"ls-a\u2028b", "ls-a\\u2028b"},
      {"ps-a\u2029b", "ps-a\\u2029b"},
      {"rlo-\u202egnp.exe", "rlo-\\u202egnp.exe"},
      {"lrm\u200e", "lrm\\u200e"},
      {"iso\u2066", "iso\\u2066"},
      {"alm\u061c", "alm\\u061c"},
      {"no\u200bwidth", "no\\u200bwidth"},
      {"zwj\u200d", "zwj\\u200d"},
      {"word\u2060joiner", "word\\u2060joiner"},
      {"\ufeff"
       "bom",
       "\\ufeffbom"},
      {"soft\u00adhyphen", "soft\\u00adhyphen"},
      {"tag\U000e0041", "tag\\udb40\\udc41"},
  };
  for (const auto& [name, shown] : kCases) {
    EXPECT_FALSE(IsName(name, kLong)) << shown;
    EXPECT_EQ(Escaped(name), shown);
  }
}

TEST(TextTest, WhatALogMayHaveFromEarlierCanBeLookedFor) {
  EXPECT_TRUE(IsKnownName("esc-\u009b31mROD", kLong));
  EXPECT_TRUE(IsKnownName("rlo-\u202egnp.exe", kLong));
  EXPECT_FALSE(IsKnownName("a\nb", kLong));
  EXPECT_FALSE(IsKnownName("a\xff", kLong));
  EXPECT_FALSE(IsKnownName("", kLong));
}

TEST(TextTest, LengthCountsBytes) {
  EXPECT_FALSE(IsName("", 4));
  EXPECT_TRUE(IsName("öö", 4));
  EXPECT_FALSE(IsName("ööa", 4));
}

TEST(TextTest, WhatIsAllowedStays) {
  EXPECT_TRUE(IsVisible("a\n\tb", "\n\t"));
  EXPECT_FALSE(IsVisible("a\rb", "\n\t"));
  EXPECT_EQ(Escaped("a\n\x1b[31m", "\n"), "a\n\\u001b[31m");
}

TEST(TextTest, BytesThatAreNotUtf8AreShownOneByOne) {
  for (const char* bytes : {"\xff", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                            "\xf8\x88\x80\x80\x80", "\xc3", "\xe2\x82", "\x80"}) {
    EXPECT_FALSE(IsUtf8(bytes));
    EXPECT_FALSE(IsName(bytes, kLong));
    EXPECT_EQ(Escaped(bytes).find_first_not_of("\\x0123456789abcdef"), std::string::npos);
  }
  EXPECT_EQ(Escaped("a\xff\u00e5"), "a\\xffå");
}

}  // namespace
}  // namespace verkan::eventstore
