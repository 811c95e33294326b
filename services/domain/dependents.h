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
  bool complete = true;  // false: more facts name a noun than were to be looked at
  // Matches every fact that could come to rest on the fact or on one of these.
  eventstore::Query names;
};

struct DependentsOptions {
  size_t most = SIZE_MAX;
  // The history is the one just before this position: facts and voidings from there on are not
  // looked at.
  eventstore::Position before = kWholeLog;
  // How many of the facts that name one noun are looked at, the earliest.
  uint64_t candidates = UINT64_MAX;
};

// Finds the facts that the rules accepted and would refuse, had the noun been from its beginning as
// a correction says that is not recorded yet. Not asked are its own beginnings and corrections,
// which are what it corrects; and facts on a stream that is restated as a whole, which the rules of
// that fact look at themselves. Nothing rests on how a part of a noun, such as a need, is told.
// Looked at are later facts that name the noun, or an entry that is one with it, by their stream or
// a tag, and the other facts of plain nouns that do; of a project only those on its own stream.
absl::StatusOr<Dependents> FindBroken(const eventstore::EventStore& store, const Schema& schema,
                                      const Merges& merges, const event::v1::Event& correction,
                                      const DependentsOptions& options = {});

// Finds what rests on a durable fact that is not voided. Only what is durable is looked at.
// `merges` are all that stand in the history. What stages by it calls it
// from the thread that stages.
absl::StatusOr<Dependents> FindDependents(const eventstore::EventStore& store, const Schema& schema,
                                          const Merges& merges, absl::string_view stream,
                                          absl::string_view event_id,
                                          const DependentsOptions& options = {});

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_DEPENDENTS_H_
