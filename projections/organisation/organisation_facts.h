// Organisations in the fact tables.
#ifndef VERKAN_PROJECTIONS_ORGANISATION_ORGANISATION_FACTS_H_
#define VERKAN_PROJECTIONS_ORGANISATION_ORGANISATION_FACTS_H_

#include "projections/facts/noun.h"

namespace verkan::projections {

// organisation, name, organisation_number, kind, municipality, region, parent, when, project,
// network, note, source
inline constexpr Table kOrganisations{"organisations"};
// organisation, kind, since: every kind it was given; since: the day, see kind_in_force.h
inline constexpr Table kOrganisationKinds{"organisation_kinds"};
// organisation, name: other and former names
inline constexpr Table kOrganisationNames{"organisation_names"};
// merged, organisation
inline constexpr Table kOrganisationMerges{"organisation_merges"};

Noun OrganisationFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_ORGANISATION_ORGANISATION_FACTS_H_
