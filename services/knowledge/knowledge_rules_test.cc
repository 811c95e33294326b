#include "services/knowledge/knowledge_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;

class KnowledgeRulesTest : public RulesFixture {
 protected:
  KnowledgeRulesTest() {
    Given("project_started { project_id: 'p' }");
    for (const char* id : {"a", "b"}) {
      Given(absl::StrCat("organisation_registered { organisation_id: '", id, "' }"));
    }
  }
};

TEST_F(KnowledgeRulesTest, NobodyGrantsMoneyToHimself) {
  const std::string granted = "funding_granted { funding_id: 'f' giver_ids: 'a' recipient_ids: ";
  EXPECT_EQ(When(granted + "'b' }"), kAccepted);
  EXPECT_EQ(When(granted + "'a' }"), "FUNDING_TO_ONESELF");
  Given("organisations_merged { organisation_id: 'a' merged_organisation_id: 'b' reason: 'r' }");
  EXPECT_EQ(When(granted + "'b' }"), "FUNDING_TO_ONESELF");
}

TEST_F(KnowledgeRulesTest, AGrantFollowsItsOffer) {
  Given(
      "funding_offered { funding_id: 'o' instrument: FUNDING_INSTRUMENT_GRANT "
      "occurred { from: '2021-06' } }");
  const std::string granted =
      "funding_granted { funding_id: 'f' project_id: 'p' offer_id: 'o' occurred { from: ";
  EXPECT_EQ(When(granted + "'2021-05' } }"), "OFFER_IS_LATER");
  EXPECT_EQ(When(granted + "'2021' } }"), kAccepted);
  EXPECT_EQ(When("funding_granted { funding_id: 'o' project_id: 'p' }"), "FUNDING_EXISTS");
}

TEST_F(KnowledgeRulesTest, ASurveyIsBegunAndThenDone) {
  const std::string survey = "survey_conducted { survey_id: 's' project_id: 'p' stage: ";
  EXPECT_EQ(When(survey + "SURVEY_STAGE_BEGUN }"), kAccepted);
  Given(survey + "SURVEY_STAGE_BEGUN }");
  EXPECT_EQ(When(survey + "SURVEY_STAGE_DONE }"), kAccepted);
  EXPECT_EQ(When("survey_conducted { survey_id: 's' project_id: 'p' }"), kAccepted) << "it is done";
  Given(survey + "SURVEY_STAGE_DONE }");
  EXPECT_EQ(When(survey + "SURVEY_STAGE_DONE }"), "SURVEY_ALREADY_DONE");
}

TEST_F(KnowledgeRulesTest, ANameBelongsToOneSeriesOfAProject) {
  Given("series_described { series_id: 'x' project_id: 'p' name: 'Samtal' }");
  EXPECT_EQ(When("series_described { series_id: 'y' project_id: 'p' name: 'SAMTAL' }"),
            "SERIES_NAME_TAKEN");
  Given("project_started { project_id: 'q' }");
  EXPECT_EQ(When("series_described { series_id: 'y' project_id: 'q' name: 'Samtal' }"), kAccepted);
}

TEST_F(KnowledgeRulesTest, SomebodyIsNamed) {
  EXPECT_THAT(Violations("support_given { support_id: 's' project_id: 'p' }"),
              ElementsAre("event.recipient_ids"));
  EXPECT_THAT(Violations("course_launched { course_id: 'c' title: 'T' }"),
              ElementsAre("event.project_id"));
  EXPECT_THAT(Violations("practice_observed { practice_id: 'x' label { sv: 'A' } }"),
              ElementsAre("event.project_id"));
  EXPECT_EQ(When("support_given { support_id: 's' project_id: 'p' text: 'en handfull' }"),
            kAccepted);
}

}  // namespace
}  // namespace verkan::services
