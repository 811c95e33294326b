#include "projections/figure/figure_engine.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"
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
#include "projections/figure/period.h"
#include "projections/figure/scan.h"
#include "projections/indicator/built_in.h"
#include "projections/indicator/indicator_facts.h"
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

constexpr absl::string_view kReportedDimensions[] = {"region", "project", "source"};

absl::Status UnknownIndicator(absl::string_view id) {
  absl::Status status = absl::NotFoundError(
      absl::StrCat("query.indicator_id: \"", id, "\", wanted a built-in or defined indicator"));
  status.SetPayload(kUnknownIndicator, absl::Cord(id));
  return status;
}

void Warn(Warning::Kind kind, std::vector<std::string> arguments, Figure* figure) {
  figure->add_warnings(WarningText({kind, std::move(arguments)}, report::v1::LANGUAGE_EN));
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
                      const Tally& tally) {
  Figure figure;
  for (const std::string& value : group) figure.add_group(value);
  *figure.mutable_reading() = ReadingOf(indicator, tally);
  figure.set_origin(figure::v1::ORIGIN_COMPUTED);
  figure.set_indicator_id(std::string(indicator.id));
  figure.set_definition_version(indicator.version);
  figure.set_unit(std::string(indicator.unit));
  if (indicator.aggregate != Aggregate::kSum || tally.summed == tally.facts) return figure;
  figure.mutable_coverage()->set_with_value(static_cast<uint32_t>(tally.summed));
  figure.mutable_coverage()->set_expected(static_cast<uint32_t>(tally.facts));
  Warn(Warning::kWithoutValue, {absl::StrCat(tally.facts - tally.summed)}, &figure);
  return figure;
}

absl::StatusOr<GetFigureResponse> Compute(const Facts& facts, const BuiltIn& indicator,
                                          const FigureQuery& query, Position as_of) {
  VERKAN_ASSIGN_OR_RETURN(Tallies result, TallyRows(facts, indicator, query, as_of));
  GetFigureResponse response;
  Figure* total = response.mutable_total();
  *total = ComputedFigure(indicator, {}, result.total);
  total->set_not_placed(result.not_placed);
  if (result.not_placed > 0) {
    Warn(Warning::kNotPlaced, {absl::StrCat(result.not_placed)}, total);
  }
  if (result.in_several > 0) {
    Warn(Warning::kInSeveralGroups, {absl::StrCat(result.in_several)}, total);
  }
  if (query.group_by().empty()) {
    *response.add_figures() = *total;
    return response;
  }
  for (const Group& group : result.groups) {
    *response.add_figures() = ComputedFigure(indicator, group.values, group.tally);
  }
  return response;
}

// Reported figures

// Filter and group of reported figures. They have a region, a project, a source and a
// period; if a period is asked for that a figure is not known to lie in, it is not placed.
class ReportedQuestion {
 public:
  static absl::StatusOr<ReportedQuestion> Make(const FigureQuery& query) {
    ReportedQuestion question(query);
    for (const auto& filter : query.filters()) {
      VERKAN_RETURN_IF_ERROR(question.Check(filter.dimension()));
    }
    for (const std::string& dimension : query.group_by()) {
      VERKAN_RETURN_IF_ERROR(question.Check(dimension));
    }
    return question;
  }

  // The figures that the filters leave; a figure of several regions stands for each.
  std::vector<Reported> Filtered(const std::vector<Reported>& reported,
                                 uint64_t* not_placed) const {
    std::vector<Reported> left;
    for (const Reported& report : reported) {
      bool counts = true;
      bool placed = true;
      for (const auto& filter : query_.filters()) {
        std::optional<std::string> value = Value(report, filter.dimension());
        placed &= value.has_value();
        counts &= !value.has_value() || Contains(filter.values(), *value);
      }
      if (counts && placed) left.push_back(report);
      *not_placed += counts && !placed;
    }
    return left;
  }

