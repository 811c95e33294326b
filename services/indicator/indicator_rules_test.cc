#include "services/indicator/indicator_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class IndicatorRulesTest : public RulesFixture {
 protected:
  static std::string Defined(const std::string& id) {
    return absl::StrCat("indicator_defined { indicator_id: '", id,
                        "' name_sv: 'n' name_en: 'n' unit: 'enterprises' }");
  }
  static std::string Ranked(const std::string& id) {
    return absl::StrCat("source_ranked { indicator_id: '", id,
                        "' source: 'Sofisam' rank: RANK_PREFERRED }");
  }
  static std::string Target(const std::string& text, const std::string& more = "") {
    return absl::StrCat("target_set { indicator_id: 'i' text: '", text, "' ", more, " }");
  }
};

TEST_F(IndicatorRulesTest, AnIndicatorIsDefinedOnceAndBuiltInOnesAreKnown) {
  EXPECT_EQ(When(Defined("i")), kAccepted);
  Given(Defined("i"));
  EXPECT_EQ(When(Defined("i")), "INDICATOR_EXISTS");
  EXPECT_EQ(When(Defined("participants")), "INDICATOR_EXISTS");
}

TEST_F(IndicatorRulesTest, SourcesAreRankedForAKnownIndicator) {
  EXPECT_EQ(When(Ranked("i")), "INDICATOR_UNKNOWN");
  EXPECT_EQ(When(Ranked("participants")), kAccepted);
  Given(Defined("i"));
  EXPECT_EQ(When(Ranked("i")), kAccepted);
}

TEST_F(IndicatorRulesTest, ATargetIsOfAKnownIndicatorAndProject) {
  EXPECT_EQ(When(Target("10")), "INDICATOR_UNKNOWN");
  Given(Defined("i"));
  EXPECT_EQ(When(Target("10")), kAccepted);
  EXPECT_EQ(When(Target("minst en")), kAccepted);
  EXPECT_EQ(When(Target("10", "project_id: 'p'")), "PROJECT_UNKNOWN");
}

TEST_F(IndicatorRulesTest, ATargetIsStatedInTheIndicatorsUnit) {
  Given(Defined("i"));
  EXPECT_EQ(When(Target("2500:-")), "TARGET_UNIT_DIFFERS");
  EXPECT_EQ(When(Target("", "reading { value: '5' unit: 'enterprises' }")), kAccepted);
}

TEST_F(IndicatorRulesTest, ATargetIsANumber) {
  EXPECT_THAT(Violations(Target("-")), ElementsAre("event.reading"));
  EXPECT_THAT(Violations(Target("många fler")), ElementsAre("event.text"));
  EXPECT_THAT(Violations(Target("3-4")), IsEmpty());
}

TEST_F(IndicatorRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(Violations("indicator_defined { indicator_id: 'i' decimals: 5 }"),
              ElementsAre("event.name_sv", "event.name_en", "event.decimals"));
  EXPECT_THAT(Violations("source_ranked { indicator_id: 'i' region_code: '2' }"),
              ElementsAre("event.source", "event.region_code", "event.rank"));
}

}  // namespace
}  // namespace verkan::services
