#include "services/initiative/initiative_rules.h"

#include <optional>
#include <string>

#include "services/domain/states.h"

namespace verkan::services {

using event::v1::Event;
using event::v1::InitiativeClosed;
using event::v1::InitiativeDeepened;
using event::v1::InitiativePlanned;
using event::v1::InitiativeStarted;
using event::v1::OutcomeStated;
using event::v1::ResultAchieved;

namespace {

constexpr absl::string_view kInitiative = "initiative";

absl::Status RefuseInitiative(absl::string_view reason, const std::string& id) {
  return Refuse(reason, {{"initiative", id}});
}

// What is not known to have happened by the closing day did not. A closing without a day closes on
// the day of its recording.
absl::Status RequireNotClosed(const std::string& id, const event::v1::When& occurred,
                              const PlainNoun& initiative) {
  const auto closed = initiative.others.find(Event::kInitiativeClosed);
  if (closed == initiative.others.end()) return absl::OkStatus();
  const std::optional<Days> end = DaysOf(closed->second.event.initiative_closed().occurred());
  const std::optional<Days> days = DaysOf(occurred);
  const int32_t last = end.has_value() ? end->last : closed->second.at.day;
  if (days.has_value() && days->first <= last) return absl::OkStatus();
  return RefuseInitiative("INITIATIVE_CLOSED", id);
}

template <typename Fact>
void ValidateOfWhat(const Fact& fact, Checks* checks) {
  if (!fact.project_id().empty() || !fact.initiative_id().empty()) return;
  checks->Fail("event.project_id", "", "the project or the initiative that it came of");
}

}  // namespace

void Validate(const ResultAchieved& fact, Checks* checks) { ValidateOfWhat(fact, checks); }

void Validate(const OutcomeStated& fact, Checks* checks) {
  ValidateOfWhat(fact, checks);
  if (!fact.need_ids().empty() && fact.project_id().empty()) {
    checks->Fail("event.need_ids", fact.need_ids(0), "the project beside it whose needs they are");
  }
}

absl::Status DecideNew(const InitiativePlanned& fact, const States& states) {
  const PlainNoun& initiative = states.Plain({kInitiative, fact.initiative_id()});
  if (!initiative.known()) return absl::OkStatus();
  const bool only_planned =
      initiative.begun_by.size() == 1 && initiative.begun_by.contains(Event::kInitiativePlanned);
  return RefuseInitiative(only_planned ? "INITIATIVE_EXISTS" : "INITIATIVE_BEGUN",
                          fact.initiative_id());
}

absl::Status DecideNew(const InitiativeStarted& fact, const States& states) {
  const PlainNoun& initiative = states.Plain({kInitiative, fact.initiative_id()});
  if (initiative.begun_by.contains(Event::kInitiativeStarted)) {
    return RefuseInitiative("INITIATIVE_ALREADY_STARTED", fact.initiative_id());
  }
  return RequireNotClosed(fact.initiative_id(), fact.occurred(), initiative);
}

absl::Status DecideNew(const InitiativeDeepened& fact, const States& states) {
  const PlainNoun& initiative = states.Plain({kInitiative, fact.initiative_id()});
  return RequireNotClosed(fact.initiative_id(), fact.occurred(), initiative);
}

absl::Status DecideOwn(const InitiativeClosed& fact, const States& states) {
  const PlainNoun& initiative = states.Plain({kInitiative, fact.initiative_id()});
  if (initiative.others.contains(Event::kInitiativeClosed)) {
    return RefuseInitiative("INITIATIVE_CLOSED", fact.initiative_id());
  }
  const auto started = initiative.begun_by.find(Event::kInitiativeStarted);
  if (started == initiative.begun_by.end()) return absl::OkStatus();
  // Alone, it is as it was corrected.
  const Event& step = initiative.begun_by.size() == 1 ? *initiative.beginning : started->second;
  const std::optional<Days> began = DaysOf(step.initiative_started().occurred());
  const std::optional<Days> ended = DaysOf(fact.occurred());
  if (!began.has_value() || !ended.has_value() || began->first <= ended->last) {
    return absl::OkStatus();
  }
  return Refuse("ENDS_BEFORE_BEGINNING",
                {{"noun", std::string(kInitiative)}, {"id", fact.initiative_id()}});
}

absl::Status DecideOwn(const OutcomeStated& fact, const States& states) {
  for (const std::string& need : fact.need_ids()) {
    if (states.Get<Project>(fact.project_id()).needs.contains(need)) continue;
    return Refuse("NEED_UNKNOWN", {{"need", need}, {"project", fact.project_id()}});
  }
  return absl::OkStatus();
}

}  // namespace verkan::services
