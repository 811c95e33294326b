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

TEST_F(ProjectRulesTest, EveryViolationIsNamed) {
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
              ElementsAre("event.organisation_id", "event.role"));
  EXPECT_THAT(Violations(OfProject("project_linked")),
              ElementsAre("event.kind", "event.other_name"));
  EXPECT_THAT(Violations(OfProject("strand_opened")), ElementsAre("event.name"));
  EXPECT_THAT(Violations(OfProject("need_identified")), ElementsAre("event.need"));
}

}  // namespace
}  // namespace verkan::services
