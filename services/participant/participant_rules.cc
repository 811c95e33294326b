#include "services/participant/participant_rules.h"

#include "eventstore/status_macros.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::LegalHoldLifted;
using event::v1::LegalHoldPlaced;
using event::v1::ParticipantRegistered;
using event::v1::ParticipantsMerged;
using event::v1::ParticipantUpdated;
using event::v1::PersonalDataErased;
using event::v1::PersonalDataRead;
using event::v1::PersonalDataRestricted;
using event::v1::PersonalDataRestrictionLifted;

namespace {

constexpr uint32_t kFirstBirthYear = 1900;
constexpr uint32_t kLastBirthYear = 2100;

absl::Status RefuseFor(absl::string_view reason, const std::string& id) {
  return Refuse(reason, {{"participant", id}});
}

absl::Status RequireNotErased(const std::string& id, const States& states) {
  for (const std::string& pseudonym : {id, states.RootOf<Participant>(id)}) {
    if (states.Get<Participant>(pseudonym).erased.has_value()) {
      return RefuseFor("PARTICIPANT_ERASED", id);
    }
  }
  return absl::OkStatus();
}

// What every decision on the data of a person needs first.
absl::Status RequireSubject(const std::string& id, const States& states) {
  const Participant& participant = states.Get<Participant>(id);
  if (!participant.ever_registered) return RefuseFor("PARTICIPANT_UNKNOWN", id);
  if (states.RootOf<Participant>(id) != id) return RefuseFor("PARTICIPANT_MERGED", id);
  if (participant.erased.has_value()) return RefuseFor("PARTICIPANT_ERASED", id);
  return absl::OkStatus();
}

bool IsEmailAddress(absl::string_view text) {
  const size_t at = text.find('@');
  return at != absl::string_view::npos && at > 0 && at + 1 < text.size();
}

}  // namespace

absl::Status RequireParticipant(const std::string& id, const States& states) {
  if (!states.Get<Participant>(id).known) return RefuseFor("PARTICIPANT_UNKNOWN", id);
  return RequireNotErased(id, states);
}

bool Mask(ParticipantRegistered* fact) {
  if (!fact->protected_identity() || (fact->name().empty() && fact->email().empty())) return false;
  fact->clear_name();
  fact->clear_email();
  return true;
}

namespace {

// What is personal is not shown in a violation.
template <typename Fact>
void ValidatePerson(const Fact& fact, Checks* checks) {
  if (!fact.email().empty() && !IsEmailAddress(fact.email())) {
    checks->Fail("event.email", kWithheld, "an e-mail address, such as anna@example.se");
  }
  const uint32_t year = fact.birth_year();
  if (year != 0 && (year < kFirstBirthYear || year > kLastBirthYear)) {
    checks->Fail("event.birth_year", kWithheld, "a year of four digits, such as 1980");
  }
  if (!event::v1::Gender_IsValid(fact.gender())) {
    checks->Fail("event.gender", kWithheld, "GENDER_WOMAN, GENDER_MAN or GENDER_OTHER");
  }
}

}  // namespace

void Validate(const ParticipantRegistered& fact, Checks* checks) { ValidatePerson(fact, checks); }
void Validate(const ParticipantUpdated& fact, Checks* checks) { ValidatePerson(fact, checks); }

void Validate(const ParticipantsMerged& fact, Checks* checks) {
  if (fact.participant_id() == fact.merged_participant_id()) {
    checks->Fail("event.merged_participant_id", fact.merged_participant_id(),
                 "another participant");
  }
}

absl::Status DecideOwn(const ParticipantRegistered& fact, const States& states) {
  if (!states.Get<Participant>(fact.participant_id()).erased.has_value()) return absl::OkStatus();
  return RefuseFor("PARTICIPANT_ERASED", fact.participant_id());
}

