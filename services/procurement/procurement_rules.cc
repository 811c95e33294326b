#include "services/procurement/procurement_rules.h"

#include <algorithm>
#include <optional>

#include "eventstore/status_macros.h"
#include "services/domain/ladder.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::ContractAwarded;
using event::v1::DialogueOpened;
using event::v1::Event;
using event::v1::ProcurementCancelled;
using event::v1::ProcurementCorrected;
using event::v1::ProcurementHeld;
using event::v1::ProcurementPlanned;
using event::v1::ProcurementPublished;
using event::v1::SocialOutcomeMeasured;
using event::v1::TenderReceived;

namespace {

absl::Status RefuseProcurement(absl::string_view reason, const std::string& id) {
  return Refuse(reason, {{"procurement", id}});
}

absl::Status RequireNotCancelled(const std::string& id, const States& states) {
  if (!states.Get<Procurement>(id).cancelled) return absl::OkStatus();
  return RefuseProcurement("PROCUREMENT_CANCELLED", id);
}

// The step of the type; null if none was recorded.
const Event* StepOf(const Procurement& procurement, Event::FactCase type) {
  for (const auto& step : procurement.steps) {
    if (step->fact_case() == type) return step.get();
  }
  return nullptr;
}

absl::Status RequireNoStep(const std::string& id, Event::FactCase type, absl::string_view reason,
                           const States& states) {
  const bool recorded = StepOf(states.Get<Procurement>(id), type) != nullptr;
  return recorded ? RefuseProcurement(reason, id) : absl::OkStatus();
}

absl::Status RequireNotHeld(const std::string& id, const States& states) {
  return RequireNoStep(id, Event::kProcurementHeld, "PROCUREMENT_ALREADY_HELD", states);
}

std::optional<Days> DaysOfStep(const Event* step) {
  return step == nullptr ? std::nullopt : Schema::Default().Find(step->fact_case())->DaysOf(*step);
}

// Unknown days pass.
bool IsAfter(const std::optional<Days>& step, const std::optional<Days>& holding) {
  return step.has_value() && holding.has_value() && step->first > holding->last;
}

absl::Status RequireNotAfterHolding(const std::string& id, const event::v1::When& occurred,
                                    const States& states) {
  const Event* held = StepOf(states.Get<Procurement>(id), Event::kProcurementHeld);
  if (!IsAfter(DaysOf(occurred), DaysOfStep(held))) return absl::OkStatus();
  return RefuseProcurement("STEP_AFTER_HOLDING", id);
}

// No step that is known is after a holding on these days.
absl::Status RequireStepsBefore(const std::string& id, const std::optional<Days>& planned,
                                const std::optional<Days>& held, const States& states) {
  const Procurement& procurement = states.Get<Procurement>(id);
  bool after = IsAfter(planned, held);
  for (const Days& tender : procurement.tenders) after |= IsAfter(tender, held);
  for (const auto& step : procurement.steps) {
    const bool other = step->fact_case() != Event::kProcurementPlanned &&
                       step->fact_case() != Event::kProcurementHeld;
    after |= other && IsAfter(DaysOfStep(step.get()), held);
  }
  return after ? RefuseProcurement("STEP_AFTER_HOLDING", id) : absl::OkStatus();
}

// The days of a step as a correction states or clears them.
std::optional<Days> DaysAsCorrected(const Event* step, const ProcurementCorrected& fact,
                                    const event::v1::When& stated, absl::string_view field) {
  if (step == nullptr) return std::nullopt;
  const auto& cleared = fact.cleared();
  if (std::find(cleared.begin(), cleared.end(), field) != cleared.end()) return std::nullopt;
  const std::optional<Days> days = DaysOf(stated);
  return days.has_value() ? days : DaysOfStep(step);
}

// The one among the organisations that is one with this one; empty if none is.
std::string Among(const absl::flat_hash_set<std::string>& organisations, const std::string& id,
                  const States& states) {
  for (const std::string& alias : states.AliasesOf<Organisation>(id)) {
    if (organisations.contains(alias)) return alias;
  }
  return "";
}

// What is reserved is so by the reserved procedure, if that is said.
template <typename Step>
void ValidateReserved(const Step& step, Checks* checks) {
  const bool reserved =
      step.reserved_participation() == event::v1::RESERVED_PARTICIPATION_RES_PUB_SER ||
      step.reserved_participation() == event::v1::RESERVED_PARTICIPATION_RES_WS;
  if (reserved && step.procedure() != event::v1::PROCUREMENT_PROCEDURE_UNSPECIFIED &&
      step.procedure() != event::v1::PROCUREMENT_PROCEDURE_RESERVED) {
    checks->Fail("event.reserved_participation",
                 event::v1::ReservedParticipation_Name(step.reserved_participation()),
                 "RESERVED_PARTICIPATION_NONE, or PROCUREMENT_PROCEDURE_RESERVED as procedure");
  }
}

}  // namespace

absl::Status RequireHeldProcurement(const std::string& id, const States& states) {
  if (id.empty()) return absl::OkStatus();
  const bool held = StepOf(states.Get<Procurement>(id), Event::kProcurementHeld) != nullptr;
  return held ? absl::OkStatus() : RefuseProcurement("PROCUREMENT_NOT_HELD", id);
}

