#include "projections/procurement/procurement_facts.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/facts/fields.h"
#include "projections/facts/mirror.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/organisation/organisation_facts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

template <typename Values>
std::string SocialObjectivesText(const Values& values) {
  std::vector<absl::string_view> texts;
  for (int value : values) texts.push_back(EFormsText(static_cast<SocialObjective>(value)));
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return absl::StrJoin(texts, ",");
}

// What figures count it as: not said is the same as none.
constexpr absl::string_view kReservedCounted = "reserved_counted";

// The stages of a procurement, the later the further on.
constexpr absl::string_view kStages[] = {"planned", "dialogue", "published", kHeldStage,
                                         "cancelled"};

ptrdiff_t StageRank(absl::string_view stage) {
  return std::find(std::begin(kStages), std::end(kStages), stage) - std::begin(kStages);
}

// Saying writes what a fact says of a procurement into its row.
class Saying {
 public:
  // A step that is recorded after a later one only adds what none has said. A correction empties
  // fields.
  Saying(NewRow* row, bool only_adds, const std::vector<std::string>& emptied)
      : row_(*row), only_adds_(only_adds), emptied_(emptied.begin(), emptied.end()) {}

  void Text(const std::string& field, absl::string_view column, absl::string_view text) {
    if (Takes(field, !text.empty(), {column})) row_.Text(column, text);
  }
  void Text(const std::string& field, absl::string_view text) { Text(field, field, text); }

  void Label(const std::string& field, const event::v1::Label& label) {
    Languages(field, label.sv(), label.en());
  }
  void Group(const std::string& field, const PartyGroup& group) {
    Languages(field, GroupText(group, "sv"), GroupText(group, "en"));
  }

  void Number(const std::string& field, absl::string_view column, int64_t number) {
    if (number == kNoNumber && !Empties(field)) return;
    if (only_adds_ && row_.number(column) != kNoNumber) return;
    row_.Number(column, number);
  }

  void Reading(const std::string& text, const FigureReading& reading) {
    if (!Takes("text", !text.empty(), {"text"})) return;
    row_.Text("text", text).Bytes("reading", reading.SerializeAsString());
    row_.Number("reading_value", NumberIn(reading.value()));
  }

 private:
  bool Empties(const std::string& field) const { return emptied_.count(field) > 0; }

  bool Takes(const std::string& field, bool said,
             const std::vector<absl::string_view>& columns) const {
    if (!said) return Empties(field);
    return !only_adds_ || std::all_of(columns.begin(), columns.end(),
                                      [this](auto column) { return row_.text(column).empty(); });
  }

  void Languages(const std::string& field, const std::string& sv, const std::string& en) {
    const std::string in_sv = absl::StrCat(field, "_sv"), in_en = absl::StrCat(field, "_en");
    if (!Takes(field, !sv.empty() || !en.empty(), {in_sv, in_en})) return;
    row_.Text(in_sv, sv).Text(in_en, en);
  }

  NewRow& row_;
  const bool only_adds_;
  const std::set<std::string> emptied_;
};

// What every step and a correction say alike.
template <typename Fact>
void Say(const Fact& e, Saying* to) {
  to->Text("title", e.title());
  to->Label("title_label", e.title_label());
  to->Text("buyer_id", "buyer", e.buyer_id());
  to->Group("buyer_group", e.buyer_group());
  to->Text("procedure", EnumText(e.procedure()));
  to->Text("reserved_participation", "reserved", EFormsText(e.reserved_participation()));
  to->Text("social_objectives", SocialObjectivesText(e.social_objectives()));
  to->Number("value_sek", "value", NumberIn(e.value_sek()));
  to->Text("project_id", "project", e.project_id());
  to->Text("arose_from_activity_id", "activity", e.arose_from_activity_id());
  if constexpr (requires { e.expected(); }) {
    to->Reading(e.text(), e.reading());
    to->Text("expected", WhenText(e.expected()));
  }
  if constexpr (requires { e.source_ids(); }) {
    to->Label("note", e.note());
    to->Text("source_ids", "source", absl::StrJoin(e.source_ids(), ","));
  }
}

// What follows from what it says.
void Settle(NewRow* row) {
  const std::string reserved(row->text("reserved"));
  row->Text(kReservedCounted, reserved.empty() ? EFormsText(RESERVED_PARTICIPATION_NONE)
                                               : absl::string_view(reserved));
  row->Text("origin", OriginText(std::string(row->text("activity")), ""));
}

class ProcurementArms {
 public:
  explicit ProcurementArms(Facts* facts) : facts_(*facts) {}

  void On(const ProcurementPlanned& e, const Believed& believed) {
    NewRow row = Take("planned", e, believed);
    row.Text("planning", EnumText(e.stage())).Text("planned", WhenText(e.planned()));
  }

