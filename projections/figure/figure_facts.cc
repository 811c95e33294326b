#include "projections/figure/figure_facts.h"

#include <memory>
#include <string>
#include <vector>

#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/figure_text/normal_form.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

class FigureArms {
 public:
  explicit FigureArms(Facts* facts) : facts_(*facts) {}

  void On(const FigureReported& e, const Believed& believed) {
    FactTable& table = facts_[kFigures];
    for (RowId row : OpenRows(table, e.figure_id())) table.Close(row, believed.from);
    FigureReading reading = e.reading();
    if (e.field_missing()) reading.set_absence(ABSENCE_FIELD_MISSING);
    NewRow(table, e.figure_id(), believed)
        .Text("indicator", e.indicator_id())
        .Text("region", e.region_code())
        .Text("project", e.project_id())
        .Text("source", e.source())
        .Text("place", e.place())
        .Text("text", e.text())
        .Bytes("reading", reading)
        .Text("period", WhenText(e.period()))
        .Text("observed", WhenText(e.observed()))
        .Text("note", e.note())
        .Number("withdrawn", 0);
  }

  // The row stays, as withdrawn: an earlier figure that it had replaced must not come back.
  // It goes on resting on its report, as a later report stands before it.
  void On(const FigureWithdrawn& e, const Believed& believed) {
    FactTable& table = facts_[kFigures];
    RowId row = table.OpenRow(e.figure_id());
    if (row == kNoRow) return;
    RowId withdrawn = table.Rewrite(row, believed.from, table.event(row));
    table.SetNumber(withdrawn, "withdrawn", 1);
  }

  void On(const SourceRanked& e, const Believed& believed) {
    FactTable& table = facts_[kSourceRanks];
    const int source = table.column("source");
    const int region = table.column("region");
    const std::string key = SourceKey(e.source());
    auto same = [&](RowId row) {
      return SourceKey(table.text(row, source)) == key &&
             table.text(row, region) == e.region_code();
    };
    for (RowId row : OpenRows(table, e.indicator_id(), same)) table.Close(row, believed.from);
    NewRow(table, e.indicator_id(), believed)
        .Text("source", e.source())
        .Text("region", e.region_code())
        .Text("rank", EnumText(e.rank()))
        .Text("reason", e.reason());
  }

 private:
  Facts& facts_;
};

std::vector<TableSchema> Tables() {
  return {
      {kFigures,
       {{"figure"},
        {"indicator"},
        {"region"},
        {"project"},
        {"source"},
        {"place", ColumnKind::kText, "text"},
        {"text"},
        {"reading", ColumnKind::kBytes},
        {"period", ColumnKind::kText, "when"},
        {"observed", ColumnKind::kText, "when"},
        {"note", ColumnKind::kText, "text"},
        {"withdrawn", ColumnKind::kNumber}}},
      {kSourceRanks,
       {{"indicator"}, {"source"}, {"region"}, {"rank"}, {"reason", ColumnKind::kText, "text"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<FigureReported, FigureWithdrawn, SourceRanked>(std::make_shared<FigureArms>(facts));
}

}  // namespace

Noun FigureFacts() { return {Tables, AddArms, "96253f6e2c672423"}; }

}  // namespace verkan::projections
