// The rules of collaborations, contacts and networks. Refusals, the most fundamental first:
//
//   CollaborationFormed        PROJECT_UNKNOWN, PROJECT_CLOSED, ORGANISATION_UNKNOWN,
//                              ACTIVITY_UNKNOWN, PROCUREMENT_NOT_HELD, COLLABORATION_EXISTS,
//                              COLLABORATION_NEEDS_TWO_PARTIES (after merges),
//                              PARTNERSHIP_NEEDS_PUBLIC_PARTY,
//                              PARTNERSHIP_NEEDS_NON_PROFIT_PARTY, OUTSIDE_PROJECT_PERIOD
//   CollaborationEnded         COLLABORATION_UNKNOWN, COLLABORATION_ENDED
//   ContactMade                PROJECT_UNKNOWN, PROJECT_CLOSED, ACTIVITY_UNKNOWN, CONTACT_EXISTS,
//                              OUTSIDE_PROJECT_PERIOD
//   NetworkStarted             PROJECT_UNKNOWN, PROJECT_CLOSED, NETWORK_EXISTS,
//                              OUTSIDE_PROJECT_PERIOD
//   NetworkDeveloped           PROJECT_UNKNOWN, PROJECT_CLOSED, OUTSIDE_PROJECT_PERIOD
//   NetworkStartedOrDeveloped  PROJECT_UNKNOWN, PROJECT_CLOSED, NETWORK_EXISTS,
//                              OUTSIDE_PROJECT_PERIOD
//
// The kinds of the parties are those in force on the day of the collaboration.
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_COLLABORATION_COLLABORATION_RULES_H_
#define VERKAN_SERVICES_COLLABORATION_COLLABORATION_RULES_H_

#include <string>

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/collaboration.pb.h"
#include "verkan/event/v1/network.pb.h"

namespace verkan::services {

class States;

// What rules need to know of a collaboration, a contact and a network.
struct Collaboration {
  static constexpr absl::string_view kNoun = "collaboration";

  bool known = false;
  bool ended = false;
};

void Validate(const event::v1::CollaborationFormed& fact, Checks* checks);

absl::Status DecideOwn(const event::v1::CollaborationFormed& fact, const States& states);
absl::Status DecideOwn(const event::v1::CollaborationEnded& fact, const States& states);
absl::Status Decide(const event::v1::NetworkDeveloped& fact, const States& states);

void Evolve(const event::v1::CollaborationFormed& fact, Collaboration* collaboration);
void Evolve(const event::v1::CollaborationEnded& fact, Collaboration* collaboration);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_COLLABORATION_COLLABORATION_RULES_H_
