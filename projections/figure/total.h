// Totals: what figures of regions and projects add up to, and everything that a reader must know
// about it: coverage, wholes beside their parts, contradicting sources, differing scopes,
// breakdowns that do not add up, regions at their upper bound. Nothing unlike is added silently and
// nothing is repaired.
#ifndef VERKAN_PROJECTIONS_FIGURE_TOTAL_H_
#define VERKAN_PROJECTIONS_FIGURE_TOTAL_H_

#include <string>
#include <vector>

#include "projections/figure/choice.h"
#include "projections/figure/warning.h"
#include "projections/figure/whole_and_parts.h"

namespace verkan::projections {

// A figure of one period and what it is about: a region, a project or both.
struct CellFigure {
  std::string region;
  std::string project;
  ToldFigure told;
};

// The total over figures, each about something else, without a group. It is the figure itself if
// only one counts. Regions outside `options.expected` count only if they have a value.
ToldFigure TotalOver(const std::vector<CellFigure>& figures, const KnownProjects& projects,
                     const TotalOptions& options);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TOTAL_H_
