#include "services/collaboration/collaboration_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CollaborationRulesTest : public RulesFixture {
 protected:
  CollaborationRulesTest() {
    GivenOrganisation("city", "MUNICIPALITY");
    GivenOrganisation("club", "CIVIL_SOCIETY");
    GivenOrganisation("firm", "SMALL_OR_MEDIUM_COMPANY");
  }
  void GivenOrganisation(const std::string& id, const std::string& kind) {
    Given(absl::StrCat("organisation_registered { organisation_id: '", id,
                       "' name: 'N' kind: ORGANISATION_KIND_", kind, " }"));
  }
  static std::string Formed(const std::string& parties, const std::string& more = "",
                            const std::string& kind = "BUSINESS_DEAL") {
    return absl::StrCat("collaboration_formed { collaboration_id: 'c' kind: COLLABORATION_KIND_",
                        kind, " party_ids: [", parties, "] ", more, " }");
  }
  static std::string Partnership(const std::string& parties) {
    return Formed(parties, "period { from: '2022' to: '2024' }", "IDEA_BASED_PARTNERSHIP");
  }
  static std::string Network(const std::string& fact) {
    return absl::StrCat(fact, " { network_id: 'n' details { name: 'N' project_id: 'p' } }");
  }
};

constexpr char kEnded[] = "collaboration_ended { collaboration_id: 'c' }";
constexpr char kContact[] =
    "contact_made { contact_id: 'k' project_id: 'p' from: 'a promoter' to: 'a speaker' }";

TEST_F(CollaborationRulesTest, WhatACollaborationNamesIsKnown) {
  const std::string parties = "'city', 'firm'";
  EXPECT_EQ(When(Formed(parties)), kAccepted);
  EXPECT_EQ(When(Formed("'city', 'nobody'")), "ORGANISATION_UNKNOWN");
  EXPECT_EQ(When(Formed(parties, "project_id: 'p'")), "PROJECT_UNKNOWN");
  EXPECT_EQ(When(Formed(parties, "arose_from_activity_id: 'a'")), "ACTIVITY_UNKNOWN");
  EXPECT_EQ(When(Formed(parties, "arose_from_procurement_id: 'u'")), "PROCUREMENT_NOT_HELD");
  Given("activity_held { activity_id: 'a' }");
  Given("procurement_held { procurement_id: 'u' }");
  EXPECT_EQ(When(Formed(parties, "arose_from_activity_id: 'a' arose_from_procurement_id: 'u'")),
            kAccepted);
}

TEST_F(CollaborationRulesTest, ACollaborationIsFormedOnceAndEndsOnce) {
  EXPECT_EQ(When(kEnded), "COLLABORATION_UNKNOWN");
  Given(Formed("'city', 'firm'"));
  EXPECT_EQ(When(Formed("'city', 'firm'")), "COLLABORATION_EXISTS");
  EXPECT_EQ(When(kEnded), kAccepted);
  Given(kEnded);
  EXPECT_EQ(When(kEnded), "COLLABORATION_ENDED");
}

TEST_F(CollaborationRulesTest, ThereAreAtLeastTwoDifferentParties) {
  EXPECT_THAT(Violations(Formed("")), ElementsAre("event.party_ids"));
  EXPECT_THAT(Violations(Formed("'city'")), ElementsAre("event.party_ids"));
  EXPECT_THAT(Violations(Formed("'city', 'city'")), ElementsAre("event.party_ids"));
  EXPECT_THAT(Violations(Formed("'city', 'firm'")), IsEmpty());
}

TEST_F(CollaborationRulesTest, MergedOrganisationsAreOneParty) {
  GivenOrganisation("town", "MUNICIPALITY");
  EXPECT_EQ(When(Formed("'city', 'town'")), kAccepted);
  Given("organisations_merged { organisation_id: 'city' merged_organisation_id: 'town' }");
  EXPECT_EQ(When(Formed("'city', 'town'")), "COLLABORATION_NEEDS_TWO_PARTIES");
  EXPECT_EQ(When(Formed("'city', 'town', 'firm'")), kAccepted);
}

TEST_F(CollaborationRulesTest, AnIdeaBasedPartnershipNeedsAPublicAndANonProfitParty) {
  EXPECT_EQ(When(Partnership("'city', 'club'")), kAccepted);
  EXPECT_EQ(When(Partnership("'firm', 'club'")), "PARTNERSHIP_NEEDS_PUBLIC_PARTY");
  EXPECT_EQ(When(Partnership("'city', 'firm'")), "PARTNERSHIP_NEEDS_NON_PROFIT_PARTY");
  EXPECT_EQ(When(Formed("'city', 'firm'")), kAccepted) << "others need neither";
}

