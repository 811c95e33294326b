#include "projections/activity/activity_facts.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "projections/facts/mirror.h"
#include "projections/facts/new_row.h"
#include "projections/facts/texts.h"
#include "projections/figure_text/normal_form.h"
#include "projections/participant/participant_facts.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event of the noun is named here

// Columns that participations and headcounts repeat of their activity.
constexpr absl::string_view kOfActivity[] = {"project", "region",       "kind",
                                             "format",  "municipality", "status"};

const MirroredFields& Details() {
  static const auto* const fields =
      new MirroredFields(ActivityDetails::descriptor(),
                         {"series_id", "organiser_groups", "organiser_units", "audience_groups",
                          "language", "title_label", "audience_label", "topic_label"});
  return *fields;
}

// What a fact says besides.
template <typename Event>
const MirroredFields& Besides() {
  static const auto* const fields = new MirroredFields(Event::descriptor(), {"note", "source_ids"});
  return *fields;
}

const MirroredFields& Cancelling() {
  static const auto* const fields =
      new MirroredFields(ActivityCancelled::descriptor(), {"note", "source_ids"}, "cancelled_");
  return *fields;
}

const MirroredFields& Headcount() {
  static const auto* const fields =
      new MirroredFields(HeadcountReported::descriptor(), {"source_id", "place", "note"});
  return *fields;
}

const MirroredFields& Joined() {
  static const auto* const fields =
      new MirroredFields(OrganisationJoined::descriptor(),
                         {"organisation_id", "group", "role", "unit", "note", "source_ids"});
  return *fields;
}

const MirroredFields& Withdrawn() {
  static const auto* const fields =
      new MirroredFields(ParticipationWithdrawn::descriptor(), {"no_show", "note", "source_ids"});
  return *fields;
}

class ActivityArms {
 public:
  explicit ActivityArms(Facts* facts) : facts_(*facts) {}

  void On(const ActivityPlanned& e, const Believed& believed) {
    NewRow row = SetActivity(e.activity_id(), e.details(), "planned", believed);
    Besides<ActivityPlanned>().Write(e, believed, &row);
  }

  void On(const ActivityHeld& e, const Believed& believed) {
    NewRow row = SetActivity(e.activity_id(), e.details(), "held", believed);
    Besides<ActivityHeld>().Write(e, believed, &row);
  }

  void On(const ActivityCorrected& e, const Believed& believed) {
    const FactTable& table = facts_[kActivities];
    RowId row = table.OpenRow(e.activity_id());
    std::string status(row == kNoRow ? "held" : table.text(row, table.column("status")));
    NewRow right = SetActivity(e.activity_id(), e.details(), status, believed);
    if (row == kNoRow) return;
    for (absl::string_view kept : {"note_sv", "note_en", "source"}) {
      right.Text(kept, table.text(row, table.column(kept)));
    }
  }

  void On(const ActivityCancelled& e, const Believed& believed) {
    FactTable& table = facts_[kActivities];
    RowId row = table.OpenRow(e.activity_id());
    if (row != kNoRow) {
      NewRow cancelled = NewRow::Instead(table, row, believed);
      cancelled.Text("status", "cancelled").Text("cancelled_because", e.reason());
      Cancelling().Write(e, believed, &cancelled);
    }
    for (Table part : {kParticipations, kOrganisationsJoined, kHeadcounts, kWithdrawals}) {
      for (RowId open : OpenRows(facts_[part], e.activity_id())) {
        facts_[part].Close(open, believed.from);
      }
    }
  }

  void On(const HeadcountReported& e, const Believed& believed) {
    FactTable& table = facts_[kHeadcounts];
    const int source = table.column("source");
    const int source_id = table.column("source_id");
    const std::string key = SourceKey(e.source());
    auto same = [&](RowId row) {
      const absl::string_view id = table.text(row, source_id);
      if (!id.empty() && !e.source_id().empty()) return id == e.source_id();
      return SourceKey(table.text(row, source)) == key && (!key.empty() || id == e.source_id());
    };
    for (RowId row : OpenRows(table, e.activity_id(), same)) table.Close(row, believed.from);
    const FactTable& activities = facts_[kActivities];
    RowId activity = activities.OpenRow(e.activity_id());
    DayRange days = activity == kNoRow ? believed.days() : activities.days(activity);
    NewRow head(table, e.activity_id(), believed, days);
    head.Text("source", e.source()).Text("text", e.text()).Bytes("reading", e.reading());
    Headcount().Write(e, believed, &head);
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
    NewRow joined(table, e.activity_id(), believed, days);
    joined.Text("participant", e.participant_id())
        .Text("role", EnumText(role))
        .Text("when", WhenText(e.occurred()));
    Besides<ParticipantJoined>().Write(e, believed, &joined);
    CopyFromActivity(e.activity_id(), table, table.size() - 1);
    CloseRowsOf(e.participant_id(), e.activity_id(), kWithdrawals, believed);
  }

