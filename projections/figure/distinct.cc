#include "projections/figure/distinct.h"

namespace verkan::projections {

std::vector<uint64_t> DistinctCounter::Count(uint32_t groups) {
  std::vector<size_t> ends(groups + 1);
  for (uint32_t group : groups_) ++ends[group + 1];
  for (uint32_t group = 0; group < groups; ++group) ends[group + 1] += ends[group];
  std::vector<size_t> next(ends.begin(), ends.end() - 1);
  std::vector<Code> sorted(codes_.size());
  for (size_t i = 0; i < codes_.size(); ++i) sorted[next[groups_[i]]++] = codes_[i];
  std::vector<uint64_t> counts(groups);
  for (uint32_t group = 0; group < groups; ++group) {
    for (size_t i = ends[group]; i < ends[group + 1]; ++i) {
      counts[group] += marks_.Insert(sorted[i]);
    }
    for (size_t i = ends[group]; i < ends[group + 1]; ++i) marks_.Remove(sorted[i]);
  }
  return counts;
}

}  // namespace verkan::projections
