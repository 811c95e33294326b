#include "projections/figure_text/normal_form.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

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

bool SameName(absl::string_view a, absl::string_view b) {
  return a == b || NameKey(a) == NameKey(b);
}

}  // namespace verkan::projections
