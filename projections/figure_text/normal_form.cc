#include "projections/figure_text/normal_form.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace verkan::projections {

bool SameName(absl::string_view a, absl::string_view b) {
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(a), absl::StripAsciiWhitespace(b));
}

}  // namespace verkan::projections
