// The history of one thing: the facts on its streams and those elsewhere that name it, with what
// changed what and what rests on what (docs/adr/0030).
#ifndef VERKAN_SERVICES_REGISTRY_HISTORY_H_
#define VERKAN_SERVICES_REGISTRY_HISTORY_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "projections/projections.h"
#include "verkan/registry/v1/registry_service.pb.h"

namespace verkan::services {

// What one page may read, and how much it tells.
struct HistoryLimits {
  uint64_t reads_a_page = 20'000;         // events
  uint64_t reads_for_what_rests = 2'000;  // of them, for one fact
  size_t most_that_rest = 10;             // facts told to rest on one
  size_t candidates = 200;                // later facts that name one noun, looked at for one fact
};

// Answers one page. The page token of the request, and of the answer, is the position at which a
// page begins: the caller sees to it that it is its own, of the same question and position. Errors
// are those of RegistryService.GetHistory, but for their reason if WithReason gives it.
// Thread-safe; only reads.
absl::StatusOr<registry::v1::GetHistoryResponse> GetHistory(
    const eventstore::EventStore& store, const projections::Projections& projections,
    const registry::v1::GetHistoryRequest& request, const HistoryLimits& limits = {});

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_REGISTRY_HISTORY_H_
