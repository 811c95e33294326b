#include "services/process/data_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "eventstore/testing/temporary_directory.h"

namespace verkan::services {
namespace {

TEST(DataLockTest, ASecondLockIsRefusedAndNamesTheProcess) {
  const eventstore::TemporaryDirectory directory;
  DataLock first, second;
  ASSERT_TRUE(first.Take(directory / "").ok());
  const absl::Status refused = second.Take(directory / "");
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()),
              testing::HasSubstr(absl::StrCat("process ", ::getpid())));
}

TEST(DataLockTest, ALockThatEndedCanBeTakenAgain) {
  const eventstore::TemporaryDirectory directory;
  { EXPECT_TRUE(DataLock().Take(directory / "").ok()); }
  EXPECT_TRUE(DataLock().Take(directory / "").ok());
}

TEST(DataLockTest, AMissingDirectoryIsNamed) {
  const absl::Status refused = DataLock().Take("/nonexistent/data");
  EXPECT_THAT(std::string(refused.message()), testing::HasSubstr("/nonexistent/data/verkand.lock"));
}

}  // namespace
}  // namespace verkan::services
