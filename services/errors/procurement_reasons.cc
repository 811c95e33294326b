#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> ProcurementReasons() {
  static constexpr Reason kReasons[] = {
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
  };
  return kReasons;
}

}  // namespace verkan::services
