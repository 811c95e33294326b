// Answers calls of methods that the server does not have: METHOD_UNKNOWN, naming the method. gRPC
// by itself ends them without a word.
#ifndef VERKAN_SERVICES_GRPC_NO_METHOD_H_
#define VERKAN_SERVICES_GRPC_NO_METHOD_H_

#include <grpcpp/generic/async_generic_service.h>

#include "services/grpc/calls.h"

namespace verkan::services {

// NoMethodCall is such a call. Its tags come back on the loop, as those of every call do: gRPC
// would serve a callback service on threads of its own, which take arrivals away from the loop.
// Deletes itself.
class NoMethodCall {
 public:
  // Both must live until the queue of the core is drained.
  static void Post(Core* core, grpc::AsyncGenericService* service) {
    new NoMethodCall(core, service);
  }

 private:
  NoMethodCall(Core* core, grpc::AsyncGenericService* service);
  void OnAccepted(bool ok);
  void OnFinished(bool ok);

  Core* const core_;
  grpc::AsyncGenericService* const service_;
  grpc::GenericServerContext server_context_;
  grpc::GenericServerAsyncReaderWriter stream_{&server_context_};
  TagOf<NoMethodCall, &NoMethodCall::OnAccepted> accepted_{this};
  TagOf<NoMethodCall, &NoMethodCall::OnFinished> finished_{this};
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_GRPC_NO_METHOD_H_
