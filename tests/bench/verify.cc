// verkan_bench_verify measures how fast a whole store is verified: every record, the Merkle
// tree, every index entry. The store is made if there is none.
//
//   verkan_bench_verify --dir DIRECTORY --events 500000
#include "eventstore/verify.h"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "eventstore/event_store.h"
#include "eventstore/status_macros.h"

namespace verkan::bench {
namespace {

constexpr uint64_t kBatch = 256;

// Events of about 250 bytes, a batch on a stream of its own, as the appends of the bench are.
absl::Status Make(const std::string& path, uint64_t events) {
  VERKAN_ASSIGN_OR_RETURN(const auto store, eventstore::EventStore::Open({.path = path}));
  for (uint64_t number = store->head() / kBatch; store->head() < events; ++number) {
    eventstore::Batch batch;
    for (uint64_t i = 0; i < kBatch; ++i) {
      batch.events.push_back({.type = "bench.v1.Happened",
                              .stream = absl::StrCat("bench-", number),
                              .tags = {absl::StrCat("region:", number % 21)},
                              .payload = std::string(160, 'x')});
    }
    VERKAN_RETURN_IF_ERROR(store->Append(std::move(batch)).status());
  }
  return absl::OkStatus();
}

absl::Status Run(const std::string& path, uint64_t events) {
  VERKAN_RETURN_IF_ERROR(Make(path, events));
  const auto begin = std::chrono::steady_clock::now();
  VERKAN_ASSIGN_OR_RETURN(const auto report, eventstore::VerifyStore({.path = path}));
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (!report.findings.empty() || report.checked < events) {
    return absl::DataLossError(
        absl::StrCat(report.checked, " records checked, ", report.findings.size(), " findings"));
  }
  std::printf("{\"events\": %llu, \"seconds\": %.3f, \"per_second\": %.1f}\n",
              static_cast<unsigned long long>(report.checked), seconds, report.checked / seconds);
  return absl::OkStatus();
}

}  // namespace
}  // namespace verkan::bench

int main(int argc, char** argv) {
  std::string directory;
  uint64_t events = 500'000;
  CLI::App app("Verifies a whole store and prints how fast.");
  app.add_option("--dir", directory, "directory of the store")->required();
  app.add_option("--events", events, "events that the store has at least");
  CLI11_PARSE(app, argc, argv);
  const absl::Status status = verkan::bench::Run(directory + "/events", events);
  if (!status.ok()) std::fprintf(stderr, "verkan_bench_verify: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
