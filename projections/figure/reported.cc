#include "projections/figure/reported.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "eventstore/status_macros.h"
#include "projections/figure/figure_math.h"
#include "projections/figure/period.h"
#include "projections/figure_text/normal_form.h"
#include "regions/regions.h"

namespace verkan::projections {
namespace {

using figure::v1::FigureQuery;

constexpr absl::string_view kDimensions[] = {"region", "project", "source"};

template <typename Values>
bool Contains(const Values& values, absl::string_view value) {
  return std::find(std::begin(values), std::end(values), value) != std::end(values);
}

bool IsWithin(const DayRange& part, const DayRange& whole) {
  return part.known() && whole.first <= part.first && part.last <= whole.last;
}

// Filters and groups of a question over reports.
class Question {
 public:
  static absl::StatusOr<Question> Make(const FigureQuery& query) {
    Question question(query);
    for (const auto& filter : query.filters()) {
      VERKAN_RETURN_IF_ERROR(Check(filter.dimension()));
    }
    for (const std::string& dimension : query.group_by()) {
      VERKAN_RETURN_IF_ERROR(Check(dimension));
      question.by_time_ |= FindPeriod(dimension).has_value();
      question.by_region_ |= dimension == "region";
    }
    if (query.period().empty()) return question;
    question.period_ = ReadPeriod(query.period());
    if (question.period_.has_value()) return question;
    return absl::InvalidArgumentError(
        absl::StrCat("query.period: \"", query.period(),
                     "\", wanted a period such as 2021, 2021-Q1 or 2021-07/2022-06"));
  }

  bool by_time() const { return by_time_; }
  bool by_region() const { return by_region_; }
  const std::optional<DayRange>& period() const { return period_; }

  // The reports that the filters leave. Counts those that may lie in a period that is asked for,
  // and may not.
  std::vector<Reported> Filtered(const std::vector<Reported>& reports, uint64_t* not_placed) const {
    std::vector<Reported> left;
    for (const Reported& report : reports) {
      bool meets = true;
      bool placed = true;
      for (const auto& filter : query_.filters()) {
        const std::optional<std::string> value = Value(report, filter.dimension());
        placed &= value.has_value();
        meets &= value.has_value() ? Wants(filter, *value) : MayLieIn(report.days, filter);
      }
      if (meets && placed) left.push_back(report);
      *not_placed += meets && !placed;
    }
    return left;
  }

  // The group of the report; none if it cannot be placed.
  std::optional<std::vector<std::string>> GroupOf(const Reported& report) const {
    std::vector<std::string> group;
    for (const std::string& dimension : query_.group_by()) {
      std::optional<std::string> value = Value(report, dimension);
      if (!value.has_value()) return std::nullopt;
      group.push_back(*std::move(value));
    }
    return group;
  }

  // The period that is filtered by, if it is one.
  std::optional<DayRange> FilteredPeriod() const {
    for (const auto& filter : query_.filters()) {
      const auto kind = FindPeriod(filter.dimension());
      if (kind.has_value() && filter.values_size() == 1) return ReadPeriod(filter.values(0));
    }
    return std::nullopt;
  }

  // The shortest of the periods that a group is of.
  std::optional<DayRange> GroupedPeriod(const std::vector<std::string>& group) const {
    std::optional<DayRange> shortest;
    for (int i = 0; i < query_.group_by_size(); ++i) {
      if (!FindPeriod(query_.group_by(i)).has_value()) continue;
      const std::optional<DayRange> period = ReadPeriod(group[i]);
      if (!shortest.has_value() || IsWithin(*period, *shortest)) shortest = period;
    }
    return shortest;
  }

  // Whether the regions filtered by, if any, contain the region.
  bool AsksFor(absl::string_view region) const {
    return std::all_of(query_.filters().begin(), query_.filters().end(), [&](const auto& filter) {
      return filter.dimension() != "region" || Contains(filter.values(), region);
    });
  }

 private:
  explicit Question(const FigureQuery& query) : query_(query) {}

