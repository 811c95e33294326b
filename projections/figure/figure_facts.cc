#include "projections/figure/figure_facts.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/figure_text/normal_form.h"
#include "projections/organisation/organisation_facts.h"
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
        .Number("withdrawn", 0)
        .Text("note_sv", e.note_label().sv())
        .Text("note_en", e.note_label().en())
        .Text("named", absl::StrJoin(e.named_ids(), ","))
        .Text("named_groups_sv", GroupsText(e.named_groups(), "sv"))
        .Text("named_groups_en", GroupsText(e.named_groups(), "en"))
        .Text("survey", e.survey_id())
        .Text("source_id", e.source_id());
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
        .Text("reason", e.reason())
        .Text("source_id", e.source_id());
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
        {"withdrawn", ColumnKind::kNumber},
        {.name = "note_sv", .domain = "text"},
        {.name = "note_en", .domain = "text"},
        {.name = "named",
         .domain = "organisation",
         .merges = kOrganisationMerges.name,
         .items = true},
        {.name = "named_groups_sv", .domain = "text"},
        {.name = "named_groups_en", .domain = "text"},
        {"survey"},
        {"source_id", ColumnKind::kText, "source"}}},
      {kSourceRanks,
       {{"indicator"},
        {"source"},
        {"region"},
        Closed<event::v1::Rank>("rank"),
        {"reason", ColumnKind::kText, "text"},
        {"source_id", ColumnKind::kText, "source"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<FigureReported, FigureWithdrawn, SourceRanked>(std::make_shared<FigureArms>(facts));
}

}  // namespace

Noun FigureFacts() { return {Tables, AddArms, "1b502ec62da04226"}; }

}  // namespace verkan::projections
