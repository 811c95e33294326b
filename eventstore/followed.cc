#include "eventstore/followed.h"

#include <string>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "eventstore/proofs/tile.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr absl::string_view kPayload = "verkan/other-log";

}  // namespace

absl::StatusOr<Followed> FollowedUpTo(const EventStore& log, Position position) {
  if (position == 0) return Followed();
  VERKAN_ASSIGN_OR_RETURN(const std::string record, log.Get(position));
  return Followed{.position = position, .hash = RecordLeaf(record)};
}

absl::Status CheckFollowed(const EventStore& log, const Followed& followed) {
  const OtherLog other = {.position = followed.position, .head = log.head()};
  if (followed.position > other.head) return ToStatus(other);
  VERKAN_ASSIGN_OR_RETURN(const Followed here, FollowedUpTo(log, followed.position));
  return here.hash == followed.hash ? absl::OkStatus() : ToStatus(other);
}

absl::Status ToStatus(const OtherLog& other) {
  absl::Status status = absl::DataLossError(
      absl::StrCat("this is not the log that was followed: what was read at position ",
                   other.position, " is not in it; it ends at ", other.head));
  status.SetPayload(kPayload, absl::Cord(absl::StrCat(other.position, "\t", other.head)));
  return status;
}

std::optional<OtherLog> ReadOtherLog(const absl::Status& status) {
  const absl::optional<absl::Cord> payload = status.GetPayload(kPayload);
  if (!payload.has_value()) return std::nullopt;
  const std::string line(*payload);
  const std::vector<std::string> fields = absl::StrSplit(line, '\t');
  OtherLog other;
  if (fields.size() != 2 || !absl::SimpleAtoi(fields[0], &other.position) ||
      !absl::SimpleAtoi(fields[1], &other.head)) {
    return std::nullopt;
  }
  return other;
}

}  // namespace verkan::eventstore
