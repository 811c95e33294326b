// Stores that earlier versions wrote are opened, verified, read and written on today. Every
// archive in stores/ is unpacked into a folder of its own; what is in it was made by
// make_store.cc.
#include "tests/compat/kept_store.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/checkpoints.h"
#include "eventstore/coding.h"
#include "eventstore/database.h"
#include "eventstore/event_store.h"
#include "eventstore/layout.h"
#include "eventstore/proofs/note.h"
#include "eventstore/record.h"
#include "eventstore/sealing/key_store.h"
#include "eventstore/verify.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace verkan::eventstore {
namespace {

using ::testing::HasSubstr;

std::string ReadFile(const std::filesystem::path& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_FALSE(content.str().empty()) << path;
  return content.str();
}

// What a record says, kept beyond the next one.
struct Kept {
  std::string id, type, stream, payload;
  std::vector<SealedPart> sealed;
};

// A store of a version, named by its archive; unpacked for one test.
class KeptStoreTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    char folder[] = "/tmp/verkan-kept-XXXXXX";
    ASSERT_NE(mkdtemp(folder), nullptr);
    directory_ = folder;
    const std::string archive = absl::StrCat(VERKAN_KEPT_STORES, "/", GetParam(), ".tar.xz");
    const std::string command =
        absl::StrCat("cd '", directory_, "' && '", VERKAN_CMAKE, "' -E tar xf '", archive, "'");
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
    for (const char* secret : {"log-key", "master-key"}) {
      ASSERT_EQ(chmod(absl::StrCat(directory_, "/", secret).c_str(), 0600), 0) << secret;
    }
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(directory_);
  }

  std::string path() const { return directory_ + "/events"; }

  void Open() {
    store_.reset();
    absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open({.path = path()});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  // What was signed for when the store was made, kept outside of it with the key.
  Checkpoint SignedThen() {
    const std::string base = absl::StrCat(VERKAN_KEPT_STORES, "/", GetParam());
    const std::string key = ReadFile(base + ".key");
    const auto verifier = Verifier::FromKey(absl::StripSuffix(key, "\n"));
    EXPECT_TRUE(verifier.ok()) << verifier.status();
    const auto checkpoint = OpenCheckpoint(ReadFile(base + ".checkpoint"), *verifier);
    EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
    return checkpoint.value_or(Checkpoint());
  }

  std::vector<Kept> Read(const ReadOptions& options) {
    std::vector<Kept> all;
    const auto cursor = store_->Read(options);
    EXPECT_TRUE(cursor.ok()) << cursor.status();
    StoredRecord record;
    RecordView view;
    for (auto more = (*cursor)->Next(&record); more.ok() && *more;
         more = (*cursor)->Next(&record)) {
      EXPECT_TRUE(ParseRecord(record.bytes, &view).ok()) << record.position;
      Kept& kept = all.emplace_back();
      kept = {std::string(view.id),
              std::string(view.type),
              std::string(view.stream),
              std::string(view.payload),
              {}};
      for (const auto& part : view.sealed) {
        kept.sealed.push_back({std::string(part.subject), std::string(part.seal)});
      }
    }
    return all;
  }

  std::string directory_;
  std::unique_ptr<EventStore> store_;
};

TEST_P(KeptStoreTest, IsTheOneThatWasSigned) {
  Open();
  const Checkpoint then = SignedThen();
  EXPECT_EQ(store_->origin(), kKeptOrigin);
  EXPECT_EQ(store_->head(), then.size);
  EXPECT_GT(then.size, 512u) << "more than two tiles";
  EXPECT_EQ(*store_->Root(then.size), then.root);
  EXPECT_TRUE(std::filesystem::exists(path() + ".high-water"));
  const auto checkpoints = Checkpoints::Open(store_.get(), directory_);
  ASSERT_TRUE(checkpoints.ok()) << checkpoints.status();
  EXPECT_EQ((*checkpoints)->Sign(0)->note,
            ReadFile(absl::StrCat(VERKAN_KEPT_STORES, "/", GetParam(), ".checkpoint")));
}

TEST_P(KeptStoreTest, IsVerifiedAsAWhole) {
  const Checkpoint then = SignedThen();
  const auto report =
      VerifyStore({.path = path(), .checkpoints = {{.checkpoint = then, .source = "kept"}}});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->findings.empty());
  EXPECT_EQ(report->checked, then.size);
  EXPECT_EQ(report->vouched, then.size);
}

TEST_P(KeptStoreTest, HoldsEveryEventOfTheDomainAsItWasWritten) {
  Open();
  const std::vector<Kept> events = Read({.query = {.items = {{.tags = {"project:kept"}}}}});
  EXPECT_GE(events.size(), 40u);
  for (const Kept& event : events) {
    EXPECT_THAT(event.type, testing::StartsWith("verkan.event.v1."));
    EXPECT_FALSE(event.payload.empty()) << event.type;
    const auto by_type = Read({.query = {.items = {{.types = {event.type}}}}});
    ASSERT_FALSE(by_type.empty()) << event.type;
    EXPECT_EQ(by_type[0].payload, event.payload);
  }
}

