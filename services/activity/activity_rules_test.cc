#include "services/activity/activity_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ActivityRulesTest : public RulesFixture {
 protected:
  ActivityRulesTest() {
    Given("project_started { project_id: 'p' name: 'P' region_codes: '06' }");
    Given("participant_registered { participant_id: 'x' }");
    Given("participant_registered { participant_id: 'y' }");
  }
  static std::string Fact(const std::string& fact, const std::string& more = "",
                          const std::string& top = "") {
    return absl::StrCat(fact, " { activity_id: 'a' ", top,
                        " details { project_id: 'p' kind: ACTIVITY_KIND_KNOWLEDGE_LUNCH ", more,
                        " } }");
  }
  static std::string Joined(const std::string& participant) {
    return absl::StrCat("participant_joined { activity_id: 'a' participant_id: '", participant,
                        "' }");
  }
  static std::string Withdrawn(const std::string& participant) {
    return absl::StrCat("participation_withdrawn { activity_id: 'a' participant_id: '", participant,
                        "' }");
  }
  static std::string Corrected(const std::string& more = "") {
    return Fact("activity_corrected", more, "reason: 'a slip'");
  }
};

constexpr char kCancelled[] = "activity_cancelled { activity_id: 'a' reason: 'illness' }";
constexpr char kHeadcount[] = "headcount_reported { activity_id: 'a' text: '53' }";

TEST_F(ActivityRulesTest, AnActivityBelongsToAKnownProject) {
  for (const char* fact : {"activity_planned", "activity_held"}) {
    EXPECT_EQ(When(absl::StrCat(fact,
                                " { activity_id: 'a' details { project_id: 'q' "
                                "kind: ACTIVITY_KIND_COURSE } }")),
              "PROJECT_UNKNOWN");
    EXPECT_EQ(When(Fact(fact)), kAccepted);
  }
}

TEST_F(ActivityRulesTest, AClosedProjectTakesCorrectionsButNoNewActivities) {
  Given(Fact("activity_held"));
  Given("project_closed { project_id: 'p' }");
  EXPECT_EQ(When("activity_held { activity_id: 'b' details { project_id: 'p' "
                 "kind: ACTIVITY_KIND_COURSE } }"),
            "PROJECT_CLOSED");
  EXPECT_EQ(When(Fact("activity_planned")), "PROJECT_CLOSED");
  EXPECT_EQ(When(Corrected()), kAccepted);
  EXPECT_EQ(When(Joined("x")), kAccepted);
}

TEST_F(ActivityRulesTest, NoCorrectionMovesAnActivityPastTheClosingDayOrIntoAClosedProject) {
  Given(Fact("activity_held", "occurred { from: '2022-01' }"));
  Given("project_closed { project_id: 'p' occurred { from: '2022-04-10' } }");
  EXPECT_EQ(When(Corrected("occurred { from: '2022-04-10' }")), kAccepted);
  EXPECT_EQ(When(Corrected("occurred { from: '2022-04-11' }")), "PROJECT_CLOSED");
  Given("project_started { project_id: 'other' name: 'O' region_codes: '06' }");
  Given("project_closed { project_id: 'other' occurred { from: '2022-04-10' } }");
  EXPECT_EQ(When("activity_corrected { activity_id: 'a' reason: 'r' details { project_id: 'other' "
                 "kind: ACTIVITY_KIND_COURSE occurred { from: '2022-01' } } }"),
            "PROJECT_CLOSED");
}

TEST_F(ActivityRulesTest, APlanIsHeldOnDaysThatItsParticipationsStated) {
  Given(Fact("activity_planned", "occurred { from: '2022-12' }"));
  Given("participant_registered { participant_id: 'x' }");
  Given(
      "participant_joined { activity_id: 'a' participant_id: 'x' occurred { from: "
      "'2022-12-28' } }");
  EXPECT_EQ(When(Fact("activity_held", "occurred { from: '2021-04' }")),
            "PARTICIPATIONS_OUTSIDE_ACTIVITY");
  EXPECT_EQ(When(Fact("activity_held", "occurred { from: '2022-12-28' }")), kAccepted);
}

TEST_F(ActivityRulesTest, WhatWasHeldIsNotCorrectedToADayAhead) {
  Given(Fact("activity_held"));
  EXPECT_EQ(When(Corrected("occurred { from: '2024-10-05' }")), kAccepted) << "tomorrow";
  EXPECT_EQ(When(Corrected("occurred { from: '2024-10-06' }")), "ACTIVITY_HELD_AHEAD");
}

