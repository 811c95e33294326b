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

TEST_F(ActivityRulesTest, TheSeriesAndTheSourcesAreKnown) {
  Given(Fact("activity_held"));
  for (const char* fact : {"activity_planned", "activity_held"}) {
    EXPECT_EQ(When(Fact(fact, "series_id: 'r'")), "SERIES_UNKNOWN") << fact;
    EXPECT_EQ(When(Fact(fact, "", "source_ids: 's'")), "SOURCE_UNKNOWN") << fact;
  }
  EXPECT_EQ(When(Corrected("series_id: 'r'")), "SERIES_UNKNOWN");
  EXPECT_EQ(When("participant_joined { activity_id: 'a' participant_id: 'x' source_ids: 's' }"),
            "SOURCE_UNKNOWN");
  EXPECT_EQ(
      When("participation_withdrawn { activity_id: 'a' participant_id: 'x' source_ids: 's' }"),
      "SOURCE_UNKNOWN");
  EXPECT_EQ(When("headcount_reported { activity_id: 'a' text: '53' source_id: 's' }"),
            "SOURCE_UNKNOWN");
  Given("series_described { series_id: 'r' project_id: 'p' name: 'R' }");
  EXPECT_EQ(When(Corrected("series_id: 'r'")), kAccepted);
}

TEST_F(ActivityRulesTest, AnOrganisationJoinsOnceWithinTheDaysOfTheActivity) {
  const auto joined = [](const std::string& who, const std::string& more = "") {
    return absl::StrCat("organisation_joined { activity_id: 'a' ", who, " ", more, " }");
  };
  EXPECT_EQ(When(joined("organisation_id: 'o'")), "ACTIVITY_UNKNOWN");
  Given(Fact("activity_planned", "occurred { from: '2022-01' }"));
  EXPECT_EQ(When(joined("organisation_id: 'o'")), "ORGANISATION_UNKNOWN");
  Given("organisation_registered { organisation_id: 'o' name: 'O' }");
  Given("organisation_registered { organisation_id: 'also-o' name: 'O' }");
  EXPECT_EQ(When(joined("organisation_id: 'o'", "occurred { from: '2022-02' }")),
            "PARTICIPATION_OUTSIDE_ACTIVITY");
  Given(joined("organisation_id: 'o'", "occurred { from: '2022-01-05' }"));
  EXPECT_EQ(When(joined("organisation_id: 'o'")), "ORGANISATION_ALREADY_JOINED");
  EXPECT_EQ(When(joined("organisation_id: 'also-o'")), kAccepted);
  Given("organisations_merged { organisation_id: 'also-o' merged_organisation_id: 'o' }");
  EXPECT_EQ(When(joined("organisation_id: 'also-o'")), "ORGANISATION_ALREADY_JOINED");
  Given(joined("group { text: 'två' }"));
  EXPECT_EQ(When(joined("group { text: 'två' }")), kAccepted) << "groups are not counted";
  EXPECT_EQ(When(Fact("activity_held", "occurred { from: '2022-02' }")),
            "PARTICIPATIONS_OUTSIDE_ACTIVITY");
  EXPECT_THAT(Violations(joined("")), ElementsAre("event.organisation_id"));
  Given(kCancelled);
  EXPECT_EQ(When(joined("group { text: 'två' }")), "ACTIVITY_CANCELLED");
}