void Validate(const ProcurementPlanned& fact, Checks* checks) { ValidateReserved(fact, checks); }
void Validate(const DialogueOpened& fact, Checks* checks) { ValidateReserved(fact, checks); }
void Validate(const ProcurementPublished& fact, Checks* checks) { ValidateReserved(fact, checks); }

void Validate(const ProcurementHeld& fact, Checks* checks) {
  if (fact.buyer_id().empty() && !fact.has_buyer_group()) {
    checks->Fail("event.buyer_id", "", "the buyer, or a buyer_group");
  }
  ValidateReserved(fact, checks);
}

void Validate(const SocialOutcomeMeasured& fact, Checks* checks) {
  const bool labelled = !fact.label().sv().empty() || !fact.label().en().empty();
  if (labelled == fact.indicator_id().empty()) return;
  checks->Fail("event.indicator_id", fact.indicator_id(),
               "what was measured: an indicator, or a label and no indicator");
}

absl::Status DecideNew(const ProcurementPlanned& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireNotHeld(fact.procurement_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.procurement_id(), states));
  return RequireNoStep(fact.procurement_id(), Event::kProcurementPlanned,
                       "PROCUREMENT_ALREADY_PLANNED", states);
}

absl::Status DecideNew(const DialogueOpened& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.procurement_id(), states));
  return RequireNotAfterHolding(fact.procurement_id(), fact.opened(), states);
}

absl::Status DecideNew(const ProcurementPublished& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.procurement_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotAfterHolding(fact.procurement_id(), fact.published(), states));
  return RequireNoStep(fact.procurement_id(), Event::kProcurementPublished,
                       "PROCUREMENT_ALREADY_PUBLISHED", states);
}

absl::Status DecideNew(const ProcurementHeld& fact, const States& states) {
  const std::string& id = fact.procurement_id();
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(id, states));
  VERKAN_RETURN_IF_ERROR(RequireNotHeld(id, states));
  const Event* planned = StepOf(states.Get<Procurement>(id), Event::kProcurementPlanned);
  return RequireStepsBefore(id, DaysOfStep(planned), DaysOf(fact.occurred()), states);
}

absl::Status DecideOwn(const ProcurementCorrected& fact, const States& states) {
  const Procurement& procurement = states.Get<Procurement>(fact.procurement_id());
  const auto planned = DaysAsCorrected(StepOf(procurement, Event::kProcurementPlanned), fact,
                                       fact.planned(), "planned");
  const auto held = DaysAsCorrected(StepOf(procurement, Event::kProcurementHeld), fact,
                                    fact.occurred(), "occurred");
  return RequireStepsBefore(fact.procurement_id(), planned, held, states);
}

absl::Status DecideOwn(const ContractAwarded& fact, const States& states) {
  const Procurement& procurement = states.Get<Procurement>(fact.procurement_id());
  const std::string supplier = Among(procurement.suppliers, fact.supplier_id(), states);
  if (supplier.empty()) return absl::OkStatus();
  return Refuse("CONTRACT_ALREADY_AWARDED",
                {{"organisation", supplier}, {"procurement", fact.procurement_id()}});
}

absl::Status DecideOwn(const SocialOutcomeMeasured& fact, const States& states) {
  const Procurement& procurement = states.Get<Procurement>(fact.procurement_id());
  if (!Among(procurement.suppliers, fact.supplier_id(), states).empty()) return absl::OkStatus();
  return Refuse("CONTRACT_NOT_AWARDED",
                {{"organisation", fact.supplier_id()}, {"procurement", fact.procurement_id()}});
}

absl::Status Decide(const TenderReceived& fact, const States& states) {
  const Procurement& procurement = states.Get<Procurement>(fact.procurement_id());
  VERKAN_RETURN_IF_ERROR(RequireRecorded({Procurement::kNoun, fact.procurement_id()}, states));
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.procurement_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireOrganisation(fact.tenderer_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireSources(fact.source_ids(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotAfterHolding(fact.procurement_id(), fact.occurred(), states));
  const std::string tenderer = Among(procurement.tenderers, fact.tenderer_id(), states);
  if (tenderer.empty()) return absl::OkStatus();
  return Refuse("TENDER_ALREADY_RECEIVED",
                {{"organisation", tenderer}, {"procurement", fact.procurement_id()}});
}

absl::Status Decide(const ProcurementCancelled& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireNotHeld(fact.procurement_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.procurement_id(), states));
  return RequireSources(fact.source_ids(), states);
}

void Evolve(const TenderReceived& fact, Procurement* procurement) {
  procurement->tenderers.insert(fact.tenderer_id());
  if (const std::optional<Days> days = DaysOf(fact.occurred())) {
    procurement->tenders.push_back(*days);
  }
}

void Evolve(const ContractAwarded& fact, Procurement* procurement) {
  procurement->suppliers.insert(fact.supplier_id());
}

void Evolve(const ProcurementCancelled&, Procurement* procurement) {
  procurement->cancelled = true;
}

}  // namespace verkan::services
