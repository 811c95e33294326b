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
  if (IsBuiltIn(id) || states.Get<Indicator>(id).known) return absl::OkStatus();
  return Refuse("INDICATOR_UNKNOWN", {{"indicator", id}});
}

absl::Status RequireUnit(const std::string& id, const event::v1::FigureReading& reading,
                         const States& states) {
  const std::string& wanted = states.Get<Indicator>(id).unit;
  if (reading.unit().empty() || wanted.empty() || reading.unit() == wanted) return absl::OkStatus();
  return Refuse("TARGET_UNIT_DIFFERS",
                {{"unit", reading.unit()}, {"indicator", id}, {"wanted", wanted}});
}

void Complete(TargetSet* fact, Checks* checks) { CompleteReading(fact, checks); }

void Validate(const IndicatorDefined& fact, Checks* checks) {
  if (fact.decimals() > kMaxDecimals) {
    checks->Fail("event.decimals", absl::StrCat(fact.decimals()), "0 to 4");
  }
}

absl::Status DecideOwn(const IndicatorDefined& fact, const States&) {
  if (!IsBuiltIn(fact.indicator_id())) return absl::OkStatus();
  return Refuse("INDICATOR_EXISTS", {{"indicator", fact.indicator_id()}});
}

absl::Status Decide(const TargetSet& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireIndicator(fact.indicator_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.project_id(), states));
  return RequireUnit(fact.indicator_id(), fact.reading(), states);
}

void Evolve(const IndicatorDefined& fact, Indicator* indicator) {
  indicator->known = true;
  indicator->decimals = fact.decimals();
  indicator->unit = fact.unit();
}

}  // namespace verkan::services
