#include "services/activity/activity_rules.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_join.h"
#include "eventstore/status_macros.h"
#include "services/domain/ladder.h"
#include "services/domain/states.h"
#include "services/domain/when.h"

namespace verkan::services {

using event::v1::ActivitiesReported;
using event::v1::ActivityCancelled;
using event::v1::ActivityCorrected;
using event::v1::ActivityDetails;
using event::v1::ActivityHeld;
using event::v1::ActivityPlanned;
using event::v1::FeedbackGiven;
using event::v1::HeadcountReported;
using event::v1::OrganisationJoined;
using event::v1::ParticipantJoined;
using event::v1::ParticipationWithdrawn;

namespace {

absl::Status RequireOrganisersAndSeries(const ActivityDetails& details, const States& states) {
  for (const std::string& id : details.organiser_ids()) {
    VERKAN_RETURN_IF_ERROR(RequireOrganisation(id, states));
  }
  if (details.series_id().empty()) return absl::OkStatus();
  return RequireKnown({"series", details.series_id()}, states);
}

absl::Status RequireWithinPeriod(const std::string& activity_id, const ActivityDetails& details,
                                 const States& states) {
  return RequireWithinProject(details.project_id(), details.occurred(), states,
                              "ACTIVITY_OUTSIDE_PROJECT_PERIOD", {{"activity", activity_id}});
}

// Days to which a participation with a day of its own would no longer belong.
absl::Status RequireParticipationsWithin(const std::string& activity_id,
                                         const ActivityDetails& details, const States& states) {
  const std::optional<Days> days = DaysOf(details.occurred());
  std::vector<std::string> outside;
  const auto note_outside = [&](const std::string& id, const Members::Joining& joining) {
    if (Apart(joining.days, days)) outside.push_back(id);
  };
  const Activity& activity = states.Get<Activity>(activity_id);
  activity.joined.ForEach(states.merges(), Participant::kNoun, note_outside);
  activity.organisations.ForEach(states.merges(), Organisation::kNoun, note_outside);
  if (outside.empty()) return absl::OkStatus();
  std::sort(outside.begin(), outside.end());
  const size_t all = outside.size();
  outside.resize(std::min<size_t>(all, 10));
  return Refuse("PARTICIPATIONS_OUTSIDE_ACTIVITY",
                {{"activity", activity_id},
                 {"occurred", TextOf(details.occurred())},
                 {"participations", absl::StrCat(all)},
                 {"participants", absl::StrJoin(outside, ", ")}});
}

// A correction may leave an activity where it is after its project was closed, but not move it
// there.
absl::Status RequireNotMovedPastClosing(const ActivityCorrected& fact, const States& states) {
  const std::string& project = fact.details().project_id();
  VERKAN_RETURN_IF_ERROR(RequireProject(project, states));
  if (project.empty() || !states.Get<Project>(project).closed.has_value()) return absl::OkStatus();
  const int32_t closed = *states.Get<Project>(project).closed;
  const Activity& before = states.Get<Activity>(fact.activity_id());
  const std::optional<Days> days = DaysOf(fact.details().occurred());
  const bool was_late = before.days.has_value() && before.days->first > closed;
  const bool is_late = days.has_value() && days->first > closed;
  if (before.project == project && (was_late || !is_late)) return absl::OkStatus();
  return Refuse("PROJECT_CLOSED", {{"project", project}, {"day", TextOf(closed)}});
}

absl::Status RequireNotHeldAhead(const ActivityCorrected& fact, const States& states) {
  const std::optional<Days> days = DaysOf(fact.details().occurred());
  const bool ahead = days.has_value() && days->first > states.now().day + 1;
  if (!ahead || !states.Get<Activity>(fact.activity_id()).held) return absl::OkStatus();
  return Refuse("ACTIVITY_HELD_AHEAD", {{"activity", fact.activity_id()},
                                        {"occurred", TextOf(fact.details().occurred())}});
}

void SetDetails(const ActivityDetails& details, Activity* activity) {
  activity->project = details.project_id();
  activity->days = DaysOf(details.occurred());
}

absl::Status RequireNotCancelled(const std::string& id, const States& states) {
  if (!states.Get<Activity>(id).cancelled) return absl::OkStatus();
  return Refuse("ACTIVITY_CANCELLED", {{"activity", id}});
}

// A day of its own is one of the activity's.
template <typename Joining>
absl::Status RequireOnItsDays(const Joining& fact, const Activity& activity) {
  if (!Apart(DaysOf(fact.occurred()), activity.days)) return absl::OkStatus();
  return Refuse("PARTICIPATION_OUTSIDE_ACTIVITY",
                {{"activity", fact.activity_id()}, {"occurred", TextOf(fact.occurred())}});
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

void Validate(const ActivityHeld& fact, Checks* checks) {
  checks->NotAhead("event.details.occurred", fact.details().occurred());
}

void Validate(const OrganisationJoined& fact, Checks* checks) {
  if (fact.organisation_id().empty() != fact.has_group()) {
    checks->Fail("event.organisation_id", fact.organisation_id(),
                 "either an organisation or a group");
  }
}

// What a person said has the person beside it, without whom it could not be sealed.
void Validate(const FeedbackGiven& fact, Checks* checks) {
  if (fact.quote().empty() == fact.said().empty()) {
    checks->Fail("event.quote", fact.quote(), "either a quote or what a participant said");
  }
  if (fact.said().empty() != fact.participant_id().empty()) {
    checks->Fail("event.participant_id", fact.participant_id(),
                 "the participant beside what was said, and only there");
  }
  if (!fact.quote().empty() && fact.source_ids().empty()) {
    checks->Fail("event.source_ids", "", "the source of the quote");
  }
}

void Validate(const ActivitiesReported& fact, Checks* checks) {
  if (!fact.has_reading()) checks->Fail("event.text", fact.text(), "how many, or why no number");
}

absl::Status DecideOwn(const ActivityPlanned& fact, const States& states) {
  return RequireWithinPeriod(fact.activity_id(), fact.details(), states);
}

absl::Status DecideNew(const ActivityHeld& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.activity_id(), states));
  return RequireNotHeld(fact.activity_id(), states);
}

absl::Status DecideOwn(const ActivityHeld& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireWithinPeriod(fact.activity_id(), fact.details(), states));
  return RequireParticipationsWithin(fact.activity_id(), fact.details(), states);
}

