// The rules of indicators. Refusals, the most fundamental first:
//
//   IndicatorDefined  INDICATOR_EXISTS (also for those built in)
//   IndicatorRevised  INDICATOR_UNKNOWN, INDICATOR_BUILT_IN, INDICATOR_RETIRED,
//                     CORRECTION_DOES_NOT_FIT, CORRECTION_BREAKS (targets and goals in another
//                     unit)
//   IndicatorRetired  INDICATOR_UNKNOWN (it, what replaces it), INDICATOR_RETIRED
//   SourceRanked      INDICATOR_UNKNOWN
//   BaselineSet       INDICATOR_UNKNOWN, PROJECT_UNKNOWN, SOURCE_UNKNOWN, TARGET_UNIT_DIFFERS,
//                     REGION_NOT_OF_PROJECT
//   TargetSet         INDICATOR_UNKNOWN, PROJECT_UNKNOWN, SOURCE_UNKNOWN, GOAL_UNKNOWN,
//                     TARGET_UNIT_DIFFERS
//   TargetRevised     INDICATOR_UNKNOWN, PROJECT_UNKNOWN, SOURCE_UNKNOWN, TARGET_UNKNOWN,
//                     TARGET_UNIT_DIFFERS, REGION_NOT_OF_PROJECT
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_INDICATOR_INDICATOR_RULES_H_
#define VERKAN_SERVICES_INDICATOR_INDICATOR_RULES_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "services/domain/begun.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/figure.pb.h"
#include "verkan/event/v1/indicator.pb.h"

namespace verkan::services {

class States;

// What rules need to know of an indicator.
struct Indicator : Begun {
  static constexpr absl::string_view kNoun = "indicator";

  bool known() const { return beginning != nullptr; }
  std::string unit() const;
  uint32_t decimals() const;

  bool retired = false;
  absl::flat_hash_set<std::string> targets;  // what a target that was set is of
};

// Whether the indicator is counted over events and so known without a definition.
bool IsBuiltIn(absl::string_view indicator_id);

// Whether the indicator counts things: whole numbers, neither money nor a percentage.
bool IsCount(const std::string& id, const States& states);

// Refuses an indicator that is neither built in nor defined.
absl::Status RequireIndicator(const std::string& id, const States& states);

// Refuses a reading in another unit than the indicator's, if both name one: TARGET_UNIT_DIFFERS.
absl::Status RequireUnit(const std::string& id, const event::v1::FigureReading& reading,
                         const States& states);

// Read the text.
void Complete(event::v1::BaselineSet* fact, Checks* checks);
void Complete(event::v1::TargetSet* fact, Checks* checks);
void Complete(event::v1::TargetRevised* fact, Checks* checks);

void Validate(const event::v1::IndicatorDefined& fact, Checks* checks);
void Validate(const event::v1::IndicatorRevised& fact, Checks* checks);

absl::Status DecideOwn(const event::v1::IndicatorDefined& fact, const States& states);
absl::Status DecideCorrecting(const event::v1::IndicatorRevised& fact, const States& states);
absl::Status DecideOwn(const event::v1::IndicatorRetired& fact, const States& states);
absl::Status DecideOwn(const event::v1::BaselineSet& fact, const States& states);
absl::Status Decide(const event::v1::TargetSet& fact, const States& states);
absl::Status DecideOwn(const event::v1::TargetRevised& fact, const States& states);

void Evolve(const event::v1::IndicatorRetired& fact, Indicator* indicator);
void Evolve(const event::v1::TargetSet& fact, Indicator* indicator);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_INDICATOR_INDICATOR_RULES_H_
