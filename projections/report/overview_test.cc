#include "projections/report/overview.h"

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/report/layout.h"
#include "projections/report/report_fixture.h"

namespace verkan::projections {
namespace {

using report::v1::GetOverviewResponse;
using report::v1::LANGUAGE_EN;
using report::v1::LANGUAGE_SV;
using report::v1::Overview;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class OverviewTest : public ::testing::Test {
 protected:
  OverviewTest() {
    log_.RecordSample("20-programme.jsonl");
    log_.RecordOverview();
  }

  GetOverviewResponse Make(OverviewOptions options) const {
    options.programme_id = "regions-programme";
    if (options.receipt.log_position() == 0) options.receipt = log_.Receipt();
    const auto response = MakeOverview(log_.facts(), log_.figures(), options);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : GetOverviewResponse();
  }

  static figure::v1::SourcePreference Sofisam(const std::vector<std::string>& regions) {
    figure::v1::SourcePreference preference;
    preference.set_source("sofisam");
    for (const std::string& region : regions) preference.add_region_codes(region);
    return preference;
  }

  std::string KnownEnterprises(const std::vector<std::string>& sofisam_for) const {
    return Make({.language = LANGUAGE_EN, .preferences = {Sofisam(sofisam_for)}})
        .overview()
        .totals(0)
        .reading()
        .value();
  }

  ReportFixture log_;
};

const figure::v1::Figure& FigureOf(const Overview& overview, absl::string_view region, int column) {
  for (const auto& row : overview.rows()) {
    if (row.region_code() == region) return row.figures(column);
  }
  return figure::v1::Figure::default_instance();
}

TEST_F(OverviewTest, AsText) {
  ExpectGolden("overview.sv.txt", Make({.language = LANGUAGE_SV}).text());
  ExpectGolden("overview.en.txt", Make({.language = LANGUAGE_EN}).text());
  ExpectGolden("overview_sofisam.en.txt",
               Make({.language = LANGUAGE_EN, .preferences = {Sofisam({})}}).text());
}

TEST_F(OverviewTest, ARowPerRegionOfTheCountry) {
  const Overview overview = Make({}).overview();
  ASSERT_EQ(overview.rows_size(), 21);
  EXPECT_EQ(overview.rows(0).region_code(), "01");
  EXPECT_EQ(overview.rows(20).region_code(), "25");
  int in_programme = 0;
  for (const auto& row : overview.rows()) {
    EXPECT_EQ(row.figures_size(), 3);
    in_programme += row.in_programme();
    EXPECT_EQ(row.in_programme(),
              row.figures(0).reading().absence() != event::v1::ABSENCE_NOT_IN_PROGRAMME);
  }
  EXPECT_EQ(in_programme, 17);
}

TEST_F(OverviewTest, KnownSocialEnterprisesAddUpWithWhatTheTotalRestsOn) {
  const figure::v1::Figure total = Make({}).overview().totals(0);
  EXPECT_EQ(total.reading().value(), "718");
  const figure::v1::Coverage& coverage = total.coverage();
  EXPECT_EQ(coverage.with_value(), 15u);
  EXPECT_EQ(coverage.expected(), 17u);
  EXPECT_EQ(coverage.in_country(), 21u);
  EXPECT_THAT(coverage.mixed_scopes(), ElementsAre("01", "03"));
  EXPECT_THAT(coverage.conflicts(), ElementsAre("03", "12"));
}

TEST_F(OverviewTest, MunicipalitiesHaveAnUpperBound) {
  const figure::v1::Figure total = Make({}).overview().totals(1);
  EXPECT_EQ(total.reading().value(), "76");
  EXPECT_EQ(total.coverage().with_value(), 12u);
  EXPECT_EQ(total.coverage().upper_bound(), 202u);
  EXPECT_THAT(total.coverage().at_upper_bound(), ::testing::UnorderedElementsAre("22", "19", "05"));
}

TEST_F(OverviewTest, PromotersAddUpToAtLeast) {
  const figure::v1::Figure total = Make({}).overview().totals(2);
  EXPECT_EQ(total.reading().qualifier(), event::v1::QUALIFIER_AT_LEAST);
  // 37 + 1 + 40 + (5) + (4) + 17 + 11 + (1) + (2) + (8) + (1) + 7
  EXPECT_EQ(total.reading().value(), "134");
}

TEST_F(OverviewTest, APreferredSourceReplacesWhatItContradicts) {
  EXPECT_EQ(KnownEnterprises({"12"}), "725");
  EXPECT_EQ(KnownEnterprises({"03"}), "731");
  EXPECT_EQ(KnownEnterprises({"03", "12"}), "738");
  EXPECT_EQ(KnownEnterprises({}), "738");
  const Overview overview =
      Make({.language = LANGUAGE_EN, .preferences = {Sofisam({"12"})}}).overview();
  EXPECT_THAT(FigureOf(overview, "12", 0).warnings(),
              Contains("the breakdown of 12 adds to 71, not 64"));
}

TEST_F(OverviewTest, EveryAbsenceKeepsItsKind) {
  const Overview overview = Make({}).overview();
  const auto absence = [&](absl::string_view region, int column) {
    return FigureOf(overview, region, column).reading().absence();
  };
  EXPECT_EQ(absence("06", 0), event::v1::ABSENCE_BLANK);
  EXPECT_EQ(absence("18", 0), event::v1::ABSENCE_FIELD_MISSING);
  EXPECT_EQ(absence("08", 0), event::v1::ABSENCE_NOT_IN_PROGRAMME);
  EXPECT_EQ(absence("10", 1), event::v1::ABSENCE_NOT_STATED);
  EXPECT_EQ(absence("04", 1), event::v1::ABSENCE_DASH);
  EXPECT_EQ(absence("25", 1), event::v1::ABSENCE_BLANK);
}

TEST_F(OverviewTest, NoLineIsLongerThan120Characters) {
  for (const auto language : {LANGUAGE_SV, LANGUAGE_EN}) {
    const std::string text = Make({.language = language}).text();
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      EXPECT_LE(Width(line), 120u) << line;
    }
  }
}

TEST_F(OverviewTest, ColumnsCanBeAskedFor) {
  const Overview overview = Make({.indicator_ids = {"organisations-in-partnership"}}).overview();
  ASSERT_EQ(overview.columns_size(), 1);
  EXPECT_EQ(overview.columns(0).name(), "Organisationer i partnerskapet");
  EXPECT_EQ(FigureOf(overview, "18", 0).reading().value(), "34");
  EXPECT_THAT(overview.totals(0).coverage().conflicts(), Contains("05"));
}

TEST_F(OverviewTest, AsOfBeforeAnyFigureNothingIsReported) {
  const GetOverviewResponse response = Make({.language = LANGUAGE_EN,
                                             .receipt = log_.Receipt(6),
                                             .indicator_ids = {"known-social-enterprises"}});
  EXPECT_EQ(response.overview().totals(0).reading().value(), "");
  EXPECT_THAT(response.text(), HasSubstr("nothing reported"));
}

TEST_F(OverviewTest, WhatIsNotKnownIsNotFound) {
  const auto programme = MakeOverview(log_.facts(), log_.figures(),
                                      {.programme_id = "none", .receipt = log_.Receipt()});
  EXPECT_EQ(programme.status().code(), absl::StatusCode::kNotFound);
  const auto indicator = MakeOverview(
      log_.facts(), log_.figures(),
      {.programme_id = "regions-programme", .receipt = log_.Receipt(), .indicator_ids = {"none"}});
  EXPECT_EQ(indicator.status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace verkan::projections
