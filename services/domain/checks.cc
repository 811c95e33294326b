#include "services/domain/checks.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/text.h"
#include "projections/figure_text/figure_text.h"
#include "projections/figure_text/reading.h"
#include "regions/regions.h"
#include "services/domain/personal_number.h"
#include "services/domain/when.h"

namespace verkan::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using verkan::event::v1::FigureReading;
using verkan::event::v1::When;

constexpr absl::string_view kIdWanted =
    "an id: 1 to 100 of lower-case letters, digits, '-', '.' and '_'";
constexpr absl::string_view kTextWanted =
    "text in UTF-8, at most 10000 bytes, without control, direction or invisible characters";
constexpr absl::string_view kRegionWanted = "an SCB region code, two digits, such as 06";
constexpr absl::string_view kMunicipalityWanted =
    "an SCB municipality code, four digits, such as 0680";
constexpr absl::string_view kAmountWanted =
    "an amount: digits, and at most 4 decimals after a point, such as 250000 or 99.50";
constexpr absl::string_view kNumberWanted =
    "a number: digits, and at most 4 decimals after a point, such as 1200 or 2.7";

// Four decimals and fourteen digits before them fit 63 bits.
constexpr size_t kMaxWhole = 14;
constexpr size_t kMaxDecimals = 4;

bool IsIdCharacter(char c) {
  return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-' || c == '.' || c == '_';
}

bool IsId(absl::string_view value) {
  if (value.empty() || value.size() > kMaxIdBytes) return false;
  for (const char c : value) {
    if (!IsIdCharacter(c)) return false;
  }
  return true;
}

// What people write may have lines and columns.
bool IsText(absl::string_view value) {
  return value.size() <= kMaxTextBytes && eventstore::IsVisible(value, "\n\t\r");
}

// The number times 10000; nothing if it is not a decimal.
std::optional<int64_t> ParseDecimal(absl::string_view text) {
  const bool negative = absl::ConsumePrefix(&text, "-");
  const size_t point = text.find('.');
  const absl::string_view whole = text.substr(0, point);
  const absl::string_view decimals = point == absl::string_view::npos ? "" : text.substr(point + 1);
  if (whole.empty() || whole.size() > kMaxWhole || decimals.size() > kMaxDecimals ||
      (point != absl::string_view::npos && decimals.empty())) {
    return std::nullopt;
  }
  int64_t value = 0;
  for (const absl::string_view digits : {whole, decimals}) {
    for (const char c : digits) {
      if (!absl::ascii_isdigit(c)) return std::nullopt;
      value = value * 10 + (c - '0');
    }
  }
  for (size_t i = decimals.size(); i < kMaxDecimals; ++i) value *= 10;
  return negative ? -value : value;
}

std::string Item(absl::string_view path, int index) { return absl::StrCat(path, "[", index, "]"); }

// What may be shown of a text that is wrong: nothing that is not seen.
std::string Shown(absl::string_view value) {
  constexpr size_t kMaxShown = 200;
  if (IsText(value) && value.size() <= kMaxShown) return std::string(value);
  std::string shown = eventstore::Escaped(value.substr(0, kMaxShown), "\n\t\r");
  if (value.size() > kMaxShown) absl::StrAppend(&shown, "… (", value.size(), " bytes)");
  return shown;
}

}  // namespace

void Checks::Fail(absl::string_view path, absl::string_view value, absl::string_view wanted) {
  const bool personal = HoldsPersonalNumber(value);
  violations_.push_back(
      {std::string(path), personal ? std::string(kWithheld) : Shown(value), std::string(wanted)});
}

void Checks::Id(absl::string_view path, absl::string_view value) {
  if (HoldsPersonalNumber(value)) {
    Fail(path, value, "an id without a personal identity number, such as a random one");
  } else if (!IsId(value)) {
    Fail(path, value, kIdWanted);
  }
}

void Checks::OptionalId(absl::string_view path, absl::string_view value) {
  if (!value.empty()) Id(path, value);
}

