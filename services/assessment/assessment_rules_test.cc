#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

class AssessmentRulesTest : public RulesFixture {
 protected:
  void SetUp() override {
    Given("project_started { project_id: 'p' name: 'P' region_codes: '06' }");
  }

  // An assessment of inputs of 100 000 kr, with one effect: ten people, 20 000 kr a year.
  std::string Assess(const std::string& result, const std::string& effect = "",
                     const std::string& more = "") {
    return absl::StrCat(
        "impact_assessed { assessment_id: 'a' project_id: 'p' label { sv: 'Arbete' } ",
        "method_version: 'sroi-2012' inputs_sek: '100000' result: '", result, "' ", more,
        " effects { label { sv: 'Egen inkomst' } quantity: '10' proxy_sek: '20000' ", effect,
        " } }");
  }
};

TEST_F(AssessmentRulesTest, AResultIsWhatTheMethodGives) {
  EXPECT_EQ(When(Assess("2")), kAccepted);
  EXPECT_EQ(When(Assess("2.00")), kAccepted);
  EXPECT_EQ(When(Assess("2.1")), "RESULT_DIFFERS");
}

TEST_F(AssessmentRulesTest, SharesOfOthersAreTakenOff) {
  EXPECT_EQ(When(Assess("0.48", "deadweight: '0.2' displacement: '0.25' attribution: '0.6'")),
            kAccepted);
}

TEST_F(AssessmentRulesTest, AnEffectDropsOffAndIsDiscountedByTheYear) {
  // 2 / 1.1 + 2 * 0.5 / 1.21 = 2.6446
  const std::string three = "years: 2 drop_off: '0.5'";
  EXPECT_EQ(When(Assess("2.64", three, "discount_rate: '0.1'")), kAccepted);
  EXPECT_EQ(When(Assess("2.65", three, "discount_rate: '0.1'")), "RESULT_DIFFERS");
}

TEST_F(AssessmentRulesTest, AResultIsComparedWithItsOwnDecimals) {
  EXPECT_EQ(When(Assess("1.3", "deadweight: '0.3333'")), kAccepted);  // 1.3334
  EXPECT_EQ(When(Assess("1.4", "deadweight: '0.3333'")), "RESULT_DIFFERS");
}

TEST_F(AssessmentRulesTest, AnAssessmentIsRecordedOnceAndAfterClosing) {
  Given(Assess("2"));
  EXPECT_EQ(When(Assess("2")), "ASSESSMENT_EXISTS");
  EXPECT_EQ(When("assessment_corrected { assessment_id: 'b' reason: 'r' }"), "ASSESSMENT_UNKNOWN");
  Given("project_closed { project_id: 'p' occurred { from: '2020-01-01' } }");
  EXPECT_EQ(When("assessment_corrected { assessment_id: 'a' label { sv: 'Annat' } reason: 'r' }"),
            kAccepted);
}

TEST_F(AssessmentRulesTest, ACorrectionIsReckonedAnew) {
  Given(Assess("2"));
  EXPECT_EQ(When("assessment_corrected { assessment_id: 'a' inputs_sek: '50000' reason: 'r' }"),
            "RESULT_DIFFERS");
  EXPECT_EQ(When("assessment_corrected { assessment_id: 'a' inputs_sek: '50000' result: '4' "
                 "reason: 'r' }"),
            kAccepted);
  EXPECT_EQ(When("assessment_corrected { assessment_id: 'a' cleared: 'inputs_sek' reason: 'r' }"),
            "CORRECTION_DOES_NOT_FIT");
}

TEST_F(AssessmentRulesTest, ThereIsAnEffect) {
  EXPECT_EQ(Violations("impact_assessed { assessment_id: 'a' project_id: 'p' label { sv: 'A' } "
                       "method_version: 'sroi-2012' inputs_sek: '1' result: '0' }"),
            (std::vector<std::string>{"event.effects"}));
  Given(Assess("2"));
  EXPECT_EQ(When("assessment_corrected { assessment_id: 'a' cleared: 'effects' result: '0' "
                 "reason: 'r' }"),
            "CORRECTION_DOES_NOT_FIT");
}

TEST_F(AssessmentRulesTest, TheShapeKnowsTheMethodAndItsShares) {
  EXPECT_EQ(Violations(Assess("2", "deadweight: '1.5' years: 60")),
            (std::vector<std::string>{"event.effects[0].deadweight", "event.effects[0].years"}));
  EXPECT_EQ(
      Violations("impact_assessed { assessment_id: 'a' project_id: 'p' label { sv: 'A' } "
                 "method_version: 'own' inputs_sek: '0' result: '2' effects { label { sv: 'E' } "
                 "quantity: '1' proxy_sek: '1' } }"),
      (std::vector<std::string>{"event.method_version", "event.inputs_sek"}));
}

}  // namespace
}  // namespace verkan::services
