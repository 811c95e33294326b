#include "projections/view_store.h"

#include <filesystem>
#include <string>

#include "gtest/gtest.h"
#include "projections/activity/activity_facts.h"
#include "projections/testing/test_log.h"

namespace verkan::projections {
namespace {

using event::v1::ActivityCorrected;
using event::v1::ActivityHeld;

class ViewStoreTest : public ::testing::Test {
 protected:
  ViewStoreTest()
      : path_((std::filesystem::path(::testing::TempDir()) /
               absl::StrCat("views-", reinterpret_cast<uintptr_t>(this)))
                  .string()) {
    Reopen(/*fresh=*/true);
  }
  ~ViewStoreTest() override {
    store_.reset();
    std::filesystem::remove_all(path_);
  }

  void Reopen(bool fresh = false) {
    store_.reset();
    store_ = *ViewStore::Open(path_, fresh);
  }
  absl::Status Commit() { return store_->Commit("log", log_.head(), &log_.facts()); }
  void Held(int number) {
    log_.Add<ActivityHeld>(
        absl::StrCat("activity_id: 'a-", number, "' details { kind: ACTIVITY_KIND_COURSE }"));
  }

  const std::string path_;
  std::unique_ptr<ViewStore> store_;
  TestLog log_;
};

TEST_F(ViewStoreTest, ANewDatabaseReflectsNothing) {
  Facts facts;
  EXPECT_EQ(*store_->Load("log", &facts), 0u);
}

TEST_F(ViewStoreTest, LoadsWhatWasCommittedAndNoMore) {
  Held(1);
  ASSERT_TRUE(Commit().ok());
  Held(2);
  log_.Add<ActivityCorrected>("activity_id: 'a-1' details { kind: ACTIVITY_KIND_SEMINAR }");
  ASSERT_TRUE(Commit().ok());
  std::string digest = log_.facts().Digest();
  Held(3);
  Reopen();
  Facts facts;
  EXPECT_EQ(*store_->Load("log", &facts), 3u);
  EXPECT_EQ(facts.Digest(), digest);
}

TEST_F(ViewStoreTest, RowsThatAreClosedAndOpenedAgainAreLoadedAsTheyAre) {
  Held(1);
  ASSERT_TRUE(Commit().ok());
  Position corrected =
      log_.Add<ActivityCorrected>("activity_id: 'a-1' details { kind: ACTIVITY_KIND_SEMINAR }");
  ASSERT_TRUE(Commit().ok());
  log_.Void(corrected);
  ASSERT_TRUE(Commit().ok());
  Reopen();
  Facts facts;
  ASSERT_TRUE(store_->Load("log", &facts).ok());
  EXPECT_EQ(facts.Digest(), log_.facts().Digest());
  EXPECT_EQ(facts[kActivities].AsOf(kNow, "a-1").size(), 1u);
}

TEST_F(ViewStoreTest, AnotherLogIsRefused) {
  Held(1);
  ASSERT_TRUE(Commit().ok());
  Facts facts;
  EXPECT_EQ(store_->Load("another", &facts).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ViewStoreTest, ADatabaseInUseIsNotTakenForADamagedOne) {
  EXPECT_EQ(ViewStore::Open(path_, /*fresh=*/false).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(ViewStoreTest, AFreshDatabaseForgetsWhatWasThere) {
  Held(1);
  ASSERT_TRUE(Commit().ok());
  Reopen(/*fresh=*/true);
  Facts facts;
  EXPECT_EQ(*store_->Load("log", &facts), 0u);
}

}  // namespace
}  // namespace verkan::projections
