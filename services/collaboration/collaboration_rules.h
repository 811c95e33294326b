// The rules of collaborations and contacts. Refusals, the most fundamental first:
//
//   CollaborationFormed        PROJECT_UNKNOWN, PROJECT_CLOSED, ORGANISATION_UNKNOWN,
//                              ACTIVITY_UNKNOWN, PROCUREMENT_NOT_HELD, COLLABORATION_EXISTS,
//                              COLLABORATION_NEEDS_TWO_PARTIES (after merges),
//                              PARTNERSHIP_NEEDS_PUBLIC_PARTY,
//                              PARTNERSHIP_NEEDS_NON_PROFIT_PARTY, OUTSIDE_PROJECT_PERIOD
//   CollaborationDeepened      COLLABORATION_UNKNOWN, ORGANISATION_UNKNOWN, COLLABORATION_ENDED
//   CollaborationEnded         COLLABORATION_UNKNOWN, COLLABORATION_ENDED
//   ContactMade                PROJECT_UNKNOWN, PROJECT_CLOSED, ACTIVITY_UNKNOWN, CONTACT_EXISTS,
//                              OUTSIDE_PROJECT_PERIOD
//
// The kinds of the parties are those in force on the day of the collaboration. A group is as many
// parties of its kind as it says, and one if it does not say.
//
// After a collaboration ended it is deepened only by what can have happened by the last day of its
// end. An end without a day is on the day of its recording.
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_COLLABORATION_COLLABORATION_RULES_H_
#define VERKAN_SERVICES_COLLABORATION_COLLABORATION_RULES_H_

#include <optional>

#include "absl/status/status.h"
#include "services/domain/begun.h"
#include "services/domain/checks.h"
#include "services/domain/when.h"
#include "verkan/event/v1/collaboration.pb.h"

namespace verkan::services {

class States;

// What rules need to know of a collaboration.
struct Collaboration : Begun {
  static constexpr absl::string_view kNoun = "collaboration";

  bool known() const { return beginning != nullptr; }
  std::optional<int32_t> ended;  // the last day; nothing: it goes on
};

void Validate(const event::v1::CollaborationFormed& fact, Checks* checks);

absl::Status DecideOwn(const event::v1::CollaborationFormed& fact, const States& states);
absl::Status DecideOwn(const event::v1::CollaborationDeepened& fact, const States& states);
absl::Status DecideOwn(const event::v1::CollaborationEnded& fact, const States& states);

void Evolve(const event::v1::CollaborationEnded& fact, const RecordedAt& at,
            Collaboration* collaboration);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_COLLABORATION_COLLABORATION_RULES_H_
