#include "projections/procurement/procurement_facts.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/figure/figure_math.h"
#include "projections/organisation/organisation_facts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

int64_t ValueUnits(const std::string& decimal) {
  std::optional<Decimal> value = Decimal::Parse(decimal);
  return value.has_value() ? value->units() : kNoNumber;
}

template <typename Values>
std::string SocialObjectivesText(const Values& values) {
  std::vector<absl::string_view> texts;
  for (int value : values) texts.push_back(EFormsText(static_cast<SocialObjective>(value)));
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return absl::StrJoin(texts, ",");
}

// Not said is the same as none.
absl::string_view ReservedText(ReservedParticipation reserved) {
  return EFormsText(reserved == RESERVED_PARTICIPATION_UNSPECIFIED ? RESERVED_PARTICIPATION_NONE
                                                                   : reserved);
}

class ProcurementArms {
 public:
  explicit ProcurementArms(Facts* facts) : facts_(*facts) {}

  void On(const ProcurementHeld& e, const Believed& believed) {
    NewRow(facts_[kProcurements], e.procurement_id(), believed)
        .Text("project", e.project_id())
        .Text("region", RegionText(e.region_code(), believed))
        .Text("procedure", EnumText(e.procedure()))
        .Text("reserved", ReservedText(e.reserved_participation()))
        .Text("social_objectives", SocialObjectivesText(e.social_objectives()))
        .Text("title", e.title())
        .Text("buyer", e.buyer_id())
        .Text("activity", e.arose_from_activity_id())
        .Text("origin", OriginText(e.arose_from_activity_id(), ""))
        .Number("value", ValueUnits(e.value_sek()))
        .Text("when", WhenText(e.occurred()));
  }

  void On(const ContractAwarded& e, const Believed& believed) {
    FactTable& table = facts_[kContracts];
    const FactTable& procurements = facts_[kProcurements];
    const RowId procurement = procurements.OpenRow(e.procurement_id());
    const DayRange days = believed.dated() || procurement == kNoRow
                              ? believed.days()
                              : procurements.days(procurement);
    NewRow contract(table, e.procurement_id(), believed, days);
    contract.Text("supplier", e.supplier_id())
        .Number("recorded", believed.recorded_day())
        .Number("value", ValueUnits(e.value_sek()))
        .Text("when", WhenText(e.occurred()));
    if (procurement == kNoRow) return;
    for (absl::string_view column :
         {"project", "region", "procedure", "reserved", "social_objectives"}) {
      contract.Text(column, procurements.text(procurement, procurements.column(column)));
    }
  }

  void On(const ProcurementCancelled& e, const Believed& believed) {
    for (Table table : {kProcurements, kContracts}) {
      for (RowId row : OpenRows(facts_[table], e.procurement_id())) {
        facts_[table].Close(row, believed.from);
      }
    }
  }

 private:
  Facts& facts_;
};

std::vector<TableSchema> Tables() {
  return {
      {kProcurements,
       {{"procurement"},
        Dimension({"project"}),
        Dimension({"region"}),
        Dimension(Closed<ProcurementProcedure>("procedure")),
        Dimension(Closed<ReservedParticipation, '-'>("reserved")),
        Dimension(Closed<SocialObjective, '-'>("social_objectives"), "social_objective"),
        {"title", ColumnKind::kText, "text"},
        Dimension({.name = "buyer", .domain = "organisation", .merges = kOrganisationMerges.name}),
        {"activity"},
        Dimension({"origin"}),
        {.name = "value", .kind = ColumnKind::kNumber, .decimal = true},
        {"when"}}},
      {kContracts,
       {{"procurement"},
        Dimension(
            {.name = "supplier", .domain = "organisation", .merges = kOrganisationMerges.name}),
        Dimension({"project"}),
        Dimension({"region"}),
        Dimension(Closed<ProcurementProcedure>("procedure")),
        Dimension(Closed<ReservedParticipation, '-'>("reserved")),
        Dimension(Closed<SocialObjective, '-'>("social_objectives"), "social_objective"),
        {.name = "value", .kind = ColumnKind::kNumber, .decimal = true},
        {"recorded", ColumnKind::kNumber},
        {"when"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<ProcurementHeld, ContractAwarded, ProcurementCancelled>(
      std::make_shared<ProcurementArms>(facts));
}

}  // namespace

Noun ProcurementFacts() { return {Tables, AddArms, "6722e0fb368b4ff6"}; }

}  // namespace verkan::projections
