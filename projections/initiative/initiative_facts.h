// What projects bring about: networks, publications, tools, funding in the fact tables.
#ifndef VERKAN_PROJECTIONS_INITIATIVE_INITIATIVE_FACTS_H_
#define VERKAN_PROJECTIONS_INITIATIVE_INITIATIVE_FACTS_H_

#include "projections/facts/noun.h"

namespace verkan::projections {

// network, project, region, kind, name, when: a row for each event; kind: started, developed or
// started_or_developed
inline constexpr Table kNetworks{"networks"};
// publication, project, region, kind, title, media, finding, when
inline constexpr Table kPublications{"publications"};
// tool, project, region, name, tested_by, when
inline constexpr Table kTools{"tools"};
// funding, project, region, instrument, text, reading, purpose, contact, when
inline constexpr Table kFunding{"funding"};

Noun InitiativeFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_INITIATIVE_INITIATIVE_FACTS_H_
