#include "services/process/listen_watch.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace verkan::services {

ListenWatch::ListenWatch(ListenWatchOptions options)
    : options_(std::move(options)), thread_([this] { Run(); }) {}

ListenWatch::~ListenWatch() {
  {
    eventstore::MutexLock lock(&mutex_);
    ending_ = true;
  }
  ends_.notify_all();
  thread_.join();
}

void ListenWatch::Run() {
  eventstore::MutexLock lock(&mutex_);
  while (!ending_) {
    mutex_.unlock();
    Probe();
    mutex_.lock();
    if (!ending_) ends_.wait_for(mutex_, options_.interval);
  }
}

// Counts calls and not time, so that a process that was stopped for a while is not ended for it.
void ListenWatch::Probe() {
  const absl::Status status = options_.probe();
  if (status.ok()) {
    if (failed_ > 0) spdlog::info("new clients are answered again");
    failed_ = 0;
    options_.answered();
    return;
  }
  ++failed_;
  if (failed_ == 1) spdlog::warn("a new client was not answered: {}", status.ToString());
  if (failed_ == options_.failures) options_.deaf(std::string(status.message()));
}

}  // namespace verkan::services
