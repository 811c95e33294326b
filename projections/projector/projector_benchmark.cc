// How fast the read models are rebuilt from a log on disk, and how fast they are loaded.
#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "eventstore/event_store.h"
#include "projections/projector/projector.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

constexpr int kPerActivity = 20;

eventstore::NewEvent EventNumber(int i) {
  const std::string activity = absl::StrCat("a-", i / kPerActivity);
  eventstore::NewEvent event{.stream = absl::StrCat("activity-", activity)};
  event.tags = {"region:06", "project:siru-2"};
  if (i % kPerActivity == 0) {
    event::v1::ActivityHeld held;
    held.set_activity_id(activity);
    held.mutable_details()->set_project_id("siru-2");
    held.mutable_details()->set_kind(event::v1::ACTIVITY_KIND_COURSE);
    held.mutable_details()->set_region_code("06");
    event.type = held.GetDescriptor()->full_name();
    event.payload = held.SerializeAsString();
    event.first_day = event.last_day = 18691;
  } else {
    event::v1::ParticipantJoined joined;
    joined.set_activity_id(activity);
    joined.set_participant_id(absl::StrCat("participant-", i * 7919 % 100003));
    event.type = joined.GetDescriptor()->full_name();
    event.payload = joined.SerializeAsString();
    event.tags.push_back(absl::StrCat("participant:", joined.participant_id()));
  }
  return event;
}

// A log of so many events, in a directory that goes with it.
class Log {
 public:
  explicit Log(int events)
      : root_(std::filesystem::temp_directory_path() / "verkan-projector-benchmark") {
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_);
    store_ = *eventstore::EventStore::Open({.path = (root_ / "events").string()});
    for (int i = 0; i < events;) {
      eventstore::Batch batch;
      while (i < events && batch.events.size() < 1000) batch.events.push_back(EventNumber(i++));
      if (!store_->Append(std::move(batch)).ok()) std::abort();
    }
  }
  ~Log() {
    store_.reset();
    std::filesystem::remove_all(root_);
  }

  std::string views() const { return (root_ / "views").string(); }
  eventstore::EventStore* store() { return store_.get(); }
  void OpenAndWait() {
    auto projector = *Projector::Open({.path = views()}, store_.get());
    if (!projector->WaitFor(store_->head(), absl::InfiniteFuture()).ok()) std::abort();
  }

 private:
  const std::filesystem::path root_;
  std::unique_ptr<eventstore::EventStore> store_;
};

void Rebuild(benchmark::State& state) {
  Log log(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    state.PauseTiming();
    std::filesystem::remove_all(log.views());
    state.ResumeTiming();
    log.OpenAndWait();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void Load(benchmark::State& state) {
  Log log(static_cast<int>(state.range(0)));
  log.OpenAndWait();
  for (auto _ : state) log.OpenAndWait();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(Rebuild)->Arg(500'000)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(Load)->Arg(500'000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace verkan::projections

BENCHMARK_MAIN();