void Checks::Ids(absl::string_view path, const Texts& values) {
  if (values.size() > kMaxListed) {
    Fail(path, absl::StrCat(values.size(), " ids"), absl::StrCat("at most ", kMaxListed, " ids"));
    return;
  }
  for (int i = 0; i < values.size(); ++i) {
    Id(Item(path, i), values[i]);
  }
}

void Checks::Text(absl::string_view path, absl::string_view value) {
  if (HoldsPersonalNumber(value)) {
    Fail(path, value, kImpersonalWanted);
  } else if (!IsText(value)) {
    Fail(path, value, kTextWanted);
  }
}

void Checks::RequiredText(absl::string_view path, absl::string_view value) {
  if (absl::StripAsciiWhitespace(value).empty()) {
    Fail(path, value, "text that is not empty");
  } else {
    Text(path, value);
  }
}

void Checks::PersonalText(absl::string_view path, absl::string_view value) {
  Checks checks;
  checks.Text(path, value);
  for (const Violation& violation : checks.violations()) Fail(path, kWithheld, violation.wanted);
}

void Checks::TextList(absl::string_view path, const Texts& values) {
  if (values.size() > kMaxListed) {
    Fail(path, absl::StrCat(values.size(), " texts"),
         absl::StrCat("at most ", kMaxListed, " texts"));
    return;
  }
  for (int i = 0; i < values.size(); ++i) RequiredText(Item(path, i), values[i]);
}

void Checks::OptionalRegion(absl::string_view path, absl::string_view value) {
  if (!value.empty() && regions::FindRegion(value) == nullptr) {
    Fail(path, value, kRegionWanted);
  }
}

void Checks::OptionalRegionOrCountry(absl::string_view path, absl::string_view value) {
  if (value == regions::kCountryCode) return;
  if (!value.empty() && regions::FindRegion(value) == nullptr) {
    Fail(path, value, absl::StrCat(kRegionWanted, ", or 00 for the country"));
  }
}

void Checks::Regions(absl::string_view path, const Texts& values) {
  const int all = static_cast<int>(regions::Regions().size());
  if (values.empty()) Fail(path, "", absl::StrCat("at least one region: ", kRegionWanted));
  if (values.size() > all) {
    Fail(path, absl::StrCat(values.size(), " regions"), absl::StrCat("at most ", all, " regions"));
    return;
  }
  for (int i = 0; i < values.size(); ++i) {
    if (regions::FindRegion(values[i]) == nullptr) {
      Fail(Item(path, i), values[i], kRegionWanted);
    }
  }
}

void Checks::OptionalMunicipality(absl::string_view path, absl::string_view value,
                                  absl::string_view region) {
  if (value.empty()) return;
  if (regions::FindMunicipality(value) == nullptr) {
    Fail(path, value, kMunicipalityWanted);
  } else if (regions::FindRegion(region) != nullptr && value.substr(0, 2) != region) {
    Fail(path, value, absl::StrCat("a municipality of region ", region));
  }
}

void Checks::Municipalities(absl::string_view path, const Texts& values) {
  if (values.size() > kMaxListed) {
    return Fail(path, absl::StrCat(values.size(), " municipalities"),
                absl::StrCat("at most ", kMaxListed, " municipalities"));
  }
  for (int i = 0; i < values.size(); ++i) {
    if (regions::FindMunicipality(values[i]) == nullptr) {
      Fail(Item(path, i), values[i], kMunicipalityWanted);
    }
  }
}

void Checks::OptionalUrl(absl::string_view path, absl::string_view value) {
  if (value.empty()) return;
  const bool address = absl::StartsWith(value, "https://") || absl::StartsWith(value, "http://");
  const bool blank = std::any_of(value.begin(), value.end(), absl::ascii_isspace);
  if (!address || blank || absl::EndsWith(value, "://")) {
    Fail(path, value, "an address that begins with https:// or http://");
  } else {
    Text(path, value);
  }
}

void Checks::OptionalLanguage(absl::string_view path, absl::string_view value) {
  const bool letters = std::all_of(value.begin(), value.end(), absl::ascii_islower);
  if (value.empty() || (letters && (value.size() == 2 || value.size() == 3))) return;
  Fail(path, value, "a language code, such as sv or en");
}

