#include "services/knowledge/knowledge_rules.h"

#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "projections/figure_text/normal_form.h"
#include "services/domain/rules.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::CourseLaunched;
using event::v1::FundingGranted;
using event::v1::PracticeObserved;
using event::v1::SeriesDescribed;
using event::v1::SupportGiven;
using event::v1::SurveyConducted;

namespace {

constexpr absl::string_view kFunding = "funding";
constexpr absl::string_view kSurvey = "survey";
constexpr absl::string_view kSeries = "series";
constexpr size_t kMaxNameInTag = 150;

// When an offer was made; nothing if that is not known.
std::optional<Days> DaysOfOffer(const std::string& id, const States& states) {
  const auto& beginning = states.Plain({kFunding, id}).beginning;
  if (beginning == nullptr) return std::nullopt;
  return Schema::Default().Find(beginning->fact_case())->DaysOf(*beginning);
}

}  // namespace

void Complete(SurveyConducted* fact, Checks* checks) {
  CompleteReadings(fact, "event", checks);
  if (fact->stage() == event::v1::SURVEY_STAGE_UNSPECIFIED) {
    fact->set_stage(event::v1::SURVEY_STAGE_DONE);
  }
}

std::vector<std::string> UniqueTags(const SeriesDescribed& fact) {
  const std::string key = projections::NameKey(fact.name()).substr(0, kMaxNameInTag);
  return {absl::StrCat("series-name:", fact.project_id(), ":", key)};
}

void Validate(const SupportGiven& fact, Checks* checks) {
  const bool said = !fact.recipient_ids().empty() || !fact.recipient_groups().empty() ||
                    !fact.text().empty() || fact.has_reading();
  if (!said) checks->Fail("event.recipient_ids", "", "a recipient, a group or how many there were");
}

void Validate(const FundingGranted& fact, Checks* checks) {
  const bool said = !fact.project_id().empty() || !fact.recipient_ids().empty() ||
                    !fact.recipient_groups().empty();
  if (!said) checks->Fail("event.recipient_ids", "", "the recipients, or the project");
}

void Validate(const CourseLaunched& fact, Checks* checks) {
  if (!fact.project_id().empty() || !fact.by_ids().empty()) return;
  checks->Fail("event.project_id", "", "the project that gives it, or the organisations");
}

void Validate(const PracticeObserved& fact, Checks* checks) {
  const bool said = !fact.project_id().empty() || !fact.survey_id().empty() ||
                    !fact.of_ids().empty() || !fact.of_groups().empty();
  if (!said) checks->Fail("event.project_id", "", "whose practice it is, or what found it");
}

absl::Status DecideNew(const SurveyConducted& fact, const States& states) {
  const auto& before = states.Plain({kSurvey, fact.survey_id()}).beginning;
  if (before == nullptr || before->survey_conducted().stage() == event::v1::SURVEY_STAGE_BEGUN) {
    return absl::OkStatus();
  }
  return Refuse("SURVEY_ALREADY_DONE", {{"survey", fact.survey_id()}});
}

absl::Status DecideOwn(const FundingGranted& fact, const States& states) {
  std::set<std::string> givers;
  for (const std::string& id : fact.giver_ids()) givers.insert(states.RootOf<Organisation>(id));
  for (const std::string& id : fact.recipient_ids()) {
    if (givers.count(states.RootOf<Organisation>(id)) == 0) continue;
    return Refuse("FUNDING_TO_ONESELF", {{"funding", fact.funding_id()}, {"organisation", id}});
  }
  const bool other = fact.offer_id() != fact.funding_id();
  const std::optional<Days> offered = other ? DaysOfOffer(fact.offer_id(), states) : std::nullopt;
  const std::optional<Days> granted = DaysOf(fact.occurred());
  if (offered.has_value() && granted.has_value() && granted->last < offered->first) {
    return Refuse("OFFER_IS_LATER", {{"offer", fact.offer_id()}, {"funding", fact.funding_id()}});
  }
  return absl::OkStatus();
}

absl::Status DecideOwn(const SeriesDescribed& fact, const States& states) {
  const std::string* holder = FindHolder({kSeries, fact.series_id()}, UniqueTags(fact), states);
  if (holder == nullptr) return absl::OkStatus();
  return Refuse("SERIES_NAME_TAKEN", {{"name", fact.name()}, {"series", *holder}});
}

}  // namespace verkan::services
