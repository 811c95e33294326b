#include "projections/figure/figure_engine.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/activity/activity_facts.h"
#include "projections/facts/mirror.h"
#include "projections/figure/period.h"
#include "projections/indicator/built_in.h"
#include "projections/procurement/procurement_facts.h"
#include "projections/project/project_facts.h"
#include "projections/testing/figure_fixture.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: events are all that is named here
using figure::v1::FigureQuery;
using figure::v1::GetFigureResponse;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FigureEngineTest : public FigureFixture {
 protected:
  void Held(const std::string& id, const std::string& region, DayRange days,
            const std::string& kind = "COURSE") {
    log_.Add<ActivityHeld>(
        absl::StrCat("activity_id: '", id, "' details { project_id: 'siru-2' kind: ACTIVITY_KIND_",
                     kind, " region_code: '", region, "' }"),
        {.days = days});
  }
  Position Joined(const std::string& activity, const std::string& participant,
                  const std::string& role = "ATTENDEE") {
    return log_.Add<ParticipantJoined>(absl::StrCat("activity_id: '", activity,
                                                    "' participant_id: '", participant,
                                                    "' role: PARTICIPATION_ROLE_", role));
  }
  Position Reported(const std::string& id, const std::string& fields, DayRange days = {}) {
    return log_.Add<FigureReported>(absl::StrCat("figure_id: '", id, "' ", fields), {.days = days});
  }

  std::vector<Position> Explained(const std::string& query) {
    figure::v1::ExplainFigureRequest request;
    *request.mutable_query() = Make<FigureQuery>(query);
    const auto response = engine_.Explain(request, kNow);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<Position> positions;
    if (response.ok()) positions.assign(response->positions().begin(), response->positions().end());
    return positions;
  }
};

TEST_F(FigureEngineTest, PeopleAreCountedOnceOverWhateverIsGrouped) {
  Held("a", "06", Day(2021, 1, 10));
  Held("b", "06", Day(2021, 5, 10));
  Held("c", "23", Day(2021, 5, 11));
  Joined("a", "ada");
  Joined("a", "bo");
  Joined("b", "ada");
  Joined("c", "ada");
  Joined("c", "cy");
  GetFigureResponse response = Get("indicator_id: 'participants' group_by: 'region'");
  EXPECT_THAT(Lines(response), ElementsAre("06: 2", "23: 2"));
  EXPECT_EQ(response.total().reading().value(), "3") << "a union, not a sum";
  EXPECT_THAT(Lines(Get("indicator_id: 'participants' group_by: 'region' group_by: 'quarter'")),
              ElementsAre("06 2021-Q1: 2", "06 2021-Q2: 1", "23 2021-Q2: 2"));
  EXPECT_EQ(Total("indicator_id: 'participations'"), "5");
}

// What states no region has those of its project, as they are believed at the position asked for.
class ProjectRegionsTest : public FigureEngineTest {
 protected:
  ProjectRegionsTest() {
    log_.Add<ProjectStarted>("project_id: 'p' name: 'P' region_codes: '06'",
                             {.tags = {"region:06"}});
    log_.Add<ProjectStarted>("project_id: 'other' name: 'O' region_codes: '06'",
                             {.tags = {"region:06"}});
    const Extra of_p = {.tags = {"project:p", "region:06"}, .days = Day(2021, 1, 1)};
    held_ = log_.Add<ActivityHeld>("activity_id: 'a' details { project_id: 'p' }", of_p);
    log_.Add<ParticipantJoined>("activity_id: 'a' participant_id: 'ada'", of_p);
    log_.Add<ActivityHeld>("activity_id: 's' details { project_id: 'p' region_code: '06' }", of_p);
    log_.Add<ActivityHeld>("activity_id: 'o' details { project_id: 'other' }", of_p);
    log_.Add<ProcurementHeld>("procurement_id: 'u' project_id: 'p'", of_p);
    log_.Add<ContractAwarded>("procurement_id: 'u' supplier_id: 'o'", {.tags = {"region:06"}});
    log_.Add<CollaborationFormed>("collaboration_id: 'c' project_id: 'p'", of_p);
    log_.Add<ContactMade>("contact_id: 'k' project_id: 'p'", of_p);
    log_.Add<NetworkStarted>("network_id: 'n' details { project_id: 'p' }", of_p);
    log_.Add<PublicationReleased>("publication_id: 'b' project_id: 'p'", of_p);
    log_.Add<NeedIdentified>("project_id: 'p' need: 'tid' need_id: 'd'", of_p);
    before_ = log_.head();
    corrected_ = log_.Add<ProjectCorrected>(
        "project_id: 'p' region_codes: '12' region_codes: '14' reason: 'r'",
        {.tags = {"region:12", "region:14", "region:06"}});
  }

  std::vector<std::string> ByRegion(const std::string& indicator, Position as_of = kNow) {
    return Lines(Get(absl::StrCat("indicator_id: '", indicator, "' group_by: 'region'"), as_of));
  }
  std::vector<std::string> Contracts() { return log_.Rows(kContracts, kNow, {"region"}); }
  std::vector<std::string> Needs() { return log_.Rows(kNeeds, kNow, {"need_id", "region"}); }

