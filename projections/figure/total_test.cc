// The national overview of autumn 2019: how its figures are read and what they add up to.
#include "projections/figure/total.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/figure/figure_engine.h"
#include "projections/testing/test_log.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: events are all that is named here
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// Region and reading.
const std::vector<std::pair<const char*, const char*>> kKnownSocialEnterprises = {
    {"01", "value: '51' scope: 'ASF only'"},
    {"03", "value: '2' scope: 'ASF' contradictions { value: '15' source: 'Sofisam' }"},
    {"04", "value: '16'"},
    {"05", "value: '12'"},
    {"06", "absence: ABSENCE_BLANK"},
    {"07", "value: '12'"},
    {"10", "value: '44'"},
    {"12",
     "value: '64' breakdown { name: 'Lokal samverkan' value: '4' } "
     "breakdown { name: 'bättre miljö' value: '20' } breakdown { name: 'ASF' value: '14' } "
     "breakdown { name: 'Sociala tjänster' value: '20' } breakdown { name: 'Skola' value: '4' } "
     "breakdown { name: 'sociala mål' value: '1' } breakdown { name: 'Kultur' value: '1' } "
     "contradictions { part: 'ASF' value: '21' source: 'sofisam' }"},
    {"14", "value: '232'"},
    {"18", "absence: ABSENCE_FIELD_MISSING"},
    {"19", "value: '20'"},
    {"20", "value: '50'"},
    {"21", "value: '52'"},
    {"22", "value: '17'"},
    {"23", "value: '55'"},
    {"24", "value: '51'"},
    {"25", "value: '40'"},
};

const std::vector<std::pair<const char*, const char*>> kMunicipalitiesWorking = {
    {"01", "value: '5'"},
    {"03", "value: '1'"},
    {"04", "absence: ABSENCE_DASH"},
    {"05", "value: '13'"},
    {"06", "absence: ABSENCE_BLANK"},
    {"07", "value: '6'"},
    {"10", "absence: ABSENCE_NOT_STATED"},
    {"12", "value: '6'"},
    {"14", "value: '2'"},
    {"18", "absence: ABSENCE_FIELD_MISSING"},
    {"19", "value: '10'"},
    {"20", "value: '9'"},
    {"21", "value: '7'"},
    {"22", "value: '7'"},
    {"23", "value: '4'"},
    {"24", "value: '6'"},
    {"25", "absence: ABSENCE_BLANK"},
};

class NationalOverviewTest : public ::testing::Test {
 protected:
  void SetUp() override {
    log_.Add<IndicatorDefined>("indicator_id: 'known-social-enterprises' unit: 'enterprises'");
    log_.Add<IndicatorDefined>(
        "indicator_id: 'municipalities-working' unit: 'municipalities' "
        "bounded_by_municipalities: true");
    ProjectStarted programme;
    programme.set_project_id("regions-programme");
    for (const auto& [region, reading] : kKnownSocialEnterprises) {
      programme.add_region_codes(region);
    }
    log_.Add(programme);
    Report("known-social-enterprises", kKnownSocialEnterprises);
    Report("municipalities-working", kMunicipalitiesWorking);
  }

  void Report(const std::string& indicator,
              const std::vector<std::pair<const char*, const char*>>& readings) {
    for (const auto& [region, reading] : readings) {
      log_.Add<FigureReported>(
          absl::StrCat("figure_id: '", indicator, "-", region, "' indicator_id: '", indicator,
                       "' project_id: 'regions-programme' source: 'National overview' "
                       "region_code: '",
                       region, "' reading { ", reading, " } period { from: '2019' }"),
          {.days = Year(2019)});
    }
  }

  RegionAnswer Ask(const std::string& indicator, const std::vector<std::string>& sofisam_for = {}) {
    RegionQuestion question{.indicator_id = indicator, .programme_id = "regions-programme"};
    if (!sofisam_for.empty()) {
      auto& preference = question.preferences.emplace_back();
      preference.set_source("Sofisam");
      for (const std::string& region : sofisam_for) preference.add_region_codes(region);
    }
    auto answer = engine_.OverRegions(question);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return *answer;
  }

