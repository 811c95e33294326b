#include "services/network/network_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class NetworkRulesTest : public RulesFixture {
 protected:
  void GivenProject() { Given("project_started { project_id: 'p' }"); }
  void GivenOrganisation(const std::string& id) {
    Given(absl::StrCat("organisation_registered { organisation_id: '", id, "' name: 'N' }"));
  }
  static std::string Network(const std::string& fact, const std::string& more = "") {
    return absl::StrCat(fact, " { network_id: 'n' details { name: 'N' project_id: 'p' ", more,
                        " } }");
  }
  static std::string Member(const std::string& id, const std::string& more) {
    return absl::StrCat("membership_started { network_id: 'n' membership_id: '", id, "' ", more,
                        " }");
  }
  static std::string Ended(const std::string& more) {
    return absl::StrCat("membership_ended { network_id: 'n' ", more, " }");
  }
};

TEST_F(NetworkRulesTest, ANetworkStartsOnceAndMayDevelopWithoutAKnownStart) {
  for (const char* fact :
       {"network_started", "network_started_or_developed", "network_developed"}) {
    EXPECT_EQ(When(Network(fact)), "PROJECT_UNKNOWN") << fact;
  }
  GivenProject();
  EXPECT_EQ(When(Network("network_developed")), kAccepted);
  EXPECT_EQ(When(Network("network_started")), kAccepted);
  Given(Network("network_started"));
  EXPECT_EQ(When(Network("network_started")), "NETWORK_EXISTS");
  EXPECT_EQ(When(Network("network_started_or_developed")), "NETWORK_EXISTS");
  EXPECT_EQ(When(Network("network_developed")), kAccepted);
}

TEST_F(NetworkRulesTest, WhatANetworkNamesIsKnownAndItsProjectIsOpen) {
  GivenProject();
  EXPECT_EQ(When(Network("network_started", "coordinator_ids: 'o'")), "ORGANISATION_UNKNOWN");
  GivenOrganisation("o");
  EXPECT_EQ(When(Network("network_started", "coordinator_ids: 'o'")), kAccepted);
  EXPECT_EQ(When("network_developed { network_id: 'n' details { name: 'N' } source_ids: 's' }"),
            "SOURCE_UNKNOWN");
  Given("project_period_stated { project_id: 'p' period { from: '2020' to: '2021' } source: 's' }");
  EXPECT_EQ(When(Network("network_started", "occurred { from: '2022' }")),
            "OUTSIDE_PROJECT_PERIOD");
  Given("project_closed { project_id: 'p' occurred { from: '2021-06' } }");
  EXPECT_EQ(When(Network("network_developed", "occurred { from: '2021-09' }")), "PROJECT_CLOSED");
  EXPECT_EQ(When("network_started { network_id: 'n' details { name: 'N' } }"), kAccepted)
      << "it names no project";
}

TEST_F(NetworkRulesTest, MembershipsMakeANetworkKnownThatCanStillStart) {
  GivenProject();
  GivenOrganisation("o");
  EXPECT_EQ(When(Member("m", "organisation_id: 'x'")), "NETWORK_UNKNOWN");
  EXPECT_EQ(When(Ended("membership_id: 'm'")), "NETWORK_UNKNOWN");
  EXPECT_EQ(When(Member("m", "organisation_id: 'x' name: 'REVES'")), "ORGANISATION_UNKNOWN");
  EXPECT_EQ(When(Member("m", "organisation_id: 'o' name: 'REVES' project_id: 'q'")),
            "PROJECT_UNKNOWN");
  EXPECT_EQ(When(Member("m", "organisation_id: 'o' name: 'REVES' source_ids: 's'")),
            "SOURCE_UNKNOWN");
  Given(Member("m", "organisation_id: 'o' name: 'REVES'"));
  EXPECT_EQ(When(Member("m2", "group { text: 'två' }")), kAccepted) << "it is known by now";
  EXPECT_EQ(When(Network("network_started")), kAccepted);
}