  Position held_ = 0, before_ = 0, corrected_ = 0;
};

TEST_F(ProjectRegionsTest, WhatStatesNoneFollowsTheProjectsCorrection) {
  EXPECT_THAT(ByRegion("activities"), ElementsAre("06: 2", "12: 1", "14: 1"));
  for (const char* indicator : {"participations", "participants", "procurements", "collaborations",
                                "contacts", "networks", "publications"}) {
    EXPECT_THAT(ByRegion(indicator), ElementsAre("12: 1", "14: 1")) << indicator;
    EXPECT_THAT(ByRegion(indicator, before_), ElementsAre("06: 1")) << indicator;
    EXPECT_EQ(Total(absl::StrCat("indicator_id: '", indicator, "'")), "1") << indicator;
  }
  EXPECT_THAT(ByRegion("activities", before_), ElementsAre("06: 3"));
  EXPECT_THAT(Contracts(), ElementsAre("12,14"));
  EXPECT_THAT(Needs(), ElementsAre("d 12,14"));
}

TEST_F(ProjectRegionsTest, AVoidedCorrectionBringsTheFormerRegionsBack) {
  const Position corrected = log_.head();
  log_.Void(corrected_);
  EXPECT_THAT(ByRegion("activities"), ElementsAre("06: 3"));
  EXPECT_THAT(ByRegion("participations"), ElementsAre("06: 1"));
  EXPECT_THAT(Contracts(), ElementsAre("06"));
  EXPECT_THAT(Needs(), ElementsAre("d 06"));
  EXPECT_THAT(ByRegion("activities", corrected), ElementsAre("06: 2", "12: 1", "14: 1"));
  EXPECT_THAT(ByRegion("activities", before_), ElementsAre("06: 3"));
}

TEST_F(ProjectRegionsTest, WhatComesLaterHasTheRegionsOfItsDay) {
  const Extra late = {.tags = {"project:p", "region:12", "region:14"}, .days = Day(2021, 2, 1)};
  log_.Add<ActivityHeld>("activity_id: 'b' details { project_id: 'p' }", late);
  EXPECT_THAT(ByRegion("activities"), ElementsAre("06: 2", "12: 2", "14: 2"));
  // On a stream that was there before, whose facts the recorder tags with its former regions.
  log_.Add<ParticipantJoined>("activity_id: 'a' participant_id: 'bo'", {.tags = {"region:06"}});
  log_.Add<ContractAwarded>("procurement_id: 'u' supplier_id: 'x'", {.tags = {"region:06"}});
  EXPECT_THAT(ByRegion("participations"), ElementsAre("12: 2", "14: 2"));
  EXPECT_THAT(Contracts(), ElementsAre("12,14", "12,14"));
  log_.Void(corrected_);
  EXPECT_THAT(ByRegion("activities"), ElementsAre("06: 4"));
  EXPECT_THAT(ByRegion("participations"), ElementsAre("06: 2"));
}

TEST_F(ProjectRegionsTest, WhatWasMovedIsVoidedAsWhatWasNot) {
  log_.Void(held_);
  EXPECT_THAT(ByRegion("activities"), ElementsAre("06: 2"));
  EXPECT_THAT(ByRegion("activities", corrected_), ElementsAre("06: 2", "12: 1", "14: 1"));
  log_.Void(corrected_);
  EXPECT_THAT(ByRegion("activities"), ElementsAre("06: 2"));
}

TEST_F(ProjectRegionsTest, ACorrectionOfOtherThingsMovesNothing) {
  const std::string digest = log_.ReplayDigest();
  EXPECT_EQ(log_.facts().Digest(), digest);
  log_.Add<ProjectCorrected>("project_id: 'p' name: 'Q' reason: 'r'", {.tags = {"region:12"}});
  EXPECT_THAT(ByRegion("activities"), ElementsAre("06: 2", "12: 1", "14: 1"));
  log_.Void(corrected_);
  EXPECT_THAT(ByRegion("activities"), ElementsAre("06: 3"));
  EXPECT_THAT(log_.Rows(kProjects, kNow, {"name", "region"}),
              ::testing::UnorderedElementsAre("O 06", "Q 06"));
}

TEST_F(FigureEngineTest, GroupsAndWarningsAreInTheLanguageAskedFor) {
  Held("a", "06", Day(2021, 1, 10));
  Held("b", "06", {}, "MINGLE");
  const std::string by = "indicator_id: 'activities' group_by: 'kind' group_by: 'region' ";
  const GetFigureResponse swedish = Get(by + "language: 'sv'");
  ASSERT_EQ(swedish.figures_size(), 2);
  EXPECT_THAT(swedish.figures(0).group(), ElementsAre("course", "06"));
  EXPECT_THAT(swedish.figures(0).group_labels(), ElementsAre("kurs", "Jönköpings län"));
  EXPECT_THAT(Get(by).figures(0).group_labels(), ElementsAre("course", "Jönköpings län"));
  EXPECT_THAT(Get("indicator_id: 'activities' group_by: 'year' language: 'sv'").total().warnings(),
              ElementsAre("1 uppgifter är inte kända så noga att de kan läggas i en period"));
}

