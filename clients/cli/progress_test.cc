#include "clients/cli/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace verkan::cli {
namespace {

using ::testing::HasSubstr;

class ProgressTest : public ::testing::Test {
 protected:
  Progress Make(Progress::Style style) {
    return Progress(&stream_, style, "facts", [this] { return now_; });
  }
  std::string Written() {
    std::string text = stream_.str();
    stream_.str("");
    return text;
  }
  std::ostringstream stream_;
  absl::Time now_ = absl::UnixEpoch();
};

TEST_F(ProgressTest, ABarAppearsAfterHalfASecondAndIsTakenOff) {
  Progress progress = Make(Progress::Style::kBar);
  progress.Update(0.1, 10);
  EXPECT_EQ(Written(), "");
  now_ += absl::Seconds(1);
  progress.Update(0.5, 1234);
  EXPECT_EQ(Written(), "\r\x1b[K[###############...............] 50 %  1234 facts  1 s");
  progress.Update(0.6, 1300);
  EXPECT_EQ(Written(), "") << "at most ten times a second";
  progress.Clear();
  EXPECT_EQ(Written(), "\r\x1b[K");
  progress.Clear();
  EXPECT_EQ(Written(), "");
}

TEST_F(ProgressTest, WithoutATerminalThereIsALineEveryFiveSeconds) {
  Progress progress = Make(Progress::Style::kLines);
  now_ += absl::Seconds(4);
  progress.Update(0.2, 1);
  EXPECT_EQ(Written(), "");
  now_ += absl::Seconds(1);
  progress.Update(0.25, 2);
  EXPECT_EQ(Written(), "25 %, 2 facts\n");
  progress.Clear();
  EXPECT_EQ(Written(), "");
}

TEST_F(ProgressTest, QuietSaysNothing) {
  Progress progress = Make(Progress::Style::kNone);
  now_ += absl::Hours(1);
  progress.Update(0.5, 1);
  EXPECT_EQ(Written(), "");
}

}  // namespace
}  // namespace verkan::cli