  TestLog log_;
  FigureEngine engine_{&log_.facts()};
};

TEST_F(NationalOverviewTest, KnownSocialEnterprisesAre718Over15Of17Regions) {
  RegionAnswer answer = Ask("known-social-enterprises");
  const figure::v1::Figure& total = answer.total.figure;
  EXPECT_EQ(total.reading().value(), "718");
  EXPECT_EQ(total.reading().qualifier(), QUALIFIER_EXACT);
  EXPECT_EQ(total.coverage().with_value(), 15u);
  EXPECT_EQ(total.coverage().expected(), 17u);
  EXPECT_EQ(total.coverage().in_country(), 21u);
  EXPECT_THAT(total.coverage().mixed_scopes(), ElementsAre("01", "03"));
  EXPECT_THAT(total.coverage().conflicts(), ElementsAre("03", "12"));
  EXPECT_THAT(total.warnings(), Contains(HasSubstr("narrower are in the total: 01, 03")));
  EXPECT_THAT(total.warnings(), Not(Contains(HasSubstr("breakdown"))));
  EXPECT_EQ(answer.regions.size(), 21u);
}

TEST_F(NationalOverviewTest, EveryAbsenceSaysOfWhatKindItIs) {
  const RegionAnswer answer = Ask("known-social-enterprises");
  const auto& absences = answer.total.figure.coverage().absences();
  ASSERT_EQ(absences.size(), 3);
  EXPECT_EQ(absences[0].absence(), ABSENCE_BLANK);
  EXPECT_THAT(absences[0].region_codes(), ElementsAre("06"));
  EXPECT_EQ(absences[1].absence(), ABSENCE_FIELD_MISSING);
  EXPECT_THAT(absences[1].region_codes(), ElementsAre("18"));
  EXPECT_EQ(absences[2].absence(), ABSENCE_NOT_IN_PROGRAMME);
  EXPECT_THAT(absences[2].region_codes(), ElementsAre("08", "09", "13", "17"));
}

TEST_F(NationalOverviewTest, PreferringSofisamReplacesThePartThatItContradicts) {
  RegionAnswer answer = Ask("known-social-enterprises", {"12"});
  EXPECT_EQ(answer.total.figure.reading().value(), "725");
  EXPECT_THAT(answer.total.figure.warnings(), Contains("the breakdown of 12 adds to 71, not 64"));
  for (const ToldFigure& region : answer.regions) {
    if (region.figure.group(0) != "12") continue;
    EXPECT_EQ(region.figure.reading().value(), "71");
    EXPECT_THAT(region.figure.sources(), ElementsAre("National overview", "sofisam"));
    EXPECT_EQ(region.figure.reading().contradictions(0).value(), "14") << "what was replaced";
  }
}

TEST_F(NationalOverviewTest, PreferringSofisamReplacesTheWholeThatItContradicts) {
  EXPECT_EQ(Ask("known-social-enterprises", {"03"}).total.figure.reading().value(), "731");
  EXPECT_EQ(Ask("known-social-enterprises", {"03", "12"}).total.figure.reading().value(), "738");
}

TEST_F(NationalOverviewTest, ARecordedRankHoldsAsAPreferenceDoes) {
  log_.Add<SourceRanked>(
      "indicator_id: 'known-social-enterprises' source: 'Sofisam' region_code: '03' "
      "rank: RANK_PREFERRED");
  EXPECT_EQ(Ask("known-social-enterprises").total.figure.reading().value(), "731");
  EXPECT_EQ(Ask("known-social-enterprises", {"12"}).total.figure.reading().value(), "738");
}

TEST_F(NationalOverviewTest, MunicipalitiesWorkingAre76OfThe202InTwelveRegions) {
  const figure::v1::Figure total = Ask("municipalities-working").total.figure;
  EXPECT_EQ(total.reading().value(), "76");
  EXPECT_EQ(total.coverage().with_value(), 12u);
  EXPECT_EQ(total.coverage().upper_bound(), 202u);
  EXPECT_THAT(total.coverage().at_upper_bound(), UnorderedElementsAre("22", "19", "05"));
}