  // The group of the figure; none if it cannot be placed.
  std::optional<std::vector<std::string>> GroupOf(const Reported& report) const {
    std::vector<std::string> group;
    for (const std::string& dimension : query_.group_by()) {
      std::optional<std::string> value = Value(report, dimension);
      if (!value.has_value()) return std::nullopt;
      group.push_back(*std::move(value));
    }
    return group;
  }

  // Whether the regions filtered by, if any, contain the region.
  bool AsksFor(absl::string_view region) const {
    for (const auto& filter : query_.filters()) {
      if (filter.dimension() == "region" && !Contains(filter.values(), region)) return false;
    }
    return true;
  }

 private:
  explicit ReportedQuestion(const FigureQuery& query) : query_(query) {}

  static absl::Status Check(const std::string& dimension) {
    for (absl::string_view known : kReportedDimensions) {
      if (known == dimension) return absl::OkStatus();
    }
    if (FindPeriod(dimension).has_value()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        "query: dimension \"", dimension, "\" of a reported indicator, wanted one of ",
        absl::StrJoin(kReportedDimensions, ", "), ", ", absl::StrJoin(PeriodNames(), ", ")));
  }

  template <typename Values>
  static bool Contains(const Values& values, absl::string_view value) {
    return std::find(values.begin(), values.end(), value) != values.end();
  }

  static std::optional<std::string> Value(const Reported& report, absl::string_view dimension) {
    if (dimension == "region") return report.region;
    if (dimension == "project") return report.project;
    if (dimension == "source") return report.source;
    const Periods& periods = Periods::Of(*FindPeriod(dimension));
    uint32_t period = periods.PeriodOf(report.days);
    if (period == Periods::kNone) return std::nullopt;
    return periods.Label(period);
  }

  const FigureQuery& query_;
};

// One figure for each region and project: what sources say of the same is chosen from,
// what is said of different ones is not.
std::vector<ToldFigure> ChooseEach(const std::vector<Reported>& reported,
                                   const TotalOptions& options) {
  std::map<std::pair<std::string, std::string>, std::vector<Reported>> cells;
  for (const Reported& report : reported) {
    cells[{report.region, report.project}].push_back(report);
  }
  // Figures of the country are not added to those of its regions.
  const bool regional = std::any_of(cells.begin(), cells.end(), [](const auto& cell) {
    return regions::FindRegion(cell.first.first) != nullptr;
  });
  std::vector<ToldFigure> chosen;
  for (const auto& [cell, reports] : cells) {
    if (regional && cell.first == regions::kCountryCode) continue;
    chosen.push_back(ChooseFigure(reports, options));
  }
  return chosen;
}

Figure FigureOf(const std::vector<ToldFigure>& chosen, const TotalOptions& options,
                const std::vector<std::string>& group) {
  Figure figure = chosen.size() == 1 ? chosen[0].figure : TotalOverRegions(chosen, options).figure;
  figure.clear_group();
  for (const std::string& value : group) figure.add_group(value);
  return figure;
}

std::vector<SourceRank> RanksOf(const Facts& facts, absl::string_view indicator_id,
                                Position as_of) {
  std::vector<SourceRank> ranks;
  for (Row row : facts[kSourceRanks].AsOf(as_of, indicator_id)) {
    std::optional<int> rank = TextsOf<event::v1::Rank>().Find(row.text("rank"));
    ranks.push_back({std::string(row.text("source")), std::string(row.text("region")),
                     static_cast<event::v1::Rank>(rank.value_or(event::v1::RANK_NORMAL))});
  }
  return ranks;
}

std::set<std::string> RegionsOf(const Facts& facts, absl::string_view project, Position as_of) {
  std::set<std::string> regions;
  for (Row row : facts[kProjectRegions].AsOf(as_of, project)) {
    regions.insert(std::string(row.text("region")));
  }
  return regions;
}

