// verkan_bench_load puts a server under one kind of load for a few seconds and prints
// one line of JSON: how much, how fast, and how long each call took.
//
//   verkan_bench_load --target 127.0.0.1:7100 --mode command --in-flight 64 --seconds 3
//
// One thread, one connection and raw bytes, so that the client is as cheap as it can be.
// After every mode that writes it asks the server how far the log reaches now, and fails
// if that is not exactly what was acknowledged.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/synchronization/mutex.h"
#include "grpcpp/alarm.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "tests/bench/workload.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;
using NextRequest = std::function<grpc::ByteBuffer()>;

struct Options {
  std::string target;
  std::string mode = "command";
  int in_flight = 64;  // unary calls
  int streams = 1;
  int batch = 256;  // events a message
  int pending = 4;  // messages a stream that wait for an answer
  double warmup_seconds = 0.5;
  double seconds = 3;
  uint64_t events = UINT64_MAX;  // stop after so many
  std::string tag;
  int rate = 10'000;
  bool request_ids = false;
};

// What was measured. Only what ends, or is received, inside the window counts.
class Tally {
 public:
  explicit Tally(const Options& options)
      : begin_(Clock::now() + Duration(options.warmup_seconds)),
        end_(begin_ + Duration(options.seconds)),
        events_left_(options.events) {}

  // Whether another request of so many events is to be sent.
  bool Take(uint64_t events) {
    if (Clock::now() >= end_ || events_left_ < events || failures_ > 0) return false;
    events_left_ -= events;
    return true;
  }

  void Succeeded(uint64_t events, Clock::time_point sent) {
    const Clock::time_point now = Clock::now();
    if (!Received(events)) return;
    micros_.push_back(std::chrono::duration<float, std::micro>(now - sent).count());
  }

  // Events came that are part of something longer, such as a read of the whole log. False
  // outside the window.
  bool Received(uint64_t events) {
    acknowledged_ += events;
    const Clock::time_point now = Clock::now();
    if (now < begin_ || now > end_) return false;
    last_ = now;
    counted_ += events;
    return true;
  }

  bool over() const { return Clock::now() >= end_; }

  void Failed(const std::string& why) {
    if (failures_++ == 0) std::fprintf(stderr, "verkan_bench_load: %s\n", why.c_str());
  }

  uint64_t acknowledged() const { return acknowledged_; }
  uint64_t failures() const { return failures_; }

  void Print(const Options& options) {
    std::sort(micros_.begin(), micros_.end());
    const auto percentile = [this](size_t percent) {
      return micros_.empty() ? 0.0 : micros_[(micros_.size() - 1) * percent / 100];
    };
    const double seconds = Seconds(last_ - begin_).count();
    std::printf(
        "{\"mode\": \"%s\", \"calls\": %zu, \"events\": %llu, \"seconds\": %.3f, "
        "\"per_second\": %.1f, \"p50_us\": %.1f, \"p99_us\": %.1f, \"total\": %llu, "
        "\"failures\": %llu}\n",
        options.mode.c_str(), micros_.size(), static_cast<unsigned long long>(counted_), seconds,
        seconds > 0 ? counted_ / seconds : 0, percentile(50), percentile(99),
        static_cast<unsigned long long>(acknowledged_), static_cast<unsigned long long>(failures_));
  }

 private:
  static Clock::duration Duration(double seconds) {
    return std::chrono::duration_cast<Clock::duration>(Seconds(seconds));
  }

  const Clock::time_point begin_;
  const Clock::time_point end_;
  uint64_t events_left_;
  Clock::time_point last_ = begin_;
  uint64_t counted_ = 0;
  uint64_t acknowledged_ = 0;
  uint64_t failures_ = 0;
  std::vector<float> micros_;
};

// One connection and the queue that everything on it comes back through. Every tag is
// a std::function<void(bool ok)>* that lives until it has been called.
struct Client {
  explicit Client(const std::string& target)
      : channel(grpc::CreateChannel(target, grpc::InsecureChannelCredentials())), stub(channel) {}

  void Drain(const int& busy) {
    void* tag = nullptr;
    bool ok = false;
    while (busy > 0 && queue.Next(&tag, &ok)) (*static_cast<std::function<void(bool)>*>(tag))(ok);
  }

  std::shared_ptr<grpc::Channel> channel;
  grpc::GenericStub stub;
  grpc::CompletionQueue queue;
};

std::string Describe(const grpc::Status& status) {
  return "code " + std::to_string(status.error_code()) + ": " + status.error_message();
}

