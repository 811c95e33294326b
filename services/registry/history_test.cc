#include "services/registry/history.h"

#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/domain/testing/recorder_fixture.h"

namespace verkan::services {
namespace {

using eventstore::Position;
using registry::v1::Change;
using registry::v1::GetHistoryRequest;
using registry::v1::GetHistoryResponse;
using registry::v1::HistoryFact;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kSource[] = "source_registered { source_id: 's' title: 'S' }";
constexpr char kGoal[] =
    "goal_set { goal_id: 'g' project_id: 'p' number: '1' label { sv: 'Mål' } }";

class HistoryTest : public RecorderFixture {
 protected:
  HistoryTest() {
    std::string pattern = ::testing::TempDir() + "/verkan-history-XXXXXX";
    directory_ = mkdtemp(pattern.data());
    auto projections =
        projections::Projections::Open({.path = directory_ + "/views"}, store_.get());
    EXPECT_TRUE(projections.ok()) << projections.status();
    projections_ = *std::move(projections);
  }
  ~HistoryTest() override {
    projections_.reset();
    std::filesystem::remove_all(directory_);
  }

  absl::StatusOr<GetHistoryResponse> Ask(const GetHistoryRequest& request) {
    EXPECT_TRUE(projections_->WaitFor(store_->head(), absl::Now() + absl::Seconds(30)).ok());
    return GetHistory(*store_, *projections_, request, limits_);
  }
  static GetHistoryRequest Of(const std::string& noun, const std::string& id, Position as_of = 0) {
    GetHistoryRequest request;
    request.set_noun(noun);
    request.set_id(id);
    request.set_as_of_position(as_of);
    return request;
  }

  // Each fact as "4 ParticipantJoined in participant_id rests 7".
  std::vector<std::string> History(const std::string& noun, const std::string& id,
                                   Position as_of = 0) {
    const auto response = Ask(Of(noun, id, as_of));
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> lines;
    if (!response.ok()) return lines;
    EXPECT_EQ(response->next_page_token(), "");
    for (const HistoryFact& fact : response->facts()) lines.push_back(LineOf(fact));
    return lines;
  }

  static std::string LineOf(const HistoryFact& fact) {
    std::string line =
        absl::StrCat(fact.position(), " ", fact.type().substr(sizeof("verkan.event.v1.") - 1));
    if (fact.named_in_size() > 0) {
      absl::StrAppend(&line, " in ", absl::StrJoin(fact.named_in(), ","));
    }
    for (const Change& change : fact.changes()) {
      absl::StrAppend(&line, " ", Word(change), " ", change.position(), FieldsOf(change));
    }
    for (const Change& change : fact.changed_by()) {
      absl::StrAppend(&line, " ", Word(change), "-by ", change.position(), FieldsOf(change));
    }
    if (fact.rests_on_it_size() > 0) {
      absl::StrAppend(&line, " rests ", absl::StrJoin(fact.rests_on_it(), ","));
    }
    return absl::StrCat(line, fact.more_may_rest_on_it() ? " more" : "",
                        fact.incomplete() ? " incomplete" : "");
  }
  static std::string Word(const Change& change) {
    static const char* const kWords[] = {"?", "void", "correct", "replace", "undo"};
    return kWords[change.kind()];
  }
  static std::string FieldsOf(const Change& change) {
    return change.fields_size() == 0 ? ""
                                     : absl::StrCat("(", absl::StrJoin(change.fields(), ","), ")");
  }

  // Positions of all pages.
  std::vector<Position> PagesOf(GetHistoryRequest request, int* pages) {
    std::vector<Position> positions;
    *pages = 0;
    do {
      const auto response = Ask(request);
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok()) break;
      for (const HistoryFact& fact : response->facts()) positions.push_back(fact.position());
      request.set_page_token(response->next_page_token());
      ++*pages;
    } while (!request.page_token().empty() && *pages < 100);
    return positions;
  }

