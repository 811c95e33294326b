#include "services/process/health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "eventstore/testing/store_fixture.h"
#include "eventstore/testing/temporary_directory.h"

namespace verkan::services {
namespace {

using testing::HasSubstr;

class HealthTest : public eventstore::StoreFixture {
 protected:
  HealthTest() {
    options_.before_write = [this] { return failure_; };
    Reopen();
    projections_ = *projections::Projections::Open({.path = directory_ / "views"}, store_.get());
    health_ = std::make_unique<Health>(store_.get(), projections_.get());
  }
  ~HealthTest() override {
    health_.reset();
    projections_.reset();
  }

  // Why a part is not well.
  std::string Failure(const std::string& name) {
    health_->Look();
    for (const PartHealth& part : health_->parts()) {
      if (part.name == name) return part.failure;
    }
    return "there is no such part";
  }

  const eventstore::TemporaryDirectory directory_;
  absl::Status failure_;
  std::unique_ptr<projections::Projections> projections_;
  std::unique_ptr<Health> health_;
};

TEST_F(HealthTest, AllIsWell) {
  EXPECT_EQ(Failure("log"), "");
  EXPECT_EQ(Failure("projections"), "");
  EXPECT_TRUE(health_->Serves(""));
}

TEST_F(HealthTest, ALogThatCannotBeWrittenDoesNotTakeFiguresAlong) {
  failure_ = absl::ResourceExhaustedError("no space left");
  ASSERT_FALSE(Append({eventstore::Event("T", "s")}).ok());
  EXPECT_THAT(Failure("log"), HasSubstr("no space left"));
  EXPECT_FALSE(health_->Serves(""));
  EXPECT_FALSE(health_->Serves("verkan.log.v1.LogService"));
  EXPECT_TRUE(health_->Serves("verkan.figure.v1.FigureService"));
}

TEST_F(HealthTest, AProjectionThatStoppedDoesNotTakeTheLogAlong) {
  // A fact that is none: its payload does not decode.
  eventstore::NewEvent poison = eventstore::Event("verkan.event.v1.ActivityHeld", "activity-a");
  poison.payload = "\xff";
  ASSERT_TRUE(Append({poison}).ok());
  const auto waited = projections_->WaitFor(1, absl::Now() + absl::Seconds(10));
  ASSERT_TRUE(absl::IsFailedPrecondition(waited)) << waited;
  EXPECT_TRUE(health_->Look());
  EXPECT_FALSE(health_->Look());
  EXPECT_THAT(Failure("projections"), HasSubstr("facts stopped after position 0"));
  EXPECT_FALSE(health_->Serves(""));
  EXPECT_FALSE(health_->Serves("verkan.report.v1.ReportService"));
  EXPECT_TRUE(health_->Serves("verkan.log.v1.LogService"));
}

}  // namespace
}  // namespace verkan::services
