#include "projections/figure/distinct.h"

#include "projections/participant/participant_facts.h"

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

std::vector<Code> Representatives(const Facts& facts, const FactTable& table, int column,
                                  Position as_of) {
  const FactTable& merges = facts[kParticipantMerges];
  // Persons share a dictionary in all tables, so that their codes can be compared.
  if (&merges.dictionary(0) != &table.dictionary(column)) return {};
  std::vector<Code> stands_for;
  // Each code points towards the one that stands for its set; merging joins two sets.
  auto find = [&](Code code) {
    while (stands_for[code] != code) code = stands_for[code] = stands_for[stands_for[code]];
    return code;
  };
  merges.ForEachBelieved(as_of, [&](RowId row) {
    if (stands_for.empty()) {
      stands_for.resize(merges.dictionary(0).size());
      for (Code code = 0; code < stands_for.size(); ++code) stands_for[code] = code;
    }
    stands_for[find(merges.code(row, 0))] = find(merges.code(row, 1));
  });
  for (Code code = 0; code < stands_for.size(); ++code) stands_for[code] = find(code);
  return stands_for;
}

}  // namespace verkan::projections
