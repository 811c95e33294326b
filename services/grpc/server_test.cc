#include "services/grpc/server.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/wrappers.pb.h"
#include "google/rpc/error_details.pb.h"
#include "grpc/health/v1/health.pb.h"
#include "services/grpc/health.h"
#include "services/grpc/testing.h"

namespace verkan::services {
namespace {

using google::protobuf::StringValue;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using ::testing::HasSubstr;

constexpr char kUnary[] = "/test.Service/Unary";
constexpr char kQuery[] = "/test.Service/Query";
constexpr char kStream[] = "/test.Service/Stream";
constexpr char kTalk[] = "/test.Service/Talk";

StringValue Text(const std::string& text) {
  StringValue value;
  value.set_value(text);
  return value;
}

// A source that sends numbers up to a limit that the test moves.
struct Counter {
  std::atomic<int> limit{0};
  std::atomic<int> made{0};
  std::atomic<int> open{0};
  std::atomic<bool> ends{false};
  std::atomic<int> yields{0};  // how often it says so before the first number
  std::atomic<int> rests{0};
  size_t padding = 0;
};

class CounterSource final : public Source {
 public:
  explicit CounterSource(Counter* counter) : counter_(counter) { ++counter_->open; }
  ~CounterSource() override { --counter_->open; }

  absl::StatusOr<Step> Next(std::string* message) override {
    if (counter_->yields > 0) return --counter_->yields, kYield;
    if (sent_ >= counter_->limit) return counter_->ends ? kEnd : kWait;
    *message = Text(absl::StrCat(++sent_, std::string(counter_->padding, '.'))).SerializeAsString();
    ++counter_->made;
    return kMessage;
  }

  void Rest() override { ++counter_->rests; }

 private:
  Counter* const counter_;
  int sent_ = 0;
};

// A session that answers when the test says so, or at once.
struct Talk {
  std::mutex mutex;
  std::deque<std::pair<std::string, Answer>> waiting;
  bool at_once = true;
  std::atomic<int> received{0};
};

class TalkSession final : public Session {
 public:
  explicit TalkSession(Talk* talk) : talk_(talk) {}

  void OnMessage(absl::string_view message, Answer answer) override {
    ++talk_->received;
    StringValue text;
    if (absl::Status decoded = Decode(message, &text); !decoded.ok()) return answer(decoded);
    if (text.value() == "refuse") return answer(Refuse("PROJECT_UNKNOWN", {{"project", "x"}}));
    if (talk_->at_once) return answer(text.SerializeAsString());
    talk_->waiting.emplace_back(text.SerializeAsString(), std::move(answer));
  }

 private:
  Talk* const talk_;
};

class ServerTest : public ::testing::Test {
 protected:
  void Start(ServerOptions options = {}) {
    Handlers handlers;
    handlers["test.Service.Unary"] =
        Command{[this](const Context& context, absl::string_view bytes, const Answer& answer) {
          StringValue text;
          context_ = context;
          if (absl::Status decoded = Decode(bytes, &text); !decoded.ok()) return answer(decoded);
          if (text.value() == "later") {
            later_.push_back(answer);
            return;
          }
          answer(std::string(bytes));
        }};
    handlers["test.Service.Query"] = QueryOf<StringValue>(
        [this](const Context&, const StringValue& text) -> absl::StatusOr<StringValue> {
          ++queries_;
          if (text.value() == "refuse") return Refuse("PROJECT_UNKNOWN", {{"project", "siru-2"}});
          if (text.value() == "wait") gate_.get_future().wait();
          return text;
        });
    handlers["test.Service.Stream"] = ServerStream{
        [this](const Context&, absl::string_view) -> absl::StatusOr<std::unique_ptr<Source>> {
          return std::make_unique<CounterSource>(&counter_);
        }};
    handlers["test.Service.Talk"] =
        Conversation{[this](const Context&) { return std::make_unique<TalkSession>(&talk_); }};
    AddHealth([this](const std::string&) { return healthy_.load(); }, &handlers);
    server_ = std::make_unique<Server>(std::move(options), std::move(handlers));
    server_->AfterDrain([this] {
      for (const Answer& answer : std::exchange(later_, {})) {
        answer(Text("flushed").SerializeAsString());
      }
      if (!release_talk_) return;
      while (!talk_.waiting.empty()) {  // the last first: order is the adapter's work
        auto [bytes, answer] = std::move(talk_.waiting.back());
        talk_.waiting.pop_back();
        answer(bytes);
      }
    });
    ASSERT_TRUE(server_->Start().ok());
    client_ = std::make_unique<TestClient>(server_->address());
  }

