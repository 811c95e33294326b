// The rules of participants. Refusals, the most fundamental first:
//
//   ParticipantRegistered  PARTICIPANT_EXISTS, PERSONAL_DATA_NOT_SEALED
//   ParticipantsMerged     PARTICIPANT_UNKNOWN (either), PARTICIPANT_MERGED (either)
//
// PERSONAL_DATA_NOT_SEALED is the last rung of every event's ladder; the Recorder holds
// it, so that no event can go past it.
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_PARTICIPANT_PARTICIPANT_RULES_H_
#define VERKAN_SERVICES_PARTICIPANT_PARTICIPANT_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/participant.pb.h"

namespace verkan::services {

class States;

// What rules need to know of a participant.
struct Participant {
  static constexpr absl::string_view kNoun = "participant";

  bool known = false;
  std::vector<std::string> merged;  // pseudonyms that are one with this one
};

// Refuses a participant that is not registered.
absl::Status RequireParticipant(const std::string& id, const States& states);

void Validate(const event::v1::ParticipantRegistered& fact, Checks* checks);
void Validate(const event::v1::ParticipantsMerged& fact, Checks* checks);

absl::Status Decide(const event::v1::ParticipantRegistered& fact, const States& states);
absl::Status Decide(const event::v1::ParticipantsMerged& fact, const States& states);

void Evolve(const event::v1::ParticipantRegistered& fact, Participant* participant);
void Evolve(const event::v1::ParticipantsMerged& fact, Participant* participant);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PARTICIPANT_PARTICIPANT_RULES_H_