TEST_F(NetworkRulesTest, AMembershipLiesInTheOpenPeriodOfTheProjectThatItNames) {
  GivenProject();
  GivenOrganisation("o");
  Given(Network("network_started"));
  Given("project_period_stated { project_id: 'p' period { from: '2020' to: '2021' } source: 's' }");
  Given("project_closed { project_id: 'p' occurred { from: '2021-06' } }");
  const std::string late = "organisation_id: 'o' occurred { from: '2022' }";
  EXPECT_EQ(When(Member("m", late)), kAccepted);
  EXPECT_EQ(When(Member("m", late + " project_id: 'p'")), "PROJECT_CLOSED");
  EXPECT_EQ(When(Member("m", "organisation_id: 'o' project_id: 'p' occurred { from: '2019' }")),
            "OUTSIDE_PROJECT_PERIOD");
}

TEST_F(NetworkRulesTest, AnOrganisationIsAMemberOnceButForItsUnits) {
  GivenProject();
  GivenOrganisation("o");
  GivenOrganisation("also-o");
  Given(Network("network_started"));
  Given(Member("m", "organisation_id: 'o'"));
  EXPECT_EQ(When(Member("m2", "organisation_id: 'o'")), "MEMBER_ALREADY_JOINED");
  EXPECT_EQ(When(Member("m2", "organisation_id: 'o' unit: 'Kultur'")), kAccepted);
  EXPECT_EQ(When(Member("m", "organisation_id: 'o' unit: 'Kultur'")), "MEMBERSHIP_EXISTS");
  EXPECT_EQ(When(Member("m2", "organisation_id: 'also-o'")), kAccepted);
  Given("organisations_merged { organisation_id: 'also-o' merged_organisation_id: 'o' }");
  EXPECT_EQ(When(Member("m2", "organisation_id: 'also-o'")), "MEMBER_ALREADY_JOINED");
}

TEST_F(NetworkRulesTest, AMembershipEndsOnceUnderItsIdOrAsThatOfTheOrganisation) {
  GivenProject();
  GivenOrganisation("o");
  GivenOrganisation("also-o");
  Given(Network("network_started"));
  Given(Member("m", "organisation_id: 'o' occurred { from: '2021-05' }"));
  Given(Member("unit", "organisation_id: 'o' unit: 'Kultur'"));
  EXPECT_EQ(When(Ended("organisation_id: 'x'")), "ORGANISATION_UNKNOWN");
  EXPECT_EQ(When(Ended("membership_id: 'x'")), "MEMBER_NOT_JOINED");
  EXPECT_EQ(When(Ended("organisation_id: 'also-o'")), "MEMBER_NOT_JOINED");
  EXPECT_EQ(When(Ended("membership_id: 'm' occurred { from: '2021-04' }")),
            "ENDS_BEFORE_BEGINNING");
  EXPECT_EQ(When(Ended("organisation_id: 'o' occurred { from: '2020' }")), "ENDS_BEFORE_BEGINNING");
  EXPECT_EQ(When(Ended("membership_id: 'm' occurred { from: '2021' }")), kAccepted);
  Given("organisations_merged { organisation_id: 'also-o' merged_organisation_id: 'o' }");
  EXPECT_EQ(When(Ended("organisation_id: 'also-o'")), kAccepted);
  Given(Ended("organisation_id: 'also-o'"));
  EXPECT_EQ(When(Ended("organisation_id: 'o'")), "MEMBER_NOT_JOINED");
  EXPECT_EQ(When(Ended("membership_id: 'm'")), "MEMBER_NOT_JOINED");
  EXPECT_EQ(When(Ended("membership_id: 'unit'")), kAccepted);
  Given(Ended("membership_id: 'unit'"));
  EXPECT_EQ(When(Ended("membership_id: 'unit'")), "MEMBER_NOT_JOINED");
  EXPECT_EQ(When(Member("m3", "organisation_id: 'o'")), kAccepted) << "it may come back";
}

