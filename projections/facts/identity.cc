#include "projections/facts/identity.h"

#include <numeric>
#include <optional>

namespace verkan::projections {

Identities::Identities(const FactTable& merges, Position as_of, Position up_to)
    : ids_(merges.dictionary(0)) {
  // Each code points towards the one that stands for its set; merging joins two sets.
  const auto find = [this](Code code) {
    while (stands_for_[code] != code) {
      code = stands_for_[code] = stands_for_[stands_for_[code]];
    }
    return code;
  };
  std::vector<Code> joined;
  merges.ForEachBelieved(as_of, [&](RowId row) {
    if (merges.event(row) > up_to) return;
    if (stands_for_.empty()) {
      stands_for_.resize(ids_.size());
      std::iota(stands_for_.begin(), stands_for_.end(), Code{0});
    }
    joined.push_back(find(merges.code(row, 0)));
    stands_for_[joined.back()] = find(merges.code(row, 1));
  });
  shared_.resize(stands_for_.size());
  for (Code code : joined) {
    stands_for_[code] = find(code);
    if (stands_for_[code] != code) shared_[code] = shared_[stands_for_[code]] = true;
  }
}

absl::string_view Identities::Of(absl::string_view id) const {
  if (empty()) return id;
  const std::optional<Code> code = ids_.Find(id);
  return code.has_value() ? ids_.text(Of(*code)) : id;
}

std::string StaysFor(const FactTable& merges, absl::string_view id, Position as_of,
                     Position up_to) {
  std::string current(id);
  // Merges that lead in a circle end somewhere on it instead of never.
  for (RowId step = 0; step <= merges.size(); ++step) {
    RowId merged = kNoRow;
    merges.VisitKey(current, [&](RowId row) {
      const bool counts = merges.Sees(row, as_of) && merges.event(row) <= up_to;
      if (merged == kNoRow && counts) merged = row;
    });
    if (merged == kNoRow) break;
    current = std::string(merges.text(merged, 1));
    if (current == id) break;
  }
  return current;
}

}  // namespace verkan::projections
