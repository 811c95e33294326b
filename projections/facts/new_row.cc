#include "projections/facts/new_row.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/facts/identity.h"
#include "projections/facts/voiding.h"
#include "regions/regions.h"

namespace verkan::projections {

Same::Same(Facts* facts, Table merges, absl::string_view id, const Believed& believed)
    : facts_(*facts), merges_((*facts)[merges]), id_(id), believed_(believed) {}

bool Same::operator()(const FactTable& table, RowId row, absl::string_view column) const {
  const absl::string_view id = table.text(row, table.column(column));
  if (id == id_) return true;
  const Position at = believed_.event();
  if (StaysFor(merges_, id, kNow, at) != StaysFor(merges_, id_, kNow, at)) return false;
  NewRow(facts_[kRestOnMerges], believed_.record.stream, believed_);
  return true;
}

std::string RegionText(absl::string_view own, const Believed& believed) {
  if (!own.empty()) return std::string(own);
  std::string joined;
  for (absl::string_view tag : believed.record.tags) {
    constexpr absl::string_view kRegion = "region:";
    if (!absl::StartsWith(tag, kRegion)) continue;
    absl::StrAppend(&joined, joined.empty() ? "" : ",", tag.substr(kRegion.size()));
  }
  return joined;
}

std::string RegionText(absl::string_view own, absl::string_view municipality,
                       const Believed& believed) {
  if (!own.empty() || municipality.empty()) return RegionText(own, believed);
  return std::string(regions::RegionOf(municipality, believed.days().last));
}

std::string OriginText(absl::string_view activity, absl::string_view procurement) {
  std::vector<std::string> origins;
  if (!activity.empty()) origins.push_back(absl::StrCat("activity:", activity));
  if (!procurement.empty()) origins.push_back(absl::StrCat("procurement:", procurement));
  return absl::StrJoin(origins, ",");
}

}  // namespace verkan::projections
