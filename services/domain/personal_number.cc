#include "services/domain/personal_number.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "eventstore/text.h"
#include "projections/figure_text/normal_form.h"

namespace verkan::services {
namespace {

constexpr char kSeparator = '-';
constexpr char kOther = 'x';

constexpr size_t kRandomDigits = 16;

// Where the ten digits of a script, or of a style of letters, begin.
constexpr char32_t kZeros[] = {0x0660, 0x06f0, 0x07c0,  0x0966,  0x09e6,  0x0a66,  0x0ae6,
                               0x0b66, 0x0be6, 0x0c66,  0x0ce6,  0x0d66,  0x0e50,  0x0ed0,
                               0x2080, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6};

bool IsSeparator(char32_t character) {
  return character == '-' || character == '+' || character == ' ' || character == 0xa0 ||
         (character >= 0x2010 && character <= 0x2015) || character == 0x2212 ||
         character == 0x202f || character == 0xfe63 || character == 0xff0d;
}

// A digit or a hexadecimal letter as ASCII, a separator, or kOther.
char Fold(char32_t character) {
  if (character < 0x80 && absl::ascii_isxdigit(static_cast<unsigned char>(character))) {
    return absl::ascii_tolower(static_cast<unsigned char>(character));
  }
  if (IsSeparator(character)) return kSeparator;
  for (const char32_t zero : kZeros) {
    if (character >= zero && character <= zero + 9)
      return static_cast<char>('0' + character - zero);
  }
  switch (character) {  // superscripts
    case 0xb9:
      return '1';
    case 0xb2:
    case 0xb3:
      return static_cast<char>('2' + character - 0xb2);
    case 0x2070:
    case 0x2074:
    case 0x2075:
    case 0x2076:
    case 0x2077:
    case 0x2078:
    case 0x2079:
      return static_cast<char>('0' + character - 0x2070);
    default:
      return kOther;
  }
}

std::string Folded(absl::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  while (!text.empty()) {
    char32_t character = 0;
    if (!eventstore::TakeCharacter(&text, &character)) {
      text.remove_prefix(1);
      folded.push_back(kOther);
    } else if (!eventstore::IsHidden(character)) {
      folded.push_back(Fold(character));
    }
  }
  return folded;
}

int TwoDigits(absl::string_view digits) { return (digits[0] - '0') * 10 + (digits[1] - '0'); }

// Of 10 or 12 digits.
bool IsPersonal(absl::string_view digits) {
  if (digits.size() == 12) {
    const int century = TwoDigits(digits);
    if (century < 18 || century > 20) return false;
    digits.remove_prefix(2);
  }
  const int month = TwoDigits(digits.substr(2)), day = TwoDigits(digits.substr(4)) % 60;
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && projections::IsLuhn(digits);
}

// How many characters from begin on are of the kind.
size_t RunAt(absl::string_view text, size_t begin, bool (*is_of_kind)(unsigned char)) {
  size_t end = begin;
  while (end < text.size() && is_of_kind(static_cast<unsigned char>(text[end]))) ++end;
  return end - begin;
}

size_t DigitsAt(absl::string_view text, size_t begin) {
  return RunAt(text, begin, absl::ascii_isdigit);
}

size_t HexAt(absl::string_view text, size_t begin) {
  return RunAt(text, begin, absl::ascii_isxdigit);
}

// The characters from begin on that are a UUID in its five groups (RFC 9562), or 0.
size_t UuidAt(absl::string_view text, size_t begin) {
  size_t end = begin;
  for (const size_t length : {8, 4, 4, 4, 12}) {
    if (end > begin && (end == text.size() || text[end++] != kSeparator)) return 0;
    if (HexAt(text, end) != length) return 0;
    end += length;
  }
  return end - begin;
}

// The characters from begin on, where a hexadecimal word begins, that are a random number of 64
// bits or more, or 0. One in some thousands of these has, by chance, the digits of a personal
// number.
size_t RandomAt(absl::string_view text, size_t begin) {
  if (const size_t uuid = UuidAt(text, begin); uuid > 0) return uuid;
  const size_t word = HexAt(text, begin);
  const bool has_letter = RunAt(text, begin, absl::ascii_isdigit) < word;
  return word >= kRandomDigits && has_letter ? word : 0;
}

// Of a run of digits.
bool IsPersonalAt(absl::string_view text, size_t begin, size_t run) {
  std::string digits(text.substr(begin, run));
  const size_t after = begin + run;
  const bool parted = (run == 6 || run == 8) && after < text.size() && text[after] == kSeparator &&
                      DigitsAt(text, after + 1) == 4;
  if (parted) absl::StrAppend(&digits, text.substr(after + 1, 4));
  return (digits.size() == 10 || digits.size() == 12) && IsPersonal(digits);
}

}  // namespace

bool HoldsPersonalNumber(absl::string_view text) {
  // Most texts have no ten digits, in whatever script: those are told at a glance.
  const auto can_be_digit = [](unsigned char byte) {
    return byte >= 0x80 || absl::ascii_isdigit(byte);
  };
  if (std::count_if(text.begin(), text.end(), can_be_digit) < 10) return false;
  const std::string folded = Folded(text);
  bool in_word = false;  // whether the character before i is hexadecimal
  for (size_t i = 0; i < folded.size();) {
    size_t taken = in_word ? 0 : RandomAt(folded, i);
    if (taken == 0) {
      taken = DigitsAt(folded, i);
      if (taken > 0 && IsPersonalAt(folded, i, taken)) return true;
    }
    taken = std::max<size_t>(taken, 1);
    in_word = HexAt(folded, i) > 0;
    i += taken;
  }
  return false;
}

}  // namespace verkan::services
