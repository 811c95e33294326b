// The error for whoever asks for a position, or a time, that the log has not come to: in a form
// for programs, as the head belongs into the answer.
#ifndef VERKAN_EVENTSTORE_BEYOND_LOG_H_
#define VERKAN_EVENTSTORE_BEYOND_LOG_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "eventstore/event_store.h"

namespace verkan::eventstore {

// BeyondLog is what was asked for, a position or a time, and where the log ends.
struct BeyondLog {
  Position position = 0;  // 0: a time was asked for
  std::string time;
  Position head = 0;
};

// OutOfRange, naming everything.
absl::Status ToStatus(const BeyondLog& beyond);

// OutOfRange if the position is after the head.
absl::Status CheckWithinLog(Position position, Position head);

// Reads it back from a status that ToStatus made; empty for any other status. It travels as the
// payload "verkan/beyond-log": position TAB time TAB head.
std::optional<BeyondLog> ReadBeyondLog(const absl::Status& status);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_BEYOND_LOG_H_
