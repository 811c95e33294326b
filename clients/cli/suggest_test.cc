#include "clients/cli/suggest.h"

#include <gtest/gtest.h>

namespace verkan::cli {
namespace {

TEST(SuggestTest, TheNearestNameIsSuggestedAndNothingThatIsFar) {
  const std::vector<std::string> names = {"report", "restore", "import", "log"};
  EXPECT_EQ(Nearest("reprot", names), "report");
  EXPECT_EQ(Nearest("imprt", names), "import");
  EXPECT_EQ(Nearest("lgo", names), "log");
  EXPECT_EQ(Nearest("dance", names), "");
  EXPECT_EQ(Nearest("x", names), "");
  EXPECT_EQ(Nearest("", names), "");
}

}  // namespace
}  // namespace verkan::cli
