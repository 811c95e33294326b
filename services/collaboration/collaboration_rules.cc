#include "services/collaboration/collaboration_rules.h"

#include <set>

#include "eventstore/status_macros.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::CollaborationEnded;
using event::v1::CollaborationFormed;
using event::v1::ContactMade;
using event::v1::NetworkDetails;
using event::v1::NetworkDeveloped;
using event::v1::NetworkStarted;
using event::v1::NetworkStartedOrDeveloped;

namespace {

bool IsPartnership(const CollaborationFormed& fact) {
  return fact.kind() == event::v1::COLLABORATION_KIND_IDEA_BASED_PARTNERSHIP;
}

// The parties, each once: merged organisations are one.
std::set<std::string> PartiesOf(const CollaborationFormed& fact, const States& states) {
  std::set<std::string> parties;
  for (const std::string& id : fact.party_ids()) parties.insert(states.RootOf<Organisation>(id));
  return parties;
}

absl::Status RequireParties(const CollaborationFormed& fact, const States& states) {
  const std::set<std::string> parties = PartiesOf(fact, states);
  const Variables about = {{"collaboration", fact.collaboration_id()}};
  if (parties.size() < 2) return Refuse("COLLABORATION_NEEDS_TWO_PARTIES", about);
  if (!IsPartnership(fact)) return absl::OkStatus();
  bool has_public = false, has_non_profit = false;
  for (const std::string& id : parties) {
    const auto kind = KindOf(id, DaysOf(fact.occurred()), states);
    has_public |= IsPublic(kind);
    has_non_profit |= IsNonProfit(kind);
  }
  if (!has_public) return Refuse("PARTNERSHIP_NEEDS_PUBLIC_PARTY", about);
  if (!has_non_profit) return Refuse("PARTNERSHIP_NEEDS_NON_PROFIT_PARTY", about);
  return absl::OkStatus();
}

void ValidateDetails(bool present, const NetworkDetails& details, Checks* checks) {
  if (!present) {
    checks->Fail("event.details", "", "what the network is");
    return;
  }
  checks->RequiredText("event.details.name", details.name());
  checks->Id("event.details.project_id", details.project_id());
  checks->OptionalRegion("event.details.region_code", details.region_code());
  checks->Days("event.details.occurred", details.has_occurred(), details.occurred());
}

absl::Status RequireNewNetwork(const std::string& id, const NetworkDetails& details,
                               const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(details.project_id(), details.occurred(), states));
  if (states.Get<Network>(id).known) return Refuse("NETWORK_EXISTS", {{"network", id}});
  return RequireWithinProject(details.project_id(), details.occurred(), states);
}

}  // namespace

void Validate(const CollaborationFormed& fact, Checks* checks) {
  checks->Id("event.collaboration_id", fact.collaboration_id());
  checks->Stated("event.kind", fact.kind());
  checks->Text("event.title", fact.title());
  checks->Ids("event.party_ids", fact.party_ids());
  if (std::set<std::string>(fact.party_ids().begin(), fact.party_ids().end()).size() < 2) {
    checks->Fail("event.party_ids", fact.party_ids().empty() ? "" : fact.party_ids(0),
                 "at least two different organisations");
  }
  checks->Text("event.contributions", fact.contributions());
  checks->OptionalId("event.project_id", fact.project_id());
  checks->OptionalRegion("event.region_code", fact.region_code());
  checks->OptionalId("event.arose_from_activity_id", fact.arose_from_activity_id());
  checks->OptionalId("event.arose_from_procurement_id", fact.arose_from_procurement_id());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
  if (IsPartnership(fact)) {
    checks->RequiredDays("event.period", fact.has_period(), fact.period());
  } else {
    checks->Days("event.period", fact.has_period(), fact.period());
  }
}