// Asks once and waits.
grpc::Status Ask(Client* client, const std::string& method, const grpc::ByteBuffer& request,
                 grpc::ByteBuffer* response) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  context.set_wait_for_ready(true);
  auto reader = client->stub.PrepareUnaryCall(&context, method, request, &client->queue);
  reader->StartCall();
  grpc::Status status;
  int busy = 1;
  std::function<void(bool)> done = [&busy](bool) { --busy; };
  reader->Finish(response, &status, &done);
  client->Drain(busy);
  return status;
}

// Position of the last event of the log.
uint64_t Head(Client* client, Tally* tally) {
  grpc::ByteBuffer response;
  const grpc::Slice nothing;
  const grpc::Status status =
      Ask(client, "/verkan.log.v1.LogService/GetHead", grpc::ByteBuffer(&nothing, 1), &response);
  grpc::Slice bytes;
  verkan::log::v1::GetHeadResponse head;
  if (!status.ok() || !response.DumpToSingleSlice(&bytes).ok() ||
      !head.ParseFromArray(bytes.begin(), bytes.size())) {
    tally->Failed("GetHead: " + Describe(status));
  }
  return head.position();
}

// Keeps a number of unary calls in flight, each replaced when it is answered.
class UnaryLoad {
 public:
  UnaryLoad(Client* client, std::string method, NextRequest next, Tally* tally)
      : client_(client), method_(std::move(method)), next_(std::move(next)), tally_(tally) {}

  void Run(int in_flight) {
    calls_.resize(in_flight);
    for (Call& call : calls_) {
      call.done = [this, &call](bool) { Answered(&call); };
      Start(&call);
    }
    client_->Drain(busy_);
  }

 private:
  struct Call {
    std::unique_ptr<grpc::ClientContext> context;
    std::unique_ptr<grpc::ClientAsyncResponseReader<grpc::ByteBuffer>> reader;
    grpc::ByteBuffer response;
    grpc::Status status;
    Clock::time_point sent;
    std::function<void(bool)> done;
  };

  void Start(Call* call) {
    if (!tally_->Take(1)) return;
    ++busy_;
    call->context = std::make_unique<grpc::ClientContext>();
    call->sent = Clock::now();
    call->reader =
        client_->stub.PrepareUnaryCall(call->context.get(), method_, next_(), &client_->queue);
    call->reader->StartCall();
    call->reader->Finish(&call->response, &call->status, &call->done);
  }

  void Answered(Call* call) {
    --busy_;
    if (call->status.ok()) {
      tally_->Succeeded(1, call->sent);
    } else {
      tally_->Failed(method_ + ": " + Describe(call->status));
    }
    Start(call);
  }

  Client* const client_;
  const std::string method_;
  const NextRequest next_;
  Tally* const tally_;
  std::deque<Call> calls_;
  int busy_ = 0;
};

// A bidirectional stream with a number of messages that wait for their answer.
class Stream {
 public:
  Stream(Client* client, const Options& options, const std::string& method, NextRequest next,
         Tally* tally, int* busy)
      : options_(options), next_(std::move(next)), tally_(tally), busy_(busy) {
    stream_ = client->stub.PrepareCall(&context_, method, &client->queue);
    ++*busy_;
    stream_->StartCall(&started_);
  }

 private:
  void Started(bool) {
    Read();
    Write();
    --*busy_;
  }

  void Write() {
    if (writing_ || half_closed_ || static_cast<int>(sent_.size()) >= options_.pending) return;
    writing_ = true;
    ++*busy_;
    if (tally_->Take(options_.batch)) {
      sent_.push_back(Clock::now());
      stream_->Write(next_(), &written_);
    } else {
      half_closed_ = true;
      stream_->WritesDone(&written_);
    }
  }

  void Written(bool ok) {
    writing_ = false;
    if (ok) Write();
    --*busy_;
  }

  void Read() {
    ++*busy_;
    stream_->Read(&answer_, &read_);
  }

  void Answered(bool ok) {
    if (ok) {
      Count();
      Write();
      Read();
    } else {
      ++*busy_;
      stream_->Finish(&status_, &finished_);
    }
    --*busy_;
  }

  // An answer begins with its first field: 0x0a is `appended` or an outcome.
  void Count() {
    grpc::Slice bytes;
    const bool whole = answer_.DumpToSingleSlice(&bytes).ok() && bytes.size() > 0;
    if (whole && bytes.begin()[0] == 0x0a && !sent_.empty()) {
      tally_->Succeeded(options_.batch, sent_.front());
    } else {
      tally_->Failed("the stream answered with a refusal");
    }
    if (!sent_.empty()) sent_.pop_front();
  }