void Checks::OptionalAmount(absl::string_view path, absl::string_view value) {
  if (value.empty()) return;
  const std::optional<int64_t> amount = ParseDecimal(value);
  if (!amount.has_value() || *amount < 0) Fail(path, value, kAmountWanted);
}

// Earlier years are slips of the pen.
constexpr absl::string_view kFirstYear = "1900";

void Checks::Days(absl::string_view path, bool present, const When& when) {
  if (!present) return;
  Text(absl::StrCat(path, ".text"), when.text());
  const std::optional<Moment> from = ParseMoment(when.from());
  if (!from.has_value() || when.from() < kFirstYear)
    Fail(absl::StrCat(path, ".from"), when.from(), kMomentWanted);
  if (when.to().empty()) return;
  const std::optional<Moment> to = ParseMoment(when.to());
  if (!to.has_value()) {
    Fail(absl::StrCat(path, ".to"), when.to(), kMomentWanted);
  } else if (from.has_value() && from->first_minute > to->last_minute) {
    Fail(absl::StrCat(path, ".to"), when.to(), absl::StrCat("a date not before ", when.from()));
  }
}

void Checks::NotAhead(absl::string_view path, const When& when) {
  const std::optional<services::Days> days = DaysOf(when);
  if (days.has_value() && days->first > today_ + 1) {
    Fail(absl::StrCat(path, ".from"), when.from(),
         "a day that has come: it is said to have happened");
  }
}

void Checks::RequiredDays(absl::string_view path, bool present, const When& when) {
  if (!present) {
    Fail(path, "", kMomentWanted);
  } else {
    Days(path, present, when);
  }
}

void Checks::Number(const std::string& path, absl::string_view value) {
  if (!ParseDecimal(value).has_value()) Fail(path, value, kNumberWanted);
}

void Checks::Reading(absl::string_view path, const FigureReading& reading) {
  const auto at = [path](absl::string_view field) { return absl::StrCat(path, ".", field); };
  const bool absent = reading.absence() != event::v1::ABSENCE_UNSPECIFIED;
  const bool range = reading.qualifier() == event::v1::QUALIFIER_RANGE;
  Enum(at("qualifier"), reading.qualifier(), event::v1::Qualifier_descriptor(), false);
  Enum(at("absence"), reading.absence(), event::v1::Absence_descriptor(), false);
  if (absent) {
    if (!reading.value().empty()) Fail(at("value"), reading.value(), "nothing beside an absence");
  } else {
    Number(at("value"), reading.value());
  }
  if (range && !absent) {
    Number(at("high"), reading.high());
    const auto low = ParseDecimal(reading.value()), high = ParseDecimal(reading.high());
    if (low.has_value() && high.has_value() && *high < *low) {
      Fail(at("high"), reading.high(), absl::StrCat("a number not below ", reading.value()));
    }
  } else if (!reading.high().empty()) {
    Fail(at("high"), reading.high(), "nothing but for a range");
  }
  Text(at("unit"), reading.unit());
  Text(at("scope"), reading.scope());
  Text(at("note"), reading.note());
  for (int i = 0; i < reading.breakdown_size(); ++i) {
    const std::string part = Item(at("breakdown"), i);
    RequiredText(absl::StrCat(part, ".name"), reading.breakdown(i).name());
    Number(absl::StrCat(part, ".value"), reading.breakdown(i).value());
  }
  for (int i = 0; i < reading.contradictions_size(); ++i) {
    const std::string other = Item(at("contradictions"), i);
    Text(absl::StrCat(other, ".part"), reading.contradictions(i).part());
    Number(absl::StrCat(other, ".value"), reading.contradictions(i).value());
    RequiredText(absl::StrCat(other, ".source"), reading.contradictions(i).source());
  }
}

void Checks::NumberReading(absl::string_view path, const FigureReading& reading) {
  if (reading.absence() != event::v1::ABSENCE_UNSPECIFIED) {
    Fail(path, event::v1::Absence_Name(reading.absence()), kNumberWanted);
  } else {
    Reading(path, reading);
  }
}

