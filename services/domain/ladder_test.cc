#include "services/domain/ladder.h"

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "services/domain/testing/rules_fixture.h"
#include "services/errors/reasons.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPublication[] =
    "publication_released { publication_id: 'x' project_id: 'p' kind: PUBLICATION_KIND_FILM }";
constexpr char kTool[] = "tool_released { tool_id: 'x' project_id: 'p' name: 'T' }";
constexpr char kGrant[] =
    "funding_offered { funding_id: 'x' project_id: 'p' instrument: FUNDING_INSTRUMENT_GRANT }";

class LadderTest : public RulesFixture {};

TEST_F(LadderTest, WhatBeginsAStreamIsRecordedOnceInAKnownProject) {
  const struct {
    const char* fact;
    const char* exists;
  } rows[] = {{kPublication, "PUBLICATION_EXISTS"},
              {kTool, "TOOL_EXISTS"},
              {kGrant, "FUNDING_EXISTS"},
              {"result_achieved { result_id: 'x' project_id: 'p' kind: RESULT_KIND_PRODUCT }",
               "RESULT_EXISTS"},
              {"support_given { support_id: 'x' project_id: 'p' text: 'två' }", "SUPPORT_EXISTS"},
              {"course_launched { course_id: 'x' project_id: 'p' title: 'C' }", "COURSE_EXISTS"},
              {"practice_observed { practice_id: 'x' project_id: 'p' label { sv: 'A' } }",
               "PRACTICE_EXISTS"},
              {"series_described { series_id: 'x' project_id: 'p' name: 'S' }", "SERIES_EXISTS"}};
  for (const auto& row : rows) EXPECT_EQ(When(row.fact), "PROJECT_UNKNOWN") << row.fact;
  Given("project_started { project_id: 'p' }");
  for (const auto& row : rows) {
    EXPECT_EQ(When(row.fact), kAccepted) << row.fact;
    Given(row.fact);
    EXPECT_EQ(When(row.fact), row.exists);
  }
}

TEST_F(LadderTest, WhatIsNotKnownIsNotCorrected) {
  for (const EventType& type : Schema::Default().types()) {
    if (!type.traits().corrects()) continue;
    const bool of_need = type.arm()->message_type()->FindFieldByName("need_id") != nullptr;
    EXPECT_EQ(When(absl::StrCat(type.arm()->name(), " { ", type.stream_field()->name(), ": 'x' ",
                                of_need ? "need_id: 'n' " : "", "reason: 'r' }")),
              absl::AsciiStrToUpper(type.noun()) + "_UNKNOWN")
        << type.name();
  }
}

TEST_F(LadderTest, EveryNounThatIsNamedIsKnown) {
  Given("project_started { project_id: 'p' }");
  const std::string offered =
      "funding_offered { funding_id: 'f' project_id: 'p' contact_id: 'k' "
      "instrument: FUNDING_INSTRUMENT_GRANT text: '2500:-' }";
  EXPECT_EQ(When(offered), "CONTACT_UNKNOWN");
  Given("contact_made { contact_id: 'k' }");
  EXPECT_EQ(When(offered), kAccepted);
}

TEST_F(LadderTest, OnlyWhatTellsOfTheProjectAfterwardsComesAfterItsClosingAndOutsideItsPeriod) {
  const auto on = [](const std::string& fact, const std::string& day) {
    return absl::StrCat(fact.substr(0, fact.size() - 1), "occurred { from: '", day, "' } }");
  };
  Given("project_started { project_id: 'p' }");
  Given("project_period_stated { project_id: 'p' period { from: '2020' to: '2022' } source: 's' }");
  EXPECT_EQ(When(on(kGrant, "2023")), "OUTSIDE_PROJECT_PERIOD");
  EXPECT_EQ(When(on(kTool, "2023")), kAccepted);
  Given("project_closed { project_id: 'p' occurred { from: '2021-06-30' } }");
  EXPECT_EQ(When(on(kGrant, "2021-06-30")), kAccepted);
  EXPECT_EQ(When(on(kGrant, "2021-07-01")), "PROJECT_CLOSED");
  EXPECT_EQ(When(kGrant), "PROJECT_CLOSED") << "it has no day";
  EXPECT_EQ(When(on(kTool, "2021-07-01")), kAccepted);
}

TEST_F(LadderTest, EveryViolationIsNamed) {
  EXPECT_THAT(Violations("publication_released { publication_id: 'x' media: '' }"),
              ElementsAre("event.project_id", "event.kind", "event.media[0]"));
  EXPECT_THAT(Violations("tool_released { tool_id: 'x' project_id: 'p' }"),
              ElementsAre("event.name"));
  EXPECT_THAT(Violations("funding_offered { funding_id: 'x' project_id: 'p' text: 'litet grand' }"),
              ElementsAre("event.text", "event.instrument"));
  EXPECT_THAT(Violations(kGrant), IsEmpty()) << "an amount may be unknown";
  EXPECT_THAT(Violations("funding_offered { funding_id: 'x' project_id: 'p' text: '2500:-' "
                         "instrument: FUNDING_INSTRUMENT_GRANT reading { value: '3000' } }"),
              ElementsAre("event.reading"));
}

// A reason that is missing would end the process when it is needed.
TEST_F(LadderTest, EveryReasonOfTheLadderHasItsWords) {
  for (const EventType& type : Schema::Default().types()) {
    const std::string noun = absl::AsciiStrToUpper(type.noun());
    if (type.noun() == kAnyNoun || noun == "ACCESS") continue;
    if (!type.traits().begins_stream()) {
      EXPECT_NE(FindReason(absl::StrCat(noun, "_UNKNOWN")), nullptr) << type.name();
    }
    for (const auto& [key, path] : type.tags()) {
      if (!Schema::Default().IsNoun(key)) continue;
      const std::string named = absl::AsciiStrToUpper(key);
      EXPECT_NE(FindReason(absl::StrCat(named, "_UNKNOWN")), nullptr) << type.name();
    }
  }
}

}  // namespace
}  // namespace verkan::services
