// Numbers as people write them, in digits and in words, kept exact.
#ifndef VERKAN_PROJECTIONS_FIGURE_TEXT_NUMBER_H_
#define VERKAN_PROJECTIONS_FIGURE_TEXT_NUMBER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "projections/figure_text/text.h"

namespace verkan::projections {

// A number in digits: mantissa / 10^decimals; decimals is below 0 for mantissa × 10^-decimals.
struct ScaledNumber {
  int64_t mantissa = 0;  // not negative
  int decimals = 0;

  bool operator<(const ScaledNumber& other) const;
};

// The value of digits as written, such as "3 800", "1.200.000" or "2,7". InvalidArgument
// for what can be read in two ways ("1,200") or in none ("1,2,3", "007").
absl::StatusOr<ScaledNumber> ReadDigits(absl::string_view written);

// The number as text: no grouping, a point, no trailing zeros. InvalidArgument for more
// than 4 decimals and for 10^14 and above.
absl::StatusOr<std::string> ToText(const ScaledNumber& number);

struct NumberWords {
  int64_t value = 0;
  size_t tokens = 0;   // how many tokens it takes
  bool about = false;  // "ett hundratal", "a dozen"
};

// The number that the tokens start with, written in words: "två", "tjugofem",
// "twenty-five", "ett hundratal", "a dozen". Nothing if they start otherwise.
std::optional<NumberWords> ReadNumberWords(absl::Span<const Token> tokens);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TEXT_NUMBER_H_
