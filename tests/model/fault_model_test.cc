// The event store on a disk that fails at random, compared with the model. An append that
// failed may be there or not once the store is open again, whole or not at all; sent again it
// is there once. A failure prints its seed:
//
//   VERKAN_FAULT_SEEDS=200 VERKAN_FAULT_APPENDS=10000 fault_model_test    the campaign
//   VERKAN_FAULT_SEED=7 VERKAN_FAULT_APPENDS=10000 fault_model_test       one seed of it

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/event_store.h"
#include "eventstore/record.h"
#include "eventstore/testing/store_fixture.h"
#include "tests/faults/fault_file_system.h"
#include "tests/model/model.h"

namespace verkan::eventstore {
namespace {

// What a campaign has done, of all seeds.
struct Totals {
  int64_t appends = 0, events = 0, refused = 0, repeated = 0;
  int64_t reads = 0, comparisons = 0, reopenings = 0;
  int64_t unknown = 0, unknown_there = 0, unknown_gone = 0, unknown_retried = 0;
  int64_t power_cuts = 0, kills = 0, cut_while_opening = 0;
  int64_t failed_syncs = 0, failed_appends = 0, short_appends = 0, full_appends = 0, resumed = 0;

  void Print() const {
    std::cout << appends << " appends of " << events << " events, " << refused
              << " refused by what they expected, " << repeated << " repeated\n"
              << "faults: " << power_cuts << " power cuts, " << kills << " kills ("
              << cut_while_opening << " of both while opening), " << failed_syncs
              << " failed syncs, " << failed_appends << " failed writes, " << short_appends
              << " short writes, " << full_appends << " writes to a full disk, after which "
              << resumed << " times appends resumed by themselves\n"
              << unknown << " appends whose outcome was unknown: " << unknown_there
              << " were there, " << unknown_gone << " were not, " << unknown_retried
              << " sent again\n"
              << reopenings << " reopenings, " << comparisons << " comparisons of the whole log, "
              << reads << " reads beside\n";
  }
};

class FaultModelTest : public ::testing::Test {
 protected:
  void Run(uint64_t seed, int appends) {
    random_.Seed(seed);
    random_.large_per_mille = 1;
    model_ = Model();
    unknown_.clear();
    retries_.clear();
    frontier_ = Frontier();
    next_id_ = 1 << 20;
    file_system_ = std::make_shared<FaultFileSystem>();
    for (appends_left_ = appends; appends_left_ > 0 && !HasFailure();) {
      SCOPED_TRACE(absl::StrCat("seed ", seed, ", ", appends_left_, " appends to go"));
      Live();
    }
    if (!HasFailure()) OpenOnWholeDisk();
    store_.reset();
  }

  Totals totals_;

 private:
  // Lives

  // Opens the store, works under a fault to come, and ends in one of the ways processes end.
  void Live() {
    const bool cut_early = random_.Chance(15);
    if (cut_early) file_system_->CutPowerAfter(random_.Up(80));
    if (Open()) {
      SettleUnknown();
      CompareAll();
      if (!cut_early) PlanFault();
      for (uint64_t left = 20 + random_.Up(180); left > 0 && appends_left_ > 0; --left) {
        Step();
        if (::testing::Test::HasFailure()) return;
        if (!store_->writable() && !Heal()) break;
      }
      DropStaged();
    } else {
      EXPECT_TRUE(file_system_->power_is_cut());
      ++totals_.cut_while_opening;
    }
    store_.reset();
    ChangeDisk();
  }

  bool Open() {
    Options options = {.path = "/data/events", .block_cache_bytes = 1 << 20};
    options.file_system = file_system_;
    options.now_micros = [this] { return now_; };
    absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options);
    ++totals_.reopenings;
    if (store.ok()) store_ = *std::move(store);
    EXPECT_TRUE(store.ok() || file_system_->power_is_cut()) << store.status();
    return store.ok();
  }

  // The next life has a disk without faults, with what the last one left on it.
  void ChangeDisk() {
    is_full_ = false;
    full_after_ = 0;
    const bool cut = file_system_->power_is_cut();
    const bool power = random_.Chance(70);
    if (!cut && random_.Chance(60)) {  // closed, opened again on the same disk
      EndFaults();
      return;
    }
    ++(power ? totals_.power_cuts : totals_.kills);
    CountFaults();
    const Files files =
        power ? file_system_->SurvivingFiles(random_.random()) : file_system_->WrittenFiles();
    file_system_ = std::make_shared<FaultFileSystem>(files);
  }

  void EndFaults() {
    file_system_->SetFull(false);
    file_system_->FailSyncs(0, "");
    file_system_->FailAppends(0, "", /*half=*/false);
    file_system_->CutPowerAfter(-1);
  }

