// How long figures take over synthetic participations: random persons, regions, days of
// three years and kinds, all believed, half of them recorded before the middle position.
#include <cstdint>
#include <memory>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "benchmark/benchmark.h"
#include "google/protobuf/text_format.h"
#include "projections/activity/activity_facts.h"
#include "projections/facts/facts.h"
#include "projections/figure/scan.h"
#include "regions/regions.h"

namespace verkan::projections {
namespace {

constexpr const char* kKinds[] = {
    "network_meeting",  "knowledge_lunch", "idea_workshop", "dialogue_forum",
    "learning_session", "course",          "seminar",       "other"};
constexpr int32_t kFirstDay = 18628;  // 2021-01-01
constexpr int kDays = 3 * 365;

const Facts& Participations(int64_t rows) {
  static std::unique_ptr<Facts> facts;
  static int64_t made = 0;
  if (made == rows) return *facts;
  facts = std::make_unique<Facts>();
  made = rows;
  FactTable& table = (*facts)[kParticipations];
  std::mt19937_64 random(1);
  for (int64_t i = 0; i < rows; ++i) {
    Position position = static_cast<Position>(i + 1);
    int32_t day = kFirstDay + static_cast<int32_t>(random() % kDays);
    RowId row = table.Open(absl::StrCat("a-", i / 50), position, position, {day, day});
    const int participants = static_cast<int>(rows / 4);
    table.SetText(row, "participant", absl::StrCat("p-", random() % participants));
    table.SetText(row, "region", regions::Regions()[random() % regions::Regions().size()].code);
    table.SetText(row, "kind", kKinds[random() % std::size(kKinds)]);
    table.SetText(row, "project", absl::StrCat("project-", random() % 100));
  }
  return *facts;
}

void Answer(benchmark::State& state, const std::string& query, bool middle = false) {
  const Facts& facts = Participations(state.range(0));
  figure::v1::FigureQuery parsed;
  google::protobuf::TextFormat::ParseFromString(query, &parsed);
  const Position as_of = middle ? static_cast<Position>(state.range(0) / 2) : kNow;
  for (auto _ : state) {
    auto result = TallyRows(facts, *FindBuiltIn(parsed.indicator_id()), parsed, as_of);
    benchmark::DoNotOptimize(result);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void DistinctByRegionAndQuarter(benchmark::State& state) {
  Answer(state, "indicator_id: 'participants' group_by: 'region' group_by: 'quarter'");
}
void DistinctByRegionQuarterAndKind(benchmark::State& state) {
  Answer(state,
         "indicator_id: 'participants' group_by: 'region' group_by: 'quarter' group_by: 'kind'");
}
void DistinctAsOfTheMiddle(benchmark::State& state) {
  Answer(state, "indicator_id: 'participants' group_by: 'region' group_by: 'quarter'", true);
}
void CountByRegionAndQuarter(benchmark::State& state) {
  Answer(state, "indicator_id: 'participations' group_by: 'region' group_by: 'quarter'");
}
void DistinctInOneRegion(benchmark::State& state) {
  Answer(state, "indicator_id: 'participants' filters { dimension: 'region' values: '06' }");
}
void DistinctInOneProject(benchmark::State& state) {
  Answer(state,
         "indicator_id: 'participants' filters { dimension: 'project' values: 'project-7' }");
}

BENCHMARK(DistinctByRegionAndQuarter)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(DistinctByRegionQuarterAndKind)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(DistinctAsOfTheMiddle)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(CountByRegionAndQuarter)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(DistinctInOneRegion)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(DistinctInOneProject)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace verkan::projections

BENCHMARK_MAIN();
