#include "services/participant/participant_rules.h"

#include "eventstore/status_macros.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::ParticipantRegistered;
using event::v1::ParticipantsMerged;

namespace {

constexpr uint32_t kFirstBirthYear = 1900;
constexpr uint32_t kLastBirthYear = 2100;

}  // namespace

absl::Status RequireParticipant(const std::string& id, const States& states) {
  if (states.Get<Participant>(id).known) return absl::OkStatus();
  return Refuse("PARTICIPANT_UNKNOWN", {{"participant", id}});
}

// What is personal is not shown in a violation.
void Validate(const ParticipantRegistered& fact, Checks* checks) {
  checks->ImpersonalId("event.participant_id", fact.participant_id());
  checks->OptionalRegion("event.region_code", fact.region_code());
  const uint32_t year = fact.birth_year();
  if (year != 0 && (year < kFirstBirthYear || year > kLastBirthYear)) {
    checks->Fail("event.birth_year", kWithheld, "a year of four digits, such as 1980");
  }
  if (!event::v1::Gender_IsValid(fact.gender())) {
    checks->Fail("event.gender", kWithheld, "GENDER_WOMAN, GENDER_MAN or GENDER_OTHER");
  }
  checks->Days("event.occurred", fact.has_occurred(), fact.occurred());
}

void Validate(const ParticipantsMerged& fact, Checks* checks) {
  checks->ImpersonalId("event.participant_id", fact.participant_id());
  checks->ImpersonalId("event.merged_participant_id", fact.merged_participant_id());
  if (fact.participant_id() == fact.merged_participant_id()) {
    checks->Fail("event.merged_participant_id", fact.merged_participant_id(),
                 "another participant");
  }
  checks->RequiredText("event.reason", fact.reason());
}

absl::Status Decide(const ParticipantRegistered& fact, const States& states) {
  if (states.Get<Participant>(fact.participant_id()).known) {
    return Refuse("PARTICIPANT_EXISTS", {{"participant", fact.participant_id()}});
  }
  return absl::OkStatus();
}

absl::Status Decide(const ParticipantsMerged& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireParticipant(fact.participant_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireParticipant(fact.merged_participant_id(), states));
  for (const std::string& id : {fact.participant_id(), fact.merged_participant_id()}) {
    if (states.RootOf<Participant>(id) != id) {
      return Refuse("PARTICIPANT_MERGED", {{"participant", id}});
    }
  }
  return absl::OkStatus();
}

void Evolve(const ParticipantRegistered&, Participant* participant) { participant->known = true; }

void Evolve(const ParticipantsMerged& fact, Participant* participant) {
  participant->merged.push_back(fact.merged_participant_id());
}

}  // namespace verkan::services
