#include "projections/figure/reported.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/figure/figure_engine.h"
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
using ::testing::Not;

class ReportedFigureTest : public FigureFixture {
 protected:
  void SetUp() override {
    log_.Add<IndicatorDefined>("indicator_id: 'known' unit: 'enterprises'");
    log_.Add<ProjectStarted>("project_id: 'programme' region_codes: ['06', '12', '23']");
    log_.Add<ProjectStarted>("project_id: 'local' region_codes: ['06']");
  }
  Position Reported(const std::string& id, const std::string& fields, DayRange days = Year(2019)) {
    return log_.Add<FigureReported>(
        absl::StrCat("figure_id: '", id, "' indicator_id: 'known' ", fields), {.days = days});
  }
  // Of the programme in a region.
  Position Known(const std::string& id, const std::string& region, const std::string& reading,
                 const std::string& source, DayRange days = Year(2019)) {
    return Reported(id,
                    absl::StrCat("project_id: 'programme' region_code: '", region, "' source: '",
                                 source, "' reading { ", reading, " }"),
                    days);
  }
};

TEST_F(ReportedFigureTest, ALaterReportOfTheSameSourceReplacesTheEarlier) {
  Position first = Known("f-1", "06", "value: '10'", "Region");
  Known("f-2", "06", "value: '12'", "Region");
  EXPECT_EQ(Total("indicator_id: 'known'", first), "10");
  EXPECT_EQ(Total("indicator_id: 'known'"), "12");
}

TEST_F(ReportedFigureTest, AWithdrawnFigureDoesNotBringBackTheOneItReplaced) {
  Known("f-1", "06", "value: '10'", "Region");
  Position second = Known("f-2", "06", "value: '12'", "Region");
  Position withdrawn = log_.Add<FigureWithdrawn>("figure_id: 'f-2'");
  EXPECT_EQ(Total("indicator_id: 'known'"), "");
  EXPECT_EQ(Total("indicator_id: 'known'", second), "12");
  log_.Void(withdrawn);
  EXPECT_EQ(Total("indicator_id: 'known'"), "12");
  log_.Void(second);
  EXPECT_EQ(Total("indicator_id: 'known'"), "10") << "a voided figure was never reported";
}

TEST_F(ReportedFigureTest, WithdrawingAReplacedFigureLeavesTheOneThatReplacedIt) {
  Known("f-1", "06", "value: '10'", "Region");
  Known("f-2", "06", "value: '12'", "Region");
  log_.Add<FigureWithdrawn>("figure_id: 'f-1'");
  EXPECT_EQ(Total("indicator_id: 'known'"), "12");
}

TEST_F(ReportedFigureTest, ContradictingSourcesAreChosenFromAndNeverAdded) {
  Known("f-1", "06", "value: '10'", "Region");
  Known("f-2", "06", "value: '15'", "Sofisam");
  Known("f-3", "12", "value: '5'", "Region");
  GetFigureResponse response = Get("indicator_id: 'known'");
  EXPECT_EQ(response.total().reading().value(), "20") << "the latest where nothing is ranked";
  EXPECT_THAT(response.total().coverage().conflicts(), ElementsAre("06"));
  EXPECT_EQ(Total("indicator_id: 'known' preferences { source: 'region' }"), "15");
  EXPECT_THAT(Lines(Get("indicator_id: 'known' group_by: 'source'")),
              ElementsAre("Region: 15", "Sofisam: 15"));

  log_.Add<SourceRanked>("indicator_id: 'known' source: 'Region' rank: RANK_PREFERRED");
  EXPECT_EQ(Total("indicator_id: 'known'"), "15");
  EXPECT_EQ(Total("indicator_id: 'known' preferences { source: 'Sofisam' region_codes: '06' }"),
            "20")
      << "what is asked for goes before what is ranked";
  log_.Add<SourceRanked>(
      "indicator_id: 'known' source: 'Region' region_code: '06' rank: RANK_DEPRECATED");
  EXPECT_EQ(Total("indicator_id: 'known'"), "20");
}

TEST_F(ReportedFigureTest, APreferredSourceThatSaysNothingGivesWay) {
  Known("f-1", "06", "absence: ABSENCE_BLANK", "Region");
  Known("f-2", "06", "value: '15'", "Sofisam");
  EXPECT_EQ(Total("indicator_id: 'known' preferences { source: 'Region' }"), "15");
}

