// A figure's text taken apart into numbers, words and signs.
#ifndef VERKAN_PROJECTIONS_FIGURE_TEXT_TEXT_H_
#define VERKAN_PROJECTIONS_FIGURE_TEXT_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace verkan::projections {

// The text with every kind of space as one plain space, none at the ends, accents
// composed and invisible characters left out. InvalidArgument for bytes that are not
// UTF-8, control characters, and texts longer than anybody writes as a figure.
absl::StatusOr<std::string> CleanText(absl::string_view text);

// Lower case, for letters that Swedish and English use. Dashes become '-'.
std::string Fold(absl::string_view clean);

struct Token {
  enum Kind { kNumber, kWord, kSign };

  Kind kind;
  absl::string_view written;  // as in the clean text
  std::string folded;         // lower case; every dash is "-"
};

// Numbers ("3 800", "2,7"), words ("asf-företag", "c:a") and signs, one character each.
// A full stop that ends a word or the text is left out. The text must be clean and must
// outlive the tokens.
std::vector<Token> Tokenize(absl::string_view clean);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TEXT_TEXT_H_
