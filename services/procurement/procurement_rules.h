// The rules of procurements. Refusals, the most fundamental first:
//
//   ProcurementHeld       PROJECT_UNKNOWN, PROJECT_CLOSED, ORGANISATION_UNKNOWN, ACTIVITY_UNKNOWN,
//                         PROCUREMENT_CANCELLED, PROCUREMENT_ALREADY_HELD,
//                         OUTSIDE_PROJECT_PERIOD
//   ContractAwarded       PROCUREMENT_NOT_HELD, ORGANISATION_UNKNOWN,
//                         CONTRACT_ALREADY_AWARDED
//   ProcurementCancelled  PROCUREMENT_ALREADY_HELD, PROCUREMENT_CANCELLED
//
// Several organisations may win in one procurement, each once.
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_PROCUREMENT_PROCUREMENT_RULES_H_
#define VERKAN_SERVICES_PROCUREMENT_PROCUREMENT_RULES_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/procurement.pb.h"

namespace verkan::services {

class States;

// What rules need to know of a procurement.
struct Procurement {
  static constexpr absl::string_view kNoun = "procurement";

  bool held = false;
  bool cancelled = false;
  absl::flat_hash_set<std::string> suppliers;
};

// Refuses a procurement that is named and was not held.
absl::Status RequireHeldProcurement(const std::string& id, const States& states);

void Validate(const event::v1::ProcurementHeld& fact, Checks* checks);

absl::Status Decide(const event::v1::ProcurementHeld& fact, const States& states);
absl::Status Decide(const event::v1::ContractAwarded& fact, const States& states);
absl::Status Decide(const event::v1::ProcurementCancelled& fact, const States& states);

void Evolve(const event::v1::ProcurementHeld& fact, Procurement* procurement);
void Evolve(const event::v1::ContractAwarded& fact, Procurement* procurement);
void Evolve(const event::v1::ProcurementCancelled& fact, Procurement* procurement);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROCUREMENT_PROCUREMENT_RULES_H_
