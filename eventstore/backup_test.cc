#include "eventstore/backup.h"

#include <gmock/gmock.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "absl/strings/str_cat.h"
#include "eventstore/testing/store_fixture.h"
#include "eventstore/testing/temporary_directory.h"

namespace verkan::eventstore {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

bool GoOn(BackupPhase, Position, Position) { return true; }

std::vector<fs::path> FilesUnder(const std::string& directory) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file() && entry.file_size() > 0) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

uint64_t BytesUnder(const std::string& directory) {
  uint64_t bytes = 0;
  for (const fs::path& file : FilesUnder(directory)) bytes += fs::file_size(file);
  return bytes;
}

void FlipBit(const fs::path& path, uint64_t bit) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(bit / 8);
  const char byte = static_cast<char>(file.get() ^ (1 << bit % 8));
  file.seekp(bit / 8);
  file.put(byte);
}

class BackupTest : public StoreFixture {
 protected:
  BackupTest() {
    options_.path = data_ / "events";
    options_.file_system = nullptr;
    Reopen();
    OpenCheckpoints();
  }

  ~BackupTest() override {
    checkpoints_.reset();
    store_.reset();  // before its directory goes
  }

  void OpenCheckpoints() {
    auto checkpoints = Checkpoints::Open(store_.get(), data_ / "");
    ASSERT_TRUE(checkpoints.ok()) << checkpoints.status();
    checkpoints_ = *std::move(checkpoints);
  }

  void GivenEvents(int count) {
    std::vector<NewEvent> events;
    for (int i = 0; i < count; ++i) {
      events.push_back(Event("acme.v1.Happened", absl::StrCat("case-", i % 50),
                             {absl::StrCat("region:", i % 21)}, std::string(200, 'a' + i % 26)));
    }
    ASSERT_TRUE(Append(std::move(events)).ok());
  }

  absl::StatusOr<Backup> Create() {
    return CreateBackup(*store_, checkpoints_.get(), {.directory = backups_}, GoOn);
  }

  absl::StatusOr<Backup> Restore(const std::string& to, uint32_t id = 0) {
    return RestoreBackup({.directory = backups_, .id = id}, to, GoOn);
  }

  TemporaryDirectory data_, place_;
  const std::string backups_ = place_ / "backups";
  std::unique_ptr<Checkpoints> checkpoints_;
};

TEST_F(BackupTest, HoldsAllRecordsAndTheirCheckpoint) {
  GivenEvents(1000);
  const auto backup = Create();
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_EQ(backup->id, 1u);
  EXPECT_EQ(backup->checkpoint.size, 1000u);
  EXPECT_EQ(backup->checkpoint.root, *store_->Root(1000));
  EXPECT_TRUE(OpenCheckpoint(backup->note, checkpoints_->verifier()).ok());
  const auto verified = VerifyBackup({.directory = backups_}, GoOn);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->checkpoint, backup->checkpoint);
  EXPECT_GT(verified->created_at_micros, 0);
}

TEST_F(BackupTest, DirectoriesCanBeNamedFromWhereOneStands) {
  GivenEvents(10);
  const std::string backups = fs::relative(backups_).string();
  const auto backup = CreateBackup(*store_, checkpoints_.get(), {.directory = backups + "/"}, GoOn);
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_TRUE(VerifyBackup({.directory = backups}, GoOn).ok());
  const auto restored =
      RestoreBackup({.directory = backups}, fs::relative(place_ / "restored").string(), GoOn);
  EXPECT_TRUE(restored.ok()) << restored.status();
}

TEST_F(BackupTest, AnEmptyLogCanBeBackedUpToo) {
  ASSERT_TRUE(Create().ok());
  const auto restored = Restore(place_ / "restored");
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->checkpoint.size, 0u);
}

TEST_F(BackupTest, TheNextOneCopiesOnlyWhatIsNew) {
  GivenEvents(4000);
  ASSERT_TRUE(Create().ok());
  const uint64_t first = BytesUnder(backups_);
  GivenEvents(10);
  const auto second = Create();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->checkpoint.size, 4010u);
  EXPECT_LT(BytesUnder(backups_) - first, first / 4);
  const auto listed = ListBackups(backups_);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->size(), 2u);
  EXPECT_EQ(listed->front().checkpoint.size, 4000u);
  EXPECT_EQ(listed->back().note, second->note);
}

