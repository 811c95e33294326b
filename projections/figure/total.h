// Totals over regions. Which of several sources a region's figure takes, what the figures
// add up to, and everything that a reader must know about it: coverage, contradicting
// sources, differing scopes, breakdowns that do not add up, regions at their upper bound.
// Nothing unlike is added silently and nothing is repaired.
#ifndef VERKAN_PROJECTIONS_FIGURE_TOTAL_H_
#define VERKAN_PROJECTIONS_FIGURE_TOTAL_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "projections/facts/fact_table.h"
#include "verkan/event/v1/figure.pb.h"
#include "verkan/figure/v1/figure_service.pb.h"
#include "verkan/report/v1/report_service.pb.h"

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

// Warning is what a reader must be told, in no language yet.
struct Warning {
  enum Kind {
    kBreakdownDiffers,    // region, sum of the parts, value as stated
    kSourcesDiffer,       // region, sources taken; and `reading`
    kScopeNarrower,       // region, scope
    kScopesAdded,         // regions: figures of narrower scope are in the total
    kScopesLeftOut,       // regions: figures of narrower scope are not in the total
    kQualifiersMixed,     // the total can only be stated as "about"
    kNotAdded,            // region: the value does not fit into the total
    kUnitDiffers,         // region, unit of the figure, unit of the indicator
    kAboveUpperBound,     // region, value, upper bound
    kReportedDiffers,     // value computed, value reported, source
    kReportedNotCounted,  // value reported, source: nothing is recorded to compute from
    kNotPlaced,           // number of facts that are not known precisely enough
    kInSeveralGroups,     // number of facts that count in several groups
    kWithoutValue,        // number of facts without a value: the sum lacks them
  };
  Kind kind;
  std::vector<std::string> arguments;
  event::v1::FigureReading reading = {};  // of kSourcesDiffer: what is taken, and what others say
};

// The warning as a sentence; Swedish for LANGUAGE_UNSPECIFIED.
std::string WarningText(const Warning& warning, report::v1::Language language);

// ToldFigure is a figure with its warnings both as sentences in English (in the figure)
// and in no language.
struct ToldFigure {
  figure::v1::Figure figure;
  std::vector<Warning> warnings;
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

// The figure of one region out of all that is reported for it: of the latest period, the
// source with a value and the best rank, preferences first, then the latest report. If a
// source of better rank is only quoted (FigureContradiction), its value replaces the whole
// or the part that it contradicts. All of `reported` are of that region; there is at least
// one.
ToldFigure ChooseFigure(const std::vector<Reported>& reported, const TotalOptions& options);

// A region's figure that is an absence of the given kind, with no source.
ToldFigure AbsentFigure(absl::string_view region, event::v1::Absence absence,
                        const TotalOptions& options);

// The total over figures of regions, each with group = {region code}. Regions outside
// `expected` count only if they have a value.
ToldFigure TotalOverRegions(const std::vector<ToldFigure>& regions, const TotalOptions& options);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_TOTAL_H_
