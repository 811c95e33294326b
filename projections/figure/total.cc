#include "projections/figure/total.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "projections/figure/figure_math.h"
#include "projections/figure_text/format.h"
#include "projections/figure_text/reading.h"
#include "regions/regions.h"

namespace verkan::projections {
namespace {

using event::v1::FigureContradiction;
using event::v1::FigurePart;
using event::v1::FigureReading;
using figure::v1::Coverage;
using figure::v1::Figure;

// Order in which sources are taken; the last is never taken.
enum Standing { kAskedFor, kPreferred, kNormal, kDeprecated };

Standing StandingOf(absl::string_view source, absl::string_view region,
                    const TotalOptions& options) {
  for (const auto& preference : options.preferences) {
    const auto& regions = preference.region_codes();
    if (absl::EqualsIgnoreCase(preference.source(), source) &&
        (regions.empty() || std::find(regions.begin(), regions.end(), region) != regions.end())) {
      return kAskedFor;
    }
  }
  const SourceRank* best = nullptr;  // a rank for the region goes before one for all
  for (const SourceRank& rank : options.ranks) {
    if (!absl::EqualsIgnoreCase(rank.source, source)) continue;
    if (rank.region == region || (rank.region.empty() && best == nullptr)) best = &rank;
  }
  if (best == nullptr) return kNormal;
  if (best->rank == event::v1::RANK_PREFERRED) return kPreferred;
  return best->rank == event::v1::RANK_DEPRECATED ? kDeprecated : kNormal;
}

bool SameName(absl::string_view a, absl::string_view b) {
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(a), absl::StripAsciiWhitespace(b));
}

void Warn(Warning warning, ToldFigure* told) {
  told->figure.add_warnings(WarningText(warning, report::v1::LANGUAGE_EN));
  told->warnings.push_back(std::move(warning));
}
void Warn(Warning::Kind kind, std::vector<std::string> arguments, ToldFigure* told) {
  Warn({kind, std::move(arguments)}, told);
}

Figure NewFigure(const TotalOptions& options) {
  Figure figure;
  figure.set_origin(figure::v1::ORIGIN_REPORTED);
  figure.set_indicator_id(options.indicator_id);
  figure.set_definition_version(options.definition_version);
  figure.set_unit(options.unit);
  return figure;
}

// What a source says, beside what is taken.
void Quote(const FigureReading& said, const std::string& source, FigureContradiction* quoted) {
  quoted->set_value(said.value());
  quoted->set_high(said.high());
  quoted->set_qualifier(said.qualifier());
  quoted->set_unit(said.unit());
  quoted->set_source(source);
}

// Whether a source contradicts another: an absence and another scope do not.
bool Contradicts(const FigureReading& said, const FigureReading& taken) {
  return HasValue(said) && said.scope() == taken.scope() &&
         (said.value() != taken.value() || said.high() != taken.high() ||
          QualifierOf(said) != QualifierOf(taken));
}

// Takes the quoted source's value instead of the whole, and quotes the source it replaces.
bool ReplaceWhole(int quoted, const std::string& source, FigureReading* reading) {
  FigureContradiction* other = reading->mutable_contradictions(quoted);
  if (!Decimal::Parse(other->value()).has_value()) return false;
  const FigureReading stated = *reading;
  reading->set_value(other->value());
  reading->set_high(other->high());
  reading->set_qualifier(QualifierOf(ReadingOf(*other)));
  reading->set_unit(other->unit().empty() ? stated.unit() : other->unit());
  reading->clear_breakdown();
  Quote(stated, source, other);
  return true;
}

// Takes the quoted source's value instead of one part, and corrects the whole by as much.
bool ReplacePart(int quoted, const std::string& source, FigureReading* reading) {
  FigureContradiction* other = reading->mutable_contradictions(quoted);
  for (FigurePart& part : *reading->mutable_breakdown()) {
    if (!SameName(part.name(), other->part())) continue;
    std::optional<Decimal> whole = Decimal::Parse(reading->value());
    std::optional<Decimal> before = Decimal::Parse(part.value());
    std::optional<Decimal> after = Decimal::Parse(other->value());
    if (!whole.has_value() || !before.has_value() || !after.has_value()) return false;
    std::optional<Decimal> without = Subtract(*whole, *before);
    std::optional<Decimal> with = without.has_value() ? Add(*without, *after) : std::nullopt;
    if (!with.has_value() || reading->qualifier() == event::v1::QUALIFIER_RANGE) return false;
    reading->set_value(with->ToString());
    other->set_value(part.value());
    other->set_source(source);
    part.set_value(after->ToString());
    return true;
  }
  return false;
}

// Lets quoted sources of better standing than the report's own replace what they contradict.
void TakeQuotedSources(const Reported& taken, const TotalOptions& options, ToldFigure* told) {
  FigureReading* reading = told->figure.mutable_reading();
  const Standing own = StandingOf(taken.source, taken.region, options);
  bool whole = false;
  for (int i = 0; i < reading->contradictions_size(); ++i) {
    std::string source = reading->contradictions(i).source();
    if (StandingOf(source, taken.region, options) >= own) continue;
    if (reading->contradictions(i).part().empty()) {
      if (!ReplaceWhole(i, taken.source, reading)) continue;
      whole = true;
      told->figure.clear_sources();
    } else if (whole || !ReplacePart(i, taken.source, reading)) {
      continue;
    }
    told->figure.add_sources(source);
    told->figure.clear_text();
    if (whole) return;
  }
}

// The reports a figure is chosen from: those of the latest period, best first.
std::vector<const Reported*> Candidates(const std::vector<Reported>& reported,
                                        const TotalOptions& options) {
  int32_t latest = INT32_MIN;
  auto last = [](const Reported& report) {
    return report.days.known() ? report.days.last : INT32_MIN;
  };
  for (const Reported& report : reported) latest = std::max(latest, last(report));
  std::vector<const Reported*> candidates;
  for (const Reported& report : reported) {
    if (last(report) == latest) candidates.push_back(&report);
  }
  auto order = [&](const Reported* report) {
    Standing standing = StandingOf(report->source, report->region, options);
    return std::make_tuple(standing == kDeprecated, !HasValue(report->reading), standing,
                           ~report->position);
  };
  std::sort(candidates.begin(), candidates.end(),
            [&](const Reported* a, const Reported* b) { return order(a) < order(b); });
  return candidates;
}

// Only a number stated exactly can be contradicted by its parts.
void WarnOfBreakdown(const std::string& region, const std::string& stated, ToldFigure* told) {
  const event::v1::Qualifier qualifier = told->figure.reading().qualifier();
  if (qualifier > event::v1::QUALIFIER_EXACT) return;
  std::optional<Decimal> parts = BreakdownSum(told->figure.reading());
  std::optional<Decimal> whole = Decimal::Parse(stated);
  if (!parts.has_value() || !whole.has_value() || *parts == *whole) return;
  Warn(Warning::kBreakdownDiffers, {region, parts->ToString(), stated}, told);
}

void WarnOfSources(const std::string& region, ToldFigure* told) {
  const FigureReading& reading = told->figure.reading();
  if (reading.contradictions().empty()) return;
  told->figure.mutable_coverage()->add_conflicts(region);
  const std::string sources = absl::StrJoin(told->figure.sources(), ", ");
  Warn({Warning::kSourcesDiffer, {region, sources}, reading}, told);
}

void CheckUpperBound(const std::string& region, const TotalOptions& options, ToldFigure* told) {
  const regions::Region* found =
      options.bounded_by_municipalities ? regions::FindRegion(region) : nullptr;
  if (found == nullptr) return;
  Coverage* coverage = told->figure.mutable_coverage();
  coverage->set_upper_bound(static_cast<uint64_t>(found->municipalities));
  std::optional<Decimal> value = Decimal::Parse(told->figure.reading().value());
  std::optional<Decimal> bound = Decimal::FromInteger(found->municipalities);
  if (!HasValue(told->figure.reading()) || !value.has_value() || *value < *bound) return;
  coverage->add_at_upper_bound(region);
  if (*bound < *value) {
    Warn(Warning::kAboveUpperBound, {region, value->ToString(), bound->ToString()}, told);
  }
}

std::string RegionOf(const ToldFigure& told) {
  return told.figure.group_size() == 0 ? "" : told.figure.group(0);
}

template <typename Values>
void Append(const Values& from, Values* to) {
  for (const auto& value : from) {
    if (std::find(to->begin(), to->end(), value) == to->end()) *to->Add() = value;
  }
}

// TotalMaker adds the figures of regions one by one.
class TotalMaker {
 public:
  TotalMaker(const std::vector<ToldFigure>& regions, const TotalOptions& options)
      : regions_(regions), options_(options) {
    total_.figure = NewFigure(options);
    total_.figure.mutable_coverage()->set_expected(static_cast<uint32_t>(options.expected.size()));
    total_.figure.mutable_coverage()->set_in_country(options.in_country);
    for (const ToldFigure& region : regions) {
      if (HasValue(region.figure.reading())) scopes_.insert(region.figure.reading().scope());
    }
  }

