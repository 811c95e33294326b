// A fact has fallen if it stands although what it rested on was voided. Logs hold such facts only
// from before a fact in use was refused to be voided alone. Rules and figures do not agree on them,
// so they are voided before the figures are made anew (docs/adr/0025):
//
//   options.before_making_anew = [&] { return VoidFallenFacts(store, recorder).status(); };
#ifndef VERKAN_SERVICES_DOMAIN_FALLEN_H_
#define VERKAN_SERVICES_DOMAIN_FALLEN_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "services/domain/dependents.h"
#include "services/domain/recorder.h"
#include "services/domain/schema.h"

namespace verkan::services {

struct FallenFact {
  Dependent fact;
  std::string basis_event_id;          // of what it rested on: a UUID in text form
  eventstore::Position voided_at = 0;  // where that was voided
};

// Calls `visit`, until it fails, with every fact that has fallen: it rested on a voided fact in the
// history just before the voiding, and stands. First by the position of the voiding, then by the
// position of the fact; a fact comes again if another thing that it rested on was voided. `visit`
// may append: what it voids is not visited any more. Only what is durable is looked at. Tells the
// server's log every few seconds how far it is.
absl::Status ForEachFallenFact(const eventstore::EventStore& store, const Schema& schema,
                               const std::function<absl::Status(const FallenFact&)>& visit);

// Voids every fact that has fallen, each with all that rests on it, and returns how many voidings
// it recorded. They are durable, and a call that was cut off is made up for by the next. Nobody
// else may record meanwhile. Errors are those of Recorder::Record and of the store.
absl::StatusOr<uint64_t> VoidFallenFacts(eventstore::EventStore* store, Recorder* recorder);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_FALLEN_H_
