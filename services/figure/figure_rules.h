// The rules of reported figures. Refusals, the most fundamental first:
//
//   FigureReported   INDICATOR_UNKNOWN, PROJECT_UNKNOWN, ORGANISATION_UNKNOWN, SURVEY_UNKNOWN,
//                    SOURCE_UNKNOWN, FIGURE_NOT_A_COUNT, FIGURE_EXISTS, REGION_NOT_OF_PROJECT
//   FigureWithdrawn  FIGURE_UNKNOWN, FIGURE_WITHDRAWN
//
// Every function is pure. services/domain/README.md says when which is called.
#ifndef VERKAN_SERVICES_FIGURE_FIGURE_RULES_H_
#define VERKAN_SERVICES_FIGURE_FIGURE_RULES_H_

#include <string>

#include "absl/status/status.h"
#include "services/domain/checks.h"
#include "verkan/event/v1/figure.pb.h"

namespace verkan::services {

class States;

// What rules need to know of a reported figure.
struct Figure {
  static constexpr absl::string_view kNoun = "figure";

  bool known = false;
  bool withdrawn = false;
};

// Reads the figure's text.
void Complete(event::v1::FigureReported* fact, Checks* checks);

void Validate(const event::v1::FigureReported& fact, Checks* checks);

absl::Status Decide(const event::v1::FigureReported& fact, const States& states);
absl::Status DecideOwn(const event::v1::FigureWithdrawn& fact, const States& states);

void Evolve(const event::v1::FigureReported& fact, Figure* figure);
void Evolve(const event::v1::FigureWithdrawn& fact, Figure* figure);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_FIGURE_FIGURE_RULES_H_
