// The rules of assessments, besides those of every fact (services/domain/ladder.h):
//
//   ImpactAssessed  RESULT_DIFFERS: the method gives another ratio than the one that is stated
//
// The method is "sroi-2012": as A Guide to Social Return on Investment (The SROI Network, 2012)
// reckons it, stages 3.3 to 5.3. An effect is worth, in each year y of those it lasts,
//
//   quantity * proxy * (1 - deadweight) * (1 - displacement) * (1 - attribution)
//     * (1 - drop_off)^(y - 1) / (1 + discount_rate)^y
//
// and the ratio is the sum of all that divided by the inputs, rounded to the decimals of the result
// that is stated. Every function is pure.
#ifndef VERKAN_SERVICES_ASSESSMENT_ASSESSMENT_RULES_H_
#define VERKAN_SERVICES_ASSESSMENT_ASSESSMENT_RULES_H_

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/assessment.pb.h"

namespace verkan::services {

class States;

void Validate(const event::v1::ImpactAssessed& fact, Checks* checks);
void Validate(const event::v1::AssessmentCorrected& fact, Checks* checks);

absl::Status DecideOwn(const event::v1::ImpactAssessed& fact, const States& states);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_ASSESSMENT_ASSESSMENT_RULES_H_
