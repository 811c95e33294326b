#include "services/collaboration/collaboration_rules.h"

#include <set>

#include "absl/strings/numbers.h"
#include "eventstore/status_macros.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::CollaborationDeepened;
using event::v1::CollaborationEnded;
using event::v1::CollaborationFormed;
using event::v1::PartyGroup;

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

// A group is as many parties as it says, and one if it does not say.
size_t CountOfParties(const std::set<std::string>& parties, const CollaborationFormed& fact) {
  size_t count = parties.size();
  for (const PartyGroup& group : fact.party_groups()) {
    size_t number = 1;
    const bool said = absl::SimpleAtoi(group.reading().value(), &number);
    count += said ? number : 1;
  }
  return count;
}

absl::Status RequireParties(const CollaborationFormed& fact, const States& states) {
  const std::set<std::string> parties = PartiesOf(fact, states);
  const Variables about = {{"collaboration", fact.collaboration_id()}};
  if (CountOfParties(parties, fact) < 2) return Refuse("COLLABORATION_NEEDS_TWO_PARTIES", about);
  if (!IsPartnership(fact)) return absl::OkStatus();
  bool has_public = false, has_non_profit = false;
  const auto look_at = [&](event::v1::OrganisationKind kind) {
    has_public |= IsPublic(kind);
    has_non_profit |= IsNonProfit(kind);
  };
  for (const std::string& id : parties) look_at(KindOf(id, DaysOf(fact.occurred()), states));
  for (const PartyGroup& group : fact.party_groups()) look_at(group.kind());
  if (!has_public) return Refuse("PARTNERSHIP_NEEDS_PUBLIC_PARTY", about);
  if (!has_non_profit) return Refuse("PARTNERSHIP_NEEDS_NON_PROFIT_PARTY", about);
  return absl::OkStatus();
}

}  // namespace

void Validate(const CollaborationFormed& fact, Checks* checks) {
  const std::set<std::string> parties(fact.party_ids().begin(), fact.party_ids().end());
  if (CountOfParties(parties, fact) < 2) {
    checks->Fail("event.party_ids", fact.party_ids().empty() ? "" : fact.party_ids(0),
                 "at least two different parties");
  }
  if (IsPartnership(fact) && !fact.has_period()) {
    checks->RequiredDays("event.period", fact.has_period(), fact.period());
  }
}

absl::Status DecideOwn(const CollaborationFormed& fact, const States& states) {
  return RequireParties(fact, states);
}

absl::Status DecideOwn(const CollaborationDeepened& fact, const States& states) {
  const std::optional<int32_t> ended = states.Get<Collaboration>(fact.collaboration_id()).ended;
  const std::optional<Days> days = DaysOf(fact.occurred());
  if (!ended.has_value() || (days.has_value() && days->first <= *ended)) return absl::OkStatus();
  return Refuse("COLLABORATION_ENDED", {{"collaboration", fact.collaboration_id()}});
}

absl::Status DecideOwn(const CollaborationEnded& fact, const States& states) {
  if (!states.Get<Collaboration>(fact.collaboration_id()).ended.has_value()) {
    return absl::OkStatus();
  }
  return Refuse("COLLABORATION_ENDED", {{"collaboration", fact.collaboration_id()}});
}

void Evolve(const CollaborationEnded& fact, const RecordedAt& at, Collaboration* collaboration) {
  const std::optional<Days> days = DaysOf(fact.occurred());
  collaboration->ended = days.has_value() ? days->last : at.day;
}
}  // namespace verkan::services
