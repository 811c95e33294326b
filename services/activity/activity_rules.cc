#include "services/activity/activity_rules.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_join.h"
#include "eventstore/status_macros.h"
#include "services/domain/states.h"
#include "services/domain/when.h"

namespace verkan::services {

using event::v1::ActivityCancelled;
using event::v1::ActivityCorrected;
using event::v1::ActivityDetails;
using event::v1::ActivityHeld;
using event::v1::ActivityPlanned;
using event::v1::HeadcountReported;
using event::v1::ParticipantJoined;
using event::v1::ParticipationWithdrawn;

namespace {

void ValidateDetails(bool present, const ActivityDetails& details, Checks* checks) {
  if (!present) {
    checks->Fail("event.details", "", "what the activity is");
    return;
  }
  checks->Id("event.details.project_id", details.project_id());
  checks->Stated("event.details.kind", details.kind());
  checks->Text("event.details.title", details.title());
  checks->Known("event.details.format", details.format());
  checks->OptionalMunicipality("event.details.municipality_code", details.municipality_code(),
                               details.region_code());
  checks->OptionalRegion("event.details.region_code", details.region_code());
  checks->Ids("event.details.organiser_ids", details.organiser_ids());
  checks->Text("event.details.audience", details.audience());
  checks->Text("event.details.topic", details.topic());
  checks->Text("event.details.strand", details.strand());
  checks->Text("event.details.series", details.series());
}

absl::Status RequireOrganisers(const ActivityDetails& details, const States& states) {
  for (const std::string& id : details.organiser_ids()) {
    VERKAN_RETURN_IF_ERROR(RequireOrganisation(id, states));
  }
  return absl::OkStatus();
}

absl::Status RequireWithinPeriod(const std::string& activity_id, const ActivityDetails& details,
                                 const States& states) {
  const std::optional<Days> days = DaysOf(details.occurred());
  const auto& periods = states.Get<Project>(details.project_id()).periods;
  if (!days.has_value() || periods.empty()) return absl::OkStatus();
  const bool within = std::any_of(periods.begin(), periods.end(), [&days](const auto& period) {
    return Overlap(period.days, *days);
  });
  if (within) return absl::OkStatus();
  const auto text = [](std::string* out, const Project::Period& period) {
    out->append(period.text);
  };
  return Refuse("ACTIVITY_OUTSIDE_PROJECT_PERIOD",
                {{"activity", activity_id},
                 {"occurred", TextOf(details.occurred())},
                 {"project", details.project_id()},
                 {"period", absl::StrJoin(periods, ", ", text)}});
}

// Whether both are known and share no day.
bool Apart(const std::optional<Days>& a, const std::optional<Days>& b) {
  return a.has_value() && b.has_value() && !Overlap(*a, *b);
}

// Days to which a participation with a day of its own would no longer belong.
absl::Status RequireParticipationsWithin(const ActivityCorrected& fact, const States& states) {
  const std::optional<Days> days = DaysOf(fact.details().occurred());
  std::vector<std::string> outside;
  for (const auto& [participant, stated] : states.Get<Activity>(fact.activity_id()).joined) {
    if (Apart(stated, days)) outside.push_back(participant);
  }
  if (outside.empty()) return absl::OkStatus();
  std::sort(outside.begin(), outside.end());
  const size_t all = outside.size();
  outside.resize(std::min<size_t>(all, 10));
  return Refuse("PARTICIPATIONS_OUTSIDE_ACTIVITY",
                {{"activity", fact.activity_id()},
                 {"occurred", TextOf(fact.details().occurred())},
                 {"participations", absl::StrCat(all)},
                 {"participants", absl::StrJoin(outside, ", ")}});
}

absl::Status RequireNotCancelled(const std::string& id, const States& states) {
  if (!states.Get<Activity>(id).cancelled) return absl::OkStatus();
  return Refuse("ACTIVITY_CANCELLED", {{"activity", id}});
}

absl::Status RequireNotHeld(const std::string& id, const States& states) {
  if (!states.Get<Activity>(id).held) return absl::OkStatus();
  return Refuse("ACTIVITY_ALREADY_HELD", {{"activity", id}});
}

}  // namespace

absl::Status RequireActivity(const std::string& id, const States& states) {
  if (id.empty() || states.Get<Activity>(id).known()) return absl::OkStatus();
  return Refuse("ACTIVITY_UNKNOWN", {{"activity", id}});
}

void Complete(HeadcountReported* fact, Checks* checks) { CompleteReading(fact, checks); }

void Validate(const ActivityPlanned& fact, Checks* checks) {
  checks->Id("event.activity_id", fact.activity_id());
  ValidateDetails(fact.has_details(), fact.details(), checks);
  checks->Days("event.details.occurred", fact.details().has_occurred(), fact.details().occurred());
}

void Validate(const ActivityHeld& fact, Checks* checks) {
  checks->Id("event.activity_id", fact.activity_id());
  ValidateDetails(fact.has_details(), fact.details(), checks);
  checks->HappenedDays("event.details.occurred", fact.details().has_occurred(),
                       fact.details().occurred());
}

void Validate(const ActivityCorrected& fact, Checks* checks) {
  checks->Id("event.activity_id", fact.activity_id());
  ValidateDetails(fact.has_details(), fact.details(), checks);
  checks->Days("event.details.occurred", fact.details().has_occurred(), fact.details().occurred());
  checks->RequiredText("event.reason", fact.reason());
}

void Validate(const ActivityCancelled& fact, Checks* checks) {
  checks->Id("event.activity_id", fact.activity_id());
  checks->Text("event.reason", fact.reason());
}

void Validate(const HeadcountReported& fact, Checks* checks) {
  checks->Id("event.activity_id", fact.activity_id());
  checks->Text("event.text", fact.text());
  if (fact.has_reading()) {
    checks->NumberReading("event.reading", fact.reading());
    const std::string wrong = NoCountIn(fact.reading());
    if (!wrong.empty()) checks->Fail("event.reading", wrong, "a whole number of people, 0 or more");
  }
  checks->Text("event.source", fact.source());
}

void Validate(const ParticipantJoined& fact, Checks* checks) {
  checks->Id("event.activity_id", fact.activity_id());
  checks->ImpersonalId("event.participant_id", fact.participant_id());
  checks->Known("event.role", fact.role());
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const ParticipationWithdrawn& fact, Checks* checks) {
  checks->Id("event.activity_id", fact.activity_id());
  checks->ImpersonalId("event.participant_id", fact.participant_id());
  checks->Text("event.reason", fact.reason());
}

absl::Status Decide(const ActivityPlanned& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(fact.details().project_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireOrganisers(fact.details(), states));
  const Activity& activity = states.Get<Activity>(fact.activity_id());
  if (activity.known() || activity.cancelled) {
    return Refuse("ACTIVITY_EXISTS", {{"activity", fact.activity_id()}});
  }
  return RequireWithinPeriod(fact.activity_id(), fact.details(), states);
}

absl::Status Decide(const ActivityHeld& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireOpenProject(fact.details().project_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireOrganisers(fact.details(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.activity_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotHeld(fact.activity_id(), states));
  return RequireWithinPeriod(fact.activity_id(), fact.details(), states);
}

absl::Status Decide(const ActivityCorrected& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireActivity(fact.activity_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.details().project_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireOrganisers(fact.details(), states));
  VERKAN_RETURN_IF_ERROR(RequireParticipationsWithin(fact, states));
  return RequireWithinPeriod(fact.activity_id(), fact.details(), states);
}

absl::Status Decide(const ActivityCancelled& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireActivity(fact.activity_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.activity_id(), states));
  return RequireNotHeld(fact.activity_id(), states);
}

absl::Status Decide(const HeadcountReported& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireActivity(fact.activity_id(), states));
  return RequireNotCancelled(fact.activity_id(), states);
}

absl::Status Decide(const ParticipantJoined& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireActivity(fact.activity_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.activity_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireParticipant(fact.participant_id(), states));
  const Activity& activity = states.Get<Activity>(fact.activity_id());
  if (Apart(DaysOf(fact.occurred()), activity.days)) {
    return Refuse("PARTICIPATION_OUTSIDE_ACTIVITY",
                  {{"activity", fact.activity_id()}, {"occurred", TextOf(fact.occurred())}});
  }
  for (const std::string& id : states.AliasesOf<Participant>(fact.participant_id())) {
    if (activity.joined.contains(id)) {
      return Refuse("PARTICIPANT_ALREADY_JOINED",
                    {{"participant", id}, {"activity", fact.activity_id()}});
    }
  }
  return absl::OkStatus();
}

absl::Status Decide(const ParticipationWithdrawn& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireActivity(fact.activity_id(), states));
  if (!states.Get<Activity>(fact.activity_id()).joined.contains(fact.participant_id())) {
    return Refuse("PARTICIPANT_NOT_JOINED",
                  {{"participant", fact.participant_id()}, {"activity", fact.activity_id()}});
  }
  return absl::OkStatus();
}

void Evolve(const ActivityPlanned& fact, Activity* activity) {
  activity->planned = true;
  activity->days = DaysOf(fact.details().occurred());
}

void Evolve(const ActivityHeld& fact, Activity* activity) {
  activity->held = true;
  activity->days = DaysOf(fact.details().occurred());
}

void Evolve(const ActivityCorrected& fact, Activity* activity) {
  activity->days = DaysOf(fact.details().occurred());
}

void Evolve(const ActivityCancelled&, Activity* activity) { activity->cancelled = true; }
void Evolve(const HeadcountReported&, Activity*) {}

void Evolve(const ParticipantJoined& fact, Activity* activity) {
  activity->joined[fact.participant_id()] = DaysOf(fact.occurred());
}

void Evolve(const ParticipationWithdrawn& fact, Activity* activity) {
  activity->joined.erase(fact.participant_id());
}

}  // namespace verkan::services
