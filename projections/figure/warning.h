// What a reader of a figure must be told: in no language until it is shown.
//
//   Warn(Warning::kScopeNarrower, {"06", "ASF"}, &told);
//   WarningText(told.warnings[0], report::v1::LANGUAGE_SV);  // "siffran för 06 räknar endast: ASF"
#ifndef VERKAN_PROJECTIONS_FIGURE_WARNING_H_
#define VERKAN_PROJECTIONS_FIGURE_WARNING_H_

#include <string>
#include <vector>

#include "eventstore/event_store.h"
#include "verkan/event/v1/common.pb.h"
#include "verkan/figure/v1/figure_service.pb.h"
#include "verkan/report/v1/report_service.pb.h"

namespace verkan::projections {

// Warning is what a reader must be told, in no language yet.
struct Warning {
  enum Kind {
    kBreakdownDiffers,    // region, sum of the parts, value as stated
    kSourcesDiffer,       // region, sources taken; and the reading, with what others say
    kScopeNarrower,       // region, scope
    kScopesAdded,         // regions: figures of narrower scope are in the total
    kScopesLeftOut,       // regions: figures of narrower scope are not in the total
    kQualifiersMixed,     // the total can only be stated as "about"
    kNotAdded,            // region: the value does not fit into the total
    kUnitDiffers,         // region, unit of the figure, unit of the indicator
    kPartsCount,          // whole, difference; readings of the whole and of its parts
    kWholeCounts,         // whole, parts with a number, parts known; readings of both
    kOverlaps,            // left out, with what it overlaps; reading of what is left out
    kOfParts,             // name, periods: their figures make that of the period
    kOtherPeriods,        // period, other periods; their readings
    kOnlyOtherPeriods,    // period, other periods; their readings
    kAboveUpperBound,     // region, value, upper bound
    kReportedDiffers,     // value computed, value reported, source
    kReportedNotCounted,  // value reported, source: nothing is recorded to compute from
    kNotPlaced,           // number of facts that are not known precisely enough
    kInSeveralGroups,     // number of facts that count in several groups
    kTooLarge,            // the sum of the facts is larger than can be told
    kWithoutValue,        // number of facts without a value: the sum lacks them
    kInvented,            // number of facts that are made up
  };
  Kind kind;
  std::vector<std::string> arguments;
  std::vector<event::v1::FigureReading> readings = {};
};

// The warning as a sentence; Swedish for LANGUAGE_UNSPECIFIED.
std::string WarningText(const Warning& warning, report::v1::Language language);

// ToldFigure is a figure with its warnings both as sentences in English (in the figure)
// and in no language.
struct ToldFigure {
  figure::v1::Figure figure;
  std::vector<Warning> warnings;
  std::vector<eventstore::Position> positions = {};  // of the reports that it is made of
};

// The figure with its warnings, and what the reader of texts says of it, in the language.
figure::v1::Figure FigureIn(report::v1::Language language, const ToldFigure& told);

void Warn(Warning warning, ToldFigure* told);
void Warn(Warning::Kind kind, std::vector<std::string> arguments, ToldFigure* told);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_WARNING_H_
