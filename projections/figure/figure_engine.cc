#include "projections/figure/figure_engine.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "eventstore/status_macros.h"
#include "projections/activity/activity_facts.h"
#include "projections/facts/texts.h"
#include "projections/figure/figure_facts.h"
#include "projections/figure/group_labels.h"
#include "projections/figure/period.h"
#include "projections/figure/scan.h"
#include "projections/figure_text/format.h"
#include "projections/figure_text/normal_form.h"
#include "projections/indicator/built_in.h"
#include "projections/indicator/indicator_facts.h"
#include "projections/labels/labels.h"
#include "projections/organisation/organisation_facts.h"
#include "projections/procurement/procurement_facts.h"
#include "projections/project/project_facts.h"
#include "regions/regions.h"

namespace verkan::projections {
namespace {

using event::v1::FigureReading;
using figure::v1::ExplainFigureRequest;
using figure::v1::ExplainFigureResponse;
using figure::v1::Figure;
using figure::v1::FigureQuery;
using figure::v1::GetFigureResponse;
using report::v1::Language;

absl::Status UnknownIndicator(absl::string_view id) {
  absl::Status status = absl::NotFoundError(
      absl::StrCat("query.indicator_id: \"", id, "\", wanted a built-in or defined indicator"));
  status.SetPayload(kUnknownIndicator, absl::Cord(id));
  return status;
}

void Warn(Warning::Kind kind, std::vector<std::string> arguments, Language language,
          Figure* figure) {
  figure->add_warnings(WarningText({kind, std::move(arguments)}, language));
}

Language LanguageOf(const FigureQuery& query) {
  return query.language() == "sv" ? report::v1::LANGUAGE_SV : report::v1::LANGUAGE_EN;
}

// Computed figures

FigureReading ReadingOf(const BuiltIn& indicator, const Tally& tally) {
  if (indicator.aggregate != Aggregate::kSum) {
    return Exactly(*Decimal::FromInteger(static_cast<int64_t>(tally.value)));
  }
  if (tally.overflow || (tally.summed == 0 && tally.facts > 0)) {
    FigureReading reading;
    reading.set_absence(event::v1::ABSENCE_NOT_STATED);
    return reading;
  }
  return Exactly(tally.sum);
}

Figure ComputedFigure(const BuiltIn& indicator, const std::vector<std::string>& group,
                      const Tally& tally, Language language) {
  Figure figure;
  for (const std::string& value : group) figure.add_group(value);
  *figure.mutable_reading() = ReadingOf(indicator, tally);
  figure.set_origin(figure::v1::ORIGIN_COMPUTED);
  figure.set_indicator_id(std::string(indicator.id));
  figure.set_definition_version(indicator.version);
  figure.set_unit(std::string(indicator.unit));
  figure.set_invented(tally.invented);
  if (tally.invented > 0)
    Warn(Warning::kInvented, {absl::StrCat(tally.invented)}, language, &figure);
  if (tally.overflow) {
    Warn(Warning::kTooLarge, {}, language, &figure);
    return figure;
  }
  if (indicator.aggregate != Aggregate::kSum || tally.summed == tally.facts) return figure;
  figure.mutable_coverage()->set_with_value(static_cast<uint32_t>(tally.summed));
  figure.mutable_coverage()->set_expected(static_cast<uint32_t>(tally.facts));
  Warn(Warning::kWithoutValue, {absl::StrCat(tally.facts - tally.summed)}, language, &figure);
  return figure;
}

absl::StatusOr<GetFigureResponse> Compute(const Facts& facts, const BuiltIn& indicator,
                                          const FigureQuery& query, Position as_of) {
  VERKAN_ASSIGN_OR_RETURN(Tallies result, TallyRows(facts, indicator, query, as_of));
  const Language language = LanguageOf(query);
  GetFigureResponse response;
  Figure* total = response.mutable_total();
  *total = ComputedFigure(indicator, {}, result.total, language);
  total->set_not_placed(result.not_placed);
  if (result.not_placed > 0) {
    Warn(Warning::kNotPlaced, {absl::StrCat(result.not_placed)}, language, total);
  }
  if (result.in_several > 0) {
    Warn(Warning::kInSeveralGroups, {absl::StrCat(result.in_several)}, language, total);
  }
  if (query.group_by().empty()) {
    *response.add_figures() = *total;
    return response;
  }
  for (const Group& group : result.groups) {
    *response.add_figures() = ComputedFigure(indicator, group.values, group.tally, language);
  }
  return response;
}

// Reported figures

// Of a row of kIndicators; a stock if that is not said.
event::v1::OverTime OverTimeOf(const Row& row) {
  const auto over_time = TextsOf<event::v1::OverTime>().Find(row.text("over_time"));
  return static_cast<event::v1::OverTime>(over_time.value_or(event::v1::OVER_TIME_STOCK));
}

TotalOptions OptionsFor(const Facts& facts, const indicator::v1::Indicator& indicator,
                        const FigureQuery& query, Position as_of) {
  TotalOptions options;
  options.indicator_id = indicator.indicator_id();
  options.definition_version = indicator.version();
  options.unit = indicator.unit();
  options.ranks = RanksOf(facts, indicator.indicator_id(), as_of);
  options.preferences.assign(query.preferences().begin(), query.preferences().end());
  for (auto& preference : options.preferences)
    preference.set_source(SourceKey(preference.source()));
  options.leave_out_narrower_scopes = query.leave_out_narrower_scopes();
  options.in_country = static_cast<uint32_t>(regions::Regions().size());
  for (Row row : facts[kIndicators].AsOf(as_of, indicator.indicator_id())) {
    options.bounded_by_municipalities = row.number("bounded_by_municipalities") == 1;
    options.over_time = OverTimeOf(row);
  }
  return options;
}

// What is reported of an indicator that is computed, beside the computed figures.
void AddReportedBeside(const Figure& reported, const FigureQuery& query,
                       GetFigureResponse* response) {
  const std::string source = absl::StrJoin(reported.sources(), ", ");
  const Language language = LanguageOf(query);
  const std::string text =
      reported.text().empty() ? FormatFigure(reported.reading(), language) : reported.text();
  Figure* total = response->mutable_total();
  const std::string computed = total->reading().value();
  const bool exact = reported.reading().qualifier() <= event::v1::QUALIFIER_EXACT;
  if (HasValue(reported.reading()) && computed == "0") {
    Warn(Warning::kReportedNotCounted, {text, source}, language, total);
  } else if (HasValue(reported.reading()) && !(exact && computed == reported.reading().value())) {
    Warn(Warning::kReportedDiffers, {computed, text, source}, language, total);
  }
  if (query.group_by().empty()) *response->mutable_figures(0) = *total;
  *response->add_figures() = reported;
}

// The question for each region, of the programme and the projects that belong to it.
FigureQuery ProgrammeQuery(const Facts& facts, const RegionQuestion& question) {
  FigureQuery query;
  query.set_indicator_id(question.indicator_id);
  query.add_group_by("region");
  auto* filter = query.add_filters();
  filter->set_dimension("project");
  filter->add_values(question.programme_id);
  for (const auto& [id, project] : ProjectsAt(facts, question.as_of)) {
    const auto& of = project.programmes;
    if (std::find(of.begin(), of.end(), question.programme_id) != of.end()) filter->add_values(id);
  }
  return query;
}

// The figures of the regions, and for every other region of the country why it has none.
std::vector<ToldFigure> EveryRegion(const std::vector<ToldFigure>& figures,
                                    const TotalOptions& options) {
  std::vector<ToldFigure> every;
  for (const regions::Region& region : regions::Regions()) {
    const auto found = std::find_if(figures.begin(), figures.end(), [&](const ToldFigure& told) {
      return told.figure.group(0) == region.code;
    });
    const std::string code(region.code);
    const bool expected =
        std::find(options.expected.begin(), options.expected.end(), code) != options.expected.end();
    every.push_back(found != figures.end()
                        ? *found
                        : AbsentFigure(code,
                                       expected ? event::v1::ABSENCE_UNSPECIFIED
                                                : event::v1::ABSENCE_NOT_IN_PROGRAMME,
                                       options));
  }
  return every;
}

// A computed indicator over all regions: a region that takes part and of which nothing is
// recorded counts none, another one does not take part.
absl::StatusOr<RegionAnswer> ComputeOverRegions(const Facts& facts, const BuiltIn& indicator,
                                                const RegionQuestion& question,
                                                const TotalOptions& options) {
  VERKAN_ASSIGN_OR_RETURN(
      Tallies result, TallyRows(facts, indicator, ProgrammeQuery(facts, question), question.as_of));
  RegionAnswer answer;
  uint32_t with_value = 0;
  for (const regions::Region& region : regions::Regions()) {
    const std::string code(region.code);
    auto group = std::find_if(result.groups.begin(), result.groups.end(),
                              [&](const Group& g) { return g.values[0] == code; });
    const bool expected =
        std::find(options.expected.begin(), options.expected.end(), code) != options.expected.end();
    if (!expected && group == result.groups.end()) {
      answer.regions.push_back(AbsentFigure(code, event::v1::ABSENCE_NOT_IN_PROGRAMME, options));
      continue;
    }
    const Tally tally = group == result.groups.end() ? Tally() : group->tally;
    answer.regions.push_back(
        {ComputedFigure(indicator, {code}, tally, report::v1::LANGUAGE_EN), {}});
    ++with_value;
  }
  answer.total.figure = ComputedFigure(indicator, {}, result.total, report::v1::LANGUAGE_EN);
  auto* coverage = answer.total.figure.mutable_coverage();
  coverage->set_with_value(with_value);
  coverage->set_expected(static_cast<uint32_t>(options.expected.size()));
  coverage->set_in_country(options.in_country);
  return answer;
}

// The column that a dimension is asked of; null for a period or no dimension at all.
const Column* ColumnOf(const FactTable& table, const BuiltIn* indicator,
                       absl::string_view dimension) {
  if (indicator != nullptr) return table.FindDimension(dimension);
  for (const Column& column : table.columns()) {
    if (column.name == dimension) return &column;
  }
  return nullptr;
}

// The same of what something arose from: "activity:lunch-1", or "lunch-1" if only one noun has it.
std::string FaultOfOrigin(const Facts& facts, absl::string_view value) {
  const FactTable* const tables[] = {&facts[kActivities], &facts[kProcurements]};
  std::vector<std::string> known;
  for (size_t i = 0; i < std::size(tables); ++i) {
    absl::string_view id = value;
    const bool named = absl::ConsumePrefix(&id, kOriginNouns[i]) && absl::ConsumePrefix(&id, ":");
    if (!tables[i]->dictionary(0).Find(named ? id : value).has_value()) continue;
    known.push_back(absl::StrCat(kOriginNouns[i], ":", named ? id : value));
  }
  if (known.size() > 1) return absl::StrCat("wanted ", absl::StrJoin(known, " or "));
  return known.empty() ? "which nothing recorded names; group by origin to see the values" : "";
}

// What is wrong with a value that a question is restricted to; empty: nothing. A misspelt value
// would be answered with 0, as if nothing had happened.
std::string FaultOf(const Facts& facts, absl::string_view dimension, const std::string& value,
                    const FactTable& table, const Column* column) {
  if (value.empty()) return "";  // not said
  if (dimension == kOrigin) return FaultOfOrigin(facts, value);
  if (dimension == "region") {
    const bool known = regions::FindRegion(value) != nullptr || value == regions::kCountryCode;
    return known ? "" : "wanted an SCB region code such as 06";
  }
  if (const std::optional<PeriodKind> period = FindPeriod(dimension)) {
    const Periods& periods = Periods::Of(*period);
    if (periods.Find(value) != Periods::kNone) return "";
    return absl::StrCat("wanted a ", dimension, " such as ", periods.Label(periods.count() - 1));
  }
  if (column == nullptr) return "";  // the dimension is at fault
  if (const auto& values = column->values; !values.empty()) {
    if (std::find(values.begin(), values.end(), value) != values.end()) return "";
    return absl::StrCat("wanted one of ", absl::StrJoin(values, ", "));
  }
  // Who was never a party may still be a known organisation.
  if (dimension == "party" && facts[kOrganisations].dictionary(0).Find(value).has_value()) {
    return "";
  }
  const Dictionary& known = table.dictionary(table.column(column->name));
  if (known.Find(value).has_value()) return "";
  for (Code code = 0; code < known.size(); ++code) {  // it may only be one of a list, or spelled so
    const auto items = Items(known.text(code));
    if (std::find(items.begin(), items.end(), value) != items.end()) return "";
    if (dimension == "source" && SourceKey(known.text(code)) == SourceKey(value)) return "";
  }
  return absl::StrCat("which nothing recorded names; group by ", dimension, " to see the values");
}

// What every question must keep to.
absl::Status CheckQuery(const Facts& facts, const FigureQuery& query) {
  if (!query.language().empty() && query.language() != "sv" && query.language() != "en") {
    return absl::InvalidArgumentError(
        absl::StrCat("query.language: \"", query.language(), "\", wanted sv or en"));
  }
  const BuiltIn* const indicator = FindBuiltIn(query.indicator_id());
  if (indicator != nullptr && !query.period().empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("query.period: \"", query.period(),
                     "\", wanted none of an indicator that is computed; filter by year, quarter or "
                     "another dimension of time"));
  }
  const FactTable& table = facts[indicator == nullptr ? kFigures : indicator->table];
  for (int i = 0; i < query.filters_size(); ++i) {
    const auto& filter = query.filters(i);
    const std::string path = absl::StrCat("query.filters[", i, "].values");
    if (filter.values().empty()) {
      return absl::InvalidArgumentError(absl::StrCat(path, ": empty, wanted at least one"));
    }
    const Column* const column = ColumnOf(table, indicator, filter.dimension());
    for (const std::string& value : filter.values()) {
      const std::string fault = FaultOf(facts, filter.dimension(), value, table, column);
      if (fault.empty()) continue;
      return absl::InvalidArgumentError(absl::StrCat(path, ": \"", value, "\", ", fault));
    }
  }
  return absl::OkStatus();
}

// The same question with one filter for each dimension: what is named twice is a union.
FigureQuery WithUnions(const FigureQuery& query) {
  FigureQuery with = query;
  with.clear_filters();
  for (const auto& filter : query.filters()) {
    figure::v1::DimensionFilter* same = nullptr;
    for (auto& other : *with.mutable_filters()) {
      if (other.dimension() == filter.dimension()) same = &other;
    }
    if (same == nullptr) {
      *with.add_filters() = filter;
    } else {
      same->mutable_values()->MergeFrom(filter.values());
    }
  }
  return with;
}

constexpr int kDefaultPage = 100;
constexpr int kLargestPage = 10000;

int PageSize(int asked) { return asked <= 0 ? kDefaultPage : std::min(asked, kLargestPage); }

}  // namespace

