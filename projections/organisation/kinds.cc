#include "projections/organisation/kinds.h"

#include <algorithm>
#include <string>

#include "projections/organisation/organisation_facts.h"

namespace verkan::projections {

// A change under an id that was merged before is one of the organisation that stays. One from
// before the merge is not: the merge joins what then stands, under the kind of what stays.
OrganisationKinds::OrganisationKinds(const Facts& facts, Position as_of)
    : identities_(facts[kOrganisationMerges], as_of) {
  const FactTable& merges = facts[kOrganisationMerges];
  const FactTable& kinds = facts[kOrganisationKinds];
  const int kind = kinds.column("kind");
  const int since = kinds.column("since");
  kinds.ForEachBelieved(as_of, [&](RowId row) {
    const Position position = kinds.event(row);
    const std::string stays = StaysFor(merges, kinds.text(row, 0), as_of, position);
    changes_[*kinds.dictionary(0).Find(stays)].push_back(
        {static_cast<int32_t>(kinds.number(row, since)), position, kinds.text(row, kind)});
  });
  for (auto& [organisation, changes] : changes_) {
    std::sort(changes.begin(), changes.end(),
              [](const Change& a, const Change& b) { return a.position < b.position; });
  }
}

absl::string_view OrganisationKinds::Of(Code organisation, const KindMoment& moment) const {
  const auto found = changes_.find(identities_.Of(organisation));
  if (found == changes_.end()) return "";
  const Change* change = InForce(found->second, moment);
  return change == nullptr ? "" : change->kind;
}

}  // namespace verkan::projections
