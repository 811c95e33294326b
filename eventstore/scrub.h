// Scrubber reads all of the log again on a schedule, slowly, so that bytes that rot are
// noticed before somebody needs them: checksums, hashes against the stored tree, the root
// against the last signed checkpoint.
#ifndef VERKAN_EVENTSTORE_SCRUB_H_
#define VERKAN_EVENTSTORE_SCRUB_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "eventstore/log_check.h"
#include "eventstore/mutex.h"

namespace verkan::eventstore {

struct ScrubOptions {
  std::chrono::milliseconds interval = std::chrono::hours(24);  // from end to start; 0: never
  std::chrono::milliseconds first_after = std::chrono::minutes(10);
  uint64_t bytes_per_second = 32 << 20;
  // Called on the scrubbing thread at the end of a scrub that found something.
  std::function<void(const Finding&)> found;
};

struct ScrubState {
  Position position = 0;          // that the running one has reached; 0: none runs
  uint64_t completed = 0;         // that came to their end since this object was made
  int64_t last_completed_at = 0;  // microseconds since 1970; 0: none has
  std::string finding;  // of the last that ended, with its first bad position; empty: none
};

// Thread-safe. Runs on a thread of its own, at low priority. A block that the store has in its
// cache is not read from the disk again before it has left it.
class Scrubber {
 public:
  // Store and checkpoints must outlive it.
  Scrubber(const EventStore* store, const Checkpoints* checkpoints, ScrubOptions options);
  // Stops a scrub that runs.
  ~Scrubber();
  Scrubber(const Scrubber&) = delete;
  Scrubber& operator=(const Scrubber&) = delete;

  ScrubState state() const;

 private:
  void Run();
  void ScrubOnce();
  // Reads from the position on, for as long as a cursor should live. Returns the position that
  // comes next.
  absl::StatusOr<Position> ReadSlice(Position from, Position to, LogCheck* log, uint64_t* bytes);
  void Complete(std::vector<Finding> findings);
  // False if the scrubber stops before.
  bool WaitUntil(std::chrono::steady_clock::time_point time);

  const EventStore* const store_;
  const Checkpoints* const checkpoints_;
  const ScrubOptions options_;

  mutable Mutex mutex_;
  CondVar changed_;
  ScrubState state_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_SCRUB_H_
