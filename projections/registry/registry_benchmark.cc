// How long lists and searches take over a million organisations and a million participations: the
// first page and the hundredth, now and as of the middle of the log, with pages as large as they
// are if nothing is asked for. Each case asks several questions in turn; p50 and p99 are over all
// calls, rows is the most that a page read, entries the most that it held. Memory tells the bytes a
// row takes in its table and in the indexes of its texts, and how long those take to be made.
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "projections/activity/activity_facts.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/registry/registry.h"

namespace verkan::projections {
namespace {

using Clock = std::chrono::steady_clock;
using registry::v1::ListEntriesRequest;
using registry::v1::SearchEntriesRequest;

enum Of { kOrganisation, kParticipation };

constexpr const char* kFirst[] = {"Region",  "Kommunen",   "Föreningen", "Kooperativet",
                                  "Bolaget", "Stiftelsen", "Noden",      "Nätverket"};
constexpr const char* kPlaces[] = {"Jönköping", "Örebro", "Åre",  "Ängelholm", "Gävle",
                                   "Malmö",     "Lund",   "Umeå", "Kalmar",    "Växjö"};
constexpr const char* kRegions[] = {"01", "05", "06", "10", "12", "14", "18", "25"};

// Every tenth is a municipality, every tenth has another name.
void AddOrganisations(int64_t rows, Facts* facts) {
  std::mt19937_64 random(1);
  FactTable& table = (*facts)[kOrganisations];
  FactTable& names = (*facts)[kOrganisationNames];
  for (int64_t i = 0; i < rows; ++i) {
    const auto position = static_cast<Position>(i + 1);
    const std::string id = absl::StrCat("o-", i);
    const RowId row = table.Open(id, position, position, {});
    table.SetText(row, "name",
                  absl::StrCat(kFirst[random() % 8], " ", kPlaces[random() % 10], " ", i));
    table.SetText(row, "organisation_number", absl::StrCat(5560000000 + i));
    table.SetText(row, "kind", random() % 10 == 0 ? "municipality" : "cooperative");
    table.SetText(row, "region", kRegions[random() % 8]);
    if (random() % 10 != 0) continue;
    names.SetText(names.Open(id, position, position, {}), "name", absl::StrCat("Det andra ", i));
  }
}

// 50 an activity, four a person.
void AddParticipations(int64_t rows, Facts* facts) {
  std::mt19937_64 random(1);
  FactTable& table = (*facts)[kParticipations];
  for (int64_t i = 0; i < rows; ++i) {
    const auto position = static_cast<Position>(i + 1);
    const RowId row = table.Open(absl::StrCat("a-", i / 50), position, position, {19000, 19000});
    table.SetText(row, "participant",
                  absl::StrCat("p-", random() % static_cast<uint64_t>(rows / 4)));
    table.SetText(row, "project", absl::StrCat("project-", random() % 100));
    table.SetText(row, "region", kRegions[random() % 8]);
    table.SetText(row, "kind", "course");
    table.SetText(row, "status", "held");
  }
}

double BytesInUse() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

// World is one register, and what it took to make it.
struct World {
  World(Of of, int64_t rows) {
    double before = BytesInUse();
    of == kOrganisation ? AddOrganisations(rows, &facts) : AddParticipations(rows, &facts);
    table_bytes = BytesInUse() - before;
    before = BytesInUse();
    const Clock::time_point start = Clock::now();
    SearchEntriesRequest search;
    search.set_register_(of == kOrganisation ? "organisations" : "participations");
    search.set_text("x");
    benchmark::DoNotOptimize(registry.Search(search, kNow, ""));
    ListEntriesRequest list;
    list.set_register_(search.register_());
    list.set_order_by("id");
    benchmark::DoNotOptimize(registry.List(list, kNow, ""));
    index_bytes = BytesInUse() - before;
    index_seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }

