// Which of the reports of one region a figure takes, and what the others say.
#ifndef VERKAN_PROJECTIONS_FIGURE_CHOICE_H_
#define VERKAN_PROJECTIONS_FIGURE_CHOICE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "projections/facts/fact_table.h"
#include "projections/figure/warning.h"
#include "verkan/event/v1/figure.pb.h"
#include "verkan/figure/v1/figure_service.pb.h"

namespace verkan::projections {

// Reported is one figure as a source states it.
struct Reported {
  std::string region;  // SCB code; empty: none
  std::string project;
  std::string source;
  std::string period;
  std::string text;
  std::string note;
  event::v1::FigureReading reading;
  DayRange days;  // of the period
  Position position = 0;
};

// SourceRank is what SourceRanked says of a source.
struct SourceRank {
  std::string source;
  std::string region;  // empty: all
  event::v1::Rank rank = event::v1::RANK_NORMAL;
};

// What a total is made for.
struct TotalOptions {
  std::string indicator_id;
  uint32_t definition_version = 1;
  std::string unit;
  bool bounded_by_municipalities = false;
  std::vector<SourceRank> ranks;
  std::vector<figure::v1::SourcePreference> preferences;  // before any rank
  // Add figures of narrower scope, and say so; otherwise leave them out, and say so.
  bool add_mixed_scopes = false;
  std::vector<std::string> expected;  // regions that should have a value
  uint32_t in_country = 21;
};

// A figure that nothing is said of yet.
figure::v1::Figure NewFigure(const TotalOptions& options);

// The figure of one region out of all that is reported for it: of the latest period, the
// source with a value and the best rank, preferences first, then the latest report. If a
// source of better rank is only quoted (FigureContradiction), its value replaces the whole
// or the part that it contradicts. All of `reported` are of that region; there is at least
// one.
ToldFigure ChooseFigure(const std::vector<Reported>& reported, const TotalOptions& options);

// A region's figure that is an absence of the given kind, with no source.
ToldFigure AbsentFigure(absl::string_view region, event::v1::Absence absence,
                        const TotalOptions& options);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_CHOICE_H_
