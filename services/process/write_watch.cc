#include "services/process/write_watch.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace verkan::services {
namespace {

constexpr auto kInterval = std::chrono::milliseconds(250);

}  // namespace

WriteWatch::WriteWatch(eventstore::EventStore* store, WriteWatchHooks hooks)
    : store_(store), hooks_(std::move(hooks)), thread_([this] { Run(); }) {}

WriteWatch::~WriteWatch() {
  {
    eventstore::MutexLock lock(&mutex_);
    ending_ = true;
  }
  ends_.notify_all();
  thread_.join();
}

void WriteWatch::Run() {
  eventstore::MutexLock lock(&mutex_);
  while (!ending_) {
    mutex_.unlock();
    Look();
    hooks_.looked();
    mutex_.lock();
    if (!ending_) ends_.wait_for(mutex_, kInterval);
  }
}

void WriteWatch::Look() {
  const absl::Status failure = store_->write_failure();
  const bool passing = failure.ok() || absl::IsResourceExhausted(failure);
  if (!passing && !std::exchange(told_failed_, true)) {
    hooks_.failed(std::string(failure.message()));
  }
  const bool writable = failure.ok() || store_->Resume();
  if (writable == writable_) return;
  writable_ = writable;
  const auto now = std::chrono::steady_clock::now();
  if (!writable) {
    stopped_at_ = now;
    spdlog::error("the log cannot be written: {}{}", std::string(failure.message()),
                  passing ? "; reads go on, appends resume once there is room" : "");
  } else {
    spdlog::info("the log takes appends again, after {} s: there is room on the disk",
                 std::chrono::duration_cast<std::chrono::seconds>(now - stopped_at_).count());
  }
  hooks_.changed();
}

}  // namespace verkan::services