TEST_F(NationalOverviewTest, AQuestionToTheEngineAnswersTheSame) {
  auto response = engine_.Get(
      Make<figure::v1::FigureQuery>("indicator_id: 'known-social-enterprises' group_by: 'region'"),
      kNow);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->figures_size(), 17);
  EXPECT_EQ(response->total().reading().value(), "718");
  EXPECT_EQ(response->total().coverage().expected(), 17u);
}

// A figure of each region.
ToldFigure Over(const std::vector<std::pair<const char*, const char*>>& readings,
                const TotalOptions& options = {}) {
  std::vector<CellFigure> figures;
  for (const auto& [region, reading] : readings) {
    const Reported report = {.region = region,
                             .source = "s",
                             .reading = Make<FigureReading>(reading),
                             .position = figures.size() + 1};
    figures.push_back({region, "", ChooseFigure({report}, options)});
  }
  return TotalOver(figures, {}, options);
}

TEST(TotalTest, QualifiersAddUpAsFarAsTheyCan) {
  const ToldFigure more =
      Over({{"06", "value: '1200' qualifier: QUALIFIER_MORE_THAN"}, {"10", "value: '44'"}});
  EXPECT_EQ(more.figure.reading().value(), "1244");
  EXPECT_EQ(more.figure.reading().qualifier(), QUALIFIER_MORE_THAN);
  const ToldFigure mixed = Over({{"06", "value: '1200' qualifier: QUALIFIER_AT_LEAST"},
                                 {"10", "value: '44' qualifier: QUALIFIER_AT_MOST"}});
  EXPECT_EQ(mixed.figure.reading().qualifier(), QUALIFIER_ABOUT);
  EXPECT_THAT(mixed.figure.warnings(), Contains(HasSubstr("approximate")));
}

TEST(TotalTest, AFigureInAnotherUnitIsNotAdded) {
  const ToldFigure total =
      Over({{"06", "value: '5' unit: 'SEK'"}, {"12", "value: '4'"}}, {.unit = "enterprises"});
  EXPECT_EQ(total.figure.reading().value(), "4");
  EXPECT_THAT(total.figure.warnings(), Contains(HasSubstr("is in SEK")));
}

TEST(TotalTest, AWholeStandsBesideItsPartsWithTheDifference) {
  const Reported own = {
      .region = "06", .source = "s", .reading = Make<FigureReading>("value: '10'"), .position = 1};
  const Reported part = {.region = "06",
                         .project = "p",
                         .source = "s",
                         .reading = Make<FigureReading>("value: '4'"),
                         .position = 2};
  const ToldFigure total = TotalOver(
      {{"06", "", ChooseFigure({own}, {})}, {"06", "p", ChooseFigure({part}, {})}}, {}, {});
  EXPECT_EQ(total.figure.reading().value(), "4");
  EXPECT_THAT(total.positions, ElementsAre(2));
  EXPECT_THAT(total.figure.warnings(),
              ElementsAre("of 06 as a whole 10 is stated; its parts, which count, add up to 4: 6 "
                          "apart"));
}

TEST(TotalTest, PartsStandBesideTheWholeWithTheirCoverage) {
  const ToldFigure total =
      Over({{"00", "value: '100'"}, {"06", "value: '10'"}, {"12", "value: '5'"}});
  EXPECT_EQ(total.figure.reading().value(), "100");
  EXPECT_THAT(total.figure.warnings(),
              ElementsAre("00 counts as a whole, 100; its parts add up to 15, and 2 of 21 have a "
                          "number"));
  EXPECT_EQ(total.figure.coverage().with_value(), 2u);
}

TEST(TotalTest, TheFigureItselfIsTheTotalIfNothingElseCounts) {
  const ToldFigure total = Over({{"06", "absence: ABSENCE_DASH"}});
  EXPECT_EQ(total.figure.reading().absence(), ABSENCE_DASH);
  EXPECT_EQ(total.figure.position(), 1u);
}

}  // namespace
}  // namespace verkan::projections
