#include "services/initiative/initiative_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;

constexpr char kPlanned[] = "initiative_planned { initiative_id: 'i' kind: INITIATIVE_KIND_IDEA }";
constexpr char kStarted[] =
    "initiative_started { initiative_id: 'i' occurred { from: '2021-03' } }";

class InitiativeRulesTest : public RulesFixture {};

TEST_F(InitiativeRulesTest, ItIsPlannedThenStartedThenDeepened) {
  EXPECT_EQ(When(kPlanned), kAccepted);
  Given(kPlanned);
  EXPECT_EQ(When(kPlanned), "INITIATIVE_EXISTS");
  EXPECT_EQ(When(kStarted), kAccepted);
  Given(kStarted);
  EXPECT_EQ(When(kStarted), "INITIATIVE_ALREADY_STARTED");
  EXPECT_EQ(When("initiative_deepened { initiative_id: 'i' }"), kAccepted);
}

TEST_F(InitiativeRulesTest, WhatHasBegunIsNotPlanned) {
  Given("initiative_deepened { initiative_id: 'i' }");
  EXPECT_EQ(When(kPlanned), "INITIATIVE_BEGUN");
  EXPECT_EQ(When(kStarted), kAccepted) << "its start became known later";
}

TEST_F(InitiativeRulesTest, ItEndsOnceAndNotBeforeItBegan) {
  const auto closed = [](const std::string& day) {
    return absl::StrCat("initiative_closed { initiative_id: 'i' occurred { from: '", day, "' } }");
  };
  EXPECT_EQ(When(closed("2021")), "INITIATIVE_UNKNOWN");
  Given(kStarted);
  EXPECT_EQ(When(closed("2021-02")), "ENDS_BEFORE_BEGINNING");
  EXPECT_EQ(When(closed("2021")), kAccepted);
  Given(closed("2021-12"));
  EXPECT_EQ(When(closed("2022")), "INITIATIVE_CLOSED");
  EXPECT_EQ(When("initiative_deepened { initiative_id: 'i' occurred { from: '2021-12' } }"),
            kAccepted);
  EXPECT_EQ(When("initiative_deepened { initiative_id: 'i' occurred { from: '2022' } }"),
            "INITIATIVE_CLOSED");
  EXPECT_EQ(When("initiative_deepened { initiative_id: 'i' }"), "INITIATIVE_CLOSED");
}

TEST_F(InitiativeRulesTest, AResultCameOfSomething) {
  EXPECT_THAT(Violations("result_achieved { result_id: 'r' kind: RESULT_KIND_PRODUCT }"),
              ElementsAre("event.project_id"));
  Given("project_started { project_id: 'p' }");
  const std::string patents =
      "result_achieved { result_id: 'r' project_id: 'p' kind: RESULT_KIND_PATENT text: 'flera' }";
  EXPECT_EQ(When(patents), kAccepted);
  Given(patents);
  EXPECT_EQ(When("outcome_stated { result_id: 'r' project_id: 'p' source_id: 's' "
                 "outcome_kind: OUTCOME_KIND_AWARENESS }"),
            "SOURCE_UNKNOWN");
  EXPECT_EQ(When("result_corrected { result_id: 'r' kind: RESULT_KIND_TRADEMARK reason: 'r' }"),
            kAccepted);
  EXPECT_EQ(When("result_corrected { result_id: 'r' degree_text: 'delvis' reason: 'r' }"),
            "CORRECTION_DOES_NOT_FIT")
      << "of outcomes only";
}

TEST_F(InitiativeRulesTest, ANeedThatIsMetWasIdentified) {
  Given("project_started { project_id: 'p' }");
  Given("source_registered { source_id: 's' title: 'T' }");
  const std::string met =
      "outcome_stated { result_id: 'r' project_id: 'p' source_id: 's' need_ids: 'n' "
      "outcome_kind: OUTCOME_KIND_STRUCTURE }";
  EXPECT_EQ(When(met), "NEED_UNKNOWN");
  const std::string need = "need_identified { project_id: 'p' need: 'Plats' need_id: 'n' }";
  Given(need);
  EXPECT_EQ(When(met), kAccepted);
  EXPECT_EQ(When(need), "NEED_EXISTS");
}

}  // namespace
}  // namespace verkan::services
