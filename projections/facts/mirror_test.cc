#include "projections/facts/mirror.h"

#include "gmock/gmock.h"
#include "projections/testing/test_log.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: events are all that is named here
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr Table kGoals{"goals"};
constexpr Table kInitiatives{"initiatives"};
constexpr Table kDescriptions{"descriptions"};

class MirrorTest : public ::testing::Test {
 protected:
  std::vector<std::string> Goals(Position as_of = kNow) {
    return log_.Rows(kGoals, as_of, {"goal", "number", "label_sv", "region"});
  }

  TestLog log_;
};

TEST_F(MirrorTest, AFieldIsAColumn) {
  log_.Add<GoalSet>(
      "goal_id: 'g' project_id: 'p' number: '1a' label { sv: 'Mål' en: 'Goal' } "
      "kind: GOAL_KIND_OUTPUT run_by_ids: 'a' run_by_ids: 'b' quantity_text: '10 platser' "
      "reading { value: '10' unit: 'platser' } period { from: '2020' to: '2022' } "
      "occurred { from: '2019-03' to: '2019-05' text: 'våren 2019' }",
      {.tags = {"region:06"}, .days = {DayNumber(2019, 3, 1), DayNumber(2019, 5, 31)}});
  EXPECT_THAT(log_.Rows(kGoals, kNow,
                        {"goal", "project", "number", "label_sv", "label_en", "kind", "run_by",
                         "quantity_text", "reading_value", "period", "when", "region"}),
              ElementsAre("g p 1a Mål Goal output a,b 10 platser 100000 2020/2022 "
                          "2019-03/2019-05 06"));
}

TEST_F(MirrorTest, ACorrectionReplacesWhatItStatesAndEmptiesWhatItNames) {
  const Position set =
      log_.Add<GoalSet>("goal_id: 'g' number: '1' label { sv: 'Mål' }", {.tags = {"region:06"}});
  const Position corrected = log_.Add<GoalCorrected>(
      "goal_id: 'g' label { sv: 'Annat' } cleared: 'number' reason: 'r'", {.tags = {"region:06"}});
  EXPECT_THAT(Goals(set), ElementsAre("g 1 Mål 06"));
  EXPECT_THAT(Goals(), ElementsAre("g  Annat 06"));
  log_.Void(corrected);
  EXPECT_THAT(Goals(), ElementsAre("g 1 Mål 06"));
  log_.Void(set);
  EXPECT_THAT(Goals(), IsEmpty());
}

TEST_F(MirrorTest, WhatATextWasReadAsGoesWithIt) {
  log_.Add<GoalSet>("goal_id: 'g' quantity_text: '10' reading { value: '10' }");
  const auto rows = [this] { return log_.Rows(kGoals, kNow, {"quantity_text", "reading_value"}); };
  EXPECT_THAT(rows(), ElementsAre("10 100000"));
  log_.Add<GoalCorrected>("goal_id: 'g' quantity_text: 'flera' reason: 'r'");
  EXPECT_THAT(rows(), ElementsAre(absl::StrCat("flera ", kNoNumber)));
}

TEST_F(MirrorTest, AnInitiativeIsOneRowFromPlanToEnd) {
  const auto rows = [this] {
    return log_.Rows(kInitiatives, kNow, {"initiative", "name", "fact", "closed_outcome"});
  };
  log_.Add<InitiativePlanned>("initiative_id: 'i' name: 'Fond'");
  EXPECT_THAT(rows(), ElementsAre("i Fond initiative_planned "));
  const Position started = log_.Add<InitiativeStarted>("initiative_id: 'i'");
  EXPECT_THAT(rows(), ElementsAre("i Fond initiative_started "));
  log_.Add<InitiativeClosed>("initiative_id: 'i' outcome: INITIATIVE_OUTCOME_DONE");
  EXPECT_THAT(rows(), ElementsAre("i Fond initiative_closed done"));
  log_.Void(started);
  EXPECT_THAT(rows(), ElementsAre("i Fond initiative_closed done"));
  log_.Add<InitiativeClosed>("initiative_id: 'nobody'");
  EXPECT_THAT(rows(), ElementsAre("i Fond initiative_closed done"));
}

TEST_F(MirrorTest, WhatIsSaidAgainReplacesWhatWasSaidBefore) {
  const auto describe = [this](const std::string& item, const std::string& source,
                               const std::string& text) {
    return log_.Add<ProjectDescribed>(absl::StrCat("project_id: 'p' item_id: '", item,
                                                   "' source_id: '", source, "' texts: '", text,
                                                   "' aspect: ASPECT_PURPOSE"));
  };
  const auto rows = [this] { return log_.Rows(kDescriptions, kNow, {"item_id", "texts"}); };
  describe("a", "s", "först");
  describe("b", "s", "annat");
  describe("a", "t", "en annan källa");
  const Position again = describe("a", "s", "sedan");
  EXPECT_THAT(rows(), ElementsAre("b annat", "a en annan källa", "a sedan"));
  log_.Void(again);
  EXPECT_THAT(rows(), UnorderedElementsAre("a först", "b annat", "a en annan källa"));
}

TEST_F(MirrorTest, WithoutAnItemNothingIsReplaced) {
  for (int i = 0; i < 2; ++i) {
    log_.Add<ProjectDescribed>("project_id: 'p' source_id: 's' aspect: ASPECT_NOTE texts: 'x'");
  }
  EXPECT_THAT(log_.Rows(kDescriptions, kNow, {"texts"}), ElementsAre("x", "x"));
}

}  // namespace
}  // namespace verkan::projections