  ToldFigure Make() {
    for (const ToldFigure& region : regions_) Add(region);
    *total_.figure.mutable_reading() = sum_.reading();
    if (scopes_.size() == 1) total_.figure.mutable_reading()->set_scope(*scopes_.begin());
    Coverage* coverage = total_.figure.mutable_coverage();
    coverage->set_with_value(static_cast<uint32_t>(with_value_.size()));
    for (const auto& [absence, codes] : absences_) {
      auto* count = coverage->add_absences();
      count->set_absence(absence);
      for (const std::string& code : codes) count->add_region_codes(code);
    }
    if (!narrower_.empty()) {
      Warn(options_.add_mixed_scopes ? Warning::kScopesAdded : Warning::kScopesLeftOut,
           {absl::StrJoin(narrower_, ", ")}, &total_);
    }
    if (sum_.mixed()) Warn(Warning::kQualifiersMixed, {}, &total_);
    return std::move(total_);
  }

 private:
  void Add(const ToldFigure& region) {
    const std::string code = RegionOf(region);
    for (const Warning& warning : region.warnings) Warn(warning, &total_);
    Coverage* coverage = total_.figure.mutable_coverage();
    const Coverage& own = region.figure.coverage();
    Append(own.conflicts(), coverage->mutable_conflicts());
    if (!HasValue(region.figure.reading())) {
      auto& codes = absences_[region.figure.reading().absence()];
      if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
      return;
    }
    Append(own.mixed_scopes(), coverage->mutable_mixed_scopes());
    Append(own.at_upper_bound(), coverage->mutable_at_upper_bound());
    if (!Counts(region, code)) return;
    Append(region.figure.sources(), total_.figure.mutable_sources());
    if (!with_value_.insert(code).second) return;
    coverage->set_upper_bound(coverage->upper_bound() + own.upper_bound());
  }

