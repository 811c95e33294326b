#include "services/source/source_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SourceRulesTest : public RulesFixture {};

TEST_F(SourceRulesTest, ANameBelongsToOneSource) {
  const std::string first = "source_registered { source_id: 's' title: 'Resultatblad' }";
  EXPECT_EQ(When(first), kAccepted);
  Given(first);
  EXPECT_EQ(When(first), "SOURCE_EXISTS");
  EXPECT_EQ(When("source_registered { source_id: 't' title: ' RESULTATBLAD' }"),
            "SOURCE_NAME_TAKEN");
  EXPECT_EQ(When("source_registered { source_id: 't' label { sv: 'resultatblad' } }"),
            "SOURCE_NAME_TAKEN");
  Given("source_registered { source_id: 't' title: 'Annat' }");
  EXPECT_EQ(When("source_corrected { source_id: 't' title: 'Resultatblad' reason: 'r' }"),
            "SOURCE_NAME_TAKEN");
  EXPECT_EQ(When("source_corrected { source_id: 's' title: 'Resultatblad' reason: 'r' }"),
            kAccepted);
  Given("source_corrected { source_id: 's' title: 'Blad' reason: 'r' }");
  EXPECT_EQ(When("source_registered { source_id: 'u' title: 'Resultatblad' }"), kAccepted);
}

TEST_F(SourceRulesTest, TheShapeOfASource) {
  EXPECT_THAT(Violations("source_registered { source_id: 's' }"), ElementsAre("event.title"));
  EXPECT_THAT(Violations("source_registered { source_id: 's' title: 'T' url: 'ftp://x' "
                         "language: 'svenska' occurred { from: '2999' } }"),
              ElementsAre("event.url", "event.language"))
      << "the fixture knows no today";
  EXPECT_THAT(Violations("source_registered { source_id: 's' title: 'T' "
                         "url: 'https://example.se/a' language: 'sv' }"),
              IsEmpty());
}

TEST_F(SourceRulesTest, ACodeIsNamedAfterItsScheme) {
  EXPECT_THAT(Violations("code_defined { scheme: 'fund' code: 'eruf' label { sv: 'ERUF' } }"),
              IsEmpty());
  EXPECT_THAT(
      Violations("code_defined { code_id: 'x' scheme: 'fund' code: 'eruf' label { sv: 'E' } }"),
      ElementsAre("event.code_id"));
  Given("code_defined { code_id: 'fund.eruf' scheme: 'fund' code: 'eruf' label { sv: 'E' } }");
  EXPECT_EQ(When("code_defined { scheme: 'fund' code: 'eruf' label { sv: 'E' } }"), "CODE_EXISTS");
  Given("project_started { project_id: 'p' }");
  Given("source_registered { source_id: 's' title: 'T' }");
  const std::string classified =
      "project_classified { project_id: 'p' code_ids: 'fund.eruf' source_id: 's' scheme: ";
  EXPECT_EQ(When(classified + "'fund' }"), kAccepted);
  EXPECT_EQ(When(classified + "'focus' }"), "CODE_OF_OTHER_SCHEME");
  EXPECT_THAT(Violations("project_classified { project_id: 'p' source_id: 's' scheme: 'focus' }"),
              ElementsAre("event.code_ids"));
}

}  // namespace
}  // namespace verkan::services
