#include "projections/figure_text/text.h"

#include <cstddef>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "eventstore/text.h"

namespace verkan::projections {
namespace {

constexpr size_t kLongestTextBytes = 4000;
constexpr char32_t kNotUtf8 = 0xFFFFFFFF;

struct CodePoint {
  char32_t value;
  size_t bytes;
};

// The code point at the start of the bytes, which are not empty.
CodePoint Decode(absl::string_view bytes) {
  absl::string_view rest = bytes;
  char32_t value = 0;
  if (!eventstore::TakeCharacter(&rest, &value)) return {kNotUtf8, 1};
  return {value, bytes.size() - rest.size()};
}

bool IsSpace(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

bool IsInvisible(char32_t c) {
  return c == 0xAD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF;
}

bool IsDash(char32_t c) { return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212; }

bool IsLetter(char32_t c) {
  return (c < 0x80 && absl::ascii_isalpha(static_cast<unsigned char>(c))) ||
         (c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7);
}

// What a letter and the accent after it make together, as Swedish spells; empty for nothing.
absl::string_view Composed(char letter, char32_t accent) {
  const bool upper = absl::ascii_isupper(static_cast<unsigned char>(letter));
  const char lower = absl::ascii_tolower(static_cast<unsigned char>(letter));
  if (lower == 'a' && accent == 0x30A) return upper ? "Å" : "å";
  if (lower == 'a' && accent == 0x308) return upper ? "Ä" : "ä";
  if (lower == 'o' && accent == 0x308) return upper ? "Ö" : "ö";
  if (lower == 'e' && accent == 0x301) return upper ? "É" : "é";
  return "";
}

char32_t At(absl::string_view text, size_t i) {
  return i < text.size() ? Decode(text.substr(i)).value : 0;
}

bool IsDigit(char32_t c) { return c >= '0' && c <= '9'; }

size_t SkipDigits(absl::string_view text, size_t i) {
  while (i < text.size() && IsDigit(text[i])) ++i;
  return i;
}

// Where the number that starts at `begin` ends. Groups of three after a space belong to it.
size_t NumberEnd(absl::string_view text, size_t begin) {
  size_t end = SkipDigits(text, begin);
  const bool may_be_grouped = end - begin <= 3;
  while (may_be_grouped && At(text, end) == ' ' && SkipDigits(text, end + 1) == end + 4) end += 4;
  while ((At(text, end) == ',' || At(text, end) == '.') && IsDigit(At(text, end + 1))) {
    end = SkipDigits(text, end + 1);
  }
  return end;
}

// Characters that stand inside a word if a letter follows: "asf-företag", "c:a", "bl.a".
bool JoinsLetters(char32_t c) {
  return c == '-' || c == 0x2010 || c == 0x2011 || c == '\'' || c == 0x2019 || c == ':' ||
         c == '.' || c == '/' || c == '&';
}

size_t WordEnd(absl::string_view text, size_t begin) {
  size_t end = begin;
  while (end < text.size()) {
    const CodePoint c = Decode(text.substr(end));
    if (!IsLetter(c.value) && !(JoinsLetters(c.value) && IsLetter(At(text, end + c.bytes)))) break;
    end += c.bytes;
  }
  return end;
}

}  // namespace

absl::StatusOr<std::string> CleanText(absl::string_view text) {
  if (text.size() > kLongestTextBytes) {
    return absl::InvalidArgumentError("a figure as text of at most 4000 bytes");
  }
  std::string clean;
  bool space = false;
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = Decode(text.substr(i));
    const absl::string_view bytes = text.substr(i, c.bytes);
    i += c.bytes;
    if (c.value == kNotUtf8) return absl::InvalidArgumentError("text in UTF-8");
    if (IsInvisible(c.value)) continue;
    if (IsSpace(c.value)) {
      space = !clean.empty();
      continue;
    }
    if (eventstore::IsControl(c.value))
      return absl::InvalidArgumentError("text without control characters");
    const absl::string_view composed =
        clean.empty() || space ? absl::string_view() : Composed(clean.back(), c.value);
    if (!composed.empty()) clean.pop_back();
    if (space) clean += ' ';
    space = false;
    const absl::string_view kept = composed.empty() ? bytes : composed;
    clean.append(kept.data(), kept.size());
  }
  return clean;
}

std::string Fold(absl::string_view clean) {
  std::string folded;
  for (size_t i = 0; i < clean.size();) {
    const CodePoint c = Decode(clean.substr(i));
    if (IsDash(c.value)) {
      folded += '-';
    } else if (c.value < 0x80) {
      folded += absl::ascii_tolower(static_cast<unsigned char>(c.value));
    } else if (c.value >= 0xC0 && c.value <= 0xDE && c.value != 0xD7) {
      folded += clean[i];  // Latin-1: lower case is 0x20 on, within the second byte
      folded += static_cast<char>(clean[i + 1] + 0x20);
    } else {
      folded.append(clean.data() + i, c.bytes);
    }
    i += c.bytes;
  }
  return folded;
}

std::vector<Token> Tokenize(absl::string_view clean) {
  std::vector<Token> tokens;
  for (size_t i = 0; i < clean.size();) {
    const CodePoint c = Decode(clean.substr(i));
    if (c.value == ' ') {
      ++i;
      continue;
    }
    size_t end = i + c.bytes;
    Token::Kind kind = Token::kSign;
    if (IsDigit(c.value)) {
      kind = Token::kNumber;
      end = NumberEnd(clean, i);
    } else if (IsLetter(c.value)) {
      kind = Token::kWord;
      end = WordEnd(clean, i);
    }
    const bool ends_word = !tokens.empty() && tokens.back().kind == Token::kWord &&
                           tokens.back().written.end() == clean.data() + i;
    const bool full_stop = c.value == '.' && !tokens.empty() && (ends_word || end == clean.size());
    const absl::string_view written = clean.substr(i, end - i);
    if (!full_stop) tokens.push_back({kind, written, Fold(written)});
    i = end;
  }
  return tokens;
}

}  // namespace verkan::projections
