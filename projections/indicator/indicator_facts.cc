#include "projections/indicator/indicator_facts.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/facts/fields.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/figure_text/normal_form.h"
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
    NewRow next(table, e.indicator_id(), believed);
    Say(e, {}, /*all=*/true, &next);
    next.Number("version", version)
        .Text("note_sv", e.note().sv())
        .Text("note_en", e.note().en())
        .Text("source", absl::StrJoin(e.source_ids(), ","));
  }

  void On(const IndicatorRevised& e, const Believed& believed) {
    FactTable& table = facts_[kIndicators];
    RowId row = table.OpenRow(e.indicator_id());
    if (row == kNoRow) return;
    NewRow next = NewRow::Instead(table, row, believed);
    Say(e, EmptiedBy(e), /*all=*/false, &next);
    next.Number("version", table.number(row, table.column("version")) + 1)
        .Text("revised_when", WhenText(e.occurred()));
  }

  void On(const IndicatorRetired& e, const Believed& believed) {
    FactTable& table = facts_[kIndicators];
    RowId row = table.OpenRow(e.indicator_id());
    if (row == kNoRow) return;  // one that is built in
    NewRow::Continue(table, row, believed)
        .Number("retired", 1)
        .Text("retired_when", WhenText(e.occurred()))
        .Text("retired_reason", e.reason())
        .Text("replaced_by", e.replaced_by_id());
  }

  void On(const TargetSet& e, const Believed& believed) {
    FactTable& table = facts_[kTargets];
    for (RowId row : RowsOf(e)) table.Close(row, believed.from);
    NewRow(table, e.indicator_id(), believed)
        .Text("region", e.region_code())
        .Text("project", e.project_id())
        .Text("text", e.text())
        .Bytes("reading", e.reading())
        .Text("period", WhenText(e.period()))
        .Text("source", e.source())
        .Text("source_id", e.source_id())
        .Text("place", e.place())
        .Text("goal", e.goal_id())
        .Text("scope", e.scope())
        .Text("note_sv", e.note().sv())
        .Text("note_en", e.note().en());
  }

  // The target that was set stays the same one; what it was stays beside it.
  void On(const TargetRevised& e, const Believed& believed) {
    FactTable& table = facts_[kTargets];
    for (RowId row : RowsOf(e)) {
      const std::string former(table.text(row, table.column("text")));
      NewRow::Continue(table, row, believed)
          .Text("text", e.text())
          .Bytes("reading", e.reading())
          .Text("former_text", former)
          .Text("revised_when", WhenText(e.occurred()))
          .Text("revised_reason", e.reason())
          .Text("revised_source", e.source_id().empty() ? e.source() : e.source_id());
    }
  }

 private:
  // Writes what an event says of the indicator: all of it, or only what it states or empties.
  template <typename Event>
  static void Say(const Event& e, const std::vector<std::string>& emptied, bool all, NewRow* row) {
    const auto says = [&](absl::string_view field, bool stated) {
      return all || stated || std::find(emptied.begin(), emptied.end(), field) != emptied.end();
    };
    const auto text = [&](absl::string_view field, absl::string_view value) {
      if (says(field, !value.empty())) row->Text(field, value);
    };
    const auto label = [&](absl::string_view field, const Label& value, bool stated) {
      if (!says(field, stated)) return;
      row->Text(absl::StrCat(field, "_sv"), value.sv())
          .Text(absl::StrCat(field, "_en"), value.en());
    };
    text("name_sv", e.name_sv());
    text("name_en", e.name_en());
    text("unit", e.unit());
    text("description", e.description());
    text("over_time", EnumText(e.over_time()));
    text("external_codes", absl::StrJoin(e.external_codes(), "\n"));
    label("unit_label", e.unit_label(), e.has_unit_label());
    label("description_label", e.description_label(), e.has_description_label());
    const auto number = [&](absl::string_view field, int64_t value) {
      if (says(field, value != 0)) row->Number(field, value);
    };
    number("bounded_by_municipalities", e.bounded_by_municipalities() ? 1 : 0);
    number("decimals", e.decimals());
    number("context", e.context() ? 1 : 0);
  }

  // The open rows of the target that the event sets or revises.
  template <typename Event>
  std::vector<RowId> RowsOf(const Event& e) {
    FactTable& table = facts_[kTargets];
    const std::string period = WhenText(e.period());
    return OpenRows(table, e.indicator_id(), [&](RowId row) {
      return table.text(row, table.column("region")) == e.region_code() &&
             table.text(row, table.column("project")) == e.project_id() &&
             table.text(row, table.column("period")) == period &&
             NameKey(table.text(row, table.column("scope"))) == NameKey(e.scope());
    });
  }

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
        Closed<event::v1::OverTime>("over_time"),
        {"version", ColumnKind::kNumber},
        {.name = "unit_label_sv", .domain = "text"},
        {.name = "unit_label_en", .domain = "text"},
        {.name = "description_label_sv", .domain = "text"},
        {.name = "description_label_en", .domain = "text"},
        {"context", ColumnKind::kNumber},
        {.name = "external_codes", .domain = "text"},
        {"revised_when", ColumnKind::kText, "when"},
        {"retired", ColumnKind::kNumber},
        {"retired_when", ColumnKind::kText, "when"},
        {.name = "retired_reason", .domain = "text"},
        {"replaced_by", ColumnKind::kText, "indicator"},
        {.name = "note_sv", .domain = "text"},
        {.name = "note_en", .domain = "text"},
        {"source"}}},
      {kTargets,
       {{"indicator"},
        {"region"},
        {"project"},
        {"text"},
        {"reading", ColumnKind::kBytes},
        {"period", ColumnKind::kText, "when"},
        {"source"},
        {"source_id", ColumnKind::kText, "source"},
        {"place"},
        {"goal"},
        {"scope"},
        {.name = "note_sv", .domain = "text"},
        {.name = "note_en", .domain = "text"},
        {.name = "former_text", .domain = "text"},
        {"revised_when", ColumnKind::kText, "when"},
        {.name = "revised_reason", .domain = "text"},
        {"revised_source"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<IndicatorDefined, IndicatorRevised, IndicatorRetired, TargetSet, TargetRevised>(
      std::make_shared<IndicatorArms>(facts));
}

}  // namespace

Noun IndicatorFacts() { return {Tables, AddArms, "0db46236930bb6e0"}; }

}  // namespace verkan::projections