TEST_F(BackupTest, AppendsGoOnMeanwhile) {
  std::atomic<bool> ended = false;
  std::thread writer([&] {
    while (!ended) ASSERT_TRUE(Append({Event("A", "s", {"t"}, std::string(500, 'x'))}).ok());
  });
  for (int i = 1; i <= 5; ++i) {
    const auto backup = Create();
    EXPECT_TRUE(backup.ok()) << backup.status();
    const auto restored = Restore(place_ / absl::StrCat("restored-", i));
    EXPECT_TRUE(restored.ok()) << restored.status();
    if (backup.ok() && restored.ok()) {
      EXPECT_EQ(restored->note, backup->note);
    }
  }
  ended = true;
  writer.join();
}

TEST_F(BackupTest, ARestoredLogIsTheSameAndGoesOn) {
  GivenEvents(300);
  Batch batch = {.events = {Event("A", "s")}, .request_id = Id(7)};
  ASSERT_TRUE(store_->Append(batch).ok());
  ASSERT_TRUE(Create().ok());
  GivenEvents(5);
  const Hash root = *store_->Root(301);

  const std::string data = place_ / "restored";
  ASSERT_TRUE(Restore(data).ok());
  checkpoints_.reset();
  options_.path = data + "/events";
  Reopen();
  EXPECT_EQ(store_->head(), 301u);
  EXPECT_EQ(*store_->Root(301), root);
  EXPECT_TRUE(store_->Append(batch)->repeated) << "what was recorded is recorded once";
  GivenEvents(5);
  EXPECT_EQ(store_->head(), 306u);
}

TEST_F(BackupTest, AnEarlierOneCanBeChosen) {
  GivenEvents(10);
  ASSERT_TRUE(Create().ok());
  GivenEvents(10);
  ASSERT_TRUE(Create().ok());
  EXPECT_EQ(Restore(place_ / "first", 1)->checkpoint.size, 10u);
  EXPECT_EQ(Restore(place_ / "latest")->checkpoint.size, 20u);
  EXPECT_EQ(Restore(place_ / "none", 3).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(BackupTest, ALogIsNeverRestoredOverAnother) {
  GivenEvents(10);
  ASSERT_TRUE(Create().ok());
  for (const char* name : {"events", "events.high-water", "views", "checkpoint"}) {
    const std::string data = place_ / absl::StrCat("with-", name);
    fs::create_directories(data + "/" + name);
    const auto restored = Restore(data);
    EXPECT_EQ(restored.status().code(), absl::StatusCode::kFailedPrecondition) << name;
    EXPECT_THAT(std::string(restored.status().message()), HasSubstr(name));
  }
}

TEST_F(BackupTest, ALogComesBackBesideItsSurvivingKeys) {
  GivenEvents(10);
  const auto backup = Create();
  ASSERT_TRUE(backup.ok());
  checkpoints_.reset();
  store_.reset();
  for (const char* name : {"events", "events.high-water", "checkpoint", "checkpoint-tail"}) {
    fs::remove_all(data_ / name);
  }
  fs::create_directory(data_ / "keys");
  const auto restored = Restore(data_ / "");
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_TRUE(fs::exists(data_ / "keys"));
  EXPECT_TRUE(fs::exists(data_ / "checkpoint"));
  Reopen();
  OpenCheckpoints();
  EXPECT_EQ(checkpoints_->Sign(10)->note, backup->note) << "the log stays bound to what it signed";
}

TEST_F(BackupTest, KeysAreNeverInABackup) {
  GivenEvents(10);
  fs::create_directory(data_ / "keys");
  std::ofstream(data_ / "keys/key") << "a secret of a person";
  std::ofstream(data_ / "master-key") << "the secret of secrets";
  std::ifstream log_key(data_ / "log-key");
  std::string secret;
  std::getline(log_key, secret);
  ASSERT_FALSE(secret.empty());
  ASSERT_TRUE(Create().ok());
  for (const fs::path& path : FilesUnder(backups_)) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    for (const std::string& key : {secret, std::string("a secret"), std::string("the secret")}) {
      EXPECT_EQ(bytes.find(key), std::string::npos) << path;
    }
  }
}

TEST_F(BackupTest, WhatWasHalfRestoredIsStartedOver) {
  GivenEvents(10);
  ASSERT_TRUE(Create().ok());
  const std::string data = place_ / "restored";
  fs::create_directories(data + "/events.incoming");
  std::ofstream(data + "/events.incoming/000123.sst") << "cut off";
  EXPECT_TRUE(Restore(data).ok());
  EXPECT_FALSE(fs::exists(data + "/events.incoming"));
  EXPECT_FALSE(fs::exists(data + "/events/000123.sst"));
}

TEST_F(BackupTest, AnInterruptedOneDoesNotCountAndIsRemoved) {
  GivenEvents(2000);
  ASSERT_TRUE(Create().ok());
  GivenEvents(2000);
  ASSERT_TRUE(Create().ok());
  fs::remove(backups_ + "/checkpoints/2");  // as after a kill while it was verified
  EXPECT_EQ(ListBackups(backups_)->size(), 1u);
  EXPECT_EQ(Restore(place_ / "restored")->checkpoint.size, 2000u);
  fs::create_directories(backups_ + "/private/9");
  std::ofstream(backups_ + "/private/9/MANIFEST-000005") << "as after a kill while it was copied";
  const auto next = Create();
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(ListBackups(backups_)->size(), 2u);
  EXPECT_FALSE(fs::exists(backups_ + "/private/9"));
  EXPECT_TRUE(VerifyBackup({.directory = backups_}, GoOn).ok());
}

TEST_F(BackupTest, OneThatIsToldToStopLeavesNothing) {
  GivenEvents(2000);
  for (const BackupPhase stop : {BackupPhase::kCopying, BackupPhase::kVerifying}) {
    const auto stopped =
        CreateBackup(*store_, checkpoints_.get(), {.directory = backups_},
                     [stop](BackupPhase phase, Position, Position) { return phase != stop; });
    EXPECT_EQ(stopped.status().code(), absl::StatusCode::kCancelled) << stopped.status();
    EXPECT_TRUE(ListBackups(backups_)->empty());
  }
  EXPECT_TRUE(Create().ok());
}

TEST_F(BackupTest, ADirectoryIsForOneLog) {
  GivenEvents(10);
  ASSERT_TRUE(Create().ok());
  checkpoints_.reset();
  const std::string data = place_ / "other";
  fs::create_directory(data);
  options_.path = data + "/events";
  Reopen();
  checkpoints_ = *Checkpoints::Open(store_.get(), data);
  GivenEvents(20);
  const auto refused = Create();
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("another directory"));
}

