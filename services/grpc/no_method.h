// Answers calls of methods that the server does not have: METHOD_UNKNOWN, naming the method. gRPC
// by itself ends them without a word.
#ifndef VERKAN_SERVICES_GRPC_NO_METHOD_H_
#define VERKAN_SERVICES_GRPC_NO_METHOD_H_

#include <grpcpp/generic/async_generic_service.h>

namespace verkan::services {

// Thread-safe; gRPC calls it on its own threads. Must outlive the server that it is registered
// with.
class NoMethod final : public grpc::CallbackGenericService {
 public:
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_GRPC_NO_METHOD_H_
