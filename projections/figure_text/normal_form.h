// Texts that people write as names and keys, such as sources and scopes: what two spellings of one
// have in common.
//
//   NormalForm(" Region\u00A0 Jönköping ");  // "Region Jönköping", its letters composed
//   SameName("SOFISAM", " Sofisam");         // true
#ifndef VERKAN_PROJECTIONS_FIGURE_TEXT_NORMAL_FORM_H_
#define VERKAN_PROJECTIONS_FIGURE_TEXT_NORMAL_FORM_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace verkan::projections {

// Composed (NFC), every run of blanks as one space, none at the ends.
std::string NormalForm(absl::string_view text);

// The same without case (Unicode case folding): the key of a name, not to be shown.
std::string NameKey(absl::string_view name);

bool SameName(absl::string_view a, absl::string_view b);

// The words of a name as they are compared: its key's runs of letters and digits. Digits with one
// separator between, such as 212000-0142, are one word without it.
std::vector<std::string> NameWords(absl::string_view name);

// The ten digits of an organisation number (organisationsnummer), "212000-0142", "162120000142" or
// "SE212000014201": the third is at least 2, the last a Luhn check digit. Empty for any other text.
std::string OrganisationDigits(absl::string_view text);

// The key of a source: the digits of an organisation number, or the key of a name.
std::string SourceKey(absl::string_view source);

// Whether two statements name one source: by their ids if both have one, else by the text.
bool SameSource(absl::string_view a, absl::string_view a_id, absl::string_view b,
                absl::string_view b_id);

// Whether the last digit is a Luhn check digit.
bool IsLuhn(absl::string_view digits);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TEXT_NORMAL_FORM_H_
