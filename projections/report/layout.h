// Plain text for people: lines of a given width, wrapped and padded by characters.
#ifndef VERKAN_PROJECTIONS_REPORT_LAYOUT_H_
#define VERKAN_PROJECTIONS_REPORT_LAYOUT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace verkan::projections {

// Number of characters of UTF-8 text.
size_t Width(absl::string_view text);

// The text cut off after `width` characters, with "…" if something is left out.
std::string Shorten(absl::string_view text, size_t width);

// The text with spaces behind it, up to the width.
std::string Pad(absl::string_view text, size_t width);

// The text with a capital first letter, if it begins with one of the Swedish alphabet.
std::string Capitalised(absl::string_view text);

// Lines of at most `width` characters, broken at plain spaces; no-break spaces hold. A
// word that is too long is cut. At least one line, which may be empty.
std::vector<std::string> Wrap(absl::string_view text, size_t width);

// The wrapped text as lines, each with its line feed: the first behind `first`, the others
// behind as many spaces.
std::string Hang(absl::string_view first, absl::string_view text, size_t width);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_REPORT_LAYOUT_H_
