// Reads all of a log again, and computes its root: what a copy is worth is what this says.
#ifndef VERKAN_EVENTSTORE_WHOLE_LOG_H_
#define VERKAN_EVENTSTORE_WHOLE_LOG_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/database.h"
#include "eventstore/event_store.h"
#include "eventstore/high_water.h"
#include "eventstore/proofs/merkle.h"
#include "eventstore/proofs/note.h"

namespace verkan::eventstore {

// Called now and then with how many of `size` records are read. False: stop, as Cancelled.
using ReadProgress = std::function<bool(Position read, Position size)>;

// What a log is, as read from its records.
struct WholeLog {
  std::string origin;
  Position size = 0;
  Hash root = EmptyRoot();
  HighWater mark;
};

// Reads every record with its checksum, compares every Merkle tile, and reads every other entry
// once. DataLoss, naming the position if it can, for what does not verify.
absl::StatusOr<WholeLog> ReadWholeLog(const Database& database, const ReadProgress& progress);

// DataLoss unless the log is the one of the checkpoint.
absl::Status CheckAgainst(const Checkpoint& checkpoint, const WholeLog& log);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_WHOLE_LOG_H_