  void Finished(bool) {
    if (!status_.ok()) tally_->Failed("the stream ended: " + Describe(status_));
    --*busy_;
  }

  const Options& options_;
  const NextRequest next_;
  Tally* const tally_;
  int* const busy_;  // operations under way, of all streams
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
  grpc::ByteBuffer answer_;
  grpc::Status status_;
  std::deque<Clock::time_point> sent_;
  bool writing_ = false;
  bool half_closed_ = false;
  std::function<void(bool)> started_ = [this](bool ok) { Started(ok); };
  std::function<void(bool)> written_ = [this](bool ok) { Written(ok); };
  std::function<void(bool)> read_ = [this](bool ok) { Answered(ok); };
  std::function<void(bool)> finished_ = [this](bool ok) { Finished(ok); };
};

void RunStreams(Client* client, const Options& options, const std::string& method,
                const NextRequest& next, Tally* tally) {
  int busy = 0;
  std::deque<Stream> streams;
  for (int i = 0; i < options.streams; ++i) {
    streams.emplace_back(client, options, method, next, tally, &busy);
  }
  client->Drain(busy);
}

// Reads once and counts the events as they come; the window's end cuts the read off.
uint64_t ReadOnce(Client* client, const grpc::ByteBuffer& request, Tally* tally) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  auto stream =
      client->stub.PrepareCall(&context, "/verkan.log.v1.LogService/Read", &client->queue);
  bool ok = false;
  const auto wait = [client, &ok](const std::function<void(void*)>& start) {
    int busy = 1;
    std::function<void(bool)> done = [&](bool result) {
      ok = result;
      --busy;
    };
    start(&done);
    client->Drain(busy);
    return ok;
  };
  wait([&](void* tag) { stream->StartCall(tag); });
  wait([&](void* tag) { stream->WriteLast(request, grpc::WriteOptions(), tag); });
  uint64_t events = 0;
  grpc::ByteBuffer message;
  while (wait([&](void* tag) { stream->Read(&message, tag); })) {
    const uint64_t more = CountEntries(message);
    tally->Received(more);
    events += more;
    if (tally->over()) context.TryCancel();
  }
  grpc::Status status;
  wait([&](void* tag) { stream->Finish(&status, tag); });
  const bool cut_off = status.error_code() == grpc::StatusCode::CANCELLED && tally->over();
  if (!status.ok() && !cut_off) tally->Failed("Read: " + Describe(status));
  return events;
}

void RunRead(Client* client, const Options& options, Tally* tally) {
  verkan::log::v1::ReadRequest request;
  if (options.events != UINT64_MAX) request.set_limit(options.events);
  if (!options.tag.empty()) request.mutable_query()->add_items()->add_tags(options.tag);
  const grpc::Slice bytes(request.SerializeAsString());
  const grpc::ByteBuffer buffer(&bytes, 1);
  while (tally->Take(0)) {
    if (ReadOnce(client, buffer, tally) == 0) tally->Failed("Read gave no events");
  }
}

// A subscription that follows a log which grows at a steady rate. A call is a batch: how long
// after it was acknowledged its last event was delivered; 0 if that came first.
class LiveLoad {
 public:
  LiveLoad(Client* client, const Options& options, uint64_t head, NextRequest next, Tally* tally)
      : options_(options), next_(std::move(next)), tally_(tally), queue_(&client->queue) {
    verkan::log::v1::SubscribeRequest request;
    request.set_start_after(head);
    const grpc::Slice bytes(request.SerializeAsString());
    subscribe_ = grpc::ByteBuffer(&bytes, 1);
    const auto deadline = std::chrono::system_clock::now() +
                          std::chrono::seconds(30 + static_cast<int>(options.seconds));
    reading_.set_deadline(deadline);
    writing_.set_deadline(deadline);
    events_ = client->stub.PrepareCall(&reading_, "/verkan.log.v1.LogService/Subscribe", queue_);
    appends_ =
        client->stub.PrepareCall(&writing_, "/verkan.log.v1.LogService/AppendStream", queue_);
  }

  void Run(Client* client) {
    Do(&subscribed_, [this](void* tag) { events_->StartCall(tag); });
    client->Drain(busy_);
  }

 private:
  using Step = std::function<void(bool)>;

