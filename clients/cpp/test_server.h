// TestServer runs services in this process, on a Unix socket, behind real gRPC.
#ifndef VERKAN_CLIENTS_CPP_TEST_SERVER_H_
#define VERKAN_CLIENTS_CPP_TEST_SERVER_H_

#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <chrono>
#include <initializer_list>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/rpc/status.pb.h"

namespace verkan::client {

class TestServer {
 public:
  explicit TestServer(std::initializer_list<grpc::Service*> services)
      : path_(absl::StrCat("/tmp/verkan-client-test-", getpid(), ".sock")) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address(), grpc::InsecureServerCredentials());
    for (grpc::Service* service : services) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
  }
  ~TestServer() {
    server_->Shutdown(std::chrono::system_clock::now());
    unlink(path_.c_str());
  }

  std::string address() const { return absl::StrCat("unix:", path_); }

 private:
  const std::string path_;
  std::unique_ptr<grpc::Server> server_;
};

inline grpc::Status ToGrpc(const google::rpc::Status& status) {
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), status.message(),
                      status.SerializeAsString());
}

}  // namespace verkan::client

#endif  // VERKAN_CLIENTS_CPP_TEST_SERVER_H_