  static absl::Status Check(const std::string& dimension) {
    if (Contains(kDimensions, dimension) || FindPeriod(dimension).has_value()) {
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError(
        absl::StrCat("query: dimension \"", dimension, "\" of a reported indicator, wanted one of ",
                     absl::StrJoin(kDimensions, ", "), ", ", absl::StrJoin(PeriodNames(), ", ")));
  }

  static std::optional<std::string> Value(const Reported& report, absl::string_view dimension) {
    if (dimension == "region") return report.region;
    if (dimension == "project") return report.project;
    if (dimension == "source") return report.source;
    const Periods& periods = Periods::Of(*FindPeriod(dimension));
    const uint32_t period = periods.PeriodOf(report.days);
    if (period == Periods::kNone) return std::nullopt;
    return periods.Label(period);
  }

  static bool Wants(const figure::v1::DimensionFilter& filter, const std::string& value) {
    if (filter.dimension() != "source") return Contains(filter.values(), value);
    const std::string key = SourceKey(value);
    return std::any_of(filter.values().begin(), filter.values().end(),
                       [&](const std::string& source) { return SourceKey(source) == key; });
  }

  static bool MayLieIn(const DayRange& days, const figure::v1::DimensionFilter& filter) {
    const Periods& periods = Periods::Of(*FindPeriod(filter.dimension()));
    const auto [first, last] = periods.Overlapped(days);
    return std::any_of(filter.values().begin(), filter.values().end(),
                       [&, first = first, last = last](const auto& label) {
                         const uint32_t period = periods.Find(label);
                         return period != Periods::kNone && first <= period && period <= last;
                       });
  }

  const FigureQuery& query_;
  bool by_time_ = false;
  bool by_region_ = false;
  std::optional<DayRange> period_;
};

// Periods in their order: by last day, then by first day; what has no period is before all.
std::pair<int32_t, int32_t> OrderOf(const DayRange& days) {
  return days.known() ? std::make_pair(days.last, days.first) : std::make_pair(INT32_MIN, 0);
}
struct Earlier {
  bool operator()(const DayRange& a, const DayRange& b) const { return OrderOf(a) < OrderOf(b); }
};
using ByPeriod = std::map<DayRange, std::vector<Reported>, Earlier>;

// The period that most of the regions state a number for, the later of equals. There is one.
DayRange MostReported(const ByPeriod& periods, const std::vector<std::string>& expected) {
  size_t most = 0;
  DayRange period = periods.rbegin()->first;
  for (auto i = periods.rbegin(); i != periods.rend(); ++i) {
    std::set<std::string> regions;
    for (const Reported& report : i->second) {
      const bool counts = expected.empty() ? regions::FindRegion(report.region) != nullptr
                                           : Contains(expected, report.region);
      if (counts && HasValue(report.reading)) regions.insert(report.region);
    }
    if (regions.size() <= most) continue;
    most = regions.size();
    period = i->first;
  }
  return period;
}

// Figures of periods that follow each other and fill the whole, each the longest from where the one
// before ends; none if they leave a gap.
std::vector<ToldFigure> Filling(const ByPeriod& said, const DayRange& whole,
                                const TotalOptions& options) {
  std::vector<ToldFigure> parts;
  int32_t next = whole.first;
  while (next <= whole.last) {
    const int32_t first = next;
    for (const auto& [period, reports] : said) {  // by last day: the longest comes last
      if (period.first != first || !IsWithin(period, whole)) continue;
      ToldFigure told = ChooseFigure(reports, options);
      if (!HasValue(told.figure.reading())) continue;
      told.figure.set_period(PeriodText(period));
      if (next > first) parts.pop_back();
      parts.push_back(std::move(told));
      next = period.last + 1;
    }
    if (next == first) return {};
  }
  return parts;
}

// The figure of the last period within the whole that has a number, alone.
std::vector<ToldFigure> LastWithin(const ByPeriod& said, const DayRange& whole,
                                   const TotalOptions& options) {
  for (auto i = said.rbegin(); i != said.rend(); ++i) {
    if (!IsWithin(i->first, whole)) continue;
    ToldFigure told = ChooseFigure(i->second, options);
    if (!HasValue(told.figure.reading())) continue;
    told.figure.set_period(PeriodText(i->first));
    return {std::move(told)};
  }
  return {};
}

// The figures of parts of a period as one; none if they count different things.
std::optional<ToldFigure> Joined(const std::string& name, const std::vector<ToldFigure>& parts) {
  if (parts.empty()) return std::nullopt;
  ToldFigure joined = parts[0];
  event::v1::FigureReading* const reading = joined.figure.mutable_reading();
  Sum sum;
  std::vector<std::string> periods;
  for (const ToldFigure& part : parts) {
    const event::v1::FigureReading& own = part.figure.reading();
    const bool alike = own.scope() == reading->scope() && SameName(own.unit(), reading->unit());
    if (!alike || !sum.Add(own)) return std::nullopt;
    periods.push_back(part.figure.period());
    if (periods.size() == 1) continue;
    for (const std::string& source : part.figure.sources()) {
      if (!Contains(joined.figure.sources(), source)) joined.figure.add_sources(source);
    }
    for (const Warning& warning : part.warnings) Warn(warning, &joined);
    joined.positions.insert(joined.positions.end(), part.positions.begin(), part.positions.end());
  }
  if (parts.size() > 1) {
    event::v1::FigureReading added = sum.reading();
    added.set_scope(reading->scope());
    added.set_unit(reading->unit());
    *reading = std::move(added);
    joined.figure.clear_text();
    joined.figure.clear_position();
  }
  Warn(Warning::kOfParts, {name, absl::StrJoin(periods, ", ")}, &joined);
  return joined;
}

// Reckoner makes figures out of the reports that a question leaves.
class Reckoner {
 public:
  Reckoner(const std::vector<Reported>& reports, const KnownProjects& projects,
           const TotalOptions& options)
      : projects_(projects), options_(options) {
    for (const Reported& report : reports) {
      periods_[report.days].push_back(report);
      cells_[{report.region, report.project}][report.days].push_back(report);
    }
  }

