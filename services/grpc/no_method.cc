#include "services/grpc/no_method.h"

#include "services/errors/errors.h"

namespace verkan::services {
namespace {

// Names longer than any method's are cut, so that the answer stays small.
constexpr size_t kMostShown = 200;

}  // namespace

NoMethodCall::NoMethodCall(Core* core, grpc::AsyncGenericService* service)
    : core_(core), service_(service) {
  service_->RequestCall(&server_context_, &stream_, core_->queue.get(), core_->queue.get(),
                        &accepted_);
}

void NoMethodCall::OnAccepted(bool ok) {
  if (!ok) {  // the server stops; nothing else comes back
    delete this;
    return;
  }
  Post(core_, service_);
  ++core_->live;
  const google::rpc::Status rpc = ToRpcStatus(
      Refuse("METHOD_UNKNOWN", {{"method", server_context_.method().substr(0, kMostShown)}}));
  stream_.Finish(
      {static_cast<grpc::StatusCode>(rpc.code()), rpc.message(), rpc.SerializeAsString()},
      &finished_);
}

void NoMethodCall::OnFinished(bool) {
  --core_->live;
  delete this;
}

}  // namespace verkan::services