  void On(const DialogueOpened& e, const Believed& believed) {
    Take("dialogue", e, believed);
    NewRow(facts_[kDialogues], e.procurement_id(), believed)
        .Text("project", e.project_id())
        .Text("region", RegionText(e.region_code(), believed))
        .Text("with", absl::StrJoin(e.with_ids(), ","))
        .Text("with_groups_sv", GroupTexts(e.with_groups(), "sv"))
        .Text("with_groups_en", GroupTexts(e.with_groups(), "en"))
        .Text("topic_sv", e.topic().sv())
        .Text("topic_en", e.topic().en())
        .Text("period", WhenText(e.period()))
        .Text("when", WhenText(e.opened()))
        .Text("note_sv", e.note().sv())
        .Text("note_en", e.note().en())
        .Text("source", absl::StrJoin(e.source_ids(), ","));
  }

  void On(const ProcurementPublished& e, const Believed& believed) {
    NewRow row = Take("published", e, believed);
    row.Text("notice", e.notice_id())
        .Text("url", e.url())
        .Text("tenders_due", WhenText(e.tenders_due()))
        .Number("lots", e.lots() == 0 ? kNoNumber : int64_t{e.lots()})
        .Text("published", WhenText(e.published()));
  }

  void On(const ProcurementHeld& e, const Believed& believed) {
    Take(kHeldStage, e, believed).Text("when", WhenText(e.occurred()));
  }

  void On(const ProcurementCorrected& e, const Believed& believed) {
    FactTable& table = facts_[kProcurements];
    const RowId before = table.OpenRow(e.procurement_id());
    if (before == kNoRow) return;
    NewRow row = NewRow::Instead(table, before, believed);
    const std::vector<std::string> emptied = EmptiedBy(e);
    Saying says(&row, /*only_adds=*/false, emptied);
    Say(e, &says);
    says.Text("stage", "planning", EnumText(e.stage()));
    says.Text("planned", WhenText(e.planned()));
    says.Text("occurred", "when", WhenText(e.occurred()));
    const auto empties = [&](absl::string_view field) {
      return std::count(emptied.begin(), emptied.end(), field) > 0;
    };
    if (row.text("stage") == kHeldStage && (believed.dated() || empties("occurred"))) {
      row.Days(believed.days());
    }
    if (!e.region_code().empty()) {
      row.Text("region", e.region_code()).Number(kRegionStated, 1);
    } else if (empties("region_code") ||
               (!e.project_id().empty() && row.number(kRegionStated) != 1)) {
      row.Text("region", RegionsOf(facts_, row.text("project"))).Number(kRegionStated, 0);
    }
    Settle(&row);
    CarryToContracts(e.procurement_id(), believed);
  }

  void On(const ProcurementCancelled& e, const Believed& believed) {
    FactTable& table = facts_[kProcurements];
    const RowId before = table.OpenRow(e.procurement_id());
    NewRow row = before == kNoRow ? NewRow(table, e.procurement_id(), believed)
                                  : NewRow::Continue(table, before, believed);
    row.Text("stage", "cancelled")
        .Text("cancelled", WhenText(e.occurred()))
        .Text("cancelled_reason", e.reason());
    Saying says(&row, /*only_adds=*/false, {});
    says.Label("note", e.note());
    says.Text("source_ids", "source", absl::StrJoin(e.source_ids(), ","));
    for (RowId contract : OpenRows(facts_[kContracts], e.procurement_id())) {
      facts_[kContracts].Close(contract, believed.from);
    }
  }

  void On(const ContractAwarded& e, const Believed& believed) {
    NewRow contract(facts_[kContracts], e.procurement_id(), believed);
    contract.Text("supplier", e.supplier_id())
        .Number("recorded", believed.recorded_day())
        .Number("value", NumberIn(e.value_sek()))
        .Text("when", WhenText(e.occurred()))
        .Text("note_sv", e.note().sv())
        .Text("note_en", e.note().en())
        .Text("source", absl::StrJoin(e.source_ids(), ","));
    TellContract(e.procurement_id(), believed.dated(), &contract);
  }

 private:
  // The row of the procurement, with what the step says of it.
  template <typename Step>
  NewRow Take(absl::string_view stage, const Step& e, const Believed& believed) {
    FactTable& table = facts_[kProcurements];
    const std::string& id = e.procurement_id();
    const RowId before = table.OpenRow(id);
    const bool late =
        before != kNoRow && StageRank(stage) < StageRank(table.text(before, table.column("stage")));
    NewRow row = before == kNoRow ? NewRow(table, id, believed)
                 : late           ? NewRow::Continue(table, before, believed)
                                  : NewRow::Instead(table, before, believed);
    if (!late) row.Text("stage", stage).Days(stage == kHeldStage ? believed.days() : DayRange());
    Saying says(&row, late, {});
    Say(e, &says);
    const bool stated = !e.region_code().empty(), was_stated = row.number(kRegionStated) == 1;
    if (stated ? !late || !was_stated : !was_stated && (!late || row.text("region").empty())) {
      row.Text("region", RegionText(e.region_code(), believed)).Number(kRegionStated, stated);
    }
    Settle(&row);
    if (late) CarryToContracts(id, believed);
    return row;
  }