void Checks::Enum(absl::string_view path, int value, const google::protobuf::EnumDescriptor* type,
                  bool stated) {
  const auto* known = type->FindValueByNumber(value);
  if (known != nullptr && (value != 0 || !stated)) return;
  std::string wanted = "one of";
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    absl::StrAppend(&wanted, wanted.size() > 6 ? ", " : " ", type->value(i)->name());
  }
  Fail(path, known == nullptr ? absl::StrCat(value) : value == 0 ? "" : known->name(), wanted);
}

std::optional<FigureReading> ReadText(absl::string_view path, absl::string_view text,
                                      Checks* checks) {
  absl::StatusOr<FigureReading> reading = projections::ReadFigureText(text);
  if (reading.ok()) return *std::move(reading);
  checks->Fail(path, text, reading.status().message());
  return std::nullopt;
}

void CheckReadingOfText(absl::string_view path, absl::string_view text,
                        const FigureReading& reading, Checks* checks) {
  if (text.empty()) return;
  const absl::StatusOr<FigureReading> read = projections::ReadFigureText(text);
  if (!read.ok()) return;  // what we cannot read the caller may
  // A text without a numeral, such as "flera", may be said to state no number.
  const bool numeral = std::any_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (reading.absence() != event::v1::ABSENCE_UNSPECIFIED && !numeral) return;
  const bool same = reading.absence() == read->absence() &&
                    ParseDecimal(reading.value()) == ParseDecimal(read->value()) &&
                    ParseDecimal(reading.high()) == ParseDecimal(read->high()) &&
                    (reading.value().empty() ||
                     projections::QualifierOf(reading) == projections::QualifierOf(*read));
  if (same) return;
  const std::string& says =
      read->value().empty() ? event::v1::Absence_Name(read->absence()) : read->value();
  checks->Fail(path, reading.value(),
               absl::StrCat("no reading, or what the text \"", text, "\" says: ", says,
                            read->high().empty() ? "" : "–", read->high()));
}

void ReadTimes(Message* fact) {
  const auto* reflection = fact->GetReflection();
  for (int i = 0; i < fact->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = fact->GetDescriptor()->field(i);
    if (field->message_type() == nullptr || field->is_repeated() ||
        !reflection->HasField(*fact, field)) {
      continue;
    }
    Message* message = reflection->MutableMessage(fact, field);
    if (field->message_type() == When::descriptor()) {
      ReadEndsFromText(static_cast<When*>(message));
    } else {
      ReadTimes(message);
    }
  }
}

void CompleteReadings(Message* fact, absl::string_view path, Checks* checks) {
  const auto* reflection = fact->GetReflection();
  const auto* text = fact->GetDescriptor()->FindFieldByName("text");
  for (int i = 0; i < fact->GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = fact->GetDescriptor()->field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const std::string here = absl::StrCat(path, ".", field->name());
    if (field->message_type() == FigureReading::descriptor()) {
      const std::string said = text == nullptr ? "" : reflection->GetString(*fact, text);
      if (said.empty()) continue;
      if (reflection->HasField(*fact, field)) {
        const Message& reading = reflection->GetMessage(*fact, field);
        CheckReadingOfText(here, said, static_cast<const FigureReading&>(reading), checks);
      } else if (auto read = ReadText(absl::StrCat(path, ".text"), said, checks)) {
        reflection->MutableMessage(fact, field)->CopyFrom(*read);
      }
    } else if (field->is_repeated()) {
      for (int k = 0; k < reflection->FieldSize(*fact, field); ++k) {
        CompleteReadings(reflection->MutableRepeatedMessage(fact, field, k), Item(here, k), checks);
      }
    } else if (reflection->HasField(*fact, field)) {
      CompleteReadings(reflection->MutableMessage(fact, field), here, checks);
    }
  }
}

std::string NoCountIn(const FigureReading& reading) {
  for (const std::string& number : {reading.value(), reading.high()}) {
    const auto decimal = ParseDecimal(number);
    if (decimal.has_value() && (*decimal < 0 || *decimal % 10000 != 0)) return number;
  }
  const bool counted = reading.unit() != "SEK" && reading.unit() != "%";
  return counted ? "" : absl::StrCat(reading.value(), " ", reading.unit());
}

}  // namespace verkan::services
