#include "services/organisation/organisation_number.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "projections/figure_text/normal_form.h"

namespace verkan::services {

namespace {

// The digits, with a hyphen (or the plus sign of those over a hundred years) before the
// last four left out; empty if there is anything else.
std::string DigitsOf(absl::string_view text) {
  std::string digits;
  for (size_t i = 0; i < text.size(); ++i) {
    if (absl::ascii_isdigit(text[i])) {
      digits.push_back(text[i]);
    } else if ((text[i] != '-' && text[i] != '+') || i + 5 != text.size()) {
      return "";
    }
  }
  return digits;
}

// Month and day as a personal identity number has them; a co-ordination number adds 60
// to the day.
bool HasBirthDate(absl::string_view digits) {
  const int month = (digits[2] - '0') * 10 + (digits[3] - '0');
  const int day = (digits[4] - '0') * 10 + (digits[5] - '0');
  return month >= 1 && month <= 12 && ((day >= 1 && day <= 31) || (day >= 61 && day <= 91));
}

}  // namespace

OrganisationNumberKind ReadOrganisationNumber(absl::string_view text, std::string* normal) {
  const std::string ten = projections::OrganisationDigits(text);
  if (!ten.empty()) {
    if (normal != nullptr) *normal = absl::StrCat(ten.substr(0, 6), "-", ten.substr(6));
    return OrganisationNumberKind::kValid;
  }
  const std::string digits = DigitsOf(text);
  const bool of_birth = digits.size() == 12 && HasBirthDate(absl::string_view(digits).substr(2));
  const bool of_person = digits.size() == 10 && digits[2] < '2';
  return of_birth || of_person ? OrganisationNumberKind::kPersonal : OrganisationNumberKind::kWrong;
}

}  // namespace verkan::services
