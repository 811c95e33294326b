#include "projections/organisation/organisation_facts.h"

#include <memory>
#include <string>
#include <vector>

#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/organisation/kind_in_force.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

class OrganisationArms {
 public:
  explicit OrganisationArms(Facts* facts) : facts_(*facts) {}

  void On(const OrganisationRegistered& e, const Believed& believed) {
    NewRow(facts_[kOrganisations], e.organisation_id(), believed)
        .Text("name", e.name())
        .Text("organisation_number", e.organisation_number())
        .Text("kind", EnumText(e.kind()))
        .Text("municipality", e.municipality_code())
        .Text("region", e.region_code())
        .Text("parent", e.parent_id())
        .Text("when", WhenText(e.occurred()));
    AddKind(e.organisation_id(), e.kind(), kSinceTheBeginning, believed);
    for (const std::string& name : e.other_names())
      AddOtherName(e.organisation_id(), name, believed);
  }

  void On(const OrganisationRenamed& e, const Believed& believed) {
    FactTable& table = facts_[kOrganisations];
    RowId row = table.OpenRow(e.organisation_id());
    if (row == kNoRow) return;
    if (!e.name().empty()) {
      std::string former(table.text(row, table.column("name")));
      NewRow::Instead(table, row, believed).Text("name", e.name());
      if (former != e.name()) AddOtherName(e.organisation_id(), former, believed);
    }
    for (const std::string& name : e.other_names())
      AddOtherName(e.organisation_id(), name, believed);
  }

  void On(const OrganisationReclassified& e, const Believed& believed) {
    AddKind(e.organisation_id(), e.kind(), believed.since(), believed);
    FactTable& table = facts_[kOrganisations];
    RowId row = table.OpenRow(e.organisation_id());
    if (row == kNoRow) return;
    NewRow::Instead(table, row, believed).Text("kind", EnumText(e.kind()));
  }

  void On(const OrganisationsMerged& e, const Believed& believed) {
    NewRow(facts_[kOrganisationMerges], e.merged_organisation_id(), believed)
        .Text("organisation", e.organisation_id());
  }

 private:
  void AddKind(const std::string& organisation, OrganisationKind kind, int32_t since,
               const Believed& believed) {
    NewRow(facts_[kOrganisationKinds], organisation, believed)
        .Text("kind", EnumText(kind))
        .Number("since", since);
  }

  void AddOtherName(const std::string& organisation, absl::string_view name,
                    const Believed& believed) {
    FactTable& table = facts_[kOrganisationNames];
    const int column = table.column("name");
    auto same = [&](RowId row) { return table.text(row, column) == name; };
    if (name.empty() || !OpenRows(table, organisation, same).empty()) return;
    NewRow(table, organisation, believed).Text("name", name);
  }

  Facts& facts_;
};

std::vector<TableSchema> Tables() {
  return {
      {kOrganisations,
       {{"organisation"},
        {"name"},
        {"organisation_number"},
        Closed<OrganisationKind>("kind"),
        {"municipality"},
        {"region"},
        {"parent", ColumnKind::kText, "organisation"},
        {"when"}}},
      {kOrganisationKinds,
       {{"organisation"}, Closed<OrganisationKind>("kind"), {"since", ColumnKind::kNumber}}},
      {kOrganisationNames, {{"organisation"}, {"name"}}},
      {kOrganisationMerges, {{"merged", ColumnKind::kText, "organisation"}, {"organisation"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<OrganisationRegistered, OrganisationRenamed, OrganisationReclassified,
            OrganisationsMerged>(std::make_shared<OrganisationArms>(facts));
}

}  // namespace

Noun OrganisationFacts() { return {Tables, AddArms, "4d35fc1e5a03fdc0"}; }

}  // namespace verkan::projections
