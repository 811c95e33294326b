// verkan_bench_echo answers every unary call with the bytes it was sent: the upper
// bound of what one completion-queue thread of gRPC can serve on this machine.
//
//   verkan_bench_echo 127.0.0.1:0      prints "listening on PORT" and serves until SIGTERM
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/grpcpp.h"

namespace {

// One call after another in the same place: asked for, read, answered, replaced.
class Call {
 public:
  Call(grpc::AsyncGenericService* service, grpc::ServerCompletionQueue* queue)
      : service_(service), queue_(queue), stream_(&context_) {
    service_->RequestCall(&context_, &stream_, queue_, queue_, this);
  }

  void Proceed(bool ok) {
    if (!ok || step_ == Step::kAnswered) {
      delete this;
    } else if (step_ == Step::kAskedFor) {
      new Call(service_, queue_);
      step_ = Step::kRead;
      stream_.Read(&payload_, this);
    } else {
      step_ = Step::kAnswered;
      stream_.WriteAndFinish(payload_, grpc::WriteOptions(), grpc::Status::OK, this);
    }
  }

 private:
  enum class Step { kAskedFor, kRead, kAnswered };

  grpc::AsyncGenericService* const service_;
  grpc::ServerCompletionQueue* const queue_;
  grpc::GenericServerContext context_;
  grpc::GenericServerAsyncReaderWriter stream_;
  grpc::ByteBuffer payload_;
  Step step_ = Step::kAskedFor;
};

void Serve(grpc::ServerCompletionQueue* queue) {
  void* tag = nullptr;
  bool ok = false;
  while (queue->Next(&tag, &ok)) static_cast<Call*>(tag)->Proceed(ok);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string address = argc > 1 ? argv[1] : "127.0.0.1:0";
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as verkand does
  grpc::AsyncGenericService service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
  builder.RegisterAsyncGenericService(&service);
  std::unique_ptr<grpc::ServerCompletionQueue> queue = builder.AddCompletionQueue();
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    std::fprintf(stderr, "verkan_bench_echo: cannot listen on %s\n", address.c_str());
    return 1;
  }
  for (int i = 0; i < 256; ++i) new Call(&service, queue.get());
  std::printf("listening on %d\n", port);
  std::fflush(stdout);

  std::thread loop(Serve, queue.get());
  int signal = 0;
  sigwait(&signals, &signal);
  server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
  queue->Shutdown();
  loop.join();
  return 0;
}