TEST_F(ActivityRulesTest, FeedbackIsOfAnActivityOfItsProject) {
  const auto feedback = [](const std::string& more) {
    return absl::StrCat("feedback_given { feedback_id: 'f' project_id: 'p' ", more, " }");
  };
  const std::string quote = "quote: 'Vi fick ny energi' source_ids: 's' ";
  EXPECT_EQ(When(feedback(quote)), "SOURCE_UNKNOWN");
  Given("source_registered { source_id: 's' title: 'S' }");
  EXPECT_EQ(When(feedback(quote)), kAccepted);
  EXPECT_EQ(When(feedback(quote + "activity_id: 'a'")), "ACTIVITY_UNKNOWN");
  EXPECT_EQ(When(feedback(quote + "series_id: 'r'")), "SERIES_UNKNOWN");
  EXPECT_EQ(When(feedback("participant_id: 'z' said: 'Bra'")), "PARTICIPANT_UNKNOWN");
  EXPECT_EQ(When(feedback("participant_id: 'x' said: 'Bra'")), kAccepted);
  Given("personal_data_erased { participant_id: 'x' }");
  EXPECT_EQ(When(feedback("participant_id: 'x' said: 'Bra'")), "PARTICIPANT_ERASED");
  Given(Fact("activity_held"));
  Given("project_started { project_id: 'q' }");
  EXPECT_EQ(When(feedback(quote + "activity_id: 'a'")), kAccepted);
  EXPECT_EQ(
      When("feedback_given { feedback_id: 'f' project_id: 'q' activity_id: 'a' " + quote + "}"),
      "ACTIVITY_OF_OTHER_PROJECT");
  Given("project_closed { project_id: 'p' occurred { from: '2020' } }");
  EXPECT_EQ(When(feedback(quote)), kAccepted) << "it may come after closing";
  Given(feedback(quote));
  EXPECT_EQ(When(feedback(quote)), "FEEDBACK_EXISTS");
}

TEST_F(ActivityRulesTest, FeedbackIsEitherAQuoteWithASourceOrWhatAPersonSaid) {
  const auto violations = [this](const std::string& more) {
    return Violations(
        absl::StrCat("feedback_given { feedback_id: 'f' project_id: 'p' ", more, " }"));
  };
  EXPECT_THAT(violations(""), ElementsAre("event.quote"));
  EXPECT_THAT(violations("quote: 'Bra'"), ElementsAre("event.source_ids"));
  EXPECT_THAT(violations("said: 'Bra'"), ElementsAre("event.participant_id"));
  EXPECT_THAT(violations("participant_id: 'x' quote: 'Bra' source_ids: 's'"),
              ElementsAre("event.participant_id"));
  EXPECT_THAT(violations("participant_id: 'x' said: 'Bra' quote: 'Bra' source_ids: 's'"),
              ElementsAre("event.quote"));
}

TEST_F(ActivityRulesTest, ActivitiesAreReportedOfARegionOfTheProject) {
  const auto reported = [](const std::string& more) {
    return absl::StrCat("activities_reported { count_id: 'c' project_id: 'p' source_id: 's' ", more,
                        " }");
  };
  EXPECT_EQ(When(reported("text: 'tolv'")), "SOURCE_UNKNOWN");
  Given("source_registered { source_id: 's' title: 'S' }");
  EXPECT_EQ(When(reported("text: 'tolv'")), kAccepted);
  EXPECT_EQ(When(reported("text: 'ej angett'")), kAccepted);
  EXPECT_EQ(When(reported("text: 'tolv' region_code: '06'")), kAccepted);
  EXPECT_EQ(When(reported("text: 'tolv' region_code: '05'")), "REGION_NOT_OF_PROJECT");
  EXPECT_EQ(When(reported("text: 'tolv' series_id: 'r'")), "SERIES_UNKNOWN");
  EXPECT_EQ(When(reported("text: 'tolv' organiser_ids: 'o'")), "ORGANISATION_UNKNOWN");
  Given("project_closed { project_id: 'p' occurred { from: '2020' } }");
  Given(reported("text: 'tolv'"));
  EXPECT_EQ(When(reported("text: 'tolv'")), "COUNT_EXISTS");
  EXPECT_THAT(Violations(reported("")), ElementsAre("event.text"));
  EXPECT_THAT(Violations(reported("text: '2,5'")), ElementsAre("event.reading"));
  EXPECT_THAT(Violations("activities_reported { count_id: 'c' text: '3' }"),
              ElementsAre("event.project_id", "event.source_id"));
}

}  // namespace
}  // namespace verkan::services
