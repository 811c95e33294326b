#include <gmock/gmock.h>

#include <filesystem>
#include <random>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "eventstore/archive/import.h"
#include "eventstore/archive/reader.h"
#include "eventstore/archive/writer.h"
#include "eventstore/testing/store_fixture.h"
#include "eventstore/testing/temporary_directory.h"

namespace verkan::eventstore {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

bool GoOn(Position, Position) { return true; }

class ArchiveTest : public StoreFixture {
 protected:
  ArchiveTest() { checkpoints_ = *Checkpoints::Open(store_.get(), keys_ / ""); }

  ~ArchiveTest() override {
    checkpoints_.reset();
    store_.reset();  // before its directory goes
  }

  void GivenEvents(int count) {
    std::vector<NewEvent> events;
    for (int i = 0; i < count; ++i) {
      NewEvent event = Event(absl::StrCat("acme.v1.Happened", i % 3), absl::StrCat("case-", i % 7),
                             {"region:06", absl::StrCat("with space 100% ", i % 5)},
                             std::string(i % 90, static_cast<char>(i)));
      if (i % 2 == 0) event.first_day = i * 37 - 800'000;
      event.metadata = {{"actor", "Åsa \"X\" \\ é"}};
      events.push_back(std::move(event));
      now_ += 7;
    }
    Batch batch = {.events = std::move(events)};
    batch.request_id = Id(1000 + store_->head());
    ASSERT_TRUE(store_->Append(std::move(batch)).ok());
  }

  std::string Export(bool proofs = true) {
    auto writer = ArchiveWriter::Open(store_.get(), checkpoints_.get(), {.proofs = proofs});
    EXPECT_TRUE(writer.ok()) << writer.status();
    std::string archive, lines;
    while (true) {
      const auto more = (*writer)->Next(&lines);
      EXPECT_TRUE(more.ok()) << more.status();
      if (!more.ok() || !*more) return archive;
      archive += lines;
    }
  }

  static absl::Status Verify(const std::string& archive, const std::string& key = "") {
    std::istringstream in(archive);
    auto reader = ArchiveReader::Open(&in, key);
    if (!reader.ok()) return reader.status();
    return VerifyArchive(reader->get(), GoOn);
  }

  absl::Status Import(const std::string& archive, const std::string& data) {
    std::istringstream in(archive);
    auto reader = ArchiveReader::Open(&in, "");
    if (!reader.ok()) return reader.status();
    return ImportArchive(reader->get(), data, GoOn);
  }

  std::vector<std::string> Records(const EventStore& store) {
    std::vector<std::string> records;
    auto cursor = *store.Read({});
    StoredRecord record;
    while (*cursor->Next(&record)) records.emplace_back(record.bytes);
    return records;
  }

