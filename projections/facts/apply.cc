#include "projections/facts/apply.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "eventstore/status_macros.h"
#include "projections/facts/texts.h"
#include "projections/figure/figure_math.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: every event is named here
using eventstore::RecordView;

// Where a record stands, and from where on its rows are believed: its own position, or
// that of the event that made it be applied anew.
struct Believed {
  const RecordView& record;
  Position from;

  Position event() const { return record.position; }
  bool dated() const { return record.first_day.has_value() || record.last_day.has_value(); }
  DayRange days() const {
    return {record.first_day.value_or(DayRange::kUnknownFirst),
            record.last_day.value_or(DayRange::kUnknownLast)};
  }
};

// NewRow opens a row and fills its columns by name.
class NewRow {
 public:
  NewRow(FactTable& table, absl::string_view key, const Believed& place, DayRange days)
      : table_(table), row_(table.Open(key, place.from, place.event(), days)) {}
  NewRow(FactTable& table, absl::string_view key, const Believed& place)
      : NewRow(table, key, place, place.days()) {}
  // A row that replaces an open one, and says the same so far.
  static NewRow Instead(FactTable& table, RowId row, const Believed& place) {
    return NewRow(table, table.Rewrite(row, place.from, place.event()));
  }

  NewRow& Text(absl::string_view column, absl::string_view text) {
    table_.SetText(row_, column, text);
    return *this;
  }
  NewRow& Number(absl::string_view column, int64_t number) {
    table_.SetNumber(row_, column, number);
    return *this;
  }
  NewRow& Bytes(absl::string_view column, const google::protobuf::Message& message) {
    table_.SetBytes(row_, column, message.SerializeAsString());
    return *this;
  }

 private:
  NewRow(FactTable& table, RowId row) : table_(table), row_(row) {}
  FactTable& table_;
  const RowId row_;
};

// The event's own region, or else those of its tags.
std::string RegionText(absl::string_view own, const RecordView& record) {
  if (!own.empty()) return std::string(own);
  std::string joined;
  for (absl::string_view tag : record.tags) {
    constexpr absl::string_view kRegion = "region:";
    if (!absl::StartsWith(tag, kRegion)) continue;
    absl::StrAppend(&joined, joined.empty() ? "" : ",", tag.substr(kRegion.size()));
  }
  return joined;
}

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

// The 16 bytes of a UUID in text form; empty for anything else.
std::string UuidBytes(absl::string_view text) {
  std::string hex;
  for (char c : text) {
    if (absl::ascii_isxdigit(static_cast<unsigned char>(c)))
      hex.push_back(c);
    else if (c != '-')
      return "";
  }
  return hex.size() == 32 ? absl::HexStringToBytes(hex) : "";
}

// Columns that participations and headcounts repeat of their activity.
constexpr absl::string_view kOfActivity[] = {"project", "region", "kind", "format", "municipality"};

}  // namespace

class Applier::Impl {
 public:
  Impl(Facts* facts, ReadStream history) : facts_(*facts), history_(std::move(history)) {
    const auto* fact = Event::descriptor()->FindOneofByName("fact");
    for (int i = 0; i < fact->field_count(); ++i) {
      const auto* field = fact->field(i);
      const auto* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(
          field->message_type());
      Kind& kind = kinds_[field->message_type()->full_name()];
      kind.fact = static_cast<Event::FactCase>(field->number());
      kind.message.reset(prototype->New());
    }
  }

  absl::Status Apply(const RecordView& record) {
    if (record.type == EventVoided::descriptor()->full_name()) return ApplyVoided(record);
    return Apply({record, record.position});
  }

 private:
  // A type of event, with a message that is used again for each event of it.
  struct Kind {
    Event::FactCase fact = Event::FACT_NOT_SET;
    std::unique_ptr<google::protobuf::Message> message;
  };

  FactTable& operator[](Table table) { return facts_[table]; }

  absl::StatusOr<Kind*> Parse(const RecordView& record) {
    auto found = kinds_.find(record.type);
    if (found == kinds_.end()) {
      return absl::UnimplementedError(absl::StrCat("event ", record.position, " is of type ",
                                                   record.type, ", which is not known here"));
    }
    Kind& kind = found->second;
    if (!kind.message->ParseFromArray(record.payload.data(),
                                      static_cast<int>(record.payload.size()))) {
      return absl::DataLossError(
          absl::StrCat("the payload of event ", record.position, " is no ", record.type));
    }
    return &kind;
  }

