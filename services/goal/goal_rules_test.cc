#include "services/goal/goal_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class GoalRulesTest : public RulesFixture {
 protected:
  GoalRulesTest() {
    Given("project_started { project_id: 'p' }");
    Given("project_started { project_id: 'q' }");
    Given("indicator_defined { indicator_id: 'places' unit: 'places' }");
    Given("source_registered { source_id: 's' title: 'Plan' }");
  }

  static std::string Goal(const std::string& id, const std::string& more = "") {
    return absl::StrCat("goal_set { goal_id: '", id, "' project_id: 'p' label { sv: 'Mål' } ", more,
                        " }");
  }
};

TEST_F(GoalRulesTest, AGoalIsSetOnceInAKnownProject) {
  EXPECT_EQ(When("goal_set { goal_id: 'g' project_id: 'x' label { sv: 'M' } }"), "PROJECT_UNKNOWN");
  EXPECT_EQ(When(Goal("g")), kAccepted);
  Given(Goal("g"));
  EXPECT_EQ(When(Goal("g")), "GOAL_EXISTS");
}

TEST_F(GoalRulesTest, APartIsOfTheSameProjectAndHasNoParts) {
  Given(Goal("whole"));
  EXPECT_EQ(When(Goal("part", "part_of_goal_id: 'nothing'")), "GOAL_UNKNOWN");
  EXPECT_EQ(When(Goal("part", "part_of_goal_id: 'whole'")), kAccepted);
  Given(Goal("part", "part_of_goal_id: 'whole'"));
  EXPECT_EQ(When(Goal("small", "part_of_goal_id: 'part'")), "GOAL_IS_A_PART");
  EXPECT_EQ(When("goal_set { goal_id: 'g' project_id: 'q' label { sv: 'M' } "
                 "part_of_goal_id: 'whole' }"),
            "GOAL_OF_OTHER_PROJECT");
  EXPECT_EQ(When("goal_corrected { goal_id: 'whole' part_of_goal_id: 'part' reason: 'r' }"),
            "GOAL_IS_A_PART")
      << "no circle";
}

TEST_F(GoalRulesTest, AQuantityIsInTheUnitOfTheOneIndicator) {
  EXPECT_EQ(When(Goal("g", "indicator_ids: 'places' reading { value: '10' unit: 'SEK' }")),
            "TARGET_UNIT_DIFFERS");
  EXPECT_EQ(When(Goal("g", "indicator_ids: 'places' reading { value: '10' unit: 'places' }")),
            kAccepted);
  Given(Goal("g", "indicator_ids: 'places'"));
  const std::string assessed =
      "goal_assessed { goal_id: 'g' result: GOAL_RESULT_REACHED source_id: 's' reading { ";
  EXPECT_EQ(When(assessed + "value: '9' } }"), kAccepted);
  EXPECT_EQ(When("goal_assessed { goal_id: 'x' result: GOAL_RESULT_REACHED source_id: 's' }"),
            "GOAL_UNKNOWN");
}

TEST_F(GoalRulesTest, AQuantityIsReadOnlyIfItHoldsANumeral) {
  EXPECT_THAT(Violations(Goal("g", "quantity_text: 'en upphandling'")), IsEmpty());
  EXPECT_THAT(Violations(Goal("g", "quantity_text: '10 x 3'")), ElementsAre("event.quantity_text"));
}

TEST_F(GoalRulesTest, ACorrectionObeysWhatTheGoalObeyed) {
  Given(Goal("g", "occurred { from: '2021' }"));
  Given("project_period_stated { project_id: 'p' period { from: '2021' to: '2022' } source: 's' }");
  const std::string corrected = "goal_corrected { goal_id: 'g' reason: 'r' ";
  EXPECT_EQ(When(corrected + "label { sv: 'Nytt' } }"), kAccepted);
  EXPECT_EQ(When(corrected + "occurred { from: '2023' } }"), "OUTSIDE_PROJECT_PERIOD");
  EXPECT_EQ(When(corrected + "indicator_ids: 'nothing' }"), "INDICATOR_UNKNOWN");
  EXPECT_EQ(When(corrected + "cleared: 'label' }"), "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When("goal_corrected { goal_id: 'x' reason: 'r' }"), "GOAL_UNKNOWN");
  EXPECT_THAT(Violations(corrected + "cleared: 'colour' cleared: 'label' label { sv: 'a' } }"),
              ElementsAre("event.cleared[0]", "event.cleared[1]"));
  Given("project_closed { project_id: 'p' occurred { from: '2021-06-30' } }");
  EXPECT_EQ(When(corrected + "occurred { from: '2021-06' } }"), kAccepted);
  EXPECT_EQ(When(corrected + "occurred { from: '2022' } }"), "PROJECT_CLOSED");
}

TEST_F(GoalRulesTest, AGoalIsRevisedInItsOwnProjectUntilItIsGivenUp) {
  const auto revised = [](const std::string& more) {
    return absl::StrCat("goal_revised { goal_id: 'g' project_id: 'p' ", more, " }");
  };
  EXPECT_EQ(When(revised("label { sv: 'Nytt' }")), "GOAL_UNKNOWN");
  Given(Goal("g", "indicator_ids: 'places' quantity_text: '70 places'"));
  EXPECT_EQ(When("goal_revised { goal_id: 'g' project_id: 'q' label { sv: 'N' } }"),
            "GOAL_OF_OTHER_PROJECT");
  EXPECT_EQ(When(revised("label { sv: 'Nytt' }")), kAccepted);
  EXPECT_THAT(Violations(revised("")), ElementsAre("event.label"));
  Given(revised("given_up: true"));
  EXPECT_EQ(When(revised("label { sv: 'Nytt' }")), "GOAL_GIVEN_UP");
}

TEST_F(GoalRulesTest, AGoalIsAssessedInTheUnitOfItsIndicatorAsRevised) {
  Given("indicator_defined { indicator_id: 'money' unit: 'SEK' }");
  const std::string in_kronor =
      "goal_assessed { goal_id: 'g' result: GOAL_RESULT_REACHED source_id: 's' text: '3 miljoner "
      "kr' }";
  Given(Goal("g", "indicator_ids: 'places'"));
  EXPECT_EQ(When(in_kronor), "TARGET_UNIT_DIFFERS");
  EXPECT_EQ(When("goal_revised { goal_id: 'g' project_id: 'p' quantity_text: '3 miljoner kr' }"),
            "TARGET_UNIT_DIFFERS");
  Given("goal_revised { goal_id: 'g' project_id: 'p' indicator_ids: 'money' }");
  EXPECT_EQ(When(in_kronor), kAccepted);
}

}  // namespace
}  // namespace verkan::services
