#include "services/indicator/indicator_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class IndicatorRulesTest : public RulesFixture {
 protected:
  static std::string Defined(const std::string& id) {
    return absl::StrCat("indicator_defined { indicator_id: '", id,
                        "' name_sv: 'n' name_en: 'n' unit: 'enterprises' }");
  }
  static std::string Ranked(const std::string& id) {
    return absl::StrCat("source_ranked { indicator_id: '", id,
                        "' source: 'Sofisam' rank: RANK_PREFERRED }");
  }
  static std::string Target(const std::string& text, const std::string& more = "") {
    return absl::StrCat("target_set { indicator_id: 'i' text: '", text, "' ", more, " }");
  }
};

TEST_F(IndicatorRulesTest, AnIndicatorIsDefinedOnceAndBuiltInOnesAreKnown) {
  EXPECT_EQ(When(Defined("i")), kAccepted);
  Given(Defined("i"));
  EXPECT_EQ(When(Defined("i")), "INDICATOR_EXISTS");
  EXPECT_EQ(When(Defined("participants")), "INDICATOR_EXISTS");
}

TEST_F(IndicatorRulesTest, SourcesAreRankedForAKnownIndicator) {
  EXPECT_EQ(When(Ranked("i")), "INDICATOR_UNKNOWN");
  EXPECT_EQ(When(Ranked("participants")), kAccepted);
  Given(Defined("i"));
  EXPECT_EQ(When(Ranked("i")), kAccepted);
}

TEST_F(IndicatorRulesTest, ATargetIsOfAKnownIndicatorAndProject) {
  EXPECT_EQ(When(Target("10")), "INDICATOR_UNKNOWN");
  Given(Defined("i"));
  EXPECT_EQ(When(Target("10")), kAccepted);
  EXPECT_EQ(When(Target("minst en")), kAccepted);
  EXPECT_EQ(When(Target("10", "project_id: 'p'")), "PROJECT_UNKNOWN");
}

TEST_F(IndicatorRulesTest, ATargetIsStatedInTheIndicatorsUnit) {
  Given(Defined("i"));
  EXPECT_EQ(When(Target("2500:-")), "TARGET_UNIT_DIFFERS");
  EXPECT_EQ(When(Target("", "reading { value: '5' unit: 'enterprises' }")), kAccepted);
}

TEST_F(IndicatorRulesTest, ATargetIsANumber) {
  EXPECT_THAT(Violations(Target("-")), ElementsAre("event.reading"));
  EXPECT_THAT(Violations(Target("många fler")), ElementsAre("event.text"));
  EXPECT_THAT(Violations(Target("3-4")), IsEmpty());
}

TEST_F(IndicatorRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(Violations("indicator_defined { indicator_id: 'i' decimals: 5 }"),
              ElementsAre("event.name_sv", "event.name_en", "event.decimals"));
  EXPECT_THAT(Violations("source_ranked { indicator_id: 'i' region_code: '2' }"),
              ElementsAre("event.source", "event.region_code", "event.rank"));
}

TEST_F(IndicatorRulesTest, AnIndicatorIsRevisedUntilItIsRetired) {
  const auto revised = [](const std::string& id) {
    return absl::StrCat("indicator_revised { indicator_id: '", id, "' unit: 'st' reason: 'r' }");
  };
  const std::string retired = "indicator_retired { indicator_id: 'i' reason: 'r' ";
  EXPECT_EQ(When(revised("i")), "INDICATOR_UNKNOWN");
  EXPECT_EQ(When(retired + "}"), "INDICATOR_UNKNOWN");
  EXPECT_EQ(When(revised("participants")), "INDICATOR_BUILT_IN");
  Given(Defined("i"));
  EXPECT_EQ(When(revised("i")), kAccepted);
  EXPECT_EQ(When("indicator_revised { indicator_id: 'i' occurred { from: '2024' } reason: 'r' }"),
            kAccepted);
  EXPECT_EQ(When("indicator_revised { indicator_id: 'i' cleared: 'name_sv' reason: 'r' }"),
            "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When(retired + "replaced_by_id: 'x' }"), "INDICATOR_UNKNOWN");
  Given(retired + "}");
  EXPECT_EQ(When(retired + "}"), "INDICATOR_RETIRED");
  EXPECT_EQ(When(revised("i")), "INDICATOR_RETIRED");
}

TEST_F(IndicatorRulesTest, ARevisedUnitHoldsForTargets) {
  Given(Defined("i"));
  Given("indicator_revised { indicator_id: 'i' unit: 'SEK' reason: 'r' }");
  EXPECT_EQ(When(Target("2500:-")), kAccepted);
}

TEST_F(IndicatorRulesTest, ABaselineIsOfAProjectAndItsRegions) {
  Given(Defined("i"));
  Given("source_registered { source_id: 's' title: 'Plan' }");
  Given("project_started { project_id: 'p' region_codes: '06' }");
  const auto baseline = [](const std::string& more) {
    return absl::StrCat("baseline_set { indicator_id: 'i' text: '40' ", more, " }");
  };
  EXPECT_EQ(When(baseline("source_id: 's'")), kAccepted);
  EXPECT_EQ(When(baseline("source_id: 'x'")), "SOURCE_UNKNOWN");
  EXPECT_EQ(When(baseline("source_id: 's' project_id: 'x'")), "PROJECT_UNKNOWN");
  EXPECT_EQ(When(baseline("source_id: 's' project_id: 'p' region_code: '06'")), kAccepted);
  EXPECT_EQ(When(baseline("source_id: 's' project_id: 'p' region_code: '12'")),
            "REGION_NOT_OF_PROJECT");
  EXPECT_EQ(When("baseline_set { indicator_id: 'i' text: '40 kr' source_id: 's' }"),
            "TARGET_UNIT_DIFFERS");
}

TEST_F(IndicatorRulesTest, ATargetThatWasSetIsRevised) {
  Given(Defined("i"));
  Given("project_started { project_id: 'p' region_codes: '06' }");
  const auto revised = [](const std::string& more) {
    return absl::StrCat("target_revised { indicator_id: 'i' reason: 'r' ", more, " }");
  };
  EXPECT_EQ(When(revised("text: '45'")), "TARGET_UNKNOWN");
  Given(Target("70", "period { from: '2021' to: '2023' } scope: 'ASF'"));
  EXPECT_EQ(When(revised("text: '45'")), "TARGET_UNKNOWN");
  EXPECT_EQ(When(revised("text: '45' scope: 'asf' period { from: '2021-01' to: '2023-12' }")),
            kAccepted);
  Given(Target("70", "project_id: 'p' region_code: '12'"));
  EXPECT_EQ(When(revised("text: '45' project_id: 'p' region_code: '12'")), "REGION_NOT_OF_PROJECT");
  EXPECT_EQ(When(revised("text: '45 kr' project_id: 'p' region_code: '12'")),
            "TARGET_UNIT_DIFFERS");
}

TEST_F(IndicatorRulesTest, ATargetNamesAKnownSourceAndGoal) {
  Given(Defined("i"));
  EXPECT_EQ(When(Target("10", "source_id: 'x'")), "SOURCE_UNKNOWN");
  EXPECT_EQ(When(Target("10", "goal_id: 'x'")), "GOAL_UNKNOWN");
}

}  // namespace
}  // namespace verkan::services