TEST_F(FigureEngineTest, WhatIsReadOfATextIsToldInTheLanguageAskedFor) {
  log_.Add<IndicatorDefined>("indicator_id: 'known' name_sv: 'Kända'");
  Reported("f",
           "indicator_id: 'known' region_code: '01' text: '51, endast asf-företag' "
           "reading { value: '51' scope: 'ASF only' }");
  const auto scope = [this](const std::string& language) {
    const GetFigureResponse response =
        Get("indicator_id: 'known' group_by: 'region' language: '" + language + "'");
    EXPECT_EQ(response.figures_size(), 1);
    return response.figures(0).reading().scope();
  };
  EXPECT_EQ(scope("sv"), "endast ASF");
  EXPECT_EQ(scope("en"), "ASF only");
}

// The product of what ten dimensions may be is more than a number of 64 bits holds.
TEST_F(FigureEngineTest, AllDimensionsCanBeAskedForAtOnce) {
  const indicator::v1::Indicator activities =
      Describe(*FindBuiltIn("activities"), log_.facts()[kActivities]);
  ASSERT_GE(activities.dimensions_size(), 10);
  std::string query = "indicator_id: 'activities'";
  for (const std::string& dimension : activities.dimensions()) {
    absl::StrAppend(&query, " group_by: '", dimension, "'");
  }
  std::set<std::string> wanted;
  for (int i = 0; i < 40; ++i) {
    const DayRange day = Day(2021 + i % 3, 1 + i % 12, 3);
    const std::string region = absl::StrFormat("%02d", 1 + i % 25);
    log_.Add<ActivityHeld>(absl::StrCat("activity_id: 'a-", i, "' details { project_id: 'p-", i,
                                        "' kind: ACTIVITY_KIND_COURSE municipality_code: '", region,
                                        "80' region_code: '", region, "' }"),
                           {.days = day});
    std::vector<std::string> group;
    for (const std::string& dimension : activities.dimensions()) {
      const auto period = FindPeriod(dimension);
      group.push_back(dimension == "region"         ? region
                      : dimension == "project"      ? absl::StrCat("p-", i)
                      : dimension == "kind"         ? "course"
                      : dimension == "municipality" ? region + "80"
                      : period.has_value()
                          ? Periods::Of(*period).Label(Periods::Of(*period).PeriodOf(day))
                          : "");
    }
    wanted.insert(absl::StrJoin(group, " "));
  }
  std::set<std::string> groups;
  const GetFigureResponse response = Get(query);
  for (const auto& figure : response.figures()) {
    EXPECT_EQ(figure.reading().value(), "1");
    groups.insert(absl::StrJoin(figure.group(), " "));
  }
  EXPECT_EQ(groups, wanted);
}

TEST_F(FigureEngineTest, AMisspeltValueIsRefusedAndNotNothing) {
  Held("a", "06", Day(2021, 1, 10));
  Held("b", "06", Day(2021, 1, 11), "SEMINAR");
  const auto fault = [this](const std::string& dimension, const std::string& value) {
    const auto response = engine_.Get(
        Make<FigureQuery>(absl::StrCat("indicator_id: 'activities' filters { dimension: '",
                                       dimension, "' values: '", value, "' }")),
        kNow);
    return response.ok() ? "" : std::string(response.status().message());
  };
  EXPECT_THAT(fault("kind", "kurs"), HasSubstr("wanted one of network_meeting, knowledge_lunch, "));
  EXPECT_THAT(fault("year", "banan"), HasSubstr("wanted a year such as 2099"));
  EXPECT_THAT(fault("quarter", "2021-Q5"), HasSubstr("wanted a quarter such as 2099-Q4"));
  EXPECT_THAT(fault("project", "siru-3"), HasSubstr("nothing recorded names"));
  EXPECT_EQ(fault("project", "siru-2"), "");
  EXPECT_EQ(fault("project", ""), "") << "not said";
  EXPECT_EQ(fault("format", "digital"), "") << "a value that nothing has is right, and 0";
}

TEST_F(FigureEngineTest, ADimensionThatIsFilteredTwiceIsAUnion) {
  Held("a", "06", Day(2021, 1, 10));
  Held("b", "06", Day(2021, 1, 11), "SEMINAR");
  Held("c", "06", Day(2021, 1, 12), "NETWORK_MEETING");
  EXPECT_EQ(Total("indicator_id: 'activities' filters { dimension: 'kind' values: 'course' } "
                  "filters { dimension: 'kind' values: 'seminar' }"),
            "2");
}

TEST_F(FigureEngineTest, ADimensionIsNamedOnce) {
  const auto response = engine_.Get(
      Make<FigureQuery>("indicator_id: 'activities' group_by: 'region' group_by: 'region'"), kNow);
  EXPECT_THAT(std::string(response.status().message()), HasSubstr("\"region\" twice"));
}

TEST_F(FigureEngineTest, FiltersRestrictByAnyOfTheirValuesAndAllMustHold) {
  Held("a", "06", Day(2021, 1, 10), "COURSE");
  Held("b", "23", Day(2021, 1, 11), "SEMINAR");
  Held("c", "23", Day(2022, 1, 11), "COURSE");
  EXPECT_EQ(Total("indicator_id: 'activities' filters { dimension: 'region' values: '23' }"), "2");
  EXPECT_EQ(Total("indicator_id: 'activities' filters { dimension: 'region' values: ['06', '23'] } "
                  "filters { dimension: 'kind' values: 'course' }"),
            "2");
  EXPECT_EQ(Total("indicator_id: 'activities' filters { dimension: 'year' values: '2022' }"), "1");
}

