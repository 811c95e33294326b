#include "projections/figure/total.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_join.h"
#include "projections/figure/figure_math.h"
#include "projections/figure_text/normal_form.h"

namespace verkan::projections {
namespace {

using event::v1::FigureReading;
using figure::v1::Coverage;

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

}  // namespace

ToldFigure TotalOverRegions(const std::vector<ToldFigure>& regions, const TotalOptions& options) {
  return TotalMaker(regions, options).Make();
}

}  // namespace verkan::projections
