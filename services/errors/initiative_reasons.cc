#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> InitiativeReasons() {
  static constexpr Reason kReasons[] = {
      {"PUBLICATION_EXISTS", kRule, "Publication {publication} has already been released",
       "Publikationen {publication} har redan getts ut"},
      {"TOOL_EXISTS", kRule, "Tool {tool} has already been released",
       "Verktyget {tool} har redan släppts"},
      {"FUNDING_EXISTS", kRule, "Funding {funding} has already been offered",
       "Finansieringen {funding} har redan erbjudits"},
  };
  return kReasons;
}

}  // namespace verkan::services
