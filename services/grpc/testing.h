// A client for tests: calls any method by its path, with messages or with raw bytes.
#ifndef VERKAN_SERVICES_GRPC_TESTING_H_
#define VERKAN_SERVICES_GRPC_TESTING_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/rpc_method.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/sync_stream.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "google/rpc/status.pb.h"
#include "services/errors/errors.h"

namespace verkan::services {

// How many times slower than without sanitizers this build is; CMake tells.
inline int Patience() {
  const char* const patience = std::getenv("VERKAN_PATIENCE");
  return patience == nullptr ? 1 : std::atoi(patience);
}

// Deadline of a call that should not take long.
inline std::unique_ptr<grpc::ClientContext> ShortCall(int millis = 10000 * Patience()) {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(millis));
  return context;
}

// A call that tries again if its channel cannot connect at once, as channels that are opened
// side by side sometimes cannot.
inline std::unique_ptr<grpc::ClientContext> PatientCall() {
  auto context = ShortCall(30000);
  context->set_wait_for_ready(true);
  return context;
}

inline grpc::ByteBuffer RawBytes(absl::string_view bytes) {
  grpc::Slice slice(bytes.data(), bytes.size());
  return {&slice, 1};
}

// The error with its details, as it came over the wire.
inline absl::Status ErrorOf(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status rpc;
  if (rpc.ParseFromString(status.error_details()) && rpc.code() != 0) return FromRpcStatus(rpc);
  return {static_cast<absl::StatusCode>(status.error_code()), status.error_message()};
}

// TestClient holds a channel of its own to one server.
class TestClient {
 public:
  explicit TestClient(const std::string& address)
      : channel_(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), Own())) {}

  template <typename Request, typename Response>
  absl::Status Call(const char* path, const Request& request, Response* response,
                    grpc::ClientContext* context = nullptr) {
    const auto own = ShortCall();
    return ErrorOf(CallRaw(path, request, response, context ? context : own.get()));
  }

  // The same with gRPC's own status.
  template <typename Request, typename Response>
  grpc::Status CallRaw(const char* path, const Request& request, Response* response,
                       grpc::ClientContext* context) {
    const grpc::internal::RpcMethod method(path, grpc::internal::RpcMethod::NORMAL_RPC);
    return grpc::internal::BlockingUnaryCall(channel_.get(), method, context, request, response);
  }

  template <typename Response, typename Request>
  std::unique_ptr<grpc::ClientReader<Response>> Open(const char* path, const Request& request,
                                                     grpc::ClientContext* context) {
    const grpc::internal::RpcMethod method(path, grpc::internal::RpcMethod::SERVER_STREAMING);
    return std::unique_ptr<grpc::ClientReader<Response>>(
        grpc::internal::ClientReaderFactory<Response>::Create(channel_.get(), method, context,
                                                              request));
  }

  template <typename Request, typename Response>
  std::unique_ptr<grpc::ClientReaderWriter<Request, Response>> Converse(
      const char* path, grpc::ClientContext* context) {
    const grpc::internal::RpcMethod method(path, grpc::internal::RpcMethod::BIDI_STREAMING);
    return std::unique_ptr<grpc::ClientReaderWriter<Request, Response>>(
        grpc::internal::ClientReaderWriterFactory<Request, Response>::Create(channel_.get(), method,
                                                                             context));
  }

 private:
  // A connection that no other client shares.
  static grpc::ChannelArguments Own() {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return arguments;
  }

  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_GRPC_TESTING_H_
