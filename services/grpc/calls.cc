#include "services/grpc/calls.h"

#include <grpc/grpc.h>
#include <spdlog/spdlog.h>

#include <cassert>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/calls/admission.h"

namespace verkan::services {
namespace {

// A message of the bytes, which are copied only if they are few.
grpc::ByteBuffer Wrap(std::string bytes) {
  constexpr size_t kFewBytes = 4096;
  if (bytes.size() <= kFewBytes) {
    grpc::Slice slice(bytes.data(), bytes.size());
    return {&slice, 1};
  }
  auto* kept = new std::string(std::move(bytes));
  grpc::Slice slice(
      kept->data(), kept->size(), [](void* p) { delete static_cast<std::string*>(p); }, kept);
  return {&slice, 1};
}

absl::Time DeadlineOf(const grpc::ServerContext& context) {
  const gpr_timespec raw = context.raw_deadline();
  if (gpr_time_cmp(raw, gpr_inf_future(raw.clock_type)) == 0) return absl::InfiniteFuture();
  const gpr_timespec wall = gpr_convert_clock_type(raw, GPR_CLOCK_REALTIME);
  return absl::FromUnixSeconds(wall.tv_sec) + absl::Nanoseconds(wall.tv_nsec);
}

Context ContextOf(const grpc::ServerContext& context, const std::atomic<bool>* cancelled) {
  Arrival arrival = {.deadline = DeadlineOf(context), .cancelled = cancelled};
  const auto& metadata = context.client_metadata();
  if (const auto found = metadata.find("traceparent"); found != metadata.end()) {
    arrival.traceparent = {found->second.data(), found->second.size()};
  }
  return Admit(std::move(arrival));
}

// The peer is asked for only where it is needed: it costs a call into gRPC's core.
Context ContextOfStream(const grpc::ServerContext& context, const std::atomic<bool>* cancelled) {
  Context made = ContextOf(context, cancelled);
  made.connection = context.peer();
  return made;
}

grpc::Status WireStatus(const absl::Status& status, const Method& method) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status rpc = ToRpcStatus(WithReason(status));
  spdlog::debug("{}: {} {}", method.name, rpc.code(), rpc.message());
  return {static_cast<grpc::StatusCode>(rpc.code()), rpc.message(), rpc.SerializeAsString()};
}

}  // namespace

UnaryCall::UnaryCall(Core* core, const Method* method)
    : core_(core),
      method_(method),
      is_query_(std::holds_alternative<Query>(*method->handler)),
      writer_(&server_context_) {
  // A command is answered in any case; asking when its caller goes costs a tag.
  if (is_query_) server_context_.AsyncNotifyWhenDone(&done_);
  core_->service.RequestAsyncUnary(method_->index, &server_context_, &request_, &writer_,
                                   core_->queue.get(), core_->queue.get(), &accepted_);
}

void UnaryCall::OnAccepted(bool ok) {
  if (!ok) {  // the server stops; nothing else comes back
    delete this;
    return;
  }
  Post(core_, method_);
  ++core_->live;
  outstanding_ = is_query_ ? 2 : 1;
  context_ = ContextOf(server_context_, is_query_ ? &cancelled_ : nullptr);
  bytes_.emplace(request_);
  if (!is_query_) core_->drained_bytes += bytes_->view().size();
  core_->executor.RunUnary(
      *method_->handler, context_, bytes_->view(),
      [this](absl::StatusOr<std::string> response) { Finish(std::move(response)); });
}

void UnaryCall::Finish(absl::StatusOr<std::string> response) {
  if (response.ok()) {
    writer_.Finish(Wrap(*std::move(response)), grpc::Status::OK, &finished_);
  } else {
    writer_.FinishWithError(WireStatus(response.status(), *method_), &finished_);
  }
}

void UnaryCall::OnFinished(bool) { Release(); }

void UnaryCall::OnDone(bool) {
  cancelled_.store(server_context_.IsCancelled());
  Release();
}

void UnaryCall::Release() {
  if (--outstanding_ > 0) return;
  --core_->live;
  delete this;
}