  Facts facts;
  Registry registry{&facts};
  double table_bytes = 0;
  double index_bytes = 0;
  double index_seconds = 0;
};

const World& TheWorld(Of of, int64_t rows) {
  static auto* const worlds = new std::map<std::pair<Of, int64_t>, std::unique_ptr<World>>;
  std::unique_ptr<World>& world = (*worlds)[{of, rows}];
  if (world == nullptr) world = std::make_unique<World>(of, rows);
  return *world;
}

// Asks all questions in turn for the page, the last one if there are not so many.
template <typename Request, typename Ask>
void Time(benchmark::State& state, const std::vector<Request>& questions, size_t page_size,
          Ask ask) {
  std::vector<std::string> from(questions.size());
  for (size_t i = 0; i < questions.size(); ++i) {
    for (int64_t page = 1; page < state.range(1); ++page) {
      std::string next = ask(questions[i], from[i])->next;
      if (next.empty()) break;
      from[i] = std::move(next);
    }
  }
  std::vector<double> micros;
  size_t rows = 0, entries = 0, turn = 0;
  for (auto _ : state) {
    const size_t i = turn++ % questions.size();
    const Clock::time_point start = Clock::now();
    const absl::StatusOr<Registry::Page> page = ask(questions[i], from[i]);
    micros.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count());
    if (!page.ok()) return state.SkipWithError(std::string(page.status().message()).c_str());
    rows = std::max(rows, page->rows_read);
    entries = std::max(entries, page->entries.size());
  }
  if (rows > page_size * Registry::kReadPerEntry + 2) state.SkipWithError("too many rows read");
  std::sort(micros.begin(), micros.end());
  state.counters["p50_us"] = micros[micros.size() / 2];
  state.counters["p99_us"] = micros[micros.size() * 99 / 100];
  state.counters["rows"] = static_cast<double>(rows);
  state.counters["entries"] = static_cast<double>(entries);
}

Position AsOf(const benchmark::State& state) {
  return state.range(2) == 0 ? kNow : static_cast<Position>(state.range(0) / state.range(2));
}

void List(benchmark::State& state, Of of, const std::vector<std::string>& filters,
          const std::string& order) {
  std::vector<ListEntriesRequest> questions;
  for (const std::string& filter : filters) {
    ListEntriesRequest& request = questions.emplace_back();
    request.set_register_(of == kOrganisation ? "organisations" : "participations");
    request.set_filter(filter);
    request.set_order_by(order);
  }
  const Registry& registry = TheWorld(of, state.range(0)).registry;
  Time(state, questions, 100, [&](const ListEntriesRequest& request, const std::string& from) {
    return registry.List(request, AsOf(state), from);
  });
}

void Search(benchmark::State& state, Of of, const std::vector<std::string>& texts) {
  std::vector<SearchEntriesRequest> questions;
  for (const std::string& text : texts) {
    SearchEntriesRequest& request = questions.emplace_back();
    request.set_register_(of == kOrganisation ? "organisations" : "participations");
    request.set_text(text);
  }
  const Registry& registry = TheWorld(of, state.range(0)).registry;
  Time(state, questions, 20, [&](const SearchEntriesRequest& request, const std::string& from) {
    return registry.Search(request, AsOf(state), from);
  });
}

void Memory(benchmark::State& state, Of of) {
  const World& world = TheWorld(of, state.range(0));
  for (auto _ : state) {
  }
  const auto rows = static_cast<double>(state.range(0));
  state.counters["table_bytes_a_row"] = world.table_bytes / rows;
  state.counters["index_bytes_a_row"] = world.index_bytes / rows;
  state.counters["index_seconds"] = world.index_seconds;
}

// As of now, of the middle, and of a hundredth of the log.
void Cases(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"rows", "page", "as_of_part"})
      ->ArgsProduct({{10'000, 1'000'000}, {1, 100}, {0, 2, 100}})
      ->Iterations(1000)
      ->Unit(benchmark::kMicrosecond);
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("rows")->Arg(10'000)->Arg(1'000'000)->Iterations(1);
}

using Texts = std::vector<std::string>;

BENCHMARK_CAPTURE(Memory, organisations, kOrganisation)->Apply(Sizes);
BENCHMARK_CAPTURE(List, all, kOrganisation, Texts{""}, "")->Apply(Cases);
BENCHMARK_CAPTURE(List, all_by_id, kOrganisation, Texts{""}, "id desc")->Apply(Cases);
BENCHMARK_CAPTURE(List, many, kOrganisation, Texts{"kind = cooperative", "name : region"}, "")
    ->Apply(Cases);
BENCHMARK_CAPTURE(List, few, kOrganisation,
                  Texts{"kind = municipality AND region = '06' AND name = \"Noden Åre*\"",
                        "name : \"777\"", "name : \"finns inte\"", "organisation = o-777"},
                  "id")
    ->Apply(Cases);
BENCHMARK_CAPTURE(Search, letter, kOrganisation, Texts{"r", "k", "å", "o", "1", "a b c d e f g h"})
    ->Apply(Cases);
BENCHMARK_CAPTURE(Search, word, kOrganisation, Texts{"region", "föreningen", "kalmar", "det andra"})
    ->Apply(Cases);
BENCHMARK_CAPTURE(Search, words, kOrganisation,
                  Texts{"örebro nod", "region k", "åre 777", "bolaget finns inte", "o 5"})
    ->Apply(Cases);
BENCHMARK_CAPTURE(Search, one, kOrganisation,
                  Texts{"åre 7777", "556000-7777", "o-777", "det andra 7"})
    ->Apply(Cases);

BENCHMARK_CAPTURE(Memory, participations, kParticipation)->Apply(Sizes);
BENCHMARK_CAPTURE(List, participations, kParticipation, Texts{"", "region = '06'"}, "")
    ->Apply(Cases);
BENCHMARK_CAPTURE(List, participations_few, kParticipation,
                  Texts{"participant = p-17", "activity = a-17", "region = '06' AND when > 2024"},
                  "")
    ->Apply(Cases);
BENCHMARK_CAPTURE(Search, participations, kParticipation, Texts{"a", "a-1", "17", "a-17"})
    ->Apply(Cases);

}  // namespace
}  // namespace verkan::projections

BENCHMARK_MAIN();
