// Reads records off the wire without decoding them, so that they keep their bytes, which are
// what the log's Merkle tree hashes. Internal to this folder.
#ifndef VERKAN_CLIENTS_CPP_RECORD_STREAM_H_
#define VERKAN_CLIENTS_CPP_RECORD_STREAM_H_

#include <google/protobuf/io/zero_copy_stream.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::client {

// Calls `on_record` for every record in a ReadResponse, until it returns false; then, too, it
// returns true. False if the bytes are no message.
bool ForEachRecord(google::protobuf::io::ZeroCopyInputStream* message,
                   const std::function<bool(absl::string_view record)>& on_record);

// Calls LogService.Read and `on_record` for every record, until it returns false.
absl::Status ReadBytes(const std::shared_ptr<grpc::Channel>& channel,
                       const log::v1::ReadRequest& request,
                       const std::function<bool(absl::string_view record)>& on_record);

}  // namespace verkan::client

#endif  // VERKAN_CLIENTS_CPP_RECORD_STREAM_H_
