// Projects in the fact tables.
#ifndef VERKAN_PROJECTIONS_PROJECT_PROJECT_FACTS_H_
#define VERKAN_PROJECTIONS_PROJECT_PROJECT_FACTS_H_

#include "projections/facts/noun.h"

namespace verkan::projections {

// project, name, theme, programme, primary_target_groups, secondary_target_groups, closed (flag),
// closed_when, when
inline constexpr Table kProjects{"projects"};
// project, region: a row each
inline constexpr Table kProjectRegions{"project_regions"};
// project, source, period
// project, organisation, role, ended (flag), ended_when, when
inline constexpr Table kPartners{"partners"};

Noun ProjectFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_PROJECT_PROJECT_FACTS_H_
