// The rules of initiatives and results, besides those of every fact (services/domain/ladder.h):
//
//   InitiativePlanned   INITIATIVE_BEGUN or INITIATIVE_EXISTS, instead of INITIATIVE_EXISTS
//   InitiativeStarted   INITIATIVE_ALREADY_STARTED, INITIATIVE_CLOSED, instead of INITIATIVE_EXISTS
//   InitiativeDeepened  INITIATIVE_CLOSED, instead of INITIATIVE_EXISTS
//   InitiativeClosed    INITIATIVE_CLOSED, ENDS_BEFORE_BEGINNING
//   OutcomeStated       NEED_UNKNOWN: one that its project has not identified
//
// An initiative is planned, started, deepened, each a fact on its stream that may be the first;
// what a later one leaves out is as the earlier said. Once it is closed nothing starts or deepens
// it later. Every function is pure.
#ifndef VERKAN_SERVICES_INITIATIVE_INITIATIVE_RULES_H_
#define VERKAN_SERVICES_INITIATIVE_INITIATIVE_RULES_H_

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/initiative.pb.h"

namespace verkan::services {

class States;

void Validate(const event::v1::ResultAchieved& fact, Checks* checks);
void Validate(const event::v1::OutcomeStated& fact, Checks* checks);

absl::Status DecideNew(const event::v1::InitiativePlanned& fact, const States& states);
absl::Status DecideNew(const event::v1::InitiativeStarted& fact, const States& states);
absl::Status DecideNew(const event::v1::InitiativeDeepened& fact, const States& states);

absl::Status DecideOwn(const event::v1::InitiativeClosed& fact, const States& states);
absl::Status DecideOwn(const event::v1::OutcomeStated& fact, const States& states);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_INITIATIVE_INITIATIVE_RULES_H_
