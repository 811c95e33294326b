// The rules of sources and codes, besides those of every fact (services/domain/ladder.h):
//
//   SourceRegistered  SOURCE_NAME_TAKEN: another source has the title, or the label if there is
//   none
//
// The id of a code is its scheme and itself, "fund.eruf"; the server makes it if it is left out.
// Every function is pure.
#ifndef VERKAN_SERVICES_SOURCE_SOURCE_RULES_H_
#define VERKAN_SERVICES_SOURCE_SOURCE_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/source.pb.h"

namespace verkan::services {

class States;

void Complete(event::v1::CodeDefined* fact, Checks* checks);

std::vector<std::string> UniqueTags(const event::v1::SourceRegistered& fact);

void Validate(const event::v1::SourceRegistered& fact, Checks* checks);
void Validate(const event::v1::CodeDefined& fact, Checks* checks);

absl::Status DecideOwn(const event::v1::SourceRegistered& fact, const States& states);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_SOURCE_SOURCE_RULES_H_
