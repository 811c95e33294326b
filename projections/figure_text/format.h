// Figures as reports print them, in Swedish and English: "mer än 1 200", "about 100",
// "not stated".
#ifndef VERKAN_PROJECTIONS_FIGURE_TEXT_FORMAT_H_
#define VERKAN_PROJECTIONS_FIGURE_TEXT_FORMAT_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "projections/labels/bilingual.h"
#include "verkan/event/v1/common.pb.h"
#include "verkan/report/v1/report_service.pb.h"

namespace verkan::projections {

// The figure without scope, breakdown, contradictions and note. Thousands are parted by a
// no-break space in both languages; money has its unit. A reading without value or
// absence gives an empty text.
std::string FormatFigure(const event::v1::FigureReading& reading, report::v1::Language language);

// A decimal such as "2.7" or "1200": "2,7" in Swedish; "1 200" in both.
std::string FormatDecimal(absl::string_view value, report::v1::Language language);

// The words for an absence: "ej angett", "not stated".
std::string FormatAbsence(event::v1::Absence absence, report::v1::Language language);

// The notes and scopes that the reader itself words, in the language asked for. Any other
// text as it is.
std::string FormatNote(absl::string_view note, report::v1::Language language);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TEXT_FORMAT_H_
