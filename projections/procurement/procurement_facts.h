// Procurements and contracts in the fact tables.
#ifndef VERKAN_PROJECTIONS_PROCUREMENT_PROCUREMENT_FACTS_H_
#define VERKAN_PROJECTIONS_PROCUREMENT_PROCUREMENT_FACTS_H_

#include "projections/facts/noun.h"

namespace verkan::projections {

// procurement, project, region, procedure, reserved, social_objectives, title, buyer, activity,
// value, when
inline constexpr Table kProcurements{"procurements"};
// procurement, supplier, project, region, procedure, reserved, social_objectives, value, recorded,
// when; recorded: the day
inline constexpr Table kContracts{"contracts"};

Noun ProcurementFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_PROCUREMENT_PROCUREMENT_FACTS_H_