TEST_F(ActivityRulesTest, APersonIsWithdrawnUnderWhateverPseudonym) {
  Given(Fact("activity_held"));
  for (const char* id : {"x", "y"}) {
    Given(absl::StrCat("participant_registered { participant_id: '", id, "' }"));
  }
  Given(Joined("x"));
  EXPECT_EQ(When(Withdrawn("y")), "PARTICIPANT_NOT_JOINED");
  Given("participants_merged { participant_id: 'y' merged_participant_id: 'x' reason: 'one' }");
  EXPECT_EQ(When(Withdrawn("y")), kAccepted);
  Given(Withdrawn("y"));
  EXPECT_EQ(When(Withdrawn("x")), "PARTICIPANT_NOT_JOINED");
  EXPECT_EQ(When(Joined("x")), kAccepted);
}

TEST_F(ActivityRulesTest, OrganisersAreRegistered) {
  for (const std::string& fact : {Fact("activity_planned", "organiser_ids: 'o'"),
                                  Fact("activity_held", "organiser_ids: 'o'")}) {
    EXPECT_EQ(When(fact), "ORGANISATION_UNKNOWN") << fact;
  }
  Given(Fact("activity_held"));
  EXPECT_EQ(When(Corrected("organiser_ids: 'o'")), "ORGANISATION_UNKNOWN");
  Given("organisation_registered { organisation_id: 'o' name: 'O' }");
  EXPECT_EQ(When(Corrected("organiser_ids: 'o'")), kAccepted);
}

TEST_F(ActivityRulesTest, AnActivityIsPlannedOnceAndHeldOnce) {
  Given(Fact("activity_planned"));
  EXPECT_EQ(When(Fact("activity_planned")), "ACTIVITY_EXISTS");
  EXPECT_EQ(When(Fact("activity_held")), kAccepted);
  Given(Fact("activity_held"));
  EXPECT_EQ(When(Fact("activity_held")), "ACTIVITY_ALREADY_HELD");
  EXPECT_EQ(When(Fact("activity_planned")), "ACTIVITY_EXISTS");
}

TEST_F(ActivityRulesTest, OnlyWhatIsPlannedAndNotHeldIsCancelledAndOnce) {
  EXPECT_EQ(When(kCancelled), "ACTIVITY_UNKNOWN");
  Given(Fact("activity_planned"));
  EXPECT_EQ(When(kCancelled), kAccepted);
  Given(kCancelled);
  EXPECT_EQ(When(kCancelled), "ACTIVITY_CANCELLED");
  EXPECT_EQ(When(Fact("activity_held")), "ACTIVITY_CANCELLED");
}

TEST_F(ActivityRulesTest, AHeldActivityIsNotCancelled) {
  Given(Fact("activity_held"));
  EXPECT_EQ(When(kCancelled), "ACTIVITY_ALREADY_HELD");
}

TEST_F(ActivityRulesTest, WhatWasNeverRecordedIsNotCorrected) {
  EXPECT_EQ(When(Corrected()), "ACTIVITY_UNKNOWN");
}

TEST_F(ActivityRulesTest, AnActivityLiesInAnyStatedPeriodOfItsProject) {
  const std::string at_2024 = Fact("activity_held", "occurred { from: '2024-02-01' }");
  EXPECT_EQ(When(at_2024), kAccepted) << "no period is stated";
  Given("project_period_stated { project_id: 'p' period { from: '2021' to: '2023' } source: 's' }");
  EXPECT_EQ(When(at_2024), "ACTIVITY_OUTSIDE_PROJECT_PERIOD");
  EXPECT_EQ(When(Fact("activity_planned", "occurred { from: '2024-02-01' }")),
            "ACTIVITY_OUTSIDE_PROJECT_PERIOD");
  EXPECT_EQ(When(Fact("activity_held", "occurred { from: '2023-12-31T23:59' }")), kAccepted);
  EXPECT_EQ(When(Fact("activity_held", "occurred { from: '2020-12-31' }")),
            "ACTIVITY_OUTSIDE_PROJECT_PERIOD");
  EXPECT_EQ(When(Fact("activity_held", "occurred { from: '2020' to: '2021' }")), kAccepted)
      << "it may have been in 2021";
  EXPECT_EQ(When(Fact("activity_held")), kAccepted) << "its day is not known";
  Given("project_period_stated { project_id: 'p' period { from: '2024' } source: 't' }");
  EXPECT_EQ(When(at_2024), kAccepted) << "another source reaches further";
}

TEST_F(ActivityRulesTest, ACorrectionLiesInThePeriodToo) {
  Given("project_period_stated { project_id: 'p' period { from: '2021' } source: 's' }");
  Given(Fact("activity_held", "occurred { from: '2021-05' }"));
  EXPECT_EQ(When(Corrected("occurred { from: '2022-05' }")), "ACTIVITY_OUTSIDE_PROJECT_PERIOD");
  EXPECT_EQ(When(Corrected("occurred { from: '2021-06' }")), kAccepted);
}

