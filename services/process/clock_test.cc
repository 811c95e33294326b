#include "services/process/clock.h"

#include <string>

#include "eventstore/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace verkan::services {
namespace {

using ::testing::HasSubstr;

class ClockTest : public eventstore::StoreFixture {
 protected:
  absl::Time LastRecorded() {
    EXPECT_TRUE(Append({eventstore::Event("acme.v1.Opened", "case-1")}).ok());
    return absl::FromUnixMicros(now_);
  }
};

TEST_F(ClockTest, ALogIsOftenBehindTheClockAndMayBeADayAhead) {
  EXPECT_EQ(AheadOf(absl::UnixEpoch(), *store_), absl::ZeroDuration()) << "an empty log";
  const absl::Time recorded = LastRecorded();
  EXPECT_EQ(AheadOf(recorded + absl::Hours(1), *store_), absl::ZeroDuration());
  EXPECT_TRUE(CheckClock(recorded - absl::Hours(23), *store_).ok());
}

TEST_F(ClockTest, ALogThatIsMoreThanADayAheadSaysSoAndWhatToDo) {
  const absl::Time now = LastRecorded() - absl::Hours(25);
  EXPECT_GT(AheadOf(now, *store_), absl::Hours(24));
  const absl::Status status = CheckClock(now, *store_);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("at position 1"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("--accept-time-ahead"));
}

}  // namespace
}  // namespace verkan::services