  static std::string GroupTexts(const google::protobuf::RepeatedPtrField<PartyGroup>& groups,
                                absl::string_view language) {
    std::vector<std::string> texts;
    for (const PartyGroup& group : groups) texts.push_back(GroupText(group, language));
    return absl::StrJoin(texts, "\n");
  }

  // Writes what a contract has of its procurement: what it is counted by, and a day if its own is
  // not known.
  void TellContract(const std::string& id, bool dated, NewRow* contract) {
    const FactTable& table = facts_[kProcurements];
    const RowId procurement = table.OpenRow(id);
    if (procurement == kNoRow) return;
    for (absl::string_view column : {absl::string_view("project"), absl::string_view("region"),
                                     absl::string_view("procedure"), absl::string_view("reserved"),
                                     kReservedCounted, absl::string_view("social_objectives")}) {
      contract->Text(column, table.text(procurement, table.column(column)));
    }
    if (!dated) contract->Days(table.days(procurement));
  }

  void CarryToContracts(const std::string& id, const Believed& believed) {
    FactTable& table = facts_[kContracts];
    for (RowId row : OpenRows(table, id)) {
      const bool dated = !table.text(row, table.column("when")).empty();
      NewRow contract = NewRow::Continue(table, row, believed);
      TellContract(id, dated, &contract);
    }
  }

  Facts& facts_;
};

Column OfOrganisation(absl::string_view name) {
  return {.name = name, .domain = "organisation", .merges = kOrganisationMerges.name};
}
Column Text(absl::string_view name) { return {.name = name, .domain = "text"}; }
Column WhenColumn(absl::string_view name) { return {.name = name, .domain = "when"}; }
Column Sources() { return {.name = "source", .domain = "source", .items = true}; }

// Of a procurement and of its contracts: what both are counted by.
std::vector<Column> CountedBy() {
  Column counted = Closed<ReservedParticipation, '-'>(kReservedCounted);
  counted.hidden = true;
  return {Dimension({"project"}),
          Dimension({"region"}),
          Dimension(Closed<ProcurementProcedure>("procedure")),
          Closed<ReservedParticipation, '-'>("reserved"),
          Dimension(std::move(counted), "reserved"),
          Dimension(Closed<SocialObjective, '-'>("social_objectives"), "social_objective")};
}

std::vector<Column> Joined(std::vector<std::vector<Column>> parts) {
  std::vector<Column> columns;
  for (std::vector<Column>& part : parts) {
    for (Column& column : part) columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<TableSchema> Tables() {
  const Column value = {.name = "value", .kind = ColumnKind::kNumber, .decimal = true};
  const std::vector<Column> notes = {Text("note_sv"), Text("note_en"), Sources()};
  return {
      {kProcurements,
       Joined({{{"procurement"}},
               CountedBy(),
               {Text("title"),
                Dimension(OfOrganisation("buyer")),
                {"activity"},
                Dimension({"origin"}),
                value,
                WhenColumn("when"),
                {.name = "stage",
                 .values = {std::begin(kStages), std::end(kStages)},
                 .enumeration = "ProcurementStep"},
                Text("title_label_sv"),
                Text("title_label_en"),
                Text("buyer_group_sv"),
                Text("buyer_group_en"),
                Closed<ProcurementStage>("planning"),
                WhenColumn("planned"),
                WhenColumn("expected"),
                Text("text"),
                {"reading", ColumnKind::kBytes},
                {.name = "reading_value", .kind = ColumnKind::kNumber, .decimal = true},
                WhenColumn("published"),
                Text("notice"),
                Text("url"),
                WhenColumn("tenders_due"),
                {"lots", ColumnKind::kNumber},
                WhenColumn("cancelled"),
                Text("cancelled_reason"),
                {.name = kRegionStated, .kind = ColumnKind::kNumber, .hidden = true}},
               notes})},
      {kDialogues, Joined({{{"procurement"}, {"project"}, {.name = "region", .items = true}},
                           {{.name = "with",
                             .domain = "organisation",
                             .merges = kOrganisationMerges.name,
                             .items = true},
                            Text("with_groups_sv"),
                            Text("with_groups_en"),
                            Text("topic_sv"),
                            Text("topic_en"),
                            WhenColumn("period"),
                            WhenColumn("when")},
                           notes})},
      {kContracts, Joined({{{"procurement"}, Dimension(OfOrganisation("supplier"))},
                           CountedBy(),
                           {value, {"recorded", ColumnKind::kNumber}, WhenColumn("when")},
                           notes})},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<ProcurementPlanned, DialogueOpened, ProcurementPublished, ProcurementHeld,
            ProcurementCorrected, ContractAwarded, ProcurementCancelled>(
      std::make_shared<ProcurementArms>(facts));
}

}  // namespace

Noun ProcurementFacts() { return {Tables, AddArms, "e8a25f79cc0ee2e2"}; }

}  // namespace verkan::projections
