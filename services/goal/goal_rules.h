// The rules of goals, besides those of every fact (services/domain/ladder.h):
//
//   GoalSet       GOAL_OF_OTHER_PROJECT (the whole it is a part of),
//                 GOAL_IS_A_PART (the whole is one itself), TARGET_UNIT_DIFFERS
//   GoalRevised   GOAL_OF_OTHER_PROJECT, GOAL_GIVEN_UP, TARGET_UNIT_DIFFERS
//   GoalAssessed  TARGET_UNIT_DIFFERS
//
// A goal is revised and assessed as it is now, by the revisions in the order of recording. A
// quantity is read only if it holds a numeral: of "en upphandling" the article is none. A unit is
// compared if the goal has exactly one indicator. Every function is pure.
#ifndef VERKAN_SERVICES_GOAL_GOAL_RULES_H_
#define VERKAN_SERVICES_GOAL_GOAL_RULES_H_

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/goal.pb.h"

namespace verkan::services {

class States;

void Complete(event::v1::GoalSet* fact, Checks* checks);
void Complete(event::v1::GoalCorrected* fact, Checks* checks);
void Complete(event::v1::GoalRevised* fact, Checks* checks);

void Validate(const event::v1::GoalRevised& fact, Checks* checks);

absl::Status DecideOwn(const event::v1::GoalSet& fact, const States& states);
absl::Status DecideOwn(const event::v1::GoalRevised& fact, const States& states);
absl::Status DecideOwn(const event::v1::GoalAssessed& fact, const States& states);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_GOAL_GOAL_RULES_H_
