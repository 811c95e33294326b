#include "eventstore/leaf_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/proofs/tile.h"
#include "eventstore/record.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {

absl::Status LeafCheck::Add(absl::string_view record) {
  VERKAN_ASSIGN_OR_RETURN(const Seen seen, Look(record));
  if (held_.has_value() && Decide(*std::exchange(held_, std::nullopt), &seen)) {
    return absl::OkStatus();
  }
  Match(seen);
  return absl::OkStatus();
}

absl::StatusOr<LeafCheck::Seen> LeafCheck::Look(absl::string_view record) const {
  RecordView view;
  if (!ParseRecord(record, &view).ok()) return Seen();
  if (view.position < 1 || view.position > size_) return Seen{view.position, false};
  VERKAN_ASSIGN_OR_RETURN(const Hash leaf, leaves_(view.position));
  return Seen{view.position, leaf == RecordLeaf(record)};
}

void LeafCheck::Match(const Seen& seen) {
  if (next_ > size_) return Extra(seen);
  if (seen.says != next_) {
    held_ = seen;
  } else {
    Fill(seen);
  }
}

// Tells what a record is that does not say the position that was to come, by the one after it.
// Whether that one is accounted for, too.
bool LeafCheck::Decide(const Seen& seen, const Seen* after) {
  const bool swapped_before =
      seen.genuine && in_place_of_.count(seen.says) != 0 && in_place_of_.at(seen.says) == next_;
  if (after != nullptr && !swapped_before) {
    if (seen.genuine && seen.says == next_ + 1 && after->genuine && after->says == next_) {
      Note(next_, absl::StrCat("positions ", next_, " and ", next_ + 1, " are swapped"));
      next_ += 2;
      return true;
    }
    if (after->says == next_) {
      Extra(seen);
      return false;
    }
  }
  const bool goes_on = after != nullptr && after->says == next_ + 1;
  if (swapped_before || goes_on || !seen.genuine) {
    Fill(seen);
  } else if (seen.says > next_) {
    Missing(next_, seen.says - 1);
    next_ = seen.says + 1;
  } else {
    Extra(seen);
  }
  return false;
}

// The record takes the place that was to come, rightly or not.
void LeafCheck::Fill(const Seen& seen) {
  const Position place = next_++;
  if (seen.genuine && seen.says == place) return;
  if (!seen.genuine) {
    return Note(place,
                absl::StrCat("the record at position ", place, " is not the one that was signed"));
  }
  const auto other = in_place_of_.find(seen.says);
  if (other == in_place_of_.end() || other->second != place) {
    in_place_of_[place] = seen.says;
    return Note(place,
                absl::StrCat("the record at position ", place, " is that of position ", seen.says));
  }
  for (Finding& finding : findings_) {
    if (finding.first != seen.says) continue;
    finding.what = absl::StrCat("positions ", seen.says, " and ", place, " are swapped");
  }
}

void LeafCheck::Extra(const Seen& seen) {
  if (seen.genuine) return Note(seen.says, absl::StrCat("position ", seen.says, " comes twice"));
  const Position place = std::min(next_, size_ + 1);
  Note(place, absl::StrCat("a record that was not signed comes ",
                           place > size_ ? "after the last position, " : "before position ",
                           place > size_ ? size_ : place));
}

void LeafCheck::Missing(Position first, Position last) {
  if (first > last) return;
  Note(first, first == last ? absl::StrCat("position ", first, " is missing")
                            : absl::StrCat("positions ", first, " to ", last, " are missing"));
}

void LeafCheck::Note(Position position, std::string what) {
  if (findings_.size() < kMaxFindings) findings_.push_back({position, position, std::move(what)});
}

void LeafCheck::Finish(bool ended) {
  if (held_.has_value()) Decide(*std::exchange(held_, std::nullopt), nullptr);
  if (ended) Missing(next_, size_);
}

}  // namespace verkan::eventstore