TotalOptions OptionsFor(
    const Facts& facts, const indicator::v1::Indicator& indicator,
    const google::protobuf::RepeatedPtrField<figure::v1::SourcePreference>& preferences,
    bool add_mixed_scopes, Position as_of) {
  TotalOptions options;
  options.indicator_id = indicator.indicator_id();
  options.definition_version = indicator.version();
  options.unit = indicator.unit();
  options.ranks = RanksOf(facts, indicator.indicator_id(), as_of);
  options.preferences.assign(preferences.begin(), preferences.end());
  options.add_mixed_scopes = add_mixed_scopes;
  options.in_country = static_cast<uint32_t>(regions::Regions().size());
  for (Row row : facts[kIndicators].AsOf(as_of, indicator.indicator_id())) {
    options.bounded_by_municipalities = row.number("bounded_by_municipalities") == 1;
  }
  return options;
}

// Adds the regions for which nothing stands: those that do not take part in any of the
// projects reported under, and those that do and have not reported.
void AddMissingRegions(const TotalOptions& options, std::vector<ToldFigure>* figures) {
  std::set<std::string> there;
  for (const ToldFigure& told : *figures) there.insert(told.figure.group(0));
  for (const regions::Region& region : regions::Regions()) {
    std::string code(region.code);
    if (there.contains(code)) continue;
    const bool expected =
        std::find(options.expected.begin(), options.expected.end(), code) != options.expected.end();
    figures->push_back(AbsentFigure(
        code, expected ? event::v1::ABSENCE_UNSPECIFIED : event::v1::ABSENCE_NOT_IN_PROGRAMME,
        options));
  }
  std::stable_sort(figures->begin(), figures->end(), [](const ToldFigure& a, const ToldFigure& b) {
    return a.figure.group(0) < b.figure.group(0);
  });
}

absl::StatusOr<GetFigureResponse> AnswerReported(const Facts& facts,
                                                 const std::vector<Reported>& all,
                                                 const FigureQuery& query, TotalOptions options,
                                                 Position as_of) {
  VERKAN_ASSIGN_OR_RETURN(ReportedQuestion question, ReportedQuestion::Make(query));
  uint64_t not_placed = 0;
  std::vector<Reported> reported = question.Filtered(all, &not_placed);
  std::set<std::string> expected;
  for (const Reported& report : reported) {
    if (regions::FindRegion(report.region) != nullptr)
      expected.merge(RegionsOf(facts, report.project, as_of));
  }
  for (const std::string& region : expected) {
    if (question.AsksFor(region)) options.expected.push_back(region);
  }

  GetFigureResponse response;
  std::map<std::vector<std::string>, std::vector<Reported>> groups;
  for (const Reported& report : reported) {
    std::optional<std::vector<std::string>> group = question.GroupOf(report);
    if (group.has_value()) {
      groups[*std::move(group)].push_back(report);
    } else {
      ++not_placed;
    }
  }
  std::vector<ToldFigure> chosen = ChooseEach(reported, options);
  const bool whole_country = query.filters().empty() && !options.expected.empty();
  if (whole_country) AddMissingRegions(options, &chosen);
  *response.mutable_total() = FigureOf(chosen, options, {});
  if (chosen.empty()) *response.mutable_total() = TotalOverRegions({}, options).figure;
  response.mutable_total()->set_not_placed(not_placed);
  if (not_placed > 0) {
    Warn(Warning::kNotPlaced, {absl::StrCat(not_placed)}, response.mutable_total());
  }
  if (query.group_by().empty()) {
    *response.add_figures() = response.total();
    return response;
  }
  for (const auto& [group, reports] : groups) {
    *response.add_figures() = FigureOf(ChooseEach(reports, options), options, group);
  }
  return response;
}

// What is reported of an indicator that is computed, beside the computed figures.
void AddReportedBeside(const std::vector<Reported>& all, const FigureQuery& query,
                       const TotalOptions& options, GetFigureResponse* response) {
  FigureQuery grouped = query;
  grouped.clear_group_by();
  auto question = ReportedQuestion::Make(grouped);
  if (!question.ok()) return;  // filtered by what reported figures do not know
  uint64_t not_placed = 0;
  std::vector<ToldFigure> chosen = ChooseEach(question->Filtered(all, &not_placed), options);
  const std::string computed = response->total().reading().value();
  for (ToldFigure& told : chosen) {
    const std::string source = absl::StrJoin(told.figure.sources(), ", ");
    const std::string& text =
        told.figure.text().empty() ? told.figure.reading().value() : told.figure.text();
    if (!HasValue(told.figure.reading())) continue;
    Figure* total = response->mutable_total();
    if (computed == "0") {
      Warn(Warning::kReportedNotCounted, {text, source}, total);
    } else if (computed != told.figure.reading().value() ||
               told.figure.reading().qualifier() > event::v1::QUALIFIER_EXACT) {
      Warn(Warning::kReportedDiffers, {computed, text, source}, total);
    }
    if (query.group_by().empty()) *response->mutable_figures(0) = *total;
  }
  for (ToldFigure& told : chosen) {
    told.figure.clear_group();
    *response->add_figures() = std::move(told.figure);
  }
}

