// Networks in the fact tables.
#ifndef VERKAN_PROJECTIONS_NETWORK_NETWORK_FACTS_H_
#define VERKAN_PROJECTIONS_NETWORK_NETWORK_FACTS_H_

#include "projections/facts/noun.h"

namespace verkan::projections {

// network, project, region, kind, name, when, network_kind and the details: a row for each event;
// kind: started, developed, started_or_developed, or known_by_members, of one that only memberships
// tell of. counts: yes, if it counts as a network that was started or developed
inline constexpr Table kNetworks{"networks"};
// network, region, when, fact, and the fields of the membership; fact: membership_started or
// membership_ended
inline constexpr Table kMemberships{"memberships"};

Noun NetworkFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_NETWORK_NETWORK_FACTS_H_
