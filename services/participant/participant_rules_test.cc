#include "services/participant/participant_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ParticipantRulesTest : public RulesFixture {
 protected:
  static std::string Registered(const std::string& id) {
    return absl::StrCat("participant_registered { participant_id: '", id, "' }");
  }
  static std::string Merged(const std::string& stays, const std::string& merged) {
    return absl::StrCat("participants_merged { participant_id: '", stays,
                        "' merged_participant_id: '", merged, "' reason: 'the same' }");
  }
  static std::string Erased(const std::string& id) {
    return absl::StrCat("personal_data_erased { participant_id: '", id,
                        "' legal_basis: 'GDPR art. 17' decision_id: 'D 1' decided_by: 'Arkivet' }");
  }
  static std::string Restricted(const std::string& id) {
    return absl::StrCat("personal_data_restricted { participant_id: '", id,
                        "' reason: 'disputed' }");
  }
  static std::string Held(const std::string& id) {
    return absl::StrCat("legal_hold_placed { participant_id: '", id,
                        "' reason: 'audit' decided_by: 'court' }");
  }
};

TEST_F(ParticipantRulesTest, APseudonymIsRegisteredOnce) {
  EXPECT_EQ(When(Registered("x")), kAccepted);
  Given(Registered("x"));
  EXPECT_EQ(When(Registered("x")), "PARTICIPANT_EXISTS");
}

TEST_F(ParticipantRulesTest, OnlyRegisteredPseudonymsAreMergedAndEachOnce) {
  Given(Registered("x"));
  EXPECT_EQ(When(Merged("x", "y")), "PARTICIPANT_UNKNOWN");
  EXPECT_EQ(When(Merged("y", "x")), "PARTICIPANT_UNKNOWN");
  Given(Registered("y"));
  Given(Registered("z"));
  EXPECT_EQ(When(Merged("x", "y")), kAccepted);
  Given(Merged("x", "y"));
  EXPECT_EQ(When(Merged("x", "y")), "PARTICIPANT_MERGED");
  EXPECT_EQ(When(Merged("y", "z")), "PARTICIPANT_MERGED");
  EXPECT_EQ(When(Merged("z", "x")), kAccepted) << "whole groups are merged by their root";
}

TEST_F(ParticipantRulesTest, AnErasureNeedsAPersonWhoIsNotHeldAndNotErased) {
  EXPECT_EQ(When(Erased("x")), "PARTICIPANT_UNKNOWN");
  Given(Registered("x"));
  Given(Registered("y"));
  EXPECT_EQ(When(Erased("x")), kAccepted);
  Given(Held("x"));
  EXPECT_EQ(When(Erased("x")), "LEGAL_HOLD");
  Given("legal_hold_lifted { participant_id: 'x' reason: 'over' decided_by: 'court' }");
  Given(Merged("x", "y"));
  EXPECT_EQ(When(Erased("y")), "PARTICIPANT_MERGED");
  EXPECT_EQ(When(Erased("x")), kAccepted);
  Given(Erased("x"));
  EXPECT_EQ(When(Erased("x")), "PARTICIPANT_ERASED");
  EXPECT_EQ(When(Held("x")), "PARTICIPANT_ERASED");
  EXPECT_EQ(When(Restricted("x")), "PARTICIPANT_ERASED");
}

TEST_F(ParticipantRulesTest, LocksAndHoldsAreSetAndLiftedInTurn) {
  const std::string unlocked =
      "personal_data_restriction_lifted { participant_id: 'x' reason: 'r' }";
  const std::string released =
      "legal_hold_lifted { participant_id: 'x' reason: 'r' decided_by: 'd' }";
  Given(Registered("x"));
  EXPECT_EQ(When(unlocked), "PARTICIPANT_NOT_RESTRICTED");
  EXPECT_EQ(When(released), "NO_LEGAL_HOLD");
  Given(Restricted("x"));
  Given(Held("x"));
  EXPECT_EQ(When(Restricted("x")), "PARTICIPANT_RESTRICTED");
  EXPECT_EQ(When(Held("x")), "LEGAL_HOLD");
  Given(unlocked);
  Given(released);
  EXPECT_EQ(When(Restricted("x")), kAccepted);
  EXPECT_EQ(When(Held("x")), kAccepted);
}

TEST_F(ParticipantRulesTest, WhatWasDecidedOnOneIsNotDecidedOnAnotherByMerging) {
  for (const char* id : {"a", "b", "c", "d"}) Given(Registered(id));
  Given(Erased("a"));
  Given(Held("b"));
  Given(Restricted("c"));
  EXPECT_EQ(When(Merged("d", "a")), "PARTICIPANT_ERASED");
  EXPECT_EQ(When(Merged("a", "d")), "PARTICIPANT_ERASED");
  EXPECT_EQ(When(Merged("d", "b")), "LEGAL_HOLD");
  EXPECT_EQ(When(Merged("c", "d")), "PARTICIPANT_RESTRICTED");
}

