#include "services/grpc/calls.h"

#include <grpc/grpc.h>
#include <spdlog/spdlog.h>

#include <cassert>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace verkan::services {
namespace {

// Trailers must fit the 8 KiB that gRPC clients take by default, in base64.
constexpr size_t kMaxDetailBytes = 5000;

// The bytes of a message in one piece.
class FlatBytes {
 public:
  explicit FlatBytes(const grpc::ByteBuffer& buffer) {
    if (!buffer.TrySingleSlice(&slice_).ok()) buffer.DumpToSingleSlice(&slice_);
  }
  absl::string_view view() const {
    return {reinterpret_cast<const char*>(slice_.begin()), slice_.size()};
  }

 private:
  grpc::Slice slice_;
};

// A message of the bytes, which are copied only where they are few.
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
  Context made;
  made.deadline = DeadlineOf(context);
  made.actor = "development";
  made.cancelled = cancelled;
  const auto& metadata = context.client_metadata();
  if (const auto found = metadata.find("traceparent"); found != metadata.end()) {
    made.traceparent.assign(found->second.data(), found->second.size());
  }
  return made;
}

grpc::Status WireStatus(const absl::Status& status, const Method& method) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status rpc = ToRpcStatus(WithReason(status));
  LimitDetails(kMaxDetailBytes, &rpc);
  spdlog::debug("{}: {} {}", method.name, rpc.code(), rpc.message());
  return {static_cast<grpc::StatusCode>(rpc.code()), rpc.message(), rpc.SerializeAsString()};
}

absl::Status TooLate() { return Refuse("DEADLINE_EXCEEDED", {{"details", "nothing was done"}}); }

// How long a message may be on its way before the source lets go of what it holds.
constexpr absl::Duration kRestAfter = absl::Milliseconds(100);

absl::Status GoneAway() { return Refuse("CANCELLED", {{"details", "by the caller"}}); }

}  // namespace

bool Waiters::Wait(std::shared_ptr<StreamCall> call, uint64_t seen) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (generation_.load() != seen || call->cancelled()) return false;
  calls_.insert(std::move(call));
  return true;
}

bool Waiters::Remove(const std::shared_ptr<StreamCall>& call) {
  std::lock_guard<std::mutex> lock(mutex_);
  return calls_.erase(call) > 0;
}

std::vector<std::shared_ptr<StreamCall>> Waiters::Wake() {
  std::lock_guard<std::mutex> lock(mutex_);
  generation_.fetch_add(1);
  std::vector<std::shared_ptr<StreamCall>> woken(calls_.begin(), calls_.end());
  calls_.clear();
  return woken;
}

UnaryCall::UnaryCall(Core* core, const Method* method)
    : core_(core),
      method_(method),
      is_query_(std::holds_alternative<Query>(*method->handler)),
      writer_(&server_context_) {
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
  if (is_query_) {
    EnqueueQuery(std::get<Query>(*method_->handler));
  } else {
    RunCommand(std::get<Command>(*method_->handler));
  }
}

void UnaryCall::RunCommand(const Command& command) {
  if (context_.deadline < absl::Now()) return Finish(TooLate());
  const FlatBytes request(request_);
  core_->drained_bytes += request.view().size();
  command.handle(context_, request.view(),
                 [this](absl::StatusOr<std::string> response) { Finish(std::move(response)); });
}

void UnaryCall::EnqueueQuery(const Query& query) {
  if (core_->queries->Submit([this, &query] { RunQuery(query); })) return;
  Finish(Refuse("QUEUE_FULL", {{"queue", "The queue of queries"}}));
}