TEST_F(CollaborationRulesTest, APartysKindIsThatOfTheEntryItWasMergedInto) {
  GivenOrganisation("old", "OTHER");
  EXPECT_EQ(When(Partnership("'old', 'club'")), "PARTNERSHIP_NEEDS_PUBLIC_PARTY");
  Given("organisations_merged { organisation_id: 'city' merged_organisation_id: 'old' }");
  EXPECT_EQ(When(Partnership("'old', 'club'")), kAccepted);
}

TEST_F(CollaborationRulesTest, APartysKindIsThatOfTheDayOfTheCollaboration) {
  GivenOrganisation("coop", "SOCIAL_ENTERPRISE");
  Given(
      "organisation_reclassified { organisation_id: 'coop' kind: "
      "ORGANISATION_KIND_SMALL_OR_MEDIUM_COMPANY occurred { from: '2022-06' } }");
  const auto on = [this](const std::string& day) {
    return When(Formed("'city', 'coop'",
                       absl::StrCat("period { from: '2021' } ",
                                    day.empty() ? "" : "occurred { from: '" + day + "' }"),
                       "IDEA_BASED_PARTNERSHIP"));
  };
  EXPECT_EQ(on("2022-05-31"), kAccepted);
  EXPECT_EQ(on("2022-06-01"), "PARTNERSHIP_NEEDS_NON_PROFIT_PARTY");
  EXPECT_EQ(on("2022"), "PARTNERSHIP_NEEDS_NON_PROFIT_PARTY") << "the last possible day";
  EXPECT_EQ(on(""), "PARTNERSHIP_NEEDS_NON_PROFIT_PARTY") << "by what was recorded before";
}

TEST_F(CollaborationRulesTest, AnIdeaBasedPartnershipStatesItsPeriod) {
  EXPECT_THAT(Violations(Formed("'city', 'club'", "", "IDEA_BASED_PARTNERSHIP")),
              ElementsAre("event.period"));
}

TEST_F(CollaborationRulesTest, AContactIsMadeOnceInAKnownProject) {
  EXPECT_EQ(When(kContact), "PROJECT_UNKNOWN");
  Given("project_started { project_id: 'p' }");
  EXPECT_EQ(When(kContact), kAccepted);
  Given(kContact);
  EXPECT_EQ(When(kContact), "CONTACT_EXISTS");
  EXPECT_EQ(When("contact_made { contact_id: 'l' project_id: 'p' from: 'a' to: 'b' "
                 "arose_from_activity_id: 'a' }"),
            "ACTIVITY_UNKNOWN");
}

TEST_F(CollaborationRulesTest, ANetworkStartsOnceAndMayDevelopWithoutAKnownStart) {
  for (const char* fact :
       {"network_started", "network_started_or_developed", "network_developed"}) {
    EXPECT_EQ(When(Network(fact)), "PROJECT_UNKNOWN") << fact;
  }
  Given("project_started { project_id: 'p' }");
  EXPECT_EQ(When(Network("network_developed")), kAccepted);
  EXPECT_EQ(When(Network("network_started")), kAccepted);
  Given(Network("network_started"));
  EXPECT_EQ(When(Network("network_started")), "NETWORK_EXISTS");
  EXPECT_EQ(When(Network("network_started_or_developed")), "NETWORK_EXISTS");
  EXPECT_EQ(When(Network("network_developed")), kAccepted);
}

TEST_F(CollaborationRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(Violations("collaboration_formed { party_ids: ['A', 'b'] }"),
              ElementsAre("event.collaboration_id", "event.kind", "event.party_ids[0]"));
  EXPECT_THAT(Violations("contact_made { contact_id: 'k' }"),
              ElementsAre("event.project_id", "event.from", "event.to"));
  EXPECT_THAT(Violations("network_started { network_id: 'n' }"), ElementsAre("event.details"));
  EXPECT_THAT(
      Violations("network_developed { network_id: 'n' details { region_code: '1' } }"),
      ElementsAre("event.details.name", "event.details.project_id", "event.details.region_code"));
}

}  // namespace
}  // namespace verkan::services