TEST_F(ParticipantRulesTest, APseudonymOfAnErasedPersonJoinsNothingNew) {
  Given("activity_held { activity_id: 'a' }");
  Given(Registered("x"));
  Given(Registered("y"));
  Given(Merged("x", "y"));
  Given(Erased("x"));
  EXPECT_EQ(When("participant_joined { activity_id: 'a' participant_id: 'y' }"),
            "PARTICIPANT_ERASED");
}

TEST_F(ParticipantRulesTest, ADecisionNamesItsGrounds) {
  EXPECT_THAT(Violations("personal_data_erased { participant_id: 'x' }"),
              ElementsAre("event.legal_basis", "event.decision_id", "event.decided_by"));
  EXPECT_THAT(Violations("legal_hold_placed { participant_id: 'x' }"),
              ElementsAre("event.reason", "event.decided_by"));
  EXPECT_THAT(Violations("personal_data_read { participant_id: 'x' }"),
              ElementsAre("event.purpose"));
}

TEST_F(ParticipantRulesTest, NothingIsReadOfWhoWasNeverRegistered) {
  const std::string read = "personal_data_read { participant_id: 'x' purpose: 'asked' }";
  EXPECT_EQ(When(read), "PARTICIPANT_UNKNOWN");
  Given(Registered("x"));
  EXPECT_EQ(When(read), kAccepted);
}

TEST_F(ParticipantRulesTest, AProtectedIdentityIsMasked) {
  event::v1::ParticipantRegistered fact;
  fact.set_name("Ada");
  EXPECT_FALSE(Mask(&fact));
  EXPECT_EQ(fact.name(), "Ada");
  fact.set_protected_identity(true);
  EXPECT_TRUE(Mask(&fact));
  EXPECT_EQ(fact.name(), "");
  EXPECT_FALSE(Mask(&fact)) << "nothing is left to mask";
}

TEST_F(ParticipantRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(
      Violations("participant_registered { region_code: '00' name: 'A\\001B' email: 'at home' "
                 "birth_year: 80 gender: 9 }"),
      ElementsAre("event.participant_id", "event.region_code", "event.name", "event.email",
                  "event.birth_year", "event.gender"));
  EXPECT_THAT(Violations("participants_merged { participant_id: 'x' merged_participant_id: 'x' }"),
              ElementsAre("event.reason", "event.merged_participant_id"));
}

TEST_F(ParticipantRulesTest, APersonalIdentityNumberIsNoPseudonymAndNeverShown) {
  Checks checks;
  Validate(EventOf(Registered("19811218-9876")), &checks);
  ASSERT_EQ(checks.violations().size(), 1u);
  EXPECT_THAT(
      InvalidRequest(checks.violations()).ToString(absl::StatusToStringMode::kWithEverything),
      Not(HasSubstr("9876")));
}

TEST_F(ParticipantRulesTest, WhatIsKnownOfAPersonIsUpdatedUnlessItIsLockedOrGone) {
  constexpr char kUpdated[] =
      "participant_updated { participant_id: 'x' email: 'ny@example.se' reason: 'moved' }";
  EXPECT_EQ(When(kUpdated), "PARTICIPANT_UNKNOWN");
  Given("participant_registered { participant_id: 'x' }");
  EXPECT_EQ(When(kUpdated), kAccepted);
  Given("personal_data_restricted { participant_id: 'x' }");
  EXPECT_EQ(When(kUpdated), "PARTICIPANT_RESTRICTED");
  Given("personal_data_restriction_lifted { participant_id: 'x' }");
  EXPECT_EQ(When(kUpdated), kAccepted);
  Given("personal_data_erased { participant_id: 'x' }");
  EXPECT_EQ(When(kUpdated), "PARTICIPANT_ERASED");
}

TEST_F(ParticipantRulesTest, APersonIsUpdatedUnderThePseudonymThatStays) {
  Given("participant_registered { participant_id: 'x' }");
  Given("participant_registered { participant_id: 'y' }");
  Given("participants_merged { participant_id: 'y' merged_participant_id: 'x' reason: 'one' }");
  EXPECT_EQ(When("participant_updated { participant_id: 'x' reason: 'r' }"), "PARTICIPANT_MERGED");
  EXPECT_EQ(When("participant_updated { participant_id: 'y' reason: 'r' }"), kAccepted);
}

TEST_F(ParticipantRulesTest, AnUpdateHasTheShapeOfARegistration) {
  EXPECT_THAT(Violations("participant_updated { participant_id: 'x' email: 'nobody' "
                         "birth_year: 80 region_code: '1' cleared: 'reason' }"),
              ElementsAre("event.region_code", "event.reason", "event.cleared[0]", "event.email",
                          "event.birth_year"));
}

}  // namespace
}  // namespace verkan::services
