// How long figures take over synthetic participations: random persons, regions, days of
// three years and kinds, all believed, half of them recorded before the middle position. The
// arguments are rows, and merges of persons or changes of kind of organisations.
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
#include "projections/organisation/kind_in_force.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/participant/participant_facts.h"
#include "projections/procurement/procurement_facts.h"
#include "regions/regions.h"

namespace verkan::projections {
namespace {

constexpr const char* kKinds[] = {
    "network_meeting",  "knowledge_lunch", "idea_workshop", "dialogue_forum",
    "learning_session", "course",          "seminar",       "other"};
constexpr int32_t kFirstDay = 18628;  // 2021-01-01
constexpr int kDays = 3 * 365;

const Facts& Participations(int64_t rows, int64_t merges) {
  static std::unique_ptr<Facts> facts;
  static std::pair<int64_t, int64_t> made;
  if (made == std::pair(rows, merges)) return *facts;
  facts = std::make_unique<Facts>();
  made = {rows, merges};
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
    table.SetText(row, "status", "held");
  }
  FactTable& merged = (*facts)[kParticipantMerges];
  for (int64_t i = 0; i < merges; ++i) {
    const auto position = static_cast<Position>(rows + i + 1);
    const RowId row = merged.Open(absl::StrCat("p-", 2 * i + 1), position, position, {});
    merged.SetText(row, "participant", absl::StrCat("p-", 2 * i));
  }
  return *facts;
}

// Contracts with as many suppliers as there are changes, each of which changed its kind once.
void ContractsByRegion(benchmark::State& state) {
  Facts facts;
  std::mt19937_64 random(1);
  const int64_t suppliers = 10'000, changes = state.range(1);
  Position position = 0;
  const auto add_kind = [&](int64_t supplier, absl::string_view kind, int64_t since) {
    FactTable& kinds = facts[kOrganisationKinds];
    ++position;
    const RowId row = kinds.Open(absl::StrCat("o-", supplier), position, position, {});
    kinds.SetText(row, "kind", kind);
    kinds.SetNumber(row, "since", since);
  };
  for (int64_t i = 0; i < suppliers; ++i) add_kind(i, "social_enterprise", kSinceTheBeginning);
  for (int64_t i = 0; i < changes; ++i) add_kind(i, "other", kFirstDay + kDays / 2);
  FactTable& contracts = facts[kContracts];
  for (int64_t i = 0; i < state.range(0); ++i) {
    const int32_t day = kFirstDay + static_cast<int32_t>(random() % kDays);
    ++position;
    const RowId row = contracts.Open(absl::StrCat("q-", i), position, position, {day, day});
    contracts.SetText(row, "supplier", absl::StrCat("o-", random() % suppliers));
    contracts.SetText(row, "region", regions::Regions()[random() % regions::Regions().size()].code);
    contracts.SetNumber(row, "recorded", kFirstDay + kDays);
  }
  figure::v1::FigureQuery query;
  query.set_indicator_id("contracts-to-social-enterprises");
  query.add_group_by("region");
  for (auto _ : state) {
    auto result = TallyRows(facts, *FindBuiltIn(query.indicator_id()), query, kNow);
    benchmark::DoNotOptimize(result);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void Answer(benchmark::State& state, const std::string& query, bool middle = false) {
  const Facts& facts = Participations(state.range(0), state.range(1));
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

BENCHMARK(DistinctByRegionAndQuarter)->Args({1'000'000, 0})->Unit(benchmark::kMillisecond);
BENCHMARK(DistinctByRegionQuarterAndKind)->Args({1'000'000, 0})->Unit(benchmark::kMillisecond);
BENCHMARK(DistinctAsOfTheMiddle)->Args({1'000'000, 0})->Unit(benchmark::kMillisecond);
BENCHMARK(CountByRegionAndQuarter)->Args({1'000'000, 0})->Unit(benchmark::kMillisecond);
BENCHMARK(DistinctInOneRegion)->Args({1'000'000, 0})->Unit(benchmark::kMillisecond);
BENCHMARK(DistinctInOneProject)->Args({1'000'000, 0})->Unit(benchmark::kMillisecond);
// Beside each other without and with 10 000 merges or changes.
BENCHMARK(DistinctByRegionAndQuarter)->Args({1'000'000, 10'000})->Unit(benchmark::kMillisecond);
BENCHMARK(CountByRegionAndQuarter)->Args({1'000'000, 10'000})->Unit(benchmark::kMillisecond);
BENCHMARK(ContractsByRegion)
    ->Args({1'000'000, 0})
    ->Args({1'000'000, 10'000})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace verkan::projections

BENCHMARK_MAIN();
