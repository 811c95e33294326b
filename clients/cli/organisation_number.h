// Swedish organisation numbers.
#ifndef VERKAN_CLIENTS_CLI_ORGANISATION_NUMBER_H_
#define VERKAN_CLIENTS_CLI_ORGANISATION_NUMBER_H_

#include <string>

#include "absl/strings/string_view.h"

namespace verkan::cli {

// What a text should have been; empty if it is an organisation number: ten digits with
// or without a hyphen after the sixth, the third at least 2 (or it is a personal identity
// number), the last the check digit of the others.
std::string OrganisationNumberWanted(absl::string_view text);

// Whether what was wanted says that the text may be a person's number, which no message shows.
bool MayBePersonal(absl::string_view wanted);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_ORGANISATION_NUMBER_H_
