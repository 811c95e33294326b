// The rules of indicators. Refusals, the most fundamental first:
//
//   IndicatorDefined  INDICATOR_EXISTS (also for those built in)
//   SourceRanked      INDICATOR_UNKNOWN
//   TargetSet         INDICATOR_UNKNOWN, PROJECT_UNKNOWN, TARGET_UNIT_DIFFERS
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_INDICATOR_INDICATOR_RULES_H_
#define VERKAN_SERVICES_INDICATOR_INDICATOR_RULES_H_

#include <string>

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/figure.pb.h"
#include "verkan/event/v1/indicator.pb.h"

namespace verkan::services {

class States;

// What rules need to know of an indicator.
struct Indicator {
  static constexpr absl::string_view kNoun = "indicator";

  bool known = false;
  std::string unit;
  uint32_t decimals = 0;
};

// Whether the indicator is counted over events and so known without a definition.
bool IsBuiltIn(absl::string_view indicator_id);

// Whether the indicator counts things: whole numbers, neither money nor a percentage.
bool IsCount(const std::string& id, const States& states);

// Refuses an indicator that is neither built in nor defined.
absl::Status RequireIndicator(const std::string& id, const States& states);

// Reads the target's text.
// Refuses a reading in another unit than the indicator's, if both name one: TARGET_UNIT_DIFFERS.
absl::Status RequireUnit(const std::string& id, const event::v1::FigureReading& reading,
                         const States& states);

void Complete(event::v1::TargetSet* fact, Checks* checks);

void Validate(const event::v1::IndicatorDefined& fact, Checks* checks);

absl::Status DecideOwn(const event::v1::IndicatorDefined& fact, const States& states);
absl::Status Decide(const event::v1::TargetSet& fact, const States& states);

void Evolve(const event::v1::IndicatorDefined& fact, Indicator* indicator);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_INDICATOR_INDICATOR_RULES_H_
