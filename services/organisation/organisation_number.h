// Organisation numbers (organisationsnummer): ten digits, the last a Luhn check digit,
// the third at least 2. With a smaller third digit it is a personal identity number.
#ifndef VERKAN_SERVICES_ORGANISATION_ORGANISATION_NUMBER_H_
#define VERKAN_SERVICES_ORGANISATION_ORGANISATION_NUMBER_H_

#include <string>

#include "absl/strings/string_view.h"

namespace verkan::services {

enum class OrganisationNumberKind {
  kValid,
  kWrong,     // no organisation number
  kPersonal,  // looks like a personal identity number: must not be stored, shown or logged
};

// What the text is; a leading 16 and "SE…01" are read. If it is valid, `normal` (if not null) is
// set to the form with a hyphen, "556036-0793".
OrganisationNumberKind ReadOrganisationNumber(absl::string_view text, std::string* normal);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_ORGANISATION_ORGANISATION_NUMBER_H_
