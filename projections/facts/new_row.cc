#include "projections/facts/new_row.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace verkan::projections {

std::string RegionText(absl::string_view own, const eventstore::RecordView& record) {
  if (!own.empty()) return std::string(own);
  std::string joined;
  for (absl::string_view tag : record.tags) {
    constexpr absl::string_view kRegion = "region:";
    if (!absl::StartsWith(tag, kRegion)) continue;
    absl::StrAppend(&joined, joined.empty() ? "" : ",", tag.substr(kRegion.size()));
  }
  return joined;
}

}  // namespace verkan::projections
