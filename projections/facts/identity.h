// Identities tell which ids are one as of a position, because they were merged, and which of them
// stays. Rows are stored as they were recorded; who is one with whom is looked up here.
//
//   const Identities persons(facts[kParticipantMerges], as_of);
//   persons.Of("p2")  // "p1", if p2 was merged into p1 by then
#ifndef VERKAN_PROJECTIONS_FACTS_IDENTITY_H_
#define VERKAN_PROJECTIONS_FACTS_IDENTITY_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "projections/facts/fact_table.h"

namespace verkan::projections {

// Holds as long as the table does not change.
class Identities {
 public:
  // `merges` has the id that was merged, and the one that stays, as its first two columns. Of the
  // merges believed as of `as_of` those count that were recorded up to `up_to`.
  Identities(const FactTable& merges, Position as_of, Position up_to = kNow);

  // Nothing was merged.
  bool empty() const { return stands_for_.empty(); }

  // The code that stands for this one. Codes are those of the merges' columns, whose dictionary
  // every column of such ids shares.
  Code Of(Code code) const { return code < stands_for_.size() ? stands_for_[code] : code; }
  absl::string_view Of(absl::string_view id) const;
  // Whether the code is one with any other.
  bool IsShared(Code code) const { return code < shared_.size() && shared_[code]; }

 private:
  const Dictionary& ids_;
  std::vector<Code> stands_for_;  // by code; empty: nothing was merged
  std::vector<bool> shared_;      // by code
};

// The id that stays for this one, by the merges believed as of `as_of` that were recorded up to
// `up_to`. For one id; Identities is for many.
std::string StaysFor(const FactTable& merges, absl::string_view id, Position as_of,
                     Position up_to = kNow);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_IDENTITY_H_