absl::Status Decide(const ActivityCorrected& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireActivity(fact.activity_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotMovedPastClosing(fact, states));
  VERKAN_RETURN_IF_ERROR(RequireOrganisersAndSeries(fact.details(), states));
  VERKAN_RETURN_IF_ERROR(RequireWithinPeriod(fact.activity_id(), fact.details(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotHeldAhead(fact, states));
  return RequireParticipationsWithin(fact.activity_id(), fact.details(), states);
}

absl::Status DecideOwn(const ActivityCancelled& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.activity_id(), states));
  return RequireNotHeld(fact.activity_id(), states);
}

absl::Status DecideOwn(const HeadcountReported& fact, const States& states) {
  return RequireNotCancelled(fact.activity_id(), states);
}

absl::Status Decide(const ParticipantJoined& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireActivity(fact.activity_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.activity_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireParticipant(fact.participant_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireSources(fact.source_ids(), states));
  const Activity& activity = states.Get<Activity>(fact.activity_id());
  const std::string joined = states.MemberOf<Participant>(activity.joined, fact.participant_id());
  if (!joined.empty()) {
    return Refuse("PARTICIPANT_ALREADY_JOINED",
                  {{"participant", joined}, {"activity", fact.activity_id()}});
  }
  return RequireOnItsDays(fact, activity);
}

absl::Status DecideOwn(const OrganisationJoined& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireNotCancelled(fact.activity_id(), states));
  const Activity& activity = states.Get<Activity>(fact.activity_id());
  const std::string joined =
      states.MemberOf<Organisation>(activity.organisations, fact.organisation_id());
  if (!fact.organisation_id().empty() && !joined.empty()) {
    return Refuse("ORGANISATION_ALREADY_JOINED",
                  {{"organisation", joined}, {"activity", fact.activity_id()}});
  }
  return RequireOnItsDays(fact, activity);
}

absl::Status DecideOwn(const FeedbackGiven& fact, const States& states) {
  const std::string& activity = fact.activity_id();
  if (activity.empty() || states.Get<Activity>(activity).project == fact.project_id()) {
    return absl::OkStatus();
  }
  return Refuse("ACTIVITY_OF_OTHER_PROJECT",
                {{"activity", activity}, {"project", fact.project_id()}});
}

absl::Status DecideOwn(const ActivitiesReported& fact, const States& states) {
  return RequireRegionOfProject(fact.region_code(), fact.project_id(), states);
}

absl::Status Decide(const ParticipationWithdrawn& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireActivity(fact.activity_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireSources(fact.source_ids(), states));
  const Activity& activity = states.Get<Activity>(fact.activity_id());
  if (states.MemberOf<Participant>(activity.joined, fact.participant_id()).empty()) {
    return Refuse("PARTICIPANT_NOT_JOINED",
                  {{"participant", fact.participant_id()}, {"activity", fact.activity_id()}});
  }
  return absl::OkStatus();
}

void Evolve(const ActivityPlanned& fact, Activity* activity) {
  activity->planned = true;
  SetDetails(fact.details(), activity);
}

void Evolve(const ActivityHeld& fact, Activity* activity) {
  activity->held = true;
  SetDetails(fact.details(), activity);
}

void Evolve(const ActivityCorrected& fact, Activity* activity) {
  SetDetails(fact.details(), activity);
}

void Evolve(const ActivityCancelled&, Activity* activity) { activity->cancelled = true; }
void Evolve(const ParticipantJoined& fact, const RecordedAt& at, Activity* activity) {
  activity->joined.Join(fact.participant_id(),
                        {.position = at.position, .days = DaysOf(fact.occurred())});
}

void Evolve(const OrganisationJoined& fact, const RecordedAt& at, Activity* activity) {
  if (fact.organisation_id().empty()) return;
  activity->organisations.Join(fact.organisation_id(),
                               {.position = at.position, .days = DaysOf(fact.occurred())});
}

void Evolve(const ParticipationWithdrawn& fact, const RecordedAt& at, Activity* activity) {
  activity->joined.Leave(fact.participant_id(), at.position);
}

}  // namespace verkan::services
