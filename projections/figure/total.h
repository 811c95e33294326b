// Totals over regions: what their figures add up to, and everything that a reader must know about
// it: coverage, contradicting sources, differing scopes, breakdowns that do not add up, regions at
// their upper bound. Nothing unlike is added silently and nothing is repaired.
#ifndef VERKAN_PROJECTIONS_FIGURE_TOTAL_H_
#define VERKAN_PROJECTIONS_FIGURE_TOTAL_H_

#include <vector>

#include "projections/figure/choice.h"
#include "projections/figure/warning.h"

namespace verkan::projections {

// The total over figures of regions, each with group = {region code}. Regions outside
// `expected` count only if they have a value.
ToldFigure TotalOverRegions(const std::vector<ToldFigure>& regions, const TotalOptions& options);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TOTAL_H_
