// How long lists and searches take over a million organisations: a page of 50, the first and the
// hundredth, now and as of the middle of the log, and by name.
#include <memory>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/registry/registry.h"

namespace verkan::projections {
namespace {

using registry::v1::ListEntriesRequest;
using registry::v1::SearchEntriesRequest;

constexpr int64_t kRows = 1'000'000;
constexpr int kPage = 50;

struct World {
  World() {
    static constexpr const char* kFirst[] = {"Region",  "Kommunen",   "Föreningen", "Kooperativet",
                                             "Bolaget", "Stiftelsen", "Noden",      "Nätverket"};
    static constexpr const char* kPlaces[] = {"Jönköping", "Örebro", "Åre",  "Ängelholm", "Gävle",
                                              "Malmö",     "Lund",   "Umeå", "Kalmar",    "Växjö"};
    std::mt19937_64 random(1);
    FactTable& table = facts[kOrganisations];
    for (int64_t i = 0; i < kRows; ++i) {
      const auto position = static_cast<Position>(i + 1);
      const RowId row = table.Open(absl::StrCat("o-", i), position, position, {});
      table.SetText(row, "name",
                    absl::StrCat(kFirst[random() % 8], " ", kPlaces[random() % 10], " ", i));
      table.SetText(row, "kind", random() % 10 == 0 ? "municipality" : "cooperative");
      table.SetText(row, "region", random() % 2 == 0 ? "06" : "12");
    }
  }

  Facts facts;
  Registry registry{&facts};
};

World& TheWorld() {
  static auto* const world = new World;
  return *world;
}

// The cursor of the hundredth page, and the most rows that a page read.
template <typename Ask>
std::string Hundredth(Ask ask) {
  std::string from;
  for (int page = 1; page < 100; ++page) from = ask(from)->next;
  return from;
}

template <typename Ask>
void Time(benchmark::State& state, bool hundredth, Ask ask) {
  const std::string from = hundredth ? Hundredth(ask) : "";
  size_t rows = 0, entries = 0;
  for (auto _ : state) {
    const auto page = ask(from);
    rows = page->rows_read;
    entries = page->entries.size();
  }
  state.counters["rows"] = static_cast<double>(rows);
  state.counters["entries"] = static_cast<double>(entries);
}

void List(benchmark::State& state, const std::string& filter, const std::string& order,
          Position as_of, bool hundredth) {
  ListEntriesRequest request;
  request.set_register_("organisations");
  request.set_filter(filter);
  request.set_order_by(order);
  request.set_page_size(kPage);
  Time(state, hundredth,
       [&](const std::string& from) { return TheWorld().registry.List(request, as_of, from); });
}

void Search(benchmark::State& state, const std::string& text, Position as_of, bool hundredth) {
  SearchEntriesRequest request;
  request.set_register_("organisations");
  request.set_text(text);
  request.set_page_size(kPage);
  Time(state, hundredth,
       [&](const std::string& from) { return TheWorld().registry.Search(request, as_of, from); });
}

constexpr Position kMiddle = kRows / 2;

BENCHMARK_CAPTURE(List, first, "", "", kNow, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(List, hundredth, "", "", kNow, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(List, filtered, "kind = municipality AND region = '06'", "", kNow, true)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(List, as_of_by_id, "", "id", kMiddle, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Search, word, "reg", kNow, false)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Search, word_hundredth, "reg", kNow, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Search, two_words_as_of, "örebro nod", kMiddle, true)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Search, one, "åre 777777", kNow, false)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace verkan::projections

BENCHMARK_MAIN();
