#include "projections/figure/choice.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
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

Standing StandingOf(absl::string_view source_key, absl::string_view region,
                    const TotalOptions& options) {
  for (const auto& preference : options.preferences) {
    const auto& regions = preference.region_codes();
    if (preference.source() == source_key &&
        (regions.empty() || std::find(regions.begin(), regions.end(), region) != regions.end())) {
      return kAskedFor;
    }
  }
  const SourceRank* best = nullptr;  // a rank for the region goes before one for all
  for (const SourceRank& rank : options.ranks) {
    if (rank.source_key != source_key) continue;
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

// As warnings name it.
const std::string& NameOf(const Reported& report) {
  return report.region.empty() ? report.project : report.region;
}

bool SameNumber(const std::string& a, const std::string& b) {
  return a == b || (Decimal::Parse(a).has_value() && Decimal::Parse(a) == Decimal::Parse(b));
}

// Whether a source contradicts another: an absence and another scope do not.
bool Contradicts(const FigureReading& said, const FigureReading& taken) {
  return HasValue(said) && said.scope() == taken.scope() &&
         (!SameNumber(said.value(), taken.value()) || !SameNumber(said.high(), taken.high()) ||
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
  const Standing own = StandingOf(taken.source_key, taken.region, options);
  bool whole = false;
  for (int i = 0; i < reading->contradictions_size(); ++i) {
    std::string source = reading->contradictions(i).source();
    if (StandingOf(SourceKey(source), taken.region, options) >= own) continue;
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

struct Candidate {
  const Reported* report;
  Standing standing;
};

// The reports, best first.
std::vector<Candidate> Candidates(const std::vector<Reported>& reported,
                                  const TotalOptions& options) {
  std::vector<Candidate> candidates;
  for (const Reported& report : reported) {
    candidates.push_back({&report, StandingOf(report.source_key, report.region, options)});
  }
  const auto order = [](const Candidate& candidate) {
    const FigureReading& reading = candidate.report->reading;
    return std::make_tuple(candidate.standing == kDeprecated, !HasValue(reading),
                           candidate.standing, !reading.scope().empty(),
                           ~candidate.report->position);
  };
  std::sort(candidates.begin(), candidates.end(),
            [&](const Candidate& a, const Candidate& b) { return order(a) < order(b); });
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

void WarnOfSources(const Reported& taken, ToldFigure* told) {
  const FigureReading& reading = told->figure.reading();
  if (reading.contradictions().empty()) return;
  if (!taken.region.empty()) told->figure.mutable_coverage()->add_conflicts(taken.region);
  const std::string sources = absl::StrJoin(told->figure.sources(), ", ");
  Warn({Warning::kSourcesDiffer, {NameOf(taken), sources}, {reading}}, told);
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
  const std::vector<Candidate> candidates = Candidates(reported, options);
  const Reported& taken = *candidates.front().report;
  ToldFigure told;
  told.figure = NewFigure(options);
  if (candidates.front().standing == kDeprecated) return told;

  *told.figure.mutable_reading() = taken.reading;
  told.figure.set_text(taken.text);
  told.figure.set_position(taken.position);
  told.positions = {taken.position};
  if (!taken.source.empty()) told.figure.add_sources(taken.source);
  FigureReading* reading = told.figure.mutable_reading();
  for (const auto& [other, standing] : candidates) {
    if (standing == kDeprecated || !Contradicts(other->reading, taken.reading)) continue;
    const std::string place = other->place.empty() ? "" : absl::StrCat(", ", other->place);
    Quote(other->reading, absl::StrCat(other->source, place), reading->add_contradictions());
  }
  TakeQuotedSources(taken, options, &told);

  WarnOfBreakdown(NameOf(taken), taken.reading.value(), &told);
  WarnOfSources(taken, &told);
  if (HasValue(*reading) && !reading->scope().empty()) {
    if (!taken.region.empty()) told.figure.mutable_coverage()->add_mixed_scopes(taken.region);
    Warn(Warning::kScopeNarrower, {NameOf(taken), reading->scope()}, &told);
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
