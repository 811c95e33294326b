#include "services/indicator/indicator_rules.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "eventstore/status_macros.h"
#include "projections/figure_text/normal_form.h"
#include "projections/indicator/built_in.h"
#include "services/domain/ladder.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::BaselineSet;
using event::v1::IndicatorDefined;
using event::v1::IndicatorRetired;
using event::v1::IndicatorRevised;
using event::v1::TargetRevised;
using event::v1::TargetSet;

namespace {

constexpr uint32_t kMaxDecimals = 4;

template <typename Fact>
void ValidateDecimals(const Fact& fact, Checks* checks) {
  if (fact.decimals() <= kMaxDecimals) return;
  checks->Fail("event.decimals", absl::StrCat(fact.decimals()), "0 to 4");
}

// What a target is of: a later one of the same is the same target.
template <typename Fact>
std::string TargetKey(const Fact& fact) {
  const std::optional<Days> days = DaysOf(fact.period());
  return absl::StrJoin(
      {fact.region_code(), fact.project_id(), projections::NameKey(fact.scope()),
       days.has_value() ? absl::StrCat(days->first, " ", days->last) : std::string()},
      "\n");
}

}  // namespace

std::string Indicator::unit() const {
  return known() ? beginning->indicator_defined().unit() : std::string();
}

uint32_t Indicator::decimals() const {
  return known() ? beginning->indicator_defined().decimals() : 0;
}

bool IsBuiltIn(absl::string_view indicator_id) {
  return projections::FindBuiltIn(indicator_id) != nullptr;
}

bool IsCount(const std::string& id, const States& states) {
  const projections::BuiltIn* const built_in = projections::FindBuiltIn(id);
  const Indicator& defined = states.Get<Indicator>(id);
  const std::string unit = built_in != nullptr ? std::string(built_in->unit) : defined.unit();
  return defined.decimals() == 0 && unit != "SEK" && unit != "%";
}

absl::Status RequireIndicator(const std::string& id, const States& states) {
  if (IsBuiltIn(id) || states.Get<Indicator>(id).known()) return absl::OkStatus();
  return Refuse("INDICATOR_UNKNOWN", {{"indicator", id}});
}

absl::Status RequireUnit(const std::string& id, const event::v1::FigureReading& reading,
                         const States& states) {
  const std::string wanted = states.Get<Indicator>(id).unit();
  if (reading.unit().empty() || wanted.empty() || reading.unit() == wanted) return absl::OkStatus();
  return Refuse("TARGET_UNIT_DIFFERS",
                {{"unit", reading.unit()}, {"indicator", id}, {"wanted", wanted}});
}

void Complete(BaselineSet* fact, Checks* checks) { CompleteReading(fact, checks); }
void Complete(TargetSet* fact, Checks* checks) { CompleteReading(fact, checks); }
void Complete(TargetRevised* fact, Checks* checks) { CompleteReading(fact, checks); }

void Validate(const IndicatorDefined& fact, Checks* checks) { ValidateDecimals(fact, checks); }
void Validate(const IndicatorRevised& fact, Checks* checks) { ValidateDecimals(fact, checks); }

absl::Status DecideOwn(const IndicatorDefined& fact, const States&) {
  if (!IsBuiltIn(fact.indicator_id())) return absl::OkStatus();
  return Refuse("INDICATOR_EXISTS", {{"indicator", fact.indicator_id()}});
}

absl::Status DecideCorrecting(const IndicatorRevised& fact, const States& states) {
  const std::string& id = fact.indicator_id();
  if (IsBuiltIn(id)) return Refuse("INDICATOR_BUILT_IN", {{"indicator", id}});
  if (!states.Get<Indicator>(id).retired) return absl::OkStatus();
  return Refuse("INDICATOR_RETIRED", {{"indicator", id}});
}

absl::Status DecideOwn(const IndicatorRetired& fact, const States& states) {
  if (!states.Get<Indicator>(fact.indicator_id()).retired) return absl::OkStatus();
  return Refuse("INDICATOR_RETIRED", {{"indicator", fact.indicator_id()}});
}

absl::Status DecideOwn(const BaselineSet& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireUnit(fact.indicator_id(), fact.reading(), states));
  return RequireRegionOfProject(fact.region_code(), fact.project_id(), states);
}

absl::Status Decide(const TargetSet& fact, const States& states) {
  VERKAN_RETURN_IF_ERROR(RequireIndicator(fact.indicator_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireProject(fact.project_id(), states));
  VERKAN_RETURN_IF_ERROR(RequireKnown({"source", fact.source_id()}, states));
  VERKAN_RETURN_IF_ERROR(RequireKnown({"goal", fact.goal_id()}, states));
  return RequireUnit(fact.indicator_id(), fact.reading(), states);
}

absl::Status DecideOwn(const TargetRevised& fact, const States& states) {
  if (!states.Get<Indicator>(fact.indicator_id()).targets.contains(TargetKey(fact))) {
    return Refuse("TARGET_UNKNOWN", {{"indicator", fact.indicator_id()}});
  }
  VERKAN_RETURN_IF_ERROR(RequireUnit(fact.indicator_id(), fact.reading(), states));
  return RequireRegionOfProject(fact.region_code(), fact.project_id(), states);
}

void Evolve(const IndicatorRetired&, Indicator* indicator) { indicator->retired = true; }
void Evolve(const TargetSet& fact, Indicator* indicator) {
  indicator->targets.insert(TargetKey(fact));
}

}  // namespace verkan::services
