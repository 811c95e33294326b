// The rules of activities and of participation. Refusals, the most fundamental first:
//
//   ActivityPlanned         PROJECT_UNKNOWN, PROJECT_CLOSED, ORGANISATION_UNKNOWN, SERIES_UNKNOWN,
//                           SOURCE_UNKNOWN, ACTIVITY_EXISTS, ACTIVITY_OUTSIDE_PROJECT_PERIOD
//   ActivityHeld            PROJECT_UNKNOWN, PROJECT_CLOSED, ORGANISATION_UNKNOWN, SERIES_UNKNOWN,
//                           SOURCE_UNKNOWN, ACTIVITY_CANCELLED, ACTIVITY_ALREADY_HELD,
//                           ACTIVITY_OUTSIDE_PROJECT_PERIOD, PARTICIPATIONS_OUTSIDE_ACTIVITY
//   ActivityCorrected       ACTIVITY_UNKNOWN, PROJECT_UNKNOWN, PROJECT_CLOSED,
//                           ORGANISATION_UNKNOWN, SERIES_UNKNOWN, ACTIVITY_OUTSIDE_PROJECT_PERIOD,
//                           ACTIVITY_HELD_AHEAD, PARTICIPATIONS_OUTSIDE_ACTIVITY
//   ActivityCancelled       ACTIVITY_UNKNOWN, SOURCE_UNKNOWN, ACTIVITY_CANCELLED,
//                           ACTIVITY_ALREADY_HELD
//   HeadcountReported       ACTIVITY_UNKNOWN, SOURCE_UNKNOWN, ACTIVITY_CANCELLED
//   ParticipantJoined       ACTIVITY_UNKNOWN, ACTIVITY_CANCELLED, PARTICIPANT_UNKNOWN,
//                           PARTICIPANT_ERASED, SOURCE_UNKNOWN, PARTICIPANT_ALREADY_JOINED,
//                           PARTICIPATION_OUTSIDE_ACTIVITY
//   ParticipationWithdrawn  ACTIVITY_UNKNOWN, SOURCE_UNKNOWN, PARTICIPANT_NOT_JOINED
//   OrganisationJoined      ACTIVITY_UNKNOWN, ORGANISATION_UNKNOWN, SOURCE_UNKNOWN,
//                           ACTIVITY_CANCELLED, ORGANISATION_ALREADY_JOINED,
//                           PARTICIPATION_OUTSIDE_ACTIVITY
//   FeedbackGiven           PROJECT_UNKNOWN, ACTIVITY_UNKNOWN, SERIES_UNKNOWN,
//                           PARTICIPANT_UNKNOWN, PARTICIPANT_ERASED, SOURCE_UNKNOWN,
//                           FEEDBACK_EXISTS, ACTIVITY_OF_OTHER_PROJECT
//   ActivitiesReported      PROJECT_UNKNOWN, ORGANISATION_UNKNOWN, SERIES_UNKNOWN, SOURCE_UNKNOWN,
//                           COUNT_EXISTS, REGION_NOT_OF_PROJECT
//
// services/project/project_rules.h says when a project is closed to an activity, and when an
// activity lies in its periods. No correction moves one into a closed project, or past the day
// it was closed.
// A person joins once and is withdrawn under whatever pseudonym; an organisation joins once, under
// whatever id.
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_ACTIVITY_ACTIVITY_RULES_H_
#define VERKAN_SERVICES_ACTIVITY_ACTIVITY_RULES_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "services/domain/members.h"
#include "services/domain/when.h"
#include "verkan/event/v1/activity.pb.h"

namespace verkan::services {

class States;

// What rules need to know of an activity.
struct Activity {
  static constexpr absl::string_view kNoun = "activity";

  bool planned = false;
  bool held = false;
  bool cancelled = false;
  std::string project;  // as last stated, as are the days
  std::optional<Days> days;
  Members joined;
  Members organisations;

  bool known() const { return planned || held; }
};

// Refuses an activity that is named and not known.
absl::Status RequireActivity(const std::string& id, const States& states);

// Reads the headcount's text.
void Complete(event::v1::HeadcountReported* fact, Checks* checks);

void Validate(const event::v1::ActivityHeld& fact, Checks* checks);
void Validate(const event::v1::OrganisationJoined& fact, Checks* checks);
void Validate(const event::v1::FeedbackGiven& fact, Checks* checks);
void Validate(const event::v1::ActivitiesReported& fact, Checks* checks);

absl::Status DecideNew(const event::v1::ActivityHeld& fact, const States& states);
absl::Status DecideOwn(const event::v1::ActivityPlanned& fact, const States& states);
absl::Status DecideOwn(const event::v1::ActivityHeld& fact, const States& states);
absl::Status Decide(const event::v1::ActivityCorrected& fact, const States& states);
absl::Status DecideOwn(const event::v1::ActivityCancelled& fact, const States& states);
absl::Status DecideOwn(const event::v1::HeadcountReported& fact, const States& states);
absl::Status Decide(const event::v1::ParticipantJoined& fact, const States& states);
absl::Status Decide(const event::v1::ParticipationWithdrawn& fact, const States& states);
absl::Status DecideOwn(const event::v1::OrganisationJoined& fact, const States& states);
absl::Status DecideOwn(const event::v1::FeedbackGiven& fact, const States& states);
absl::Status DecideOwn(const event::v1::ActivitiesReported& fact, const States& states);

void Evolve(const event::v1::ActivityPlanned& fact, Activity* activity);
void Evolve(const event::v1::ActivityHeld& fact, Activity* activity);
void Evolve(const event::v1::ActivityCorrected& fact, Activity* activity);
void Evolve(const event::v1::ActivityCancelled& fact, Activity* activity);
void Evolve(const event::v1::ParticipantJoined& fact, const RecordedAt& at, Activity* activity);
void Evolve(const event::v1::ParticipationWithdrawn& fact, const RecordedAt& at,
            Activity* activity);
void Evolve(const event::v1::OrganisationJoined& fact, const RecordedAt& at, Activity* activity);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_ACTIVITY_ACTIVITY_RULES_H_
