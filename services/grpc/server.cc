#include "services/grpc/server.h"

#include <google/protobuf/descriptor.h>
#include <grpc/support/log.h>
#include <grpcpp/alarm.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cassert>
#include <deque>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/grpc/calls.h"
#include "services/grpc/no_method.h"

namespace verkan::services {
namespace {

using grpc::internal::RpcMethod;

// Calls of one method that are posted ahead, so that a burst finds them waiting.
constexpr int kPostedUnary = 8;
constexpr int kPostedStreams = 2;

// The hook runs after so many tags or bytes of requests at the latest, so that what is
// staged stays bounded and nobody waits long.
constexpr int kMaxDrainedTags = 4096;
constexpr size_t kMaxDrainedBytes = 2 << 20;

// Runs a function on the loop.
class Errand final : public Tag {
 public:
  Errand(grpc::CompletionQueue* queue, std::function<void()> run) : run_(std::move(run)) {
    alarm_.Set(queue, gpr_now(GPR_CLOCK_REALTIME), this);
  }
  void Proceed(bool) override {
    run_();
    delete this;
  }

 private:
  const std::function<void()> run_;
  grpc::Alarm alarm_;
};

// Runs a function on the loop again and again.
class Ticker final : public Tag {
 public:
  Ticker(absl::Duration interval, std::function<void()> run)
      : interval_(interval), run_(std::move(run)) {}

  void Start(grpc::CompletionQueue* queue) {
    queue_ = queue;
    Set();
  }
  // Nothing comes from the ticker once the queue has been drained.
  void Stop() {
    stopped_ = true;
    alarm_.Cancel();
  }
  void Proceed(bool) override {
    if (stopped_) return;
    run_();
    Set();
  }

 private:
  void Set() { alarm_.Set(queue_, absl::ToChronoTime(absl::Now() + interval_), this); }

