#include "services/project/project_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;

class ProjectRulesTest : public RulesFixture {
 protected:
  void GivenProject(const std::string& id = "p") { Given(Started(id)); }
  void GivenOrganisation(const std::string& id) {
    Given(absl::StrCat("organisation_registered { organisation_id: '", id, "' name: 'N' }"));
  }
  static std::string Started(const std::string& id, const std::string& more = "") {
    return absl::StrCat("project_started { project_id: '", id, "' name: 'P' region_codes: '06' ",
                        more, " }");
  }
  static std::string OfProject(const std::string& fact, const std::string& more = "") {
    return absl::StrCat(fact, " { project_id: 'p' ", more, " }");
  }
  // A need that was identified on a day, or on one that is not known.
  static std::string Need(const std::string& day) {
    const std::string occurred = day.empty() ? "" : absl::StrCat(" occurred { from: '", day, "' }");
    return OfProject("need_identified", absl::StrCat("need: 'meeting places'", occurred));
  }
};

TEST_F(ProjectRulesTest, AProjectStartsOnceAndItsProgrammeIsKnown) {
  EXPECT_EQ(When(Started("p")), kAccepted);
  EXPECT_EQ(When(Started("p", "programme_id: 'q'")), "PROJECT_UNKNOWN");
  GivenProject("q");
  EXPECT_EQ(When(Started("p", "programme_id: 'q'")), kAccepted);
  GivenProject("p");
  EXPECT_EQ(When(Started("p")), "PROJECT_EXISTS");
}

TEST_F(ProjectRulesTest, NothingIsSaidOfAnUnknownProject) {
  for (const std::string& fact : {
           OfProject("project_period_stated", "period { from: '2021' } source: 's'"),
           OfProject("partner_joined", "organisation_id: 'o'"),
           OfProject("partner_left", "organisation_id: 'o'"),
           OfProject("strand_opened", "name: 's'"),
           OfProject("project_linked", "kind: PROJECT_LINK_KIND_CONTINUES other_name: 'Siru'"),
           OfProject("project_taken_over", "organisation_id: 'o'"),
           OfProject("need_identified", "need: 'meeting places'"),
           OfProject("project_described", "aspect: ASPECT_AIM texts: 'a' source_id: 's'"),
           OfProject("procurement_form_promoted", "idea_based_partnership: true"),
           OfProject("project_closed"),
       }) {
    EXPECT_EQ(When(fact), "PROJECT_UNKNOWN") << fact;
  }
}

TEST_F(ProjectRulesTest, SeveralSourcesMayStateThePeriod) {
  GivenProject();
  const std::string stated =
      OfProject("project_period_stated", "period { from: '2021' to: '2023' } source: 'leaflet'");
  EXPECT_EQ(When(stated), kAccepted);
  Given(stated);
  EXPECT_EQ(When(OfProject("project_period_stated",
                           "period { from: '2021-01' to: '2023-04' } source: 'news'")),
            kAccepted);
}

TEST_F(ProjectRulesTest, AnOrganisationIsPartnerOnceUnderAllItsEntries) {
  GivenProject();
  const std::string joined = OfProject("partner_joined", "organisation_id: 'a'");
  EXPECT_EQ(When(joined), "ORGANISATION_UNKNOWN");
  GivenOrganisation("a");
  GivenOrganisation("b");
  EXPECT_EQ(When(joined), kAccepted);
  Given(joined);
  EXPECT_EQ(When(joined), "PARTNER_ALREADY_JOINED");
  EXPECT_EQ(When(OfProject("partner_joined", "organisation_id: 'b'")), kAccepted);
  Given("organisations_merged { organisation_id: 'b' merged_organisation_id: 'a' }");
  EXPECT_EQ(When(OfProject("partner_joined", "organisation_id: 'b'")), "PARTNER_ALREADY_JOINED");
}