absl::StatusOr<GetFigureResponse> FigureEngine::Get(const FigureQuery& asked,
                                                    Position as_of) const {
  VERKAN_RETURN_IF_ERROR(CheckQuery(*facts_, asked));
  const FigureQuery query = WithUnions(asked);
  // Before the first event no indicator was defined; of one that has been since, nothing is known.
  VERKAN_ASSIGN_OR_RETURN(indicator::v1::Indicator indicator,
                          FindIndicator(query.indicator_id(), as_of == 0 ? kNow : as_of));
  const BuiltIn* const built_in = FindBuiltIn(query.indicator_id());
  if (built_in != nullptr) {
    VERKAN_ASSIGN_OR_RETURN(GetFigureResponse response, Compute(*facts_, *built_in, query, as_of));
    AddGroupLabels((*facts_)[built_in->table], query, LanguageOf(query), &response);
    if (!IsReported(*facts_, query.indicator_id())) return response;
    FigureQuery whole = query;
    whole.clear_group_by();
    const auto reported = WhatIsReported(whole, as_of);
    // Not asked by what reported figures do not know, and something is reported.
    if (reported.ok() && !reported->total.positions.empty()) {
      AddReportedBeside(FigureIn(LanguageOf(query), reported->total), query, &response);
    }
    return response;
  }
  VERKAN_ASSIGN_OR_RETURN(const ReportedAnswer reported, WhatIsReported(query, as_of));
  GetFigureResponse response;
  *response.mutable_total() = FigureIn(LanguageOf(query), reported.total);
  for (const ToldFigure& told : reported.figures) {
    *response.add_figures() = FigureIn(LanguageOf(query), told);
  }
  AddGroupLabels((*facts_)[kFigures], query, LanguageOf(query), &response);
  return response;
}

