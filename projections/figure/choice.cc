#include "projections/figure/choice.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/str_join.h"
#include "projections/figure/figure_math.h"
#include "projections/figure_text/normal_form.h"
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
    if (SameName(preference.source(), source) &&
        (regions.empty() || std::find(regions.begin(), regions.end(), region) != regions.end())) {
      return kAskedFor;
    }
  }
  const SourceRank* best = nullptr;  // a rank for the region goes before one for all
  for (const SourceRank& rank : options.ranks) {
    if (!SameName(rank.source, source)) continue;
    if (rank.region == region || (rank.region.empty() && best == nullptr)) best = &rank;
  }
  if (best == nullptr) return kNormal;
  if (best->rank == event::v1::RANK_PREFERRED) return kPreferred;
  return best->rank == event::v1::RANK_DEPRECATED ? kDeprecated : kNormal;
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

}  // namespace

Figure NewFigure(const TotalOptions& options) {
  Figure figure;
  figure.set_origin(figure::v1::ORIGIN_REPORTED);
  figure.set_indicator_id(options.indicator_id);
  figure.set_definition_version(options.definition_version);
  figure.set_unit(options.unit);
  return figure;
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

}  // namespace verkan::projections