  TemporaryDirectory keys_, place_;
  std::unique_ptr<Checkpoints> checkpoints_;
};

TEST_F(ArchiveTest, ALogComesBackByteForByte) {
  for (int i = 0; i < 5; ++i) GivenEvents(300);
  const std::string archive = Export();
  ASSERT_TRUE(Import(archive, place_ / "data").ok()) << Import(archive, place_ / "again");
  auto imported = EventStore::Open({.path = place_ / "data/events"});
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ((*imported)->origin(), store_->origin());
  EXPECT_EQ(*(*imported)->Root(1500), *store_->Root(1500));
  EXPECT_EQ(Records(**imported), Records(*store_));
}

TEST_F(ArchiveTest, WhatWasFoundIsFoundAndGoesOn) {
  GivenEvents(500);
  ASSERT_TRUE(Import(Export(), place_ / "data").ok());
  const auto positions = Positions({.streams = {"case-3"}, .tags = {"region:06"}});
  const auto types = Positions({.types = {"acme.v1.Happened2"}});
  options_ = {.path = place_ / "data/events"};
  Reopen();
  EXPECT_EQ(Positions({.streams = {"case-3"}, .tags = {"region:06"}}), positions);
  EXPECT_EQ(Positions({.types = {"acme.v1.Happened2"}}), types);
  const auto next = Append({Event("acme.v1.Happened2", "case-3")});
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(next->first_position, 501u);
  EXPECT_EQ(next->revisions.front(), positions.size() + 1);
  EXPECT_EQ(Positions({.types = {"acme.v1.Happened2"}}).size(), types.size() + 1);
}

TEST_F(ArchiveTest, WhatIsSentAgainAfterTheMoveIsNotRecordedTwice) {
  GivenEvents(10);
  const Batch request = {.events = {Event("A", "s"), Event("B", "s")}, .request_id = Id(7)};
  NewEvent chosen = Event("C", "s");
  chosen.id = Id(99);
  ASSERT_TRUE(store_->Append(request).ok());
  ASSERT_TRUE(Append({chosen}).ok());
  ASSERT_TRUE(Import(Export(), place_ / "data").ok());
  options_ = {.path = place_ / "data/events"};
  Reopen();
  const auto repeated = store_->Append(request);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_TRUE(repeated->repeated);
  EXPECT_EQ(repeated->first_position, 11u);
  EXPECT_EQ(repeated->last_position, 12u);
  EXPECT_TRUE(Append({chosen})->repeated);
  EXPECT_EQ(store_->head(), 13u);
}

TEST_F(ArchiveTest, AnArchiveOfAnImportIsTheSameButForItsSignature) {
  GivenEvents(400);
  ASSERT_TRUE(Import(Export(), place_ / "data").ok());
  const std::vector<std::string> before = absl::StrSplit(Export(), '\n');
  options_ = {.path = place_ / "data/events"};
  Reopen();
  checkpoints_ = *Checkpoints::Open(store_.get(), place_ / "data", NewKey::kIfLost);
  const std::vector<std::string> after = absl::StrSplit(Export(), '\n');
  ASSERT_EQ(after.size(), before.size());
  for (size_t line = 1; line + 2 < before.size(); ++line) EXPECT_EQ(after[line], before[line]);
}

TEST_F(ArchiveTest, LogsOfAllSizesCanBeArchived) {
  for (int size = 0; size < 20; ++size) {
    for (bool proofs : {true, false}) {
      EXPECT_TRUE(Verify(Export(proofs)).ok()) << size << Verify(Export(proofs));
    }
    if (size < 3) {
      const std::string data = place_ / absl::StrCat(size);
      EXPECT_TRUE(Import(Export(), data).ok());
      EXPECT_EQ((*EventStore::Open({.path = data + "/events"}))->head(), Position(size));
    }
    Given({Event("A", "s")});
  }
}

TEST_F(ArchiveTest, ALineSaysWhatTheRecordSays) {
  NewEvent event = Event("acme.v1.Opened", "case-1", {"region:06", "a b%"}, "hi");
  event.id = Id(0x10);
  event.first_day = event.last_day = 20779;
  ASSERT_TRUE(Append({event}).ok());
  const std::vector<std::string> lines = absl::StrSplit(Export(), '\n');
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_THAT(lines[0], StartsWith("{\"archive\":\"verkan.archive.v1\",\"origin\":\"verkan\","
                                   "\"size\":1,\"proofs\":true,\"key\":\"verkan+"));
  EXPECT_THAT(
      lines[1],
      StartsWith("{\"specversion\":\"1.0\",\"id\":\"00000000-0000-0000-0000-000000000010\","
                 "\"source\":\"verkan\",\"type\":\"acme.v1.Opened\",\"subject\":\"case-1\","
                 "\"time\":\"2026-11-22T12:00:00.000000Z\",\"position\":\"1\",\"revision\":\"1\","
                 "\"tags\":\"a%20b%25 region:06\",\"firstday\":\"2026-11-22\","
                 "\"lastday\":\"2026-11-22\",\"datacontenttype\":\"application/protobuf\","
                 "\"data_base64\":\"aGk=\",\"record\":\"CQEAAAAA"));
  EXPECT_EQ(lines[2], "{\"eventid\":\"00000000-0000-0000-0000-000000000010\",\"position\":1}");
  EXPECT_THAT(lines[3], StartsWith("{\"end\":\"verkan.archive.v1\",\"events\":1,\"ids\":1,"));
}

TEST_F(ArchiveTest, AnotherKeyThanTheTrustedOneIsNoticed) {
  GivenEvents(3);
  const std::string archive = Export();
  EXPECT_TRUE(Verify(archive, checkpoints_->verifier().Key()).ok());
  EXPECT_EQ(Verify(archive, Signer::Generate("verkan")->verifier().Key()).code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(ArchiveTest, EveryCutIsNoticed) {
  GivenEvents(5);
  const std::string archive = Export();
  for (size_t size = 0; size < archive.size(); ++size) {
    EXPECT_FALSE(Verify(archive.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(Verify(archive + "\n").ok());
  EXPECT_FALSE(Verify(archive + archive).ok());
}

TEST_F(ArchiveTest, EveryRandomDamageIsNoticed) {
  GivenEvents(20);
  std::mt19937_64 random(20261122);
  for (bool proofs : {true, false}) {
    std::string archive = Export(proofs);
    for (int round = 0; round < 500; ++round) {
      const size_t byte = random() % archive.size();
      const char bit = static_cast<char>(1 << random() % 8);
      archive[byte] = static_cast<char>(archive[byte] ^ bit);
      EXPECT_FALSE(Verify(archive).ok()) << "byte " << byte;
      archive[byte] = static_cast<char>(archive[byte] ^ bit);
    }
    EXPECT_TRUE(Verify(archive).ok());
  }
}

TEST_F(ArchiveTest, AnEditNamesItsLineAndPosition) {
  GivenEvents(40);
  std::vector<std::string> lines = absl::StrSplit(Export(), '\n');
  const auto verify = [](const std::vector<std::string>& edited) {
    return std::string(Verify(absl::StrJoin(edited, "\n")).message());
  };
  auto edited = lines;
  std::swap(edited[11], edited[12]);
  EXPECT_THAT(verify(edited), HasSubstr("line 12: position 11: "));
  edited = lines;
  edited.erase(edited.begin() + 20);
  EXPECT_THAT(verify(edited), HasSubstr("line 21: position 20: "));
  edited = lines;
  edited.insert(edited.begin() + 30, edited[5]);
  EXPECT_THAT(verify(edited), HasSubstr("line 31: position 30: "));
  edited = lines;
  edited[7].replace(edited[7].find("\"subject\":\"case-"), 16, "\"subject\":\"fall-");
  EXPECT_THAT(verify(edited), AllOf(HasSubstr("line 8: position 7: "), HasSubstr("its record")));
  edited = lines;
  edited.erase(edited.begin() + 41);  // the request id
  EXPECT_THAT(verify(edited), HasSubstr("line 42: "));
}

TEST_F(ArchiveTest, ADamagedArchiveLeavesNoLog) {
  GivenEvents(100);
  std::string archive = Export(false);
  archive[archive.find("\"record\":") + 100] ^= 1;
  EXPECT_FALSE(Import(archive, place_ / "data").ok());
  EXPECT_FALSE(fs::exists(place_ / "data/events"));
  EXPECT_TRUE(Import(Export(false), place_ / "data").ok()) << "and can be tried again";
  EXPECT_EQ(Import(Export(false), place_ / "data").code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ArchiveTest, HoldsWhatWasThereWhenItBegan) {
  GivenEvents(1000);
  auto writer = *ArchiveWriter::Open(store_.get(), checkpoints_.get(), {});
  std::string archive, lines;
  while (*writer->Next(&lines)) {
    archive += lines;
    GivenEvents(10);
  }
  EXPECT_TRUE(Verify(archive).ok()) << Verify(archive);
  EXPECT_EQ(writer->position(), 1000u);
}

TEST_F(ArchiveTest, AStoreThatIsOnlyReadCanBeArchived) {
  ASSERT_TRUE(Import(Export(), place_ / "data").ok());
  options_ = {.path = place_ / "data/events"};
  checkpoints_.reset();
  Reopen();
  checkpoints_ = *Checkpoints::Open(store_.get(), keys_ / "");
  GivenEvents(600);
  auto reading = EventStore::Open({.path = place_ / "data/events", .read_only = true});
  ASSERT_TRUE(reading.ok()) << reading.status();
  EXPECT_EQ((*reading)->Append({.events = {Event("A", "s")}}).status().code(),
            absl::StatusCode::kFailedPrecondition);
  const std::string online = Export();
  checkpoints_.reset();
  store_ = *std::move(reading);
  checkpoints_ = *Checkpoints::Open(store_.get(), keys_ / "");
  EXPECT_EQ(Export(), online);
}

}  // namespace
}  // namespace verkan::eventstore
