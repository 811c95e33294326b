#include "services/process/ending.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

namespace verkan::services {
namespace {

TEST(EndingTest, AProcessThatIsToldToEndsWell) {
  Ending ending;
  kill(getpid(), SIGTERM);
  EXPECT_TRUE(ending.Wait().ok());
  kill(getpid(), SIGINT);
  EXPECT_TRUE(ending.Wait().ok());
}

TEST(EndingTest, TheFirstReasonOfAFailureCounts) {
  Ending ending;
  std::thread other([&] {
    ending.Fail("the disk is broken");
    ending.Fail("and so is everything else");
  });
  const absl::Status status = ending.Wait();
  other.join();
  alarm(0);
  EXPECT_EQ(status.message(), "the disk is broken");
}

}  // namespace
}  // namespace verkan::services
