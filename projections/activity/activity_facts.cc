#include "projections/activity/activity_facts.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/participant/participant_facts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

// Columns that participations and headcounts repeat of their activity.
constexpr absl::string_view kOfActivity[] = {"project", "region",       "kind",
                                             "format",  "municipality", "status"};

class ActivityArms {
 public:
  explicit ActivityArms(Facts* facts) : facts_(*facts) {}

  void On(const ActivityPlanned& e, const Believed& believed) {
    SetActivity(e.activity_id(), e.details(), "planned", believed);
  }

  void On(const ActivityHeld& e, const Believed& believed) {
    SetActivity(e.activity_id(), e.details(), "held", believed);
  }

  void On(const ActivityCorrected& e, const Believed& believed) {
    const FactTable& table = facts_[kActivities];
    RowId row = table.OpenRow(e.activity_id());
    std::string status(row == kNoRow ? "held" : table.text(row, table.column("status")));
    SetActivity(e.activity_id(), e.details(), status, believed);
  }

  void On(const ActivityCancelled& e, const Believed& believed) {
    FactTable& table = facts_[kActivities];
    RowId row = table.OpenRow(e.activity_id());
    if (row != kNoRow) NewRow::Instead(table, row, believed).Text("status", "cancelled");
    for (Table part : {kParticipations, kHeadcounts, kWithdrawals}) {
      for (RowId open : OpenRows(facts_[part], e.activity_id())) {
        facts_[part].Close(open, believed.from);
      }
    }
  }

  void On(const HeadcountReported& e, const Believed& believed) {
    FactTable& table = facts_[kHeadcounts];
    const int source = table.column("source");
    auto same = [&](RowId row) { return table.text(row, source) == e.source(); };
    for (RowId row : OpenRows(table, e.activity_id(), same)) table.Close(row, believed.from);
    const FactTable& activities = facts_[kActivities];
    RowId activity = activities.OpenRow(e.activity_id());
    DayRange days = activity == kNoRow ? believed.days() : activities.days(activity);
    NewRow(table, e.activity_id(), believed, days)
        .Text("source", e.source())
        .Text("text", e.text())
        .Bytes("reading", e.reading());
    CopyFromActivity(e.activity_id(), table, table.size() - 1);
  }

  void On(const ParticipantJoined& e, const Believed& believed) {
    FactTable& table = facts_[kParticipations];
    const FactTable& activities = facts_[kActivities];
    RowId activity = activities.OpenRow(e.activity_id());
    DayRange days =
        believed.dated() || activity == kNoRow ? believed.days() : activities.days(activity);
    ParticipationRole role =
        e.role() == PARTICIPATION_ROLE_UNSPECIFIED ? PARTICIPATION_ROLE_ATTENDEE : e.role();
    NewRow(table, e.activity_id(), believed, days)
        .Text("participant", e.participant_id())
        .Text("role", EnumText(role))
        .Text("when", WhenText(e.occurred()));
    CopyFromActivity(e.activity_id(), table, table.size() - 1);
    CloseRowsOf(e.participant_id(), e.activity_id(), kWithdrawals, believed);
  }

  void On(const ParticipationWithdrawn& e, const Believed& believed) {
    CloseRowsOf(e.participant_id(), e.activity_id(), kParticipations, believed);
    NewRow(facts_[kWithdrawals], e.activity_id(), believed)
        .Text("participant", e.participant_id())
        .Text("reason", e.reason());
  }

 private:
  void CloseRowsOf(const std::string& participant, const std::string& activity, Table of,
                   const Believed& believed) {
    FactTable& table = facts_[of];
    const Same same(&facts_, kParticipantMerges, participant, believed);
    const auto is_same = [&](RowId row) { return same(table, row, "participant"); };
    for (RowId row : OpenRows(table, activity, is_same)) table.Close(row, believed.from);
  }

