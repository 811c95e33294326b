// WorkerPool runs jobs on a fixed number of threads.
#ifndef VERKAN_SERVICES_CALLS_WORKER_POOL_H_
#define VERKAN_SERVICES_CALLS_WORKER_POOL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace verkan::services {

// Thread-safe.
class WorkerPool {
 public:
  // `limit` is how many jobs may wait for a thread.
  WorkerPool(int threads, size_t limit);
  // Runs what waits, then ends the threads.
  ~WorkerPool();

  // Runs the job on a thread, in order of submission. False, and the job is dropped,
  // if too many wait.
  bool Submit(std::function<void()> job);

 private:
  void Work();

  const size_t limit_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::function<void()>> jobs_;  // guarded by mutex_
  bool ending_ = false;                     // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_WORKER_POOL_H_
