#include "projections/project/project_facts.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "projections/facts/mirror.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

const MirrorTable& Projects() {
  static const auto* const table =
      new MirrorTable({kProjects.name, {"ProjectStarted", "ProjectCorrected", "ProjectClosed"}});
  return *table;
}

const MirrorTable& Partners() {
  static const auto* const table = new MirrorTable({.table = kPartners.name,
                                                    .events = {"PartnerJoined", "PartnerLeft"},
                                                    .part = "organisation_id"});
  return *table;
}

class ProjectArms {
 public:
  explicit ProjectArms(Facts* facts) : facts_(*facts) {}

  void On(const ProjectStarted& e, const Believed& believed) {
    SetRegions(e.project_id(), e.region_codes(), believed);
    Projects().Apply(e, believed, &facts_);
  }

  // What is on the project's own stream follows its regions at once; what is on others is applied
  // anew (voiding.h).
  void On(const ProjectCorrected& e, const Believed& believed) {
    if (!e.region_codes().empty()) SetRegions(e.project_id(), e.region_codes(), believed);
    Projects().Apply(e, believed, &facts_);
    const auto clears = [](const std::string& name) { return name == "owner_ids"; };
    const bool cleared = std::any_of(e.cleared().begin(), e.cleared().end(), clears);
    if (cleared || !e.owner_ids().empty()) SetOwners(e, believed);
    if (e.region_codes().empty()) return;
    Partners().FollowRegions(e.project_id(), believed, &facts_);
    FollowRegions(e.project_id(), believed, &facts_);
  }

  void On(const PartnerJoined& e, const Believed& believed) {
    PartnerJoined joined = e;
    if (joined.role() == PARTNER_ROLE_UNSPECIFIED) joined.set_role(PARTNER_ROLE_PARTNER);
    Partners().Apply(joined, believed, &facts_);
  }

  void On(const PartnerLeft& e, const Believed& believed) {
    Partners().Apply(e, believed, &facts_);
  }

  // The row rests on the closing: it is voided when that is.
  void On(const ProjectClosed& e, const Believed& believed) {
    FactTable& table = facts_[kProjects];
    const RowId row = table.OpenRow(e.project_id());
    if (row == kNoRow) return;
    NewRow::Instead(table, row, believed);
    Projects().Apply(e, believed, &facts_);
  }

 private:
  template <typename Codes>
  void SetRegions(const std::string& project, const Codes& codes, const Believed& believed) {
    FactTable& table = facts_[kProjectRegions];
    for (const RowId row : OpenRows(table, project)) table.Close(row, believed.from);
    for (const std::string& region : codes) {
      NewRow(table, project, believed).Text("region", region);
    }
  }

  // Owners that stay keep their rows.
  void SetOwners(const ProjectCorrected& e, const Believed& believed) {
    FactTable& table = facts_[kPartners];
    std::vector<std::string> added(e.owner_ids().begin(), e.owner_ids().end());
    const int organisation = table.column("organisation"), role = table.column("role");
    const auto is_owner = [&](RowId row) { return table.text(row, role) == "owner"; };
    for (const RowId row : OpenRows(table, e.project_id(), is_owner)) {
      const auto stays = std::find(added.begin(), added.end(), table.text(row, organisation));
      if (stays == added.end()) {
        if (!table.text(row, organisation).empty()) table.Close(row, believed.from);
      } else {
        added.erase(stays);
      }
    }
    PartnerJoined joined;
    joined.set_project_id(e.project_id());
    joined.set_role(PARTNER_ROLE_OWNER);
    for (const std::string& owner : added) {
      joined.set_organisation_id(owner);
      Partners().Apply(joined, believed, &facts_);
    }
  }

  Facts& facts_;
};

std::vector<TableSchema> Tables() {
  return {Projects().schema(), {kProjectRegions, {{"project"}, {"region"}}}, Partners().schema()};
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<ProjectStarted, ProjectCorrected, PartnerJoined, PartnerLeft, ProjectClosed>(
      std::make_shared<ProjectArms>(facts));
}

}  // namespace

Noun ProjectFacts() { return {Tables, AddArms, "1bc2c8709ad317e8"}; }

}  // namespace verkan::projections
