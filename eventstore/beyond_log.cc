#include "eventstore/beyond_log.h"

#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace verkan::eventstore {
namespace {

constexpr absl::string_view kPayload = "verkan/beyond-log";

}  // namespace

absl::Status ToStatus(const BeyondLog& beyond) {
  absl::Status status = absl::OutOfRangeError(
      beyond.position > 0
          ? absl::StrCat("the log has no position ", beyond.position, "; it ends at ", beyond.head)
          : absl::StrCat("the time ", beyond.time, " is still to come; the log ends at ",
                         beyond.head));
  status.SetPayload(
      kPayload, absl::Cord(absl::StrCat(beyond.position, "\t", beyond.time, "\t", beyond.head)));
  return status;
}

absl::Status CheckWithinLog(Position position, Position head) {
  if (position <= head) return absl::OkStatus();
  return ToStatus(BeyondLog{.position = position, .head = head});
}

std::optional<BeyondLog> ReadBeyondLog(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayload);
  if (!payload.has_value()) return std::nullopt;
  const std::string line(*payload);
  const std::vector<std::string> fields = absl::StrSplit(line, '\t');
  BeyondLog beyond;
  if (fields.size() != 3 || !absl::SimpleAtoi(fields[0], &beyond.position) ||
      !absl::SimpleAtoi(fields[2], &beyond.head)) {
    return std::nullopt;
  }
  beyond.time = fields[1];
  return beyond;
}

}  // namespace verkan::eventstore
