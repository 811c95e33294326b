// Executor runs calls with handlers, whatever they travel by: on the loop, on workers, or
// later. A transport owns the loop, hands calls in there and takes what they send.
//
//   Executor executor({.query_threads = 4});
//   executor.OnPosted([&] { /* have the loop call RunPosted soon */ });
//   // On the loop, a unary call that has arrived:
//   executor.RunUnary(handler, context, bytes, [](absl::StatusOr<std::string> answer) { … });
//
// "On the loop" below means: on the one thread that the transport hands calls in from.
#ifndef VERKAN_SERVICES_CALLS_EXECUTOR_H_
#define VERKAN_SERVICES_CALLS_EXECUTOR_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "absl/time/time.h"
#include "services/calls/handler.h"
#include "services/calls/worker_pool.h"

namespace verkan::services {

class ConversationRun;
class StreamRun;

// What the executor grants. Calls beyond a limit are refused, never queued without bound.
struct ExecutorOptions {
  int query_threads = 4;
  int status_threads = 2;
  int stream_threads = 2;
  size_t query_queue = 1024;    // queries of a lane that wait for a thread; beyond: QUEUE_FULL
  size_t waiting_calls = 4096;  // queries that wait for a position; beyond: QUEUE_FULL
  int read_ahead_messages = 8;  // per conversation, unanswered
  // Streams and conversations that are open, in all and of one connection; beyond:
  // TOO_MANY_STREAMS. The latter is less than what the transport grants a connection, so that
  // one with many subscriptions can still make other calls.
  size_t open_streams = 4096;
  size_t open_streams_of_connection = 768;
  // A stream whose reader takes no message for so long is ended: SUBSCRIBER_TOO_SLOW.
  absl::Duration slow_reader_timeout = absl::Seconds(60);
};

// Sleepers are the streams that wait for a Wake. Thread-safe.
class Sleepers {
 public:
  uint64_t generation() const { return generation_.load(); }
  // Lets the stream wait. False if there was a Wake since `seen`: it must look again.
  bool Sleep(std::shared_ptr<StreamRun> stream, uint64_t seen);
  // Takes a stream out. False if it does not wait.
  bool Remove(const std::shared_ptr<StreamRun>& stream);
  // Takes all streams out. None that looked before this may still wait.
  std::vector<std::shared_ptr<StreamRun>> Wake();

 private:
  std::atomic<uint64_t> generation_{0};
  std::mutex mutex_;
  std::unordered_set<std::shared_ptr<StreamRun>> streams_;  // guarded by mutex_
};

class Executor {
 public:
  explicit Executor(const ExecutorOptions& options);
  // No call may be open.
  ~Executor();

  // Sets how the transport is told to call RunPosted on the loop. Called on any thread, once
  // for all that is posted until then; it must not call the executor. Before any call.
  void OnPosted(std::function<void()> wake_loop) { wake_loop_ = std::move(wake_loop); }

  // Runs a command or a query. On the loop. Context and request must live until the answer,
  // which comes on the loop or on a worker.
  void RunUnary(const Handler& handler, const Context& context, absl::string_view request,
                Answer answer);

  // Has the loop run a function. Any thread.
  void Post(std::function<void()> run);
  // Runs what was posted. On the loop.
  void RunPosted();

  // Lets sources that wait look again. Any thread; does not block.
  void Wake();
  // Lets queries that wait look again. Any thread; does not block.
  void WakeQueries();
  // Looks after slow readers, and after waits whose deadline has passed or whose caller has
  // gone. On the loop, every kTick.
  void Tick();
  static constexpr absl::Duration kTick = absl::Milliseconds(50);

  // Ends streams and conversations with SHUTTING_DOWN, and queries that wait. On the loop.
  void Stop();
  // Ends the workers, after what is queued. Any thread but a worker, when no call is open.
  void Join();

  const ExecutorOptions& options() const { return options_; }

 private:
  friend class ConversationRun;
  friend class StreamRun;

  // A query that waits for what it needs. Its references live until it is answered.
  struct Waiting {
    const Query& query;
    const Context& context;
    absl::string_view request;
    Answer answer;
    std::unique_ptr<Wait> wait;
    absl::Time deadline;
  };

  void RunCommand(const Command& command, const Context& context, absl::string_view request,
                  Answer answer);
  // Has a worker of the lane ask what the query needs, unless it has waited, and then run it.
  void Enqueue(const Query& query, const Context& context, absl::string_view request, Answer answer,
               bool has_waited);
  void Await(Waiting waiting);
  bool Settle(Waiting* waiting, absl::Time now);
  absl::Status Enter(const std::string& connection);
  void Leave(const std::string& connection);
  void CheckWaiting();

  const ExecutorOptions options_;
  std::function<void()> wake_loop_ = [] {};
  std::array<std::unique_ptr<WorkerPool>, kLanes> lanes_;
  std::unique_ptr<WorkerPool> streams_;
  Sleepers sleepers_;
  std::atomic<bool> stopping_{false};
  std::atomic<size_t> waits_{0};  // size of waiting_
  std::atomic<bool> check_posted_{false};

  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;  // guarded by mutex_

  // The loop's own.
  std::list<Waiting> waiting_;
  std::unordered_set<StreamRun*> open_streams_;
  std::unordered_set<ConversationRun*> conversations_;
  std::map<std::string, size_t> streams_of_;  // by connection
  absl::Time last_wake_ = absl::InfinitePast();
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_CALLS_EXECUTOR_H_
