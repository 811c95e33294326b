#include "services/registry/page_tokens.h"

#include "gtest/gtest.h"

namespace verkan::services {
namespace {

TEST(PageTokensTest, ATokenIsOfItsQuestion) {
  const PageTokens tokens;
  const std::string token = tokens.Make("question", {.as_of = 17, .cursor = "0 3 a b"});
  const auto page = tokens.Read("question", token);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->as_of, 17u);
  EXPECT_EQ(page->cursor, "0 3 a b");
  EXPECT_FALSE(tokens.Read("another", token).ok());
  EXPECT_FALSE(tokens.Read("question", "").ok());
  EXPECT_FALSE(tokens.Read("question", "x").ok());
  EXPECT_FALSE(PageTokens().Read("question", token).ok()) << "another server";
}

TEST(PageTokensTest, AChangedTokenIsNone) {
  const PageTokens tokens;
  const std::string token = tokens.Make("question", {.as_of = 17, .cursor = "0 3 "});
  for (size_t i = 0; i + 2 < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(tokens.Read("question", changed).ok()) << i;
  }
}

}  // namespace
}  // namespace verkan::services
