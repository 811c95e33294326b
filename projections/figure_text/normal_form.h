// Texts that people write as names and keys, such as sources and scopes: what two spellings of one
// have in common.
//
//   NormalForm(" Region\u00A0 Jönköping ");  // "Region Jönköping", its letters composed
//   SameName("SOFISAM", " Sofisam");         // true
#ifndef VERKAN_PROJECTIONS_FIGURE_TEXT_NORMAL_FORM_H_
#define VERKAN_PROJECTIONS_FIGURE_TEXT_NORMAL_FORM_H_

#include <string>

#include "absl/strings/string_view.h"

namespace verkan::projections {

// Composed (NFC), every run of blanks as one space, none at the ends.
std::string NormalForm(absl::string_view text);

// The same without case (Unicode case folding): the key of a name, not to be shown.
std::string NameKey(absl::string_view name);

bool SameName(absl::string_view a, absl::string_view b);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TEXT_NORMAL_FORM_H_
