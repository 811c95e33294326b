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

TEST_F(ParticipantRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(
      Violations("participant_registered { region_code: '00' birth_year: 80 gender: 9 }"),
      ElementsAre("event.participant_id", "event.region_code", "event.birth_year", "event.gender"));
  EXPECT_THAT(Violations("participants_merged { participant_id: 'x' merged_participant_id: 'x' }"),
              ElementsAre("event.merged_participant_id", "event.reason"));
}

TEST_F(ParticipantRulesTest, APersonalIdentityNumberIsNoPseudonymAndNeverShown) {
  Checks checks;
  Validate(EventOf(Registered("19811218-9876")), &checks);
  ASSERT_EQ(checks.violations().size(), 1u);
  EXPECT_THAT(
      InvalidRequest(checks.violations()).ToString(absl::StatusToStringMode::kWithEverything),
      Not(HasSubstr("9876")));
}

}  // namespace
}  // namespace verkan::services
