// The national overview: one row per region with the figures that its source states,
// absences as words, contradictions with their sources, and totals that say what they
// rest on. The text is made of nothing but the structured overview.
#ifndef VERKAN_PROJECTIONS_REPORT_OVERVIEW_H_
#define VERKAN_PROJECTIONS_REPORT_OVERVIEW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "projections/facts/facts.h"
#include "projections/figure/figure_engine.h"
#include "verkan/report/v1/report_service.pb.h"

namespace verkan::projections {

struct OverviewOptions {
  std::string programme_id;
  report::v1::Language language = report::v1::LANGUAGE_SV;  // unspecified: Swedish
  // What it rests on; its log_position is the position the overview is as of.
  report::v1::Receipt receipt;
  std::vector<figure::v1::SourcePreference> preferences;
  bool leave_out_narrower_scopes = false;
  std::string period;  // of reported figures; empty: the one that most regions report
  // Columns. Empty: the indicators that figures were reported for under the programme, for
  // at least half of its regions (all of them if none was), in the order in which they came.
  std::vector<std::string> indicator_ids;
};

// NotFound for a programme or indicator that was not known at the position. Reads only:
// the caller sees to it that the facts do not change meanwhile.
absl::StatusOr<report::v1::GetOverviewResponse> MakeOverview(const Facts& facts,
                                                             const FigureEngine& figures,
                                                             const OverviewOptions& options);

// The overview as text, UTF-8: a table of at most 120 characters, totals, notes, legend. Pure.
std::string OverviewText(const report::v1::Overview& overview, report::v1::Language language);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_REPORT_OVERVIEW_H_