TEST_F(FigureEngineTest, WhatIsNotKnownPreciselyIsNeverPlacedByGuess) {
  Held("a", "06", Day(2021, 1, 10));
  Held("b", "06", Month(2021, 2));
  Held("c", "06", Year(2021));
  Held("d", "06", {});
  GetFigureResponse by_month = Get("indicator_id: 'activities' group_by: 'month'");
  EXPECT_THAT(Lines(by_month), ElementsAre("2021-01: 1", "2021-02: 1"));
  EXPECT_EQ(by_month.total().not_placed(), 2u);
  EXPECT_EQ(by_month.total().reading().value(), "4");
  EXPECT_THAT(by_month.total().warnings(), Contains(HasSubstr("2 facts")));
  GetFigureResponse by_year = Get("indicator_id: 'activities' group_by: 'year'");
  EXPECT_THAT(Lines(by_year), ElementsAre("2021: 3"));
  EXPECT_EQ(by_year.total().not_placed(), 1u);
  GetFigureResponse one_month =
      Get("indicator_id: 'activities' filters { dimension: 'month' values: '2021-02' }");
  EXPECT_EQ(one_month.total().reading().value(), "1");
  EXPECT_EQ(one_month.total().not_placed(), 2u);
}

TEST_F(FigureEngineTest, AFactOfSeveralRegionsCountsInEachAndOnceInTheTotal) {
  log_.Add<ContactMade>("contact_id: 'c' project_id: 'p'", {.tags = {"region:06", "region:23"}});
  GetFigureResponse response = Get("indicator_id: 'contacts' group_by: 'region'");
  EXPECT_THAT(Lines(response), ElementsAre("06: 1", "23: 1"));
  EXPECT_EQ(response.total().reading().value(), "1");
  EXPECT_THAT(response.total().warnings(), Contains(HasSubstr("several groups")));
  EXPECT_THAT(Lines(Get("indicator_id: 'contacts' group_by: 'region' "
                        "filters { dimension: 'region' values: '23' }")),
              ElementsAre("23: 1"));
}

TEST_F(FigureEngineTest, AnEarlierPositionAnswersWhatWasKnownThen) {
  Held("a", "06", Day(2021, 1, 10));
  Position one = Joined("a", "ada");
  Position two = Joined("a", "bo");
  log_.Add<ParticipationWithdrawn>("activity_id: 'a' participant_id: 'ada'");
  EXPECT_EQ(Total("indicator_id: 'participants'", one), "1");
  EXPECT_EQ(Total("indicator_id: 'participants'", two), "2");
  EXPECT_EQ(Total("indicator_id: 'participants'"), "1");
}

TEST_F(FigureEngineTest, MergedPseudonymsAreOnePersonFromTheMergeOn) {
  Held("a", "06", Day(2021, 1, 10));
  Joined("a", "ada");
  Joined("a", "bo");
  Position before = Joined("a", "cy");
  log_.Add<ParticipantsMerged>("participant_id: 'ada' merged_participant_id: 'bo'");
  Position merged =
      log_.Add<ParticipantsMerged>("participant_id: 'bo' merged_participant_id: 'cy'");
  EXPECT_EQ(Total("indicator_id: 'participants'", before), "3");
  EXPECT_EQ(Total("indicator_id: 'participants'"), "1");
  log_.Void(merged);
  EXPECT_EQ(Total("indicator_id: 'participants'"), "2");
}

TEST_F(FigureEngineTest, SpeakersAreAttendeesOfTheirOwnRole) {
  Held("a", "06", Day(2021, 1, 10));
  Joined("a", "ada", "SPEAKER");
  Joined("a", "bo");
  EXPECT_EQ(Total("indicator_id: 'speakers'"), "1");
  EXPECT_THAT(Lines(Get("indicator_id: 'participants' group_by: 'role'")),
              ElementsAre("attendee: 1", "speaker: 1"));
}

TEST_F(FigureEngineTest, ProcurementsAreCountedByWhatTheyAre) {
  auto held = [&](const char* id, const char* fields) {
    log_.Add<ProcurementHeld>(absl::StrCat("procurement_id: '", id, "' ", fields));
  };
  held("u-1", "procedure: PROCUREMENT_PROCEDURE_OPEN value_sek: '100.5'");
  held("u-2",
       "procedure: PROCUREMENT_PROCEDURE_OPEN value_sek: '200' "
       "social_objectives: [SOCIAL_OBJECTIVE_OPP, SOCIAL_OBJECTIVE_GEN_EQ]");
  held("u-3", "procedure: PROCUREMENT_PROCEDURE_RESERVED");
  log_.Add<ProcurementPlanned>(
      "procurement_id: 'u-4' procedure: PROCUREMENT_PROCEDURE_RESERVED value_sek: '7' "
      "social_objectives: SOCIAL_OBJECTIVE_OPP");
  log_.Add<ProcurementPublished>("procurement_id: 'u-5'");
  log_.Add<DialogueOpened>("procurement_id: 'u-1'");
  EXPECT_EQ(Total("indicator_id: 'procurements'"), "3") << "of which all were held";
  EXPECT_EQ(Total("indicator_id: 'procurements-with-social-consideration'"), "1");
  EXPECT_EQ(Total("indicator_id: 'reserved-procurements'"), "1");
  EXPECT_THAT(Lines(Get("indicator_id: 'procurements' group_by: 'social_objective'")),
              ElementsAre(": 2", "gen-eq: 1", "opp: 1"));
  GetFigureResponse value = Get("indicator_id: 'procurement-value'");
  EXPECT_EQ(value.total().reading().value(), "300.5");
  EXPECT_THAT(value.total().warnings(), Contains(HasSubstr("1 facts have no value")));
}

