#include "services/network/network_rules.h"

#include <algorithm>

#include "eventstore/status_macros.h"
#include "services/domain/ladder.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::MembershipEnded;
using event::v1::MembershipStarted;
using event::v1::NetworkDetails;
using event::v1::NetworkDeveloped;
using event::v1::NetworkStarted;
using event::v1::NetworkStartedOrDeveloped;

namespace {

template <typename Fact>
void ValidateDetails(const Fact& fact, Checks* checks) {
  const NetworkDetails& details = fact.details();
  if (!fact.has_details() || !details.name().empty() || details.has_name_label() ||
      details.kind() != event::v1::NETWORK_KIND_UNSPECIFIED) {
    return;
  }
  checks->Fail("event.details.name", "", "a name, a label or a kind");
}

absl::Status RequireNotBegun(const std::string& id, const States& states) {
  if (!states.Get<Network>(id).begun) return absl::OkStatus();
  return Refuse("NETWORK_EXISTS", {{"network", id}});
}

bool AreOne(const std::string& organisation, const std::string& other, eventstore::Position at,
            const States& states) {
  const Merges& merges = states.merges();
  return merges.RootOf(Organisation::kNoun, organisation, at) ==
         merges.RootOf(Organisation::kNoun, other, at);
}

// Whether it has not ended, under its own id or by all of its organisation leaving.
bool Stands(const Network::Membership& membership, const Network& network, const States& states) {
  if (membership.ended) return false;
  if (!membership.whole) return true;
  return std::none_of(
      network.left.begin(), network.left.end(), [&](const Network::Leaving& leaving) {
        return leaving.position > membership.position &&
               AreOne(leaving.organisation, membership.organisation, leaving.position, states);
      });
}

// Whether the organisation itself is the member.
bool IsOf(const std::string& organisation, const Network::Membership& membership,
          const States& states) {
  return membership.whole &&
         AreOne(organisation, membership.organisation, states.now().position, states);
}

}  // namespace

void Validate(const NetworkStarted& fact, Checks* checks) { ValidateDetails(fact, checks); }
void Validate(const NetworkDeveloped& fact, Checks* checks) { ValidateDetails(fact, checks); }
void Validate(const NetworkStartedOrDeveloped& fact, Checks* checks) {
  ValidateDetails(fact, checks);
}

void Validate(const MembershipStarted& fact, Checks* checks) {
  if (fact.organisation_id().empty() != fact.has_group()) {
    checks->Fail("event.organisation_id", fact.organisation_id(),
                 "either an organisation or a group");
  }
}

void Validate(const MembershipEnded& fact, Checks* checks) {
  if (fact.membership_id().empty() == fact.organisation_id().empty()) {
    checks->Fail("event.membership_id", fact.membership_id(),
                 "either the membership or the organisation");
  }
}

absl::Status DecideNew(const NetworkStarted& fact, const States& states) {
  return RequireNotBegun(fact.network_id(), states);
}
absl::Status DecideNew(const NetworkDeveloped&, const States&) { return absl::OkStatus(); }
absl::Status DecideNew(const NetworkStartedOrDeveloped& fact, const States& states) {
  return RequireNotBegun(fact.network_id(), states);
}

absl::Status Decide(const MembershipStarted& fact, const States& states) {
  const Network& network = states.Get<Network>(fact.network_id());
  if (!network.known() && fact.name().empty()) {
    return Refuse("NETWORK_UNKNOWN", {{"network", fact.network_id()}});
  }
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(fact.project_id(), fact.occurred(), states));
  VERKAN_RETURN_IF_ERROR(RequireOrganisation(fact.organisation_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireSources(fact.source_ids(), states));
  const bool whole = !fact.organisation_id().empty() && fact.unit().empty();
  for (const auto& [id, membership] : network.memberships) {
    if (!whole || !IsOf(fact.organisation_id(), membership, states)) continue;
    if (!Stands(membership, network, states)) continue;
    return Refuse("MEMBER_ALREADY_JOINED",
                  {{"organisation", membership.organisation}, {"network", fact.network_id()}});
  }
  if (network.memberships.contains(fact.membership_id())) {
    return Refuse("MEMBERSHIP_EXISTS",
                  {{"membership", fact.membership_id()}, {"network", fact.network_id()}});
  }
  return RequireWithinProject(fact.project_id(), fact.occurred(), states);
}

absl::Status DecideOwn(const MembershipEnded& fact, const States& states) {
  const Network& network = states.Get<Network>(fact.network_id());
  const std::optional<Days> ended = DaysOf(fact.occurred());
  bool joined = false;
  for (const auto& [id, membership] : network.memberships) {
    const bool named = fact.membership_id().empty()
                           ? IsOf(fact.organisation_id(), membership, states)
                           : id == fact.membership_id();
    if (!named || !Stands(membership, network, states)) continue;
    joined = true;
    if (ended.has_value() && membership.days.has_value() && membership.days->first > ended->last) {
      return Refuse("ENDS_BEFORE_BEGINNING", {{"noun", "membership"}, {"id", id}});
    }
  }
  if (joined) return absl::OkStatus();
  return Refuse(
      "MEMBER_NOT_JOINED",
      {{"member", fact.membership_id().empty() ? fact.organisation_id() : fact.membership_id()},
       {"network", fact.network_id()}});
}

void Evolve(const NetworkStarted&, Network* network) { network->begun = true; }
void Evolve(const NetworkDeveloped&, Network* network) { network->begun = true; }
void Evolve(const NetworkStartedOrDeveloped&, Network* network) { network->begun = true; }

void Evolve(const MembershipStarted& fact, const RecordedAt& at, Network* network) {
  network->memberships[fact.membership_id()] = {
      .organisation = fact.organisation_id(),
      .whole = !fact.organisation_id().empty() && fact.unit().empty(),
      .days = DaysOf(fact.occurred()),
      .position = at.position};
}

void Evolve(const MembershipEnded& fact, const RecordedAt& at, Network* network) {
  if (fact.membership_id().empty()) {
    network->left.push_back({fact.organisation_id(), at.position});
    return;
  }
  const auto found = network->memberships.find(fact.membership_id());
  if (found != network->memberships.end()) found->second.ended = true;
}

}  // namespace verkan::services
