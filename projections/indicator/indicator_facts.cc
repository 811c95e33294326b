#include "projections/indicator/indicator_facts.h"

#include <memory>
#include <string>
#include <vector>

#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

class IndicatorArms {
 public:
  explicit IndicatorArms(Facts* facts) : facts_(*facts) {}

  void On(const IndicatorDefined& e, const Believed& believed) {
    FactTable& table = facts_[kIndicators];
    int64_t version = 1;
    RowId row = table.OpenRow(e.indicator_id());
    if (row != kNoRow) {
      version = table.number(row, table.column("version")) + 1;
      table.Close(row, believed.from);
    }
    NewRow(table, e.indicator_id(), believed)
        .Text("name_sv", e.name_sv())
        .Text("name_en", e.name_en())
        .Text("unit", e.unit())
        .Text("description", e.description())
        .Number("bounded_by_municipalities", e.bounded_by_municipalities() ? 1 : 0)
        .Number("decimals", e.decimals())
        .Text("over_time", EnumText(e.over_time()))
        .Number("version", version);
  }

  void On(const TargetSet& e, const Believed& believed) {
    FactTable& table = facts_[kTargets];
    const std::string period = WhenText(e.period());
    auto same = [&](RowId row) {
      return table.text(row, table.column("region")) == e.region_code() &&
             table.text(row, table.column("project")) == e.project_id() &&
             table.text(row, table.column("period")) == period;
    };
    for (RowId row : OpenRows(table, e.indicator_id(), same)) table.Close(row, believed.from);
    NewRow(table, e.indicator_id(), believed)
        .Text("region", e.region_code())
        .Text("project", e.project_id())
        .Text("text", e.text())
        .Bytes("reading", e.reading())
        .Text("period", period)
        .Text("source", e.source());
  }

 private:
  Facts& facts_;
};

std::vector<TableSchema> Tables() {
  return {
      {kIndicators,
       {{"indicator"},
        {"name_sv", ColumnKind::kText, "name"},
        {"name_en", ColumnKind::kText, "name"},
        {"unit"},
        {"description", ColumnKind::kText, "text"},
        {"bounded_by_municipalities", ColumnKind::kNumber},
        {"decimals", ColumnKind::kNumber},
        {"over_time"},
        {"version", ColumnKind::kNumber}}},
      {kTargets,
       {{"indicator"},
        {"region"},
        {"project"},
        {"text"},
        {"reading", ColumnKind::kBytes},
        {"period", ColumnKind::kText, "when"},
        {"source"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<IndicatorDefined, TargetSet>(std::make_shared<IndicatorArms>(facts));
}

}  // namespace

Noun IndicatorFacts() { return {Tables, AddArms, "fd9db5a9b55bfce7"}; }

}  // namespace verkan::projections
