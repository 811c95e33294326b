#include "projections/figure/total.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/figure/figure_math.h"
#include "projections/figure_text/normal_form.h"
#include "regions/regions.h"

namespace verkan::projections {
namespace {

using event::v1::FigureReading;
using figure::v1::Coverage;

template <typename Values>
void Append(const Values& from, Values* to) {
  for (const auto& value : from) {
    if (std::find(to->begin(), to->end(), value) == to->end()) *to->Add() = value;
  }
}

// TotalMaker decides which figures count, adds these, and tells what stands beside them.
class TotalMaker {
 public:
  TotalMaker(const std::vector<CellFigure>& figures, const KnownProjects& projects,
             const TotalOptions& options)
      : figures_(figures), options_(options) {
    told_.figure = NewFigure(options);
    std::set<std::string> scopes;
    for (size_t i = 0; i < figures.size(); ++i) {
      if (HasValue(ReadingOf(i))) scopes.insert(ReadingOf(i).scope());
    }
    one_scope_ = scopes.size() == 1 ? *scopes.begin() : "";
    scopes_differ_ = scopes.size() > 1;
    for (size_t i = 0; i < figures.size(); ++i) {
      cells_.push_back({figures[i].region, figures[i].project});
      cells_.back().has_number = CanBeAdded(i);
    }
    resolved_ = Resolve(cells_, projects);
  }

  ToldFigure Make() {
    for (const size_t i : resolved_.counts) Add(i);
    *told_.figure.mutable_reading() = sum_.reading();
    told_.figure.mutable_reading()->set_scope(one_scope_);
    if (counts_.empty() && figures_.size() == 1) counts_ = {0};
    if (counts_.size() == 1) TakeOver(figures_[counts_[0]].told.figure);
    TellCoverage();
    TellWhatStandsBeside();
    for (const size_t i : counts_) {
      const std::vector<Position>& positions = figures_[i].told.positions;
      told_.positions.insert(told_.positions.end(), positions.begin(), positions.end());
    }
    std::sort(told_.positions.begin(), told_.positions.end());
    return std::move(told_);
  }

 private:
  const FigureReading& ReadingOf(size_t i) const { return figures_[i].told.figure.reading(); }
  bool IsNarrower(size_t i) const { return scopes_differ_ && !ReadingOf(i).scope().empty(); }
  const std::string& NameOf(size_t i) const { return cells_[i].name(); }

  bool CanBeAdded(size_t i) {
    const FigureReading& reading = ReadingOf(i);
    if (!HasValue(reading)) return false;
    if (!reading.unit().empty() && !SameName(reading.unit(), options_.unit)) {
      Warn(Warning::kUnitDiffers, {NameOf(i), reading.unit(), options_.unit}, &told_);
      return false;
    }
    if (!IsNarrower(i) || !options_.leave_out_narrower_scopes) return true;
    narrower_.push_back(i);
    return false;
  }

  void Add(size_t i) {
    if (!sum_.Add(ReadingOf(i))) {
      Warn(Warning::kNotAdded, {NameOf(i)}, &told_);
      return;
    }
    counts_.push_back(i);
    const ToldFigure& told = figures_[i].told;
    for (const Warning& warning : told.warnings) Warn(warning, &told_);
    Append(told.figure.sources(), told_.figure.mutable_sources());
    Coverage* coverage = told_.figure.mutable_coverage();
    Append(told.figure.coverage().conflicts(), coverage->mutable_conflicts());
    Append(told.figure.coverage().at_upper_bound(), coverage->mutable_at_upper_bound());
    if (bounded_.insert(figures_[i].region).second) {
      coverage->set_upper_bound(coverage->upper_bound() + told.figure.coverage().upper_bound());
    }
    if (IsNarrower(i)) narrower_.push_back(i);
  }

  // The total is this figure and nothing else.
  void TakeOver(const figure::v1::Figure& figure) {
    *told_.figure.mutable_reading() = figure.reading();
    *told_.figure.mutable_sources() = figure.sources();
    told_.figure.set_text(figure.text());
    told_.figure.set_position(figure.position());
  }

