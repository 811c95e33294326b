// Networks in the fact tables.
#ifndef VERKAN_PROJECTIONS_NETWORK_NETWORK_FACTS_H_
#define VERKAN_PROJECTIONS_NETWORK_NETWORK_FACTS_H_

#include "projections/facts/noun.h"

namespace verkan::projections {

// network, project, region, kind, name, when: a row for each event; kind: started, developed or
// started_or_developed
inline constexpr Table kNetworks{"networks"};

Noun NetworkFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_NETWORK_NETWORK_FACTS_H_
