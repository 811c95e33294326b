#include "services/procurement/procurement_rules.h"

#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::ContractAwarded;
using event::v1::ProcurementCancelled;
using event::v1::ProcurementHeld;

namespace {

absl::Status RequireNotCancelled(const std::string& id, const States& states) {
  if (!states.Get<Procurement>(id).cancelled) return absl::OkStatus();
  return Refuse("PROCUREMENT_CANCELLED", {{"procurement", id}});
}

absl::Status RequireNotHeld(const std::string& id, const States& states) {
  if (!states.Get<Procurement>(id).held) return absl::OkStatus();
  return Refuse("PROCUREMENT_ALREADY_HELD", {{"procurement", id}});
}

}  // namespace

absl::Status RequireHeldProcurement(const std::string& id, const States& states) {
  if (id.empty() || states.Get<Procurement>(id).held) return absl::OkStatus();
  return Refuse("PROCUREMENT_NOT_HELD", {{"procurement", id}});
}

void Validate(const ProcurementHeld& fact, Checks* checks) {
  const bool reserved =
      fact.reserved_participation() == event::v1::RESERVED_PARTICIPATION_RES_PUB_SER ||
      fact.reserved_participation() == event::v1::RESERVED_PARTICIPATION_RES_WS;
  if (reserved && fact.procedure() != event::v1::PROCUREMENT_PROCEDURE_RESERVED) {
    checks->Fail("event.reserved_participation",
                 event::v1::ReservedParticipation_Name(fact.reserved_participation()),
                 "RESERVED_PARTICIPATION_NONE, or PROCUREMENT_PROCEDURE_RESERVED as procedure");
  }
}

absl::Status Decide(const ProcurementHeld& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(fact.project_id(), fact.occurred(), states));
  VERKAN_RETURN_IF_ERROR(RequireOrganisation(fact.buyer_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireActivity(fact.arose_from_activity_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.procurement_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotHeld(fact.procurement_id(), states));
  return RequireWithinProject(fact.project_id(), fact.occurred(), states);
}

absl::Status Decide(const ContractAwarded& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireHeldProcurement(fact.procurement_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireOrganisation(fact.supplier_id(), states));
  const Procurement& procurement = states.Get<Procurement>(fact.procurement_id());
  for (const std::string& id : states.AliasesOf<Organisation>(fact.supplier_id())) {
    if (procurement.suppliers.contains(id)) {
      return Refuse("CONTRACT_ALREADY_AWARDED",
                    {{"organisation", id}, {"procurement", fact.procurement_id()}});
    }
  }
  return absl::OkStatus();
}

absl::Status Decide(const ProcurementCancelled& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireNotHeld(fact.procurement_id(), states));
  return RequireNotCancelled(fact.procurement_id(), states);
}

void Evolve(const ProcurementHeld&, Procurement* procurement) { procurement->held = true; }

void Evolve(const ContractAwarded& fact, Procurement* procurement) {
  procurement->suppliers.insert(fact.supplier_id());
}

void Evolve(const ProcurementCancelled&, Procurement* procurement) {
  procurement->cancelled = true;
}

}  // namespace verkan::services
