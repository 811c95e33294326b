#include "services/rpc/uuid.h"

#include <gtest/gtest.h>

namespace verkan::services {
namespace {

TEST(UuidTest, TextAndBytesGoBothWays) {
  const std::string text = "0192f0c1-7e3a-7bcd-8ef0-123456789abc";
  std::string bytes;
  ASSERT_TRUE(ParseUuid(text, &bytes));
  EXPECT_EQ(bytes.size(), 16u);
  EXPECT_EQ(FormatUuid(bytes), text);
}

TEST(UuidTest, UpperCaseIsTakenAndLowerCaseIsGiven) {
  std::string bytes;
  ASSERT_TRUE(ParseUuid("0192F0C1-7E3A-7BCD-8EF0-123456789ABC", &bytes));
  EXPECT_EQ(FormatUuid(bytes), "0192f0c1-7e3a-7bcd-8ef0-123456789abc");
}

TEST(UuidTest, AnythingElseIsRefused) {
  std::string bytes;
  for (const char* text :
       {"", "x", "0192f0c17e3a7bcd8ef0123456789abc", "0192f0c1-7e3a-7bcd-8ef0-123456789abg",
        "0192f0c1-7e3a-7bcd-8ef0-123456789ab", "0192f0c1-7e3a-7bcd-8ef0-123456789abcd",
        "0192f0c1x7e3a-7bcd-8ef0-123456789abc", "{192f0c1-7e3a-7bcd-8ef0-123456789abc"}) {
    EXPECT_FALSE(ParseUuid(text, &bytes)) << text;
  }
}

}  // namespace
}  // namespace verkan::services