  bool Counts(const ToldFigure& region, const std::string& code) {
    const FigureReading& reading = region.figure.reading();
    if (!reading.unit().empty() && !SameName(reading.unit(), options_.unit)) {
      Warn(Warning::kUnitDiffers, {code, reading.unit(), options_.unit}, &total_);
      return false;
    }
    if (scopes_.size() > 1 && !reading.scope().empty()) {
      narrower_.push_back(code);
      if (!options_.add_mixed_scopes) return false;
    }
    if (sum_.Add(reading)) return true;
    Warn(Warning::kNotAdded, {code}, &total_);
    return false;
  }

  const std::vector<ToldFigure>& regions_;
  const TotalOptions& options_;
  ToldFigure total_;
  Sum sum_;
  std::set<std::string> scopes_;  // of all values
  std::set<std::string> with_value_;
  std::map<event::v1::Absence, std::vector<std::string>> absences_;
  std::vector<std::string> narrower_;
};

struct WarningTexts {
  absl::string_view en;
  absl::string_view sv;
};

// $0, $1 and $2 stand for the arguments.
WarningTexts TextsOf(Warning::Kind kind) {
  switch (kind) {
    case Warning::kBreakdownDiffers:
      return {"the breakdown of $0 adds to $1, not $2",
              "delarna för $0 blir tillsammans $1, inte $2"};
    case Warning::kSourcesDiffer:
      return {"sources differ for $0: $1 is taken; $2",
              "uppgifterna skiljer sig åt för $0: $1 gäller; $2"};
    case Warning::kScopeNarrower:
      return {"the figure of $0 counts only: $1", "siffran för $0 räknar endast: $1"};
    case Warning::kScopesAdded:
      return {"figures that count something narrower are in the total: $0",
              "siffror med snävare avgränsning ingår i summan: $0"};
    case Warning::kScopesLeftOut:
      return {
          "figures that count something narrower are not in the total: $0; "
          "ask for mixed scopes to be added to include them",
          "siffror med snävare avgränsning ingår inte i summan: $0"};
    case Warning::kQualifiersMixed:
      return {"the figures are stated in ways that only add up to an approximate number",
              "siffrorna är angivna på sätt som bara kan summeras ungefärligt"};
    case Warning::kNotAdded:
      return {"the figure of $0 is too large to be added",
              "siffran för $0 är för stor för att summeras"};
    case Warning::kUnitDiffers:
      return {"the figure of $0 is in $1, not in $2, and is not in the total",
              "siffran för $0 är i $1, inte i $2, och ingår inte i summan"};
    case Warning::kAboveUpperBound:
      return {"the figure of $0 is $1, more than there can be: $2",
              "siffran för $0 är $1, fler än det kan finnas: $2"};
    case Warning::kReportedDiffers:
      return {
          "$1 is reported ($2) and $0 is computed from recorded events: they need not count "
          "the same, and what was not recorded cannot be computed",
          "$1 är rapporterat ($2) och $0 är beräknat ur registrerade händelser: de behöver inte "
          "räkna samma sak, och det som inte har registrerats kan inte beräknas"};
    case Warning::kReportedNotCounted:
      return {"$0 is reported ($1); no events are recorded that it could be computed from",
              "$0 är rapporterat ($1); inga händelser är registrerade som det kan beräknas ur"};
    case Warning::kNotPlaced:
      return {"$0 facts are not known precisely enough to be placed in a period",
              "$0 uppgifter är inte kända så noga att de kan läggas i en period"};
    case Warning::kInSeveralGroups:
      return {"$0 facts count in several groups: the groups do not add up to the total",
              "$0 uppgifter räknas i flera grupper: grupperna summerar inte till totalen"};
    case Warning::kWithoutValue:
      return {"$0 facts have no value and are not in the sum",
              "$0 uppgifter saknar värde och ingår inte i summan"};
  }
  return {};
}

}  // namespace

