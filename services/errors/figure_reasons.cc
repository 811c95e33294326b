#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> FigureReasons() {
  static constexpr Reason kReasons[] = {
      {"INDICATOR_UNKNOWN", kRule, "Indicator {indicator} is not defined",
       "Indikatorn {indicator} är inte definierad"},
      {"INDICATOR_BUILT_IN", kRule,
       "Indicator {indicator} is built in: what it counts is the same for everybody",
       "Indikatorn {indicator} är inbyggd: vad den räknar är lika för alla"},
      {"INDICATOR_RETIRED", kRule, "Indicator {indicator} has been retired",
       "Indikatorn {indicator} har tagits ur bruk"},
      {"TARGET_UNKNOWN", kRule,
       "No target has been set for indicator {indicator} with that region, project, period and "
       "scope",
       "Inget mål är satt för indikatorn {indicator} med den regionen, det projektet, den perioden "
       "och den avgränsningen"},
      {"INDICATOR_EXISTS", kRule, "Indicator {indicator} is already defined",
       "Indikatorn {indicator} är redan definierad"},
      {"TARGET_UNIT_DIFFERS", kRule,
       "The target is stated in {unit}, but indicator {indicator} is counted in {wanted}",
       "Målet anges i {unit}, men indikatorn {indicator} räknas i {wanted}"},
      {"FIGURE_UNKNOWN", kRule, "Figure {figure} has not been reported",
       "Siffran {figure} har inte rapporterats"},
      {"FIGURE_EXISTS", kRule, "Figure {figure} has already been reported",
       "Siffran {figure} har redan rapporterats"},
      {"FIGURE_NOT_A_COUNT", kRule,
       "Indicator {indicator} counts things: {value} is no whole number from 0 up",
       "Indikatorn {indicator} räknar något: {value} är inget heltal från 0 och uppåt"},
      {"FIGURE_WITHDRAWN", kRule, "Figure {figure} has been withdrawn",
       "Siffran {figure} har dragits tillbaka"},
  };
  return kReasons;
}

}  // namespace verkan::services