  // The period of the figure if none is asked for: the one that it is grouped or filtered by if
  // parts of that can be joined, else the one that most of the regions report.
  DayRange PeriodOf(const std::optional<DayRange>& label,
                    const std::vector<std::string>& regions) const {
    if (periods_.empty()) return {};
    const bool joins = options_.over_time == event::v1::OVER_TIME_FLOW ||
                       options_.over_time == event::v1::OVER_TIME_CUMULATIVE;
    std::set<std::string> used;
    if (joins && label.has_value() && HasValue(Add(*label, &used).figure.reading())) return *label;
    return MostReported(periods_, regions);
  }

  // What the reports of the period come to. Those of other periods are told and never added.
  ToldFigure Reckon(const DayRange& period) const {
    std::set<std::string> used;
    ToldFigure told = Add(period, &used);
    told.figure.set_period(PeriodText(period));
    Warning others = {used.empty() ? Warning::kOnlyOtherPeriods : Warning::kOtherPeriods,
                      {PeriodText(period)}};
    for (const auto& [other, reports] : periods_) {
      if (used.contains(PeriodText(other))) continue;
      std::set<std::string> of_other;
      const event::v1::FigureReading reading = Add(other, &of_other).figure.reading();
      if (!HasValue(reading)) continue;
      others.arguments.push_back(PeriodText(other));
      others.readings.push_back(reading);
    }
    if (!others.readings.empty()) Warn(std::move(others), &told);
    return told;
  }

 private:
  // Adds the figures of all cells in the period; `used` are the periods that they come from.
  ToldFigure Add(const DayRange& period, std::set<std::string>* used) const {
    std::vector<CellFigure> figures;
    for (const auto& [cell, said] : cells_) {
      const std::string& name = cell.first.empty() ? cell.second : cell.first;
      auto told = FigureOf(name, said, period, used);
      if (told.has_value()) figures.push_back({cell.first, cell.second, *std::move(told)});
    }
    return TotalOver(figures, projects_, options_);
  }

  // What is said of a cell in the period, or else of parts of the period.
  std::optional<ToldFigure> FigureOf(const std::string& name, const ByPeriod& said,
                                     const DayRange& period, std::set<std::string>* used) const {
    std::optional<ToldFigure> own;
    if (const auto found = said.find(period); found != said.end()) {
      own = ChooseFigure(found->second, options_);
      used->insert(PeriodText(period));
      if (HasValue(own->figure.reading())) return own;
    }
    std::vector<ToldFigure> parts;
    if (options_.over_time == event::v1::OVER_TIME_FLOW) parts = Filling(said, period, options_);
    if (options_.over_time == event::v1::OVER_TIME_CUMULATIVE) {
      parts = LastWithin(said, period, options_);
    }
    std::optional<ToldFigure> joined = Joined(name, parts);
    if (!joined.has_value()) return own;
    for (const ToldFigure& part : parts) used->insert(part.figure.period());
    return joined;
  }