TEST_F(BackupTest, KeepsAsManyAsItIsTold) {
  for (int i = 0; i < 4; ++i) {
    GivenEvents(10);
    ASSERT_TRUE(
        CreateBackup(*store_, checkpoints_.get(), {.directory = backups_, .keep = 2}, GoOn).ok());
  }
  const auto listed = ListBackups(backups_);
  ASSERT_TRUE(listed.ok()) << listed.status();
  ASSERT_EQ(listed->size(), 2u);
  EXPECT_EQ(listed->front().id, 3u);
  EXPECT_TRUE(Restore(place_ / "restored", 3).ok());
}

TEST_F(BackupTest, AnotherKeyThanTheTrustedOneIsNoticed) {
  GivenEvents(10);
  const auto backup = Create();
  ASSERT_TRUE(backup.ok());
  EXPECT_TRUE(
      VerifyBackup({.directory = backups_, .verifier_key = backup->verifier_key}, GoOn).ok());
  const std::string other = Signer::Generate("verkan")->verifier().Key();
  EXPECT_EQ(VerifyBackup({.directory = backups_, .verifier_key = other}, GoOn).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(BackupTest, EveryRandomDamageIsNoticed) {
  GivenEvents(3000);
  ASSERT_TRUE(Create().ok());
  std::mt19937_64 random(20261122);
  std::vector<fs::path> files;
  for (const char* folder : {"/shared_checksum", "/private", "/checkpoints"}) {
    for (const fs::path& file : FilesUnder(backups_ + folder)) files.push_back(file);
  }
  for (int round = 0; round < 60; ++round) {
    const fs::path& file = files[round % files.size()];
    const uint64_t bit = random() % (8 * fs::file_size(file));
    FlipBit(file, bit);
    EXPECT_EQ(VerifyBackup({.directory = backups_}, GoOn).status().code(),
              absl::StatusCode::kDataLoss)
        << file << " bit " << bit;
    EXPECT_FALSE(Restore(place_ / absl::StrCat("restored-", round)).ok());
    EXPECT_FALSE(fs::exists(place_ / absl::StrCat("restored-", round, "/events")));
    FlipBit(file, bit);
  }
  EXPECT_TRUE(VerifyBackup({.directory = backups_}, GoOn).ok());
  fs::remove(FilesUnder(backups_ + "/shared_checksum").front());
  EXPECT_EQ(VerifyBackup({.directory = backups_}, GoOn).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(ListBackups(backups_).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace verkan::eventstore