  void On(const ParticipationWithdrawn& e, const Believed& believed) {
    CloseRowsOf(e.participant_id(), e.activity_id(), kParticipations, believed);
    NewRow row(facts_[kWithdrawals], e.activity_id(), believed);
    row.Text("participant", e.participant_id()).Text("reason", e.reason());
    Withdrawn().Write(e, believed, &row);
  }

  void On(const OrganisationJoined& e, const Believed& believed) {
    FactTable& table = facts_[kOrganisationsJoined];
    const FactTable& activities = facts_[kActivities];
    RowId activity = activities.OpenRow(e.activity_id());
    DayRange days =
        believed.dated() || activity == kNoRow ? believed.days() : activities.days(activity);
    NewRow joined(table, e.activity_id(), believed, days);
    Joined().Write(e, believed, &joined);
    joined.Text("when", WhenText(e.occurred()));
    CopyFromActivity(e.activity_id(), table, table.size() - 1);
  }

 private:
  void CloseRowsOf(const std::string& participant, const std::string& activity, Table of,
                   const Believed& believed) {
    FactTable& table = facts_[of];
    const Same same(&facts_, kParticipantMerges, participant, believed);
    const auto is_same = [&](RowId row) { return same(table, row, "participant"); };
    for (RowId row : OpenRows(table, activity, is_same)) table.Close(row, believed.from);
  }

  NewRow SetActivity(const std::string& activity, const ActivityDetails& details,
                     absl::string_view status, const Believed& believed) {
    FactTable& table = facts_[kActivities];
    RowId before = table.OpenRow(activity);
    if (before != kNoRow) table.Close(before, believed.from);
    NewRow row(table, activity, believed);
    row.Text("project", details.project_id())
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
    Details().Write(details, believed, &row);
    if (before != kNoRow) RewriteAllParts(activity, believed);
    return row;
  }

  void RewriteAllParts(const std::string& activity, const Believed& believed) {
    for (Table part : {kParticipations, kOrganisationsJoined}) {
      const FactTable& table = facts_[part];
      const int when = table.column("when");
      RewriteParts(part, activity, believed,
                   [&](RowId row) { return table.text(row, when).empty(); });
    }
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

Column Status() {
  return {.name = "status",
          .values = {"planned", "held", "cancelled"},
          .enumeration = "ActivityStatus"};
}

std::vector<TableSchema> Tables() {
  std::vector<TableSchema> tables = {
      {kActivities,
       {{"activity"},
        Dimension({"project"}),
        Dimension({"region"}),
        Dimension(Closed<ActivityKind>("kind")),
        Dimension(Closed<ActivityFormat>("format")),
        Status(),
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
        Status(),
        {"when"}}},
      {kHeadcounts,
       {{"activity"},
        {"source"},
        {"project"},
        {"region"},
        Closed<ActivityKind>("kind"),
        Closed<ActivityFormat>("format"),
        {"municipality"},
        Status(),
        {"text"},
        {"reading", ColumnKind::kBytes}}},
      {kWithdrawals,
       {{"activity"},
        {.name = "participant", .merges = kParticipantMerges.name},
        {"reason", ColumnKind::kText, "text"}}},
      {kOrganisationsJoined,
       {{"activity"},
        {"when"},
        Dimension({"project"}),
        Dimension({"region"}),
        Dimension(Closed<ActivityKind>("kind")),
        Dimension(Closed<ActivityFormat>("format")),
        Dimension({"municipality"}),
        {"status"}}},
  };
  for (TableSchema& table : tables) {
    if (table.table == kActivities) {
      Details().AddColumns(&table.columns);
      Besides<ActivityHeld>().AddColumns(&table.columns);
      table.columns.push_back({"cancelled_because", ColumnKind::kText, "text"});
      Cancelling().AddColumns(&table.columns);
    } else if (table.table == kParticipations) {
      Besides<ParticipantJoined>().AddColumns(&table.columns);
    } else if (table.table == kHeadcounts) {
      Headcount().AddColumns(&table.columns);
    } else if (table.table == kWithdrawals) {
      Withdrawn().AddColumns(&table.columns);
    } else {
      Joined().AddColumns(&table.columns);
    }
  }
  return tables;
}

void AddArms(Facts* facts, Arms* arms) {
  arms->Add<ActivityPlanned, ActivityHeld, ActivityCorrected, ActivityCancelled, HeadcountReported,
            ParticipantJoined, ParticipationWithdrawn, OrganisationJoined>(
      std::make_shared<ActivityArms>(facts));
}

}  // namespace

Noun ActivityFacts() { return {Tables, AddArms, "230e83fc62dce90e"}; }

}  // namespace verkan::projections
