// WriteWatch sees to it that the log can be written, also while nobody writes: after a full disk
// it has the log take up writing again as soon as there is room, so that health is right at once.
#ifndef VERKAN_SERVICES_PROCESS_WRITE_WATCH_H_
#define VERKAN_SERVICES_PROCESS_WRITE_WATCH_H_

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "eventstore/event_store.h"
#include "eventstore/mutex.h"

namespace verkan::services {

// What it tells, on its own thread.
struct WriteWatchHooks {
  std::function<void()> looked;                        // each time, four times a second
  std::function<void()> changed;                       // whether the log can be written
  std::function<void(const std::string& why)> failed;  // it cannot until it is opened again
};

class WriteWatch {
 public:
  // Starts to watch. The store must outlive it.
  WriteWatch(eventstore::EventStore* store, WriteWatchHooks hooks);
  ~WriteWatch();
  WriteWatch(const WriteWatch&) = delete;
  WriteWatch& operator=(const WriteWatch&) = delete;

 private:
  void Run();
  void Look();

  eventstore::EventStore* const store_;
  const WriteWatchHooks hooks_;

  // The thread's own.
  bool writable_ = true;
  bool told_failed_ = false;
  std::chrono::steady_clock::time_point stopped_at_;

  eventstore::Mutex mutex_;
  eventstore::CondVar ends_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROCESS_WRITE_WATCH_H_
