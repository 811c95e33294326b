#include "projections/organisation/kinds.h"

#include <algorithm>
#include <utility>

#include "projections/organisation/organisation_facts.h"

namespace verkan::projections {
namespace {

// A merge or a change of kind, at its position.
struct Step {
  Position position;
  bool merge;
  RowId row;
};

std::vector<Step> StepsOf(const FactTable& merges, const FactTable& kinds, Position as_of) {
  std::vector<Step> steps;
  merges.ForEachBelieved(as_of, [&](RowId row) {
    steps.push_back({merges.event(row), true, row});
  });
  kinds.ForEachBelieved(as_of, [&](RowId row) { steps.push_back({kinds.event(row), false, row}); });
  std::sort(steps.begin(), steps.end(),
            [](const Step& a, const Step& b) { return a.position < b.position; });
  return steps;
}

}  // namespace

// A change under an id that was merged before is one of the organisation that stays. One from
// before the merge is not: the merge joins what then stands, under the kind of what stays.
OrganisationKinds::OrganisationKinds(const Facts& facts, Position as_of)
    : identities_(facts[kOrganisationMerges], as_of) {
  const FactTable& merges = facts[kOrganisationMerges];
  const FactTable& kinds = facts[kOrganisationKinds];
  const int kind = kinds.column("kind");
  const int since = kinds.column("since");
  absl::flat_hash_map<Code, Code> merged;  // into what, so far
  const auto stays = [&merged](Code code) {
    for (auto found = merged.find(code); found != merged.end(); found = merged.find(code)) {
      code = found->second;
    }
    return code;
  };
  for (const Step& step : StepsOf(merges, kinds, as_of)) {
    if (step.merge) {
      const Code goes = stays(merges.code(step.row, 0)), into = stays(merges.code(step.row, 1));
      if (goes != into) merged[goes] = into;
    } else {
      changes_[stays(kinds.code(step.row, 0))].push_back(
          {static_cast<int32_t>(kinds.number(step.row, since)), step.position,
           kinds.text(step.row, kind)});
    }
  }
}

absl::string_view OrganisationKinds::Of(Code organisation, const KindMoment& moment) const {
  const auto found = changes_.find(identities_.Of(organisation));
  if (found == changes_.end()) return "";
  const Change* change = InForce(found->second, moment);
  return change == nullptr ? "" : change->kind;
}

}  // namespace verkan::projections