void UnaryCall::RunQuery(const Query& query) {
  if (cancelled_.load()) return Finish(GoneAway());
  if (context_.deadline < absl::Now()) return Finish(TooLate());
  const FlatBytes request(request_);
  Finish(query.handle(context_, request.view()));
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
    : core_(core), method_(method), writer_(&server_context_) {}

void StreamCall::Post(Core* core, const Method* method) {
  std::shared_ptr<StreamCall> call(new StreamCall(core, method));
  call->self_ = call;
  call->server_context_.AsyncNotifyWhenDone(&call->done_);
  core->service.RequestAsyncServerStreaming(method->index, &call->server_context_, &call->request_,
                                            &call->writer_, core->queue.get(), core->queue.get(),
                                            &call->accepted_);
}

void StreamCall::OnAccepted(bool ok) {
  if (!ok) {
    self_.reset();
    return;
  }
  Post(core_, method_);
  ++core_->live;
  core_->open_streams.insert(this);
  context_ = ContextOf(server_context_, &cancelled_);
  Schedule();
}

void StreamCall::Schedule() {
  // There are at most two jobs a stream, and the transport bounds the streams.
  const bool taken = core_->streams->Submit([call = shared_from_this()] { call->Step(); });
  assert(taken);
  (void)taken;
}

absl::Status StreamCall::Open() {
  const FlatBytes request(request_);
  auto source = std::get<Stream>(*method_->handler).open(context_, request.view());
  if (!source.ok()) return source.status();
  std::lock_guard<std::mutex> lock(mutex_);
  source_ = *std::move(source);
  opened_ = true;
  return absl::OkStatus();
}

void StreamCall::Step() {
  if (!opened_) {
    if (absl::Status opened = Open(); !opened.ok()) return Finish(opened);
  }
  for (;;) {
    const uint64_t seen = core_->waiters.generation();
    if (cancelled()) return Finish(GoneAway());
    if (core_->stopping.load()) return Finish(Refuse("SHUTTING_DOWN", {}));
    std::string message;
    const absl::StatusOr<Source::Step> step = Next(&message);
    if (!step.ok()) return Finish(step.status());
    switch (*step) {
      case Source::kMessage:
        return Write(std::move(message));
      case Source::kYield:
        return Schedule();
      case Source::kWait:
        if (core_->waiters.Wait(shared_from_this(), seen)) return;
        break;
      case Source::kEnd:
        return Finish(absl::OkStatus());
    }
  }
}

absl::StatusOr<Source::Step> StreamCall::Next(std::string* message) {
  std::lock_guard<std::mutex> lock(mutex_);
  return source_->Next(message);
}

void StreamCall::Write(std::string message) {
  writing_since_.store(Clock::now());
  writer_.Write(Wrap(std::move(message)), &written_);
}

void StreamCall::WatchReader(Clock::time_point now) {
  const absl::Duration waited = absl::FromChrono(now - writing_since_.load());
  if (waited >= core_->options.slow_reader_timeout && !dropped_) return Drop();
  if (waited < kRestAfter || rests_) return;
  rests_ = true;
  core_->streams->Submit([call = shared_from_this()] { call->Rest(); });
}

void StreamCall::Rest() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (source_ != nullptr) source_->Rest();
}

// Flow control holds a message back, and gRPC takes no status until it has gone. Cancelling is
// what it offers, below the C++ interface also with a status of our own, which goes out past
// the message; there is no place for details then. The write fails, and so the call ends.
void StreamCall::Drop() {
  dropped_ = true;
  const std::string seconds =
      absl::StrCat(absl::ToDoubleSeconds(core_->options.slow_reader_timeout));
  const absl::Status status = Refuse("SUBSCRIBER_TOO_SLOW", {{"seconds", seconds}});
  spdlog::warn("{}: dropped {}, which took nothing for {} s", method_->name, server_context_.peer(),
               seconds);
  grpc_call_cancel_with_status(server_context_.c_call(), GRPC_STATUS_ABORTED,
                               std::string(status.message()).c_str(), nullptr);
}

void StreamCall::OnWritten(bool ok) {
  writing_since_.store(Clock::time_point::max());
  rests_ = false;
  if (!ok) cancelled_.store(true);
  Schedule();
}

void StreamCall::Finish(const absl::Status& status) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    source_.reset();
  }
  writer_.Finish(WireStatus(status, *method_), &finished_);
}

void StreamCall::OnFinished(bool) { Release(); }