TEST_P(KeptStoreTest, HoldsEveryForeignEventAsItWasWritten) {
  Open();
  const std::vector<Kept> events = Read({.query = {.items = {{.tags = {"all", "åäö"}}}}});
  size_t at = 0;
  for (int number = 0; number < kKeptBatches; ++number) {
    for (const NewEvent& event : KeptBatch(number).events) {
      ASSERT_LT(at, events.size());
      EXPECT_EQ(events[at].type, event.type);
      EXPECT_EQ(events[at].stream, event.stream);
      EXPECT_EQ(events[at].payload, event.payload);
      EXPECT_TRUE(event.id.empty() || events[at].id == event.id);
      ++at;
    }
  }
  EXPECT_EQ(at, events.size());
}

TEST_P(KeptStoreTest, RemembersWhatWasSentBefore) {
  Open();
  const Position head = store_->head();
  for (int number = 0; number < kKeptBatches; ++number) {
    const Batch batch = KeptBatch(number);
    if (batch.request_id.empty() && batch.events[0].id.empty()) continue;
    const auto appended = store_->Append(batch);
    ASSERT_TRUE(appended.ok()) << number << ": " << appended.status();
    EXPECT_TRUE(appended->repeated) << number;
  }
  EXPECT_EQ(store_->head(), head);
}

TEST_P(KeptStoreTest, OpensWhatIsSealedForThoseWhoMayRead) {
  Open();
  const auto master = LoadMasterKey(directory_ + "/master-key", /*create=*/false);
  ASSERT_TRUE(master.ok()) << master.status();
  const auto keys = KeyStore::Open({.path = directory_ + "/keys", .master_keys = {*master}});
  ASSERT_TRUE(keys.ok()) << keys.status();
  EXPECT_EQ(*(*keys)->State(KeptSubject(kKeptRestricted)), SubjectState::kRestricted);
  EXPECT_EQ(*(*keys)->State(KeptSubject(kKeptErased)), SubjectState::kErased);
  ASSERT_TRUE((*keys)->SetRestricted(KeptSubject(kKeptRestricted), false).ok());
  const auto told = Read({.query = {.items = {{.types = {std::string(kKeptSealedType)}}}}});
  ASSERT_EQ(told.size(), 2u * kKeptPersons);
  for (size_t i = 0; i < told.size(); ++i) {
    const int person = static_cast<int>(i) / 2;
    ASSERT_EQ(told[i].sealed.size(), 1u);
    EXPECT_EQ(told[i].sealed[0].subject, KeptSubject(person));
    const auto key = (*keys)->KeyToOpen(told[i].sealed[0].subject);
    EXPECT_EQ(key.ok(), person != kKeptErased) << key.status();
    if (!key.ok()) continue;
    const auto opened = OpenSeal(*key, kKeptAad, told[i].sealed[0].seal);
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(*opened, KeptSecret(person));
  }
}

TEST_P(KeptStoreTest, IsWrittenOnAndKeepsWhatItWas) {
  Open();
  const Checkpoint then = SignedThen();
  for (int i = 0; i < 300; ++i) {
    const auto appended = store_->Append(
        {.events = {{.type = "kept.v1.Later", .stream = "thing-1", .tags = {"all"}}}});
    ASSERT_TRUE(appended.ok()) << appended.status();
    ASSERT_EQ(appended->first_position, then.size + i + 1);
  }
  Open();
  EXPECT_EQ(store_->head(), then.size + 300);
  EXPECT_EQ(*store_->Root(then.size), then.root);
  const auto checkpoints = Checkpoints::Open(store_.get(), directory_);
  ASSERT_TRUE(checkpoints.ok()) << checkpoints.status();
  EXPECT_EQ((*checkpoints)->Sign(0)->checkpoint.size, then.size + 300);
  store_.reset();
  const auto report =
      VerifyStore({.path = path(), .checkpoints = {{.checkpoint = then, .source = "kept"}}});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->findings.empty());
}

TEST_P(KeptStoreTest, OfALaterFormatIsRefusedAndLeftAlone) {
  {
    const auto database = Database::Open({.path = path()}, /*create_if_missing=*/false);
    ASSERT_TRUE(database.ok()) << database.status();
    std::string version;
    AppendVarint(kFormatVersion + 1, &version);
    rocksdb::WriteBatch batch;
    batch.Put((*database)->family(Family::kMeta), ToSlice(kFormatKey), version);
    ASSERT_TRUE((*database)->Write(&batch).ok());
  }
  const std::string mark = ReadFile(path() + ".high-water");
  const absl::Status status = EventStore::Open({.path = path()}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("the log has format 2"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("this version of Verkan knows 1"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("use the version that wrote it or a newer"));
  EXPECT_EQ(ReadFile(path() + ".high-water"), mark);
}

INSTANTIATE_TEST_SUITE_P(Stores, KeptStoreTest, ::testing::Values("format-1"),
                         [](const auto&) { return "Format1"; });

}  // namespace
}  // namespace verkan::eventstore
