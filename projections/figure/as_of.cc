#include "projections/figure/as_of.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "eventstore/beyond_log.h"
#include "eventstore/status_macros.h"
#include "regions/swedish_time.h"

namespace verkan::projections {
namespace {

// Microseconds that a text stands for, both inclusive.
struct Span {
  int64_t first = 0;
  int64_t last = 0;
};

absl::StatusOr<Span> SpanOf(const std::string& text) {
  absl::CivilDay day;
  if (text.size() == 10 && absl::ParseCivilTime(text, &day)) {
    return Span{absl::ToUnixMicros(absl::FromCivil(day, regions::SwedishTime())),
                absl::ToUnixMicros(absl::FromCivil(day + 1, regions::SwedishTime())) - 1};
  }
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return Span{absl::ToUnixMicros(time), absl::ToUnixMicros(time)};
  }
  return absl::InvalidArgumentError(
      absl::StrCat("as_of_time: \"", text,
                   "\", wanted a time such as 2026-03-05T14:30:00Z or a date such as "
                   "2026-03-05"));
}

}  // namespace

absl::StatusOr<eventstore::Position> ResolveAsOf(eventstore::Position position,
                                                 const std::string& time,
                                                 eventstore::Position reflected,
                                                 const eventstore::EventStore& store,
                                                 absl::Time now) {
  const eventstore::Position head = store.head();
  if (time.empty()) {
    VERKAN_RETURN_IF_ERROR(eventstore::CheckWithinLog(position, head));
    return position == 0 ? reflected : std::min(position, reflected);
  }
  if (position != 0) {
    return absl::InvalidArgumentError(
        "as_of_time: given beside as_of_position, wanted one of them");
  }
  VERKAN_ASSIGN_OR_RETURN(const Span span, SpanOf(time));
  if (span.first > absl::ToUnixMicros(now)) {
    VERKAN_ASSIGN_OR_RETURN(const eventstore::Position before, store.PositionAt(span.first - 1));
    if (before >= head)
      return eventstore::ToStatus(eventstore::BeyondLog{.time = time, .head = head});
  }
  VERKAN_ASSIGN_OR_RETURN(eventstore::Position then, store.PositionAt(span.last));
  return std::min(then, reflected);
}

}  // namespace verkan::projections
