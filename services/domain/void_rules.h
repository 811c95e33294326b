// The rules of voiding, which is the same on any stream. Refusals, in order:
//
//   EventVoided  EVENT_UNKNOWN, EVENT_NOT_VOIDABLE (it is a voiding itself, or a
//               decision on the data of a person), EVENT_VOIDED, FACT_IN_USE,
//               FACT_IN_USE_BY_TOO_MANY
//
// A fact that others rest on is voided together with them or not at all: dependents.h.
#ifndef VERKAN_SERVICES_DOMAIN_VOID_RULES_H_
#define VERKAN_SERVICES_DOMAIN_VOID_RULES_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::services {

class States;

// What rules need to know of a stream from which an event is to be voided. Ids are
// UUIDs in text form.
struct Voidings {
  static constexpr absl::string_view kNoun = "*";

  absl::flat_hash_map<std::string, std::string> types;  // by the id of the event
  absl::flat_hash_set<std::string> voided;
};

// Writes the id in lower case.
void Complete(event::v1::EventVoided* fact, Checks* checks);
// What it rested on is for the server to say, so that a caller's is a violation.
void Validate(const event::v1::EventVoided& fact, Checks* checks);
absl::Status Decide(const event::v1::EventVoided& fact, const States& states);
void Evolve(const event::v1::EventVoided& fact, Voidings* voidings);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_VOID_RULES_H_
