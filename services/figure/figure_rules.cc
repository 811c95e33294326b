#include "services/figure/figure_rules.h"

#include "eventstore/status_macros.h"
#include "services/domain/ladder.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::FigureReported;
using event::v1::FigureWithdrawn;

void Complete(FigureReported* fact, Checks* checks) {
  if (!fact->field_missing()) return CompleteReading(fact, checks);
  if (!fact->has_reading()) {
    fact->mutable_reading()->set_absence(event::v1::ABSENCE_FIELD_MISSING);
  }
}

void Validate(const FigureReported& fact, Checks* checks) {
  if (fact.region_code().empty() && fact.project_id().empty()) {
    checks->Fail("event.region_code", "", "the region or the project the figure is about");
  }
  if (fact.field_missing() && !fact.text().empty()) {
    checks->Fail("event.text", fact.text(), "nothing where the source has no such field");
  }
}

absl::Status Decide(const FigureReported& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireIndicator(fact.indicator_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.project_id(), states));
  for (const std::string& id : fact.named_ids()) {
    VERKAN_RETURN_IF_ERROR(RequireOrganisation(id, states));
  }
  VERKAN_RETURN_IF_ERROR(RequireKnown({"survey", fact.survey_id()}, states));
  VERKAN_RETURN_IF_ERROR(RequireKnown({"source", fact.source_id()}, states));
  const std::string no_count = NoCountIn(fact.reading());
  if (!no_count.empty() && IsCount(fact.indicator_id(), states)) {
    return Refuse("FIGURE_NOT_A_COUNT", {{"indicator", fact.indicator_id()}, {"value", no_count}});
  }
  if (states.Get<Figure>(fact.figure_id()).known) {
    return Refuse("FIGURE_EXISTS", {{"figure", fact.figure_id()}});
  }
  return RequireRegionOfProject(fact.region_code(), fact.project_id(), states);
}

absl::Status DecideOwn(const FigureWithdrawn& fact, const States& states) {
  if (!states.Get<Figure>(fact.figure_id()).withdrawn) return absl::OkStatus();
  return Refuse("FIGURE_WITHDRAWN", {{"figure", fact.figure_id()}});
}

void Evolve(const FigureReported&, Figure* figure) { figure->known = true; }
void Evolve(const FigureWithdrawn&, Figure* figure) { figure->withdrawn = true; }

}  // namespace verkan::services