  absl::Status Apply(const Believed& place) {
    if (!absl::StartsWith(place.record.type, "verkan.event.v1.")) return absl::OkStatus();
    VERKAN_ASSIGN_OR_RETURN(Kind * kind, Parse(place.record));
    Dispatch(kind->fact, *kind->message, place);
    return absl::OkStatus();
  }

  // One arm an event: the compiler warns of one that is missing.
  void Dispatch(Event::FactCase fact, const google::protobuf::Message& message,
                const Believed& place);

  void On(const OrganisationRegistered& e, const Believed& place);
  void On(const OrganisationRenamed& e, const Believed& place);
  void On(const OrganisationReclassified& e, const Believed& place);
  void On(const OrganisationsMerged& e, const Believed& place);
  void On(const ProjectStarted& e, const Believed& place);
  void On(const ProjectPeriodStated& e, const Believed& place);
  void On(const PartnerJoined& e, const Believed& place);
  void On(const PartnerLeft& e, const Believed& place);
  void On(const StrandOpened& e, const Believed& place);
  void On(const ProjectLinked& e, const Believed& place);
  void On(const ProjectTakenOver& e, const Believed& place);
  void On(const NeedIdentified& e, const Believed& place);
  void On(const ProjectClosed& e, const Believed& place);
  void On(const ActivityPlanned& e, const Believed& place);
  void On(const ActivityHeld& e, const Believed& place);
  void On(const ActivityCorrected& e, const Believed& place);
  void On(const ActivityCancelled& e, const Believed& place);
  void On(const HeadcountReported& e, const Believed& place);
  void On(const ParticipantJoined& e, const Believed& place);
  void On(const ParticipationWithdrawn& e, const Believed& place);
  void On(const ParticipantRegistered& e, const Believed& place);
  void On(const ParticipantsMerged& e, const Believed& place);
  void On(const ProcurementHeld& e, const Believed& place);
  void On(const ContractAwarded& e, const Believed& place);
  void On(const ProcurementCancelled& e, const Believed& place);
  void On(const CollaborationFormed& e, const Believed& place);
  void On(const CollaborationEnded& e, const Believed& place);
  void On(const ContactMade& e, const Believed& place);
  void On(const NetworkStarted& e, const Believed& place);
  void On(const NetworkDeveloped& e, const Believed& place);
  void On(const NetworkStartedOrDeveloped& e, const Believed& place);
  void On(const PublicationReleased& e, const Believed& place);
  void On(const ToolReleased& e, const Believed& place);
  void On(const FundingOffered& e, const Believed& place);
  void On(const FigureReported& e, const Believed& place);
  void On(const FigureWithdrawn& e, const Believed& place);
  void On(const SourceRanked& e, const Believed& place);
  void On(const IndicatorDefined& e, const Believed& place);
  void On(const TargetSet& e, const Believed& place);

  void AddOtherName(const std::string& organisation, absl::string_view name, const Believed& place);
  void SetActivity(const std::string& activity, const ActivityDetails& details,
                   absl::string_view status, const Believed& place);
  void RewriteParts(Table table, const std::string& activity, DayRange before, DayRange after,
                    const Believed& place);
  void CopyFromActivity(const std::string& activity, FactTable& table, RowId row);
  void AddNetwork(const std::string& network, const NetworkDetails& details, absl::string_view kind,
                  const Believed& place);

  // Open rows of the key for which `holds` holds, oldest first.
  template <typename Holds>
  std::vector<RowId> OpenRows(const FactTable& table, absl::string_view key, Holds holds) {
    std::vector<RowId> rows;
    table.VisitKey(key, [&](RowId row) {
      if (table.IsOpen(row) && holds(row)) rows.push_back(row);
    });
    std::reverse(rows.begin(), rows.end());
    return rows;
  }
  std::vector<RowId> OpenRows(const FactTable& table, absl::string_view key) {
    return OpenRows(table, key, [](RowId) { return true; });
  }

  absl::Status ApplyVoided(const RecordView& record);
  absl::StatusOr<absl::flat_hash_set<Position>> VoidedOn(const std::string& stream, Position up_to,
                                                         std::vector<Position>* positions);
  void Reconcile(FactTable& table, const std::vector<RowId>& closed, RowId first_new);

  Facts& facts_;
  const ReadStream history_;
  absl::flat_hash_map<std::string, Kind> kinds_;
};

