#include "eventstore/sealing/key_store.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "gtest/gtest.h"
#include "rocksdb/db.h"

namespace verkan::eventstore {
namespace {

namespace fs = std::filesystem;

class KeyStoreTest : public testing::Test {
 protected:
  KeyStoreTest() {
    std::string name = (fs::temp_directory_path() / "verkan-keys-XXXXXX").string();
    directory_ = mkdtemp(name.data());
    master_ = {.key = NewSecretKey()};
  }
  ~KeyStoreTest() override { fs::remove_all(directory_); }

  std::unique_ptr<KeyStore> Open(std::vector<MasterKey> masters) {
    auto store = KeyStore::Open({.path = directory_ / "keys", .master_keys = std::move(masters)});
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  std::unique_ptr<KeyStore> Open() { return Open({master_}); }

  // Every byte of every file under the directory.
  std::string EveryByte() const {
    std::ostringstream all;
    for (const auto& entry : fs::recursive_directory_iterator(directory_)) {
      if (entry.is_regular_file() && entry.file_size() > 0) {
        all << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      }
    }
    return all.str();
  }

  fs::path directory_;
  MasterKey master_;
};

// Stops the process in the middle of an erasure: the key is overwritten, and still on disk.
TEST_F(KeyStoreTest, AnErasureThatWasCutOffIsFinishedByTheNextOpen) {
  std::string wrapped;
  {
    auto store = Open();
    ASSERT_TRUE(store->KeyToSeal("anna").ok());
    ASSERT_TRUE(store->Sync().ok());
    const std::string before = EveryByte();
    wrapped = before.substr(before.find("kanna") + 5 + 1 + 1 + 4, 60);
  }
  {
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(rocksdb::Options(), directory_ / "keys", &db).ok());
    const std::unique_ptr<rocksdb::DB> owner(db);
    ASSERT_TRUE(db->Put({}, "kanna", std::string(1, 3)).ok());
    ASSERT_TRUE(db->Put({}, "erasing", "").ok());
  }
  ASSERT_NE(EveryByte().find(wrapped.substr(8, 24)), std::string::npos);
  auto store = Open();
  EXPECT_EQ(*store->State("anna"), SubjectState::kErased);
  EXPECT_EQ(EveryByte().find(wrapped.substr(8, 24)), std::string::npos);
}

TEST_F(KeyStoreTest, ASubjectKeepsItsKey) {
  SecretKey anna, bo;
  {
    auto store = Open();
    EXPECT_EQ(store->KeyToOpen("anna").status().code(), absl::StatusCode::kNotFound);
    anna = *store->KeyToSeal("anna");
    bo = *store->KeyToSeal("bo");
    EXPECT_NE(anna, bo);
    EXPECT_EQ(*store->KeyToSeal("anna"), anna);
    ASSERT_TRUE(store->Sync().ok());
  }
  auto store = Open();
  EXPECT_EQ(*store->KeyToOpen("anna"), anna);
  EXPECT_EQ(*store->KeyToSeal("bo"), bo);
  EXPECT_EQ(*store->State("anna"), SubjectState::kActive);
  EXPECT_EQ(*store->State("cecilia"), SubjectState::kUnknown);
}

TEST_F(KeyStoreTest, KeysLieWrappedOnDisk) {
  auto store = Open();
  const SecretKey anna = *store->KeyToSeal("anna");
  ASSERT_TRUE(store->Sync().ok());
  store.reset();
  const std::string bytes = EveryByte();
  EXPECT_NE(bytes.find("anna"), std::string::npos);
  EXPECT_EQ(bytes.find(std::string(anna.begin(), anna.end())), std::string::npos);
}

TEST_F(KeyStoreTest, AnErasedKeyIsGoneFromEveryByteOnDiskAndNeverComesBack) {
  auto store = Open();
  ASSERT_TRUE(store->KeyToSeal("anna").ok());
  const SecretKey bo = *store->KeyToSeal("bo");
  ASSERT_TRUE(store->Sync().ok());
  // The wrapped key, as it lies on disk behind the subject's name.
  const std::string before = EveryByte();
  const size_t at = before.find("kanna");
  ASSERT_NE(at, std::string::npos);
  const std::string wrapped = before.substr(at + 5 + 1 + 1 + 4, sizeof(SecretKey) + kSealOverhead);
  ASSERT_NE(before.find(wrapped), std::string::npos);

  ASSERT_TRUE(store->Erase("anna").ok());
  EXPECT_EQ(EveryByte().find(wrapped.substr(8, 24)), std::string::npos);
  EXPECT_EQ(store->KeyToOpen("anna").status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(store->KeyToSeal("anna").status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(*store->KeyToOpen("bo"), bo);
  EXPECT_TRUE(store->Erase("anna").ok());
  EXPECT_TRUE(store->Erase("nobody").ok());
  store.reset();
  store = Open();
  EXPECT_EQ(*store->State("anna"), SubjectState::kErased);
  EXPECT_EQ(*store->State("nobody"), SubjectState::kErased);
  EXPECT_EQ(*store->KeyToOpen("bo"), bo);
}

TEST_F(KeyStoreTest, ARestrictedSubjectIsSealedButNotOpened) {
  auto store = Open();
  EXPECT_EQ(store->SetRestricted("anna", true).code(), absl::StatusCode::kNotFound);
  const SecretKey anna = *store->KeyToSeal("anna");
  ASSERT_TRUE(store->SetRestricted("anna", true).ok());
  EXPECT_EQ(store->KeyToOpen("anna").status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(*store->KeyToSeal("anna"), anna);
  EXPECT_EQ(store->KeyToOpen("anna").status().code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(store->SetRestricted("anna", false).ok());
  EXPECT_EQ(*store->KeyToOpen("anna"), anna);
}

TEST_F(KeyStoreTest, AnotherMasterKeyIsRefusedAtTheStartAndRewrappingLetsTheOldOneGo) {
  const MasterKey next = {.key = NewSecretKey()};
  auto store = Open();
  const SecretKey anna = *store->KeyToSeal("anna");
  ASSERT_TRUE(store->Erase("bo").ok());
  store.reset();
  EXPECT_EQ(KeyStore::Open({.path = directory_ / "keys", .master_keys = {next}}).status().code(),
            absl::StatusCode::kFailedPrecondition);
  store = Open({next, master_});
  ASSERT_TRUE(store->Rewrap().ok());
  store.reset();
  store = Open({next});
  ASSERT_NE(store, nullptr);
  EXPECT_EQ(*store->KeyToOpen("anna"), anna);
  EXPECT_EQ(*store->State("bo"), SubjectState::kErased);
}

TEST_F(KeyStoreTest, AMasterKeyFileIsMadeOnceAndReadOnlyByItsOwner) {
  const std::string path = directory_ / "master-key";
  EXPECT_FALSE(LoadMasterKey(path, false).ok());
  EXPECT_EQ(std::string(LoadMasterKey(directory_, false).status().message()),
            "master key file " + directory_.string() + " cannot be read: Is a directory");
  auto made = LoadMasterKey(path, true);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(LoadMasterKey(path, true)->key, made->key);
  struct stat info;
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  chmod(path.c_str(), 0644);
  EXPECT_EQ(LoadMasterKey(path, false).status().code(), absl::StatusCode::kFailedPrecondition);
  chmod(path.c_str(), 0600);
  std::ofstream(path) << "not a key\n";
  EXPECT_EQ(LoadMasterKey(path, false).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace verkan::eventstore
