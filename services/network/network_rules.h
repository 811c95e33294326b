// The rules of networks and bodies, and of who is a member of them. Refusals besides those of the
// ladder (services/domain/ladder.h):
//
//   NetworkStarted             NETWORK_EXISTS, if it was started or developed before; memberships
//                              alone do not count
//   NetworkStartedOrDeveloped  the same
//   NetworkDeveloped           none: it is developed however often
//   MembershipStarted          NETWORK_UNKNOWN (first of all, unless it names the network),
//                              PROJECT_UNKNOWN, PROJECT_CLOSED, ORGANISATION_UNKNOWN,
//                              SOURCE_UNKNOWN, MEMBER_ALREADY_JOINED, MEMBERSHIP_EXISTS,
//                              OUTSIDE_PROJECT_PERIOD
//   MembershipEnded            MEMBER_NOT_JOINED, ENDS_BEFORE_BEGINNING
//
// An organisation is a member once without a unit, under whatever id that is one with it; its units
// are as many as are said. A membership that ended can be started again under another id.
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_NETWORK_NETWORK_RULES_H_
#define VERKAN_SERVICES_NETWORK_NETWORK_RULES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "eventstore/event_store.h"
#include "services/domain/begun.h"
#include "services/domain/checks.h"
#include "services/domain/when.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::services {

class States;

// What rules need to know of a network.
struct Network : Begun {
  static constexpr absl::string_view kNoun = "network";

  struct Membership {
    std::string organisation;  // empty: a group
    bool whole = false;        // of the organisation itself, not of a unit
    std::optional<Days> days;
    eventstore::Position position = 0;
    bool ended = false;  // under its own id
  };
  struct Leaving {
    std::string organisation;
    eventstore::Position position = 0;
  };

  bool begun = false;                             // started, developed, or one of the two
  std::map<std::string, Membership> memberships;  // by id, all there ever were
  std::vector<Leaving> left;                      // organisations, in order

  bool known() const { return begun || !memberships.empty(); }
};

void Validate(const event::v1::NetworkStarted& fact, Checks* checks);
void Validate(const event::v1::NetworkDeveloped& fact, Checks* checks);
void Validate(const event::v1::NetworkStartedOrDeveloped& fact, Checks* checks);
void Validate(const event::v1::MembershipStarted& fact, Checks* checks);
void Validate(const event::v1::MembershipEnded& fact, Checks* checks);

absl::Status DecideNew(const event::v1::NetworkStarted& fact, const States& states);
absl::Status DecideNew(const event::v1::NetworkDeveloped& fact, const States& states);
absl::Status DecideNew(const event::v1::NetworkStartedOrDeveloped& fact, const States& states);
absl::Status Decide(const event::v1::MembershipStarted& fact, const States& states);
absl::Status DecideOwn(const event::v1::MembershipEnded& fact, const States& states);

void Evolve(const event::v1::NetworkStarted& fact, Network* network);
void Evolve(const event::v1::NetworkDeveloped& fact, Network* network);
void Evolve(const event::v1::NetworkStartedOrDeveloped& fact, Network* network);
void Evolve(const event::v1::MembershipStarted& fact, const RecordedAt& at, Network* network);
void Evolve(const event::v1::MembershipEnded& fact, const RecordedAt& at, Network* network);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_NETWORK_NETWORK_RULES_H_