void Applier::Impl::Dispatch(Event::FactCase fact, const google::protobuf::Message& message,
                             const Believed& place) {
#define VERKAN_ARM(Name) \
  case Event::k##Name:   \
    return On(static_cast<const Name&>(message), place)
  switch (fact) {
    VERKAN_ARM(OrganisationRegistered);
    VERKAN_ARM(OrganisationRenamed);
    VERKAN_ARM(OrganisationReclassified);
    VERKAN_ARM(OrganisationsMerged);
    VERKAN_ARM(ProjectStarted);
    VERKAN_ARM(ProjectPeriodStated);
    VERKAN_ARM(PartnerJoined);
    VERKAN_ARM(PartnerLeft);
    VERKAN_ARM(StrandOpened);
    VERKAN_ARM(ProjectLinked);
    VERKAN_ARM(ProjectTakenOver);
    VERKAN_ARM(NeedIdentified);
    VERKAN_ARM(ProjectClosed);
    VERKAN_ARM(ActivityPlanned);
    VERKAN_ARM(ActivityHeld);
    VERKAN_ARM(ActivityCorrected);
    VERKAN_ARM(ActivityCancelled);
    VERKAN_ARM(HeadcountReported);
    VERKAN_ARM(ParticipantJoined);
    VERKAN_ARM(ParticipationWithdrawn);
    VERKAN_ARM(ParticipantRegistered);
    VERKAN_ARM(ParticipantsMerged);
    VERKAN_ARM(ProcurementHeld);
    VERKAN_ARM(ContractAwarded);
    VERKAN_ARM(ProcurementCancelled);
    VERKAN_ARM(CollaborationFormed);
    VERKAN_ARM(CollaborationEnded);
    VERKAN_ARM(ContactMade);
    VERKAN_ARM(NetworkStarted);
    VERKAN_ARM(NetworkDeveloped);
    VERKAN_ARM(NetworkStartedOrDeveloped);
    VERKAN_ARM(PublicationReleased);
    VERKAN_ARM(ToolReleased);
    VERKAN_ARM(FundingOffered);
    VERKAN_ARM(FigureReported);
    VERKAN_ARM(FigureWithdrawn);
    VERKAN_ARM(SourceRanked);
    VERKAN_ARM(IndicatorDefined);
    VERKAN_ARM(TargetSet);
    // What is counted does not depend on what is known of a person.
    case Event::kPersonalDataErased:
    case Event::kPersonalDataRestricted:
    case Event::kPersonalDataRestrictionLifted:
    case Event::kLegalHoldPlaced:
    case Event::kLegalHoldLifted:
    case Event::kPersonalDataRead:
    case Event::kEventVoided:  // ApplyVoided; not applied anew
    case Event::FACT_NOT_SET:
      return;
  }
#undef VERKAN_ARM
}

// Organisations

void Applier::Impl::On(const OrganisationRegistered& e, const Believed& place) {
  NewRow((*this)[Table::kOrganisations], e.organisation_id(), place)
      .Text("name", e.name())
      .Text("organisation_number", e.organisation_number())
      .Text("kind", EnumText(e.kind()))
      .Text("municipality", e.municipality_code())
      .Text("region", e.region_code())
      .Text("parent", e.parent_id())
      .Text("when", WhenText(e.occurred()));
  for (const std::string& name : e.other_names()) AddOtherName(e.organisation_id(), name, place);
}

void Applier::Impl::On(const OrganisationRenamed& e, const Believed& place) {
  FactTable& table = (*this)[Table::kOrganisations];
  RowId row = table.OpenRow(e.organisation_id());
  if (row == kNoRow) return;
  if (!e.name().empty()) {
    std::string former(table.text(row, table.column("name")));
    NewRow::Instead(table, row, place).Text("name", e.name());
    if (former != e.name()) AddOtherName(e.organisation_id(), former, place);
  }
  for (const std::string& name : e.other_names()) AddOtherName(e.organisation_id(), name, place);
}

void Applier::Impl::AddOtherName(const std::string& organisation, absl::string_view name,
                                 const Believed& place) {
  FactTable& table = (*this)[Table::kOrganisationNames];
  const int column = table.column("name");
  auto same = [&](RowId row) { return table.text(row, column) == name; };
  if (name.empty() || !OpenRows(table, organisation, same).empty()) return;
  NewRow(table, organisation, place).Text("name", name);
}