TEST_F(NetworkRulesTest, ACorrectionIsDecidedAsIfTheNetworkStartedSoNow) {
  const auto corrected = [](const std::string& details, const std::string& more = "") {
    return absl::StrCat("network_corrected { network_id: 'n' details { ", details, " } ", more,
                        " reason: 'r' }");
  };
  EXPECT_EQ(When(corrected("name: 'M'")), "NETWORK_UNKNOWN");
  GivenProject();
  GivenOrganisation("o");
  Given("project_period_stated { project_id: 'p' period { from: '2020' to: '2021' } source: 's' }");
  Given(Network("network_started", "occurred { from: '2020' }"));
  Given(Member("m", "organisation_id: 'o'"));
  EXPECT_EQ(When(corrected("name: 'M'")), kAccepted);
  EXPECT_EQ(When(corrected("coordinator_ids: 'x'")), "ORGANISATION_UNKNOWN");
  EXPECT_EQ(When(corrected("occurred { from: '2022' }")), "OUTSIDE_PROJECT_PERIOD");
  EXPECT_EQ(When(corrected("", "cleared: 'name'")), "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When(corrected("kind: NETWORK_KIND_COUNCIL", "cleared: 'name'")), kAccepted);
  Given(corrected("", "cleared: 'project_id'"));
  EXPECT_EQ(When(corrected("occurred { from: '2022' }")), kAccepted) << "it has no project now";
  EXPECT_THAT(Violations(corrected("", "cleared: 'details'")), ElementsAre("event.cleared[0]"));
  EXPECT_THAT(Violations(corrected("name: 'M'", "cleared: 'name'")),
              ElementsAre("event.cleared[0]"));
}

TEST_F(NetworkRulesTest, WhatIsOnlyKnownByMembershipsIsNotCorrected) {
  GivenOrganisation("o");
  Given(Member("m", "organisation_id: 'o' name: 'REVES'"));
  EXPECT_EQ(When("network_corrected { network_id: 'n' details { name: 'M' } reason: 'r' }"),
            "CORRECTION_DOES_NOT_FIT");
  Given("network_developed { network_id: 'n' details { name: 'N' } }");
  Given(Member("m2", "organisation_id: 'o' unit: 'Kultur'"));
  EXPECT_EQ(When("network_corrected { network_id: 'n' details { name: 'M' } reason: 'r' }"),
            kAccepted);
}

TEST_F(NetworkRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(Violations("network_started { network_id: 'n' }"), ElementsAre("event.details"));
  EXPECT_THAT(Violations("network_developed { network_id: 'n' details { region_code: '1' } }"),
              ElementsAre("event.details.region_code", "event.details.name"));
  for (const char* said : {"name: 'N'", "name_label { sv: 'N' }", "kind: NETWORK_KIND_COUNCIL"}) {
    EXPECT_THAT(Violations(absl::StrCat("network_started_or_developed { network_id: 'n' details { ",
                                        said, " } }")),
                IsEmpty());
  }
  EXPECT_THAT(Violations("network_started { network_id: 'n' details { name: 'N' text: '34' "
                         "reading { value: '35' } } }"),
              ElementsAre("event.details.reading"));
  EXPECT_THAT(Violations(Member("m", "")), ElementsAre("event.organisation_id"));
  EXPECT_THAT(Violations(Member("m", "organisation_id: 'o' group { text: 'två' }")),
              ElementsAre("event.organisation_id"));
  EXPECT_THAT(Violations(Ended("")), ElementsAre("event.membership_id"));
  EXPECT_THAT(Violations(Ended("membership_id: 'm' organisation_id: 'o'")),
              ElementsAre("event.membership_id"));
}

}  // namespace
}  // namespace verkan::services
