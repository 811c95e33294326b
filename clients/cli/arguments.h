// Reads what people write on the command line. Pure; errors say what was wanted.
#ifndef VERKAN_CLIENTS_CLI_ARGUMENTS_H_
#define VERKAN_CLIENTS_CLI_ARGUMENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "verkan/event/v1/common.pb.h"
#include "verkan/figure/v1/figure_service.pb.h"

namespace verkan::cli {

// AsOf is a moment of the log. Both empty: now.
struct AsOf {
  uint64_t position = 0;
  std::string time;  // RFC 3339 or a date
  absl::Time last;   // the moment up to which `time` reaches
};

// "17" (a position), "2026-11-22" (the end of that day), "2026-11-22T14:30" (Swedish time)
// or RFC 3339.
absl::StatusOr<AsOf> ParseAsOf(absl::string_view text);

// The same forms but for positions, as RFC 3339. A date is its first moment, or with
// `end` the moment after its last.
absl::StatusOr<std::string> ParseTimeBound(absl::string_view text, bool end);

// A day as ISO 8601: "2021-03-05", or the first day, with `end` the last, of a month "2021-03" or
// a year "2021".
absl::StatusOr<std::string> ParseDayBound(absl::string_view text, bool end);

// "Sofisam", or "Sofisam:12,03" for these regions only.
absl::StatusOr<figure::v1::SourcePreference> ParsePreference(absl::string_view text);

// "project=siru-2", or "region=06,23" for any of several.
absl::StatusOr<figure::v1::DimensionFilter> ParseFilter(absl::string_view text);

// "2019", "2021-03", or "2021..2023" for a period. The server checks the dates.
absl::StatusOr<verkan::event::v1::When> ParseWhen(absl::string_view text);

// Full name of an event type: names without a dot are Verkan's own.
std::string FullTypeName(const std::string& type);

// Europe/Stockholm; UTC if the system has no time zones.
absl::TimeZone SwedishTime();

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_ARGUMENTS_H_
