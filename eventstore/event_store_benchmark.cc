// What the store costs over the bare engine under it. An event is a record of about 250 bytes
// on one of 1000 streams with two tags. "Bare" is one writer that puts the same bytes under one
// key a commit, with the same sync: the limit. Run it on the disk that counts:
//   TMPDIR=/var/tmp build/release/eventstore/event_store_benchmark

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "eventstore/batch.h"
#include "eventstore/event_store.h"
#include "eventstore/layout.h"
#include "eventstore/record.h"
#include "rocksdb/db.h"

namespace verkan::eventstore {
namespace {

constexpr int kReadEvents = 200'000;

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = std::filesystem::temp_directory_path() / "verkan-benchmark-XXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

NewEvent EventNumber(uint64_t number) {
  return {.type = absl::StrCat("acme.v1.Type", number % 8),
          .stream = absl::StrCat("activity-", number % 1000),
          .tags = {absl::StrCat("region:", number % 21), absl::StrCat("project:", number % 100)},
          .payload = std::string(140, static_cast<char>('a' + number % 26))};
}

std::unique_ptr<EventStore> OpenIn(const TemporaryDirectory& directory) {
  auto store = EventStore::Open({.path = directory.path() + "/events"});
  if (!store.ok()) std::abort();
  return *std::move(store);
}

void StageMany(EventStore* store, int64_t count, uint64_t* number, bool with_request_ids) {
  for (int64_t i = 0; i < count; ++i) {
    Batch batch;
    if (with_request_ids) batch.request_id = MakeEventId(static_cast<int64_t>(*number));
    batch.events.push_back(EventNumber(++*number));
    if (!store->Stage(std::move(batch), [](const absl::Status&) {}).ok()) std::abort();
  }
}

void BM_Append(benchmark::State& state) {
  const TemporaryDirectory directory;
  const std::unique_ptr<EventStore> store = OpenIn(directory);
  uint64_t number = 0;
  for (auto _ : state) {
    StageMany(store.get(), state.range(0), &number, state.range(1) != 0);
    if (!store->Flush().ok()) std::abort();
  }
  state.SetItemsProcessed(static_cast<int64_t>(number));
}
BENCHMARK(BM_Append)
    ->ArgNames({"staged", "request_ids"})
    ->ArgsProduct({{1, 16, 64, 256, 1024}, {0, 1}})
    ->UseRealTime();

// One stream and no tags: what a bulk load of one case comes to.
void BM_AppendOneStream(benchmark::State& state) {
  const TemporaryDirectory directory;
  const std::unique_ptr<EventStore> store = OpenIn(directory);
  for (auto _ : state) {
    Batch batch;
    for (int64_t i = 0; i < state.range(0); ++i) {
      batch.events.push_back({.type = "T", .stream = "s", .payload = std::string(190, 'p')});
    }
    if (!store->Append(std::move(batch)).ok()) std::abort();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_AppendOneStream)->Arg(256)->UseRealTime();

void BM_BareAppend(benchmark::State& state) {
  const TemporaryDirectory directory;
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::Open(options, directory.path() + "/bare", &opened).ok()) std::abort();
  const std::unique_ptr<rocksdb::DB> db(opened);
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const std::string record = EncodeRecord(EventNumber(0));
  Position position = 1;
  for (auto _ : state) {
    std::string block;
    for (int64_t i = 0; i < state.range(0); ++i) block += record;
    rocksdb::WriteBatch batch;
    batch.Put(LogKey(position), block);
    if (!db->Write(synced, &batch).ok()) std::abort();
    position += state.range(0);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_BareAppend)->Arg(1)->Arg(16)->Arg(64)->Arg(256)->Arg(1024)->UseRealTime();

// A log of kReadEvents in commits of 64, shared by what reads.
EventStore* ReadStore() {
  static const TemporaryDirectory directory;
  static const std::unique_ptr<EventStore> store = [] {
    std::unique_ptr<EventStore> filled = OpenIn(directory);
    for (uint64_t number = 0; number < kReadEvents;) {
      StageMany(filled.get(), 64, &number, false);
      if (!filled->Flush().ok()) std::abort();
    }
    filled.reset();
    return OpenIn(directory);
  }();
  return store.get();
}

void ReadAll(benchmark::State& state, const ReadOptions& options) {
  EventStore* const store = ReadStore();
  int64_t events = 0;
  for (auto _ : state) {
    const auto cursor = *store->Read(options);
    StoredRecord record;
    while (*cursor->Next(&record)) ++events;
  }
  state.SetItemsProcessed(events);
}

void BM_Scan(benchmark::State& state) { ReadAll(state, {.backwards = state.range(0) != 0}); }
BENCHMARK(BM_Scan)->ArgName("backwards")->Arg(0)->Arg(1);

void BM_ScanParsed(benchmark::State& state) {
  EventStore* const store = ReadStore();
  int64_t events = 0;
  RecordView view;
  for (auto _ : state) {
    const auto cursor = *store->Read({});
    StoredRecord record;
    while (*cursor->Next(&record)) {
      if (!ParseRecord(record.bytes, &view).ok()) std::abort();
      benchmark::DoNotOptimize(view.payload.data());
      ++events;
    }
  }
  state.SetItemsProcessed(events);
}
BENCHMARK(BM_ScanParsed);

void BM_ReadTag(benchmark::State& state) {
  ReadAll(state, {.query = {.items = {{.tags = {"region:6"}}}}});
}
BENCHMARK(BM_ReadTag);

void BM_ReadTwoTags(benchmark::State& state) {
  ReadAll(state, {.query = {.items = {{.tags = {"region:6", "project:6"}}}}});
}
BENCHMARK(BM_ReadTwoTags);

void BM_ReadStream(benchmark::State& state) {
  ReadAll(state, {.query = {.items = {{.streams = {"activity-6"}}}}});
}
BENCHMARK(BM_ReadStream);

void BM_StreamHeadLastPage(benchmark::State& state) {
  ReadAll(state,
          {.query = {.items = {{.streams = {"activity-6"}}}}, .backwards = true, .limit = 10});
}
BENCHMARK(BM_StreamHeadLastPage);

// A rule's condition that holds: memory if the tag was used lately.
void BM_StageUnderCondition(benchmark::State& state) {
  const TemporaryDirectory directory;
  const std::unique_ptr<EventStore> store = OpenIn(directory);
  uint64_t number = 0;
  for (auto _ : state) {
    Batch batch = {.events = {EventNumber(++number)}};
    batch.expectations.push_back({.stream = "none", .kind = StreamExpectation::kNone});
    batch.condition = AppendCondition{
        {.items = {{.types = {"acme.v1.Type1"}, .tags = {absl::StrCat("student:", number)}}}}, 0};
    if (!store->Stage(std::move(batch), [](const absl::Status&) {}).ok()) std::abort();
    if (number % 256 == 0) {
      state.PauseTiming();
      if (!store->Flush().ok()) std::abort();
      state.ResumeTiming();
    }
  }
  state.SetItemsProcessed(static_cast<int64_t>(number));
}
BENCHMARK(BM_StageUnderCondition);

}  // namespace
}  // namespace verkan::eventstore
