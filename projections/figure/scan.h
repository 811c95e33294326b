// Scans a fact table for a computed indicator: which rows count as of a position, in
// which groups, and what they come to. Distinct counts are set unions over whatever is
// grouped, never sums.
#ifndef VERKAN_PROJECTIONS_FIGURE_SCAN_H_
#define VERKAN_PROJECTIONS_FIGURE_SCAN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "projections/facts/facts.h"
#include "projections/figure/figure_math.h"
#include "projections/indicator/built_in.h"
#include "verkan/figure/v1/figure_service.pb.h"

namespace verkan::projections {

// What rows come to.
struct Tally {
  uint64_t facts = 0;     // rows
  uint64_t invented = 0;  // of them, stated by events that are made up
  uint64_t value = 0;     // of a count or distinct count
  Decimal sum;            // of a sum
  uint64_t summed = 0;    // rows with a number, for a sum
  bool overflow = false;  // the sum does not fit
};

struct Group {
  std::vector<std::string> values;  // of the dimensions, in the order of group_by
  Tally tally;
};

struct Tallies {
  std::vector<Group> groups;  // those that occur, by values
  Tally total;                // over all rows that count, also those in no group
  uint64_t not_placed = 0;    // rows known too imprecisely for a period asked for
  uint64_t in_several = 0;    // rows that count in more than one group
};

// InvalidArgument for a dimension that the indicator lacks.
absl::StatusOr<Tallies> TallyRows(const Facts& facts, const BuiltIn& indicator,
                                  const figure::v1::FigureQuery& query, Position as_of);

// Positions of the events behind the rows that count, ascending, each once.
absl::StatusOr<std::vector<Position>> EventsBehind(const Facts& facts, const BuiltIn& indicator,
                                                   const figure::v1::FigureQuery& query,
                                                   Position as_of);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_SCAN_H_
