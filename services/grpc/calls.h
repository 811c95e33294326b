// The calls behind server.h, as gRPC's completion queue drives them. Only the .cc files
// of this folder that name gRPC include this.
//
// Every call is posted before it arrives. Its tags come back on the loop; it is released
// there when none is outstanding. A stream is stepped on a worker, at most one at a time.
#ifndef VERKAN_SERVICES_GRPC_CALLS_H_
#define VERKAN_SERVICES_GRPC_CALLS_H_

#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/async_unary_call.h>
#include <grpcpp/support/byte_buffer.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "services/calls/handler.h"
#include "services/calls/worker_pool.h"
#include "services/grpc/server.h"

namespace verkan::services {

// Tag is what the completion queue hands back.
class Tag {
 public:
  virtual void Proceed(bool ok) = 0;

 protected:
  ~Tag() = default;
};

// TagOf calls a member of a call.
template <typename Call, void (Call::*kMember)(bool)>
class TagOf final : public Tag {
 public:
  explicit TagOf(Call* call) : call_(call) {}
  void Proceed(bool ok) override { (call_->*kMember)(ok); }

 private:
  Call* const call_;
};

// RuntimeService declares methods while the program runs, over bytes.
class RuntimeService final : public grpc::Service {
 public:
  // The path must outlive the service.
  int Add(const char* path, grpc::internal::RpcMethod::RpcType type) {
    AddMethod(new grpc::internal::RpcServiceMethod(path, type, nullptr));
    MarkMethodRaw(count_);
    return count_++;
  }
  using grpc::Service::RequestAsyncBidiStreaming;
  using grpc::Service::RequestAsyncServerStreaming;
  using grpc::Service::RequestAsyncUnary;

 private:
  int count_ = 0;
};

// Method is one method and what answers it.
struct Method {
  std::string name;
  std::string path;
  const Handler* handler = nullptr;
  int index = 0;
};

class StreamCall;
class ConversationCall;

// Waiters are the streams that wait for a Wake. Thread-safe.
class Waiters {
 public:
  uint64_t generation() const { return generation_.load(); }
  // Lets the call wait. False where there was a Wake since `seen`: it must look again.
  bool Wait(std::shared_ptr<StreamCall> call, uint64_t seen);
  // Takes a call out. False where it does not wait.
  bool Remove(const std::shared_ptr<StreamCall>& call);
  // Takes all calls out, and none that looked before may wait.
  std::vector<std::shared_ptr<StreamCall>> Wake();

 private:
  std::atomic<uint64_t> generation_{0};
  std::mutex mutex_;
  std::unordered_set<std::shared_ptr<StreamCall>> calls_;  // guarded by mutex_
};

// Core is what all calls of a server share.
struct Core {
  ServerOptions options;
  RuntimeService service;
  std::unique_ptr<grpc::ServerCompletionQueue> queue;
  std::unique_ptr<WorkerPool> queries;
  std::unique_ptr<WorkerPool> streams;
  Waiters waiters;
  std::atomic<bool> stopping{false};
  // The loop's own.
  int live = 0;              // calls that arrived and are not released yet
  size_t drained_bytes = 0;  // of requests, since the hook ran
  std::unordered_set<StreamCall*> open_streams;
  std::unordered_set<ConversationCall*> conversations;
};

// UnaryCall answers commands and queries. Deletes itself.
class UnaryCall {
 public:
  static void Post(Core* core, const Method* method) { new UnaryCall(core, method); }

 private:
  UnaryCall(Core* core, const Method* method);
  void OnAccepted(bool ok);
  void OnFinished(bool ok);
  void OnDone(bool ok);
  void RunCommand(const Command& command);
  void EnqueueQuery(const Query& query);
  void RunQuery(const Query& query);
  void Finish(absl::StatusOr<std::string> response);
  void Release();