  template <typename Start>
  void Do(Step* step, const Start& start) {
    ++busy_;
    start(step);
  }

  // A step of either call; what it calls may begin others.
  Step Then(std::function<void(bool)> then) {
    return [this, then = std::move(then)](bool ok) {
      then(ok);
      --busy_;
    };
  }

  void Wait() {
    next_at_ += std::chrono::duration_cast<Clock::duration>(
        Seconds(options_.batch / static_cast<double>(options_.rate)));
    const auto left = std::max(next_at_ - Clock::now(), Clock::duration::zero());
    Do(&due_, [&](void* tag) {
      alarm_.Set(queue_,
                 std::chrono::system_clock::now() +
                     std::chrono::duration_cast<std::chrono::microseconds>(left),
                 tag);
    });
  }

  void Write() {
    if (tally_->Take(options_.batch)) {
      ++written_batches_;
      Do(&written_, [this](void* tag) { appends_->Write(next_(), tag); });
    } else {
      Do(&all_written_, [this](void* tag) { appends_->WritesDone(tag); });
    }
  }

  void Acknowledged() {
    ++acknowledged_batches_;
    if (delivered_ >= acknowledged_batches_ * options_.batch) {
      tally_->Succeeded(options_.batch, Clock::now());
    } else {
      waiting_.push_back(Clock::now());
    }
    EndWhereAllIsDelivered();
  }

  void Delivered(uint64_t events) {
    delivered_ += events;
    while (!waiting_.empty() &&
           delivered_ >= (acknowledged_batches_ - waiting_.size() + 1) * options_.batch) {
      tally_->Succeeded(options_.batch, waiting_.front());
      waiting_.pop_front();
    }
    EndWhereAllIsDelivered();
  }

  void EndWhereAllIsDelivered() {
    if (half_closed_ && acknowledged_batches_ == written_batches_ && waiting_.empty()) {
      reading_.TryCancel();
    }
  }

  void ReadEvents() {
    Do(&event_, [this](void* tag) { events_->Read(&event_message_, tag); });
  }
  void ReadAnswer() {
    Do(&answer_, [this](void* tag) { appends_->Read(&answer_message_, tag); });
  }

  const Options& options_;
  const NextRequest next_;
  Tally* const tally_;
  grpc::CompletionQueue* const queue_;
  grpc::ByteBuffer subscribe_, event_message_, answer_message_;
  grpc::ClientContext reading_, writing_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> events_, appends_;
  grpc::Status events_status_, appends_status_;
  grpc::Alarm alarm_;
  Clock::time_point next_at_;
  std::deque<Clock::time_point> waiting_;  // when batches were acknowledged that have not come
  uint64_t written_batches_ = 0;
  uint64_t acknowledged_batches_ = 0;
  uint64_t delivered_ = 0;  // events
  bool half_closed_ = false;
  int busy_ = 0;

  Step subscribed_ = Then([this](bool) {
    Do(&asked_, [this](void* tag) { events_->WriteLast(subscribe_, grpc::WriteOptions(), tag); });
  });
  Step asked_ = Then([this](bool) { ReadEvents(); });
  Step event_ = Then([this](bool ok) {
    if (!ok) {
      Do(&events_finished_, [this](void* tag) { events_->Finish(&events_status_, tag); });
      return;
    }
    const uint64_t events = CountEntries(event_message_);
    if (events == 0 && next_at_ == Clock::time_point()) {  // caught up: begin
      next_at_ = Clock::now();
      Do(&started_, [this](void* tag) { appends_->StartCall(tag); });
    }
    if (events > 0) Delivered(events);
    ReadEvents();
  });
  Step events_finished_ = Then([this](bool) {
    if (!half_closed_ || !waiting_.empty()) {
      tally_->Failed("Subscribe: " + Describe(events_status_));
    }
  });
  Step started_ = Then([this](bool) {
    ReadAnswer();
    Write();
  });
  Step written_ = Then([this](bool ok) {
    if (ok) Wait();
  });
  Step due_ = Then([this](bool) { Write(); });
  Step all_written_ = Then([this](bool) {
    half_closed_ = true;
    EndWhereAllIsDelivered();
  });
  Step answer_ = Then([this](bool ok) {
    if (!ok) {
      Do(&appends_finished_, [this](void* tag) { appends_->Finish(&appends_status_, tag); });
      return;
    }
    Acknowledged();
    ReadAnswer();
  });
  Step appends_finished_ = Then([this](bool) {
    if (!appends_status_.ok()) tally_->Failed("AppendStream: " + Describe(appends_status_));
  });
};

