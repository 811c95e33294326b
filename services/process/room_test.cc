#include "services/process/room.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verkan::services {
namespace {

TEST(RoomTest, AFullDiskIsSaidFirst) {
  const absl::Status said = ExplainFullDisk(
      absl::FailedPreconditionError("cannot write /tmp/x: No space left on device"), "/tmp");
  EXPECT_TRUE(absl::IsResourceExhausted(said)) << said;
  EXPECT_THAT(std::string(said.message()), testing::StartsWith("no space left on /tmp ("));
  EXPECT_THAT(std::string(said.message()), testing::HasSubstr("cannot write /tmp/x"));
}

TEST(RoomTest, AnythingElseStaysAsItIs) {
  EXPECT_TRUE(ExplainFullDisk(absl::OkStatus(), "/tmp").ok());
  const absl::Status damaged = absl::DataLossError("a bit was flipped");
  EXPECT_EQ(ExplainFullDisk(damaged, "/tmp"), damaged);
}

}  // namespace
}  // namespace verkan::services
