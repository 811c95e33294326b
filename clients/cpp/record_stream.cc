#include "clients/cpp/record_stream.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <string>
#include <utility>

#include "clients/cpp/connection.h"

namespace verkan::client {
namespace {

using google::protobuf::internal::WireFormatLite;

constexpr char kMethod[] = "/verkan.log.v1.LogService/Read";
constexpr uint32_t kEvents =
    log::v1::ReadResponse::kEventsFieldNumber << 3 | WireFormatLite::WIRETYPE_LENGTH_DELIMITED;

// A call of which one operation after the other is started and waited for.
class Call {
 public:
  explicit Call(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(channel), call_(stub_.PrepareCall(&context_, kMethod, &queue_)) {}

  // True if the operation came to its end.
  template <typename Start>
  bool Run(Start start) {
    start(call_.get());
    void* tag = nullptr;
    bool done = false;
    return queue_.Next(&tag, &done) && done;
  }

  void Cancel() { context_.TryCancel(); }

 private:
  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  grpc::GenericStub stub_;
  const std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
};

grpc::ByteBuffer Encode(const log::v1::ReadRequest& request) {
  const grpc::Slice slice(request.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace

bool ForEachRecord(google::protobuf::io::ZeroCopyInputStream* message,
                   const std::function<bool(absl::string_view record)>& on_record) {
  google::protobuf::io::CodedInputStream in(message);
  std::string record;
  while (const uint32_t tag = in.ReadTag()) {
    if (tag != kEvents) {
      if (!WireFormatLite::SkipField(&in, tag)) return false;
      continue;
    }
    uint32_t size = 0;
    if (!in.ReadVarint32(&size) || !in.ReadString(&record, static_cast<int>(size))) return false;
    if (!on_record(record)) return true;
  }
  return in.ConsumedEntireMessage();
}

absl::Status ReadBytes(const std::shared_ptr<grpc::Channel>& channel,
                       const log::v1::ReadRequest& request,
                       const std::function<bool(absl::string_view record)>& on_record) {
  Call call(channel);
  const grpc::ByteBuffer bytes = Encode(request);
  bool more = true, whole = true;
  if (call.Run([](auto* rpc) { rpc->StartCall(nullptr); }) &&
      call.Run([&](auto* rpc) { rpc->Write(bytes, nullptr); }) &&
      call.Run([](auto* rpc) { rpc->WritesDone(nullptr); })) {
    grpc::ByteBuffer message;
    while (more && whole && call.Run([&](auto* rpc) { rpc->Read(&message, nullptr); })) {
      grpc::ProtoBufferReader reader(&message);
      whole = ForEachRecord(&reader,
                            [&](absl::string_view record) { return more = on_record(record); });
    }
  }
  if (!more || !whole) call.Cancel();
  grpc::Status status;
  call.Run([&](auto* rpc) { rpc->Finish(&status, nullptr); });
  if (!whole) return absl::DataLossError("the server sent what is no message");
  return more ? ToStatus(status) : absl::OkStatus();
}

}  // namespace verkan::client
