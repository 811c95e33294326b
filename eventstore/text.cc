#include "eventstore/text.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_format.h"

namespace verkan::eventstore {
namespace {

struct Range {
  char32_t first, last;
};

// Sorted. Variation selectors are not among them: they choose how a character looks.
constexpr Range kHidden[] = {
    {0x0000, 0x001F},    // controls
    {0x007F, 0x009F},    // controls
    {0x00AD, 0x00AD},    // soft hyphen
    {0x034F, 0x034F},    // grapheme joiner
    {0x061C, 0x061C},    // Arabic letter mark
    {0x115F, 0x1160},    // Hangul fillers
    {0x17B4, 0x17B5},    // Khmer inherent vowels
    {0x180B, 0x180F},    // Mongolian separators
    {0x200B, 0x200F},    // no width, joiners, direction marks
    {0x2028, 0x202E},    // separators, embeddings, overrides
    {0x2060, 0x206F},    // word joiner, invisible operators, isolates, deprecated ones
    {0x3164, 0x3164},    // Hangul filler
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xFFA0, 0xFFA0},    // Hangul filler
    {0xFFF0, 0xFFFB},    // unassigned, interlinear annotation
    {0x1D173, 0x1D17A},  // musical beams
    {0xE0000, 0xE0FFF},  // tags
};

// What nearly all names are, told without taking characters apart.
bool IsPrintableAscii(absl::string_view text) {
  bool other = false;
  for (const unsigned char c : text) other |= c < 0x20 || c >= 0x7f;
  return !other;
}

bool IsAllowed(char32_t character, absl::string_view allowed) {
  return character < 0x80 && allowed.find(static_cast<char>(character)) != absl::string_view::npos;
}

void AppendEscaped(char32_t character, std::string* to) {
  if (character <= 0xFFFF) {
    absl::StrAppendFormat(to, "\\u%04x", static_cast<uint32_t>(character));
    return;
  }
  const uint32_t above = static_cast<uint32_t>(character) - 0x10000;
  absl::StrAppendFormat(to, "\\u%04x\\u%04x", 0xD800 + (above >> 10), 0xDC00 + (above & 0x3FF));
}

}  // namespace

bool TakeCharacter(absl::string_view* text, char32_t* character) {
  const auto first = static_cast<unsigned char>(text->front());
  const size_t size = first < 0x80   ? 1
                      : first < 0xC2 ? 0
                      : first < 0xE0 ? 2
                      : first < 0xF0 ? 3
                      : first < 0xF5 ? 4
                                     : 0;
  if (size == 0 || text->size() < size) return false;
  char32_t value = size == 1 ? first : first & (0x7F >> size);
  for (size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>((*text)[i]);
    if ((next & 0xC0) != 0x80) return false;
    value = value << 6 | (next & 0x3F);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[size] || surrogate || value > 0x10FFFF) return false;
  text->remove_prefix(size);
  *character = value;
  return true;
}

bool IsControl(char32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

bool IsHidden(char32_t character) {
  const Range* range =
      std::lower_bound(std::begin(kHidden), std::end(kHidden), character,
                       [](const Range& range, char32_t c) { return range.last < c; });
  return range != std::end(kHidden) && range->first <= character;
}

bool IsUtf8(absl::string_view text) {
  if (IsPrintableAscii(text)) return true;
  for (char32_t character; !text.empty();) {
    if (!TakeCharacter(&text, &character)) return false;
  }
  return true;
}

bool IsVisible(absl::string_view text, absl::string_view allowed) {
  if (IsPrintableAscii(text)) return true;
  for (char32_t character; !text.empty();) {
    if (!TakeCharacter(&text, &character)) return false;
    if (IsHidden(character) && !IsAllowed(character, allowed)) return false;
  }
  return true;
}

bool IsName(absl::string_view name, size_t max_bytes) {
  return !name.empty() && name.size() <= max_bytes && IsVisible(name);
}

bool IsKnownName(absl::string_view name, size_t max_bytes) {
  if (name.empty() || name.size() > max_bytes) return false;
  if (IsPrintableAscii(name)) return true;
  const bool control =
      std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
  return !control && IsUtf8(name);
}

std::string Escaped(absl::string_view text, absl::string_view allowed) {
  if (IsPrintableAscii(text)) return std::string(text);
  std::string escaped;
  while (!text.empty()) {
    const absl::string_view before = text;
    char32_t character = 0;
    if (!TakeCharacter(&text, &character)) {
      absl::StrAppendFormat(&escaped, "\\x%02x", static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
    } else if (IsHidden(character) && !IsAllowed(character, allowed)) {
      AppendEscaped(character, &escaped);
    } else {
      escaped.append(before.data(), before.size() - text.size());
    }
  }
  return escaped;
}

}  // namespace verkan::eventstore
