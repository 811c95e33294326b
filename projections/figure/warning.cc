#include "projections/figure/warning.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "projections/figure_text/format.h"
#include "projections/figure_text/reading.h"

namespace verkan::projections {
namespace {

using event::v1::FigureReading;

// $0, $1 and so on stand for what Arguments makes.
Bilingual TextsOf(Warning::Kind kind) {
  switch (kind) {
    case Warning::kBreakdownDiffers:
      return {"delarna för $0 blir tillsammans $1, inte $2",
              "the breakdown of $0 adds to $1, not $2"};
    case Warning::kSourcesDiffer:
      return {"uppgifterna skiljer sig åt för $0: $1 gäller; $2",
              "sources differ for $0: $1 is taken; $2"};
    case Warning::kScopeNarrower:
      return {"siffran för $0 räknar endast: $1", "the figure of $0 counts only: $1"};
    case Warning::kScopesAdded:
      return {"siffror med snävare avgränsning ingår i summan: $0",
              "figures that count something narrower are in the total: $0"};
    case Warning::kScopesLeftOut:
      return {"siffror med snävare avgränsning ingår inte i summan: $0",
              "figures that count something narrower are not in the total: $0"};
    case Warning::kQualifiersMixed:
      return {"siffrorna är angivna på sätt som bara kan summeras ungefärligt",
              "the figures are stated in ways that only add up to an approximate number"};
    case Warning::kNotAdded:
      return {"siffran för $0 är för stor för att summeras",
              "the figure of $0 is too large to be added"};
    case Warning::kUnitDiffers:
      return {"siffran för $0 är i $1, inte i $2, och ingår inte i summan",
              "the figure of $0 is in $1, not in $2, and is not in the total"};
    case Warning::kPartsCount:
      return {"för $0 som helhet anges $2; delarna, som räknas, blir tillsammans $3: skillnad $1",
              "of $0 as a whole $2 is stated; its parts, which count, add up to $3: $1 apart"};
    case Warning::kWholeCounts:
      return {"$0 räknas som helhet, $3; delarna blir tillsammans $4, och $1 av $2 har en siffra",
              "$0 counts as a whole, $3; its parts add up to $4, and $1 of $2 have a number"};
    case Warning::kOverlaps:
      return {"siffran för $0, $2, överlappar den för $1 och läggs inte till",
              "the figure of $0, $2, overlaps with that of $1 and is not added"};
    case Warning::kOfParts:
      return {"siffran för $0 är den för $1", "the figure of $0 is that of $1"};
    case Warning::kOtherPeriods:
      return {"siffran gäller $0; andra perioder läggs inte till: $1",
              "the figure is of $0; other periods are not added: $1"};
    case Warning::kOnlyOtherPeriods:
      return {"inget är angivet för $0; andra perioder: $1",
              "nothing is stated of $0; other periods: $1"};
    case Warning::kAboveUpperBound:
      return {"siffran för $0 är $1, fler än det kan finnas: $2",
              "the figure of $0 is $1, more than there can be: $2"};
    case Warning::kReportedDiffers:
      return {
          "$1 är rapporterat ($2) och $0 är beräknat ur registrerade händelser: de behöver inte "
          "räkna samma sak, och det som inte har registrerats kan inte beräknas",
          "$1 is reported ($2) and $0 is computed from recorded events: they need not count "
          "the same, and what was not recorded cannot be computed"};
    case Warning::kReportedNotCounted:
      return {"$0 är rapporterat ($1); inga händelser är registrerade som det kan beräknas ur",
              "$0 is reported ($1); no events are recorded that it could be computed from"};
    case Warning::kNotPlaced:
      return {"$0 uppgifter är inte kända så noga att de kan läggas i en period",
              "$0 facts are not known precisely enough to be placed in a period"};
    case Warning::kInSeveralGroups:
      return {"$0 uppgifter räknas i flera grupper: grupperna summerar inte till totalen",
              "$0 facts count in several groups: the groups do not add up to the total"};
    case Warning::kTooLarge:
      return {"summan är större än vad som kan anges, fast varje uppgift anger sin del",
              "the sum is larger than can be told, though every fact states its part"};
    case Warning::kWithoutValue:
      return {"$0 uppgifter saknar värde och ingår inte i summan",
              "$0 facts have no value and are not in the sum"};
    case Warning::kInvented:
      return {"påhittade uppgifter: $0", "made-up facts: $0"};
  }
  return {};
}

// "Sofisam: at least 30 (parts)": every number with its qualifier, its unit and who says it.
std::string OthersText(const FigureReading& taken, report::v1::Language language) {
  std::vector<std::string> others;
  for (const auto& other : taken.contradictions()) {
    others.push_back(
        absl::StrCat(other.source(), ": ", FormatFigure(ReadingOf(other), language),
                     other.part().empty() ? "" : absl::StrCat(" (", other.part(), ")")));
  }
  return absl::StrJoin(others, ", ");
}

// "2019: 10; 2020: 14". Of very many the latest are named.
std::string PeriodsText(const Warning& warning, report::v1::Language language) {
  constexpr size_t kMost = 24;
  const size_t count = warning.readings.size();
  const size_t first = count > kMost ? count - kMost : 0;
  std::vector<std::string> periods;
  for (size_t i = first; i < count; ++i) {
    periods.push_back(
        absl::StrCat(warning.arguments[i + 1], ": ", FormatFigure(warning.readings[i], language)));
  }
  if (first > 0) {
    periods.push_back(absl::StrCat(Bilingual{"och ", "and "}.In(language), first,
                                   Bilingual{" tidigare", " earlier ones"}.In(language)));
  }
  return absl::StrJoin(periods, "; ");
}

// What stands for $0, $1 and so on: the arguments, then the readings.
std::vector<std::string> Arguments(const Warning& warning, report::v1::Language language) {
  std::vector<std::string> arguments = warning.arguments;
  switch (warning.kind) {
    case Warning::kSourcesDiffer: {
      const FigureReading& reading = warning.readings[0];
      const std::string sources = arguments[1].empty() ? "" : absl::StrCat(" (", arguments[1], ")");
      return {arguments[0], absl::StrCat(FormatFigure(reading, language), sources),
              OthersText(reading, language)};
    }
    case Warning::kOtherPeriods:
    case Warning::kOnlyOtherPeriods:
      return {arguments[0], PeriodsText(warning, language)};
    default:
      for (const FigureReading& reading : warning.readings) {
        arguments.push_back(FormatFigure(reading, language));
      }
      return arguments;
  }
}

}  // namespace

std::string WarningText(const Warning& warning, report::v1::Language language) {
  std::vector<std::string> arguments = Arguments(warning, language);
  const absl::string_view text = TextsOf(warning.kind).In(language);
  std::vector<std::pair<std::string, std::string>> replacements;
  for (size_t i = 0; i < arguments.size(); ++i) {
    replacements.emplace_back(absl::StrCat("$", i), arguments[i]);
  }
  return absl::StrReplaceAll(text, replacements);
}

figure::v1::Figure FigureIn(report::v1::Language language, const ToldFigure& told) {
  figure::v1::Figure figure = told.figure;
  figure.clear_warnings();
  for (const Warning& warning : told.warnings) {
    figure.add_warnings(WarningText(warning, language));
  }
  FigureReading* reading = figure.mutable_reading();
  if (!reading->scope().empty()) reading->set_scope(FormatNote(reading->scope(), language));
  if (!reading->note().empty()) reading->set_note(FormatNote(reading->note(), language));
  return figure;
}

void Warn(Warning warning, ToldFigure* told) {
  told->figure.add_warnings(WarningText(warning, report::v1::LANGUAGE_EN));
  told->warnings.push_back(std::move(warning));
}
void Warn(Warning::Kind kind, std::vector<std::string> arguments, ToldFigure* told) {
  Warn({kind, std::move(arguments)}, told);
}

}  // namespace verkan::projections
