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
  return absl::StrCat(text, say("; rothash ", "; root hash "),
                      absl::Base64Escape(receipt.root_hash()));
}

}  // namespace verkan::projections
