// The words that reports use for what the fact tables hold, Swedish and English. Keys are
// those of the tables (projections/facts/facts.h): "network_meeting", "res-ws".
#ifndef VERKAN_PROJECTIONS_REPORT_WORDS_H_
#define VERKAN_PROJECTIONS_REPORT_WORDS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "projections/figure_text/format.h"

namespace verkan::projections {

struct KindWords {
  absl::string_view key;
  Bilingual one;
  Bilingual many;

  Bilingual For(int64_t count) const { return count == 1 ? one : many; }
};

// All kinds of activity, in the order in which a leaflet lists them.
absl::Span<const KindWords> ActivityKinds();

// Words for a key; the key itself if there are none.
Bilingual ActivityFormatWords(absl::string_view key);
Bilingual PartnerRoleWords(absl::string_view key);
Bilingual ProcedureWords(absl::string_view key);
Bilingual ReservedWords(absl::string_view key);
Bilingual SocialObjectiveWords(absl::string_view key);
Bilingual CollaborationKindWords(absl::string_view key);
Bilingual NetworkKindWords(absl::string_view key);
Bilingual PublicationKindWords(absl::string_view key);
// "Continues: ", before the other project's name.
Bilingual LinkKindWords(absl::string_view key);
Bilingual InstrumentWords(absl::string_view key);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_REPORT_WORDS_H_