  void GivenAProjectWithAnActivity() {
    for (const char* fact : {kProject, kActivity, kPerson, kJoined}) Given(fact);
  }

  HistoryLimits limits_;
  std::string directory_;
  std::unique_ptr<projections::Projections> projections_;
};

TEST_F(HistoryTest, TheFactsOfAThingAreOnItsStreamAndElsewhereByItsTag) {
  GivenAProjectWithAnActivity();
  EXPECT_THAT(History("project", "p"), ElementsAre("1 ProjectStarted rests 2,4",
                                                   "2 ActivityHeld in details.project_id rests 4"));
  EXPECT_THAT(History("participant", "x"), ElementsAre("3 ParticipantRegistered rests 4",
                                                       "4 ParticipantJoined in participant_id"));
  EXPECT_THAT(History("activity", "a"),
              ElementsAre("2 ActivityHeld rests 4", "4 ParticipantJoined"));
}

TEST_F(HistoryTest, AFactSaysWhatItsFieldsSayWithNamesBesideIds) {
  Given(kProject);
  Given(Organisation("o"));
  Given(
      "goal_set { goal_id: 'g' project_id: 'p' label { sv: 'Mål' en: 'Goal' } kind: "
      "GOAL_KIND_OUTPUT run_by_ids: 'o' period { text: 'våren 2019' } }");
  GetHistoryRequest request = Of("goal", "g");
  request.set_language("en");
  const auto response = Ask(request);
  ASSERT_TRUE(response.ok()) << response.status();
  const HistoryFact& fact = response->facts(0);
  std::vector<std::string> cells;
  for (const auto& cell : fact.says()) {
    cells.push_back(absl::StrCat(cell.column(), "=", absl::StrJoin(cell.values(), ","), "|",
                                 absl::StrJoin(cell.names(), ",")));
  }
  EXPECT_THAT(cells, ElementsAre("project_id=p|P", "label=Goal|", "kind=output|", "run_by_ids=o|N",
                                 "period=våren 2019 (2019-03/2019-05)|"));
  EXPECT_EQ(fact.stream(), "goal-g");
  EXPECT_EQ(fact.recorded_day(), "2026-11-22");
  EXPECT_THAT(fact.recorded_at(), HasSubstr("2026-11-22T"));
  EXPECT_EQ(response->as_of_position(), 3u);
}

TEST_F(HistoryTest, CorrectionsOfDifferentFieldsAddUp) {
  Given(kProject);
  Given(kGoal);
  Given("goal_corrected { goal_id: 'g' label { sv: 'Annat' } reason: 'fel' }");
  Given("goal_corrected { goal_id: 'g' number: '2' reason: 'fel' }");
  EXPECT_THAT(History("goal", "g"),
              ElementsAre("2 GoalSet correct-by 3(label) correct-by 4(number) rests 3,4",
                          "3 GoalCorrected correct 2(label)", "4 GoalCorrected correct 2(number)"));
}

TEST_F(HistoryTest, ALaterCorrectionOfAFieldReplacesTheEarlierInIt) {
  Given(kProject);
  Given(kGoal);
  Given("goal_corrected { goal_id: 'g' label { sv: 'A' } number: '2' reason: 'fel' }");
  const Recorded last = Given("goal_corrected { goal_id: 'g' label { sv: 'B' } reason: 'fel' }");
  const std::vector<std::string> both = {
      "2 GoalSet correct-by 3(number) correct-by 4(label) rests 3,4",
      "3 GoalCorrected correct 2(label,number) replace-by 4(label)",
      "4 GoalCorrected correct 2(label) replace 3(label)"};
  EXPECT_EQ(History("goal", "g"), both);
  Given(Voided("goal-g", last.event_id));
  EXPECT_THAT(History("goal", "g"),
              ElementsAre("2 GoalSet correct-by 3(label,number) rests 3",
                          "3 GoalCorrected correct 2(label,number)", "4 GoalCorrected void-by 5",
                          "5 EventVoided void 4"))
      << "a voided correction corrects nothing";
  EXPECT_EQ(History("goal", "g", 4), both) << "as of before the voiding";
  Given("goal_corrected { goal_id: 'g' cleared: 'number' reason: 'fel' }");
  EXPECT_THAT(History("goal", "g")[1],
              "3 GoalCorrected correct 2(label,number) replace-by 6(number)");
}

TEST_F(HistoryTest, ANounThatIsStatedAnewAsAWholeIsCorrectedAsAWhole) {
  Given(kProject);
  Given(kActivity);
  const std::string corrected =
      "activity_corrected { activity_id: 'a' reason: 'fel' details { project_id: 'p' kind: "
      "ACTIVITY_KIND_";
  Given(corrected + "SEMINAR } }");
  Given(corrected + "WORKSHOP } }");
  EXPECT_THAT(History("activity", "a"),
              ElementsAre("2 ActivityHeld correct-by 4(details) rests 3,4",
                          "3 ActivityCorrected correct 2(details) replace-by 4(details)",
                          "4 ActivityCorrected correct 2(details) replace 3(details)"));
}

TEST_F(HistoryTest, WhatIsSaidAgainReplacesWhatWasSaid) {
  Given(kProject);
  Given(kSource);
  Given(kGoal);
  const std::string assessed = "goal_assessed { goal_id: 'g' source_id: 's' result: GOAL_RESULT_";
  Given(assessed + "PARTLY }");
  Given(assessed + "REACHED occurred { from: '2020' } }");
  const Recorded again = Given(assessed + "REACHED }");
  EXPECT_THAT(History("goal", "g"),
              ElementsAre("3 GoalSet rests 4,5,6", "4 GoalAssessed replace-by 6", "5 GoalAssessed",
                          "6 GoalAssessed replace 4"));
  EXPECT_THAT(History("goal", "g", 5)[1], "4 GoalAssessed");
  Given(Voided("goal-g", again.event_id));
  EXPECT_THAT(History("goal", "g")[1], "4 GoalAssessed");
  EXPECT_THAT(History("goal", "g", 6)[1], "4 GoalAssessed replace-by 6");
}

TEST_F(HistoryTest, AFigureIsReplacedByWhatItsSourceReportsLater) {
  Given(kProject);
  Given("indicator_defined { indicator_id: 'i' name_sv: 'I' name_en: 'I' unit: 'antal' }");
  const auto reported = [](const std::string& id) {
    return absl::StrCat("figure_reported { figure_id: '", id,
                        "' indicator_id: 'i' project_id: 'p' region_code: '06' source: 'leaflet' "
                        "text: '44' period { from: '2024' } }");
  };
  const Position first = Given(reported("f1")).position;
  const Position later = Given(reported("f2")).position;
  const Position last = Given(reported("f3")).position;
  EXPECT_THAT(History("figure", "f1"),
              ElementsAre(absl::StrCat(first, " FigureReported replace-by ", later)));
  EXPECT_THAT(History("figure", "f2"), ElementsAre(absl::StrCat(later, " FigureReported replace ",
                                                                first, " replace-by ", last)));
  EXPECT_THAT(History("figure", "f2", later),
              ElementsAre(absl::StrCat(later, " FigureReported replace ", first)));
}

TEST_F(HistoryTest, AnEventOfItsOwnUndoesWhatItIsAbout) {
  GivenAProjectWithAnActivity();
  Given("participation_withdrawn { activity_id: 'a' participant_id: 'x' }");
  EXPECT_THAT(History("participant", "x"),
              ElementsAre("3 ParticipantRegistered rests 4,5",
                          "4 ParticipantJoined in participant_id undo-by 5 rests 5",
                          "5 ParticipationWithdrawn in participant_id undo 4"));
  EXPECT_THAT(History("activity", "a", 4)[1], "4 ParticipantJoined");
}

TEST_F(HistoryTest, AVoidedFactSaysWhatVoidedItAndNothingRestsOnIt) {
  GivenAProjectWithAnActivity();
  const std::string joined = ReadAt(4).id;
  Given(Voided("activity-a", joined));
  EXPECT_THAT(
      History("activity", "a"),
      ElementsAre("2 ActivityHeld", "4 ParticipantJoined void-by 5", "5 EventVoided void 4"));
  EXPECT_THAT(
      History("participant", "x"),
      ElementsAre("3 ParticipantRegistered", "4 ParticipantJoined in participant_id void-by 5"))
      << "the voiding is on the activity's stream and does not name the person";
  EXPECT_THAT(History("participant", "x", 4)[1], "4 ParticipantJoined in participant_id");
}

TEST_F(HistoryTest, AThingThatWasVoidedHasAHistory) {
  const Recorded started = Given(kProject);
  Given(Voided("project-p", started.event_id));
  EXPECT_THAT(History("project", "p"),
              ElementsAre("1 ProjectStarted void-by 2", "2 EventVoided void 1"));
}

TEST_F(HistoryTest, MergedEntriesHaveOneHistoryFromTheMergeOn) {
  Given(Organisation("o"));
  Given(Organisation("q"));
  Given("project_started { project_id: 'p' name: 'P' region_codes: '06' }");
  Given("partner_joined { project_id: 'p' organisation_id: 'q' }");
  EXPECT_THAT(History("organisation", "o"), ElementsAre("1 OrganisationRegistered"));
  Given("organisations_merged { organisation_id: 'o' merged_organisation_id: 'q' reason: 'same' }");
  const std::vector<std::string> whole = {
      "1 OrganisationRegistered rests 5", "2 OrganisationRegistered rests 4,5",
      "4 PartnerJoined in organisation_id", "5 OrganisationsMerged"};
  EXPECT_EQ(History("organisation", "o"), whole);
  EXPECT_EQ(History("organisation", "q"), whole);
  EXPECT_THAT(Ask(Of("organisation", "q"))->ids(), ElementsAre("o", "q"));
  EXPECT_THAT(History("organisation", "o", 4), ElementsAre("1 OrganisationRegistered"));
}

TEST_F(HistoryTest, ANeedIsFoundByItsTag) {
  Given(kProject);
  Given(kSource);
  Given("need_identified { project_id: 'p' need: 'N' need_id: 'n' }");
  Given("need_identified { project_id: 'p' need: 'M' need_id: 'm' }");
  Given(
      "outcome_stated { result_id: 'r' project_id: 'p' source_id: 's' need_ids: 'n' "
      "outcome_kind: OUTCOME_KIND_OTHER label { sv: 'möttes' } }");
  const std::vector<std::string> facts = {"3 NeedIdentified rests 5",
                                          "5 OutcomeStated in need_ids"};
  EXPECT_EQ(History("need", "n"), facts);
  EXPECT_EQ(History("need", "p/n"), facts) << "as what is unique on its stream only is asked for";
  EXPECT_EQ(ReasonOf(Ask(Of("need", "q/n")).status()), "ENTRY_UNKNOWN");
}

TEST_F(HistoryTest, WhatIsSealedOfAPersonIsNotTold) {
  Given("participant_registered { participant_id: 'x' region_code: '06' name: 'Anna Ek' }");
  const auto response = Ask(Of("participant", "x"));
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_THAT(response->facts(0).sealed_of(), ElementsAre("x"));
  ASSERT_EQ(response->facts(0).says_size(), 1);
  EXPECT_EQ(response->facts(0).says(0).column(), "region_code");
  EXPECT_THAT(response->SerializeAsString(), Not(HasSubstr("Anna")));
}

TEST_F(HistoryTest, WhatAnotherSystemRecordedIsToldByItsType) {
  Given(kProject);
  ASSERT_TRUE(Append({eventstore::Event("acme.v1.Opened", "case-1", {"project:p"})}).ok());
  const auto response = Ask(Of("project", "p"));
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->facts_size(), 2);
  EXPECT_EQ(response->facts(1).type(), "acme.v1.Opened");
  EXPECT_THAT(response->facts(1).says(), IsEmpty());
}