  absl::Status Call(const char* path, const std::string& text, std::string* answer = nullptr) {
    StringValue response;
    const absl::Status status = client_->Call(path, Text(text), &response);
    if (answer != nullptr) *answer = response.value();
    return status;
  }

  template <typename Condition>
  bool Eventually(const Condition& condition) {
    for (int i = 0; i < 500; ++i) {
      if (condition()) return true;
      absl::SleepFor(absl::Milliseconds(10));
    }
    return false;
  }

  Context context_;
  std::vector<Answer> later_;
  std::atomic<int> queries_{0};
  std::promise<void> gate_;
  Counter counter_;
  Talk talk_;
  std::atomic<bool> release_talk_{false};
  std::atomic<bool> healthy_{true};
  std::unique_ptr<TestClient> client_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, ACommandIsAnswered) {
  Start();
  std::string answer;
  EXPECT_TRUE(Call(kUnary, "hello", &answer).ok());
  EXPECT_EQ(answer, "hello");
  EXPECT_EQ(context_.actor, "development");
}

TEST_F(ServerTest, ACommandMayBeAnsweredAfterTheDrain) {
  Start();
  std::string answer;
  EXPECT_TRUE(Call(kUnary, "later", &answer).ok());
  EXPECT_EQ(answer, "flushed");
}

TEST_F(ServerTest, UndecodableBytesAreAnInvalidArgument) {
  Start();
  for (const char* path : {kUnary, kQuery}) {
    grpc::ByteBuffer response;
    const absl::Status status = client_->Call(path, RawBytes("\xff\xff\xff"), &response);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(status), "UNDECODABLE_REQUEST");
  }
}

TEST_F(ServerTest, AnErrorCarriesItsDetails) {
  Start();
  EXPECT_EQ(Call(kQuery, "refuse"), Refuse("PROJECT_UNKNOWN", {{"project", "siru-2"}}));
}

TEST_F(ServerTest, TheTraceParentReachesTheHandler) {
  Start();
  const auto context = ShortCall();
  context->AddMetadata("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  StringValue response;
  EXPECT_TRUE(client_->Call(kUnary, Text("x"), &response, context.get()).ok());
  EXPECT_THAT(context_.traceparent, HasSubstr("4bf92f3577b34da6a3ce929d0e0e4736"));
  EXPECT_LT(context_.deadline, absl::Now() + absl::Seconds(10 * Patience() + 1));
}

TEST_F(ServerTest, AMethodThatIsNotThereIsUnimplemented) {
  Start();
  EXPECT_EQ(Call("/test.Service/Nothing", ""),
            Refuse("METHOD_UNKNOWN", {{"method", "/test.Service/Nothing"}}));
}

TEST_F(ServerTest, ATooLargeMessageIsRefused) {
  Start({.max_receive_bytes = 1000});
  EXPECT_TRUE(Call(kUnary, std::string(900, 'x')).ok());
  EXPECT_EQ(Call(kUnary, std::string(1100, 'x')).code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(ServerTest, GzipIsUnderstood) {
  Start();
  const auto context = ShortCall();
  context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
  StringValue response;
  const std::string text(5000, 'x');
  EXPECT_TRUE(client_->Call(kUnary, Text(text), &response, context.get()).ok());
  EXPECT_EQ(response.value(), text);
}

TEST_F(ServerTest, AFullQueueIsSaidSoWithADelay) {
  Start({.calls = {.query_threads = 1, .query_queue = 1}});
  std::thread first([this] { EXPECT_TRUE(Call(kQuery, "wait").ok()); });
  ASSERT_TRUE(Eventually([this] { return queries_ == 1; }));
  // One waits for the thread, however long its caller does; the next finds no place.
  absl::Status refused;
  ASSERT_TRUE(Eventually([&] {
    const auto context = ShortCall(50);
    StringValue response;
    refused = client_->Call(kQuery, Text("x"), &response, context.get());
    return absl::IsResourceExhausted(refused);
  }));
  EXPECT_EQ(ReasonOf(refused), "QUEUE_FULL");
  EXPECT_TRUE(refused.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  gate_.set_value();
  first.join();
}

TEST_F(ServerTest, AQueryWhoseDeadlinePassedInTheQueueIsNotRun) {
  Start({.calls = {.query_threads = 1}});
  std::thread first([this] { EXPECT_TRUE(Call(kQuery, "wait").ok()); });
  ASSERT_TRUE(Eventually([this] { return queries_ == 1; }));
  const auto context = ShortCall(50);
  StringValue response;
  EXPECT_EQ(client_->Call(kQuery, Text("late"), &response, context.get()).code(),
            absl::StatusCode::kDeadlineExceeded);
  // The server counts the deadline from the call's arrival, a little later than its caller.
  absl::SleepFor(absl::Milliseconds(200));
  gate_.set_value();
  first.join();
  EXPECT_TRUE(Call(kQuery, "next").ok());
  EXPECT_EQ(queries_, 2);
}

TEST_F(ServerTest, AStreamSendsWhatThereIsAndEnds) {
  counter_.limit = 100;
  counter_.ends = true;
  Start();
  const auto context = ShortCall();
  auto reader = client_->Open<StringValue>(kStream, Text(""), context.get());
  StringValue value;
  int count = 0;
  while (reader->Read(&value)) EXPECT_EQ(value.value(), absl::StrCat(++count));
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(count, 100);
}

TEST_F(ServerTest, AStreamThatWaitsGoesOnWhenWoken) {
  counter_.limit = 1;
  Start();
  const auto context = ShortCall();
  auto reader = client_->Open<StringValue>(kStream, Text(""), context.get());
  StringValue value;
  for (int i = 1; i <= 200; ++i) {
    counter_.limit = i;
    server_->Wake();
    ASSERT_TRUE(reader->Read(&value));
    EXPECT_EQ(value.value(), absl::StrCat(i));
  }
  context->TryCancel();
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(Eventually([this] { return counter_.open == 0; }));
}

TEST_F(ServerTest, ASlowReaderHoldsTheSourceBack) {
  counter_.limit = 1000000;
  counter_.padding = 100000;
  Start();
  const auto context = ShortCall();
  auto reader = client_->Open<StringValue>(kStream, Text(""), context.get());
  StringValue value;
  ASSERT_TRUE(reader->Read(&value));
  absl::SleepFor(absl::Milliseconds(500));
  EXPECT_LT(counter_.made, 200);  // what fits the windows of one connection
  context->TryCancel();
  reader->Finish();
  EXPECT_TRUE(Eventually([this] { return counter_.open == 0; }));
}

TEST_F(ServerTest, AReaderThatTakesNothingForTooLongIsDroppedAndToldSo) {
  counter_.limit = 1000000;
  counter_.padding = 100000;
  Start({.calls = {.slow_reader_timeout = absl::Milliseconds(300)}});
  const auto context = ShortCall();
  auto reader = client_->Open<StringValue>(kStream, Text(""), context.get());
  ASSERT_TRUE(Eventually([this] { return counter_.open == 1; }));
  ASSERT_TRUE(Eventually([this] { return counter_.open == 0; }));  // the source is let go
  StringValue value;
  int taken = 0;
  while (reader->Read(&value))
    EXPECT_EQ(value.value().substr(0, value.value().find('.')), absl::StrCat(++taken));
  const grpc::Status status = reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_THAT(status.error_message(), HasSubstr("took nothing for 0.3 s"));
  EXPECT_THAT(status.error_message(), HasSubstr("start_after"));
  EXPECT_GT(taken, 0);  // what was on its way is not lost
  EXPECT_LT(taken, counter_.made);
  EXPECT_TRUE(Call(kUnary, "x").ok());
}

TEST_F(ServerTest, ASourceRestsWhileItsReaderIsSlow) {
  counter_.limit = 1000000;
  counter_.padding = 100000;
  Start();
  const auto context = ShortCall();
  auto reader = client_->Open<StringValue>(kStream, Text(""), context.get());
  ASSERT_TRUE(Eventually([this] { return counter_.rests == 1; }));
  const int made = counter_.made;
  StringValue value;
  for (int i = 0; i < made + 10; ++i) ASSERT_TRUE(reader->Read(&value));  // and goes on
  context->TryCancel();
  reader->Finish();
}

TEST_F(ServerTest, AReaderThatWaitsForNewsIsNotSlow) {
  counter_.limit = 1;
  Start({.calls = {.slow_reader_timeout = absl::Milliseconds(50)}});
  const auto context = ShortCall();
  auto reader = client_->Open<StringValue>(kStream, Text(""), context.get());
  StringValue value;
  ASSERT_TRUE(reader->Read(&value));
  absl::SleepFor(absl::Milliseconds(300));
  counter_.limit = 2;
  server_->Wake();
  EXPECT_TRUE(reader->Read(&value));
  context->TryCancel();
  reader->Finish();
}

TEST_F(ServerTest, ASourceThatWaitsIsAskedAgainWithoutBeingWoken) {
  Start();
  const auto context = ShortCall();
  auto reader = client_->Open<StringValue>(kStream, Text(""), context.get());
  ASSERT_TRUE(Eventually([this] { return counter_.open == 1; }));
  counter_.limit = 1;
  StringValue value;
  EXPECT_TRUE(reader->Read(&value));
  context->TryCancel();
  reader->Finish();
}

TEST_F(ServerTest, ALongSearchLeavesOthersTheirTurn) {
  Start({.calls = {.stream_threads = 1}});
  counter_.yields = INT32_MAX;
  counter_.limit = 1;
  const auto searching = ShortCall();
  auto first = client_->Open<StringValue>(kStream, Text(""), searching.get());
  const auto also = ShortCall();
  auto second = client_->Open<StringValue>(kStream, Text(""), also.get());
  ASSERT_TRUE(Eventually([this] { return counter_.open == 2; }));
  counter_.yields = 0;
  StringValue value;
  EXPECT_TRUE(first->Read(&value));
  EXPECT_TRUE(second->Read(&value));
  searching->TryCancel();
  also->TryCancel();
  first->Finish();
  second->Finish();
}

TEST_F(ServerTest, ADeadlineEndsAStreamThatWaits) {
  Start();
  const auto context = ShortCall(100);
  auto reader = client_->Open<StringValue>(kStream, Text(""), context.get());
  StringValue value;
  EXPECT_FALSE(reader->Read(&value));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(Eventually([this] { return counter_.open == 0; }));
}

TEST_F(ServerTest, AConversationIsAnsweredInOrder) {
  talk_.at_once = false;
  Start();
  const auto context = ShortCall();
  auto stream = client_->Converse<StringValue, StringValue>(kTalk, context.get());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(stream->Write(Text(absl::StrCat(i))));
  ASSERT_TRUE(Eventually([this] { return talk_.received == 5; }));
  release_talk_ = true;
  ASSERT_TRUE(stream->WritesDone());
  StringValue value;
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(stream->Read(&value));
    EXPECT_EQ(value.value(), absl::StrCat(i));
  }
  EXPECT_FALSE(stream->Read(&value));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ServerTest, AConversationReadsAheadNoFurtherThanItsBound) {
  talk_.at_once = false;
  Start({.calls = {.read_ahead_messages = 3}});
  const auto context = ShortCall();
  auto stream = client_->Converse<StringValue, StringValue>(kTalk, context.get());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(stream->Write(Text("x")));
  ASSERT_TRUE(Eventually([this] { return talk_.received == 3; }));
  absl::SleepFor(absl::Milliseconds(100));
  EXPECT_EQ(talk_.received, 3);
  context->TryCancel();
  stream->Finish();
  release_talk_ = true;
}

TEST_F(ServerTest, AnErrorInAConversationComesAfterTheAnswersBeforeIt) {
  Start();
  const auto context = ShortCall();
  auto stream = client_->Converse<StringValue, StringValue>(kTalk, context.get());
  ASSERT_TRUE(stream->Write(Text("one")));
  ASSERT_TRUE(stream->Write(Text("refuse")));
  StringValue value;
  EXPECT_TRUE(stream->Read(&value));
  EXPECT_FALSE(stream->Read(&value));
  EXPECT_EQ(ReasonOf(ErrorOf(stream->Finish())), "PROJECT_UNKNOWN");
}

TEST_F(ServerTest, UndecodableBytesEndAConversation) {
  Start();
  const auto context = ShortCall();
  auto stream = client_->Converse<grpc::ByteBuffer, grpc::ByteBuffer>(kTalk, context.get());
  ASSERT_TRUE(stream->Write(RawBytes("\xff\xff\xff")));
  grpc::ByteBuffer value;
  EXPECT_FALSE(stream->Read(&value));
  EXPECT_EQ(ReasonOf(ErrorOf(stream->Finish())), "UNDECODABLE_REQUEST");
}

TEST_F(ServerTest, HealthIsToldForTheServerAndForEachService) {
  Start();
  HealthCheckRequest request;
  HealthCheckResponse response;
  for (const char* service : {"", "test.Service", "grpc.health.v1.Health"}) {
    request.set_service(service);
    ASSERT_TRUE(client_->Call("/grpc.health.v1.Health/Check", request, &response).ok());
    EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  }
  request.set_service("nobody");
  EXPECT_EQ(client_->Call("/grpc.health.v1.Health/Check", request, &response).code(),
            absl::StatusCode::kNotFound);
  grpc::health::v1::HealthListResponse list;
  ASSERT_TRUE(
      client_->Call("/grpc.health.v1.Health/List", grpc::health::v1::HealthListRequest(), &list)
          .ok());
  EXPECT_EQ(list.statuses_size(), 3);
}

TEST_F(ServerTest, HealthIsWatched) {
  Start();
  const auto context = ShortCall();
  auto reader = client_->Open<HealthCheckResponse>("/grpc.health.v1.Health/Watch",
                                                   HealthCheckRequest(), context.get());
  HealthCheckResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  healthy_ = false;
  server_->Wake();
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  context->TryCancel();
  reader->Finish();
}

TEST_F(ServerTest, StoppingEndsStreamsAndConversationsAndLetsQueriesFinish) {
  Start();
  const auto streaming = ShortCall();
  auto reader = client_->Open<StringValue>(kStream, Text(""), streaming.get());
  const auto talking = ShortCall();
  auto stream = client_->Converse<StringValue, StringValue>(kTalk, talking.get());
  ASSERT_TRUE(stream->Write(Text("x")));
  StringValue value;
  ASSERT_TRUE(stream->Read(&value));
  ASSERT_TRUE(Eventually([this] { return counter_.open == 1; }));
  std::thread query([this] { EXPECT_TRUE(Call(kQuery, "wait").ok()); });
  ASSERT_TRUE(Eventually([this] { return queries_ == 1; }));

  std::thread stop([this] { server_->Stop(); });
  EXPECT_FALSE(reader->Read(&value));
  EXPECT_EQ(ReasonOf(ErrorOf(reader->Finish())), "SHUTTING_DOWN");
  EXPECT_FALSE(stream->Read(&value));
  EXPECT_EQ(ReasonOf(ErrorOf(stream->Finish())), "SHUTTING_DOWN");
  gate_.set_value();
  query.join();
  stop.join();
}

TEST_F(ServerTest, StoppingCancelsWhatTakesTooLong) {
  talk_.at_once = false;
  Start();
  const auto context = ShortCall();
  auto stream = client_->Converse<StringValue, StringValue>(kTalk, context.get());
  ASSERT_TRUE(stream->Write(Text("never answered")));
  ASSERT_TRUE(Eventually([this] { return talk_.received == 1; }));
  server_->Stop(absl::Milliseconds(100));
  StringValue value;
  while (stream->Read(&value)) {
  }
  stream->Finish();
}

TEST_F(ServerTest, ATakenPortIsSaidSo) {
  Start();
  Server second({.listen = server_->address()}, {});
  const absl::Status status = second.Start();
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_THAT(status.message(), HasSubstr(server_->address()));
}

TEST_F(ServerTest, AUnixSocketIsListenedOn) {
  const std::string path = absl::StrCat("unix:", ::testing::TempDir(), "/verkan-test.sock");
  Start({.listen = path});
  EXPECT_EQ(server_->address(), path);
  EXPECT_TRUE(Call(kUnary, "x").ok());
}

TEST_F(ServerTest, AStormOfDeadlinesAndCancellationsLeavesNothingBehind) {
  talk_.at_once = false;
  release_talk_ = true;
  Start({.calls = {.query_threads = 2, .query_queue = 16}});
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([this, i] {
      for (int j = 0; j < 250; ++j) {
        const auto context = ShortCall(1);
        StringValue value;
        if (j % 4 == 0) {
          client_->Call(kUnary, Text("later"), &value, context.get()).IgnoreError();
        } else if (j % 4 == 1) {
          client_->Call(kQuery, Text("x"), &value, context.get()).IgnoreError();
        } else if (j % 4 == 2) {
          auto reader = client_->Open<StringValue>(kStream, Text(""), context.get());
          if (i % 2 == 0) context->TryCancel();
          reader->Finish();
        } else {
          auto stream = client_->Converse<StringValue, StringValue>(kTalk, context.get());
          stream->Write(Text("x"));
          if (i % 2 == 0) context->TryCancel();
          stream->Finish();
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_TRUE(Eventually([this] { return counter_.open == 0; }));
  EXPECT_TRUE(Call(kUnary, "x").ok());
  EXPECT_TRUE(Call(kQuery, "x").ok());
}

TEST_F(ServerTest, ManyCallsAtOnceAreAllAnswered) {
  Start();
  std::vector<std::thread> callers;
  std::atomic<int> answered{0};
  for (int i = 0; i < 16; ++i) {
    callers.emplace_back([this, &answered] {
      for (int j = 0; j < 100; ++j) answered += Call(j % 2 ? kUnary : kQuery, "later").ok();
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(answered, 1600);
}

}  // namespace
}  // namespace verkan::services
