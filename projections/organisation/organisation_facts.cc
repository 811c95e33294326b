#include "projections/organisation/organisation_facts.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "projections/facts/fields.h"
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
    NewRow row(facts_[kOrganisations], e.organisation_id(), believed);
    row.Text("name", e.name())
        .Text("first_name", e.name())
        .Text("organisation_number", e.organisation_number())
        .Text("kind", EnumText(e.kind()))
        .Text("municipality", e.municipality_code())
        .Text("region", e.region_code())
        .Text("parent", e.parent_id())
        .Text("when", WhenText(e.occurred()))
        .Text("project", e.project_id())
        .Text("network", e.network_id())
        .Text("note_sv", e.note().sv())
        .Text("note_en", e.note().en())
        .Text("source", absl::StrJoin(e.source_ids(), ","));
    AddKind(e.organisation_id(), e.kind(), kSinceTheBeginning, believed);
    for (const std::string& name : e.other_names())
      AddOtherName(e.organisation_id(), name, kFromTheBeginning, believed);
  }

  void On(const OrganisationRenamed& e, const Believed& believed) {
    FactTable& table = facts_[kOrganisations];
    RowId row = table.OpenRow(e.organisation_id());
    if (row == kNoRow) return;
    if (!e.name().empty()) {
      std::string former(table.text(row, table.column("name")));
      NewRow::Instead(table, row, believed).Text("name", e.name());
      if (former != e.name()) AddOtherName(e.organisation_id(), former, 0, believed);
    }
    for (const std::string& name : e.other_names())
      AddOtherName(e.organisation_id(), name, 0, believed);
  }

  // What is left out did not change.
  void On(const OrganisationReclassified& e, const Believed& believed) {
    const bool kind = e.kind() != ORGANISATION_KIND_UNSPECIFIED;
    if (kind) AddKind(e.organisation_id(), e.kind(), believed.since(), believed);
    FactTable& table = facts_[kOrganisations];
    RowId row = table.OpenRow(e.organisation_id());
    if (row == kNoRow) return;
    NewRow next = NewRow::Instead(table, row, believed);
    const auto say = [&next](absl::string_view column, absl::string_view text) {
      if (!text.empty()) next.Text(column, text);
    };
    say("kind", EnumText(e.kind()));
    say("parent", e.parent_id());
    if (e.municipality_code().empty() && e.region_code().empty()) return;
    next.Text("municipality", e.municipality_code()).Text("region", e.region_code());
  }

  // Later names and kinds stay: they are of other days.
  void On(const OrganisationCorrected& e, const Believed& believed) {
    FactTable& table = facts_[kOrganisations];
    RowId row = table.OpenRow(e.organisation_id());
    if (row == kNoRow) return;
    const std::vector<std::string> cleared = EmptiedBy(e);
    const auto empties = [&cleared](absl::string_view field) {
      return std::find(cleared.begin(), cleared.end(), field) != cleared.end();
    };
    NewRow next = NewRow::Instead(table, row, believed);
    const auto say = [&](absl::string_view field, absl::string_view column,
                         absl::string_view text) {
      if (!text.empty() || empties(field)) next.Text(column, text);
    };
    say("organisation_number", "organisation_number", e.organisation_number());
    say("municipality_code", "municipality", e.municipality_code());
    say("region_code", "region", e.region_code());
    say("parent_id", "parent", e.parent_id());
    say("occurred", "when", WhenText(e.occurred()));
    say("project_id", "project", e.project_id());
    say("network_id", "network", e.network_id());
    if (e.kind() != ORGANISATION_KIND_UNSPECIFIED || empties("kind")) {
      if (CorrectKind(e, believed)) next.Text("kind", EnumText(e.kind()));
    }
    if (!e.name().empty()) CorrectName(e, believed, &next);
    if (!e.other_names().empty() || empties("other_names")) CorrectOtherNames(e, believed);
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

  // Whether the kind of the beginning is still that of now.
  bool CorrectKind(const OrganisationCorrected& e, const Believed& believed) {
    FactTable& table = facts_[kOrganisationKinds];
    const std::vector<RowId> rows = OpenRows(table, e.organisation_id());
    for (RowId row : rows) {
      if (table.number(row, table.column("since")) != kSinceTheBeginning) continue;
      NewRow::Continue(table, row, believed).Text("kind", EnumText(e.kind()));
    }
    return rows.size() == 1;
  }

  void CorrectName(const OrganisationCorrected& e, const Believed& believed, NewRow* row) {
    const std::string first(row->text("first_name"));
    row->Text("first_name", e.name());
    if (row->text("name") == first) {
      row->Text("name", e.name());
      return;
    }
    CloseNames(e.organisation_id(), believed,
               [&](const FactTable& table, RowId other) { return table.text(other, 1) == first; });
    AddOtherName(e.organisation_id(), e.name(), 0, believed);
  }

  void CorrectOtherNames(const OrganisationCorrected& e, const Believed& believed) {
    CloseNames(e.organisation_id(), believed, [](const FactTable& table, RowId row) {
      return table.number(row, table.column("from_the_beginning")) == kFromTheBeginning;
    });
    for (const std::string& name : e.other_names())
      AddOtherName(e.organisation_id(), name, kFromTheBeginning, believed);
  }

  template <typename Which>
  void CloseNames(const std::string& organisation, const Believed& believed, Which which) {
    FactTable& table = facts_[kOrganisationNames];
    for (RowId row : OpenRows(table, organisation)) {
      if (which(table, row)) table.Close(row, believed.from);
    }
  }

  void AddOtherName(const std::string& organisation, absl::string_view name, int64_t beginning,
                    const Believed& believed) {
    FactTable& table = facts_[kOrganisationNames];
    const int column = table.column("name");
    auto same = [&](RowId row) { return table.text(row, column) == name; };
    if (name.empty() || !OpenRows(table, organisation, same).empty()) return;
    NewRow(table, organisation, believed)
        .Text("name", name)
        .Number("from_the_beginning", beginning);
  }

  static constexpr int64_t kFromTheBeginning = 1;

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
        {"when"},
        {.name = "first_name", .hidden = true},
        {"project"},
        {"network"},
        {.name = "note_sv", .domain = "text"},
        {.name = "note_en", .domain = "text"},
        {"source"}}},
      {kOrganisationKinds,
       {{"organisation"}, Closed<OrganisationKind>("kind"), {"since", ColumnKind::kNumber}}},
      {kOrganisationNames,
       {{"organisation"},
        {"name"},
        {.name = "from_the_beginning", .kind = ColumnKind::kNumber, .hidden = true}}},
      {kOrganisationMerges, {{"merged", ColumnKind::kText, "organisation"}, {"organisation"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<OrganisationRegistered, OrganisationRenamed, OrganisationReclassified,
            OrganisationCorrected, OrganisationsMerged>(std::make_shared<OrganisationArms>(facts));
}

}  // namespace

Noun OrganisationFacts() { return {Tables, AddArms, "7966adc98713daf1"}; }

}  // namespace verkan::projections
