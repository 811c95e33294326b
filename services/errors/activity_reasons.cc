#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> ActivityReasons() {
  static constexpr Reason kReasons[] = {
      {"ACTIVITY_UNKNOWN", kRule, "Activity {activity} is not known",
       "Aktiviteten {activity} är inte känd"},
      {"ACTIVITY_EXISTS", kRule, "Activity {activity} is already planned or held",
       "Aktiviteten {activity} är redan planerad eller hållen"},
      {"ACTIVITY_ALREADY_HELD", kRule, "Activity {activity} has already been held",
       "Aktiviteten {activity} har redan hållits"},
      {"ACTIVITY_CANCELLED", kRule, "Activity {activity} is cancelled",
       "Aktiviteten {activity} är inställd"},
      {"ACTIVITY_OUTSIDE_PROJECT_PERIOD", kRule,
       "Activity {activity} on {occurred} lies outside every stated period of project {project}: "
       "{period}",
       "Aktiviteten {activity} den {occurred} ligger utanför projektet {project}s alla angivna "
       "perioder: "
       "{period}"},
      {"ACTIVITY_HELD_AHEAD", kRule,
       "Activity {activity} was held, so its day, {occurred}, cannot lie ahead",
       "Aktiviteten {activity} har hållits, så dess dag, {occurred}, kan inte ligga i framtiden"},
      {"PARTICIPATION_OUTSIDE_ACTIVITY", kRule,
       "The day of taking part, {occurred}, is none of the days of activity {activity}",
       "Dagen för deltagandet, {occurred}, är ingen av dagarna för aktiviteten {activity}"},
      {"PARTICIPATIONS_OUTSIDE_ACTIVITY", kRule,
       "{participations} participations in activity {activity} have a day of their own that is not "
       "in "
       "{occurred}: {participants}",
       "{participations} deltaganden i aktiviteten {activity} har en egen dag som inte ligger i "
       "{occurred}: {participants}"},
      {"PARTICIPANT_ALREADY_JOINED", kRule,
       "Participant {participant} has already joined activity {activity}",
       "Deltagaren {participant} är redan med i aktiviteten {activity}"},
      {"PARTICIPANT_NOT_JOINED", kRule,
       "Participant {participant} has not joined activity {activity}",
       "Deltagaren {participant} är inte med i aktiviteten {activity}"},
      {"ORGANISATION_ALREADY_JOINED", kRule,
       "Organisation {organisation} has already joined activity {activity}",
       "Organisationen {organisation} är redan med i aktiviteten {activity}"},
      {"ACTIVITY_OF_OTHER_PROJECT", kRule, "Activity {activity} is not one of project {project}",
       "Aktiviteten {activity} hör inte till projektet {project}"},
      {"FEEDBACK_EXISTS", kRule, "Feedback {feedback} has already been recorded",
       "Omdömet {feedback} är redan registrerat"},
      {"COUNT_EXISTS", kRule, "Count {count} has already been recorded",
       "Antalsuppgiften {count} är redan registrerad"},
  };
  return kReasons;
}

}  // namespace verkan::services
