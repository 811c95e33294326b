// Ending is how the process comes to its end: told from outside by SIGTERM or SIGINT, or because
// it cannot go on and is to be started anew.
#ifndef VERKAN_SERVICES_PROCESS_ENDING_H_
#define VERKAN_SERVICES_PROCESS_ENDING_H_

#include <signal.h>

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "eventstore/mutex.h"

namespace verkan::services {

// Thread-safe. One a process, made before the first thread, as threads inherit what it does to
// the signals.
class Ending {
 public:
  // Takes the two signals away from all threads, and ignores SIGPIPE.
  Ending();

  // Has the process end with an error. The first reason counts. If the process has not ended
  // within half a minute, it is killed.
  void Fail(const std::string& why);

  // Waits for the end. OK if it was told to; the reason of Fail otherwise.
  absl::Status Wait();

 private:
  sigset_t signals_;
  mutable eventstore::Mutex mutex_;
  std::string why_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROCESS_ENDING_H_
