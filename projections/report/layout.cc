#include "projections/report/layout.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace verkan::projections {
namespace {

bool StartsCharacter(char c) { return (c & 0xC0) != 0x80; }

// Number of bytes of the first `width` characters.
size_t BytesOf(absl::string_view text, size_t width) {
  size_t bytes = 0;
  for (; bytes < text.size(); ++bytes) {
    if (StartsCharacter(text[bytes]) && width-- == 0) break;
  }
  return bytes;
}

}  // namespace

size_t Width(absl::string_view text) {
  return std::count_if(text.begin(), text.end(), StartsCharacter);
}

std::string Shorten(absl::string_view text, size_t width) {
  if (Width(text) <= width) return std::string(text);
  return absl::StrCat(text.substr(0, BytesOf(text, width - 1)), "…");
}

std::string Pad(absl::string_view text, size_t width) {
  std::string padded(text);
  const size_t present = Width(text);
  if (present < width) padded.append(width - present, ' ');
  return padded;
}

std::string Capitalised(absl::string_view text) {
  std::string capital(text);
  if (text.empty()) return capital;
  const bool of_swedish =
      absl::StartsWith(text, "å") || absl::StartsWith(text, "ä") || absl::StartsWith(text, "ö");
  if (of_swedish) {
    capital[1] = static_cast<char>(text[1] - 0x20);  // U+00E5 and U+00C5, and so on
  } else {
    capital[0] = absl::ascii_toupper(text[0]);
  }
  return capital;
}

std::vector<std::string> Wrap(absl::string_view text, size_t width) {
  std::vector<std::string> lines(1);
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const size_t needed = Width(lines.back()) + 1 + Width(word);
    if (!lines.back().empty() && needed > width) lines.emplace_back();
    while (Width(word) > width) {
      lines.back() = std::string(word.substr(0, BytesOf(word, width)));
      word.remove_prefix(BytesOf(word, width));
      lines.emplace_back();
    }
    absl::StrAppend(&lines.back(), lines.back().empty() ? "" : " ", word);
  }
  return lines;
}

std::string Hang(absl::string_view first, absl::string_view text, size_t width) {
  const size_t indent = Width(first);
  std::string hung;
  for (const std::string& line : Wrap(text, width - indent)) {
    const std::string start = hung.empty() ? std::string(first) : std::string(indent, ' ');
    absl::StrAppend(&hung, start, line, "\n");
  }
  return hung;
}

}  // namespace verkan::projections
