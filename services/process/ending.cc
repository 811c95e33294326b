#include "services/process/ending.h"

#include <unistd.h>

namespace verkan::services {
namespace {

constexpr unsigned kSecondsToEnd = 30;

}  // namespace

Ending::Ending() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGTERM);
  sigaddset(&signals_, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

void Ending::Fail(const std::string& why) {
  eventstore::MutexLock lock(&mutex_);
  if (!why_.empty()) return;
  why_ = why;
  alarm(kSecondsToEnd);
  kill(getpid(), SIGTERM);
}

absl::Status Ending::Wait() {
  int received = 0;
  sigwait(&signals_, &received);
  eventstore::MutexLock lock(&mutex_);
  return why_.empty() ? absl::OkStatus() : absl::UnavailableError(why_);
}

}  // namespace verkan::services
