#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> ProcurementReasons() {
  static constexpr Reason kReasons[] = {
      {"PROCUREMENT_UNKNOWN", kRule, "Procurement {procurement} is not known",
       "Upphandlingen {procurement} är inte känd"},
      {"PROCUREMENT_ALREADY_PLANNED", kRule, "Procurement {procurement} has already been planned",
       "Upphandlingen {procurement} är redan planerad"},
      {"PROCUREMENT_ALREADY_PUBLISHED", kRule,
       "Procurement {procurement} has already been published",
       "Upphandlingen {procurement} är redan annonserad"},
      {"STEP_AFTER_HOLDING", kRule,
       "A step of procurement {procurement} is dated after the day on which it was held",
       "Ett steg i upphandlingen {procurement} är daterat efter att den genomfördes"},
      {"TENDER_ALREADY_RECEIVED", kRule,
       "A tender by organisation {organisation} in procurement {procurement} has already been "
       "recorded",
       "Anbudet från organisationen {organisation} i upphandlingen {procurement} är redan "
       "registrerat"},
      {"PROCUREMENT_NOT_HELD", kRule, "Procurement {procurement} has not been held",
       "Upphandlingen {procurement} har inte genomförts"},
      {"PROCUREMENT_ALREADY_HELD", kRule, "Procurement {procurement} has already been held",
       "Upphandlingen {procurement} har redan genomförts"},
      {"PROCUREMENT_CANCELLED", kRule, "Procurement {procurement} is cancelled",
       "Upphandlingen {procurement} är avbruten"},
      {"CONTRACT_ALREADY_AWARDED", kRule,
       "Organisation {organisation} has already been awarded a contract in procurement "
       "{procurement}",
       "Organisationen {organisation} har redan tilldelats kontrakt i upphandlingen {procurement}"},
      {"CONTRACT_NOT_AWARDED", kRule,
       "Organisation {organisation} has not been awarded a contract in procurement {procurement}",
       "Organisationen {organisation} har inte tilldelats kontrakt i upphandlingen {procurement}"},
  };
  return kReasons;
}

}  // namespace verkan::services