void Applier::Impl::On(const OrganisationReclassified& e, const Believed& place) {
  FactTable& table = (*this)[Table::kOrganisations];
  RowId row = table.OpenRow(e.organisation_id());
  if (row == kNoRow) return;
  NewRow::Instead(table, row, place).Text("kind", EnumText(e.kind()));
}

void Applier::Impl::On(const OrganisationsMerged& e, const Believed& place) {
  NewRow((*this)[Table::kOrganisationMerges], e.merged_organisation_id(), place)
      .Text("organisation", e.organisation_id());
}

// Projects

void Applier::Impl::On(const ProjectStarted& e, const Believed& place) {
  NewRow((*this)[Table::kProjects], e.project_id(), place)
      .Text("name", e.name())
      .Text("theme", e.theme())
      .Text("programme", e.programme_id())
      .Text("primary_target_groups", absl::StrJoin(e.primary_target_groups(), "\n"))
      .Text("secondary_target_groups", absl::StrJoin(e.secondary_target_groups(), "\n"))
      .Number("closed", 0)
      .Text("when", WhenText(e.occurred()));
  for (const std::string& region : e.region_codes()) {
    NewRow((*this)[Table::kProjectRegions], e.project_id(), place).Text("region", region);
  }
}

void Applier::Impl::On(const ProjectPeriodStated& e, const Believed& place) {
  FactTable& table = (*this)[Table::kProjectPeriods];
  const int source = table.column("source");
  auto same = [&](RowId row) { return table.text(row, source) == e.source(); };
  for (RowId row : OpenRows(table, e.project_id(), same)) table.Close(row, place.from);
  NewRow(table, e.project_id(), place)
      .Text("source", e.source())
      .Text("period", WhenText(e.period()));
}

void Applier::Impl::On(const PartnerJoined& e, const Believed& place) {
  PartnerRole role = e.role() == PARTNER_ROLE_UNSPECIFIED ? PARTNER_ROLE_PARTNER : e.role();
  NewRow((*this)[Table::kPartners], e.project_id(), place)
      .Text("organisation", e.organisation_id())
      .Text("role", EnumText(role))
      .Number("ended", 0)
      .Text("when", WhenText(e.occurred()));
}

void Applier::Impl::On(const PartnerLeft& e, const Believed& place) {
  FactTable& table = (*this)[Table::kPartners];
  const int organisation = table.column("organisation");
  const int ended = table.column("ended");
  auto there = [&](RowId row) {
    return table.text(row, organisation) == e.organisation_id() && table.number(row, ended) == 0;
  };
  for (RowId row : OpenRows(table, e.project_id(), there)) {
    NewRow::Instead(table, row, place)
        .Number("ended", 1)
        .Text("ended_when", WhenText(e.occurred()));
  }
}

void Applier::Impl::On(const StrandOpened& e, const Believed& place) {
  NewRow((*this)[Table::kStrands], e.project_id(), place)
      .Text("name", e.name())
      .Text("when", WhenText(e.occurred()));
}

void Applier::Impl::On(const ProjectLinked& e, const Believed& place) {
  NewRow((*this)[Table::kLinks], e.project_id(), place)
      .Text("kind", EnumText(e.kind()))
      .Text("other_project", e.other_project_id())
      .Text("other_name", e.other_name())
      .Text("other_period", WhenText(e.other_period()))
      .Text("when", WhenText(e.occurred()));
}

void Applier::Impl::On(const ProjectTakenOver& e, const Believed& place) {
  NewRow((*this)[Table::kTakeovers], e.project_id(), place)
      .Text("organisation", e.organisation_id())
      .Text("what", e.what())
      .Text("when", WhenText(e.occurred()));
}

void Applier::Impl::On(const NeedIdentified& e, const Believed& place) {
  NewRow((*this)[Table::kNeeds], e.project_id(), place)
      .Text("need", e.need())
      .Text("when", WhenText(e.occurred()));
}

void Applier::Impl::On(const ProjectClosed& e, const Believed& place) {
  FactTable& table = (*this)[Table::kProjects];
  RowId row = table.OpenRow(e.project_id());
  if (row == kNoRow) return;
  NewRow::Instead(table, row, place)
      .Number("closed", 1)
      .Text("closed_when", WhenText(e.occurred()));
}

// Activities

void Applier::Impl::On(const ActivityPlanned& e, const Believed& place) {
  SetActivity(e.activity_id(), e.details(), "planned", place);
}

void Applier::Impl::On(const ActivityHeld& e, const Believed& place) {
  SetActivity(e.activity_id(), e.details(), "held", place);
}