  Core* const core_;
  const Method* const method_;
  const bool is_query_;
  grpc::ServerContext server_context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer_;
  Context context_;
  std::atomic<bool> cancelled_{false};
  int outstanding_ = 0;  // tags to come; the loop's own
  TagOf<UnaryCall, &UnaryCall::OnAccepted> accepted_{this};
  TagOf<UnaryCall, &UnaryCall::OnFinished> finished_{this};
  TagOf<UnaryCall, &UnaryCall::OnDone> done_{this};
};

// StreamCall sends what a source makes. While a message is on its way nothing steps the source;
// where that takes long the source rests, and where it takes too long the call is ended.
class StreamCall : public std::enable_shared_from_this<StreamCall> {
 public:
  using Clock = std::chrono::steady_clock;

  static void Post(Core* core, const Method* method);
  // Makes and sends the next message, or waits, or finishes. On a worker.
  void Step();
  // Has a worker step.
  void Schedule();
  // Looks after a message that its reader does not take. On the loop, now and then.
  void WatchReader(Clock::time_point now);
  bool cancelled() const { return cancelled_.load(); }

 private:
  StreamCall(Core* core, const Method* method);
  void OnAccepted(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnDone(bool ok);
  absl::Status Open();
  absl::StatusOr<Source::Step> Next(std::string* message);
  void Write(std::string message);
  void Rest();
  void Drop();
  void Finish(const absl::Status& status);
  void Release();

  Core* const core_;
  const Method* const method_;
  std::shared_ptr<StreamCall> self_;  // until released
  grpc::ServerContext server_context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_;
  Context context_;
  std::atomic<bool> cancelled_{false};
  bool opened_ = false;  // the stepping worker's
  std::mutex mutex_;
  std::unique_ptr<Source> source_;  // guarded by mutex_
  std::atomic<Clock::time_point> writing_since_{Clock::time_point::max()};
  // The loop's own.
  bool rests_ = false;  // since the last message
  bool dropped_ = false;
  int outstanding_ = 2;  // finished and done
  TagOf<StreamCall, &StreamCall::OnAccepted> accepted_{this};
  TagOf<StreamCall, &StreamCall::OnWritten> written_{this};
  TagOf<StreamCall, &StreamCall::OnFinished> finished_{this};
  TagOf<StreamCall, &StreamCall::OnDone> done_{this};
};

// ConversationCall reads ahead a bounded number of messages and answers them in order.
// All of it runs on the loop.
class ConversationCall : public std::enable_shared_from_this<ConversationCall> {
 public:
  static void Post(Core* core, const Method* method);
  // Reads, writes or finishes, whatever can be done now.
  void Advance();

 private:
  ConversationCall(Core* core, const Method* method);
  void OnAccepted(bool ok);
  void OnRead(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnDone(bool ok);
  void OnAnswer(uint64_t number, absl::StatusOr<std::string> answer);
  void Send();
  void Finish(const absl::Status& status);
  void ReleaseIfIdle();

  using Slot = std::optional<absl::StatusOr<std::string>>;  // empty: not answered yet

  Core* const core_;
  const Method* const method_;
  std::shared_ptr<ConversationCall> self_;  // until released
  grpc::ServerContext server_context_;
  grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer> stream_;
  grpc::ByteBuffer message_;
  Context context_;
  std::unique_ptr<Session> session_;
  std::deque<Slot> slots_;     // one a message read and not answered on the wire
  uint64_t first_number_ = 0;  // of the message whose slot is the first
  bool reading_ = false;
  bool writing_ = false;
  bool no_more_ = false;  // messages to read
  bool broken_ = false;   // the caller has gone
  bool finishing_ = false;
  bool finish_sent_ = false;
  bool done_told_ = false;
  TagOf<ConversationCall, &ConversationCall::OnAccepted> accepted_{this};
  TagOf<ConversationCall, &ConversationCall::OnRead> read_{this};
  TagOf<ConversationCall, &ConversationCall::OnWritten> written_{this};
  TagOf<ConversationCall, &ConversationCall::OnFinished> finished_{this};
  TagOf<ConversationCall, &ConversationCall::OnDone> done_{this};
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_GRPC_CALLS_H_