TEST_F(ReportedFigureTest, ATotalIsOverThePeriodThatMostRegionsReportTheLaterOfEquals) {
  Known("f-1", "06", "value: '10'", "Region", Year(2019));
  Known("f-2", "06", "value: '14'", "Region", Year(2021));
  EXPECT_EQ(Total("indicator_id: 'known'"), "14");
  Known("f-3", "12", "value: '5'", "Region", Year(2019));
  GetFigureResponse response = Get("indicator_id: 'known' group_by: 'region'");
  EXPECT_EQ(response.total().reading().value(), "15");
  EXPECT_EQ(response.total().period(), "2019");
  EXPECT_THAT(response.total().warnings(),
              Contains("the figure is of 2019; other periods are not added: 2021: 14"));
  EXPECT_THAT(Lines(response), ElementsAre("06: 10", "12: 5"));
  EXPECT_EQ(Total("indicator_id: 'known' period: '2021-01..2021-12'"), "14");
  EXPECT_THAT(Lines(Get("indicator_id: 'known' group_by: 'year'")),
              ElementsAre("2019: 15", "2021: 14"))
      << "groups by time have each their own";
}

TEST_F(ReportedFigureTest, AGroupOfAnotherPeriodIsShownWithoutAValue) {
  Known("f-1", "06", "value: '10'", "Region", Year(2021));
  Known("f-2", "12", "value: '4'", "Region", Year(2020));
  GetFigureResponse response = Get("indicator_id: 'known' group_by: 'region'");
  EXPECT_EQ(response.total().reading().value(), "10") << "the later of equals";
  EXPECT_THAT(Lines(response), ElementsAre("06: 10", "12: "));
  EXPECT_THAT(response.figures(1).warnings(),
              ElementsAre("nothing is stated of 2021; other periods: 2020: 4"));
}

TEST_F(ReportedFigureTest, PartsOfAPeriodAreAddedIfTheyFillItAndTheIndicatorIsAFlow) {
  const auto quarter = [](int number) {
    return DayRange{Month(2021, 3 * number - 2).first, Month(2021, 3 * number).last};
  };
  std::vector<Position> of_06;
  for (int number = 1; number <= 4; ++number) {
    of_06.push_back(Known(absl::StrCat("f-", number), "06", "value: '1'",
                          absl::StrCat("report ", number), quarter(number)));
  }
  Known("f-5", "12", "value: '10'", "Region", quarter(1));
  Known("f-6", "23", "value: '100'", "Region", Year(2021));
  const char* const year = "indicator_id: 'known' period: '2021'";
  EXPECT_EQ(Total(year), "100") << "a stock is never added over time";
  log_.Add<IndicatorDefined>("indicator_id: 'known' unit: 'enterprises' over_time: OVER_TIME_FLOW");
  const auto told = Get(year).total();
  EXPECT_EQ(told.reading().value(), "104");
  EXPECT_THAT(told.warnings(),
              Contains("the figure of 06 is that of 2021-Q1, 2021-Q2, 2021-Q3, 2021-Q4"));
  EXPECT_EQ(Total("indicator_id: 'known' filters { dimension: 'year' values: '2021' }"), "104");
  EXPECT_THAT(Lines(Get("indicator_id: 'known' group_by: 'year'")), ElementsAre("2021: 104"));
  EXPECT_EQ(Get("indicator_id: 'known'").total().period(), "2021-Q1") << "most regions report it";
  const auto explained = engine_.Explain(
      Make<figure::v1::ExplainFigureRequest>(absl::StrCat("query { ", year, " }")), kNow);
  ASSERT_TRUE(explained.ok());
  EXPECT_EQ(explained->positions_size(), 5);
}

TEST_F(ReportedFigureTest, TheLastPartOfAPeriodIsTakenIfTheIndicatorIsCumulative) {
  log_.Add<IndicatorDefined>("indicator_id: 'known' over_time: OVER_TIME_CUMULATIVE");
  Known("f-1", "06", "value: '10'", "Region", Month(2021, 3));
  const Position last = Known("f-2", "06", "value: '14'", "Region", Month(2021, 6));
  const auto figure = Get("indicator_id: 'known' period: '2021'").total();
  EXPECT_EQ(figure.reading().value(), "14");
  EXPECT_EQ(figure.position(), last);
}