void Applier::Impl::On(const ActivityCorrected& e, const Believed& place) {
  const FactTable& table = (*this)[Table::kActivities];
  RowId row = table.OpenRow(e.activity_id());
  std::string status(row == kNoRow ? "held" : table.text(row, table.column("status")));
  SetActivity(e.activity_id(), e.details(), status, place);
}

void Applier::Impl::SetActivity(const std::string& activity, const ActivityDetails& details,
                                absl::string_view status, const Believed& place) {
  FactTable& table = (*this)[Table::kActivities];
  RowId before = table.OpenRow(activity);
  if (before != kNoRow) table.Close(before, place.from);
  NewRow(table, activity, place)
      .Text("project", details.project_id())
      .Text("region", RegionText(details.region_code(), place.record))
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
  RewriteParts(Table::kParticipations, activity, table.days(before), place.days(), place);
  RewriteParts(Table::kHeadcounts, activity, table.days(before), place.days(), place);
}

// Rows that repeat what their activity says follow its correction; they go on resting on
// the events that stated them. Their days follow if they were the activity's.
void Applier::Impl::RewriteParts(Table part, const std::string& activity, DayRange before,
                                 DayRange after, const Believed& place) {
  FactTable& table = (*this)[part];
  for (RowId row : OpenRows(table, activity)) {
    RowId copy = table.Rewrite(row, place.from, table.event(row));
    CopyFromActivity(activity, table, copy);
    if (table.days(row) == before) table.SetDays(copy, after);
  }
}

void Applier::Impl::CopyFromActivity(const std::string& activity, FactTable& table, RowId row) {
  const FactTable& activities = (*this)[Table::kActivities];
  RowId from = activities.OpenRow(activity);
  if (from == kNoRow) return;
  for (absl::string_view column : kOfActivity) {
    table.SetText(row, column, activities.text(from, activities.column(column)));
  }
}

void Applier::Impl::On(const ActivityCancelled& e, const Believed& place) {
  FactTable& table = (*this)[Table::kActivities];
  RowId row = table.OpenRow(e.activity_id());
  if (row != kNoRow) NewRow::Instead(table, row, place).Text("status", "cancelled");
  for (Table part : {Table::kParticipations, Table::kHeadcounts}) {
    for (RowId open : OpenRows((*this)[part], e.activity_id())) {
      (*this)[part].Close(open, place.from);
    }
  }
}

void Applier::Impl::On(const HeadcountReported& e, const Believed& place) {
  FactTable& table = (*this)[Table::kHeadcounts];
  const int source = table.column("source");
  auto same = [&](RowId row) { return table.text(row, source) == e.source(); };
  for (RowId row : OpenRows(table, e.activity_id(), same)) table.Close(row, place.from);
  const FactTable& activities = (*this)[Table::kActivities];
  RowId activity = activities.OpenRow(e.activity_id());
  DayRange days = activity == kNoRow ? place.days() : activities.days(activity);
  NewRow(table, e.activity_id(), place, days)
      .Text("source", e.source())
      .Text("text", e.text())
      .Bytes("reading", e.reading());
  CopyFromActivity(e.activity_id(), table, table.size() - 1);
}

void Applier::Impl::On(const ParticipantJoined& e, const Believed& place) {
  FactTable& table = (*this)[Table::kParticipations];
  const FactTable& activities = (*this)[Table::kActivities];
  RowId activity = activities.OpenRow(e.activity_id());
  DayRange days = place.dated() || activity == kNoRow ? place.days() : activities.days(activity);
  ParticipationRole role =
      e.role() == PARTICIPATION_ROLE_UNSPECIFIED ? PARTICIPATION_ROLE_ATTENDEE : e.role();
  NewRow(table, e.activity_id(), place, days)
      .Text("participant", e.participant_id())
      .Text("role", EnumText(role));
  CopyFromActivity(e.activity_id(), table, table.size() - 1);
}

void Applier::Impl::On(const ParticipationWithdrawn& e, const Believed& place) {
  FactTable& table = (*this)[Table::kParticipations];
  const int participant = table.column("participant");
  auto same = [&](RowId row) { return table.text(row, participant) == e.participant_id(); };
  for (RowId row : OpenRows(table, e.activity_id(), same)) table.Close(row, place.from);
}

// Participants

void Applier::Impl::On(const ParticipantRegistered& e, const Believed& place) {
  NewRow((*this)[Table::kParticipants], e.participant_id(), place).Text("region", e.region_code());
}