TEST_F(FigureEngineTest, ContractsCountByWhatTheSupplierWasKnownToBe) {
  log_.Add<OrganisationRegistered>(
      "organisation_id: 'asf' kind: "
      "ORGANISATION_KIND_WORK_INTEGRATING_SOCIAL_ENTERPRISE");
  log_.Add<OrganisationRegistered>("organisation_id: 'asf-2' kind: ORGANISATION_KIND_OTHER");
  log_.Add<ProcurementHeld>("procurement_id: 'u' procedure: PROCUREMENT_PROCEDURE_OPEN");
  log_.Add<ContractAwarded>("procurement_id: 'u' supplier_id: 'asf'");
  Position before = log_.Add<ContractAwarded>("procurement_id: 'v' supplier_id: 'asf-2'");
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'"), "1");
  log_.Add<OrganisationsMerged>("organisation_id: 'asf' merged_organisation_id: 'asf-2'");
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'"), "2");
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'", before), "1");
}

TEST_F(FigureEngineTest, CollaborationsAreCountedPerActivityTheyAroseFrom) {
  log_.Add<CollaborationFormed>(
      "collaboration_id: 'c-1' kind: COLLABORATION_KIND_IDEA_BASED_PARTNERSHIP "
      "arose_from_activity_id: 'lunch-1'");
  log_.Add<CollaborationFormed>("collaboration_id: 'c-2' kind: COLLABORATION_KIND_RESEARCH");
  log_.Add<CollaborationEnded>("collaboration_id: 'c-2'");
  EXPECT_THAT(Lines(Get("indicator_id: 'collaborations' group_by: 'origin'")),
              ElementsAre(": 1", "activity:lunch-1: 1"));
  EXPECT_EQ(Total("indicator_id: 'partnerships'"), "1");
}

TEST_F(FigureEngineTest, WhatEndedIsExplainedByWhatBeganIt) {
  const Position formed = log_.Add<CollaborationFormed>("collaboration_id: 'c'");
  log_.Add<CollaborationEnded>("collaboration_id: 'c'");
  EXPECT_THAT(Explained("indicator_id: 'collaborations'"), ElementsAre(formed));
}

TEST_F(FigureEngineTest, AnOriginIsNamedWithItsNounAndAskedForWithoutIfOnlyOneHasIt) {
  log_.Add<CollaborationFormed>(
      "collaboration_id: 'c' arose_from_activity_id: 'a' arose_from_procurement_id: 'q'");
  EXPECT_THAT(Lines(Get("indicator_id: 'collaborations' group_by: 'origin'")),
              ElementsAre("activity:a: 1", "procurement:q: 1"));
  const auto of = [this](const std::string& origin) {
    return engine_.Get(
        Make<FigureQuery>(absl::StrCat("indicator_id: 'collaborations' filters { dimension: "
                                       "'origin' values: '",
                                       origin, "' }")),
        kNow);
  };
  Held("a", "06", Day(2021, 1, 10));
  EXPECT_EQ(of("activity:a")->total().reading().value(), "1");
  EXPECT_EQ(of("a")->total().reading().value(), "1");
  EXPECT_THAT(of("b").status().message(), HasSubstr("which nothing recorded names"));
  log_.Add<ProcurementHeld>("procurement_id: 'a'");
  EXPECT_THAT(of("a").status().message(), HasSubstr("wanted activity:a or procurement:a"));
}

TEST_F(FigureEngineTest, WhoJoinedTakesPartOnceTheActivityIsHeld) {
  log_.Add<ActivityPlanned>("activity_id: 'a' details { kind: ACTIVITY_KIND_COURSE }");
  Joined("a", "ada", "SPEAKER");
  for (const char* indicator : {"participations", "participants", "speakers"}) {
    EXPECT_EQ(Total(absl::StrCat("indicator_id: '", indicator, "'")), "0") << indicator;
  }
  Held("a", "06", Day(2021, 1, 10));
  for (const char* indicator : {"participations", "participants", "speakers"}) {
    EXPECT_EQ(Total(absl::StrCat("indicator_id: '", indicator, "'")), "1") << indicator;
  }
}