  const KnownProjects& projects_;
  const TotalOptions& options_;
  ByPeriod periods_;
  std::map<std::pair<std::string, std::string>, ByPeriod> cells_;  // by region and project
};

// The regions of the projects that report by region; all of them if the country does as well.
std::vector<std::string> ExpectedOf(const std::vector<Reported>& reports,
                                    const KnownProjects& projects, const Question& question) {
  std::set<std::string> expected;
  bool country = false;
  for (const Reported& report : reports) {
    country |= report.region == regions::kCountryCode;
    const auto project = projects.find(report.project);
    if (regions::FindRegion(report.region) == nullptr || project == projects.end()) continue;
    expected.insert(project->second.regions.begin(), project->second.regions.end());
  }
  for (const regions::Region& region : regions::Regions()) {
    if (country && !expected.empty()) expected.emplace(region.code);
  }
  std::vector<std::string> asked;
  for (const std::string& region : expected) {
    if (question.AsksFor(region)) asked.push_back(region);
  }
  return asked;
}

std::map<std::vector<std::string>, std::vector<Reported>> Groups(
    const std::vector<Reported>& reports, const Question& question, uint64_t* not_placed) {
  std::map<std::vector<std::string>, std::vector<Reported>> groups;
  for (const Reported& report : reports) {
    std::optional<std::vector<std::string>> group = question.GroupOf(report);
    if (group.has_value()) {
      groups[*std::move(group)].push_back(report);
    } else {
      ++*not_placed;
    }
  }
  return groups;
}

std::set<Position> InventedOf(const std::vector<Reported>& reports) {
  std::set<Position> invented;
  for (const Reported& report : reports) {
    if (report.invented) invented.insert(report.position);
  }
  return invented;
}

void TellInvented(const std::set<Position>& invented, ToldFigure* told) {
  const auto count =
      std::count_if(told->positions.begin(), told->positions.end(),
                    [&invented](Position position) { return invented.contains(position); });
  if (count == 0) return;
  told->figure.set_invented(static_cast<uint64_t>(count));
  Warn(Warning::kInvented, {absl::StrCat(count)}, told);
}

}  // namespace

absl::Span<const absl::string_view> ReportedDimensions() { return kDimensions; }

absl::StatusOr<ReportedAnswer> AnswerReported(const std::vector<Reported>& reports,
                                              const FigureQuery& query,
                                              const KnownProjects& projects, TotalOptions options) {
  VERKAN_ASSIGN_OR_RETURN(const Question question, Question::Make(query));
  uint64_t not_placed = 0;
  const std::vector<Reported> filtered = question.Filtered(reports, &not_placed);
  const auto groups = Groups(filtered, question, &not_placed);
  const std::vector<std::string> regions = options.expected;
  if (options.expected.empty()) {
    options.expected = ExpectedOf(filtered, projects, question);
    options.whole_country = query.filters().empty() && !options.expected.empty();
  }
  const Reckoner all(filtered, projects, options);
  const DayRange period =
      question.period().value_or(all.PeriodOf(question.FilteredPeriod(), regions));
  ReportedAnswer answer = {{}, all.Reckon(period)};
  const std::set<Position> invented = InventedOf(filtered);
  TellInvented(invented, &answer.total);
  answer.total.figure.set_not_placed(not_placed);
  if (not_placed > 0) Warn(Warning::kNotPlaced, {absl::StrCat(not_placed)}, &answer.total);
  if (query.group_by().empty()) {
    answer.figures.push_back(answer.total);
    return answer;
  }
  TotalOptions of_group = options;
  of_group.whole_country = false;
  if (question.by_region()) of_group.expected.clear();
  for (const auto& [group, members] : groups) {
    const Reckoner own(members, projects, of_group);
    const bool chooses = question.by_time() && !question.period().has_value();
    const DayRange of = chooses ? own.PeriodOf(question.GroupedPeriod(group), regions) : period;
    ToldFigure told = own.Reckon(of);
    TellInvented(invented, &told);
    told.figure.mutable_group()->Assign(group.begin(), group.end());
    answer.figures.push_back(std::move(told));
  }
  return answer;
}

}  // namespace verkan::projections
