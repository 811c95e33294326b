#include "services/domain/when.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace verkan::services {
namespace {

constexpr int64_t kMinutesPerDay = 24 * 60;

// Takes exactly `digits` digits off the front.
bool TakeNumber(absl::string_view* text, size_t digits, int* number) {
  if (text->size() < digits) return false;
  *number = 0;
  for (size_t i = 0; i < digits; ++i) {
    if (!absl::ascii_isdigit((*text)[i])) return false;
    *number = *number * 10 + ((*text)[i] - '0');
  }
  text->remove_prefix(digits);
  return true;
}

bool TakeMark(absl::string_view* text, char mark) {
  if (text->empty() || text->front() != mark) return false;
  text->remove_prefix(1);
  return true;
}

bool IsLeapYear(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int DaysInMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[month - 1];
}

// Days from 1970-01-01 in the Gregorian calendar, counting years from March so that
// the leap day comes last.
int32_t DayNumber(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int era = y / 400;
  const int year_of_era = y % 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

Moment WholeDays(int32_t first, int32_t last) {
  return {first * kMinutesPerDay, (last + 1) * kMinutesPerDay - 1};
}

int32_t DayOfMinute(int64_t minute) {
  const int64_t day = minute / kMinutesPerDay;
  return static_cast<int32_t>(minute % kMinutesPerDay < 0 ? day - 1 : day);
}

}  // namespace

std::optional<Moment> ParseMoment(absl::string_view text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  if (!TakeNumber(&text, 4, &year) || year == 0) return std::nullopt;
  if (text.empty()) return WholeDays(DayNumber(year, 1, 1), DayNumber(year, 12, 31));

  if (!TakeMark(&text, '-') || !TakeNumber(&text, 2, &month)) return std::nullopt;
  if (month < 1 || month > 12) return std::nullopt;
  const int days = DaysInMonth(year, month);
  if (text.empty()) return WholeDays(DayNumber(year, month, 1), DayNumber(year, month, days));

  if (!TakeMark(&text, '-') || !TakeNumber(&text, 2, &day)) return std::nullopt;
  if (day < 1 || day > days) return std::nullopt;
  const int32_t number = DayNumber(year, month, day);
  if (text.empty()) return WholeDays(number, number);

  if (!TakeMark(&text, 'T') || !TakeNumber(&text, 2, &hour) || !TakeMark(&text, ':') ||
      !TakeNumber(&text, 2, &minute) || !text.empty() || hour > 23 || minute > 59) {
    return std::nullopt;
  }
  const int64_t at = number * kMinutesPerDay + hour * 60 + minute;
  return Moment{at, at};
}

std::optional<Days> DaysOf(const verkan::event::v1::When& when) {
  const std::optional<Moment> from = ParseMoment(when.from());
  if (!from.has_value()) return std::nullopt;
  const std::optional<Moment> to = when.to().empty() ? from : ParseMoment(when.to());
  if (!to.has_value() || from->first_minute > to->last_minute) return std::nullopt;
  return Days{DayOfMinute(from->first_minute), DayOfMinute(to->last_minute)};
}

void ReadEndsFromText(verkan::event::v1::When* when) {
  if (!when->from().empty() || when->text().empty()) return;
  static constexpr struct {
    absl::string_view word;  // or its ending: "senhösten"
    absl::string_view from, to;
  } kSeasons[] = {{"vår", "-03", "-05"},    {"våren", "-03", "-05"},    {"spring", "-03", "-05"},
                  {"sommar", "-06", "-08"}, {"sommaren", "-06", "-08"}, {"summer", "-06", "-08"},
                  {"höst", "-09", "-11"},   {"hösten", "-09", "-11"},   {"autumn", "-09", "-11"},
                  {"vinter", "-12", "-02"}, {"vintern", "-12", "-02"},  {"winter", "-12", "-02"}};
  const std::string text = absl::AsciiStrToLower(when->text());
  const size_t digit = text.find_first_of("0123456789");
  if (digit == std::string::npos) return;
  absl::string_view years = absl::string_view(text).substr(digit);
  int year = 0, next = 0;
  if (!TakeNumber(&years, 4, &year) || year < 1900 || year > 2199) return;
  // The year that a winter ends in: "2018/19" or "2018-2019".
  if (!years.empty() && (years[0] == '/' || years[0] == '-')) {
    years.remove_prefix(1);
    if (!TakeNumber(&years, years.size() == 2 ? 2 : 4, &next)) return;
    if (next < 100) next += year / 100 * 100;
    if (next != year + 1) return;
  }
  if (!years.empty()) return;
  const absl::string_view words =
      absl::StripAsciiWhitespace(absl::string_view(text).substr(0, digit));
  for (const auto& season : kSeasons) {
    if (!absl::EndsWith(words, season.word)) continue;
    const bool winter = season.from == "-12";
    if (!winter && next != 0) return;
    if (winter && next == 0) break;
    when->set_from(absl::StrCat(year, season.from));
    when->set_to(absl::StrCat(winter ? next : year, season.to));
    return;
  }
  const bool winter = absl::EndsWith(words, "vinter") || absl::EndsWith(words, "vintern") ||
                      absl::EndsWith(words, "winter");
  if (next == 0 && (words.empty() || winter)) when->set_from(absl::StrCat(year));
}

std::string TextOf(const verkan::event::v1::When& when) {
  return when.to().empty() || when.to() == when.from()
             ? when.from()
             : absl::StrCat(when.from(), " to ", when.to());
}

std::string TextOf(int32_t day) { return absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) + day); }

bool Overlap(const Days& a, const Days& b) { return a.first <= b.last && b.first <= a.last; }

bool Apart(const std::optional<Days>& a, const std::optional<Days>& b) {
  return a.has_value() && b.has_value() && !Overlap(*a, *b);
}

}  // namespace verkan::services