// "Sofisam: at least 30 (parts)": every number with its qualifier, its unit and who says it.
std::string OthersText(const FigureReading& taken, report::v1::Language language) {
  std::vector<std::string> others;
  for (const auto& other : taken.contradictions()) {
    others.push_back(
        absl::StrCat(other.source(), ": ", FormatFigure(ReadingOf(other), language),
                     other.part().empty() ? "" : absl::StrCat(" (", other.part(), ")")));
  }
  return absl::StrJoin(others, ", ");
}

std::string WarningText(const Warning& warning, report::v1::Language language) {
  std::vector<std::string> arguments = warning.arguments;
  if (warning.kind == Warning::kSourcesDiffer) {
    const std::string sources = arguments[1].empty() ? "" : absl::StrCat(" (", arguments[1], ")");
    arguments[1] = absl::StrCat(FormatFigure(warning.reading, language), sources);
    arguments.push_back(OthersText(warning.reading, language));
  }
  const WarningTexts texts = TextsOf(warning.kind);
  std::string text(language == report::v1::LANGUAGE_EN ? texts.en : texts.sv);
  std::vector<std::pair<std::string, std::string>> replacements;
  for (size_t i = 0; i < arguments.size(); ++i) {
    replacements.emplace_back(absl::StrCat("$", i), arguments[i]);
  }
  return absl::StrReplaceAll(text, replacements);
}

ToldFigure ChooseFigure(const std::vector<Reported>& reported, const TotalOptions& options) {
  std::vector<const Reported*> candidates = Candidates(reported, options);
  const Reported& taken = *candidates.front();
  ToldFigure told;
  told.figure = NewFigure(options);
  told.figure.add_group(taken.region);
  if (StandingOf(taken.source, taken.region, options) == kDeprecated) return told;

  *told.figure.mutable_reading() = taken.reading;
  told.figure.set_text(taken.text);
  told.figure.set_position(taken.position);
  if (!taken.source.empty()) told.figure.add_sources(taken.source);
  FigureReading* reading = told.figure.mutable_reading();
  for (const Reported* other : candidates) {
    const FigureReading& said = other->reading;
    if (other == &taken || !Contradicts(said, taken.reading)) continue;
    Quote(said, other->source, reading->add_contradictions());
  }
  TakeQuotedSources(taken, options, &told);

  WarnOfBreakdown(taken.region, taken.reading.value(), &told);
  WarnOfSources(taken.region, &told);
  if (HasValue(*reading) && !reading->scope().empty()) {
    told.figure.mutable_coverage()->add_mixed_scopes(taken.region);
    Warn(Warning::kScopeNarrower, {taken.region, reading->scope()}, &told);
  }
  CheckUpperBound(taken.region, options, &told);
  return told;
}

ToldFigure AbsentFigure(absl::string_view region, event::v1::Absence absence,
                        const TotalOptions& options) {
  ToldFigure told;
  told.figure = NewFigure(options);
  told.figure.add_group(std::string(region));
  told.figure.mutable_reading()->set_absence(absence);
  return told;
}

ToldFigure TotalOverRegions(const std::vector<ToldFigure>& regions, const TotalOptions& options) {
  return TotalMaker(regions, options).Make();
}

}  // namespace verkan::projections