  void SetActivity(const std::string& activity, const ActivityDetails& details,
                   absl::string_view status, const Believed& believed) {
    FactTable& table = facts_[kActivities];
    RowId before = table.OpenRow(activity);
    if (before != kNoRow) table.Close(before, believed.from);
    NewRow(table, activity, believed)
        .Text("project", details.project_id())
        .Text("region", RegionText(details.region_code(), details.municipality_code(), believed))
        .Text("kind", EnumText(details.kind()))
        .Text("format", EnumText(details.format()))
        .Text("status", status)
        .Text("municipality", details.municipality_code())
        .Text("title", details.title())
        .Text("audience", details.audience())
        .Text("topic", details.topic())
        .Text("strand", details.strand())
        .Text("series", details.series())
        .Text("organisers", absl::StrJoin(details.organiser_ids(), ","))
        .Number("minutes", details.minutes() == 0 ? kNoNumber : details.minutes())
        .Text("when", WhenText(details.occurred()));
    if (before == kNoRow) return;
    const FactTable& participations = facts_[kParticipations];
    const int when = participations.column("when");
    RewriteParts(kParticipations, activity, believed,
                 [&](RowId row) { return participations.text(row, when).empty(); });
    RewriteParts(kHeadcounts, activity, believed, [](RowId) { return true; });
  }

  // Rows that repeat what their activity says follow its correction; they go on resting on the
  // events that stated them. Days that they do not state themselves are the activity's.
  template <typename Follows>
  void RewriteParts(Table part, const std::string& activity, const Believed& believed,
                    Follows days_follow) {
    FactTable& table = facts_[part];
    for (RowId row : OpenRows(table, activity)) {
      RowId copy = table.Rewrite(row, believed.from, table.event(row));
      CopyFromActivity(activity, table, copy);
      if (days_follow(row)) table.SetDays(copy, believed.days());
    }
  }

  void CopyFromActivity(const std::string& activity, FactTable& table, RowId row) {
    const FactTable& activities = facts_[kActivities];
    RowId from = activities.OpenRow(activity);
    if (from == kNoRow) return;
    for (absl::string_view column : kOfActivity) {
      table.SetText(row, column, activities.text(from, activities.column(column)));
    }
  }

  Facts& facts_;
};

std::vector<TableSchema> Tables() {
  return {
      {kActivities,
       {{"activity"},
        Dimension({"project"}),
        Dimension({"region"}),
        Dimension(Closed<ActivityKind>("kind")),
        Dimension(Closed<ActivityFormat>("format")),
        {"status"},
        Dimension({"municipality"}),
        {"title", ColumnKind::kText, "text"},
        {"audience", ColumnKind::kText, "text"},
        {"topic", ColumnKind::kText, "text"},
        {"strand", ColumnKind::kText, "name"},
        {"series", ColumnKind::kText, "name"},
        {.name = "organisers", .items = true},
        {"minutes", ColumnKind::kNumber},
        {"when"}}},
      {kParticipations,
       {Dimension({"activity"}),
        {.name = "participant", .merges = kParticipantMerges.name},
        Dimension(Closed<ParticipationRole>("role")),
        Dimension({"project"}),
        Dimension({"region"}),
        Dimension(Closed<ActivityKind>("kind")),
        Dimension(Closed<ActivityFormat>("format")),
        Dimension({"municipality"}),
        {"status"},
        {"when"}}},
      {kHeadcounts,
       {{"activity"},
        {"source"},
        {"project"},
        {"region"},
        Closed<ActivityKind>("kind"),
        Closed<ActivityFormat>("format"),
        {"municipality"},
        {"status"},
        {"text"},
        {"reading", ColumnKind::kBytes}}},
      {kWithdrawals, {{"activity"}, {"participant"}, {"reason", ColumnKind::kText, "text"}}},
  };
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<ActivityPlanned, ActivityHeld, ActivityCorrected, ActivityCancelled, HeadcountReported,
            ParticipantJoined, ParticipationWithdrawn>(std::make_shared<ActivityArms>(facts));
}

}  // namespace

Noun ActivityFacts() { return {Tables, AddArms, "3df2a38bff5055f3"}; }

}  // namespace verkan::projections