void Applier::Impl::On(const ParticipantsMerged& e, const Believed& place) {
  NewRow((*this)[Table::kParticipantMerges], e.merged_participant_id(), place)
      .Text("participant", e.participant_id());
}

// Procurements and collaborations

void Applier::Impl::On(const ProcurementHeld& e, const Believed& place) {
  NewRow((*this)[Table::kProcurements], e.procurement_id(), place)
      .Text("project", e.project_id())
      .Text("region", RegionText(e.region_code(), place.record))
      .Text("procedure", EnumText(e.procedure()))
      .Text("reserved", EFormsText(e.reserved_participation()))
      .Text("social_objectives", SocialObjectivesText(e.social_objectives()))
      .Text("title", e.title())
      .Text("buyer", e.buyer_id())
      .Text("activity", e.arose_from_activity_id())
      .Number("value", ValueUnits(e.value_sek()))
      .Text("when", WhenText(e.occurred()));
}

void Applier::Impl::On(const ContractAwarded& e, const Believed& place) {
  FactTable& table = (*this)[Table::kContracts];
  NewRow contract(table, e.procurement_id(), place);
  contract.Text("supplier", e.supplier_id())
      .Number("value", ValueUnits(e.value_sek()))
      .Text("when", WhenText(e.occurred()));
  const FactTable& procurements = (*this)[Table::kProcurements];
  RowId procurement = procurements.OpenRow(e.procurement_id());
  if (procurement == kNoRow) return;
  for (absl::string_view column :
       {"project", "region", "procedure", "reserved", "social_objectives"}) {
    contract.Text(column, procurements.text(procurement, procurements.column(column)));
  }
}

void Applier::Impl::On(const ProcurementCancelled& e, const Believed& place) {
  for (Table table : {Table::kProcurements, Table::kContracts}) {
    for (RowId row : OpenRows((*this)[table], e.procurement_id())) {
      (*this)[table].Close(row, place.from);
    }
  }
}

void Applier::Impl::On(const CollaborationFormed& e, const Believed& place) {
  NewRow((*this)[Table::kCollaborations], e.collaboration_id(), place)
      .Text("project", e.project_id())
      .Text("region", RegionText(e.region_code(), place.record))
      .Text("kind", EnumText(e.kind()))
      .Text("title", e.title())
      .Text("contributions", e.contributions())
      .Text("activity", e.arose_from_activity_id())
      .Text("procurement", e.arose_from_procurement_id())
      .Text("parties", absl::StrJoin(e.party_ids(), ","))
      .Text("period", WhenText(e.period()))
      .Number("ended", 0)
      .Text("when", WhenText(e.occurred()));
}

void Applier::Impl::On(const CollaborationEnded& e, const Believed& place) {
  FactTable& table = (*this)[Table::kCollaborations];
  RowId row = table.OpenRow(e.collaboration_id());
  if (row == kNoRow) return;
  NewRow::Instead(table, row, place).Number("ended", 1).Text("ended_when", WhenText(e.occurred()));
}

void Applier::Impl::On(const ContactMade& e, const Believed& place) {
  NewRow((*this)[Table::kContacts], e.contact_id(), place)
      .Text("project", e.project_id())
      .Text("region", RegionText("", place.record))
      .Text("from_party", e.from())
      .Text("to_party", e.to())
      .Text("subject", e.subject())
      .Text("activity", e.arose_from_activity_id())
      .Text("arose_from", e.arose_from())
      .Text("when", WhenText(e.occurred()));
}

// Networks and knowledge

void Applier::Impl::On(const NetworkStarted& e, const Believed& place) {
  AddNetwork(e.network_id(), e.details(), "started", place);
}

void Applier::Impl::On(const NetworkDeveloped& e, const Believed& place) {
  AddNetwork(e.network_id(), e.details(), "developed", place);
}

void Applier::Impl::On(const NetworkStartedOrDeveloped& e, const Believed& place) {
  AddNetwork(e.network_id(), e.details(), "started_or_developed", place);
}

void Applier::Impl::AddNetwork(const std::string& network, const NetworkDetails& details,
                               absl::string_view kind, const Believed& place) {
  NewRow((*this)[Table::kNetworks], network, place)
      .Text("project", details.project_id())
      .Text("region", RegionText(details.region_code(), place.record))
      .Text("kind", kind)
      .Text("name", details.name())
      .Text("when", WhenText(details.occurred()));
}