TEST_F(ProjectRulesTest, OnlyAPartnerLeavesAndMayComeBack) {
  GivenProject();
  GivenOrganisation("a");
  const std::string left = OfProject("partner_left", "organisation_id: 'a'");
  EXPECT_EQ(When(left), "PARTNER_NOT_JOINED");
  Given(OfProject("partner_joined", "organisation_id: 'a'"));
  EXPECT_EQ(When(left), kAccepted);
  Given(left);
  EXPECT_EQ(When(OfProject("partner_joined", "organisation_id: 'a'")), kAccepted);
}

TEST_F(ProjectRulesTest, AStrandOpensOnceAndNotInAClosedProject) {
  GivenProject();
  Given(OfProject("strand_opened", "name: 'case studies'"));
  EXPECT_EQ(When(OfProject("strand_opened", "name: 'case studies'")), "STRAND_EXISTS");
  EXPECT_EQ(When(OfProject("strand_opened", "name: 'dialogue'")), kAccepted);
  Given(OfProject("project_closed"));
  EXPECT_EQ(When(OfProject("strand_opened", "name: 'dialogue'")), "PROJECT_CLOSED");
}

TEST_F(ProjectRulesTest, AProjectIsLinkedToAnother) {
  GivenProject();
  const std::string kind = "kind: PROJECT_LINK_KIND_CONTINUES ";
  EXPECT_EQ(When(OfProject("project_linked", kind + "other_name: 'Siru'")), kAccepted);
  EXPECT_EQ(When(OfProject("project_linked", kind + "other_project_id: 'q'")), "PROJECT_UNKNOWN");
  EXPECT_EQ(When(OfProject("project_linked", kind + "other_project_id: 'p'")),
            "PROJECT_LINKED_TO_ITSELF");
  GivenProject("q");
  EXPECT_EQ(When(OfProject("project_linked", kind + "other_project_id: 'q'")), kAccepted);
}

TEST_F(ProjectRulesTest, WhoTakesOverIsRegistered) {
  GivenProject();
  EXPECT_EQ(When(OfProject("project_taken_over", "organisation_id: 'a'")), "ORGANISATION_UNKNOWN");
  GivenOrganisation("a");
  EXPECT_EQ(When(OfProject("project_taken_over", "organisation_id: 'a'")), kAccepted);
}

TEST_F(ProjectRulesTest, WhatHappenedBeforeAProjectWasClosedIsRecordedLate) {
  GivenProject();
  EXPECT_EQ(When(OfProject("project_closed")), kAccepted);
  Given(OfProject("project_closed", "occurred { from: '2022-04' }"));
  EXPECT_EQ(When(OfProject("project_closed")), "PROJECT_CLOSED");
  EXPECT_EQ(When(Need("2022-04-30")), kAccepted);
  EXPECT_EQ(When(Need("2022")), kAccepted) << "it has a possible day before";
  EXPECT_EQ(When(Need("2022-05-01")), "PROJECT_CLOSED");
  EXPECT_EQ(When(Need("")), "PROJECT_CLOSED");
  GivenOrganisation("a");
  EXPECT_EQ(When(OfProject("project_taken_over", "organisation_id: 'a'")), kAccepted)
      << "it tells what became of the project";
}

TEST_F(ProjectRulesTest, AClosingWithoutADayClosesOnTheDayOfItsRecording) {
  GivenProject();
  Given(OfProject("project_closed"));
  EXPECT_EQ(When(Need("2024-10-04")), kAccepted);
  EXPECT_EQ(When(Need("2024-10-05")), "PROJECT_CLOSED");
}

TEST_F(ProjectRulesTest, AFactSharesADayWithOneOfTheStatedPeriods) {
  GivenProject();
  for (const char* year : {"2019", "2021"}) {
    Given(OfProject("project_period_stated",
                    absl::StrCat("source: 's", year, "' period { from: '", year, "' }")));
  }
  EXPECT_EQ(When(Need("2021-05")), kAccepted);
  EXPECT_EQ(When(Need("2020")), "OUTSIDE_PROJECT_PERIOD");
  EXPECT_EQ(When(Need("")), kAccepted);
}