absl::StatusOr<ExplainFigureResponse> FigureEngine::Explain(const ExplainFigureRequest& request,
                                                            Position as_of) const {
  if (!request.query().group_by().empty()) {
    return absl::InvalidArgumentError(
        "query.group_by: given, wanted none where a figure is explained");
  }
  Position after = 0;
  if (!request.page_token().empty() && !absl::SimpleAtoi(request.page_token(), &after)) {
    return absl::InvalidArgumentError(absl::StrCat("page_token: \"", request.page_token(),
                                                   "\", wanted next_page_token of an answer"));
  }
  VERKAN_ASSIGN_OR_RETURN(GetFigureResponse figures, Get(request.query(), as_of));
  const FigureQuery query = WithUnions(request.query());
  std::vector<Position> positions;
  if (const BuiltIn* const built_in = FindBuiltIn(query.indicator_id())) {
    VERKAN_ASSIGN_OR_RETURN(positions, EventsBehind(*facts_, *built_in, query, as_of));
  } else {
    VERKAN_ASSIGN_OR_RETURN(const ReportedAnswer reported, WhatIsReported(query, as_of));
    positions = reported.total.positions;
  }
  ExplainFigureResponse response;
  *response.mutable_figure() = figures.total();
  auto next = std::upper_bound(positions.begin(), positions.end(), after);
  const int page = PageSize(request.page_size());
  while (next != positions.end() && response.positions_size() < page) {
    response.add_positions(*next++);
  }
  if (next != positions.end()) {
    response.set_next_page_token(absl::StrCat(response.positions(response.positions_size() - 1)));
  }
  return response;
}

