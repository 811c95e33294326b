#include "services/figure/figure_rules.h"

#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FigureRulesTest : public RulesFixture {
 protected:
  static std::string Reported(const std::string& more = "text: '12'",
                              const std::string& indicator = "participants") {
    return absl::StrCat("figure_reported { figure_id: 'f' indicator_id: '", indicator,
                        "' region_code: '06' source: 's' ", more, " }");
  }
};

constexpr char kWithdrawn[] = "figure_withdrawn { figure_id: 'f' reason: 'a slip' }";

TEST_F(FigureRulesTest, WhatAFigureIsOfIsKnown) {
  EXPECT_EQ(When(Reported()), kAccepted) << "participants are built in";
  EXPECT_EQ(When(Reported("text: '12'", "known-social-enterprises")), "INDICATOR_UNKNOWN");
  Given("indicator_defined { indicator_id: 'known-social-enterprises' }");
  EXPECT_EQ(When(Reported("text: '12'", "known-social-enterprises")), kAccepted);
  EXPECT_EQ(When(Reported("text: '12' project_id: 'p'")), "PROJECT_UNKNOWN");
}

TEST_F(FigureRulesTest, AFigureIsReportedForARegionWhereItsProjectWorks) {
  Given("indicator_defined { indicator_id: 'i' }");
  Given("project_started { project_id: 'p' name: 'P' region_codes: ['06', '07'] }");
  const auto of = [this](const std::string& region) {
    return When(
        absl::StrCat("figure_reported { figure_id: 'f' indicator_id: 'i' project_id: 'p' "
                     "source: 's' text: '3' region_code: '",
                     region, "' }"));
  };
  for (const char* region : {"06", "07", "", "00"}) EXPECT_EQ(of(region), kAccepted) << region;
  EXPECT_EQ(of("12"), "REGION_NOT_OF_PROJECT");
}

TEST_F(FigureRulesTest, AFigureIsReportedOnceAndWithdrawnOnce) {
  EXPECT_EQ(When(kWithdrawn), "FIGURE_UNKNOWN");
  Given(Reported());
  EXPECT_EQ(When(Reported()), "FIGURE_EXISTS");
  EXPECT_EQ(When(kWithdrawn), kAccepted);
  Given(kWithdrawn);
  EXPECT_EQ(When(kWithdrawn), "FIGURE_WITHDRAWN");
}

TEST_F(FigureRulesTest, AFieldThatIsMissingIsAnAbsence) {
  event::v1::Event event = EventOf(Reported("field_missing: true"));
  Checks checks;
  Complete(&event, &checks);
  EXPECT_EQ(event.figure_reported().reading().absence(), event::v1::ABSENCE_FIELD_MISSING);
  EXPECT_THAT(Violations(Reported("field_missing: true text: '3'")), ElementsAre("event.text"));
}

TEST_F(FigureRulesTest, TextIsReadAndNeverAltered) {
  event::v1::Event event = EventOf(Reported("text: 'Över 1200'"));
  Checks checks;
  Complete(&event, &checks);
  EXPECT_EQ(event.figure_reported().text(), "Över 1200");
  EXPECT_EQ(event.figure_reported().reading().value(), "1200");
  EXPECT_EQ(event.figure_reported().reading().qualifier(), event::v1::QUALIFIER_MORE_THAN);
  EXPECT_THAT(Violations(Reported("text: 'rätt många'")), ElementsAre("event.text"));
  EXPECT_THAT(Violations(Reported("text: '-'")), IsEmpty());
  EXPECT_THAT(Violations(Reported("")), IsEmpty()) << "a blank is an absence";
}

TEST_F(FigureRulesTest, AReadingBesideATextSaysWhatTheTextSays) {
  EXPECT_THAT(Violations(Reported("text: '5' reading { value: '500' }")),
              ElementsAre("event.reading"));
  EXPECT_THAT(Violations(Reported("text: 'över 5' reading { value: '5' }")),
              ElementsAre("event.reading"));
  EXPECT_THAT(Violations(Reported("text: '5' reading { value: '5.0' }")), IsEmpty());
  EXPECT_THAT(Violations(Reported("text: '5' reading { absence: ABSENCE_DASH }")),
              ElementsAre("event.reading"));
  EXPECT_THAT(Violations(Reported("text: 'flera' reading { absence: ABSENCE_NOT_STATED }")),
              IsEmpty());
}

TEST_F(FigureRulesTest, ACountIsAWholeNumberFrom0Up) {
  for (const char* reading :
       {"value: '-5'", "value: '2.5'", "value: '12' unit: '%'", "value: '100' unit: 'SEK'",
        "value: '1' high: '2.5' qualifier: QUALIFIER_RANGE"}) {
    EXPECT_EQ(When(Reported(absl::StrCat("reading { ", reading, " }"))), "FIGURE_NOT_A_COUNT")
        << reading;
  }
  EXPECT_EQ(When(Reported("reading { value: '2.5' }", "procurement-value")), kAccepted);
  Given("indicator_defined { indicator_id: 'share' decimals: 1 unit: '%' }");
  EXPECT_EQ(When(Reported("reading { value: '2.5' unit: '%' }", "share")), kAccepted);
}

TEST_F(FigureRulesTest, ACallersOwnReadingIsKeptAndMustHoldTogether) {
  event::v1::Event event = EventOf(Reported("text: 'rätt många' reading { value: '3' }"));
  Checks checks;
  Complete(&event, &checks);
  EXPECT_EQ(event.figure_reported().reading().value(), "3");
  const struct {
    const char* reading;
    std::vector<std::string> violations;
  } rows[] = {
      {"value: '2.7'", {}},
      {"value: '-3'", {}},
      {"absence: ABSENCE_DASH", {}},
      {"value: '3' high: '4' qualifier: QUALIFIER_RANGE", {}},
      {"", {"event.reading.value"}},
      {"value: '3' absence: ABSENCE_DASH", {"event.reading.value"}},
      {"value: '4' high: '3' qualifier: QUALIFIER_RANGE", {"event.reading.high"}},
      {"value: '4' qualifier: QUALIFIER_RANGE", {"event.reading.high"}},
      {"value: '4' high: '5'", {"event.reading.high"}},
      {"value: '4' qualifier: 77", {"event.reading.qualifier"}},
      {"value: '4' breakdown { name: '' value: 'x' }",
       {"event.reading.breakdown[0].name", "event.reading.breakdown[0].value"}},
      {"value: '4' contradictions { value: '5' }", {"event.reading.contradictions[0].source"}},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Violations(Reported(absl::StrCat("reading { ", row.reading, " }"))), row.violations)
        << row.reading;
  }
}

TEST_F(FigureRulesTest, AFigureIsAboutARegionTheCountryOrAProject) {
  EXPECT_THAT(Violations("figure_reported { figure_id: 'f' indicator_id: 'i' source: 's' "
                         "region_code: '00' text: '1' }"),
              IsEmpty());
  EXPECT_THAT(Violations("figure_reported { figure_id: 'f' indicator_id: 'i' source: 's' "
                         "project_id: 'p' text: '1' }"),
              IsEmpty());
  EXPECT_THAT(Violations("figure_reported { figure_id: 'f' indicator_id: 'i' text: '1' }"),
              ElementsAre("event.source", "event.region_code"));
}

}  // namespace
}  // namespace verkan::services
