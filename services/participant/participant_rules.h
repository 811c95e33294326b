// The rules of participants. Refusals, the most fundamental first:
//
//   ParticipantRegistered          PARTICIPANT_EXISTS, PARTICIPANT_ERASED
//   ParticipantUpdated             PARTICIPANT_UNKNOWN, PARTICIPANT_MERGED, PARTICIPANT_ERASED,
//                                  PARTICIPANT_RESTRICTED
//   ParticipantsMerged             PARTICIPANT_UNKNOWN (either), PARTICIPANT_MERGED (either),
//                                  PARTICIPANT_ERASED, LEGAL_HOLD, PARTICIPANT_RESTRICTED (either)
//   PersonalDataErased             PARTICIPANT_UNKNOWN, PARTICIPANT_MERGED, PARTICIPANT_ERASED,
//                                  LEGAL_HOLD
//   PersonalDataRestricted         the first three, PARTICIPANT_RESTRICTED
//   PersonalDataRestrictionLifted  the first three, PARTICIPANT_NOT_RESTRICTED
//   LegalHoldPlaced                the first three, LEGAL_HOLD
//   LegalHoldLifted                the first three, NO_LEGAL_HOLD
//   PersonalDataRead               PARTICIPANT_UNKNOWN
//
// What is decided on a person is decided on the pseudonym that stays, and holds for all
// that were merged into it. A registration that was voided leaves a person who can be
// erased: what was registered is still in the log.
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_PARTICIPANT_PARTICIPANT_RULES_H_
#define VERKAN_SERVICES_PARTICIPANT_PARTICIPANT_RULES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "services/domain/merges.h"
#include "services/domain/when.h"
#include "verkan/event/v1/participant.pb.h"

namespace verkan::services {

class States;

// What rules need to know of a participant.
struct Participant {
  static constexpr absl::string_view kNoun = "participant";

  bool known = false;
  bool ever_registered = false;     // also if the registration was voided
  std::vector<MergedEntry> merged;  // pseudonyms that are one with this one
  bool restricted = false;
  bool legal_hold = false;
  std::optional<event::v1::PersonalDataErased> erased;
};

// Access is who was shown the personal data of one person; no rule rests on it.
struct Access {
  static constexpr absl::string_view kNoun = "access";
};

// Refuses a participant that is not registered, or has been erased and so joins nothing
// new: PARTICIPANT_UNKNOWN, PARTICIPANT_ERASED.
absl::Status RequireParticipant(const std::string& id, const States& states);

// Takes name and e-mail address of a protected identity out. Whether there was any.
bool Mask(event::v1::ParticipantRegistered* fact);

void Validate(const event::v1::ParticipantRegistered& fact, Checks* checks);
void Validate(const event::v1::ParticipantUpdated& fact, Checks* checks);
void Validate(const event::v1::ParticipantsMerged& fact, Checks* checks);

absl::Status DecideOwn(const event::v1::ParticipantRegistered& fact, const States& states);
absl::Status Decide(const event::v1::ParticipantUpdated& fact, const States& states);
absl::Status Decide(const event::v1::ParticipantsMerged& fact, const States& states);
absl::Status Decide(const event::v1::PersonalDataErased& fact, const States& states);
absl::Status Decide(const event::v1::PersonalDataRestricted& fact, const States& states);
absl::Status Decide(const event::v1::PersonalDataRestrictionLifted& fact, const States& states);
absl::Status Decide(const event::v1::LegalHoldPlaced& fact, const States& states);
absl::Status Decide(const event::v1::LegalHoldLifted& fact, const States& states);
absl::Status Decide(const event::v1::PersonalDataRead& fact, const States& states);

void Evolve(const event::v1::ParticipantRegistered& fact, Participant* participant);
void Evolve(const event::v1::ParticipantsMerged& fact, const RecordedAt& at,
            Participant* participant);
void Evolve(const event::v1::PersonalDataErased& fact, Participant* participant);
void Evolve(const event::v1::PersonalDataRestricted& fact, Participant* participant);
void Evolve(const event::v1::PersonalDataRestrictionLifted& fact, Participant* participant);
void Evolve(const event::v1::LegalHoldPlaced& fact, Participant* participant);
void Evolve(const event::v1::LegalHoldLifted& fact, Participant* participant);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PARTICIPANT_PARTICIPANT_RULES_H_
