#include "projections/facts/new_row.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/facts/fields.h"
#include "projections/facts/identity.h"
#include "projections/facts/voiding.h"
#include "projections/project/project_facts.h"
#include "regions/regions.h"
#include "verkan/options/v1/annotations.pb.h"

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

namespace {

// The project that the fact, or a message of its details, names; empty for none.
std::string ProjectIn(const google::protobuf::Message& fact) {
  for (int i = 0; i < fact.GetDescriptor()->field_count(); ++i) {
    const auto* field = fact.GetDescriptor()->field(i);
    if (field->name() == "project_id") return fact.GetReflection()->GetString(fact, field);
    if (field->name() == "details" && IsSet(fact, field)) {
      return ProjectIn(fact.GetReflection()->GetMessage(fact, field));
    }
  }
  return "";
}

// Those that an event which states none has, if the tables tell.
std::string RegionsGiven(const Believed& believed) {
  if (believed.facts == nullptr) return "";
  const std::string project = ProjectIn(*believed.fact);
  if (!project.empty()) return RegionsOf(*believed.facts, project);
  const auto& traits = believed.fact->GetDescriptor()->options().GetExtension(options::v1::traits);
  if (traits.regions() != options::v1::REGIONS_UNSPECIFIED) return "";
  const absl::string_view stream = believed.record.stream;
  const size_t hyphen = std::min(stream.find('-'), stream.size() - 1);
  for (const auto& table : believed.facts->tables()) {
    if (table->columns()[0].name != stream.substr(0, hyphen) || !table->HasColumn("region") ||
        !table->HasColumn("project")) {
      continue;
    }
    const RowId row = table->OpenRow(stream.substr(hyphen + 1));
    return row == kNoRow ? "" : std::string(table->text(row, table->column("region")));
  }
  return "";
}

}  // namespace

std::string RegionsOf(const Facts& facts, absl::string_view project) {
  std::vector<std::string> regions;
  for (const Row& of : facts[kProjectRegions].AsOf(kNow, project)) {
    regions.emplace_back(of.text("region"));
  }
  return absl::StrJoin(regions, ",");
}

std::string RegionText(absl::string_view own, const Believed& believed) {
  if (!own.empty()) return std::string(own);
  if (std::string given = RegionsGiven(believed); !given.empty()) return given;
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
