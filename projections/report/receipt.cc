#include "projections/report/receipt.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "projections/figure_text/format.h"

namespace verkan::projections {

std::string ReceiptText(const report::v1::Receipt& receipt, report::v1::Language language) {
  const auto say = [language](absl::string_view swedish, absl::string_view english) {
    return Bilingual{swedish, english}.In(language);
  };
  std::string text =
      absl::StrCat(say("Kvitto: loggposition ", "Receipt: log position "), receipt.log_position());
  if (!receipt.recorded_at().empty()) {
    absl::StrAppend(&text, say(", registrerad ", ", recorded "), receipt.recorded_at());
  }
  if (!receipt.log_origin().empty()) {
    absl::StrAppend(&text, say(", logg ", ", log "), receipt.log_origin());
  }
  absl::StrAppend(&text, say("; rothash ", "; root hash "),
                  absl::Base64Escape(receipt.root_hash()));
  if (receipt.log_began().empty()) return text;
  return absl::StrCat(
      text, say(". Loggen började ", ". The log began at "), receipt.log_began(),
      say(": dessförinnan är inget registrerat", ": nothing was recorded before that"));
}

}  // namespace verkan::projections