TEST_F(HistoryTest, WhatIsAskedWronglyOrNotKnownIsRefused) {
  Given(kProject);
  Given(kGoal);
  const absl::Status noun = Ask(Of("goals", "g")).status();
  EXPECT_EQ(ReasonOf(noun), "INVALID_REQUEST");
  EXPECT_THAT(std::string(noun.message()), HasSubstr("wanted one of activity, "));
  EXPECT_THAT(std::string(noun.message()), HasSubstr(", need, "));
  EXPECT_EQ(ReasonOf(Ask(Of("goal", "")).status()), "INVALID_REQUEST");
  const absl::Status unknown = Ask(Of("goal", "x")).status();
  EXPECT_TRUE(absl::IsNotFound(unknown));
  EXPECT_EQ(ReasonOf(unknown), "GOAL_UNKNOWN");
  EXPECT_EQ(ReasonOf(Ask(Of("goal", "g", 1)).status()), "GOAL_UNKNOWN")
      << "as of before it was known";
  EXPECT_TRUE(absl::IsOutOfRange(Ask(Of("goal", "g", 9)).status()));
  EXPECT_EQ(ReasonOf(Ask(Of("procurement", "x")).status()), "PROCUREMENT_UNKNOWN");
}

TEST_F(HistoryTest, PagesTellEveryFactOnce) {
  GivenAProjectWithAnActivity();
  Given("participation_withdrawn { activity_id: 'a' participant_id: 'x' }");
  GetHistoryRequest request = Of("activity", "a");
  int pages = 0;
  for (int size : {1, 2, 3, 100}) {
    request.set_page_size(size);
    EXPECT_THAT(PagesOf(request, &pages), ElementsAre(2, 4, 5)) << size;
    EXPECT_GE(pages, (3 + size - 1) / size);
  }
}

