#include "projections/figure_text/format.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "projections/labels/labels.h"

namespace verkan::projections {
namespace {

using event::v1::FigureReading;
using report::v1::Language;

constexpr absl::string_view kNoBreakSpace = "\xC2\xA0";

// The label of a value of an enumeration; empty for one that is not said.
template <typename Enum>
absl::string_view Word(Enum value, Language language) {
  const auto* descriptor = google::protobuf::GetEnumDescriptor<Enum>();
  const auto* known = descriptor->FindValueByNumber(value);
  if (known == nullptr || value == 0) return "";
  // "ABSENCE_NOT_STATED" without the name of the enumeration.
  const std::string key =
      absl::AsciiStrToLower(known->name().substr(descriptor->name().size() + 1));
  const Label* label = FindValue(descriptor->name(), key);
  return label == nullptr ? "" : label->one.In(language);
}

// "minst ", before the number; nothing for those that it shows itself.
std::string QualifierBefore(event::v1::Qualifier qualifier, Language language) {
  if (qualifier == event::v1::QUALIFIER_EXACT || qualifier == event::v1::QUALIFIER_RANGE) return "";
  const absl::string_view word = Word(qualifier, language);
  return word.empty() ? "" : absl::StrCat(word, " ");
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
  return std::string(Word(absence, language));
}

std::string FormatFigure(const FigureReading& reading, Language language) {
  if (reading.value().empty()) return FormatAbsence(reading.absence(), language);
  const std::string high =
      reading.high().empty() ? "" : absl::StrCat("–", FormatDecimal(reading.high(), language));
  return absl::StrCat(QualifierBefore(reading.qualifier(), language),
                      FormatDecimal(reading.value(), language), high,
                      FormatUnit(reading.unit(), language));
}

std::string FormatNote(absl::string_view note, Language language) {
  static constexpr Bilingual kNotes[] = {
      {"en uppdelning sägs finnas men anges inte", "a breakdown is said to exist and is not given"},
      {"namn anges i stället för ett antal", "names are given instead of a number"},
      {"en kommun namnges i stället för ett antal",
       "one municipality is named instead of a number"},
      {"två kommuner namnges i stället för ett antal",
       "two municipalities are named instead of a number"},
      {"kommuner namnges i stället för ett antal", "municipalities are named instead of a number"},
      {"spannet är ungefärligt", "the range itself is approximate"},
      {"endast ASF", "ASF only"}};
  std::vector<std::pair<absl::string_view, absl::string_view>> replacements;
  for (const Bilingual& known : kNotes) {
    replacements.emplace_back(known.english, known.In(language));
  }
  return absl::StrReplaceAll(note, replacements);
}

}  // namespace verkan::projections
