// StreamRun sends what a source makes to one caller. Workers step the source, at most one at a
// time, and not while a message is on its way: a slow reader costs one message. If a message
// takes long the source rests, and if it takes too long the call is ended.
#ifndef VERKAN_SERVICES_CALLS_STREAM_RUN_H_
#define VERKAN_SERVICES_CALLS_STREAM_RUN_H_

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/calls/executor.h"

namespace verkan::services {

// StreamWire is the transport's side of one server-streaming call. Any thread.
class StreamWire {
 public:
  // Sends a message, then calls OnWritten on the loop.
  virtual void Write(std::string message) = 0;
  // Ends the call. The run uses the wire no more.
  virtual void Finish(const absl::Status& status) = 0;
  // Ends the call past a message that its reader does not take; OnWritten(false) follows.
  virtual void Drop(const absl::Status& status) = 0;

 protected:
  ~StreamWire() = default;
};

class StreamRun : public std::enable_shared_from_this<StreamRun> {
 public:
  using Clock = std::chrono::steady_clock;

  // Opens the source on a worker and begins. On the loop. Handler, context, request and wire
  // must live until Finish; `cancelled` of the context must be this run's.
  static std::shared_ptr<StreamRun> Start(Executor* executor, const ServerStream& handler,
                                          const Context& context, absl::string_view request,
                                          StreamWire* wire);

  // A message has gone out, or cannot. On the loop.
  void OnWritten(bool ok);
  // The caller has gone. On the loop; `context.cancelled` is true by then.
  void OnCancelled();
  // The transport holds the call no more. On the loop.
  void OnReleased();

  // Has a worker step.
  void Schedule();
  // Looks after a message that its reader does not take. On the loop, every tick.
  void WatchReader();
  bool cancelled() const;

 private:
  StreamRun(Executor* executor, const ServerStream& handler, const Context& context,
            absl::string_view request, StreamWire* wire);
  void Step();
  absl::Status Open();
  absl::StatusOr<Source::Step> Next(std::string* message);
  void Write(std::string message);
  void Rest();
  void Finish(const absl::Status& status);

  Executor* const executor_;
  const ServerStream& handler_;
  const Context& context_;
  const absl::string_view request_;
  StreamWire* const wire_;
  bool opened_ = false;  // the stepping worker's
  std::atomic<bool> broken_{false};
  std::mutex mutex_;
  std::unique_ptr<Source> source_;  // guarded by mutex_
  std::atomic<Clock::time_point> writing_since_{Clock::time_point::max()};
  // The loop's own.
  bool rests_ = false;  // since the last message
  bool dropped_ = false;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_STREAM_RUN_H_
