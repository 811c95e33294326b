// Which of the reports of one cell, a region or a project of one period, a figure takes, and what
// the others say.
#ifndef VERKAN_PROJECTIONS_FIGURE_CHOICE_H_
#define VERKAN_PROJECTIONS_FIGURE_CHOICE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "projections/facts/fact_table.h"
#include "projections/figure/warning.h"
#include "verkan/event/v1/figure.pb.h"
#include "verkan/event/v1/indicator.pb.h"
#include "verkan/figure/v1/figure_service.pb.h"

namespace verkan::projections {

// Reported is one figure as a source states it.
struct Reported {
  std::string region;  // SCB code; empty: none
  std::string project;
  std::string source;      // as it was last written
  std::string source_key;  // SourceKey of it
  std::string place;       // in the source
  std::string text;
  event::v1::FigureReading reading;  // its scope as it was last written, with the report's note
  DayRange days;                     // of the period
  Position position = 0;
  bool invented = false;
};

// SourceRank is what SourceRanked says of a source.
struct SourceRank {
  std::string source_key;
  std::string region;  // empty: all
  event::v1::Rank rank = event::v1::RANK_NORMAL;
};

// What a total is made for.
struct TotalOptions {
  std::string indicator_id;
  uint32_t definition_version = 1;
  std::string unit;
  event::v1::OverTime over_time = event::v1::OVER_TIME_STOCK;
  bool bounded_by_municipalities = false;
  std::vector<SourceRank> ranks;
  // Before any rank. Their sources are keys.
  std::vector<figure::v1::SourcePreference> preferences;
  // Leave figures of narrower scope out; otherwise they are added. Either way it is said.
  bool leave_out_narrower_scopes = false;
  std::vector<std::string> expected;  // regions that should have a value
  bool whole_country = false;         // say of every region of the country why it has none
  uint32_t in_country = 21;
};

// A figure that nothing is said of yet.
figure::v1::Figure NewFigure(const TotalOptions& options);

// The figure of one cell out of all that is reported for it: a source with a value before one with
// an absence, then by rank (what is preferred, a rank for the region, one for all), then the full
// scope before a narrower one, then the latest report. A deprecated source is not taken, unless it
// is preferred. If a source of better rank is only quoted (FigureContradiction), its value replaces
// the whole or the part that it contradicts. There is at least one report.
ToldFigure ChooseFigure(const std::vector<Reported>& reported, const TotalOptions& options);

// A region's figure that is an absence of the given kind, with no source.
ToldFigure AbsentFigure(absl::string_view region, event::v1::Absence absence,
                        const TotalOptions& options);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_CHOICE_H_
