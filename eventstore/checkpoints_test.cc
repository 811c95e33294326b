#include "eventstore/checkpoints.h"

#include <sys/stat.h>

#include <filesystem>
#include <map>

#include "eventstore/files.h"
#include "eventstore/testing/store_fixture.h"
#include "gmock/gmock.h"

namespace verkan::eventstore {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class CheckpointsTest : public StoreFixture {
 protected:
  CheckpointsTest() {
    std::string name = (fs::temp_directory_path() / "verkan-checkpoints-XXXXXX").string();
    directory_ = mkdtemp(name.data());
  }
  ~CheckpointsTest() override { fs::remove_all(directory_); }

  absl::StatusOr<std::unique_ptr<Checkpoints>> Open(NewKey new_key = NewKey::kForNewLog) {
    return Checkpoints::Open(store_.get(), directory_, new_key);
  }

  // A log with two records, signed for, and nobody who has it open.
  void GivenASignedLog() {
    ASSERT_TRUE(Open().ok());
    Given({Event("A", "s"), Event("B", "s")});
    key_ = (*Open())->verifier().Key();
    note_ = (*Open())->Sign(0)->note;
  }

  std::string File(const std::string& name) const { return directory_ + "/" + name; }

  // Everything in the directory, by name.
  std::map<std::string, std::string> Files() const {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::directory_iterator(directory_)) {
      files[entry.path().filename().string()] = **ReadFile(entry.path().string());
    }
    return files;
  }

  // Both ways of asking refuse, name the file and the way out, and change nothing.
  void ExpectRefused(absl::string_view what) {
    const auto before = Files();
    const absl::Status opened = Open().status();
    for (const absl::Status& status : {Checkpoints::CheckFiles(directory_), opened}) {
      EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
      EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(what)));
      EXPECT_THAT(std::string(status.message()), HasSubstr("--new-log-key"));
    }
    EXPECT_EQ(Files(), before);
  }

  std::string directory_, key_, note_;
};

TEST_F(CheckpointsTest, SignsWhatTheLogIs) {
  auto checkpoints = *Open();
  Given({Event("A", "s"), Event("B", "s"), Event("C", "s")});
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
  auto checkpoints = *Open();
  Given({Event("A", "s")});
  const std::string first = checkpoints->Sign(0)->note;
  EXPECT_EQ(checkpoints->Sign(1)->note, first);
  Given({Event("B", "s")});
  EXPECT_EQ(checkpoints->Sign(1)->note, first);
  EXPECT_EQ(checkpoints->Sign(2)->checkpoint.size, 2u);
  EXPECT_EQ(checkpoints->Sign(3).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(CheckpointsTest, SignsForASizeThatItHasPassed) {
  auto checkpoints = *Open();
  Given({Event("A", "s"), Event("B", "s"), Event("C", "s")});
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
  GivenASignedLog();
  options_.path = "/other/events";
  Reopen();
  Given({Event("A", "s")});
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(CheckpointsTest, ALogWithAnotherHistoryIsNotSignedFor) {
  GivenASignedLog();
  options_.path = "/other/events";
  Reopen();
  Given({Event("A", "s"), Event("X", "s"), Event("Y", "s")});
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(CheckpointsTest, ALostKeyIsRefusedAndNothingIsWrittenUntilItIsBack) {
  GivenASignedLog();
  fs::rename(File("log-key"), File("safe"));
  ExpectRefused("log-key is missing, but the log is not new");
  fs::remove(File("checkpoint"));  // as after a restore
  EXPECT_EQ(Open().status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(fs::exists(File("log-key")));
  fs::rename(File("safe"), File("log-key"));
  EXPECT_EQ((*Open())->verifier().Key(), key_);
}

TEST_F(CheckpointsTest, ADamagedKeyAndAKeyThatDidNotSignAreRefused) {
  GivenASignedLog();
  const std::string right = **ReadFile(File("log-key"));
  std::string damaged = right;
  damaged[damaged.size() - 10] ^= 1;
  ASSERT_TRUE(WriteFile(File("log-key"), damaged, kSecretFile).ok());
  ExpectRefused("log-key: ");
  ASSERT_TRUE(
      WriteFile(File("log-key"), Signer::Generate("verkan")->Key() + "\n", kSecretFile).ok());
  ExpectRefused("checkpoint is not what the key in ");
  ASSERT_TRUE(WriteFile(File("log-key"), right, kSecretFile).ok());
  EXPECT_EQ((*Open())->Last().note, note_);
}

TEST_F(CheckpointsTest, ANewKeyIsMadeOnlyWhenAskedForAndTheOldCheckpointIsKept) {
  GivenASignedLog();
  EXPECT_EQ((*Open(NewKey::kIfLost))->verifier().Key(), key_) << "it was not lost";
  EXPECT_EQ((*Open(NewKey::kIfLost))->notice(), "");
  fs::remove(File("log-key"));
  const auto checkpoints = *Open(NewKey::kIfLost);
  const std::string key = checkpoints->verifier().Key();
  EXPECT_NE(key, key_);
  EXPECT_THAT(checkpoints->notice(), HasSubstr(key));
  EXPECT_EQ(checkpoints->Last().checkpoint.size, 2u) << "the new key binds the log as well";
  bool kept = false;
  for (const auto& [name, content] : Files()) {
    kept = kept || (name.rfind("checkpoint.before-", 0) == 0 && content == note_);
  }
  EXPECT_TRUE(kept);
  EXPECT_EQ((*Open())->verifier().Key(), key);
}

TEST_F(CheckpointsTest, ANewKeyDoesNotSignForALogThatLostWhatWasSigned) {
  GivenASignedLog();
  fs::remove(File("log-key"));
  options_.path = "/other/events";
  Reopen();
  Given({Event("A", "s")});
  EXPECT_EQ(Open(NewKey::kIfLost).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_FALSE(fs::exists(File("log-key")));
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
