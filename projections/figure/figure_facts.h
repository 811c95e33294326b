// Reported figures and the ranks of their sources in the fact tables.
#ifndef VERKAN_PROJECTIONS_FIGURE_FIGURE_FACTS_H_
#define VERKAN_PROJECTIONS_FIGURE_FIGURE_FACTS_H_

#include "projections/facts/noun.h"

namespace verkan::projections {

// figure, indicator, region (as stated), project, source, place, text, reading, period, observed,
// note, withdrawn (flag). Several rows may answer one question: ReportsOf says which stand
inline constexpr Table kFigures{"figures"};
// indicator, source, region, rank, reason
inline constexpr Table kSourceRanks{"source_ranks"};

Noun FigureFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_FIGURE_FACTS_H_