TEST_F(ProjectRulesTest, APartnerLeavesUnderWhateverIdIsOneWithItsOwn) {
  GivenProject();
  GivenOrganisation("a");
  GivenOrganisation("b");
  Given(OfProject("partner_joined", "organisation_id: 'a'"));
  EXPECT_EQ(When(OfProject("partner_left", "organisation_id: 'b'")), "PARTNER_NOT_JOINED");
  Given("organisations_merged { organisation_id: 'b' merged_organisation_id: 'a' reason: 'r' }");
  EXPECT_EQ(When(OfProject("partner_left", "organisation_id: 'b'")), kAccepted);
  Given(OfProject("partner_left", "organisation_id: 'b'"));
  EXPECT_EQ(When(OfProject("partner_left", "organisation_id: 'a'")), "PARTNER_NOT_JOINED");
  EXPECT_EQ(When(OfProject("partner_joined", "organisation_id: 'a'")), kAccepted);
}

TEST_F(ProjectRulesTest, AGroupJoinsAsOftenAsIsSaid) {
  GivenProject();
  const std::string joined = OfProject("partner_joined", "groups { text: 'två' }");
  Given(joined);
  EXPECT_EQ(When(joined), kAccepted);
  EXPECT_THAT(Violations(OfProject("partner_joined", "organisation_id: 'o' groups { }")),
              ElementsAre("event.organisation_id"));
}

TEST_F(ProjectRulesTest, APeriodThatASourceStatesAnewReplacesItsFormer) {
  GivenProject();
  const auto stated = [](const std::string& year, const std::string& more) {
    return OfProject("project_period_stated", absl::StrCat(more, " period { from: '", year, "' }"));
  };
  Given(stated("2019", "source: 'Leaflet'"));
  Given(stated("2021", "source: 'leaflet '"));
  EXPECT_EQ(When(Need("2019")), "OUTSIDE_PROJECT_PERIOD");
  Given(stated("2018", "source: 'leaflet' place: 'p. 2'"));
  EXPECT_EQ(When(Need("2018")), kAccepted);
  EXPECT_EQ(When(Need("2021")), kAccepted) << "another place does not replace it";
  Given("source_registered { source_id: 's' title: 'T' }");
  EXPECT_EQ(When(stated("2017", "source: 'T' source_id: 'x'")), "SOURCE_UNKNOWN");
  Given(stated("2015", "source: 'T' source_id: 's'"));
  Given(stated("2016", "source: 'other' source_id: 's'"));
  EXPECT_EQ(When(Need("2015")), "OUTSIDE_PROJECT_PERIOD");
}

TEST_F(ProjectRulesTest, APeriodIsStatedAlsoAfterTheClosing) {
  GivenProject();
  Given(OfProject("project_closed", "occurred { from: '2022' }"));
  EXPECT_EQ(When(OfProject("project_period_stated", "period { from: '2024' } source: 's'")),
            kAccepted);
}

TEST_F(ProjectRulesTest, TheIdOfANeedIsUnique) {
  GivenProject();
  GivenProject("q");
  Given(OfProject("need_identified", "need: 'time' need_id: 'n'"));
  EXPECT_EQ(When("need_identified { project_id: 'q' need: 'money' need_id: 'n' }"), "NEED_EXISTS");
  Given(OfProject("need_identified", "need: 'money'"));
  EXPECT_EQ(When(OfProject("need_identified", "need: 'x' need_id: 'event-4'")), "NEED_EXISTS")
      << "one without an id has that of its event";
}

