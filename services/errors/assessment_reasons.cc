#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> AssessmentReasons() {
  static constexpr Reason kReasons[] = {
      {"ASSESSMENT_UNKNOWN", kRule, "Assessment {assessment} is not known",
       "Bedömningen {assessment} är inte känd"},
      {"ASSESSMENT_EXISTS", kRule, "Assessment {assessment} has already been recorded",
       "Bedömningen {assessment} är redan registrerad"},
      {"RESULT_DIFFERS", kRule,
       "Assessment {assessment} states {result}, but its method gives {reckoned}",
       "Bedömningen {assessment} anger {result}, men metoden ger {reckoned}"},
  };
  return kReasons;
}

}  // namespace verkan::services
