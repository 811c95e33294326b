#include "eventstore/checkpoints.h"

#include <sys/stat.h>

#include <filesystem>

#include "eventstore/testing/store_fixture.h"

namespace verkan::eventstore {
namespace {

namespace fs = std::filesystem;

class CheckpointsTest : public StoreFixture {
 protected:
  CheckpointsTest() {
    std::string name = (fs::temp_directory_path() / "verkan-checkpoints-XXXXXX").string();
    directory_ = mkdtemp(name.data());
  }
  ~CheckpointsTest() override { fs::remove_all(directory_); }

  absl::StatusOr<std::unique_ptr<Checkpoints>> Open() {
    return Checkpoints::Open(store_.get(), directory_);
  }

  std::string directory_;
};

TEST_F(CheckpointsTest, SignsWhatTheLogIs) {
  Given({Event("A", "s"), Event("B", "s"), Event("C", "s")});
  auto checkpoints = *Open();
  auto signed_checkpoint = checkpoints->Sign(0);
  ASSERT_TRUE(signed_checkpoint.ok()) << signed_checkpoint.status();
  auto opened = OpenCheckpoint(signed_checkpoint->note, checkpoints->verifier());
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(opened->origin, store_->origin());
  EXPECT_EQ(opened->size, 3u);
  EXPECT_EQ(opened->root, *store_->Root(3));
}

TEST_F(CheckpointsTest, AnEmptyLogCanBeSignedToo) {
  auto signed_checkpoint = (*Open())->Sign(0);
  ASSERT_TRUE(signed_checkpoint.ok());
  EXPECT_EQ(signed_checkpoint->checkpoint.root, EmptyRoot());
}

TEST_F(CheckpointsTest, SignsAnewOnlyWhereMoreIsAskedFor) {
  Given({Event("A", "s")});
  auto checkpoints = *Open();
  const std::string first = checkpoints->Sign(0)->note;
  EXPECT_EQ(checkpoints->Sign(1)->note, first);
  Given({Event("B", "s")});
  EXPECT_EQ(checkpoints->Sign(1)->note, first);
  EXPECT_EQ(checkpoints->Sign(2)->checkpoint.size, 2u);
  EXPECT_EQ(checkpoints->Sign(3).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(CheckpointsTest, SignsForASizeThatItHasPassed) {
  Given({Event("A", "s"), Event("B", "s"), Event("C", "s")});
  auto checkpoints = *Open();
  const std::string last = checkpoints->Sign(0)->note;
  const auto earlier = checkpoints->SignExactly(2);
  ASSERT_TRUE(earlier.ok()) << earlier.status();
  EXPECT_EQ(OpenCheckpoint(earlier->note, checkpoints->verifier())->root, *store_->Root(2));
  EXPECT_EQ(checkpoints->SignExactly(3)->note, last);
  EXPECT_EQ(checkpoints->Sign(0)->note, last);  // what binds the log is still the last one
  EXPECT_EQ(checkpoints->SignExactly(4).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(CheckpointsTest, KeepsItsKey) {
  const std::string key = (*Open())->verifier().Key();
  EXPECT_EQ((*Open())->verifier().Key(), key);
  struct stat info;
  ASSERT_EQ(stat((directory_ + "/log-key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  chmod((directory_ + "/log-key").c_str(), 0640);
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(CheckpointsTest, ALogThatIsShorterThanItsCheckpointIsNotSignedFor) {
  Given({Event("A", "s"), Event("B", "s")});
  ASSERT_TRUE((*Open())->Sign(0).ok());
  options_.path = "/other/events";
  Reopen();
  Given({Event("A", "s")});
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(CheckpointsTest, ALogWithAnotherHistoryIsNotSignedFor) {
  Given({Event("A", "s"), Event("B", "s")});
  ASSERT_TRUE((*Open())->Sign(0).ok());
  options_.path = "/other/events";
  Reopen();
  Given({Event("A", "s"), Event("X", "s"), Event("Y", "s")});
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(CheckpointsTest, TheKeyOfAnotherLogIsRefused) {
  ASSERT_TRUE(Open().ok());
  options_.path = "/other/events";
  options_.origin = "other.example.se";
  Reopen();
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace verkan::eventstore