TEST_F(HistoryTest, APageEndsWhenItHasReadAsMuchAsItMay) {
  GivenAProjectWithAnActivity();
  Given("participation_withdrawn { activity_id: 'a' participant_id: 'x' }");
  int pages = 0;
  for (uint64_t budget : {3, 5, 8, 13, 21, 34, 1000}) {
    limits_.reads_a_page = budget;
    EXPECT_THAT(PagesOf(Of("activity", "a"), &pages), ElementsAre(2, 4, 5)) << budget;
    if (budget < 5) {
      EXPECT_EQ(pages, 3) << budget;
    }
  }
  EXPECT_EQ(pages, 1);
  limits_.reads_a_page = 4;
  EXPECT_THAT(LineOf(Ask(Of("activity", "a"))->facts(0)), HasSubstr(" incomplete"));
}

TEST_F(HistoryTest, WhatRestsOnAFactIsBounded) {
  Given(kProject);
  Given(kActivity);
  for (int i = 0; i < 4; ++i) {
    Given(absl::StrCat("participant_registered { participant_id: 'p", i, "' }"));
    Given(absl::StrCat("participant_joined { activity_id: 'a' participant_id: 'p", i, "' }"));
  }
  EXPECT_THAT(History("activity", "a")[0], "2 ActivityHeld rests 4,6,8,10");
  limits_.most_that_rest = 2;
  EXPECT_THAT(History("activity", "a")[0], "2 ActivityHeld rests 4,6 more");
  limits_ = {.candidates = 3};
  EXPECT_THAT(History("activity", "a")[0], "2 ActivityHeld rests 4,6,8 more");
  limits_ = {.reads_for_what_rests = 5};
  EXPECT_THAT(History("activity", "a")[0], "2 ActivityHeld more");
}

}  // namespace
}  // namespace verkan::services
