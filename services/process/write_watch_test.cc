#include "services/process/write_watch.h"

#include <gtest/gtest.h>

#include <atomic>

#include "eventstore/testing/store_fixture.h"

namespace verkan::services {
namespace {

class WriteWatchTest : public eventstore::StoreFixture {
 protected:
  // A store whose writes fail with what `failure_` says.
  WriteWatchTest() {
    options_.before_write = [this] {
      eventstore::MutexLock lock(&mutex_);
      return failure_;
    };
    Reopen();
  }

  void SetFailure(absl::Status failure) {
    eventstore::MutexLock lock(&mutex_);
    failure_ = std::move(failure);
  }

  bool Write() { return Append({eventstore::Event("T", "s")}).ok(); }

  template <typename Condition>
  static bool Soon(Condition condition) {
    for (int i = 0; i < 1000 && !condition(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return condition();
  }

  eventstore::Mutex mutex_;
  absl::Status failure_;
  std::atomic<int> changes_{0};
  std::atomic<int> failures_{0};
  WriteWatchHooks hooks_ = {.looked = [] {},
                            .changed = [this] { ++changes_; },
                            .failed = [this](const std::string&) { ++failures_; }};
};

TEST_F(WriteWatchTest, AfterAFullDiskTheLogIsWritableAgainWithoutAnybodyWriting) {
  WriteWatch watch(store_.get(), hooks_);
  EXPECT_TRUE(Write());
  SetFailure(absl::ResourceExhaustedError("no space left"));
  EXPECT_FALSE(Write());
  SetFailure(absl::OkStatus());
  EXPECT_TRUE(Soon([&] { return store_->writable(); }));
  EXPECT_TRUE(Write());
  EXPECT_EQ(failures_, 0);
}

TEST_F(WriteWatchTest, AnyOtherFailureIsToldOnceAndStays) {
  WriteWatch watch(store_.get(), hooks_);
  SetFailure(absl::UnavailableError("input/output error"));
  EXPECT_FALSE(Write());
  SetFailure(absl::OkStatus());
  EXPECT_TRUE(Soon([&] { return failures_ > 0; }));
  std::this_thread::sleep_for(std::chrono::seconds(1));
  EXPECT_EQ(failures_, 1);
  EXPECT_EQ(changes_, 1);
  EXPECT_FALSE(store_->writable());
}

}  // namespace
}  // namespace verkan::services
