#include "services/figure/figure_rules.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "eventstore/status_macros.h"
#include "regions/regions.h"
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
  checks->Id("event.figure_id", fact.figure_id());
  checks->Id("event.indicator_id", fact.indicator_id());
  checks->OptionalRegionOrCountry("event.region_code", fact.region_code());
  checks->OptionalId("event.project_id", fact.project_id());
  if (fact.region_code().empty() && fact.project_id().empty()) {
    checks->Fail("event.region_code", "", "the region or the project the figure is about");
  }
  checks->Text("event.text", fact.text());
  if (fact.field_missing() && !fact.text().empty()) {
    checks->Fail("event.text", fact.text(), "nothing where the source has no such field");
  }
  if (fact.has_reading()) checks->Reading("event.reading", fact.reading());
  checks->RequiredText("event.source", fact.source());
  checks->Days("event.period", fact.has_period(), fact.period());
  checks->Days("event.observed", fact.has_observed(), fact.observed());
  checks->Text("event.note", fact.note());
  checks->Text("event.place", fact.place());
}

void Validate(const FigureWithdrawn& fact, Checks* checks) {
  checks->Id("event.figure_id", fact.figure_id());
  checks->RequiredText("event.reason", fact.reason());
}

namespace {

// A figure is reported for a region only if its project works there.
absl::Status RequireRegionOfProject(const FigureReported& fact, const States& states) {
  const std::string& region = fact.region_code();
  if (fact.project_id().empty() || region.empty() || region == regions::kCountryCode) {
    return absl::OkStatus();
  }
  const std::vector<std::string>& own = states.Get<Project>(fact.project_id()).regions;
  if (std::find(own.begin(), own.end(), region) != own.end()) return absl::OkStatus();
  return Refuse(
      "REGION_NOT_OF_PROJECT",
      {{"region", region}, {"project", fact.project_id()}, {"regions", absl::StrJoin(own, ", ")}});
}

}  // namespace

absl::Status Decide(const FigureReported& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireIndicator(fact.indicator_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.project_id(), states));
  const std::string no_count = NoCountIn(fact.reading());
  if (!no_count.empty() && IsCount(fact.indicator_id(), states)) {
    return Refuse("FIGURE_NOT_A_COUNT", {{"indicator", fact.indicator_id()}, {"value", no_count}});
  }
  if (states.Get<Figure>(fact.figure_id()).reported) {
    return Refuse("FIGURE_EXISTS", {{"figure", fact.figure_id()}});
  }
  return RequireRegionOfProject(fact, states);
}

absl::Status Decide(const FigureWithdrawn& fact, const States& states) {
  const Figure& figure = states.Get<Figure>(fact.figure_id());
  if (!figure.reported) return Refuse("FIGURE_UNKNOWN", {{"figure", fact.figure_id()}});
  if (figure.withdrawn) return Refuse("FIGURE_WITHDRAWN", {{"figure", fact.figure_id()}});
  return absl::OkStatus();
}

void Evolve(const FigureReported&, Figure* figure) { figure->reported = true; }
void Evolve(const FigureWithdrawn&, Figure* figure) { figure->withdrawn = true; }

}  // namespace verkan::services
