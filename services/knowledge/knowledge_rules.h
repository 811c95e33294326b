// The rules of support, funding, courses, surveys, practices and series, besides those of every
// fact (services/domain/ladder.h):
//
//   FundingGranted   FUNDING_TO_ONESELF (after merges), OFFER_IS_LATER
//   SurveyConducted  SURVEY_ALREADY_DONE instead of SURVEY_EXISTS, if it was not only begun
//   SeriesDescribed  SERIES_NAME_TAKEN: another series of the project has the name
//
// What a survey that is done leaves out is as was said when it was begun. Every function is pure.
#ifndef VERKAN_SERVICES_KNOWLEDGE_KNOWLEDGE_RULES_H_
#define VERKAN_SERVICES_KNOWLEDGE_KNOWLEDGE_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/activity.pb.h"
#include "verkan/event/v1/knowledge.pb.h"
#include "verkan/event/v1/support.pb.h"

namespace verkan::services {

class States;

// A survey of which nothing else is said is done.
void Complete(event::v1::SurveyConducted* fact, Checks* checks);

std::vector<std::string> UniqueTags(const event::v1::SeriesDescribed& fact);

void Validate(const event::v1::SupportGiven& fact, Checks* checks);
void Validate(const event::v1::FundingGranted& fact, Checks* checks);
void Validate(const event::v1::CourseLaunched& fact, Checks* checks);
void Validate(const event::v1::PracticeObserved& fact, Checks* checks);

absl::Status DecideNew(const event::v1::SurveyConducted& fact, const States& states);

absl::Status DecideOwn(const event::v1::FundingGranted& fact, const States& states);
absl::Status DecideOwn(const event::v1::SeriesDescribed& fact, const States& states);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_KNOWLEDGE_KNOWLEDGE_RULES_H_
