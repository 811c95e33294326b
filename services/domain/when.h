// Reads the times at which things happened: ISO 8601 of reduced precision, Swedish
// local time, exactly as precise as the source is.
//
//   ParseMoment("2021-03")        // from 2021-03-01 00:00 to 2021-03-31 23:59
//   DaysOf({from: "2021"})        // 2021-01-01 to 2021-12-31
#ifndef VERKAN_SERVICES_DOMAIN_WHEN_H_
#define VERKAN_SERVICES_DOMAIN_WHEN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "verkan/event/v1/common.pb.h"

namespace verkan::services {

// What violations say was wanted.
inline constexpr absl::string_view kMomentWanted =
    "a date as precise as it is known: 2021, 2021-03, 2021-03-05 or 2021-03-05T14:30";

// Days since 1970-01-01, both inclusive.
struct Days {
  int32_t first = 0;
  int32_t last = 0;

  friend bool operator==(const Days& a, const Days& b) {
    return a.first == b.first && a.last == b.last;
  }
};

// Where and when a fact is recorded, as far as rules depend on it.
struct RecordedAt {
  uint64_t position = UINT64_MAX;  // UINT64_MAX: after everything that is in the log
  int32_t day = 0;                 // in Sweden, since 1970-01-01
  std::string event_id = {};       // as text; empty: not recorded yet
};

// The minutes a moment of reduced precision may mean, counted from 1970-01-01 00:00
// local time, both inclusive.
struct Moment {
  int64_t first_minute = 0;
  int64_t last_minute = 0;
};

// "2021", "2021-03", "2021-03-05" or "2021-03-05T14:30"; nothing for any other text.
std::optional<Moment> ParseMoment(absl::string_view text);

// The days on which it can have happened; nothing if it is not a valid When.
std::optional<Days> DaysOf(const verkan::event::v1::When& when);

// Fills in the ends of a When that has only a text, if the text names a year, or a season of one:
// "2013", "våren 2019", "autumn 2021", "senhösten 2013", "vintern 2018/19" (from December to
// February; a winter of one year may be at either end of it, and is that year). "Late" and the like
// do not narrow a season. Anything else is left as it is.
void ReadEndsFromText(verkan::event::v1::When* when);

// As people read it: "2021-03", "2021 to 2023".
std::string TextOf(const verkan::event::v1::When& when);

// A day since 1970-01-01, as "2021-03-05".
std::string TextOf(int32_t day);

// Whether they share a day, and whether both are known and share none.
bool Overlap(const Days& a, const Days& b);
bool Apart(const std::optional<Days>& a, const std::optional<Days>& b);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_WHEN_H_
