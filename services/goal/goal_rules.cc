#include "services/goal/goal_rules.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "eventstore/status_macros.h"
#include "services/domain/correction.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::GoalAssessed;
using event::v1::GoalCorrected;
using event::v1::GoalRevised;
using event::v1::GoalSet;

namespace {

constexpr absl::string_view kGoal = "goal";

template <typename Fact>
void CompleteQuantity(Fact* fact, Checks* checks) {
  const std::string& text = fact->quantity_text();
  if (fact->has_reading()) {
    return CheckReadingOfText("event.reading", text, fact->reading(), checks);
  }
  if (std::none_of(text.begin(), text.end(), absl::ascii_isdigit)) return;
  if (auto reading = ReadText("event.quantity_text", text, checks)) {
    *fact->mutable_reading() = *std::move(reading);
  }
}

// The goal as it was set; null if it is not known.
const GoalSet* Set(const std::string& id, const States& states) {
  const auto& beginning = states.Plain({kGoal, id}).beginning;
  return beginning == nullptr ? nullptr : &beginning->goal_set();
}

// Of several indicators none is the one that a number is of.
absl::Status RequireUnitOf(const GoalSet& goal, const event::v1::FigureReading& reading,
                           const States& states) {
  if (goal.indicator_ids_size() != 1) return absl::OkStatus();
  return RequireUnit(goal.indicator_ids(0), reading, states);
}

}  // namespace

void Complete(GoalSet* fact, Checks* checks) { CompleteQuantity(fact, checks); }
void Complete(GoalCorrected* fact, Checks* checks) { CompleteQuantity(fact, checks); }
void Complete(GoalRevised* fact, Checks* checks) { CompleteQuantity(fact, checks); }

void Validate(const GoalRevised& fact, Checks* checks) {
  const bool said = fact.has_label() || !fact.indicator_ids().empty() ||
                    !fact.quantity_text().empty() || fact.has_period() || fact.given_up();
  if (!said) checks->Fail("event.label", "", "what is another, or that it was given up");
}

absl::Status DecideOwn(const GoalSet& fact, const States& states) {
  const std::string& part_of = fact.part_of_goal_id();
  if (const GoalSet* whole = part_of.empty() ? nullptr : Set(part_of, states)) {
    if (whole->project_id() != fact.project_id()) {
      return Refuse("GOAL_OF_OTHER_PROJECT", {{"goal", part_of}, {"project", fact.project_id()}});
    }
    if (!whole->part_of_goal_id().empty() || part_of == fact.goal_id()) {
      return Refuse("GOAL_IS_A_PART", {{"goal", part_of}});
    }
  }
  return RequireUnitOf(fact, fact.reading(), states);
}

absl::Status DecideOwn(const GoalRevised& fact, const States& states) {
  const PlainNoun& goal = states.Plain({kGoal, fact.goal_id()});
  if (goal.beginning->goal_set().project_id() != fact.project_id()) {
    return Refuse("GOAL_OF_OTHER_PROJECT",
                  {{"goal", fact.goal_id()}, {"project", fact.project_id()}});
  }
  for (const event::v1::Event& revision : goal.revisions) {
    if (revision.goal_revised().given_up())
      return Refuse("GOAL_GIVEN_UP", {{"goal", fact.goal_id()}});
  }
  event::v1::Event revision;
  *revision.mutable_goal_revised() = fact;
  const GoalSet revised = Corrected(goal.AsRevised(), revision).goal_set();
  return RequireUnitOf(revised, revised.reading(), states);
}

absl::Status DecideOwn(const GoalAssessed& fact, const States& states) {
  const PlainNoun& goal = states.Plain({kGoal, fact.goal_id()});
  return RequireUnitOf(goal.AsRevised().goal_set(), fact.reading(), states);
}

}  // namespace verkan::services