  void CountFaults() {
    const FaultFileSystem::Counts counts = file_system_->counts();
    totals_.failed_syncs += counts.failed_syncs;
    totals_.failed_appends += counts.failed_appends;
    totals_.short_appends += counts.short_appends;
    totals_.full_appends += counts.full_appends;
  }

  void PlanFault() {
    const char* const any[] = {".log", ".log", ".log", ".sst", "MANIFEST", ".high-water"};
    const std::string where = any[random_.Up(std::size(any))];
    switch (random_.Up(7)) {
      case 0:
        break;
      case 1:
      case 2:
        return file_system_->CutPowerAfter(random_.Up(300));
      case 3:
        return file_system_->FailSyncs(1, where);
      case 4:
        return file_system_->FailAppends(1, where, /*half=*/false);
      case 5:
        return file_system_->FailAppends(1, where, /*half=*/true);
      default:
        full_after_ = 1 + random_.Up(40);
    }
  }

  // Makes room where the disk is full, and waits until appends go on; false where the store
  // must be opened again.
  bool Heal() {
    Read();
    if (!is_full_ || file_system_->power_is_cut() || random_.Chance(50)) return false;
    file_system_->SetFull(false);
    is_full_ = false;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    const Batch probe = {.events = {Event("Probe", "probe")},
                         .expectations = {{"nobody", StreamExpectation::kExists}}};
    while (absl::IsUnavailable(store_->Append(probe).status())) {
      EXPECT_LT(std::chrono::steady_clock::now(), deadline) << "appends do not resume";
      if (::testing::Test::HasFailure()) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ++totals_.resumed;
    SettleUnknown();
    CompareAll();
    return true;
  }

  // Appends

  struct Staged {
    Batch batch;
    int64_t now = 0;
  };

  Batch NewBatch() {
    Batch batch = random_.AnyBatch(model_);
    if (batch.request_id.empty() && random_.Chance(40)) {
      for (NewEvent& event : batch.events) event.id = Id(next_id_++);
    }
    return batch;
  }

  // Some batches, then a flush: in one write, so all of them are there or none.
  void Step() {
    now_ += static_cast<int64_t>(random_.Up(2000)) - 500;
    if (full_after_ > 0 && --full_after_ == 0) {
      file_system_->SetFull(true);
      is_full_ = true;
    }
    const Position durable = model_.last();
    for (uint64_t batches = 1 + random_.Up(3); batches > 0; --batches) {
      Batch batch = retries_.empty() ? NewBatch() : std::move(retries_.back());
      if (!retries_.empty()) retries_.pop_back();
      Stage(std::move(batch));
    }
    waiting_ok_ = 0;
    if (store_->Flush().ok()) {
      EXPECT_EQ(waiting_ok_, waiting_) << "every append is answered";
      staged_.clear();
      EXPECT_EQ(store_->head(), model_.last());
    } else {
      EXPECT_EQ(waiting_ok_, 0) << "nothing is acknowledged";
      DropStaged();
      model_.CutTo(durable);
    }
    waiting_ = 0;
    if (random_.Chance(5)) Read();
  }

  void Stage(Batch batch) {
    const Position before = model_.Find(batch);
    const auto appended =
        store_->Stage(batch, [this](const absl::Status& status) { waiting_ok_ += status.ok(); });
    if (!store_->writable()) return;
    --appends_left_;
    ++totals_.appends;
    if (model_.IsTaken(batch)) {
      EXPECT_EQ(appended.status().code(), absl::StatusCode::kAlreadyExists) << appended.status();
      ++totals_.refused;
      return;
    }
    if (before == 0 && batch.condition.has_value() && batch.condition->after > model_.last()) {
      EXPECT_EQ(appended.status().code(), absl::StatusCode::kOutOfRange) << appended.status();
      ++totals_.refused;  // decided on what was lost meanwhile
      return;
    }
    if (before == 0 && !model_.Accepts(batch)) {
      EXPECT_EQ(appended.status().code(), absl::StatusCode::kAborted) << appended.status();
      ++totals_.refused;
      return;
    }
    ASSERT_TRUE(appended.ok()) << appended.status();
    ++waiting_;
    EXPECT_EQ(appended->repeated, before != 0);
    EXPECT_EQ(appended->first_position, before != 0 ? before : model_.last() + 1);
    totals_.repeated += before != 0;
    if (before != 0) return;
    totals_.events += batch.events.size();
    model_.Append(batch, now_);
    staged_.push_back({std::move(batch), now_});
  }

  // Of what was staged and not acknowledged, nobody knows whether it is on disk.
  void DropStaged() {
    totals_.unknown += staged_.size();
    EXPECT_TRUE(unknown_.empty() || staged_.empty());
    if (unknown_.empty()) unknown_ = std::move(staged_);
    staged_.clear();
  }

  // What was unknown is there, all of one write and in its order, or none of it is. Then it is
  // sent again.
  void SettleUnknown() {
    size_t events = 0;
    for (const Staged& staged : unknown_) events += staged.batch.events.size();
    const bool there = events > 0 && store_->head() == model_.last() + events;
    EXPECT_TRUE(there || store_->head() == model_.last())
        << "head " << store_->head() << ", acknowledged " << model_.last() << ", unknown "
        << events;
    (there ? totals_.unknown_there : totals_.unknown_gone) += unknown_.size();
    for (Staged& staged : unknown_) {
      if (there) model_.Append(staged.batch, staged.now);
      const Batch& batch = staged.batch;
      if (batch.request_id.empty() && batch.events.front().id.empty()) continue;
      ++totals_.unknown_retried;
      retries_.push_back(std::move(staged.batch));
    }
    unknown_.clear();
  }

  // Comparisons

  void Read() {
    const ReadOptions options = random_.AnyRead(model_, now_);
    std::vector<Position> found;
    EXPECT_TRUE(ForEach(options, [&](const RecordView& view, absl::string_view) {
                  found.push_back(view.position);
                }).ok());
    EXPECT_EQ(found, model_.Read(options, model_.last()));
    ++totals_.reads;
  }

  // Every event is what it was, and the tree is that of the records.
  void CompareAll() {
    Frontier frontier;
    Position position = 0;
    const absl::Status status = ForEach({}, [&](const RecordView& view, absl::string_view bytes) {
      ASSERT_LT(position, model_.last());
      const Model::Entry& entry = model_.at(++position);
      ASSERT_EQ(view.position, position);
      ASSERT_EQ(view.revision, entry.revision);
      ASSERT_EQ(view.recorded_at_micros, entry.recorded_at);
      ASSERT_TRUE(view.type == entry.event.type && view.stream == entry.event.stream);
      ASSERT_TRUE(view.payload == entry.event.payload);
      ASSERT_TRUE(entry.event.id.empty() || view.id == entry.event.id);
      frontier.Add(RecordLeaf(bytes), [](int, uint64_t, const Hash&) {});
      if (frontier.size() == frontier_.size()) {
        ASSERT_EQ(frontier.Root(), frontier_.Root()) << "the log was rewritten";
      }
    });
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(position, model_.last());
    EXPECT_EQ(*store_->Root(position), frontier.Root());
    frontier_ = frontier;
    ++totals_.comparisons;
  }

  template <typename Visit>
  absl::Status ForEach(const ReadOptions& options, const Visit& visit) {
    const auto cursor = store_->Read(options);
    if (!cursor.ok()) return cursor.status();
    StoredRecord record;
    RecordView view;
    while (!::testing::Test::HasFatalFailure()) {
      const auto more = (*cursor)->Next(&record);
      if (!more.ok()) return more.status();
      if (!*more && (*cursor)->paused()) continue;
      if (!*more) break;
      if (absl::Status status = ParseRecord(record.bytes, &view); !status.ok()) return status;
      visit(view, record.bytes);
    }
    return absl::OkStatus();
  }

  void OpenOnWholeDisk() {
    EndFaults();
    CountFaults();
    if (!Open()) return;
    SettleUnknown();
    CompareAll();
  }

  Operations random_;
  Model model_;
  Frontier frontier_;  // of what the last comparison found
  int64_t now_ = 1'795'348'800'000'000;
  uint64_t next_id_ = 0;
  int appends_left_ = 0;
  uint64_t full_after_ = 0;
  bool is_full_ = false;
  std::shared_ptr<FaultFileSystem> file_system_;
  std::unique_ptr<EventStore> store_;
  std::vector<Staged> staged_;   // in the write to come
  std::vector<Staged> unknown_;  // in a write that failed
  std::vector<Batch> retries_;
  int waiting_ = 0;
  int waiting_ok_ = 0;
};

int FromEnvironment(const char* name, int otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::atoi(value);
}

TEST_F(FaultModelTest, TheStoreIsWhatTheModelSaysWhateverFails) {
  const int first = FromEnvironment("VERKAN_FAULT_SEED", 1);
  const int seeds =
      std::getenv("VERKAN_FAULT_SEED") ? 1 : FromEnvironment("VERKAN_FAULT_SEEDS", 10);
  const int appends = FromEnvironment("VERKAN_FAULT_APPENDS", 1000);
  for (int seed = first; seed < first + seeds; ++seed) {
    Run(seed, appends);
    ASSERT_FALSE(HasFailure()) << "VERKAN_FAULT_SEED=" << seed
                               << " VERKAN_FAULT_APPENDS=" << appends << " shows it again";
  }
  std::cout << "seeds " << first << " to " << first + seeds - 1 << ", " << appends
            << " appends each: no difference\n";
  totals_.Print();
}

}  // namespace
}  // namespace verkan::eventstore
