#include "projections/report/overview.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "eventstore/status_macros.h"
#include "projections/figure/figure_facts.h"
#include "projections/figure_text/format.h"
#include "projections/project/project_facts.h"
#include "regions/regions.h"

namespace verkan::projections {
namespace {

using report::v1::Language;
using report::v1::Overview;

std::set<std::string> RegionsIn(const Facts& facts, const std::string& programme, Position as_of) {
  std::set<std::string> regions;
  for (const Row& row : facts[kProjectRegions].AsOf(as_of, programme)) {
    regions.emplace(row.text("region"));
  }
  return regions;
}

// Indicators reported under the programme for single regions, in the order in which they
// came: those for at least half of its regions, or all if there is none of these.
std::vector<std::string> ReportedIndicators(const Facts& facts, const std::string& programme,
                                            Position as_of) {
  const std::set<std::string> regions = RegionsIn(facts, programme, as_of);
  std::vector<std::string> order;
  std::map<std::string, std::set<std::string>> reported;
  for (const Row& row : facts[kFigures].AsOf(as_of)) {
    if (row.text("project") != programme || regions::FindRegion(row.text("region")) == nullptr)
      continue;
    const std::string indicator(row.text("indicator"));
    if (reported[indicator].empty()) order.push_back(indicator);
    reported[indicator].emplace(row.text("region"));
  }
  std::vector<std::string> wide;
  for (const std::string& indicator : order) {
    if (reported[indicator].size() * 2 >= regions.size()) wide.push_back(indicator);
  }
  return wide.empty() ? order : wide;
}

std::string Sentence(Warning warning, Language language) {
  if (warning.kind == Warning::kScopeNarrower) {
    absl::string_view scope = warning.arguments[1];
    absl::ConsumeSuffix(&scope, " only");
    warning.arguments[1] = std::string(scope);
  }
  return WarningText(warning, language);
}

figure::v1::Figure InLanguage(const ToldFigure& told, Language language) {
  figure::v1::Figure figure = told.figure;
  figure.clear_warnings();
  for (const Warning& warning : told.warnings) {
    figure.add_warnings(Sentence(warning, language));
  }
  return figure;
}

void AddRows(const std::set<std::string>& in_programme, Overview* overview) {
  for (const regions::Region& region : regions::Regions()) {
    report::v1::Row* row = overview->add_rows();
    row->set_region_code(std::string(region.code));
    row->set_region_name(std::string(region.name));
    row->set_in_programme(in_programme.count(row->region_code()) > 0);
  }
}

absl::Status AddColumn(const FigureEngine& figures, const OverviewOptions& options,
                       const std::string& indicator_id, Overview* overview) {
  RegionQuestion question;
  question.indicator_id = indicator_id;
  question.programme_id = options.programme_id;
  question.preferences = options.preferences;
  question.leave_out_narrower_scopes = options.leave_out_narrower_scopes;
  question.period = options.period;
  question.as_of = options.receipt.log_position();
  VERKAN_ASSIGN_OR_RETURN(const indicator::v1::Indicator indicator,
                          figures.FindIndicator(indicator_id, question.as_of));
  VERKAN_ASSIGN_OR_RETURN(const RegionAnswer answer, figures.OverRegions(question));
  report::v1::Column* column = overview->add_columns();
  column->set_indicator_id(indicator_id);
  const Bilingual name = {indicator.name_sv(), indicator.name_en()};
  column->set_name(std::string(name.In(options.language)));
  if (column->name().empty()) column->set_name(indicator_id);
  for (report::v1::Row& row : *overview->mutable_rows()) {
    figure::v1::Figure* figure = row.add_figures();
    for (const ToldFigure& told : answer.regions) {
      if (told.figure.group(0) != row.region_code()) continue;
      *figure = InLanguage(told, options.language);
    }
  }
  *overview->add_totals() = InLanguage(answer.total, options.language);
  return absl::OkStatus();
}

// As of a time before the log began.
report::v1::GetOverviewResponse Empty(const OverviewOptions& options) {
  report::v1::GetOverviewResponse response;
  Overview* overview = response.mutable_overview();
  overview->set_programme_id(options.programme_id);
  overview->set_name(options.programme_id);
  *overview->mutable_receipt() = options.receipt;
  response.set_text(OverviewText(*overview, options.language));
  return response;
}

}  // namespace

absl::StatusOr<report::v1::GetOverviewResponse> MakeOverview(const Facts& facts,
                                                             const FigureEngine& figures,
                                                             const OverviewOptions& options) {
  const Position as_of = options.receipt.log_position();
  const std::vector<Row> programmes = facts[kProjects].AsOf(as_of, options.programme_id);
  if (programmes.empty() && !options.receipt.log_began().empty()) return Empty(options);
  if (programmes.empty()) {
    return absl::NotFoundError(
        absl::StrCat("programme \"", options.programme_id, "\" was not known at position ", as_of));
  }
  report::v1::GetOverviewResponse response;
  Overview* overview = response.mutable_overview();
  overview->set_programme_id(options.programme_id);
  overview->set_name(std::string(programmes.back().text("name")));
  AddRows(RegionsIn(facts, options.programme_id, as_of), overview);
  const std::vector<std::string> indicators =
      options.indicator_ids.empty() ? ReportedIndicators(facts, options.programme_id, as_of)
                                    : options.indicator_ids;
  for (const std::string& indicator : indicators) {
    VERKAN_RETURN_IF_ERROR(AddColumn(figures, options, indicator, overview));
  }
  *overview->mutable_receipt() = options.receipt;
  response.set_text(OverviewText(*overview, options.language));
  return response;
}

}  // namespace verkan::projections
