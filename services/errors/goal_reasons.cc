#include "services/errors/reasons.h"

namespace verkan::services {

absl::Span<const Reason> GoalReasons() {
  static constexpr Reason kReasons[] = {
      {"GOAL_UNKNOWN", kRule, "Goal {goal} is not known", "Målet {goal} är inte känt"},
      {"GOAL_EXISTS", kRule, "Goal {goal} has already been set", "Målet {goal} har redan satts"},
      {"GOAL_OF_OTHER_PROJECT", kRule, "Goal {goal} is not one of project {project}",
       "Målet {goal} hör inte till projektet {project}"},
      {"GOAL_GIVEN_UP", kRule, "Goal {goal} has been given up", "Målet {goal} har getts upp"},
      {"GOAL_IS_A_PART", kRule, "Goal {goal} is a part itself, and cannot have parts",
       "Målet {goal} är självt en del och kan inte ha delar"},
  };
  return kReasons;
}

}  // namespace verkan::services
