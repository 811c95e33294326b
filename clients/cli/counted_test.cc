#include "clients/cli/counted.h"

#include <gtest/gtest.h>

namespace verkan::cli {
namespace {

using client::Language;

TEST(CountedTest, OneIsSingularAndEveryOtherNumberPlural) {
  EXPECT_EQ(Counted(1, "backups", Language::kEnglish), "1 backup");
  EXPECT_EQ(Counted(0, "backups", Language::kEnglish), "0 backups");
  EXPECT_EQ(Counted(2, "activities", Language::kEnglish), "2 activities");
  EXPECT_EQ(Counted(1, "activities", Language::kSwedish), "1 aktivitet");
  EXPECT_EQ(Counted(21, "activities", Language::kSwedish), "21 aktiviteter");
}

TEST(CountedTest, ANounThatIsNotKnownStaysAsItIs) {
  EXPECT_EQ(Counted(1, "hectares", Language::kSwedish), "1 hectares");
}

}  // namespace
}  // namespace verkan::cli
