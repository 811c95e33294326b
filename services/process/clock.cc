#include "services/process/clock.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "eventstore/record.h"

namespace verkan::services {

absl::Duration AheadOf(absl::Time now, const eventstore::EventStore& log) {
  const absl::StatusOr<std::string> bytes = log.head() == 0 ? "" : log.Get(log.head());
  eventstore::RecordView record;
  if (!bytes.ok() || !eventstore::ParseRecord(*bytes, &record).ok()) return absl::ZeroDuration();
  return std::max(absl::FromUnixMicros(record.recorded_at_micros) - now, absl::ZeroDuration());
}

absl::Status CheckClock(absl::Time now, const eventstore::EventStore& log) {
  const absl::Duration ahead = AheadOf(now, log);
  if (ahead <= absl::Hours(24)) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "the last event of the log, at position ", log.head(), ", is dated ",
      absl::FormatTime(absl::RFC3339_sec, now + ahead, absl::UTCTimeZone()),
      ", which is more than a day ahead of this machine's clock, ",
      absl::FormatTime(absl::RFC3339_sec, now, absl::UTCTimeZone()),
      ". Every event from now on would be dated so too, and questions as of a day would not find "
      "it. Set the clock if it is wrong; restore a backup from before if the clock was wrong then; "
      "or start with --accept-time-ahead to go on so"));
}

}  // namespace verkan::services