TEST_F(ActivityRulesTest, NobodyJoinsOrIsCountedWhereNothingIsHeld) {
  EXPECT_EQ(When(Joined("x")), "ACTIVITY_UNKNOWN");
  EXPECT_EQ(When(kHeadcount), "ACTIVITY_UNKNOWN");
  Given(Fact("activity_planned"));
  EXPECT_EQ(When(Joined("x")), kAccepted);
  EXPECT_EQ(When(kHeadcount), kAccepted);
  Given(kCancelled);
  EXPECT_EQ(When(Joined("x")), "ACTIVITY_CANCELLED");
  EXPECT_EQ(When(kHeadcount), "ACTIVITY_CANCELLED");
}

TEST_F(ActivityRulesTest, ARegisteredPersonJoinsOnce) {
  Given(Fact("activity_held"));
  EXPECT_EQ(When(Joined("nobody")), "PARTICIPANT_UNKNOWN");
  EXPECT_EQ(When(Joined("x")), kAccepted);
  Given(Joined("x"));
  EXPECT_EQ(When(Joined("x")), "PARTICIPANT_ALREADY_JOINED");
  EXPECT_EQ(When(Joined("y")), kAccepted);
}

TEST_F(ActivityRulesTest, ADayOfTakingPartIsOneOfTheActivitys) {
  const auto joined = [](const std::string& day) {
    return absl::StrCat(
        "participant_joined { activity_id: 'a' participant_id: 'x' occurred { from: '", day,
        "' } }");
  };
  Given(Fact("activity_held", "occurred { from: '2022-03' }"));
  EXPECT_EQ(When(joined("2022-04-01")), "PARTICIPATION_OUTSIDE_ACTIVITY");
  EXPECT_EQ(When(joined("2022-03-31")), kAccepted);
  EXPECT_EQ(When(joined("2022")), kAccepted) << "they share days";
  Given(joined("2022-03-31"));
  EXPECT_EQ(When(Corrected("occurred { from: '2022-05' }")), "PARTICIPATIONS_OUTSIDE_ACTIVITY");
  EXPECT_EQ(When(Corrected("occurred { from: '2022-03-31' }")), kAccepted);
  EXPECT_EQ(When(Corrected()), kAccepted) << "not known";
}

TEST_F(ActivityRulesTest, APersonJoinsOnceUnderWhateverPseudonym) {
  Given(Fact("activity_held"));
  Given(Joined("x"));
  Given("participants_merged { participant_id: 'y' merged_participant_id: 'x' }");
  EXPECT_EQ(When(Joined("y")), "PARTICIPANT_ALREADY_JOINED");
  EXPECT_EQ(When(Joined("x")), "PARTICIPANT_ALREADY_JOINED");
}

TEST_F(ActivityRulesTest, OnlyARecordedParticipationIsWithdrawnAndMayBeRecordedAgain) {
  EXPECT_EQ(When(Withdrawn("x")), "ACTIVITY_UNKNOWN");
  Given(Fact("activity_held"));
  EXPECT_EQ(When(Withdrawn("x")), "PARTICIPANT_NOT_JOINED");
  Given(Joined("x"));
  EXPECT_EQ(When(Withdrawn("x")), kAccepted);
  Given(Withdrawn("x"));
  EXPECT_EQ(When(Withdrawn("x")), "PARTICIPANT_NOT_JOINED");
  EXPECT_EQ(When(Joined("x")), kAccepted);
}

TEST_F(ActivityRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(Violations("activity_held { activity_id: 'a' }"), ElementsAre("event.details"));
  EXPECT_THAT(Violations("activity_held { activity_id: 'A b' details { format: 9 region_code: '6' "
                         "municipality_code: '680' organiser_ids: ['o', 'Ö'] "
                         "occurred { from: '2021-02-30' to: 'mars' } } }"),
              ElementsAre("event.activity_id", "event.details.project_id", "event.details.kind",
                          "event.details.format", "event.details.municipality_code",
                          "event.details.region_code", "event.details.organiser_ids[1]",
                          "event.details.occurred.from", "event.details.occurred.to"));
  EXPECT_THAT(Violations(Fact("activity_corrected")), ElementsAre("event.reason"));
  EXPECT_THAT(Violations("participant_joined {}"),
              ElementsAre("event.activity_id", "event.participant_id"));
  EXPECT_THAT(Violations(Joined("198112189876")), ElementsAre("event.participant_id"));
}

TEST_F(ActivityRulesTest, AHeadcountIsANumber) {
  EXPECT_THAT(Violations(kHeadcount), IsEmpty());
  EXPECT_THAT(Violations("headcount_reported { activity_id: 'a' text: 'ca 45' }"), IsEmpty());
  EXPECT_THAT(Violations("headcount_reported { activity_id: 'a' text: 'många glada' }"),
              ElementsAre("event.text"));
  EXPECT_THAT(Violations("headcount_reported { activity_id: 'a' text: 'ej angett' }"),
              ElementsAre("event.reading"));
  EXPECT_THAT(Violations("headcount_reported { activity_id: 'a' reading { value: '12,5' } }"),
              ElementsAre("event.reading.value"));
}

}  // namespace
}  // namespace verkan::services
