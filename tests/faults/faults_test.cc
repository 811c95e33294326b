// What disks do to the log, and what must then be true of it. README.md has the table.

#include <chrono>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/event_store.h"
#include "eventstore/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "tests/faults/fault_file_system.h"

namespace verkan::eventstore {
namespace {

using ::testing::HasSubstr;

// How often each fault is provoked: the times that suit a continuous build, or as many
// times more as VERKAN_FAULTS says.
int Times(int times) {
  const char* factor = std::getenv("VERKAN_FAULTS");
  return factor == nullptr ? times : times * std::atoi(factor);
}

Options On(std::shared_ptr<rocksdb::FileSystem> file_system) {
  return {.path = "/data/events", .block_cache_bytes = 1 << 20, .file_system = file_system};
}

// A batch is told by its number: its request id, its payloads and how many events it has.
Batch BatchNumber(int number) {
  Batch batch = {.request_id = Id(number + 1)};
  for (int i = 0; i <= number % 3; ++i) {
    batch.events.push_back(Event(absl::StrCat("T", number % 4), absl::StrCat("s-", number % 7),
                                 {absl::StrCat("tag:", number % 5), "all"},
                                 absl::StrCat(number, "/", i, std::string(number % 50 * 20, '.'))));
  }
  return batch;
}

// Payloads of every event that a read finds.
absl::Status ReadPayloads(EventStore* store, const ReadOptions& options,
                          std::vector<std::string>* payloads) {
  const auto cursor = store->Read(options);
  if (!cursor.ok()) return cursor.status();
  StoredRecord record;
  RecordView view;
  while (true) {
    const auto more = (*cursor)->Next(&record);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
    if (absl::Status status = ParseRecord(record.bytes, &view); !status.ok()) return status;
    payloads->emplace_back(view.payload);
  }
}

void AddPayloads(int number, std::vector<std::string>* payloads) {
  for (const NewEvent& event : BatchNumber(number).events) payloads->push_back(event.payload);
}

// Power cuts

// Appends batches until the power goes; returns how many were acknowledged in all.
int AppendUntilCut(EventStore* store, int next, int most) {
  while (next < most && store->Append(BatchNumber(next)).ok()) ++next;
  return next;
}

// The log holds every acknowledged batch once and in order, and of what was not
// acknowledged at most the one batch that was under way, whole.
void ExpectExactly(EventStore* store, int acknowledged, bool repeats_last) {
  std::vector<std::string> wanted, found, by_tag;
  for (int number = 0; number < acknowledged; ++number) AddPayloads(number, &wanted);
  ASSERT_TRUE(ReadPayloads(store, {}, &found).ok());
  if (repeats_last && found.size() > wanted.size()) AddPayloads(acknowledged, &wanted);
  ASSERT_EQ(found, wanted);
  ASSERT_TRUE(ReadPayloads(store, {.query = {.items = {{.tags = {"all"}}}}}, &by_tag).ok());
  ASSERT_EQ(by_tag, wanted);
  ASSERT_EQ(store->head(), wanted.size());
}

void CutPower(uint64_t seed) {
  std::mt19937_64 random(seed);
  Files files;
  int acknowledged = 0;
  for (int life = 0; life < 5; ++life) {
    const auto file_system = std::make_shared<FaultFileSystem>(files);
    file_system->CutPowerAfter(random() % (life == 0 ? 120 : 200));
    auto store = EventStore::Open(On(file_system));
    if (store.ok()) {
      ExpectExactly(store->get(), acknowledged, true);
      if (::testing::Test::HasFatalFailure()) return;
      acknowledged = AppendUntilCut(store->get(), acknowledged, acknowledged + 200);
      store->reset();
    } else {
      ASSERT_TRUE(file_system->power_is_cut()) << store.status();
    }
    files = file_system->SurvivingFiles(&random);
  }
  const auto store = EventStore::Open(On(MakeFileSystem(files)));
  ASSERT_TRUE(store.ok()) << store.status();
  ExpectExactly(store->get(), acknowledged, true);
  ASSERT_TRUE((*store)->Append(BatchNumber(acknowledged)).ok());  // the retry
  ExpectExactly(store->get(), acknowledged + 1, false);
}

TEST(PowerCutTest, ExactlyTheAcknowledgedEventsSurviveAtAnyOperation) {
  for (int seed = 0; seed < Times(100); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    CutPower(seed);
    if (HasFatalFailure()) return;
  }
}

// Torn and damaged files

// Files of a log after batches were appended to what `files` hold and it was closed. What was
// in the write-ahead log before is in tables now.
Files Grow(const Files& files, int from, int to) {
  const auto file_system = MakeFileSystem(files);
  {
    const auto store = EventStore::Open(On(file_system));
    EXPECT_TRUE(store.ok()) << store.status();
    for (int number = from; number < to; ++number) {
      EXPECT_TRUE((*store)->Append(BatchNumber(number)).ok());
    }
  }
  return CopyFiles(file_system.get());
}

std::vector<std::string> Payloads(int batches) {
  std::vector<std::string> payloads;
  for (int number = 0; number < batches; ++number) AddPayloads(number, &payloads);
  return payloads;
}

std::vector<std::string> PathsEndingIn(const Files& files, const std::string& suffix) {
  std::vector<std::string> paths;
  for (const auto& [path, bytes] : files) {
    if (absl::EndsWith(path, suffix) && !bytes.empty()) paths.push_back(path);
  }
  return paths;
}

void FlipRandomBit(std::mt19937_64* random, std::string* bytes) {
  (*bytes)[(*random)() % bytes->size()] ^= static_cast<char>(1 << (*random)() % 8);
}

// Every way of reading finds all it must or says DataLoss; what is found is never short.
void ExpectAllOrDataLoss(const Files& files, const std::vector<std::string>& wanted, int* refused) {
  const auto store = EventStore::Open(On(MakeFileSystem(files)));
  if (!store.ok()) {
    ASSERT_EQ(store.status().code(), absl::StatusCode::kDataLoss) << store.status();
    ++*refused;
    return;
  }
  std::vector<ReadOptions> reads(3);
  reads[1].query.items = {{.tags = {"all"}}};
  for (int i = 0; i < 7; ++i) {
    reads[2].query.items.push_back({.streams = {absl::StrCat("s-", i)}});
  }
  bool whole = true;
  for (const ReadOptions& read : reads) {
    std::vector<std::string> found;
    const absl::Status status = ReadPayloads(store->get(), read, &found);
    if (status.ok()) {
      ASSERT_EQ(found, wanted);
    } else {
      ASSERT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
      whole = false;
    }
  }
  *refused += !whole;
}

constexpr char kMark[] = "/data/events.high-water";

TEST(DamageTest, ATornWriteAtAnyByteIsDroppedAndNothingElse) {
  const Files before = Grow({}, 0, 10);
  Files torn = Grow(before, 150, 151);  // alone in its write-ahead log
  const std::string wal = PathsEndingIn(torn, ".log").back();
  torn[kMark] = before.at(kMark);  // a torn write was never acknowledged
  for (size_t size = torn[wal].size(); size-- > 0;) {
    torn[wal].resize(size);
    const auto store = EventStore::Open(On(MakeFileSystem(torn)));
    ASSERT_TRUE(store.ok()) << store.status() << " torn at " << size;
    ExpectExactly(store->get(), 10, false);
    ASSERT_TRUE((*store)->Append(BatchNumber(10)).ok());
    if (HasFatalFailure()) return;
  }
}

TEST(DamageTest, ALogTornBeforeItsMarkIsRefusedAtAnyByte) {
  Files torn = Grow(Grow({}, 0, 10), 150, 151);
  const std::string wal = PathsEndingIn(torn, ".log").back();
  for (size_t size = torn[wal].size(); size-- > 0;) {
    torn[wal].resize(size);
    ASSERT_EQ(EventStore::Open(On(MakeFileSystem(torn))).status().code(),
              absl::StatusCode::kDataLoss)
        << "torn at " << size;
  }
}

TEST(DamageTest, AFlippedBitInTheWriteAheadLogNeverOpensShort) {
  const Files files = Grow(Grow({}, 0, 20), 20, 60);
  const std::string wal = PathsEndingIn(files, ".log").back();
  std::mt19937_64 random(1);
  int refused = 0;
  const int times = Times(200);
  for (int i = 0; i < times; ++i) {
    Files damaged = files;
    FlipRandomBit(&random, &damaged[wal]);
    ExpectAllOrDataLoss(damaged, Payloads(60), &refused);
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(refused, times);  // every bit of the log counts
}

TEST(DamageTest, AFlippedBitInATableIsNeverAShortScan) {
  const Files files = Grow(Grow(Grow({}, 0, 40), 40, 80), 80, 81);
  const std::vector<std::string> tables = PathsEndingIn(files, ".sst");
  ASSERT_GE(tables.size(), 6u);
  std::mt19937_64 random(2);
  int refused = 0;
  for (int i = 0; i < Times(200); ++i) {
    Files damaged = files;
    FlipRandomBit(&random, &damaged[tables[random() % tables.size()]]);
    ExpectAllOrDataLoss(damaged, Payloads(81), &refused);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(refused, 0);
}

TEST(DamageTest, ALostWriteAheadLogIsRefused) {
  Files files = Grow(Grow({}, 0, 20), 20, 40);
  for (const std::string& wal : PathsEndingIn(files, ".log")) files.erase(wal);
  const absl::Status status = EventStore::Open(On(MakeFileSystem(files))).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("Restore the log from a backup"));
}

TEST(DamageTest, AStoreThatWasRolledBackIsRefused) {
  const Files before = Grow({}, 0, 20);
  const Files after = Grow(before, 20, 40);
  Files rolled_back = before;
  rolled_back[kMark] = after.at(kMark);
  EXPECT_EQ(EventStore::Open(On(MakeFileSystem(rolled_back))).status().code(),
            absl::StatusCode::kDataLoss);
  // Rolled back and written on until it is longer than before.
  Files forked = Grow(before, 50, 90);
  forked[kMark] = after.at(kMark);
  const absl::Status status = EventStore::Open(On(MakeFileSystem(forked))).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("another history"));
}

TEST(DamageTest, ADeletedDatabaseIsRefusedAndNotMadeAnew) {
  Files files = Grow({}, 0, 5);
  const Files mark = {{kMark, files[kMark]}};
  const auto file_system = MakeFileSystem(mark);
  EXPECT_EQ(EventStore::Open(On(file_system)).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(CopyFiles(file_system.get()).count("/data/events/CURRENT"), 0u);
}

TEST(DamageTest, ADeletedTableIsRefused) {
  const Files files = Grow(Grow({}, 0, 20), 20, 40);
  for (const std::string& table : PathsEndingIn(files, ".sst")) {
    Files damaged = files;
    damaged.erase(table);
    EXPECT_EQ(EventStore::Open(On(MakeFileSystem(damaged))).status().code(),
              absl::StatusCode::kDataLoss)
        << table;
  }
}

// Writes that fail

TEST(WriteFailureTest, AFailedSyncAcknowledgesNothingAndStopsTheStore) {
  const auto file_system = std::make_shared<FaultFileSystem>();
  auto store = *EventStore::Open(On(file_system));
  ASSERT_TRUE(store->Append(BatchNumber(0)).ok());
  file_system->FailSyncs(1, ".log");
  const absl::Status status = store->Append(BatchNumber(1)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr("not known"));
  EXPECT_FALSE(store->writable());
  EXPECT_EQ(store->Append(BatchNumber(2)).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(store->Flush().code(), absl::StatusCode::kUnavailable);
  std::vector<std::string> found;
  EXPECT_TRUE(ReadPayloads(store.get(), {}, &found).ok());
  EXPECT_EQ(found, Payloads(1));
  store.reset();
  store = *EventStore::Open(On(file_system));
  EXPECT_TRUE(store->writable());
  ASSERT_TRUE(store->Append(BatchNumber(1)).ok());
  ExpectExactly(store.get(), 2, false);
}

TEST(WriteFailureTest, EverythingThatWaitsHearsOfTheFailure) {
  const auto file_system = std::make_shared<FaultFileSystem>();
  auto store = *EventStore::Open(On(file_system));
  std::vector<absl::StatusCode> heard;
  const auto on_done = [&](const absl::Status& status) { heard.push_back(status.code()); };
  ASSERT_TRUE(store->Stage(BatchNumber(0), on_done).ok());
  ASSERT_TRUE(store->Stage(BatchNumber(1), on_done).ok());
  ASSERT_TRUE(store->Stage(BatchNumber(1), on_done).ok());
  file_system->FailSyncs(1, ".log");
  EXPECT_FALSE(store->Flush().ok());
  EXPECT_EQ(heard, std::vector<absl::StatusCode>(3, absl::StatusCode::kUnavailable));
}

// A disk that is full for a while, with `before` batches in the log's present file, or all of
// them in tables.
void FillDisk(int before, bool in_tables) {
  SCOPED_TRACE(absl::StrCat(before, " batches before", in_tables ? ", in tables" : ""));
  const auto file_system = std::make_shared<FaultFileSystem>();
  auto store = *EventStore::Open(On(file_system));
  for (int number = 0; number < before; ++number) {
    ASSERT_TRUE(store->Append(BatchNumber(number)).ok());
  }
  if (in_tables) {
    store.reset();
    store = *EventStore::Open(On(file_system));
  }
  file_system->SetFull(true);
  const absl::Status status = store->Append(BatchNumber(before)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("make room"));
  std::vector<std::string> found;
  EXPECT_TRUE(ReadPayloads(store.get(), {}, &found).ok());  // reads go on
  EXPECT_EQ(found, Payloads(before));
  EXPECT_FALSE(store->Append(BatchNumber(before)).ok());
  file_system->SetFull(false);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  absl::StatusOr<Appended> retried = store->Append(BatchNumber(before));
  while (!retried.ok() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    retried = store->Append(BatchNumber(before));
  }
  ASSERT_TRUE(retried.ok()) << retried.status();
  EXPECT_TRUE(store->writable());
  ASSERT_TRUE(store->Append(BatchNumber(before + 1)).ok());
  ExpectExactly(store.get(), before + 2, false);
  // All of that was durable: the power goes before anything more is written.
  file_system->CutPowerAfter(0);
  store.reset();
  std::mt19937_64 random(before);
  store = *EventStore::Open(On(MakeFileSystem(file_system->SurvivingFiles(&random))));
  ExpectExactly(store.get(), before + 2, false);
}

TEST(WriteFailureTest, AppendsResumeByThemselvesWhenAFullDiskHasRoomAgain) {
  for (int before : {0, 1, 20}) FillDisk(before, /*in_tables=*/false);
}

TEST(WriteFailureTest, AppendsResumeWhenTheDiskWasFullAtTheFirstWriteAfterOpening) {
  for (int before : {0, 1, 20}) FillDisk(before, /*in_tables=*/true);
}

}  // namespace
}  // namespace verkan::eventstore
