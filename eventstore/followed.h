// Whether this is the log that a follower has read. A position alone does not tell: after an older
// backup was restored the log grows past it again, with other events. The hash of the record there
// does, as a record holds its position, its time and a random id.
#ifndef VERKAN_EVENTSTORE_FOLLOWED_H_
#define VERKAN_EVENTSTORE_FOLLOWED_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "eventstore/proofs/merkle.h"

namespace verkan::eventstore {

// Followed is how far a log was read: a position, and the leaf hash of the record there.
struct Followed {
  Position position = 0;  // 0: nothing was read yet, and there is no hash
  Hash hash{};
};

// The hash of the record at a position of the log; zeros for 0. DataLoss if the log lacks it.
absl::StatusOr<Followed> FollowedUpTo(const EventStore& log, Position position);

// DataLoss, which ReadOtherLog reads, unless the log has that record at that position.
absl::Status CheckFollowed(const EventStore& log, const Followed& followed);

// OtherLog is what was read and is not in the log.
struct OtherLog {
  Position position = 0;
  Position head = 0;  // of the log there is
};

absl::Status ToStatus(const OtherLog& other);

// Reads it back from a status that ToStatus made; empty for any other status. It travels as the
// payload "verkan/other-log": position TAB head.
std::optional<OtherLog> ReadOtherLog(const absl::Status& status);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_FOLLOWED_H_
