#include "projections/figure_text/normal_form.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace verkan::projections {
namespace {

icu::UnicodeString Composed(const icu::UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(error);
  icu::UnicodeString composed = nfc->normalize(text, error);
  return U_SUCCESS(error) ? composed : text;
}

// ICU copies the bytes: the view need not end with a 0.
icu::UnicodeString Normal(absl::string_view text) {
  const icu::UnicodeString composed =
      Composed(icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())}));
  icu::UnicodeString normal;
  bool blank = false;
  for (int32_t i = 0; i < composed.length(); i = composed.moveIndex32(i, 1)) {
    const UChar32 character = composed.char32At(i);
    if (u_isUWhiteSpace(character)) {
      blank = !normal.isEmpty();
      continue;
    }
    if (blank) normal.append(u' ');
    blank = false;
    normal.append(character);
  }
  return normal;
}

std::string Utf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

}  // namespace

std::string NormalForm(absl::string_view text) { return Utf8(Normal(text)); }

// Folding can take letters apart, so that it is composed again.
std::string NameKey(absl::string_view name) { return Utf8(Composed(Normal(name).foldCase())); }

std::vector<std::string> NameWords(absl::string_view name) {
  const icu::UnicodeString key = Composed(Normal(name).foldCase());
  std::vector<std::string> words;
  icu::UnicodeString word;
  bool number = true;  // the word is of digits
  for (int32_t i = 0; i < key.length(); i = key.moveIndex32(i, 1)) {
    const UChar32 c = key.char32At(i);
    if (u_isalnum(c)) {
      number = number && u_isdigit(c);
      word.append(c);
      continue;
    }
    const bool joins =
        number && !u_isUWhiteSpace(c) && u_isdigit(key.char32At(key.moveIndex32(i, 1)));
    if (word.isEmpty() || joins) continue;
    words.push_back(Utf8(word));
    word.remove();
    number = true;
  }
  if (!word.isEmpty()) words.push_back(Utf8(word));
  return words;
}

bool SameName(absl::string_view a, absl::string_view b) {
  return a == b || NameKey(a) == NameKey(b);
}

bool SameSource(absl::string_view a, absl::string_view a_id, absl::string_view b,
                absl::string_view b_id) {
  if (!a_id.empty() && !b_id.empty()) return a_id == b_id;
  return SourceKey(a) == SourceKey(b);
}

bool IsLuhn(absl::string_view digits) {
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    const int digit = digits[i] - '0';
    const int weighted = (digits.size() - i) % 2 == 0 ? 2 * digit : digit;
    sum += weighted / 10 + weighted % 10;
  }
  return sum % 10 == 0;
}

std::string OrganisationDigits(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (absl::StartsWithIgnoreCase(text, "SE") && absl::EndsWith(text, "01")) {
    text = text.substr(2, text.size() - 4);
  }
  std::string digits(text);
  if (digits.size() > 5 && digits[digits.size() - 5] == '-') digits.erase(digits.size() - 5, 1);
  if (digits.size() == 12 && absl::StartsWith(digits, "16")) digits.erase(0, 2);
  const bool ten =
      digits.size() == 10 && std::all_of(digits.begin(), digits.end(),
                                         [](unsigned char c) { return absl::ascii_isdigit(c); });
  return ten && digits[2] >= '2' && IsLuhn(digits) ? digits : "";
}

std::string SourceKey(absl::string_view source) {
  const std::string digits = OrganisationDigits(source);
  return digits.empty() ? NameKey(source) : digits;
}

}  // namespace verkan::projections
