// The results leaflet of a project: what happened, what a source says beside what the
// events count, what remains and who takes over. The text is made of nothing but the
// structured leaflet.
#ifndef VERKAN_PROJECTIONS_REPORT_LEAFLET_H_
#define VERKAN_PROJECTIONS_REPORT_LEAFLET_H_

#include <string>

#include "absl/status/statusor.h"
#include "projections/facts/facts.h"
#include "projections/figure/figure_engine.h"
#include "verkan/report/v1/report_service.pb.h"

namespace verkan::projections {

struct LeafletOptions {
  std::string project_id;
  report::v1::Language language = report::v1::LANGUAGE_SV;  // unspecified: Swedish
  // What it rests on; its log_position is the position the leaflet is as of.
  report::v1::Receipt receipt;
};

// NotFound for a project that was not known at the position. Reads only: the caller sees
// to it that the facts do not change meanwhile.
absl::StatusOr<report::v1::GetLeafletResponse> MakeLeaflet(const Facts& facts,
                                                           const FigureEngine& figures,
                                                           const LeafletOptions& options);

// The leaflet as text, UTF-8, lines of at most 100 characters. Pure.
std::string LeafletText(const report::v1::Leaflet& leaflet, report::v1::Language language);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_REPORT_LEAFLET_H_
