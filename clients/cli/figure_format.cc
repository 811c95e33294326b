#include "clients/cli/figure_format.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/counted.h"

namespace verkan::cli {
namespace {

using client::Language;
using figure::v1::Coverage;
using figure::v1::Figure;
using verkan::event::v1::Absence;
using verkan::event::v1::FigureReading;
using verkan::event::v1::Qualifier;

absl::string_view Say(Language language, absl::string_view english, absl::string_view swedish) {
  return language == Language::kSwedish ? swedish : english;
}

std::string QualifierWord(Qualifier qualifier, Language language) {
  switch (qualifier) {
    case verkan::event::v1::QUALIFIER_AT_LEAST:
      return std::string(Say(language, "at least ", "minst "));
    case verkan::event::v1::QUALIFIER_MORE_THAN:
      return std::string(Say(language, "more than ", "mer än "));
    case verkan::event::v1::QUALIFIER_ABOUT:
      return std::string(Say(language, "about ", "ca "));
    case verkan::event::v1::QUALIFIER_AT_MOST:
      return std::string(Say(language, "at most ", "högst "));
    case verkan::event::v1::QUALIFIER_LESS_THAN:
      return std::string(Say(language, "less than ", "mindre än "));
    default:
      return "";
  }
}

void AddLine(std::string* text, absl::string_view line) { absl::StrAppend(text, "  ", line, "\n"); }

void AddCoverage(const Coverage& coverage, Language language, std::string* text) {
  if (coverage.expected() > 0) {
    std::string line =
        absl::StrCat(coverage.with_value(), Say(language, " of ", " av "), coverage.expected(),
                     Say(language, " have a value", " har ett värde"));
    if (coverage.in_country() > 0) {
      absl::StrAppend(&line, " (", coverage.in_country(),
                      Say(language, " in the country)", " i landet)"));
    }
    AddLine(text, line);
  }
  for (const auto& absence : coverage.absences()) {
    AddLine(text, absl::StrCat(FormatAbsence(absence.absence(), language), ": ",
                               absl::StrJoin(absence.region_codes(), ", ")));
  }
  if (!coverage.mixed_scopes().empty()) {
    AddLine(text, absl::StrCat(Say(language, "narrower scope: ", "snävare avgränsning: "),
                               absl::StrJoin(coverage.mixed_scopes(), ", ")));
  }
  if (!coverage.conflicts().empty()) {
    AddLine(text, absl::StrCat(Say(language, "sources disagree: ", "uppgifterna skiljer sig åt: "),
                               absl::StrJoin(coverage.conflicts(), ", ")));
  }
  if (coverage.upper_bound() > 0) {
    AddLine(text, absl::StrCat(Say(language, "at most possible: ", "kan vara högst "),
                               coverage.upper_bound()));
  }
  if (!coverage.at_upper_bound().empty()) {
    AddLine(text, absl::StrCat(Say(language, "at the upper bound: ", "taket nås i "),
                               absl::StrJoin(coverage.at_upper_bound(), ", ")));
  }
}

void AddReading(const FigureReading& reading, Language language, std::string* text) {
  std::vector<std::string> parts;
  for (const auto& part : reading.breakdown()) {
    parts.push_back(absl::StrCat(part.name(), " ", FormatDecimal(part.value(), language)));
  }
  if (!parts.empty()) {
    AddLine(text, absl::StrCat(Say(language, "of which ", "varav "), absl::StrJoin(parts, ", ")));
  }
  for (const auto& other : reading.contradictions()) {
    FigureReading said;
    said.set_value(other.value());
    said.set_high(other.high());
    said.set_qualifier(other.qualifier());
    AddLine(text, absl::StrCat(other.source(), Say(language, " says ", " anger "),
                               other.part().empty() ? "" : absl::StrCat(other.part(), " "),
                               FormatReading(said, language),
                               other.unit().empty() ? "" : absl::StrCat(" ", other.unit())));
  }
  if (!reading.note().empty()) AddLine(text, reading.note());
}

}  // namespace

std::string FormatDecimal(absl::string_view decimal, Language language) {
  const size_t point = std::min(decimal.find('.'), decimal.size());
  std::string text;
  for (size_t i = 0; i < point; ++i) {
    const bool group = i > 0 && (point - i) % 3 == 0 && decimal[i - 1] != '-';
    if (group) text.push_back(' ');
    text.push_back(decimal[i]);
  }
  if (point == decimal.size()) return text;
  return absl::StrCat(text, Say(language, ".", ","), decimal.substr(point + 1));
}

std::string FormatAbsence(Absence absence, Language language) {
  switch (absence) {
    case verkan::event::v1::ABSENCE_NOT_STATED:
      return std::string(Say(language, "not stated", "ej angett"));
    case verkan::event::v1::ABSENCE_BLANK:
      return std::string(Say(language, "blank", "tomt"));
    case verkan::event::v1::ABSENCE_DASH:
      return std::string(Say(language, "dash", "streck"));
    case verkan::event::v1::ABSENCE_FIELD_MISSING:
      return std::string(Say(language, "field missing", "fältet saknas"));
    case verkan::event::v1::ABSENCE_NOT_IN_PROGRAMME:
      return std::string(Say(language, "not in the programme", "inte med i programmet"));
    case verkan::event::v1::ABSENCE_WILL_COME:
      return std::string(Say(language, "will come", "kommer"));
    case verkan::event::v1::ABSENCE_REFUSED:
      return std::string(Say(language, "refused", "ville inte svara"));
    case verkan::event::v1::ABSENCE_NOT_APPLICABLE:
      return std::string(Say(language, "not applicable", "ej tillämpligt"));
    case verkan::event::v1::ABSENCE_NONE:
      return std::string(Say(language, "none", "inga"));
    case verkan::event::v1::ABSENCE_CONFIDENTIAL:
      return std::string(Say(language, "confidential", "sekretess"));
    case verkan::event::v1::ABSENCE_NOT_AVAILABLE:
      return std::string(Say(language, "not available", "uppgift saknas"));
    default:
      return std::string(Say(language, "no figure", "ingen siffra"));
  }
}

std::string FormatReading(const FigureReading& reading, Language language) {
  if (reading.value().empty()) return FormatAbsence(reading.absence(), language);
  const std::string value = FormatDecimal(reading.value(), language);
  if (reading.qualifier() == verkan::event::v1::QUALIFIER_RANGE) {
    return absl::StrCat(value, "–", FormatDecimal(reading.high(), language));
  }
  return absl::StrCat(QualifierWord(reading.qualifier(), language), value);
}

std::string FormatGroup(const Figure& figure, Language language) {
  std::vector<std::string> parts;
  for (int i = 0; i < figure.group_size(); ++i) {
    const std::string& value = figure.group(i);
    const std::string label = i < figure.group_labels_size() ? figure.group_labels(i) : "";
    // A number is told beside its name: "06 Jönköpings län".
    const bool number = !value.empty() && absl::ascii_isdigit(value[0]);
    parts.push_back(value.empty()   ? std::string(Say(language, "(not said)", "(inget angivet)"))
                    : label.empty() ? value
                    : number        ? absl::StrCat(value, " ", label)
                                    : label);
  }
  return absl::StrJoin(parts, ", ");
}

std::string FormatFigure(const Figure& figure, Language language) {
  std::string text = FormatReading(figure.reading(), language);
  const std::string& unit =
      figure.reading().unit().empty() ? figure.unit() : figure.reading().unit();
  if (!unit.empty() && !figure.reading().value().empty()) {
    const bool one = figure.reading().value() == "1" && figure.reading().high().empty();
    absl::StrAppend(&text, " ", NounFor(one, unit, language));
  }
  if (!figure.reading().scope().empty()) absl::StrAppend(&text, ", ", figure.reading().scope());
  if (!figure.text().empty() && figure.text() != figure.reading().value()) {
    absl::StrAppend(&text, Say(language, ", as written \"", ", ordagrant \""), figure.text(), "\"");
  }
  if (!figure.sources().empty()) {
    absl::StrAppend(&text, " (", absl::StrJoin(figure.sources(), "; "), ")");
  }
  return text;
}

std::string FormatCoverage(const Figure& figure, Language language) {
  std::string text;
  if (!figure.period().empty()) {
    AddLine(&text, absl::StrCat(Say(language, "of ", "gäller "), figure.period()));
  }
  AddCoverage(figure.coverage(), language, &text);
  return text;
}

std::string FormatDetails(const Figure& figure, Language language) {
  std::string text;
  AddReading(figure.reading(), language, &text);
  for (const std::string& warning : figure.warnings()) AddLine(&text, warning);
  return text;
}

}  // namespace verkan::cli
