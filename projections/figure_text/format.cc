#include "projections/figure_text/format.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace verkan::projections {
namespace {

using event::v1::FigureReading;
using report::v1::Language;

constexpr absl::string_view kNoBreakSpace = "\xC2\xA0";

Bilingual AbsenceWords(event::v1::Absence absence) {
  switch (absence) {
    case event::v1::ABSENCE_NOT_STATED:
      return {"ej angett", "not stated"};
    case event::v1::ABSENCE_BLANK:
      return {"tomt", "blank"};
    case event::v1::ABSENCE_DASH:
      return {"streck", "dash"};
    case event::v1::ABSENCE_FIELD_MISSING:
      return {"fältet saknas", "field missing"};
    case event::v1::ABSENCE_NOT_IN_PROGRAMME:
      return {"ej i programmet", "not in programme"};
    case event::v1::ABSENCE_WILL_COME:
      return {"kommer", "will come"};
    case event::v1::ABSENCE_REFUSED:
      return {"vill ej svara", "refused"};
    case event::v1::ABSENCE_NOT_APPLICABLE:
      return {"ej tillämpligt", "not applicable"};
    case event::v1::ABSENCE_NONE:
      return {"inga", "none"};
    case event::v1::ABSENCE_CONFIDENTIAL:
      return {"sekretess", "confidential"};
    case event::v1::ABSENCE_NOT_AVAILABLE:
      return {"uppgift saknas", "not available"};
    default:
      return {"", ""};
  }
}

Bilingual QualifierWords(event::v1::Qualifier qualifier) {
  switch (qualifier) {
    case event::v1::QUALIFIER_AT_LEAST:
      return {"minst ", "at least "};
    case event::v1::QUALIFIER_MORE_THAN:
      return {"mer än ", "more than "};
    case event::v1::QUALIFIER_ABOUT:
      return {"omkring ", "about "};
    case event::v1::QUALIFIER_AT_MOST:
      return {"högst ", "at most "};
    case event::v1::QUALIFIER_LESS_THAN:
      return {"mindre än ", "less than "};
    default:
      return {"", ""};
  }
}

std::string FormatUnit(absl::string_view unit, Language language) {
  if (unit.empty()) return "";
  const Bilingual kronor = {"kr", "SEK"};
  const absl::string_view written = unit == "SEK" ? kronor.In(language) : unit;
  return absl::StrCat(kNoBreakSpace, written);
}

}  // namespace

std::string FormatDecimal(absl::string_view value, Language language) {
  const size_t point = std::min(value.find('.'), value.size());
  std::string text;
  for (size_t i = 0; i < point; ++i) {
    if (i > 0 && (point - i) % 3 == 0) absl::StrAppend(&text, kNoBreakSpace);
    text += value[i];
  }
  if (point == value.size()) return text;
  const absl::string_view sign = Bilingual{",", "."}.In(language);
  return absl::StrCat(text, sign, value.substr(point + 1));
}

std::string FormatAbsence(event::v1::Absence absence, Language language) {
  return std::string(AbsenceWords(absence).In(language));
}

std::string FormatFigure(const FigureReading& reading, Language language) {
  if (reading.value().empty()) return FormatAbsence(reading.absence(), language);
  const std::string high =
      reading.high().empty() ? "" : absl::StrCat("–", FormatDecimal(reading.high(), language));
  return absl::StrCat(QualifierWords(reading.qualifier()).In(language),
                      FormatDecimal(reading.value(), language), high,
                      FormatUnit(reading.unit(), language));
}

std::string FormatNote(absl::string_view note, Language language) {
  if (language == report::v1::LANGUAGE_EN) return std::string(note);
  return absl::StrReplaceAll(
      note,
      {{"a breakdown is said to exist and is not given",
        "en uppdelning sägs finnas men anges inte"},
       {"names are given instead of a number", "namn anges i stället för ett antal"},
       {"one municipality is named instead of a number",
        "en kommun namnges i stället för ett antal"},
       {"two municipalities are named instead of a number",
        "två kommuner namnges i stället för ett antal"},
       {"municipalities are named instead of a number", "kommuner namnges i stället för ett antal"},
       {"the range itself is approximate", "spannet är ungefärligt"},
       {"ASF only", "endast ASF"}});
}

}  // namespace verkan::projections