TEST_F(FigureEngineTest, OnePersonAtOneActivityCountsOnceUnderTwoPseudonyms) {
  Held("a", "06", Day(2021, 1, 10));
  Joined("a", "x", "SPEAKER");
  Joined("a", "y");
  Joined("a", "z");
  log_.Add<ParticipantsMerged>("participant_id: 'x' merged_participant_id: 'y'");
  EXPECT_EQ(Total("indicator_id: 'participations'"), "2");
  EXPECT_THAT(Lines(Get("indicator_id: 'participations' group_by: 'role'")),
              ElementsAre("attendee: 2", "speaker: 1"))
      << "in each group that one of its facts belongs to";
  EXPECT_EQ(Total("indicator_id: 'participations'", log_.head() - 1), "3");
  EXPECT_EQ(Explained("indicator_id: 'participations'").size(), 3u);
}

TEST_F(FigureEngineTest, OnePersonOfWhomOneJoiningIsPlacedIsPlaced) {
  Held("a", "06", Year(2021));
  log_.Add<ParticipantJoined>("activity_id: 'a' participant_id: 'x' occurred { from: '2021-05' }",
                              {.days = Month(2021, 5)});
  Joined("a", "y");
  const std::string by_month = "indicator_id: 'participants' group_by: 'month'";
  EXPECT_EQ(Get(by_month).total().not_placed(), 1u);
  log_.Add<ParticipantsMerged>("participant_id: 'x' merged_participant_id: 'y'");
  EXPECT_EQ(Get(by_month).total().not_placed(), 0u);
}

TEST_F(FigureEngineTest, MergedOrganisationsAreOneInGroupsAndFilters) {
  log_.Add<ProcurementHeld>("procurement_id: 'p' buyer_id: 'a'");
  log_.Add<ProcurementHeld>("procurement_id: 'q' buyer_id: 'b'");
  log_.Add<CollaborationFormed>("collaboration_id: 'c' party_ids: ['a', 'b', 'o']");
  log_.Add<OrganisationsMerged>("organisation_id: 'a' merged_organisation_id: 'b'");
  EXPECT_THAT(Lines(Get("indicator_id: 'procurements' group_by: 'buyer'")), ElementsAre("a: 2"));
  EXPECT_THAT(Lines(Get("indicator_id: 'procurements' group_by: 'buyer'", log_.head() - 1)),
              ElementsAre("a: 1", "b: 1"));
  EXPECT_THAT(Lines(Get("indicator_id: 'collaborations' group_by: 'party'")),
              ElementsAre("a: 1", "o: 1"))
      << "a party that is named twice counts once in its group";
  for (const char* id : {"a", "b"}) {
    EXPECT_EQ(
        Total(absl::StrCat("indicator_id: 'procurements' filters { dimension: 'buyer' values: '",
                           id, "' }")),
        "2")
        << id;
  }
}

TEST_F(FigureEngineTest, AnOrganisationThatWasNeverAPartyIsAPartyOfNothing) {
  log_.Add<OrganisationRegistered>("organisation_id: 'a' name: 'A'");
  EXPECT_EQ(Total("indicator_id: 'collaborations' filters { dimension: 'party' values: 'a' }"),
            "0");
  const auto unknown =
      engine_.Get(Make<FigureQuery>(
                      "indicator_id: 'collaborations' filters { dimension: 'party' values: 'b' }"),
                  kNow);
  EXPECT_THAT(unknown.status().message(), HasSubstr("which nothing recorded names"));
}

TEST_F(FigureEngineTest, OneSupplierWithTwoIdsHasOneContractInAProcurement) {
  for (const char* id : {"s", "t"}) {
    log_.Add<OrganisationRegistered>(absl::StrCat(
        "organisation_id: '", id, "' name: 'S' kind: ORGANISATION_KIND_SOCIAL_ENTERPRISE"));
    log_.Add<ContractAwarded>(absl::StrCat("procurement_id: 'p' supplier_id: '", id, "'"));
  }
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'"), "2");
  log_.Add<OrganisationsMerged>("organisation_id: 's' merged_organisation_id: 't'");
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'"), "1");
}

TEST_F(FigureEngineTest, ASupplierHasTheKindThatWasInForceOnTheDayOfTheContract) {
  log_.Add<OrganisationRegistered>(
      "organisation_id: 's' name: 'S' kind: ORGANISATION_KIND_SOCIAL_ENTERPRISE");
  log_.Add<ContractAwarded>("procurement_id: 'p' supplier_id: 's'", {.days = Month(2021, 1)});
  log_.Add<OrganisationReclassified>("organisation_id: 's' kind: ORGANISATION_KIND_OTHER",
                                     {.days = Year(2022)});
  log_.Add<ContractAwarded>("procurement_id: 'q' supplier_id: 's'", {.days = Month(2022, 1)});
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'"), "1");
  // The other way: what it became is not what it was.
  log_.Add<OrganisationReclassified>(
      "organisation_id: 's' kind: ORGANISATION_KIND_WORK_INTEGRATING_SOCIAL_ENTERPRISE",
      {.days = Year(2023)});
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'"), "1");
  log_.Add<ContractAwarded>("procurement_id: 'r' supplier_id: 's'", {.days = Month(2023, 1)});
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'"), "2");
}

