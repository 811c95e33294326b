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

TEST_F(CollaborationRulesTest, AGroupIsAsManyPartiesAsItSays) {
  const auto violations = [this](const std::string& parties, const std::string& group) {
    return Violations(Formed(parties, absl::StrCat("party_groups { ", group, " }")));
  };
  EXPECT_THAT(violations("", "text: 'två'"), IsEmpty());
  EXPECT_THAT(violations("", "text: 'ett'"), ElementsAre("event.party_ids"));
  EXPECT_THAT(violations("", "label { sv: 'företag' }"), ElementsAre("event.party_ids"));
  EXPECT_THAT(violations("'city'", "label { sv: 'företag' }"), IsEmpty());
}

TEST_F(CollaborationRulesTest, TheKindOfAGroupCounts) {
  const auto with = [this](const std::string& kind) {
    return When(Formed("'city'",
                       absl::StrCat("period { from: '2022' } party_groups { kind: "
                                    "ORGANISATION_KIND_",
                                    kind, " }"),
                       "IDEA_BASED_PARTNERSHIP"));
  };
  EXPECT_EQ(with("CIVIL_SOCIETY"), kAccepted);
  EXPECT_EQ(with("MUNICIPALITY"), "PARTNERSHIP_NEEDS_NON_PROFIT_PARTY");
}

TEST_F(CollaborationRulesTest, ACollaborationIsDeepenedUntilItEnds) {
  const auto deepened = [](const std::string& more) {
    return absl::StrCat("collaboration_deepened { collaboration_id: 'c' ", more, " }");
  };
  EXPECT_EQ(When(deepened("")), "COLLABORATION_UNKNOWN");
  Given(Formed("'city', 'firm'"));
  EXPECT_EQ(When(deepened("")), kAccepted);
  EXPECT_EQ(When(deepened("added_party_ids: 'nobody'")), "ORGANISATION_UNKNOWN");
  Given("collaboration_ended { collaboration_id: 'c' occurred { from: '2022-05' } }");
  EXPECT_EQ(When(deepened("occurred { from: '2022-05-31' }")), kAccepted);
  EXPECT_EQ(When(deepened("occurred { from: '2022-06-01' }")), "COLLABORATION_ENDED");
  EXPECT_EQ(When(deepened("")), "COLLABORATION_ENDED");
}

TEST_F(CollaborationRulesTest, AnEndWithoutADayIsThatOfItsRecording) {
  Given(Formed("'city', 'firm'"));
  Given(kEnded);
  const std::string deepened = "collaboration_deepened { collaboration_id: 'c' occurred { from: '";
  EXPECT_EQ(When(deepened + "2024-10-04' } }"), kAccepted);
  EXPECT_EQ(When(deepened + "2024-10-05' } }"), "COLLABORATION_ENDED");
}

TEST_F(CollaborationRulesTest, ACollaborationIsCorrectedAsIfItWereFormedSo) {
  const auto corrected = [](const std::string& more) {
    return absl::StrCat("collaboration_corrected { collaboration_id: 'c' reason: 'r' ", more, " }");
  };
  EXPECT_EQ(When(corrected("title: 'T'")), "COLLABORATION_UNKNOWN");
  Given(Partnership("'city', 'club'"));
  EXPECT_EQ(When(corrected("title: 'T'")), kAccepted);
  EXPECT_EQ(When(corrected("party_ids: ['city', 'firm']")), "PARTNERSHIP_NEEDS_NON_PROFIT_PARTY");
  EXPECT_EQ(When(corrected("party_ids: 'city'")), "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When(corrected("cleared: 'period'")), "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When(corrected("project_id: 'p'")), "PROJECT_UNKNOWN");
  Given(corrected("kind: COLLABORATION_KIND_RESEARCH"));
  EXPECT_EQ(When(corrected("party_ids: ['city', 'firm']")), kAccepted);
}

TEST_F(CollaborationRulesTest, AContactIsCorrected) {
  const std::string corrected = "contact_corrected { contact_id: 'k' subject: 's' reason: 'r' ";
  EXPECT_EQ(When(corrected + "}"), "CONTACT_UNKNOWN");
  Given("project_started { project_id: 'p' }");
  Given(kContact);
  EXPECT_EQ(When(corrected + "}"), kAccepted);
  EXPECT_EQ(When(corrected + "project_id: 'q' }"), "PROJECT_UNKNOWN");
  EXPECT_EQ(When(corrected + "cleared: 'from' }"), "CORRECTION_DOES_NOT_FIT");
  EXPECT_EQ(When(corrected + "series_id: 's' }"), "SERIES_UNKNOWN");
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

TEST_F(CollaborationRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(Violations("collaboration_formed { party_ids: ['A', 'b'] }"),
              ElementsAre("event.collaboration_id", "event.kind", "event.party_ids[0]"));
  EXPECT_THAT(Violations("contact_made { contact_id: 'k' }"),
              ElementsAre("event.project_id", "event.from", "event.to"));
}

}  // namespace
}  // namespace verkan::services
