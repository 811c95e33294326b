#include "services/collaboration/collaboration_rules.h"

#include <set>

#include "eventstore/status_macros.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::CollaborationEnded;
using event::v1::CollaborationFormed;
using event::v1::NetworkDetails;
using event::v1::NetworkDeveloped;

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

}  // namespace

void Validate(const CollaborationFormed& fact, Checks* checks) {
  if (std::set<std::string>(fact.party_ids().begin(), fact.party_ids().end()).size() < 2) {
    checks->Fail("event.party_ids", fact.party_ids().empty() ? "" : fact.party_ids(0),
                 "at least two different organisations");
  }
  if (IsPartnership(fact) && !fact.has_period()) {
    checks->RequiredDays("event.period", fact.has_period(), fact.period());
  }
}

absl::Status DecideOwn(const CollaborationFormed& fact, const States& states) {
  return RequireParties(fact, states);
}

absl::Status DecideOwn(const CollaborationEnded& fact, const States& states) {
  if (!states.Get<Collaboration>(fact.collaboration_id()).ended) return absl::OkStatus();
  return Refuse("COLLABORATION_ENDED", {{"collaboration", fact.collaboration_id()}});
}

absl::Status Decide(const NetworkDeveloped& fact, const States& states) {
  const NetworkDetails& details = fact.details();
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(details.project_id(), details.occurred(), states));
  return RequireWithinProject(details.project_id(), details.occurred(), states);
}

void Evolve(const CollaborationFormed&, Collaboration* collaboration) {
  collaboration->known = true;
}
void Evolve(const CollaborationEnded&, Collaboration* collaboration) {
  collaboration->ended = true;
}
}  // namespace verkan::services
