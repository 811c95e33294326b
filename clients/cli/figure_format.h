// Figures as people read them, in Swedish or English. Pure.
#ifndef VERKAN_CLIENTS_CLI_FIGURE_FORMAT_H_
#define VERKAN_CLIENTS_CLI_FIGURE_FORMAT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "clients/cpp/errors.h"
#include "verkan/event/v1/common.pb.h"
#include "verkan/figure/v1/figure_service.pb.h"

namespace verkan::cli {

// A decimal with groups of three: "1 200,5" in Swedish, "1 200.5" in English.
std::string FormatDecimal(absl::string_view decimal, client::Language language);

// Why there is no number: "ej angett", "not stated".
std::string FormatAbsence(verkan::event::v1::Absence absence, client::Language language);

// The number with its qualifier, or the absence: "more than 1 200", "3–4", "not stated".
std::string FormatReading(const verkan::event::v1::FigureReading& reading,
                          client::Language language);

// The values of its group, "06, course"; one that the facts do not state is "(not said)".
std::string FormatGroup(const figure::v1::Figure& figure, client::Language language);

// One line: number, unit, scope, the text as written if it says more, sources.
std::string FormatFigure(const figure::v1::Figure& figure, client::Language language);

// How much of what should be there is there, a line each and indented: coverage, absences,
// scopes, conflicts, bounds. Empty if the figure has no coverage.
std::string FormatCoverage(const figure::v1::Figure& figure, client::Language language);

// What belongs to a figure besides, a line each and indented: breakdown, contradictions,
// note, warnings. Empty if there is nothing.
std::string FormatDetails(const figure::v1::Figure& figure, client::Language language);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_FIGURE_FORMAT_H_
