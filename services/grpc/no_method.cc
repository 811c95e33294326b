#include "services/grpc/no_method.h"

#include <string>

#include "services/errors/errors.h"

namespace verkan::services {
namespace {

// Names longer than any method's are cut, so that the answer stays small.
constexpr size_t kMostShown = 200;

class Refusal final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Refusal(const std::string& method) {
    const google::rpc::Status rpc =
        ToRpcStatus(Refuse("METHOD_UNKNOWN", {{"method", method.substr(0, kMostShown)}}));
    Finish({static_cast<grpc::StatusCode>(rpc.code()), rpc.message(), rpc.SerializeAsString()});
  }

  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerGenericBidiReactor* NoMethod::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  return new Refusal(context->method());
}

}  // namespace verkan::services
