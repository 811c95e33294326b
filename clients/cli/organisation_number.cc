#include "clients/cli/organisation_number.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace verkan::cli {

std::string OrganisationNumberWanted(absl::string_view text) {
  std::string digits(text);
  if (digits.size() == 11 && digits[6] == '-') digits.erase(6, 1);
  if (digits.size() != 10 || !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit)) {
    return "an organisation number, ten digits such as 212000-0142";
  }
  if (digits[2] < '2') {
    return "an organisation number, whose third digit is at least 2 (this may be a personal "
           "identity number)";
  }
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    const int product = (digits[i] - '0') * (i % 2 == 0 ? 2 : 1);
    sum += product / 10 + product % 10;
  }
  return sum % 10 == 0 ? "" : "an organisation number whose last digit checks";
}

}  // namespace verkan::cli