// The question for each region, of the programme and the projects that belong to it.
FigureQuery ProgrammeQuery(const Facts& facts, const RegionQuestion& question) {
  FigureQuery query;
  query.set_indicator_id(question.indicator_id);
  query.add_group_by("region");
  auto* filter = query.add_filters();
  filter->set_dimension("project");
  filter->add_values(question.programme_id);
  for (Row row : facts[kProjects].AsOf(question.as_of)) {
    if (row.text("programme") != question.programme_id) continue;
    filter->add_values(std::string(row.text("project")));
  }
  return query;
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
    answer.regions.push_back({ComputedFigure(indicator, {code}, tally), {}});
    ++with_value;
  }
  answer.total.figure = ComputedFigure(indicator, {}, result.total);
  auto* coverage = answer.total.figure.mutable_coverage();
  coverage->set_with_value(with_value);
  coverage->set_expected(static_cast<uint32_t>(options.expected.size()));
  coverage->set_in_country(options.in_country);
  return answer;
}

absl::StatusOr<std::vector<Position>> EventsOf(const Facts& facts, const FigureEngine& engine,
                                               const FigureQuery& query, Position as_of) {
  if (const BuiltIn* indicator = FindBuiltIn(query.indicator_id())) {
    return EventsBehind(facts, *indicator, query, as_of);
  }
  VERKAN_ASSIGN_OR_RETURN(ReportedQuestion question, ReportedQuestion::Make(query));
  uint64_t not_placed = 0;
  std::vector<Position> positions;
  for (const Reported& report :
       question.Filtered(engine.ReportedFigures(query.indicator_id(), as_of), &not_placed)) {
    positions.push_back(report.position);
  }
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

// The column that a dimension is asked of; null for a period or no dimension at all.
const Column* ColumnOf(const FactTable& table, const BuiltIn* indicator,
                       absl::string_view dimension) {
  absl::string_view name = indicator == nullptr ? dimension : "";
  for (size_t i = 0; indicator != nullptr && i < indicator->dimensions.size(); ++i) {
    if (indicator->dimensions[i].name == dimension) name = indicator->dimensions[i].column;
  }
  for (const Column& column : table.columns()) {
    if (column.name == name) return &column;
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
  if (column->values != nullptr) {
    const std::vector<absl::string_view> values = column->values();
    if (std::find(values.begin(), values.end(), value) != values.end()) return "";
    return absl::StrCat("wanted one of ", absl::StrJoin(values, ", "));
  }
  const Dictionary& known = table.dictionary(table.column(column->name));
  if (known.Find(value).has_value()) return "";
  for (Code code = 0; code < known.size(); ++code) {  // it may only be one of a list
    const auto items = Items(known.text(code));
    if (std::find(items.begin(), items.end(), value) != items.end()) return "";
  }
  return absl::StrCat("which nothing recorded names; group by ", dimension, " to see the values");
}

// What every question must keep to.
absl::Status CheckQuery(const Facts& facts, const FigureQuery& query) {
  const BuiltIn* const indicator = FindBuiltIn(query.indicator_id());
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
  TotalOptions options =
      OptionsFor(*facts_, indicator, query.preferences(), query.add_mixed_scopes(), as_of);
  std::vector<Reported> reported = ReportedFigures(query.indicator_id(), as_of);
  const BuiltIn* built_in = FindBuiltIn(query.indicator_id());
  if (built_in == nullptr) return AnswerReported(*facts_, reported, query, options, as_of);
  VERKAN_ASSIGN_OR_RETURN(GetFigureResponse response, Compute(*facts_, *built_in, query, as_of));
  AddReportedBeside(reported, query, options, &response);
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
  VERKAN_ASSIGN_OR_RETURN(std::vector<Position> positions,
                          EventsOf(*facts_, *this, WithUnions(request.query()), as_of));
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

std::vector<Reported> FigureEngine::ReportedFigures(absl::string_view indicator_id,
                                                    Position as_of) const {
  // Later reports of the same source for the same question replace earlier ones, even
  // if they were withdrawn since.
  std::map<std::tuple<std::string, std::string, std::string, std::string>, Reported> latest;
  const FactTable& figures = (*facts_)[kFigures];
  const int indicator = figures.column("indicator");
  std::optional<Code> code = figures.dictionary(indicator).Find(indicator_id);
  if (!code.has_value()) return {};
  absl::flat_hash_set<Position> withdrawn;
  figures.ForEachBelieved(as_of, [&](RowId id) {
    if (figures.code(id, indicator) != *code) return;
    Row row(&figures, id);
    Reported report;
    report.project = std::string(row.text("project"));
    report.source = std::string(row.text("source"));
    report.period = std::string(row.text("period"));
    report.text = std::string(row.text("text"));
    report.note = std::string(row.text("note"));
    report.reading.ParseFromString(std::string(row.bytes("reading")));
    report.days = row.days();
    report.position = row.event();
    if (row.number("withdrawn") == 1) withdrawn.insert(report.position);
    // A figure of several regions is one figure: it is not given to each.
    report.region = Items(row.text("region")).size() == 1 ? std::string(row.text("region")) : "";
    Reported& kept = latest[{report.region, report.project, report.period, report.source}];
    if (kept.position <= report.position) kept = std::move(report);
  });
  std::vector<Reported> reported;
  for (auto& [key, report] : latest) {
    if (!withdrawn.contains(report.position)) reported.push_back(std::move(report));
  }
  return reported;
}

absl::StatusOr<RegionAnswer> FigureEngine::OverRegions(const RegionQuestion& question) const {
  VERKAN_ASSIGN_OR_RETURN(indicator::v1::Indicator indicator,
                          FindIndicator(question.indicator_id, question.as_of));
  google::protobuf::RepeatedPtrField<figure::v1::SourcePreference> preferences(
      question.preferences.begin(), question.preferences.end());
  TotalOptions options =
      OptionsFor(*facts_, indicator, preferences, question.add_mixed_scopes, question.as_of);
  std::set<std::string> expected = RegionsOf(*facts_, question.programme_id, question.as_of);
  options.expected.assign(expected.begin(), expected.end());
  if (const BuiltIn* built_in = FindBuiltIn(question.indicator_id)) {
    return ComputeOverRegions(*facts_, *built_in, question, options);
  }

  std::map<std::string, std::vector<Reported>> by_region;
  for (Reported& report : ReportedFigures(question.indicator_id, question.as_of)) {
    const bool asked = report.project.empty() || report.project == question.programme_id;
    if (asked && regions::FindRegion(report.region) != nullptr) {
      by_region[report.region].push_back(std::move(report));
    }
  }
  RegionAnswer answer;
  for (const auto& [region, reports] : by_region) {
    answer.regions.push_back(ChooseFigure(reports, options));
  }
  AddMissingRegions(options, &answer.regions);
  answer.total = TotalOverRegions(answer.regions, options);
  return answer;
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
    for (absl::string_view name : kReportedDimensions) indicator.add_dimensions(std::string(name));
    for (absl::string_view name : PeriodNames()) indicator.add_dimensions(std::string(name));
  }
  for (const BuiltIn& built_in : BuiltInIndicators()) {
    by_id[std::string(built_in.id)] = Describe(built_in);
  }
  std::vector<indicator::v1::Indicator> indicators;
  for (auto& [id, indicator] : by_id) indicators.push_back(std::move(indicator));
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
