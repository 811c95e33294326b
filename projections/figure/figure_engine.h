// FigureEngine answers figures over the facts: computed ones by scanning fact tables, and
// reported ones by choosing among sources.
#ifndef VERKAN_PROJECTIONS_FIGURE_FIGURE_ENGINE_H_
#define VERKAN_PROJECTIONS_FIGURE_FIGURE_ENGINE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "projections/facts/facts.h"
#include "projections/figure/reported.h"
#include "verkan/figure/v1/figure_service.pb.h"
#include "verkan/indicator/v1/indicator_service.pb.h"

namespace verkan::projections {

// A question over all regions of the country: what sources report of the regions themselves, the
// programme and its projects, or what is computed over the programme and its projects.
struct RegionQuestion {
  std::string indicator_id;
  std::string programme_id;  // whose regions should have a value
  std::vector<figure::v1::SourcePreference> preferences;
  bool leave_out_narrower_scopes = false;
  std::string period = {};  // of a reported indicator; empty: the one that most regions report
  Position as_of = kNow;
};

struct RegionAnswer {
  std::vector<ToldFigure> regions;  // one per region of the country, by code; group = {code}
  ToldFigure total;
};

// Reads only; as thread-safe as the facts it reads.
class FigureEngine {
 public:
  explicit FigureEngine(const Facts* facts) : facts_(facts) {}

  // Answers a query as of the position; the query's own as_of fields are not read.
  // InvalidArgument for a dimension that the indicator lacks, NotFound for an unknown
  // indicator. An indicator that is both computed and reported answers the computed
  // figures; the total of the reported ones follows in `figures`, with origin
  // ORIGIN_REPORTED, and warnings say how they differ.
  absl::StatusOr<figure::v1::GetFigureResponse> Get(const figure::v1::FigureQuery& query,
                                                    Position as_of) const;
  absl::StatusOr<figure::v1::ExplainFigureResponse> Explain(
      const figure::v1::ExplainFigureRequest& request, Position as_of) const;

  // What sources report of the indicator, computed or not; errors as of Get.
  absl::StatusOr<ReportedAnswer> WhatIsReported(const figure::v1::FigureQuery& query,
                                                Position as_of) const;

  // The indicator's figure for each region, and the total. NotFound for an unknown indicator.
  absl::StatusOr<RegionAnswer> OverRegions(const RegionQuestion& question) const;

  // All indicators known at the position, by id.
  std::vector<indicator::v1::Indicator> Indicators(Position as_of) const;
  // NotFound for an unknown one.
  absl::StatusOr<indicator::v1::Indicator> FindIndicator(absl::string_view indicator_id,
                                                         Position as_of) const;

 private:
  const Facts* const facts_;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_FIGURE_ENGINE_H_
