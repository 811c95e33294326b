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

TEST_F(MirrorTest, ARoleIsARowWithinItsProject) {
  const auto rows = [this] {
    return log_.Rows(Table{"roles"}, kNow,
                     {"project", "role_id", "label_sv", "fact", "when", "ended_when"});
  };
  for (const char* id : {"a", "b"}) {
    log_.Add<RoleAssigned>(absl::StrCat("project_id: 'p' role_id: '", id,
                                        "' label { sv: 'ledare' } occurred { from: '2021' }"));
  }
  log_.Add<RoleAssigned>("project_id: 'q' role_id: 'a'");
  const Position ended =
      log_.Add<RoleEnded>("project_id: 'p' role_id: 'a' occurred { from: '2022' }");
  EXPECT_THAT(rows(), ElementsAre("p b ledare role_assigned 2021 ", "q a  role_assigned  ",
                                  "p a ledare role_ended 2021 2022"));
  log_.Void(ended);
  EXPECT_THAT(rows(), UnorderedElementsAre("p b ledare role_assigned 2021 ", "q a  role_assigned  ",
                                           "p a ledare role_assigned 2021 "));
}

TEST_F(MirrorTest, ANeedHasTheIdOfItsEventIfItHasNoOther) {
  const auto rows = [this] {
    return log_.Rows(kNeeds, kNow, {"need_id", "project", "need", "status"});
  };
  const Position first = log_.Add<NeedIdentified>("project_id: 'p' need: 'tid'");
  log_.Add<NeedIdentified>("project_id: 'p' need: 'plats' need_id: 'n'");
  const std::string id = UuidText(absl::StrFormat("%016d", first));
  EXPECT_THAT(rows(), ElementsAre(id + " p tid ", "n p plats "));
  const Position corrected = log_.Add<NeedCorrected>(absl::StrCat(
      "project_id: 'p' need_id: '", id, "' status: NEED_STATUS_OPEN need: 'lokal' reason: 'r'"));
  EXPECT_THAT(rows(), ElementsAre("n p plats ", id + " p lokal open"));
  log_.Void(corrected);
  EXPECT_THAT(rows(), UnorderedElementsAre("n p plats ", id + " p tid "));
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

class CountsTest : public MirrorTest {
 protected:
  Position Reported(const std::string& id, const std::string& text, const std::string& more = "") {
    return log_.Add<ActivitiesReported>(absl::StrCat("count_id: '", id, "' text: '", text,
                                                     "' project_id: 'p' source_id: 's' ", more));
  }
  std::vector<std::string> Counts(Position as_of = kNow) {
    return log_.Rows(Table{"counts"}, as_of, {"count", "text"});
  }
};

TEST_F(CountsTest, WhatIsSaidAgainOnAnotherStreamReplacesWhatWasSaidBefore) {
  const Position first = Reported("a", "10", "label { sv: 'Luncher' }");
  Reported("b", "11", "label { sv: 'luncher ' }");
  EXPECT_THAT(Counts(first), ElementsAre("a 10"));
  EXPECT_THAT(Counts(), ElementsAre("b 11"));
}

TEST_F(CountsTest, EveryPartOfTheKeyTellsCountsApart) {
  Reported("a", "10");
  Reported("b", "11", "region_code: '06'");
  Reported("c", "12", "kind: ACTIVITY_KIND_MINGLE");
  Reported("d", "13", "label { en: 'Lunches' }");
  Reported("e", "14", "stage: COUNT_STAGE_PLANNED");
  Reported("f", "15", "strand: '1'");
  Reported("g", "16", "series_id: 'r'");
  Reported("h", "17", "place: 'p. 2'");
  log_.Add<ActivitiesReported>("count_id: 'i' text: '18' project_id: 'p' source_id: 's'",
                               {.days = Year(2021)});
  log_.Add<ActivitiesReported>("count_id: 'j' text: '19' project_id: 'q' source_id: 's'");
  EXPECT_EQ(Counts().size(), 10u);
}

TEST_F(CountsTest, AVoidedCountGivesBackTheLastOneBeforeIt) {
  const Position a = Reported("a", "10"), b = Reported("b", "11"), c = Reported("c", "12");
  log_.Void(b);
  EXPECT_THAT(Counts(), ElementsAre("c 12")) << "it was replaced already";
  log_.Void(c);
  EXPECT_THAT(Counts(), ElementsAre("a 10"));
  EXPECT_THAT(Counts(c), ElementsAre("c 12"));
  log_.Void(a);
  EXPECT_THAT(Counts(), IsEmpty());
  Reported("b", "13");
  EXPECT_THAT(Counts(), ElementsAre("b 13"));
  EXPECT_EQ(log_.ReplayDigest(), log_.facts().Digest());
}

TEST_F(CountsTest, OfSeveralThatWereReplacedTheLastOneComesBack) {
  Reported("a", "10");
  Reported("b", "11");
  const Position c = Reported("c", "12");
  log_.Void(c);
  EXPECT_THAT(Counts(), ElementsAre("b 11"));
  const Position again = Reported("d", "14");
  EXPECT_THAT(Counts(), ElementsAre("d 14"));
  log_.Void(again);
  EXPECT_THAT(Counts(), ElementsAre("b 11"));
}

TEST_F(MirrorTest, WhatAPersonSaidIsInNoTable) {
  log_.Add<FeedbackGiven>("feedback_id: 'f' project_id: 'p' participant_id: 'x' said: 'Bra'");
  EXPECT_THAT(log_.Rows(Table{"feedback"}, kNow, {"feedback", "project", "participant", "quote"}),
              ElementsAre("f p x "));
  const auto columns = log_.facts()[Table{"feedback"}].columns();
  EXPECT_TRUE(std::none_of(columns.begin(), columns.end(),
                           [](const Column& column) { return column.name == "said"; }));
}

}  // namespace
}  // namespace verkan::projections
