// ListenWatch asks the server again and again whether it answers new clients. A listener that ran
// out of file descriptors once can be deaf for ever, while everything else goes on.
#ifndef VERKAN_SERVICES_PROCESS_LISTEN_WATCH_H_
#define VERKAN_SERVICES_PROCESS_LISTEN_WATCH_H_

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "eventstore/mutex.h"

namespace verkan::services {

struct ListenWatchOptions {
  std::function<absl::Status()> probe;  // calls the server; must not take for ever
  std::function<void()> answered;       // after each call that was answered
  std::function<void(const std::string& why)>
      deaf;  // after `failures` calls in a row that were not
  std::chrono::milliseconds interval{2000};
  int failures = 5;
};

class ListenWatch {
 public:
  // Starts to watch, on a thread of its own, which calls the functions.
  explicit ListenWatch(ListenWatchOptions options);
  ~ListenWatch();
  ListenWatch(const ListenWatch&) = delete;
  ListenWatch& operator=(const ListenWatch&) = delete;

 private:
  void Run();
  void Probe();

  const ListenWatchOptions options_;
  int failed_ = 0;  // calls in a row; the thread's own

  eventstore::Mutex mutex_;
  eventstore::CondVar ends_;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROCESS_LISTEN_WATCH_H_
