#include "projections/figure/as_of.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "eventstore/status_macros.h"

namespace verkan::projections {
namespace {

// Swedish time. Where the machine has no time zone data: standard time all the year, which
// ends a summer's day an hour late.
absl::TimeZone Sweden() {
  absl::TimeZone zone;
  return absl::LoadTimeZone("Europe/Stockholm", &zone) ? zone : absl::FixedTimeZone(3600);
}

// Microseconds up to which the text reaches, inclusive.
absl::StatusOr<int64_t> LastMicros(const std::string& text) {
  absl::CivilDay day;
  if (text.size() == 10 && absl::ParseCivilTime(text, &day)) {
    return absl::ToUnixMicros(absl::FromCivil(day + 1, Sweden())) - 1;
  }
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) return absl::ToUnixMicros(time);
  return absl::InvalidArgumentError(
      absl::StrCat("as_of_time: \"", text,
                   "\", wanted a time such as 2026-03-05T14:30:00Z or a date such as "
                   "2026-03-05"));
}

}  // namespace

absl::StatusOr<eventstore::Position> ResolveAsOf(eventstore::Position position,
                                                 const std::string& time,
                                                 eventstore::Position reflected,
                                                 const eventstore::EventStore& store) {
  if (time.empty()) return position == 0 ? reflected : std::min(position, reflected);
  if (position != 0) {
    return absl::InvalidArgumentError(
        "as_of_time: given beside as_of_position, wanted one of them");
  }
  VERKAN_ASSIGN_OR_RETURN(int64_t micros, LastMicros(time));
  VERKAN_ASSIGN_OR_RETURN(eventstore::Position then, store.PositionAt(micros));
  return std::min(then, reflected);
}

}  // namespace verkan::projections
