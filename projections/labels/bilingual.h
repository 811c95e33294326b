// Bilingual is a text in both languages: the one place where the language of a text is chosen.
#ifndef VERKAN_PROJECTIONS_LABELS_BILINGUAL_H_
#define VERKAN_PROJECTIONS_LABELS_BILINGUAL_H_

#include "absl/strings/string_view.h"
#include "verkan/report/v1/report_service.pb.h"

namespace verkan::projections {

struct Bilingual {
  absl::string_view swedish;
  absl::string_view english;

  // Swedish if no language is said. Of a template, whose $0, $1 and so on are replaced afterwards,
  // the text between them is what is in a language.
  absl::string_view In(report::v1::Language language) const;
};

// For tests: while it lives, every text that In answers stands between ⟦ and ⟧, so that a test
// sees what was printed without asking for it in a language. One at a time, of one thread.
class MarkTexts {
 public:
  MarkTexts();
  ~MarkTexts();
  MarkTexts(const MarkTexts&) = delete;
  MarkTexts& operator=(const MarkTexts&) = delete;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_LABELS_BILINGUAL_H_
