#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> OrganisationReasons() {
  static constexpr Reason kReasons[] = {
      {"ORGANISATION_UNKNOWN", kRule, "Organisation {organisation} is not registered",
       "Organisationen {organisation} är inte registrerad"},
      {"ORGANISATION_EXISTS", kRule, "Organisation {organisation} is already registered",
       "Organisationen {organisation} är redan registrerad"},
      {"ORGANISATION_NUMBER_TAKEN", kRule,
       "Organisation number {number} belongs to organisation {organisation}",
       "Organisationsnumret {number} tillhör organisationen {organisation}"},
      {"PARTY_EXISTS", kRule,
       "Organisation {organisation} is already the entry of that project or network as a party",
       "Organisationen {organisation} är redan posten för det projektet eller nätverket som part"},
      {"ORGANISATION_MERGED", kRule,
       "Organisation {organisation} has already been merged into another",
       "Organisationen {organisation} har redan slagits ihop med en annan"},
      {"ORGANISATION_NUMBERS_DIFFER", kRule,
       "Organisations {organisation} and {merged} have different organisation numbers, {number} "
       "and "
       "{other}, so they are not one",
       "Organisationerna {organisation} och {merged} har olika organisationsnummer, {number} och "
       "{other}, så de är inte en och samma"},
  };
  return kReasons;
}

}  // namespace verkan::services