void Validate(const CollaborationEnded& fact, Checks* checks) {
  checks->Id("event.collaboration_id", fact.collaboration_id());
  checks->Text("event.reason", fact.reason());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const ContactMade& fact, Checks* checks) {
  checks->Id("event.contact_id", fact.contact_id());
  checks->Id("event.project_id", fact.project_id());
  checks->RequiredText("event.from", fact.from());
  checks->RequiredText("event.to", fact.to());
  checks->Text("event.subject", fact.subject());
  checks->OptionalId("event.arose_from_activity_id", fact.arose_from_activity_id());
  checks->Text("event.arose_from", fact.arose_from());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const NetworkStarted& fact, Checks* checks) {
  checks->Id("event.network_id", fact.network_id());
  ValidateDetails(fact.has_details(), fact.details(), checks);
}

void Validate(const NetworkDeveloped& fact, Checks* checks) {
  checks->Id("event.network_id", fact.network_id());
  ValidateDetails(fact.has_details(), fact.details(), checks);
}

void Validate(const NetworkStartedOrDeveloped& fact, Checks* checks) {
  checks->Id("event.network_id", fact.network_id());
  ValidateDetails(fact.has_details(), fact.details(), checks);
}

absl::Status Decide(const CollaborationFormed& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(fact.project_id(), fact.occurred(), states));
  for (const std::string& id : fact.party_ids()) {
    VERKAN_RETURN_IF_ERROR(RequireOrganisation(id, states));
  }
  VERKAN_RETURN_IF_ERROR(RequireActivity(fact.arose_from_activity_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireHeldProcurement(fact.arose_from_procurement_id(), states));
  if (states.Get<Collaboration>(fact.collaboration_id()).formed) {
    return Refuse("COLLABORATION_EXISTS", {{"collaboration", fact.collaboration_id()}});
  }
  VERKAN_RETURN_IF_ERROR(RequireParties(fact, states));
  return RequireWithinProject(fact.project_id(), fact.occurred(), states);
}

absl::Status Decide(const CollaborationEnded& fact, const States& states) {
  const Collaboration& collaboration = states.Get<Collaboration>(fact.collaboration_id());
  const Variables about = {{"collaboration", fact.collaboration_id()}};
  if (!collaboration.formed) return Refuse("COLLABORATION_UNKNOWN", about);
  if (collaboration.ended) return Refuse("COLLABORATION_ENDED", about);
  return absl::OkStatus();
}

absl::Status Decide(const ContactMade& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(fact.project_id(), fact.occurred(), states));
  VERKAN_RETURN_IF_ERROR(RequireActivity(fact.arose_from_activity_id(), states));
  if (states.Get<Contact>(fact.contact_id()).made) {
    return Refuse("CONTACT_EXISTS", {{"contact", fact.contact_id()}});
  }
  return RequireWithinProject(fact.project_id(), fact.occurred(), states);
}

absl::Status Decide(const NetworkStarted& fact, const States& states) {
  return RequireNewNetwork(fact.network_id(), fact.details(), states);
}

absl::Status Decide(const NetworkDeveloped& fact, const States& states) {
  const NetworkDetails& details = fact.details();
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(details.project_id(), details.occurred(), states));
  return RequireWithinProject(details.project_id(), details.occurred(), states);
}

absl::Status Decide(const NetworkStartedOrDeveloped& fact, const States& states) {
  return RequireNewNetwork(fact.network_id(), fact.details(), states);
}

void Evolve(const CollaborationFormed&, Collaboration* collaboration) {
  collaboration->formed = true;
}
void Evolve(const CollaborationEnded&, Collaboration* collaboration) {
  collaboration->ended = true;
}
void Evolve(const ContactMade&, Contact* contact) { contact->made = true; }
void Evolve(const NetworkStarted&, Network* network) { network->known = true; }
void Evolve(const NetworkDeveloped&, Network* network) { network->known = true; }
void Evolve(const NetworkStartedOrDeveloped&, Network* network) { network->known = true; }

}  // namespace verkan::services
