#include "services/initiative/initiative_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPublication[] =
    "publication_released { publication_id: 'x' project_id: 'p' kind: PUBLICATION_KIND_FILM }";
constexpr char kTool[] = "tool_released { tool_id: 'x' project_id: 'p' name: 'T' }";
constexpr char kGrant[] =
    "funding_offered { funding_id: 'x' project_id: 'p' instrument: FUNDING_INSTRUMENT_GRANT }";

class InitiativeRulesTest : public RulesFixture {};

TEST_F(InitiativeRulesTest, EachIsRecordedOnceInAKnownProject) {
  const struct {
    const char* fact;
    const char* exists;
  } rows[] = {
      {kPublication, "PUBLICATION_EXISTS"}, {kTool, "TOOL_EXISTS"}, {kGrant, "FUNDING_EXISTS"}};
  for (const auto& row : rows) EXPECT_EQ(When(row.fact), "PROJECT_UNKNOWN") << row.fact;
  Given("project_started { project_id: 'p' }");
  for (const auto& row : rows) {
    EXPECT_EQ(When(row.fact), kAccepted) << row.fact;
    Given(row.fact);
    EXPECT_EQ(When(row.fact), row.exists);
  }
}

TEST_F(InitiativeRulesTest, TheContactThatMoneyCameWithWasMade) {
  Given("project_started { project_id: 'p' }");
  const std::string offered =
      "funding_offered { funding_id: 'f' project_id: 'p' contact_id: 'k' "
      "instrument: FUNDING_INSTRUMENT_GRANT text: '2500:-' }";
  EXPECT_EQ(When(offered), "CONTACT_UNKNOWN");
  Given("contact_made { contact_id: 'k' }");
  EXPECT_EQ(When(offered), kAccepted);
}

TEST_F(InitiativeRulesTest, EveryViolationIsNamed) {
  EXPECT_THAT(Violations("publication_released { publication_id: 'x' media: '' }"),
              ElementsAre("event.project_id", "event.kind", "event.media[0]"));
  EXPECT_THAT(Violations("tool_released { tool_id: 'x' project_id: 'p' }"),
              ElementsAre("event.name"));
  EXPECT_THAT(Violations("funding_offered { funding_id: 'x' project_id: 'p' text: 'litet grand' }"),
              ElementsAre("event.text", "event.instrument"));
  EXPECT_THAT(Violations(kGrant), IsEmpty()) << "an amount may be unknown";
}

}  // namespace
}  // namespace verkan::services
