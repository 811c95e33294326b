// Swedish personal identity numbers and co-ordination numbers (personnummer, samordningsnummer) in
// text that people write. They are never stored: whoever is meant is told by a pseudonym.
#ifndef VERKAN_SERVICES_DOMAIN_PERSONAL_NUMBER_H_
#define VERKAN_SERVICES_DOMAIN_PERSONAL_NUMBER_H_

#include "absl/strings/string_view.h"

namespace verkan::services {

// Whether the text holds one anywhere: a run of exactly 10 or 12 digits, with at most one separator
// before the last four, that is not part of a longer run, begins with a date (of 12 digits one of
// the years 1800 to 2099; the day may be 60 more) and has its check digit. Digits of other scripts
// count as digits, and what nobody sees as not there. Bytes that are not UTF-8 end a run. A UUID,
// or a word of 16 or more hexadecimal digits with a letter among them, is a random number and holds
// none.
bool HoldsPersonalNumber(absl::string_view text);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_PERSONAL_NUMBER_H_
