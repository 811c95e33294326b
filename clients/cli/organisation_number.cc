#include "clients/cli/organisation_number.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace verkan::cli {
namespace {

constexpr char kNotAPerson[] =
    "an organisation number, whose third digit is at least 2 (this may be a personal identity "
    "number)";

}  // namespace

std::string OrganisationNumberWanted(absl::string_view text) {
  std::string digits(text);
  if (absl::StartsWithIgnoreCase(digits, "SE") && absl::EndsWith(digits, "01")) {
    digits = digits.substr(2, digits.size() - 4);
  }
  if (digits.size() > 5 && digits[digits.size() - 5] == '-') digits.erase(digits.size() - 5, 1);
  if (digits.size() == 12 && absl::StartsWith(digits, "16")) digits.erase(0, 2);
  if (digits.size() != 10 || !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit)) {
    return "an organisation number, ten digits such as 212000-0142";
  }
  if (digits[2] < '2') {
    return kNotAPerson;
  }
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    const int product = (digits[i] - '0') * (i % 2 == 0 ? 2 : 1);
    sum += product / 10 + product % 10;
  }
  return sum % 10 == 0 ? "" : "an organisation number whose last digit checks";
}

bool MayBePersonal(absl::string_view wanted) { return wanted == kNotAPerson; }

}  // namespace verkan::cli
