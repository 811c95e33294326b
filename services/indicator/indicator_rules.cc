#include "services/indicator/indicator_rules.h"

#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"
#include "projections/indicator/built_in.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::IndicatorDefined;
using event::v1::SourceRanked;
using event::v1::TargetSet;

namespace {

constexpr uint32_t kMaxDecimals = 4;

}  // namespace

bool IsBuiltIn(absl::string_view indicator_id) {
  return projections::FindBuiltIn(indicator_id) != nullptr;
}

bool IsCount(const std::string& id, const States& states) {
  const projections::BuiltIn* const built_in = projections::FindBuiltIn(id);
  const Indicator& defined = states.Get<Indicator>(id);
  const absl::string_view unit = built_in != nullptr ? built_in->unit : defined.unit;
  return defined.decimals == 0 && unit != "SEK" && unit != "%";
}

absl::Status RequireIndicator(const std::string& id, const States& states) {
  if (IsBuiltIn(id) || states.Get<Indicator>(id).defined) return absl::OkStatus();
  return Refuse("INDICATOR_UNKNOWN", {{"indicator", id}});
}

void Complete(TargetSet* fact, Checks* checks) { CompleteReading(fact, checks); }

void Validate(const IndicatorDefined& fact, Checks* checks) {
  checks->Id("event.indicator_id", fact.indicator_id());
  checks->RequiredText("event.name_sv", fact.name_sv());
  checks->RequiredText("event.name_en", fact.name_en());
  checks->Text("event.unit", fact.unit());
  checks->Text("event.description", fact.description());
  checks->Known("event.over_time", fact.over_time());
  if (fact.decimals() > kMaxDecimals) {
    checks->Fail("event.decimals", absl::StrCat(fact.decimals()), "0 to 4");
  }
}

void Validate(const SourceRanked& fact, Checks* checks) {
  checks->Id("event.indicator_id", fact.indicator_id());
  checks->RequiredText("event.source", fact.source());
  checks->OptionalRegionOrCountry("event.region_code", fact.region_code());
  checks->Stated("event.rank", fact.rank());
  checks->Text("event.reason", fact.reason());
}

void Validate(const TargetSet& fact, Checks* checks) {
  checks->Id("event.indicator_id", fact.indicator_id());
  checks->OptionalRegionOrCountry("event.region_code", fact.region_code());
  checks->OptionalId("event.project_id", fact.project_id());
  checks->Text("event.text", fact.text());
  if (fact.has_reading()) checks->NumberReading("event.reading", fact.reading());
  checks->Days("event.period", fact.has_period(), fact.period());
  checks->Text("event.source", fact.source());
}

absl::Status Decide(const IndicatorDefined& fact, const States& states) {
  if (IsBuiltIn(fact.indicator_id()) || states.Get<Indicator>(fact.indicator_id()).defined) {
    return Refuse("INDICATOR_EXISTS", {{"indicator", fact.indicator_id()}});
  }
  return absl::OkStatus();
}

absl::Status Decide(const SourceRanked& fact, const States& states) {
  return RequireIndicator(fact.indicator_id(), states);
}

absl::Status Decide(const TargetSet& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireIndicator(fact.indicator_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.project_id(), states));
  const std::string& wanted = states.Get<Indicator>(fact.indicator_id()).unit;
  const std::string& unit = fact.reading().unit();
  if (!unit.empty() && !wanted.empty() && unit != wanted) {
    return Refuse("TARGET_UNIT_DIFFERS",
                  {{"unit", unit}, {"indicator", fact.indicator_id()}, {"wanted", wanted}});
  }
  return absl::OkStatus();
}

void Evolve(const IndicatorDefined& fact, Indicator* indicator) {
  indicator->defined = true;
  indicator->decimals = fact.decimals();
  indicator->unit = fact.unit();
}

void Evolve(const SourceRanked&, Indicator*) {}
void Evolve(const TargetSet&, Indicator*) {}

}  // namespace verkan::services