TEST_F(FigureEngineTest, AChangeOfKindBelongsToWhatTheIdThenWas) {
  for (const char* id : {"s", "t"}) {
    log_.Add<OrganisationRegistered>(
        absl::StrCat("organisation_id: '", id, "' name: 'S' kind: ORGANISATION_KIND_OTHER"));
  }
  log_.Add<OrganisationReclassified>(
      "organisation_id: 't' kind: ORGANISATION_KIND_SOCIAL_ENTERPRISE", {.days = Year(2020)});
  log_.Add<OrganisationsMerged>("organisation_id: 's' merged_organisation_id: 't'");
  log_.Add<ContractAwarded>("procurement_id: 'p' supplier_id: 't'", {.days = Month(2021, 1)});
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'"), "0")
      << "what t was called before the merge is not said of s";
  const Position merged = log_.head();
  log_.Add<OrganisationReclassified>(
      "organisation_id: 't' kind: ORGANISATION_KIND_SOCIAL_ENTERPRISE", {.days = Year(2020)});
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'"), "1");
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'", merged), "0");
}

TEST_F(FigureEngineTest, TheKindOfARegistrationIsInForceFromTheBeginning) {
  log_.Add<OrganisationRegistered>("organisation_id: 't' name: 'T' kind: ORGANISATION_KIND_OTHER");
  log_.Add<ContractAwarded>("procurement_id: 'p' supplier_id: 't'");
  log_.Add<OrganisationRegistered>(
      "organisation_id: 's' name: 'S' kind: ORGANISATION_KIND_SOCIAL_ENTERPRISE");
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'"), "0");
  log_.Add<OrganisationsMerged>("organisation_id: 's' merged_organisation_id: 't'");
  EXPECT_EQ(Total("indicator_id: 'contracts-to-social-enterprises'"), "1")
      << "also for what has no day and was recorded before it";
}

TEST_F(FigureEngineTest, TheRegionIsThatOfTheMunicipalityOnTheLastPossibleDay) {
  const auto held = [this](const std::string& id, DayRange days) {
    log_.Add<ActivityHeld>(
        absl::StrCat("activity_id: '", id, "' details { municipality_code: '0331' }"),
        {.tags = {"region:06"}, .days = days});
  };
  held("a", Year(2006));
  held("b", {DayNumber(2006, 1, 1), DayNumber(2007, 1, 1)});
  Joined("a", "ada");
  EXPECT_THAT(Lines(Get("indicator_id: 'activities' group_by: 'region'")),
              ElementsAre("03: 1", "19: 1"));
  EXPECT_THAT(Lines(Get("indicator_id: 'participations' group_by: 'region'")),
              ElementsAre("19: 1"));
}

TEST_F(FigureEngineTest, WhatCertainlyLiesElsewhereIsNotCountedAsNotPlaced) {
  log_.Add<ContactMade>("contact_id: 'c'", {.days = Year(2007)});
  log_.Add<ContactMade>("contact_id: 'd'", {.days = Year(2021)});
  const GetFigureResponse december =
      Get("indicator_id: 'contacts' filters { dimension: 'month' values: '2021-12' } filters { "
          "dimension: 'day' values: '2021-12-01' }");
  EXPECT_EQ(december.total().reading().value(), "0");
  EXPECT_EQ(december.total().not_placed(), 1u);
  EXPECT_EQ(Get("indicator_id: 'contacts' filters { dimension: 'month' values: '2021-12' } filters "
                "{ dimension: 'day' values: '2007-12-01' }")
                .total()
                .not_placed(),
            0u);
}

TEST_F(FigureEngineTest, AStatedDayOfTakingPartStaysWhenTheActivityMoves) {
  Held("a", "06", Day(2021, 1, 10));
  log_.Add<ParticipantJoined>(
      "activity_id: 'a' participant_id: 'x' occurred { from: '2021-01-10' }",
      {.days = Day(2021, 1, 10)});
  Joined("a", "y");
  log_.Add<ActivityCorrected>("activity_id: 'a' details { }", {.days = Month(2021, 1)});
  EXPECT_THAT(Lines(Get("indicator_id: 'participations' group_by: 'day'")),
              ElementsAre("2021-01-10: 1"));
}

TEST_F(FigureEngineTest, NotReservedAndNotSaidAreOne) {
  log_.Add<ProcurementHeld>("procurement_id: 'a'");
  log_.Add<ProcurementHeld>(
      "procurement_id: 'b' reserved_participation: RESERVED_PARTICIPATION_NONE");
  EXPECT_THAT(Lines(Get("indicator_id: 'procurements' group_by: 'reserved'")),
              ElementsAre("none: 2"));
}

TEST_F(FigureEngineTest, ASumThatIsTooLargeIsSaidToBe) {
  for (int i = 0; i < 100; ++i) {
    log_.Add<ProcurementHeld>(
        absl::StrCat("procurement_id: 'q-", i, "' value_sek: '99999999999999'"));
  }
  const GetFigureResponse value = Get("indicator_id: 'procurement-value'");
  EXPECT_EQ(value.total().reading().value(), "");
  EXPECT_THAT(value.total().warnings(), ElementsAre(HasSubstr("larger than can be told")));
}