absl::StatusOr<ReportedAnswer> FigureEngine::WhatIsReported(const FigureQuery& query,
                                                            Position as_of) const {
  VERKAN_ASSIGN_OR_RETURN(indicator::v1::Indicator indicator,
                          FindIndicator(query.indicator_id(), as_of == 0 ? kNow : as_of));
  const KnownProjects projects = ProjectsAt(*facts_, as_of);
  return AnswerReported(ReportsOf(*facts_, query.indicator_id(), projects, as_of), query, projects,
                        OptionsFor(*facts_, indicator, query, as_of));
}

absl::StatusOr<RegionAnswer> FigureEngine::OverRegions(const RegionQuestion& question) const {
  VERKAN_ASSIGN_OR_RETURN(indicator::v1::Indicator indicator,
                          FindIndicator(question.indicator_id, question.as_of));
  FigureQuery query;
  query.add_group_by("region");
  query.mutable_preferences()->Assign(question.preferences.begin(), question.preferences.end());
  query.set_period(question.period);
  query.set_leave_out_narrower_scopes(question.leave_out_narrower_scopes);
  TotalOptions options = OptionsFor(*facts_, indicator, query, question.as_of);
  const KnownProjects projects = ProjectsAt(*facts_, question.as_of);
  const auto programme = projects.find(question.programme_id);
  if (programme != projects.end()) {
    const std::set<std::string>& regions = programme->second.regions;
    options.expected.assign(regions.begin(), regions.end());
  }
  options.whole_country = true;
  if (const BuiltIn* built_in = FindBuiltIn(question.indicator_id)) {
    return ComputeOverRegions(*facts_, *built_in, question, options);
  }
  std::vector<Reported> reports =
      ReportsOf(*facts_, question.indicator_id, projects, question.as_of);
  const auto is_of_another = [&](const Reported& report) {
    if (report.project.empty() || report.project == question.programme_id) return false;
    const auto project = projects.find(report.project);
    if (project == projects.end()) return true;
    const auto& programmes = project->second.programmes;
    return std::find(programmes.begin(), programmes.end(), question.programme_id) ==
           programmes.end();
  };
  reports.erase(std::remove_if(reports.begin(), reports.end(), is_of_another), reports.end());
  VERKAN_ASSIGN_OR_RETURN(ReportedAnswer reported,
                          AnswerReported(reports, query, projects, options));
  return RegionAnswer{EveryRegion(reported.figures, options), std::move(reported.total)};
}