void RunMode(Client* client, const Options& options, Tally* tally) {
  // Numbers never come back: fewer than one a microsecond are used.
  uint64_t number = std::chrono::duration_cast<std::chrono::microseconds>(
                        std::chrono::system_clock::now().time_since_epoch())
                        .count() %
                    1'000'000'000'000;
  const auto numbered = [&number](Template message) {
    return [&number, message]() mutable { return message.With(++number); };
  };
  const auto unary = [&](const std::string& method, Template message) {
    UnaryLoad(client, method, numbered(std::move(message)), tally).Run(options.in_flight);
  };
  if (options.mode == "echo") {
    unary("/grpc.health.v1.Health/Check", HealthCheck());
  } else if (options.mode == "command") {
    unary("/verkan.procurement.v1.ProcurementService/HoldProcurement",
          ProcurementCommand(options.request_ids));
  } else if (options.mode == "append") {
    unary("/verkan.log.v1.LogService/Append", ForeignAppend());
  } else if (options.mode == "append-stream") {
    std::vector<Template> batches = ForeignBatches(options.batch);
    RunStreams(
        client, options, "/verkan.log.v1.LogService/AppendStream",
        [&] {
          ++number;
          return batches[number % batches.size()].With(number);
        },
        tally);
  } else if (options.mode == "record") {
    RunStreams(client, options, "/verkan.log.v1.LogService/Record",
               numbered(MixedFacts(options.batch)), tally);
  } else if (options.mode == "subscribe") {
    Template batch = std::move(ForeignBatches(options.batch).front());
    LiveLoad(client, options, Head(client, tally), numbered(std::move(batch)), tally).Run(client);
  } else {
    RunRead(client, options, tally);
  }
}

bool Writes(const std::string& mode) { return mode != "echo" && mode != "read"; }

// Records what commands rest on. Repeats record nothing.
void SetUp(Client* client, Tally* tally) {
  for (const Setup& setup : SetupCalls()) {
    grpc::ByteBuffer response;
    const grpc::Status status = Ask(client, setup.method, setup.request, &response);
    if (!status.ok()) tally->Failed(setup.method + ": " + Describe(status));
  }
}

int Run(const Options& options) {
  Client client(options.target);
  if (!client.channel->WaitForConnected(std::chrono::system_clock::now() +
                                        std::chrono::seconds(10))) {
    std::fprintf(stderr, "verkan_bench_load: nobody answers at %s\n", options.target.c_str());
    return 1;
  }
  uint64_t head_before = 0;
  Tally preparation(options);
  if (Writes(options.mode)) {
    SetUp(&client, &preparation);
    head_before = Head(&client, &preparation);
  }
  if (preparation.failures() > 0) return 1;

  Tally tally(options);
  RunMode(&client, options, &tally);
  if (Writes(options.mode)) {
    const uint64_t stored = Head(&client, &tally) - head_before;
    if (stored != tally.acknowledged()) {
      tally.Failed("acknowledged " + std::to_string(tally.acknowledged()) +
                   " events, the log has " + std::to_string(stored) + " more");
    }
  }
  tally.Print(options);
  return tally.failures() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace verkan::bench

int main(int argc, char** argv) {
  verkan::bench::Options options;
  CLI::App app("Puts a server under load and prints what came of it.");
  app.add_option("--target", options.target, "address of the server")->required();
  app.add_option("--mode", options.mode, "kind of load")
      ->check(CLI::IsMember(
          {"echo", "command", "append", "append-stream", "record", "read", "subscribe"}));
  app.add_option("--in-flight", options.in_flight, "unary calls in flight");
  app.add_option("--streams", options.streams, "streams at a time");
  app.add_option("--batch", options.batch, "events a message, a multiple of 8");
  app.add_option("--pending", options.pending, "messages a stream that wait for an answer");
  app.add_option("--warmup", options.warmup_seconds, "seconds before measuring");
  app.add_option("--seconds", options.seconds, "seconds of measuring");
  app.add_option("--events", options.events, "events to write, or to read at a time");
  app.add_option("--tag", options.tag, "read only events with this tag");
  app.add_option("--rate", options.rate, "events a second that a subscription follows");
  app.add_flag("--request-ids", options.request_ids, "give every command a request id");
  CLI11_PARSE(app, argc, argv);
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as verkand does
  return verkan::bench::Run(options);
}
