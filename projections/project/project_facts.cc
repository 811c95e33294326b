#include "projections/project/project_facts.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/organisation/organisation_facts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

class ProjectArms {
 public:
  explicit ProjectArms(Facts* facts) : facts_(*facts) {}

  void On(const ProjectStarted& e, const Believed& believed) {
    NewRow(facts_[kProjects], e.project_id(), believed)
        .Text("name", e.name())
        .Text("theme", e.theme())
        .Text("programme", e.programme_id())
        .Text("primary_target_groups", absl::StrJoin(e.primary_target_groups(), "\n"))
        .Text("secondary_target_groups", absl::StrJoin(e.secondary_target_groups(), "\n"))
        .Number("closed", 0)
        .Text("when", WhenText(e.occurred()));
    for (const std::string& region : e.region_codes()) {
      NewRow(facts_[kProjectRegions], e.project_id(), believed).Text("region", region);
    }
  }

  void On(const ProjectPeriodStated& e, const Believed& believed) {
    FactTable& table = facts_[kProjectPeriods];
    const int source = table.column("source");
    auto same = [&](RowId row) { return table.text(row, source) == e.source(); };
    for (RowId row : OpenRows(table, e.project_id(), same)) table.Close(row, believed.from);
    NewRow(table, e.project_id(), believed)
        .Text("source", e.source())
        .Text("period", WhenText(e.period()));
  }

  void On(const PartnerJoined& e, const Believed& believed) {
    PartnerRole role = e.role() == PARTNER_ROLE_UNSPECIFIED ? PARTNER_ROLE_PARTNER : e.role();
    NewRow(facts_[kPartners], e.project_id(), believed)
        .Text("organisation", e.organisation_id())
        .Text("role", EnumText(role))
        .Number("ended", 0)
        .Text("when", WhenText(e.occurred()));
  }

  void On(const PartnerLeft& e, const Believed& believed) {
    FactTable& table = facts_[kPartners];
    const int ended = table.column("ended");
    const Same same(&facts_, kOrganisationMerges, e.organisation_id(), believed);
    auto there = [&](RowId row) {
      return table.number(row, ended) == 0 && same(table, row, "organisation");
    };
    for (RowId row : OpenRows(table, e.project_id(), there)) {
      NewRow::Instead(table, row, believed)
          .Number("ended", 1)
          .Text("ended_when", WhenText(e.occurred()));
    }
  }

  void On(const ProjectClosed& e, const Believed& believed) {
    FactTable& table = facts_[kProjects];
    RowId row = table.OpenRow(e.project_id());
    if (row == kNoRow) return;
    NewRow::Instead(table, row, believed)
        .Number("closed", 1)
        .Text("closed_when", WhenText(e.occurred()));
  }

 private:
  Facts& facts_;
};

std::vector<TableSchema> Tables() {
  return {
      {kProjects,
       {{"project"},
        {"name"},
        {"theme", ColumnKind::kText, "text"},
        {"programme", ColumnKind::kText, "project"},
        {"primary_target_groups", ColumnKind::kText, "text"},
        {"secondary_target_groups", ColumnKind::kText, "text"},
        {"closed", ColumnKind::kNumber},
        {"closed_when", ColumnKind::kText, "when"},
        {"when"}}},
      {kProjectRegions, {{"project"}, {"region"}}},
      {kProjectPeriods, {{"project"}, {"source"}, {"period", ColumnKind::kText, "when"}}},
      {kPartners,
       {{"project"},
        {"organisation"},
        Closed<PartnerRole>("role"),
        {"ended", ColumnKind::kNumber},
        {"ended_when", ColumnKind::kText, "when"},
        {"when"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<ProjectStarted, ProjectPeriodStated, PartnerJoined, PartnerLeft, ProjectClosed>(
      std::make_shared<ProjectArms>(facts));
}

}  // namespace

Noun ProjectFacts() { return {Tables, AddArms, "4889898d9ea200a9"}; }

}  // namespace verkan::projections
