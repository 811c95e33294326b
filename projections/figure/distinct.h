// Counts of different codes: of each group, and of all together.
#ifndef VERKAN_PROJECTIONS_FIGURE_DISTINCT_H_
#define VERKAN_PROJECTIONS_FIGURE_DISTINCT_H_

#include <cstdint>
#include <vector>

#include "projections/facts/facts.h"

namespace verkan::projections {

// CodeSet is a set of codes below a limit.
class CodeSet {
 public:
  explicit CodeSet(size_t limit) : words_((limit + 63) / 64) {}

  // Whether the code is new.
  bool Insert(Code code) {
    uint64_t& word = words_[code / 64];
    const uint64_t bit = uint64_t{1} << (code % 64);
    const bool added = (word & bit) == 0;
    word |= bit;
    return added;
  }
  void Remove(Code code) { words_[code / 64] &= ~(uint64_t{1} << (code % 64)); }

 private:
  std::vector<uint64_t> words_;
};

// DistinctCounter counts the different codes of each group. It sorts by group and then
// marks the codes of one group at a time in one set, which stays in the cache.
class DistinctCounter {
 public:
  explicit DistinctCounter(size_t limit) : marks_(limit) {}

  void Add(uint32_t group, Code code) {
    groups_.push_back(group);
    codes_.push_back(code);
  }
  // By group, of so many groups.
  std::vector<uint64_t> Count(uint32_t groups);

 private:
  CodeSet marks_;
  std::vector<uint32_t> groups_;
  std::vector<Code> codes_;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_DISTINCT_H_