void Applier::Impl::On(const PublicationReleased& e, const Believed& place) {
  NewRow((*this)[Table::kPublications], e.publication_id(), place)
      .Text("project", e.project_id())
      .Text("region", RegionText("", place.record))
      .Text("kind", EnumText(e.kind()))
      .Text("title", e.title())
      .Text("media", absl::StrJoin(e.media(), "\n"))
      .Text("finding", e.finding())
      .Text("when", WhenText(e.occurred()));
}

void Applier::Impl::On(const ToolReleased& e, const Believed& place) {
  NewRow((*this)[Table::kTools], e.tool_id(), place)
      .Text("project", e.project_id())
      .Text("region", RegionText("", place.record))
      .Text("name", e.name())
      .Text("tested_by", e.tested_by())
      .Text("when", WhenText(e.occurred()));
}

void Applier::Impl::On(const FundingOffered& e, const Believed& place) {
  NewRow((*this)[Table::kFunding], e.funding_id(), place)
      .Text("project", e.project_id())
      .Text("region", RegionText("", place.record))
      .Text("instrument", EnumText(e.instrument()))
      .Text("text", e.text())
      .Bytes("reading", e.reading())
      .Text("purpose", e.purpose())
      .Text("contact", e.contact_id())
      .Text("when", WhenText(e.occurred()));
}

// Figures and indicators

void Applier::Impl::On(const FigureReported& e, const Believed& place) {
  FactTable& table = (*this)[Table::kFigures];
  for (RowId row : OpenRows(table, e.figure_id())) table.Close(row, place.from);
  FigureReading reading = e.reading();
  if (e.field_missing()) reading.set_absence(ABSENCE_FIELD_MISSING);
  NewRow(table, e.figure_id(), place)
      .Text("indicator", e.indicator_id())
      .Text("region", RegionText(e.region_code(), place.record))
      .Text("project", e.project_id())
      .Text("source", e.source())
      .Text("text", e.text())
      .Bytes("reading", reading)
      .Text("period", WhenText(e.period()))
      .Text("observed", WhenText(e.observed()))
      .Text("note", e.note())
      .Number("withdrawn", 0);
}

// The row stays, as withdrawn: an earlier figure that it had replaced must not come back.
// It goes on resting on its report, as a later report stands before it.
void Applier::Impl::On(const FigureWithdrawn& e, const Believed& place) {
  FactTable& table = (*this)[Table::kFigures];
  RowId row = table.OpenRow(e.figure_id());
  if (row == kNoRow) return;
  RowId withdrawn = table.Rewrite(row, place.from, table.event(row));
  table.SetNumber(withdrawn, "withdrawn", 1);
}

void Applier::Impl::On(const SourceRanked& e, const Believed& place) {
  FactTable& table = (*this)[Table::kSourceRanks];
  const int source = table.column("source");
  const int region = table.column("region");
  auto same = [&](RowId row) {
    return absl::EqualsIgnoreCase(table.text(row, source), e.source()) &&
           table.text(row, region) == e.region_code();
  };
  for (RowId row : OpenRows(table, e.indicator_id(), same)) table.Close(row, place.from);
  NewRow(table, e.indicator_id(), place)
      .Text("source", e.source())
      .Text("region", e.region_code())
      .Text("rank", EnumText(e.rank()))
      .Text("reason", e.reason());
}

void Applier::Impl::On(const IndicatorDefined& e, const Believed& place) {
  FactTable& table = (*this)[Table::kIndicators];
  int64_t version = 1;
  RowId row = table.OpenRow(e.indicator_id());
  if (row != kNoRow) {
    version = table.number(row, table.column("version")) + 1;
    table.Close(row, place.from);
  }
  NewRow(table, e.indicator_id(), place)
      .Text("name_sv", e.name_sv())
      .Text("name_en", e.name_en())
      .Text("unit", e.unit())
      .Text("description", e.description())
      .Number("bounded_by_municipalities", e.bounded_by_municipalities() ? 1 : 0)
      .Number("decimals", e.decimals())
      .Number("version", version);
}

void Applier::Impl::On(const TargetSet& e, const Believed& place) {
  FactTable& table = (*this)[Table::kTargets];
  const std::string period = WhenText(e.period());
  auto same = [&](RowId row) {
    return table.text(row, table.column("region")) == e.region_code() &&
           table.text(row, table.column("project")) == e.project_id() &&
           table.text(row, table.column("period")) == period;
  };
  for (RowId row : OpenRows(table, e.indicator_id(), same)) table.Close(row, place.from);
  NewRow(table, e.indicator_id(), place)
      .Text("region", e.region_code())
      .Text("project", e.project_id())
      .Text("text", e.text())
      .Bytes("reading", e.reading())
      .Text("period", period)
      .Text("source", e.source());
}