TEST_F(FigureEngineTest, ANetworkThatIsDevelopedAgainIsOneNetwork) {
  log_.Add<NetworkStarted>("network_id: 'n' details { project_id: 'p' }");
  log_.Add<NetworkDeveloped>("network_id: 'n' details { project_id: 'p' }");
  log_.Add<NetworkStartedOrDeveloped>("network_id: 'm' details { project_id: 'p' }");
  EXPECT_EQ(Total("indicator_id: 'networks'"), "2");
  EXPECT_THAT(Lines(Get("indicator_id: 'networks' group_by: 'kind'")),
              ElementsAre("developed: 1", "started: 1", "started_or_developed: 1"));
}

TEST_F(FigureEngineTest, WhatIsReportedOfAComputedIndicatorStandsBesideIt) {
  Held("a", "06", Day(2021, 1, 10));
  Joined("a", "ada");
  Position reported =
      Reported("f",
               "indicator_id: 'participants' project_id: 'siru-2' source: 'leaflet' text: 'Över "
               "1200' reading { value: '1200' qualifier: QUALIFIER_MORE_THAN }");
  GetFigureResponse response =
      Get("indicator_id: 'participants' filters { dimension: 'project' values: 'siru-2' }");
  ASSERT_EQ(response.figures_size(), 2);
  EXPECT_EQ(response.figures(0).origin(), figure::v1::ORIGIN_COMPUTED);
  EXPECT_EQ(response.figures(0).reading().value(), "1");
  EXPECT_EQ(response.figures(1).origin(), figure::v1::ORIGIN_REPORTED);
  EXPECT_EQ(response.figures(1).text(), "Över 1200");
  EXPECT_EQ(response.figures(1).position(), reported);
  EXPECT_THAT(response.total().warnings(), Contains(HasSubstr("Över 1200 is reported (leaflet)")));
  EXPECT_EQ(response.total().reading().value(), "1");
}

TEST_F(FigureEngineTest, AnOverviewOfAComputedIndicatorCountsTheProjectsOfTheProgramme) {
  log_.Add<ProjectStarted>("project_id: 'programme' region_codes: ['06', '12']");
  log_.Add<ProjectStarted>("project_id: 'siru-2' programme_id: 'programme' region_codes: '06'");
  log_.Add<ProjectStarted>("project_id: 'other' region_codes: '23'");
  Held("a", "06", Day(2021, 1, 10));
  Joined("a", "ada");
  log_.Add<ActivityHeld>("activity_id: 'b' details { project_id: 'other' region_code: '23' }");
  Joined("b", "ada");
  auto answer = engine_.OverRegions({.indicator_id = "participants", .programme_id = "programme"});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->regions.size(), 21u);
  auto reading = [&](const std::string& region) {
    for (const ToldFigure& told : answer->regions) {
      if (told.figure.group(0) == region) return told.figure.reading();
    }
    return FigureReading();
  };
  EXPECT_EQ(reading("06").value(), "1");
  EXPECT_EQ(reading("12").value(), "0") << "it takes part, and nothing happened";
  EXPECT_EQ(reading("23").absence(), ABSENCE_NOT_IN_PROGRAMME);
  EXPECT_EQ(answer->total.figure.reading().value(), "1");
  EXPECT_EQ(answer->total.figure.coverage().with_value(), 2u);
}

TEST_F(FigureEngineTest, AnUnknownIndicatorOrDimensionIsRefusedWithWhatWasWanted) {
  auto get = [&](const char* query) {
    return engine_.Get(Make<FigureQuery>(query), kNow).status();
  };
  EXPECT_EQ(get("indicator_id: 'x'").code(), absl::StatusCode::kNotFound);
  absl::Status status = get("indicator_id: 'activities' group_by: 'buyer'");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("wanted one of project, region, kind"));
  status = get("indicator_id: 'activities' filters { dimension: 'kind' }");
  EXPECT_THAT(std::string(status.message()), HasSubstr("query.filters[0].values"));
}

TEST_F(FigureEngineTest, AnIndicatorIsKnownFromItsDefinitionOn) {
  Position first = log_.Add<IndicatorDefined>("indicator_id: 'known' unit: 'enterprises'");
  EXPECT_FALSE(engine_.FindIndicator("known", first - 1).ok());
  EXPECT_EQ(engine_.FindIndicator("known", first)->unit(), "enterprises");
  EXPECT_TRUE(engine_.FindIndicator("participants", 0)->computed());
}

TEST_F(FigureEngineTest, AnExplanationListsTheEventsPageByPage) {
  Held("a", "06", Day(2021, 1, 10));
  std::vector<Position> joined = {Joined("a", "ada"), Joined("a", "bo"), Joined("a", "cy")};
  auto request =
      Make<figure::v1::ExplainFigureRequest>("query { indicator_id: 'participants' } page_size: 2");
  auto page = engine_.Explain(request, kNow);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->figure().reading().value(), "3");
  EXPECT_THAT(page->positions(), ElementsAre(joined[0], joined[1]));
  request.set_page_token(page->next_page_token());
  page = engine_.Explain(request, kNow);
  EXPECT_THAT(page->positions(), ElementsAre(joined[2]));
  EXPECT_THAT(page->next_page_token(), IsEmpty());
}

}  // namespace
}  // namespace verkan::projections