  const absl::Duration interval_;
  const std::function<void()> run_;
  grpc::CompletionQueue* queue_ = nullptr;
  bool stopped_ = false;
  grpc::Alarm alarm_;
};

void LogOfGrpc(gpr_log_func_args* line) {
  if (line->severity == GPR_LOG_SEVERITY_ERROR) spdlog::debug("gRPC: {}", line->message);
}

std::string PathOf(const std::string& name) {
  const size_t dot = name.rfind('.');
  return absl::StrCat("/", name.substr(0, dot), "/", name.substr(dot + 1));
}

RpcMethod::RpcType TypeOf(const Handler& handler) {
  if (std::holds_alternative<ServerStream>(handler)) return RpcMethod::SERVER_STREAMING;
  if (std::holds_alternative<Conversation>(handler)) return RpcMethod::BIDI_STREAMING;
  return RpcMethod::NORMAL_RPC;
}

int Millis(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(duration));
}

void SetLimits(const ServerOptions& options, grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(options.max_receive_bytes);
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, options.max_metadata_bytes);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_concurrent_streams);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                              Millis(options.keepalive_minimum));
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
                              Millis(options.handshake_timeout));
  builder->AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS,
                              Millis(options.connection_idle_timeout));
  builder->SetResourceQuota(grpc::ResourceQuota("verkand").Resize(options.memory_quota_bytes));
  // A second server on the same port must fail, not share it.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Handlers handlers)
      : handlers_(std::move(handlers)), core_(std::move(options)) {
    for (const auto& [name, handler] : handlers_) {
      methods_.push_back({name, PathOf(name), &handler, 0});
    }
    for (Method& method : methods_) {
      method.index = core_.service.Add(method.path.c_str(), TypeOf(*method.handler));
    }
  }

  absl::Status Start() {
    gpr_set_log_function(LogOfGrpc);
    grpc::ServerBuilder builder;
    SetLimits(core_.options, &builder);
    int port = 0;
    builder.AddListeningPort(core_.options.listen, grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&core_.service);
    builder.RegisterAsyncGenericService(&no_method_);
    core_.queue = builder.AddCompletionQueue();
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) {
      core_.queue->Shutdown();
      return absl::UnavailableError(absl::StrCat("cannot listen on ", core_.options.listen,
                                                 ": it is taken, or not an address of ours"));
    }
    address_ = AddressWith(port);
    // The alarm that wakes the loop; what it brings is nothing but a turn of the loop.
    core_.executor.OnPosted([this] { new Errand(core_.queue.get(), [] {}); });
    for (const Method& method : methods_) PostAll(method);
    for (int i = 0; i < kPostedStreams; ++i) NoMethodCall::Post(&core_, &no_method_);
    ticker_.emplace(std::min(Executor::kTick, core_.options.calls.slow_reader_timeout / 4),
                    [this] { core_.executor.Tick(); });
    ticker_->Start(core_.queue.get());
    loop_ = std::thread([this] { Loop(); });
    return absl::OkStatus();
  }

  Executor* executor() { return &core_.executor; }

  void Stop(absl::Duration grace) {
    if (server_ == nullptr) return;
    core_.executor.Post([this] { core_.executor.Stop(); });
    server_->Shutdown(absl::ToChronoTime(absl::Now() + grace));
    core_.executor.Post([this] { closing_ = true; });
    loop_.join();
    core_.executor.Join();
    server_.reset();
  }

  std::function<void()> hook_ = [] {};
  std::string address_;

 private:
  std::string AddressWith(int port) const {
    const std::string& listen = core_.options.listen;
    if (absl::StartsWith(listen, "unix:")) return listen;
    return absl::StrCat(listen.substr(0, listen.rfind(':')), ":", port);
  }

  void PostAll(const Method& method) {
    switch (TypeOf(*method.handler)) {
      case RpcMethod::SERVER_STREAMING:
        for (int i = 0; i < kPostedStreams; ++i) StreamCall::Post(&core_, &method);
        return;
      case RpcMethod::BIDI_STREAMING:
        for (int i = 0; i < kPostedStreams; ++i) ConversationCall::Post(&core_, &method);
        return;
      default:
        for (int i = 0; i < kPostedUnary; ++i) UnaryCall::Post(&core_, &method);
    }
  }

  void Loop() {
    const gpr_timespec at_once = gpr_time_0(GPR_CLOCK_REALTIME);
    void* tag = nullptr;
    bool ok = false;
    bool closed = false;
    while (core_.queue->Next(&tag, &ok)) {
      core_.drained_bytes = 0;
      int drained = 0;
      do {
        static_cast<Tag*>(tag)->Proceed(ok);
      } while (++drained < kMaxDrainedTags && core_.drained_bytes < kMaxDrainedBytes &&
               core_.queue->AsyncNext(&tag, &ok, at_once) == grpc::CompletionQueue::GOT_EVENT);
      core_.executor.RunPosted();
      hook_();
      if (closing_ && core_.live == 0 && !closed) {
        closed = true;
        ticker_->Stop();
        core_.queue->Shutdown();
      }
    }
    assert(core_.live == 0);
  }

  const Handlers handlers_;
  std::deque<Method> methods_;
  grpc::AsyncGenericService no_method_;
  Core core_;
  std::unique_ptr<grpc::Server> server_;
  std::thread loop_;
  // The loop's own.
  std::optional<Ticker> ticker_;
  bool closing_ = false;
};

Server::Server(ServerOptions options, Handlers handlers)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handlers))) {}

Server::~Server() { Stop(); }

void Server::AfterDrain(std::function<void()> hook) { impl_->hook_ = std::move(hook); }

absl::Status Server::Start() { return impl_->Start(); }

const std::string& Server::address() const { return impl_->address_; }

void Server::Drain() {
  impl_->executor()->Post([] {});
}

void Server::Wake() { impl_->executor()->Wake(); }

void Server::WakeQueries() { impl_->executor()->WakeQueries(); }

void Server::Stop(absl::Duration grace) { impl_->Stop(grace); }

}  // namespace verkan::services
