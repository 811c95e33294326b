// The calls behind server.h, as gRPC's completion queue drives them. Only the .cc files
// of this folder that name gRPC include this.
//
// Every call is posted before it arrives. Its tags come back on the loop; it is released
// there when none is outstanding. What is done with it is the executor's.
#ifndef VERKAN_SERVICES_GRPC_CALLS_H_
#define VERKAN_SERVICES_GRPC_CALLS_H_

#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/async_unary_call.h>
#include <grpcpp/support/byte_buffer.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "services/calls/conversation_run.h"
#include "services/calls/executor.h"
#include "services/calls/stream_run.h"
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

// The bytes of a message in one piece.
class FlatBytes {
 public:
  explicit FlatBytes(const grpc::ByteBuffer& buffer) {
    if (!buffer.TrySingleSlice(&slice_).ok()) buffer.DumpToSingleSlice(&slice_);
  }
  absl::string_view view() const {
    return {reinterpret_cast<const char*>(slice_.begin()), slice_.size()};
  }

 private:
  grpc::Slice slice_;
};

// Core is what all calls of a server share.
struct Core {
  explicit Core(ServerOptions given) : options(std::move(given)), executor(options.calls) {}

  const ServerOptions options;
  RuntimeService service;
  std::unique_ptr<grpc::ServerCompletionQueue> queue;
  Executor executor;
  // The loop's own.
  int live = 0;              // calls that arrived and are not released yet
  size_t drained_bytes = 0;  // of requests, since the hook ran
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
  void Finish(absl::StatusOr<std::string> response);
  void Release();

  Core* const core_;
  const Method* const method_;
  const bool is_query_;
  grpc::ServerContext server_context_;
  grpc::ByteBuffer request_;
  std::optional<FlatBytes> bytes_;  // of the request, once accepted
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer_;
  Context context_;
  std::atomic<bool> cancelled_{false};
  int outstanding_ = 0;  // tags to come; the loop's own
  TagOf<UnaryCall, &UnaryCall::OnAccepted> accepted_{this};
  TagOf<UnaryCall, &UnaryCall::OnFinished> finished_{this};
  TagOf<UnaryCall, &UnaryCall::OnDone> done_{this};
};

// StreamCall is the wire of a StreamRun. Deletes itself.
class StreamCall final : public StreamWire {
 public:
  static void Post(Core* core, const Method* method) { new StreamCall(core, method); }

  void Write(std::string message) override;
  void Finish(const absl::Status& status) override;
  void Drop(const absl::Status& status) override;

 private:
  StreamCall(Core* core, const Method* method);
  void OnAccepted(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnDone(bool ok);
  void Release();

  Core* const core_;
  const Method* const method_;
  grpc::ServerContext server_context_;
  grpc::ByteBuffer request_;
  std::optional<FlatBytes> bytes_;  // of the request, once accepted
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_;
  Context context_;
  std::atomic<bool> cancelled_{false};
  std::shared_ptr<StreamRun> run_;
  int outstanding_ = 2;  // finished and done; the loop's own
  TagOf<StreamCall, &StreamCall::OnAccepted> accepted_{this};
  TagOf<StreamCall, &StreamCall::OnWritten> written_{this};
  TagOf<StreamCall, &StreamCall::OnFinished> finished_{this};
  TagOf<StreamCall, &StreamCall::OnDone> done_{this};
};

// ConversationCall is the wire of a ConversationRun. Deletes itself.
class ConversationCall final : public ConversationWire {
 public:
  static void Post(Core* core, const Method* method) { new ConversationCall(core, method); }

  void Read() override;
  void Write(std::string message) override;
  void Finish(const absl::Status& status) override;

 private:
  ConversationCall(Core* core, const Method* method);
  void OnAccepted(bool ok);
  void OnRead(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnDone(bool ok);
  void ReleaseIfIdle();

  Core* const core_;
  const Method* const method_;
  grpc::ServerContext server_context_;
  grpc::ServerAsyncReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer> stream_;
  grpc::ByteBuffer message_;
  Context context_;
  std::shared_ptr<ConversationRun> run_;
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
