#include "services/calls/stream_run.h"

#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace verkan::services {
namespace {

// How long a message may be on its way before the source lets go of what it holds.
constexpr absl::Duration kRestAfter = absl::Milliseconds(100);

}  // namespace

StreamRun::StreamRun(Executor* executor, const ServerStream& handler, const Context& context,
                     absl::string_view request, StreamWire* wire)
    : executor_(executor), handler_(handler), context_(context), request_(request), wire_(wire) {
  assert(context_.cancelled != nullptr);
}

std::shared_ptr<StreamRun> StreamRun::Start(Executor* executor, const ServerStream& handler,
                                            const Context& context, absl::string_view request,
                                            StreamWire* wire) {
  std::shared_ptr<StreamRun> run(new StreamRun(executor, handler, context, request, wire));
  const absl::Status entered = executor->Enter(context.connection);
  executor->open_streams_.insert(run.get());
  if (entered.ok()) {
    run->Schedule();
  } else {
    run->Finish(entered);
  }
  return run;
}

bool StreamRun::cancelled() const { return broken_.load() || context_.cancelled->load(); }

// A stream has at most two jobs queued, a step and a rest, and the transport bounds the
// streams: so the queue of these workers needs no bound of its own.
void StreamRun::Schedule() {
  const bool taken = executor_->streams_->Submit([run = shared_from_this()] { run->Step(); });
  assert(taken);
  (void)taken;
}

absl::Status StreamRun::Open() {
  auto source = handler_.open(context_, request_);
  if (!source.ok()) return source.status();
  std::lock_guard<std::mutex> lock(mutex_);
  source_ = *std::move(source);
  opened_ = true;
  return absl::OkStatus();
}

void StreamRun::Step() {
  if (cancelled()) return Finish(GoneAway());
  if (!opened_) {
    if (absl::Status opened = Open(); !opened.ok()) return Finish(opened);
  }
  for (;;) {
    const uint64_t seen = executor_->sleepers_.generation();
    if (cancelled()) return Finish(GoneAway());
    if (executor_->stopping_.load()) return Finish(Refuse("SHUTTING_DOWN", {}));
    std::string message;
    const absl::StatusOr<Source::Step> step = Next(&message);
    if (!step.ok()) return Finish(step.status());
    switch (*step) {
      case Source::kMessage:
        return Write(std::move(message));
      case Source::kYield:
        return Schedule();
      case Source::kWait:
        if (executor_->sleepers_.Sleep(shared_from_this(), seen)) return;
        break;
      case Source::kEnd:
        return Finish(absl::OkStatus());
    }
  }
}

absl::StatusOr<Source::Step> StreamRun::Next(std::string* message) {
  std::lock_guard<std::mutex> lock(mutex_);
  return source_->Next(message);
}

void StreamRun::Write(std::string message) {
  writing_since_.store(Clock::now());
  wire_->Write(std::move(message));
}

void StreamRun::WatchReader() {
  const absl::Duration waited = absl::FromChrono(Clock::now() - writing_since_.load());
  const absl::Duration timeout = executor_->options().slow_reader_timeout;
  if (waited >= timeout && !dropped_) {
    dropped_ = true;
    const std::string seconds = absl::StrCat(absl::ToDoubleSeconds(timeout));
    return wire_->Drop(Refuse("SUBSCRIBER_TOO_SLOW", {{"seconds", seconds}}));
  }
  if (waited < kRestAfter || rests_) return;
  rests_ = true;
  executor_->streams_->Submit([run = shared_from_this()] { run->Rest(); });
}

void StreamRun::Rest() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (source_ != nullptr) source_->Rest();
}

void StreamRun::OnWritten(bool ok) {
  writing_since_.store(Clock::time_point::max());
  rests_ = false;
  if (!ok) broken_.store(true);
  Schedule();
}

void StreamRun::OnCancelled() {
  if (executor_->sleepers_.Remove(shared_from_this())) Schedule();
}

void StreamRun::OnReleased() {
  executor_->open_streams_.erase(this);
  executor_->Leave(context_.connection);
}

void StreamRun::Finish(const absl::Status& status) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    source_.reset();
  }
  wire_->Finish(status);
}

}  // namespace verkan::services
