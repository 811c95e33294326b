// What a fact costs on its road, without gRPC and without a disk: a store in memory,
// flushed once for every 64 facts.
#include <memory>

#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "eventstore/testing/memory_file_system.h"
#include "services/domain/recorder.h"

namespace verkan::services {
namespace {

constexpr int kFactsPerFlush = 64;
constexpr int kActivities = 1000;

class Bench {
 public:
  Bench() {
    eventstore::Options options;
    options.path = "/data/events";
    options.file_system = eventstore::NewMemoryFileSystem();
    store_ = *eventstore::EventStore::Open(options);
    keys_ = *eventstore::KeyStore::Open({.path = "/data/keys",
                                         .master_keys = {{.key = eventstore::NewSecretKey()}},
                                         .file_system = options.file_system});
    recorder_ = std::make_unique<Recorder>(store_.get(), keys_.get());
    context_.actor = "development";
    event::v1::Event project;
    project.mutable_project_started()->set_project_id("p");
    project.mutable_project_started()->set_name("P");
    project.mutable_project_started()->add_region_codes("06");
    Record(std::move(project));
    for (int i = 0; i < kActivities; ++i) {
      event::v1::Event held;
      auto* fact = held.mutable_activity_held();
      fact->set_activity_id(absl::StrCat("lunch-", i));
      fact->mutable_details()->set_project_id("p");
      fact->mutable_details()->set_kind(event::v1::ACTIVITY_KIND_KNOWLEDGE_LUNCH);
      Record(std::move(held));
    }
  }

  void Record(event::v1::Event event, const RecordOptions& options = {}) {
    recorder_->Record(context_, std::move(event), options,
                      [this](absl::StatusOr<Recorded> recorded) {
                        if (!recorded.ok()) ++refused_;
                      });
    if (++recorded_ % kFactsPerFlush == 0) store_->Flush().IgnoreError();
  }

  int refused() const { return refused_; }

 private:
  std::unique_ptr<eventstore::KeyStore> keys_;
  std::unique_ptr<eventstore::EventStore> store_;
  std::unique_ptr<Recorder> recorder_;
  Context context_;
  int recorded_ = 0;
  int refused_ = 0;
};

event::v1::Event Registered(int64_t i) {
  event::v1::Event event;
  event.mutable_participant_registered()->set_participant_id(absl::StrCat("x", i));
  event.mutable_participant_registered()->set_region_code("06");
  return event;
}

event::v1::Event Joined(int64_t i) {
  event::v1::Event event;
  auto* fact = event.mutable_participant_joined();
  fact->set_activity_id(absl::StrCat("lunch-", i % kActivities));
  fact->set_participant_id(absl::StrCat("x", i));
  return event;
}

void BM_RegisterAndJoin(benchmark::State& state) {
  Bench bench;
  int64_t i = 0;
  for (auto _ : state) {
    bench.Record(Registered(i));
    bench.Record(Joined(i++));
  }
  if (bench.refused() > 0) state.SkipWithError("refused");
  state.SetItemsProcessed(2 * state.iterations());
}
BENCHMARK(BM_RegisterAndJoin);

// All but staging: what the rules alone cost.
void BM_ValidateOnly(benchmark::State& state) {
  Bench bench;
  bench.Record(Registered(1));
  RecordOptions options;
  options.validate_only = true;
  for (auto _ : state) bench.Record(Joined(1), options);
  if (bench.refused() > 0) state.SkipWithError("refused");
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_ValidateOnly);

void BM_Refused(benchmark::State& state) {
  Bench bench;
  bench.Record(Registered(1));
  bench.Record(Joined(1));
  for (auto _ : state) bench.Record(Joined(1));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Refused);

// A stale expected revision, in a log where so many persons are one with another.
void BM_StaleRevision(benchmark::State& state) {
  Bench bench;
  for (int64_t i = 0; i < state.range(0); ++i) {
    bench.Record(Registered(2 * i));
    bench.Record(Registered(2 * i + 1));
    event::v1::Event merged;
    merged.mutable_participants_merged()->set_participant_id(absl::StrCat("x", 2 * i));
    merged.mutable_participants_merged()->set_merged_participant_id(absl::StrCat("x", 2 * i + 1));
    merged.mutable_participants_merged()->set_reason("r");
    bench.Record(std::move(merged));
  }
  if (bench.refused() > 0) state.SkipWithError("refused");
  RecordOptions stale;
  stale.expected_revision = 7;
  for (auto _ : state) bench.Record(Registered(0), stale);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_StaleRevision)->Arg(0)->Arg(1000)->Arg(6000);

}  // namespace
}  // namespace verkan::services

BENCHMARK_MAIN();