void StreamCall::OnDone(bool) {
  if (server_context_.IsCancelled()) {
    cancelled_.store(true);
    if (core_->waiters.Remove(self_)) Schedule();
  }
  Release();
}

void StreamCall::Release() {
  if (--outstanding_ > 0) return;
  --core_->live;
  core_->open_streams.erase(this);
  self_.reset();
}

ConversationCall::ConversationCall(Core* core, const Method* method)
    : core_(core), method_(method), stream_(&server_context_) {}

void ConversationCall::Post(Core* core, const Method* method) {
  std::shared_ptr<ConversationCall> call(new ConversationCall(core, method));
  call->self_ = call;
  call->server_context_.AsyncNotifyWhenDone(&call->done_);
  core->service.RequestAsyncBidiStreaming(method->index, &call->server_context_, &call->stream_,
                                          core->queue.get(), core->queue.get(), &call->accepted_);
}

void ConversationCall::OnAccepted(bool ok) {
  if (!ok) {
    self_.reset();
    return;
  }
  Post(core_, method_);
  ++core_->live;
  core_->conversations.insert(this);
  context_ = ContextOf(server_context_, nullptr);
  session_ = std::get<Conversation>(*method_->handler).open(context_);
  Advance();
}

void ConversationCall::Advance() {
  const bool stopping = core_->stopping.load();
  if (!finishing_ && !writing_ && !broken_) Send();
  if (!finishing_ && !writing_) {
    if (broken_) {
      Finish(GoneAway());
    } else if (slots_.empty() && no_more_) {
      Finish(absl::OkStatus());
    } else if (slots_.empty() && stopping) {
      Finish(Refuse("SHUTTING_DOWN", {}));
    }
  }
  const size_t ahead = static_cast<size_t>(core_->options.read_ahead_messages);
  if (!reading_ && !no_more_ && !broken_ && !finishing_ && !stopping && slots_.size() < ahead) {
    reading_ = true;
    stream_.Read(&message_, &read_);
  }
  ReleaseIfIdle();
}

void ConversationCall::Send() {
  if (slots_.empty() || !slots_.front().has_value()) return;
  absl::StatusOr<std::string> answer = *std::move(slots_.front());
  slots_.pop_front();
  ++first_number_;
  if (!answer.ok()) return Finish(answer.status());
  writing_ = true;
  stream_.Write(Wrap(*std::move(answer)), &written_);
}

void ConversationCall::OnRead(bool ok) {
  reading_ = false;
  if (!ok) {
    no_more_ = true;
  } else if (!finishing_) {
    const uint64_t number = first_number_ + slots_.size();
    slots_.emplace_back();
    const FlatBytes message(message_);
    core_->drained_bytes += message.view().size();
    session_->OnMessage(message.view(),
                        [call = shared_from_this(), number](absl::StatusOr<std::string> answer) {
                          call->OnAnswer(number, std::move(answer));
                        });
  }
  Advance();
}

void ConversationCall::OnAnswer(uint64_t number, absl::StatusOr<std::string> answer) {
  if (number < first_number_) return;  // the call has ended
  assert(number - first_number_ < slots_.size());
  slots_[number - first_number_] = std::move(answer);
  Advance();
}

void ConversationCall::OnWritten(bool ok) {
  writing_ = false;
  if (!ok) broken_ = true;
  Advance();
}

void ConversationCall::Finish(const absl::Status& status) {
  finishing_ = true;
  first_number_ += slots_.size();
  slots_.clear();
  stream_.Finish(WireStatus(status, *method_), &finished_);
}

void ConversationCall::OnFinished(bool) {
  finish_sent_ = true;
  ReleaseIfIdle();
}

void ConversationCall::OnDone(bool) {
  done_told_ = true;
  if (server_context_.IsCancelled()) broken_ = true;
  Advance();
}

void ConversationCall::ReleaseIfIdle() {
  if (!finish_sent_ || !done_told_ || reading_ || writing_ || self_ == nullptr) return;
  core_->conversations.erase(this);
  --core_->live;
  const std::shared_ptr<ConversationCall> last = std::move(self_);
  session_.reset();
}

}  // namespace verkan::services
