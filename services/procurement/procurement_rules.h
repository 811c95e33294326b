// The rules of procurements, besides those of every fact (services/domain/ladder.h). Refusals, the
// most fundamental first:
//
//   ProcurementPlanned     PROCUREMENT_ALREADY_HELD, PROCUREMENT_CANCELLED,
//                          PROCUREMENT_ALREADY_PLANNED, instead of PROCUREMENT_EXISTS
//   DialogueOpened         PROCUREMENT_CANCELLED, STEP_AFTER_HOLDING, instead of it
//   ProcurementPublished   PROCUREMENT_CANCELLED, STEP_AFTER_HOLDING,
//                          PROCUREMENT_ALREADY_PUBLISHED, instead of it
//   ProcurementHeld        PROCUREMENT_CANCELLED, PROCUREMENT_ALREADY_HELD, STEP_AFTER_HOLDING,
//                          instead of it
//   ProcurementCorrected   STEP_AFTER_HOLDING
//   ContractAwarded        CONTRACT_ALREADY_AWARDED
//   SocialOutcomeMeasured  CONTRACT_NOT_AWARDED
// and of two facts all of them:
//   TenderReceived         PROCUREMENT_UNKNOWN, PROCUREMENT_CANCELLED, ORGANISATION_UNKNOWN,
//                          SOURCE_UNKNOWN, STEP_AFTER_HOLDING, TENDER_ALREADY_RECEIVED
//   ProcurementCancelled   PROCUREMENT_ALREADY_HELD, PROCUREMENT_CANCELLED, SOURCE_UNKNOWN
//
// A procurement is planned, in a dialogue, published and held; each step is a fact that may be the
// first, and may be recorded late. One is after the holding if its possible days all are. Several
// organisations may win in one procurement, and several make a tender, each once.
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_PROCUREMENT_PROCUREMENT_RULES_H_
#define VERKAN_SERVICES_PROCUREMENT_PROCUREMENT_RULES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "services/domain/when.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::services {

class States;

// What rules need to know of a procurement.
struct Procurement {
  static constexpr absl::string_view kNoun = "procurement";

  // What was recorded of its planning, dialogues, notice and holding, as corrected since; the
  // shared Evolve keeps them.
  std::vector<std::shared_ptr<const event::v1::Event>> steps;
  std::vector<Days> tenders;  // their days
  bool cancelled = false;
  absl::flat_hash_set<std::string> tenderers;
  absl::flat_hash_set<std::string> suppliers;

  bool known() const { return !steps.empty(); }
};

// Refuses a procurement that is named and was not held.
absl::Status RequireHeldProcurement(const std::string& id, const States& states);

void Validate(const event::v1::ProcurementPlanned& fact, Checks* checks);
void Validate(const event::v1::DialogueOpened& fact, Checks* checks);
void Validate(const event::v1::ProcurementPublished& fact, Checks* checks);
void Validate(const event::v1::ProcurementHeld& fact, Checks* checks);
void Validate(const event::v1::SocialOutcomeMeasured& fact, Checks* checks);

absl::Status DecideNew(const event::v1::ProcurementPlanned& fact, const States& states);
absl::Status DecideNew(const event::v1::DialogueOpened& fact, const States& states);
absl::Status DecideNew(const event::v1::ProcurementPublished& fact, const States& states);
absl::Status DecideNew(const event::v1::ProcurementHeld& fact, const States& states);

absl::Status DecideOwn(const event::v1::ProcurementCorrected& fact, const States& states);
absl::Status DecideOwn(const event::v1::ContractAwarded& fact, const States& states);
absl::Status DecideOwn(const event::v1::SocialOutcomeMeasured& fact, const States& states);

absl::Status Decide(const event::v1::TenderReceived& fact, const States& states);
absl::Status Decide(const event::v1::ProcurementCancelled& fact, const States& states);

void Evolve(const event::v1::TenderReceived& fact, Procurement* procurement);
void Evolve(const event::v1::ContractAwarded& fact, Procurement* procurement);
void Evolve(const event::v1::ProcurementCancelled& fact, Procurement* procurement);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROCUREMENT_PROCUREMENT_RULES_H_
