// How fast events become rows: participations, twenty to an activity.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "eventstore/record.h"
#include "projections/facts/apply.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

std::vector<std::string> Records(int count) {
  std::vector<std::string> records;
  for (int i = 0; i < count; ++i) {
    const std::string activity = absl::StrCat("activity-", i / 20);
    eventstore::NewEvent event;
    if (i % 20 == 0) {
      event::v1::ActivityHeld held;
      held.set_activity_id(activity);
      held.mutable_details()->set_project_id("siru-2");
      held.mutable_details()->set_kind(event::v1::ACTIVITY_KIND_COURSE);
      held.mutable_details()->set_region_code("06");
      held.mutable_details()->mutable_occurred()->set_from("2021-03-05");
      event.type = held.GetDescriptor()->full_name();
      event.payload = held.SerializeAsString();
      event.tags = {"project:siru-2", "region:06"};
      event.first_day = event.last_day = 18691;
    } else {
      event::v1::ParticipantJoined joined;
      joined.set_activity_id(activity);
      joined.set_participant_id(absl::StrCat("participant-", i * 7919 % 100003));
      event.type = joined.GetDescriptor()->full_name();
      event.payload = joined.SerializeAsString();
      event.tags = {absl::StrCat("participant:", joined.participant_id()), "region:06"};
    }
    event.id = std::string(16, 'x');
    event.stream = absl::StrCat("activity-", activity);
    std::string bytes = eventstore::EncodeRecord(event);
    eventstore::PlaceRecord(static_cast<Position>(i + 1), 1, 1, &bytes);
    records.push_back(std::move(bytes));
  }
  return records;
}

void Apply(benchmark::State& state) {
  const std::vector<std::string> records = Records(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    Facts facts;
    Applier applier(&facts, nullptr);
    eventstore::RecordView view;
    for (const std::string& record : records) {
      if (!eventstore::ParseRecord(record, &view).ok() || !applier.Apply(view).ok()) {
        state.SkipWithError("not applied");
      }
    }
    benchmark::DoNotOptimize(facts.rows());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(Apply)->Arg(200'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace verkan::projections

BENCHMARK_MAIN();
