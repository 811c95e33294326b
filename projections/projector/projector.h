// Projector follows the log on a thread of its own and applies every event to the fact
// tables, in memory and in the view store, from where it stopped the last time.
//
// It is lazy: it waits a few milliseconds for more before it applies what has come, as waking up
// costs more than an event does. Whoever waits for a position wakes it at once.
//
//   auto projector = Projector::Open({.path = "/var/lib/verkan/views"}, store.get());
//   (*projector)->WaitFor(appended.last_position, deadline);
//   (*projector)->Read([&](const Facts& facts, Position reflected) { ... });
#ifndef VERKAN_PROJECTIONS_PROJECTOR_PROJECTOR_H_
#define VERKAN_PROJECTIONS_PROJECTOR_PROJECTOR_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "eventstore/event_store.h"
#include "eventstore/mutex.h"
#include "projections/facts/apply.h"
#include "projections/facts/facts.h"
#include "projections/projector/shared_lock.h"
#include "projections/view_store.h"

namespace verkan::projections {

// Thread-safe.
class Projector {
 public:
  // How long it waits for more, from the first event that came.
  static constexpr std::chrono::milliseconds kLinger{3};

  struct Options {
    std::string path;  // directory of the views
    std::chrono::milliseconds linger = kLinger;
    std::function<absl::Status()> before_making_anew;  // as in projections.h
  };

  // Loads the views of the directory and starts to follow the store, which must outlive
  // the projector. Views that cannot be read, are of another version or another log, or
  // are ahead of the log, are rebuilt from the log.
  static absl::StatusOr<std::unique_ptr<Projector>> Open(const Options& options,
                                                         eventstore::EventStore* store);
  // Stops following and writes down what was applied.
  ~Projector();
  Projector(const Projector&) = delete;
  Projector& operator=(const Projector&) = delete;

  // Waits until the position is reflected, and has it applied without delay. DeadlineExceeded if
  // that takes too long; with a deadline in the past it only hurries the projector.
  // FailedPrecondition if the projector stopped before it, with the reason.
  absl::Status WaitFor(Position position, absl::Time deadline);

  // Sets what is called, on the projector's thread, when the position has advanced or it has
  // stopped; null: nothing. Returns when nothing that was set before runs any more.
  void OnAdvance(std::function<void()> advanced);

  // For tests: while held, nothing more is applied.
  void Hold(bool held);

  Position position() const;
  // Why it stopped; empty while it runs. What was applied before can still be read.
  std::string failure() const;

  // Calls read(facts, position reflected) while nothing is applied. Of the facts, only what
  // is seen as of that position or an earlier one is whole.
  template <typename Reader>
  auto Read(Reader read) const {
    ReaderLock lock(&facts_lock_);
    return read(static_cast<const Facts&>(*facts_), applied_);
  }

 private:
  Projector(std::unique_ptr<ViewStore> views, std::unique_ptr<Facts> facts, Position position,
            eventstore::EventStore* store, std::chrono::milliseconds linger);

  void Run();
  bool WaitForWork();
  absl::Status CatchUp();
  absl::StatusOr<bool> ApplyBatch(eventstore::Cursor* cursor);
  absl::Status Commit();
  void Publish(Position position);
  void TellAdvance();
  bool stopping() const;

  // Constant after construction, or used by the thread alone.
  eventstore::EventStore* const store_;
  const std::chrono::milliseconds linger_;
  const std::unique_ptr<ViewStore> views_;
  const std::unique_ptr<Facts> facts_;  // written under facts_lock_, by the thread
  Applier applier_;
  eventstore::RecordView record_;
  Position committed_ = 0;
  bool disk_full_ = false;  // the last commit found no room
  Position up_to_ = 0;      // the head when it was last allowed to go on

  mutable SharedLock facts_lock_;
  Position applied_ = 0;  // guarded by facts_lock_

  mutable eventstore::Mutex mutex_;
  eventstore::CondVar work_;     // for the thread
  eventstore::CondVar changed_;  // for those who wait for a position
  Position position_ ABSL_GUARDED_BY(mutex_) = 0;
  Position head_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string failure_ ABSL_GUARDED_BY(mutex_);
  bool idle_ ABSL_GUARDED_BY(mutex_) = false;     // the thread waits for an event
  bool hurried_ ABSL_GUARDED_BY(mutex_) = false;  // somebody waits for what is not applied yet
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;

  // Held while it is called, so that who sets another knows that the old one has ended.
  eventstore::Mutex advanced_mutex_;
  std::function<void()> advanced_ ABSL_GUARDED_BY(advanced_mutex_);

  int listener_ = 0;
  std::thread thread_;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_PROJECTOR_PROJECTOR_H_