std::vector<indicator::v1::Indicator> FigureEngine::Indicators(Position as_of) const {
  std::map<std::string, indicator::v1::Indicator> by_id;
  for (Row row : (*facts_)[kIndicators].AsOf(as_of)) {
    std::string id(row.text("indicator"));
    indicator::v1::Indicator& indicator = by_id[id];
    indicator.set_indicator_id(id);
    indicator.set_version(static_cast<uint32_t>(row.number("version")));
    indicator.set_name_sv(std::string(row.text("name_sv")));
    indicator.set_name_en(std::string(row.text("name_en")));
    indicator.set_unit(std::string(row.text("unit")));
    indicator.set_description(std::string(row.text("description")));
    indicator.set_over_time(OverTimeOf(row));
    for (absl::string_view name : ReportedDimensions()) indicator.add_dimensions(std::string(name));
    for (absl::string_view name : PeriodNames()) indicator.add_dimensions(std::string(name));
  }
  for (const BuiltIn& built_in : BuiltInIndicators()) {
    by_id[std::string(built_in.id)] = Describe(built_in, (*facts_)[built_in.table]);
  }
  std::vector<indicator::v1::Indicator> indicators;
  for (auto& [id, indicator] : by_id) {
    for (const std::string& dimension : indicator.dimensions()) {
      const Bilingual words = DimensionLabel(dimension);
      auto* label = indicator.add_dimension_labels();
      label->set_sv(std::string(words.swedish));
      label->set_en(std::string(words.english));
    }
    indicators.push_back(std::move(indicator));
  }
  return indicators;
}

absl::StatusOr<indicator::v1::Indicator> FigureEngine::FindIndicator(absl::string_view indicator_id,
                                                                     Position as_of) const {
  for (indicator::v1::Indicator& indicator : Indicators(as_of)) {
    if (indicator.indicator_id() == indicator_id) return std::move(indicator);
  }
  return UnknownIndicator(indicator_id);
}

}  // namespace verkan::projections