// Voiding. Every row is opened by an event of the stream that it belongs to, so the rows
// of the stream are those opened at the positions of its events. They are closed, the
// stream's other events are applied again, and rows that come out as they were before
// are left as if nothing had happened to them.

absl::Status Applier::Impl::ApplyVoided(const RecordView& record) {
  EventVoided voided;
  if (!voided.ParseFromArray(record.payload.data(), static_cast<int>(record.payload.size()))) {
    return absl::DataLossError(
        absl::StrCat("the payload of event ", record.position, " is no ", record.type));
  }
  std::vector<Position> positions;
  VERKAN_ASSIGN_OR_RETURN(auto gone, VoidedOn(voided.stream(), record.position, &positions));

  std::vector<std::vector<RowId>> closed(facts_.tables().size());
  std::vector<RowId> first_new;
  for (size_t i = 0; i < closed.size(); ++i) {
    FactTable& table = *facts_.tables()[i];
    first_new.push_back(table.size());
    for (Position position : positions) {
      auto [first, last] = table.OpenedAt(position);
      for (RowId row = first; row < last; ++row) {
        if (!table.IsOpen(row)) continue;
        table.Close(row, record.position);
        closed[i].push_back(row);
      }
    }
  }
  VERKAN_RETURN_IF_ERROR(
      history_(voided.stream(), record.position, [&](const RecordView& earlier) -> absl::Status {
        if (gone.contains(earlier.position)) return absl::OkStatus();
        return Apply({earlier, record.position});
      }));
  for (size_t i = 0; i < closed.size(); ++i) {
    Reconcile(*facts_.tables()[i], closed[i], first_new[i]);
  }
  return absl::OkStatus();
}

// Positions of the stream's events that are void. A voiding may itself be voided, by a
// later one: hence from the last to the first.
absl::StatusOr<absl::flat_hash_set<Position>> Applier::Impl::VoidedOn(
    const std::string& stream, Position up_to, std::vector<Position>* positions) {
  struct Step {
    Position position;
    std::string id;
    std::string voids;  // id; empty: it voids nothing
  };
  std::vector<Step> steps;
  VERKAN_RETURN_IF_ERROR(history_(stream, up_to, [&](const RecordView& record) -> absl::Status {
    Step step{record.position, std::string(record.id), ""};
    EventVoided voided;
    if (record.type == EventVoided::descriptor()->full_name() &&
        voided.ParseFromArray(record.payload.data(), static_cast<int>(record.payload.size()))) {
      step.voids = UuidBytes(voided.event_id());
    }
    positions->push_back(step.position);
    steps.push_back(std::move(step));
    return absl::OkStatus();
  }));
  absl::flat_hash_set<std::string> ids;
  absl::flat_hash_set<Position> gone;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (ids.contains(step->id)) {
      gone.insert(step->position);
    } else if (!step->voids.empty()) {
      ids.insert(step->voids);
    }
  }
  return gone;
}

void Applier::Impl::Reconcile(FactTable& table, const std::vector<RowId>& closed, RowId first_new) {
  absl::flat_hash_map<Position, std::vector<RowId>> closed_by_event;
  for (RowId row : closed) closed_by_event[table.event(row)].push_back(row);
  std::vector<std::string> kept;
  std::vector<RowId> unchanged;
  for (RowId row = first_new; row < table.size(); ++row) {
    if (!table.IsOpen(row)) continue;  // opened and closed while applying anew
    std::vector<RowId>& before = closed_by_event[table.event(row)];
    auto same = std::find_if(before.begin(), before.end(),
                             [&](RowId other) { return table.SameFact(other, row); });
    if (same == before.end()) {
      kept.push_back(table.Encode(row));
    } else {
      unchanged.push_back(*same);
      before.erase(same);
    }
  }
  table.Truncate(first_new);
  for (const std::string& row : kept) table.Decode(row);
  for (RowId row : unchanged) table.Unclose(row);
}

Applier::Applier(Facts* facts, ReadStream history)
    : impl_(std::make_unique<Impl>(facts, std::move(history))) {}
Applier::~Applier() = default;

absl::Status Applier::Apply(const RecordView& record) { return impl_->Apply(record); }

}  // namespace verkan::projections