absl::Status Decide(const ParticipantUpdated& fact, const States& states) {
  const Participant& participant = states.Get<Participant>(fact.participant_id());
  VERKAN_RETURN_IF_ERROR(RequireSubject(fact.participant_id(), states));
  if (!participant.known) return RefuseFor("PARTICIPANT_UNKNOWN", fact.participant_id());
  if (!participant.restricted) return absl::OkStatus();
  return RefuseFor("PARTICIPANT_RESTRICTED", fact.participant_id());
}

absl::Status Decide(const ParticipantsMerged& fact, const States& states) {
  const std::string* const both[] = {&fact.participant_id(), &fact.merged_participant_id()};
  for (const std::string* id : both) {
    if (!states.Get<Participant>(*id).known) return RefuseFor("PARTICIPANT_UNKNOWN", *id);
  }
  for (const std::string* id : both) {
    if (states.RootOf<Participant>(*id) != *id) return RefuseFor("PARTICIPANT_MERGED", *id);
  }
  // What was decided on one person must not be decided on another by the way.
  for (const std::string* id : both) {
    if (states.Get<Participant>(*id).erased.has_value()) {
      return RefuseFor("PARTICIPANT_ERASED", *id);
    }
  }
  for (const std::string* id : both) {
    if (states.Get<Participant>(*id).legal_hold) return RefuseFor("LEGAL_HOLD", *id);
  }
  for (const std::string* id : both) {
    if (states.Get<Participant>(*id).restricted) return RefuseFor("PARTICIPANT_RESTRICTED", *id);
  }
  return absl::OkStatus();
}

absl::Status Decide(const PersonalDataErased& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireSubject(fact.participant_id(), states));
  if (!states.Get<Participant>(fact.participant_id()).legal_hold) return absl::OkStatus();
  return RefuseFor("LEGAL_HOLD", fact.participant_id());
}

absl::Status Decide(const PersonalDataRestricted& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireSubject(fact.participant_id(), states));
  if (!states.Get<Participant>(fact.participant_id()).restricted) return absl::OkStatus();
  return RefuseFor("PARTICIPANT_RESTRICTED", fact.participant_id());
}

absl::Status Decide(const PersonalDataRestrictionLifted& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireSubject(fact.participant_id(), states));
  if (states.Get<Participant>(fact.participant_id()).restricted) return absl::OkStatus();
  return RefuseFor("PARTICIPANT_NOT_RESTRICTED", fact.participant_id());
}

absl::Status Decide(const LegalHoldPlaced& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireSubject(fact.participant_id(), states));
  if (!states.Get<Participant>(fact.participant_id()).legal_hold) return absl::OkStatus();
  return RefuseFor("LEGAL_HOLD", fact.participant_id());
}

absl::Status Decide(const LegalHoldLifted& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireSubject(fact.participant_id(), states));
  if (states.Get<Participant>(fact.participant_id()).legal_hold) return absl::OkStatus();
  return RefuseFor("NO_LEGAL_HOLD", fact.participant_id());
}

absl::Status Decide(const PersonalDataRead& fact, const States& states) {
  if (states.Get<Participant>(fact.participant_id()).ever_registered) return absl::OkStatus();
  return RefuseFor("PARTICIPANT_UNKNOWN", fact.participant_id());
}

void Evolve(const ParticipantRegistered&, Participant* participant) {
  participant->known = true;
  participant->ever_registered = true;
}

void Evolve(const ParticipantsMerged& fact, const RecordedAt& at, Participant* participant) {
  participant->merged.push_back({fact.merged_participant_id(), at.position});
}

void Evolve(const PersonalDataErased& fact, Participant* participant) {
  participant->erased = fact;
}

void Evolve(const PersonalDataRestricted&, Participant* participant) {
  participant->restricted = true;
}

void Evolve(const PersonalDataRestrictionLifted&, Participant* participant) {
  participant->restricted = false;
}

void Evolve(const LegalHoldPlaced&, Participant* participant) { participant->legal_hold = true; }

void Evolve(const LegalHoldLifted&, Participant* participant) { participant->legal_hold = false; }

}  // namespace verkan::services
