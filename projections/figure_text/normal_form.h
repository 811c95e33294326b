// Names that people write, such as those of sources: two spellings of one name are the same.
#ifndef VERKAN_PROJECTIONS_FIGURE_TEXT_NORMAL_FORM_H_
#define VERKAN_PROJECTIONS_FIGURE_TEXT_NORMAL_FORM_H_

#include "absl/strings/string_view.h"

namespace verkan::projections {

// Whether two texts name the same: case and blanks at the ends do not count.
bool SameName(absl::string_view a, absl::string_view b);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TEXT_NORMAL_FORM_H_