  // Of the regions, whether their figures count or stand beside those that do.
  void TellCoverage() {
    std::set<std::string> stated, with_value, added;
    std::map<event::v1::Absence, std::set<std::string>> absences;
    for (size_t i = 0; i < figures_.size(); ++i) {
      if (regions::FindRegion(figures_[i].region) == nullptr) continue;
      stated.insert(figures_[i].region);
      if (HasValue(ReadingOf(i))) with_value.insert(figures_[i].region);
      if (cells_[i].has_number) added.insert(figures_[i].region);
    }
    for (size_t i = 0; i < figures_.size(); ++i) {
      const std::string& region = figures_[i].region;
      if (stated.contains(region) && !with_value.contains(region)) {
        absences[ReadingOf(i).absence()].insert(region);
      }
    }
    const std::set<std::string> expected(options_.expected.begin(), options_.expected.end());
    for (const regions::Region& region : regions::Regions()) {
      const std::string code(region.code);
      if (!options_.whole_country || stated.contains(code)) continue;
      absences[expected.contains(code) ? event::v1::ABSENCE_UNSPECIFIED
                                       : event::v1::ABSENCE_NOT_IN_PROGRAMME]
          .insert(code);
    }
    Coverage* coverage = told_.figure.mutable_coverage();
    coverage->set_with_value(static_cast<uint32_t>(added.size()));
    coverage->set_expected(static_cast<uint32_t>(expected.size()));
    coverage->set_in_country(options_.in_country);
    for (const auto& [absence, codes] : absences) {
      auto* count = coverage->add_absences();
      count->set_absence(absence);
      for (const std::string& code : codes) count->add_region_codes(code);
    }
  }

  void TellWhatStandsBeside() {
    for (const Whole& whole : resolved_.wholes) Tell(whole);
    for (const Overlap& overlap : resolved_.overlaps) {
      Warn({Warning::kOverlaps,
            {NameOf(overlap.left_out), NameOf(overlap.counts)},
            {ReadingOf(overlap.left_out)}},
           &told_);
    }
    std::vector<std::string> narrower;
    for (const size_t i : narrower_) {
      narrower.push_back(NameOf(i));
      Append(figures_[i].told.figure.coverage().mixed_scopes(),
             told_.figure.mutable_coverage()->mutable_mixed_scopes());
    }
    if (!narrower.empty()) {
      Warn(options_.leave_out_narrower_scopes ? Warning::kScopesLeftOut : Warning::kScopesAdded,
           {absl::StrJoin(narrower, ", ")}, &told_);
    }
    if (sum_.mixed()) Warn(Warning::kQualifiersMixed, {}, &told_);
  }

  void Tell(const Whole& whole) {
    Sum parts;
    for (const size_t part : whole.parts) parts.Add(ReadingOf(part));
    const std::vector<FigureReading> both = {ReadingOf(whole.cell), parts.reading()};
    if (whole.counts) {
      Warn({Warning::kWholeCounts,
            {NameOf(whole.cell), absl::StrCat(whole.with_number), absl::StrCat(whole.known)},
            both},
           &told_);
      return;
    }
    const auto own = Decimal::Parse(both[0].value());
    const auto sum = Decimal::Parse(both[1].value());
    const auto apart = own.has_value() && sum.has_value()
                           ? Subtract(std::max(*own, *sum), std::min(*own, *sum))
                           : std::nullopt;
    const std::string difference = apart.has_value() ? apart->ToString() : "?";
    Warn({Warning::kPartsCount, {NameOf(whole.cell), difference}, both}, &told_);
  }

  const std::vector<CellFigure>& figures_;
  const TotalOptions& options_;
  std::string one_scope_;  // of all values
  bool scopes_differ_ = false;
  std::vector<Cell> cells_;  // which of the figures can be added
  Resolved resolved_;
  Sum sum_;
  std::vector<size_t> counts_;
  std::vector<size_t> narrower_;
  std::set<std::string> bounded_;  // regions whose upper bound is in the total's
  ToldFigure told_;
};

}  // namespace

ToldFigure TotalOver(const std::vector<CellFigure>& figures, const KnownProjects& projects,
                     const TotalOptions& options) {
  return TotalMaker(figures, projects, options).Make();
}

}  // namespace verkan::projections
