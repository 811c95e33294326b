#include "clients/cli/arguments.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace verkan::cli {
namespace {

absl::Status Wanted(absl::string_view text, absl::string_view wanted) {
  return absl::InvalidArgumentError(absl::StrCat("\"", text, "\": wanted ", wanted));
}

bool IsDate(absl::string_view text, absl::CivilDay* day) {
  return text.size() == 10 && absl::ParseCivilTime(text, day);
}

// Local minutes or seconds, or RFC 3339.
bool IsMoment(absl::string_view text, absl::Time* time) {
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, time, &error)) return true;
  for (const char* format : {"%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"}) {
    if (absl::ParseTime(format, text, SwedishTime(), time, &error)) return true;
  }
  return false;
}

std::string ToUtc(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<AsOf> ParseAsOf(absl::string_view text) {
  AsOf as_of;
  absl::CivilDay day;
  absl::Time time;
  if (!text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit)) {
    if (absl::SimpleAtoi(text, &as_of.position) && as_of.position > 0) return as_of;
  } else if (IsDate(text, &day)) {
    as_of.time = std::string(text);
    as_of.last = absl::FromCivil(day + 1, SwedishTime()) - absl::Microseconds(1);
    return as_of;
  } else if (IsMoment(text, &time)) {
    as_of.time = ToUtc(time);
    as_of.last = time;
    return as_of;
  }
  return Wanted(text,
                "a position such as 17, a date such as 2026-11-22 or a time such as "
                "2026-11-22T14:30");
}

absl::StatusOr<std::string> ParseTimeBound(absl::string_view text, bool end) {
  absl::CivilDay day;
  absl::Time time;
  if (IsDate(text, &day)) return ToUtc(absl::FromCivil(end ? day + 1 : day, SwedishTime()));
  if (IsMoment(text, &time)) return ToUtc(time);
  return Wanted(text, "a date such as 2026-11-22 or a time such as 2026-11-22T14:30");
}

absl::StatusOr<std::string> ParseDayBound(absl::string_view text, bool end) {
  absl::CivilDay day;
  absl::CivilMonth month;
  absl::CivilYear year;
  if (IsDate(text, &day)) return std::string(text);
  if (text.size() == 7 && absl::ParseCivilTime(text, &month)) {
    return absl::FormatCivilTime(end ? absl::CivilDay(month + 1) - 1 : absl::CivilDay(month));
  }
  if (text.size() == 4 && absl::ParseCivilTime(text, &year)) {
    return absl::FormatCivilTime(end ? absl::CivilDay(year + 1) - 1 : absl::CivilDay(year));
  }
  return Wanted(text, "a year, month or day such as 2021, 2021-03 or 2021-03-05");
}

absl::StatusOr<figure::v1::SourcePreference> ParsePreference(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits(':', 1));
  figure::v1::SourcePreference preference;
  preference.set_source(std::string(absl::StripAsciiWhitespace(parts.first)));
  for (absl::string_view region : absl::StrSplit(parts.second, ',', absl::SkipWhitespace())) {
    preference.add_region_codes(std::string(absl::StripAsciiWhitespace(region)));
  }
  const bool colon = text.find(':') != absl::string_view::npos;
  if (preference.source().empty() || (colon && preference.region_codes().empty())) {
    return Wanted(text, "a source such as Sofisam, or one for some regions such as Sofisam:12,03");
  }
  return preference;
}

absl::StatusOr<figure::v1::DimensionFilter> ParseFilter(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  figure::v1::DimensionFilter filter;
  filter.set_dimension(std::string(absl::StripAsciiWhitespace(parts.first)));
  if (absl::StrContains(text, '=')) {
    // An empty value asks for what says none, also as one of several.
    for (absl::string_view value : absl::StrSplit(parts.second, ',')) {
      filter.add_values(std::string(absl::StripAsciiWhitespace(value)));
    }
  }
  if (filter.dimension().empty() || filter.values().empty()) {
    return Wanted(text,
                  "a dimension and its values, such as project=siru-2, region=06,23 or, for "
                  "those that say nothing, project=");
  }
  return filter;
}

absl::StatusOr<verkan::event::v1::When> ParseWhen(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits("..", 1));
  verkan::event::v1::When when;
  when.set_from(std::string(absl::StripAsciiWhitespace(parts.first)));
  when.set_to(std::string(absl::StripAsciiWhitespace(parts.second)));
  const bool period = text.find("..") != absl::string_view::npos;
  if (when.from().empty() || (period && when.to().empty())) {
    return Wanted(text, "a year, month or day such as 2019, or a period such as 2021..2023");
  }
  return when;
}

std::string FullTypeName(const std::string& type) {
  return type.find('.') == std::string::npos ? absl::StrCat("verkan.event.v1.", type) : type;
}

absl::TimeZone SwedishTime() {
  absl::TimeZone zone;
  absl::LoadTimeZone("Europe/Stockholm", &zone);
  return zone;
}

}  // namespace verkan::cli
