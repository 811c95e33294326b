// Procurements and contracts in the fact tables.
#ifndef VERKAN_PROJECTIONS_PROCUREMENT_PROCUREMENT_FACTS_H_
#define VERKAN_PROJECTIONS_PROCUREMENT_PROCUREMENT_FACTS_H_

#include "absl/strings/string_view.h"
#include "projections/facts/noun.h"

namespace verkan::projections {

// One row a procurement, whatever steps it has taken: `stage` is the latest. Its days, and `when`,
// are those of the holding.
inline constexpr Table kProcurements{"procurements"};
// What a procurement that was held has the stage of, and no other.
inline constexpr absl::string_view kHeldStage = "held";
// One row a dialogue, by procurement.
inline constexpr Table kDialogues{"dialogues"};
// One row a contract, by procurement, with what it is counted by: the project, region and so on of
// its procurement. recorded: the day
inline constexpr Table kContracts{"contracts"};

Noun ProcurementFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_PROCUREMENT_PROCUREMENT_FACTS_H_
