#include "services/goal/goal_rules.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "eventstore/status_macros.h"
#include "services/domain/states.h"

namespace verkan::services {

using event::v1::GoalCorrected;
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

}  // namespace

void Complete(GoalSet* fact, Checks* checks) { CompleteQuantity(fact, checks); }
void Complete(GoalCorrected* fact, Checks* checks) { CompleteQuantity(fact, checks); }

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
  if (fact.indicator_ids_size() != 1) return absl::OkStatus();
  return RequireUnit(fact.indicator_ids(0), fact.reading(), states);
}

}  // namespace verkan::services