TEST_F(ReportedFigureTest, APeriodThatIsNoneIsRefused) {
  const auto query = Make<FigureQuery>("indicator_id: 'known' period: 'banan'");
  EXPECT_THAT(std::string(engine_.Get(query, kNow).status().message()),
              HasSubstr("query.period: \"banan\""));
  const auto computed = Make<FigureQuery>("indicator_id: 'participants' period: '2021'");
  EXPECT_EQ(engine_.Get(computed, kNow).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ReportedFigureTest, ALaterReportReplacesHoweverItIsSpelled) {
  Known("f-1", "06", "value: '10' scope: 'ASF'", "Region Jo\u0308nko\u0308ping");
  Known("f-2", "06", "value: '4' scope: 'asf '", " REGION  JÖNKÖPING");
  GetFigureResponse response = Get("indicator_id: 'known' group_by: 'source'");
  EXPECT_THAT(Lines(response), ElementsAre("REGION JÖNKÖPING: 4")) << "as last written";
  EXPECT_THAT(response.total().reading().contradictions(), IsEmpty());
  EXPECT_EQ(Total("indicator_id: 'known' "
                  "filters { dimension: 'source' values: 'region jönköping' }"),
            "4");
}

TEST_F(ReportedFigureTest, ASourceThatIsAnOrganisationNumberIsOneHoweverItIsWritten) {
  Known("f-1", "06", "value: '10'", "212000-0142");
  Known("f-2", "06", "value: '4'", "SE212000014201");
  EXPECT_THAT(Lines(Get("indicator_id: 'known' group_by: 'source'")),
              ElementsAre("SE212000014201: 4"));
}

TEST_F(ReportedFigureTest, AProjectInOneRegionHasThatRegion) {
  Reported("f-1", "project_id: 'local' source: 's' reading { value: '10' }");
  Reported("f-2", "project_id: 'local' region_code: '06' source: 's' reading { value: '4' }");
  EXPECT_THAT(Lines(Get("indicator_id: 'known' group_by: 'region'")), ElementsAre("06: 4"));
}

TEST_F(ReportedFigureTest, AFigureWithoutRegionIsNotFoundUnderOne) {
  Reported("f-1", "project_id: 'programme' source: 's' reading { value: '10' }");
  EXPECT_THAT(Lines(Get("indicator_id: 'known' group_by: 'region'")), ElementsAre(": 10"));
  EXPECT_EQ(Total("indicator_id: 'known' filters { dimension: 'region' values: '06' }"), "");
  EXPECT_EQ(Total("indicator_id: 'known' filters { dimension: 'region' values: '' }"), "10");
}

TEST_F(ReportedFigureTest, PlacesOfOneSourceContradictEachOther) {
  Reported("f-1", "region_code: '06' source: 's' place: 'p. 1' reading { value: '45' }");
  Reported("f-2", "region_code: '06' source: 's' place: 'p. 2' reading { value: '40' }");
  const auto figure = Get("indicator_id: 'known'").total();
  EXPECT_EQ(figure.reading().value(), "40") << "the latest";
  EXPECT_THAT(figure.warnings(), Contains("sources differ for 06: 40 (s) is taken; s, p. 1: 45"));
}

TEST_F(ReportedFigureTest, TheFullScopeIsTakenBeforeANarrowerOneAndNeverAddedToIt) {
  Known("f-1", "06", "value: '10'", "Region");
  Known("f-2", "06", "value: '3' scope: 'ASF only'", "Region");
  const auto figure = Get("indicator_id: 'known'").total();
  EXPECT_EQ(figure.reading().value(), "10");
  EXPECT_THAT(figure.reading().contradictions(), IsEmpty()) << "another scope is none";
}

TEST_F(ReportedFigureTest, ADeprecatedSourceContradictsNobodyAndIsTakenIfAskedFor) {
  Known("f-1", "06", "value: '10'", "Region");
  Known("f-2", "06", "value: '15'", "Sofisam");
  log_.Add<SourceRanked>("indicator_id: 'known' source: 'SOFISAM' rank: RANK_DEPRECATED");
  const auto figure = Get("indicator_id: 'known'").total();
  EXPECT_EQ(figure.reading().value(), "10");
  EXPECT_THAT(figure.reading().contradictions(), IsEmpty());
  EXPECT_EQ(Total("indicator_id: 'known' preferences { source: 'Sofisam' }"), "15");
}

TEST_F(ReportedFigureTest, ARegionStandsBesideItsProjects) {
  Reported("f-1", "region_code: '06' source: 's' reading { value: '10' }");
  Reported("f-2", "project_id: 'local' source: 's' reading { value: '4' }");
  GetFigureResponse response = Get("indicator_id: 'known' group_by: 'region'");
  EXPECT_THAT(Lines(response), ElementsAre("06: 4"));
  EXPECT_EQ(response.total().reading().value(), "4");
  EXPECT_THAT(Lines(Get("indicator_id: 'known' group_by: 'project'")),
              ElementsAre(": 10", "local: 4"));
}

TEST_F(ReportedFigureTest, AnExplanationNamesTheReportsThatCount) {
  Known("f-1", "06", "value: '10'", "Region");
  const Position taken = Known("f-2", "06", "value: '12'", "Region");
  Known("f-3", "06", "value: '9'", "Region", Year(2018));
  const auto explained = engine_.Explain(
      Make<figure::v1::ExplainFigureRequest>("query { indicator_id: 'known' }"), kNow);
  ASSERT_TRUE(explained.ok());
  EXPECT_THAT(explained->positions(), ElementsAre(taken));
}

TEST_F(ReportedFigureTest, AnOverviewAndAQuestionGiveOneNumber) {
  Known("f-1", "06", "value: '10'", "Region");
  Known("f-2", "12", "value: '3' scope: 'ASF only'", "Region");
  Known("f-3", "12", "value: '9'", "Region", Year(2018));
  Reported("f-4", "region_code: '06' source: 's' reading { value: '11' }");
  const auto overview = engine_.OverRegions({.indicator_id = "known", .programme_id = "programme"});
  ASSERT_TRUE(overview.ok());
  const auto total = Get("indicator_id: 'known'").total();
  EXPECT_EQ(total.reading().value(), "13");
  EXPECT_EQ(overview->total.figure.reading().value(), "13");
  EXPECT_EQ(overview->total.figure.period(), total.period());
}

TEST_F(ReportedFigureTest, CoverageSaysWhoIsMissingAndWhy) {
  Known("f-1", "06", "value: '10'", "Region");
  Known("f-2", "12", "absence: ABSENCE_DASH", "Region");
  const auto coverage = Get("indicator_id: 'known'").total().coverage();
  EXPECT_EQ(coverage.with_value(), 1u);
  EXPECT_EQ(coverage.expected(), 3u);
  EXPECT_EQ(coverage.in_country(), 21u);
  ASSERT_EQ(coverage.absences_size(), 3);
  EXPECT_THAT(coverage.absences(0).region_codes(), ElementsAre("23")) << "nothing reported";
  EXPECT_EQ(coverage.absences(1).absence(), ABSENCE_DASH);
  EXPECT_EQ(coverage.absences(2).absence(), ABSENCE_NOT_IN_PROGRAMME);
  EXPECT_EQ(coverage.absences(2).region_codes_size(), 18);
}

TEST_F(ReportedFigureTest, FiguresOfNarrowerScopeAreAddedUnlessTheyAreToBeLeftOut) {
  Known("f-1", "06", "value: '10'", "Region");
  Known("f-2", "12", "value: '3' scope: 'ASF only'", "Region");
  for (const char* query :
       {"indicator_id: 'known'", "indicator_id: 'known' add_mixed_scopes: true"}) {
    GetFigureResponse added = Get(query);
    EXPECT_EQ(added.total().reading().value(), "13");
    EXPECT_THAT(added.total().coverage().mixed_scopes(), ElementsAre("12"));
    EXPECT_THAT(added.total().warnings(), Contains(HasSubstr("narrower are in the total: 12")));
  }
  GetFigureResponse apart = Get("indicator_id: 'known' leave_out_narrower_scopes: true");
  EXPECT_EQ(apart.total().reading().value(), "10");
  EXPECT_EQ(apart.total().coverage().with_value(), 1u);
  EXPECT_THAT(apart.total().warnings(), Contains(HasSubstr("not in the total: 12")));
}

}  // namespace
}  // namespace verkan::projections
