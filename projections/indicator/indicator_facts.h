// Defined indicators and targets in the fact tables.
#ifndef VERKAN_PROJECTIONS_INDICATOR_INDICATOR_FACTS_H_
#define VERKAN_PROJECTIONS_INDICATOR_INDICATOR_FACTS_H_

#include "projections/facts/noun.h"

namespace verkan::projections {

// indicator, name_sv, name_en, unit, description, bounded_by_municipalities (flag), decimals,
// version, labels of unit and description, context (flag), external_codes, retired (flag),
// replaced_by
inline constexpr Table kIndicators{"indicators"};
// indicator, region, project, text, reading, period, source, goal, scope, former_text: before it
// was revised
inline constexpr Table kTargets{"targets"};

Noun IndicatorFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_INDICATOR_INDICATOR_FACTS_H_
