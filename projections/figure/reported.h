// Figures that sources report: what they last say, and the answer to a question over it. This is
// the one place where such a number is made: figures, overviews and leaflets all ask here.
//
//   Reports of a question   ->  those of one period  ->  one for each cell  ->  wholes or parts  ->
//   sum
//        AnswerReported            MostReported           ChooseFigure             TotalOver
#ifndef VERKAN_PROJECTIONS_FIGURE_REPORTED_H_
#define VERKAN_PROJECTIONS_FIGURE_REPORTED_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "projections/facts/facts.h"
#include "projections/figure/choice.h"
#include "projections/figure/reports.h"
#include "projections/figure/total.h"
#include "verkan/figure/v1/figure_service.pb.h"

namespace verkan::projections {

// Dimensions of reported figures, besides those of time.
absl::Span<const absl::string_view> ReportedDimensions();

struct ReportedAnswer {
  std::vector<ToldFigure> figures;  // by group; exactly one if nothing is grouped
  ToldFigure total;
};

// The answer out of all reports. It is over one period: the one that is asked for, or the one that
// most of the expected regions (of all regions, if none are expected) state a number for, the later
// of equals. A group by time has its own. What is stated only of parts of the period is added over
// it if the indicator is a flow and they fill it; if it is cumulative, the last of them is taken.
// InvalidArgument for another dimension or no period.
absl::StatusOr<ReportedAnswer> AnswerReported(const std::vector<Reported>& reports,
                                              const figure::v1::FigureQuery& query,
                                              const KnownProjects& projects, TotalOptions options);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_REPORTED_H_