StreamCall::StreamCall(Core* core, const Method* method)
    : core_(core), method_(method), writer_(&server_context_) {
  server_context_.AsyncNotifyWhenDone(&done_);
  core_->service.RequestAsyncServerStreaming(method_->index, &server_context_, &request_, &writer_,
                                             core_->queue.get(), core_->queue.get(), &accepted_);
}

void StreamCall::OnAccepted(bool ok) {
  if (!ok) {
    delete this;
    return;
  }
  Post(core_, method_);
  ++core_->live;
  context_ = ContextOfStream(server_context_, &cancelled_);
  bytes_.emplace(request_);
  run_ = StreamRun::Start(&core_->executor, std::get<ServerStream>(*method_->handler), context_,
                          bytes_->view(), this);
}

void StreamCall::Write(std::string message) { writer_.Write(Wrap(std::move(message)), &written_); }

void StreamCall::OnWritten(bool ok) { run_->OnWritten(ok); }

void StreamCall::Finish(const absl::Status& status) {
  writer_.Finish(WireStatus(status, *method_), &finished_);
}

// Flow control holds a message back, and gRPC takes no status until it has gone. Cancelling is
// what it offers, below the C++ interface also with a status of our own, which goes out past
// the message; there is no place for details then. The write fails, and so the call ends.
void StreamCall::Drop(const absl::Status& status) {
  spdlog::warn("{}: dropped {}: {}", method_->name, server_context_.peer(),
               std::string(status.message()));
  grpc_call_cancel_with_status(server_context_.c_call(),
                               static_cast<grpc_status_code>(status.code()),
                               std::string(status.message()).c_str(), nullptr);
}

void StreamCall::OnFinished(bool) { Release(); }

void StreamCall::OnDone(bool) {
  if (server_context_.IsCancelled()) {
    cancelled_.store(true);
    run_->OnCancelled();
  }
  Release();
}

// Jobs that are still queued keep the run, and touch neither the wire nor the context.
void StreamCall::Release() {
  if (--outstanding_ > 0) return;
  --core_->live;
  run_->OnReleased();
  delete this;
}

ConversationCall::ConversationCall(Core* core, const Method* method)
    : core_(core), method_(method), stream_(&server_context_) {
  server_context_.AsyncNotifyWhenDone(&done_);
  core_->service.RequestAsyncBidiStreaming(method_->index, &server_context_, &stream_,
                                           core_->queue.get(), core_->queue.get(), &accepted_);
}

void ConversationCall::OnAccepted(bool ok) {
  if (!ok) {
    delete this;
    return;
  }
  Post(core_, method_);
  ++core_->live;
  context_ = ContextOfStream(server_context_, nullptr);
  run_ = ConversationRun::Start(&core_->executor, std::get<Conversation>(*method_->handler),
                                context_, this);
}

void ConversationCall::Read() { stream_.Read(&message_, &read_); }

void ConversationCall::Write(std::string message) {
  stream_.Write(Wrap(std::move(message)), &written_);
}

void ConversationCall::Finish(const absl::Status& status) {
  stream_.Finish(WireStatus(status, *method_), &finished_);
}

void ConversationCall::OnRead(bool ok) {
  if (ok) {
    const FlatBytes message(message_);
    const absl::string_view bytes = message.view();
    core_->drained_bytes += bytes.size();
    run_->OnRead(&bytes);
  } else {
    run_->OnRead(nullptr);
  }
  ReleaseIfIdle();
}

void ConversationCall::OnWritten(bool ok) {
  run_->OnWritten(ok);
  ReleaseIfIdle();
}

void ConversationCall::OnFinished(bool) {
  finish_sent_ = true;
  ReleaseIfIdle();
}

void ConversationCall::OnDone(bool) {
  done_told_ = true;
  if (server_context_.IsCancelled()) run_->OnCancelled();
  ReleaseIfIdle();
}

void ConversationCall::ReleaseIfIdle() {
  if (!finish_sent_ || !done_told_ || run_->busy()) return;
  --core_->live;
  run_->OnReleased();
  delete this;
}

}  // namespace verkan::services
