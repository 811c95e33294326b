// What sources say of an indicator, as it stands at a position.
#ifndef VERKAN_PROJECTIONS_FIGURE_REPORTS_H_
#define VERKAN_PROJECTIONS_FIGURE_REPORTS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "projections/facts/facts.h"
#include "projections/figure/choice.h"
#include "projections/figure/whole_and_parts.h"

namespace verkan::projections {

// What sources say of the indicator. A later report replaces an earlier one of the same source,
// place in it, region, project, period and scope, also if it was withdrawn since; spellings do not
// count. A project that works in one region has that region. Ordered by these.
std::vector<Reported> ReportsOf(const Facts& facts, absl::string_view indicator_id,
                                const KnownProjects& projects, Position as_of);

// Position of the first later report that replaces the one at a position, which is believed; 0 for
// none. As known at a position.
Position ReplacedBy(const Facts& facts, Position report, Position as_of = kNow);

// Position of the last earlier report that the one at a position replaces, in the same way.
Position ReplacedOf(const Facts& facts, Position report, Position as_of = kNow);

// Whether anything was ever reported of the indicator, whatever stands of it.
bool IsReported(const Facts& facts, absl::string_view indicator_id);

// Ranks of the indicator's sources.
std::vector<SourceRank> RanksOf(const Facts& facts, absl::string_view indicator_id, Position as_of);

KnownProjects ProjectsAt(const Facts& facts, Position as_of);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_REPORTS_H_