TEST_F(ProjectRulesTest, ANeedIsCorrectedByItsId) {
  const auto corrected = [](const std::string& more, const std::string& id = "n") {
    return OfProject("need_corrected", absl::StrCat("need_id: '", id, "' reason: 'r' ", more));
  };
  EXPECT_EQ(When(corrected("need: 'x'")), "PROJECT_UNKNOWN");
  GivenProject();
  EXPECT_EQ(When(corrected("need: 'x'")), "NEED_UNKNOWN");
  Given(OfProject("need_identified", "need: 'time' need_id: 'n' occurred { from: '2021' }"));
  Given(OfProject("need_identified", "need: 'money' occurred { from: '2021' }"));
  EXPECT_EQ(When(corrected("need: 'x'")), kAccepted);
  EXPECT_EQ(When(corrected("need: 'x'", "event-3")), kAccepted);
  EXPECT_EQ(When(corrected("cleared: 'need'")), "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When(corrected("of_ids: 'o'")), "ORGANISATION_UNKNOWN");
  EXPECT_EQ(When(corrected("survey_id: 's'")), "SURVEY_UNKNOWN");
  Given(OfProject("project_period_stated", "period { from: '2021' } source: 's'"));
  EXPECT_EQ(When(corrected("occurred { from: '2022' }")), "OUTSIDE_PROJECT_PERIOD");
  Given(OfProject("project_closed", "occurred { from: '2021' }"));
  EXPECT_EQ(When(corrected("need: 'x'")), kAccepted) << "it was identified before the closing";
  Given(corrected("cleared: 'occurred'"));
  EXPECT_EQ(When(corrected("need: 'x'")), "PROJECT_CLOSED");
  EXPECT_EQ(When(corrected("need: 'x'", "event-3")), kAccepted) << "another need keeps its day";
}

TEST_F(ProjectRulesTest, AProjectIsCorrectedAlsoAfterItsClosing) {
  const auto corrected = [](const std::string& more) {
    return OfProject("project_corrected", absl::StrCat("reason: 'r' ", more));
  };
  EXPECT_EQ(When(corrected("name: 'Q'")), "PROJECT_UNKNOWN");
  GivenProject();
  Given(OfProject("project_closed", "occurred { from: '2021' }"));
  EXPECT_EQ(When(corrected("name: 'Q' occurred { from: '2022' }")), kAccepted);
  EXPECT_EQ(When(corrected("programme_id: 'q'")), "PROJECT_UNKNOWN");
  EXPECT_EQ(When(corrected("programme_id: 'p'")), "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When(corrected("cleared: 'region_codes'")), "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When(corrected("municipality_codes: '1280'")), "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When(corrected("municipality_codes: '1280' region_codes: '12'")), kAccepted);
}

TEST_F(ProjectRulesTest, OwnersAreReplacedAndArePartners) {
  GivenProject();
  for (const char* id : {"a", "b", "c"}) GivenOrganisation(id);
  Given(OfProject("partner_joined", "organisation_id: 'a' role: PARTNER_ROLE_OWNER"));
  Given(OfProject("partner_joined", "organisation_id: 'b'"));
  const auto owned = [](const std::string& owners) {
    return OfProject("project_corrected", absl::StrCat("reason: 'r' owner_ids: [", owners, "]"));
  };
  EXPECT_EQ(When(owned("'nobody'")), "ORGANISATION_UNKNOWN");
  EXPECT_EQ(When(owned("'a', 'b'")), "PARTNER_ALREADY_JOINED") << "b is another partner";
  EXPECT_EQ(When(owned("'a', 'a'")), "PARTNER_ALREADY_JOINED");
  EXPECT_EQ(When(owned("'a', 'c'")), kAccepted);
  Given(owned("'c'"));
  EXPECT_EQ(When(OfProject("partner_joined", "organisation_id: 'a'")), kAccepted);
  EXPECT_EQ(When(OfProject("partner_joined", "organisation_id: 'c'")), "PARTNER_ALREADY_JOINED");
  Given(OfProject("project_corrected", "reason: 'r' cleared: 'owner_ids'"));
  EXPECT_EQ(When(OfProject("partner_joined", "organisation_id: 'c'")), kAccepted);
}

TEST_F(ProjectRulesTest, ARoleIsAssignedOnceAndEndsOnce) {
  const std::string role = "role_id: 'r' role: PROJECT_ROLE_LEADER ";
  EXPECT_EQ(When(OfProject("role_assigned", role)), "PROJECT_UNKNOWN");
  GivenProject();
  EXPECT_EQ(When(OfProject("role_assigned", role + "organisation_id: 'o'")),
            "ORGANISATION_UNKNOWN");
  EXPECT_EQ(When(OfProject("role_assigned", role + "participant_id: 'x'")), "PARTICIPANT_UNKNOWN");
  EXPECT_EQ(When(OfProject("role_ended", "role_id: 'r'")), "ROLE_UNKNOWN");
  Given(OfProject("role_assigned", role + "occurred { from: '2021-03' }"));
  EXPECT_EQ(When(OfProject("role_assigned", role)), "ROLE_EXISTS");
  EXPECT_EQ(When(OfProject("role_ended", "role_id: 'r' occurred { from: '2021-02' }")),
            "ENDS_BEFORE_BEGINNING");
  EXPECT_EQ(When(OfProject("role_ended", "role_id: 'r' occurred { from: '2021' }")), kAccepted);
  Given(OfProject("role_ended", "role_id: 'r'"));
  EXPECT_EQ(When(OfProject("role_ended", "role_id: 'r'")), "ROLE_ENDED");
  EXPECT_EQ(When(OfProject("role_assigned", role)), "ROLE_EXISTS") << "its id is taken";
  Given(OfProject("project_closed", "occurred { from: '2022' }"));
  EXPECT_EQ(When(OfProject("role_assigned", "role_id: 's' role: PROJECT_ROLE_STAFF")),
            "PROJECT_CLOSED");
}

TEST_F(ProjectRulesTest, AnErasedPersonIsGivenNoRole) {
  GivenProject();
  Given("participant_registered { participant_id: 'x' }");
  const std::string given =
      OfProject("role_assigned", "role_id: 'r' role: PROJECT_ROLE_STAFF participant_id: 'x'");
  EXPECT_EQ(When(given), kAccepted);
  Given("personal_data_erased { participant_id: 'x' }");
  EXPECT_EQ(When(given), "PARTICIPANT_ERASED");
}

TEST_F(ProjectRulesTest, ARoleLiesAheadOnlyIfItIsExpected) {
  GivenProject();
  const auto role = [](const std::string& more) {
    event::v1::Event event = EventOf(
        OfProject("role_assigned",
                  "role_id: 'r' role: PROJECT_ROLE_STAFF occurred { from: '2030' } " + more));
    Checks checks(20000);  // 2024-10-04
    Validate(event, &checks);
    return checks.violations().size();
  };
  EXPECT_EQ(role(""), 1u);
  EXPECT_EQ(role("expected: true"), 0u);
}

TEST_F(ProjectRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(Violations("project_started { project_id: 'p' name: 'P' region_codes: '06' "
                         "municipality_codes: ['0680', '1280', '1'] }"),
              ElementsAre("event.municipality_codes[2]", "event.municipality_codes[1]",
                          "event.municipality_codes[2]"));
  EXPECT_THAT(Violations(OfProject("role_assigned", "text: '2,5'")),
              ElementsAre("event.role_id", "event.role", "event.reading"));
  EXPECT_THAT(Violations("project_started { project_id: 'p' }"),
              ElementsAre("event.name", "event.region_codes"));
  EXPECT_THAT(Violations("project_started { project_id: 'p' name: 'P' programme_id: 'p' "
                         "region_codes: ['06', '00', '99'] primary_target_groups: '' }"),
              ElementsAre("event.region_codes[1]", "event.region_codes[2]",
                          "event.primary_target_groups[0]", "event.programme_id"));
  EXPECT_THAT(Violations(OfProject("project_period_stated")),
              ElementsAre("event.period", "event.source"));
  EXPECT_THAT(Violations(OfProject("project_period_stated",
                                   "period { from: '2023' to: '2021' } source: 's'")),
              ElementsAre("event.period.to"));
  EXPECT_THAT(Violations(OfProject("partner_joined", "role: 99")),
              ElementsAre("event.role", "event.organisation_id"));
  EXPECT_THAT(Violations(OfProject("project_linked")),
              ElementsAre("event.kind", "event.other_name"));
  EXPECT_THAT(Violations(OfProject("strand_opened")), ElementsAre("event.name"));
  EXPECT_THAT(Violations(OfProject("need_identified")), ElementsAre("event.need"));
}

}  // namespace
}  // namespace verkan::services
