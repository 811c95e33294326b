// Dependents are the facts that rest on another: their rules accept them in the history as it is
// and refuse them in the history without that fact and without all that already rests on it. A
// fact that others rest on is not voided alone.
//
// Looked at are facts that are later and not voided, and that name the noun of the fact, or of one
// that rests on it, by their stream or a tag, or that have a name which a noun has again without
// its correction; if that fact merges two, also what is on the streams that name one of them.
// Lasting facts rest on nothing.
#ifndef VERKAN_SERVICES_DOMAIN_DEPENDENTS_H_
#define VERKAN_SERVICES_DOMAIN_DEPENDENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "services/domain/merges.h"
#include "services/domain/schema.h"
#include "services/domain/stream_folder.h"

namespace verkan::services {

struct Dependent {
  eventstore::Position position = 0;
  std::string stream;
  std::string event_id;  // 16 bytes
};

struct Dependents {
  // By position. The search ends when there are more than `most`.
  std::vector<Dependent> facts;
  // Matches every fact that could come to rest on the fact or on one of these.
  eventstore::Query names;
};

struct DependentsOptions {
  size_t most = SIZE_MAX;
  // The history is the one just before this position: facts and voidings from there on are not
  // looked at.
  eventstore::Position before = kWholeLog;
};

// Finds what rests on a durable fact that is not voided. Only what is durable is looked at.
// `merges` are all that stand in the history. Call it from the thread that stages.
absl::StatusOr<Dependents> FindDependents(const eventstore::EventStore& store, const Schema& schema,
                                          const Merges& merges, absl::string_view stream,
                                          absl::string_view event_id,
                                          const DependentsOptions& options = {});

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_DEPENDENTS_H_
