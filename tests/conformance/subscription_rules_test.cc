// Rules of durable subscriptions.
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/conformance/log_client.h"
#include "verkan/subscription/v1/subscription_service.grpc.pb.h"

namespace verkan::conformance {
namespace {

namespace v1 = verkan::subscription::v1;
using testing::ElementsAre;
using testing::IsEmpty;
using Positions = std::vector<uint64_t>;

std::unique_ptr<grpc::ClientContext> Bounded() {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  return context;
}

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  google::rpc::ErrorInfo info;
  for (const google::protobuf::Any& detail : details.details()) {
    if (detail.UnpackTo(&info)) return info.reason();
  }
  return status.ok() ? "" : status.error_message();
}

class SubscriptionRules : public LogRules {
 protected:
  using Service = v1::SubscriptionService;

  // A call of Consume; it ends with this.
  class Consumer {
   public:
    Consumer(SubscriptionRules* rules, uint32_t max_in_flight) : rules_(rules) {
      v1::ConsumeRequest request;
      request.set_name(rules->N("mail"));
      request.set_max_in_flight(max_in_flight);
      reader_ = rules->stub_->Consume(context_.get(), request);
      EXPECT_TRUE(reader_->Read(&message_)) << "no session";
      EXPECT_THAT(message_.deliveries(), IsEmpty()) << "the first message is the session's";
      session = message_.session_id();
    }
    ~Consumer() { Leave(); }

    void Leave() {
      if (left_) return;
      left_ = true;
      context_->TryCancel();
      while (reader_->Read(&message_)) {
      }
      reader_->Finish();
    }

    // The positions of the next message that holds any.
    Positions Next() {
      Positions positions;
      deliveries.clear();
      while (positions.empty() && reader_->Read(&message_)) {
        for (const v1::Delivery& delivery : message_.deliveries()) {
          positions.push_back(delivery.event().position());
          deliveries.push_back(delivery);
        }
      }
      return positions;
    }
    // Reads on until everything is settled; true unless something is delivered.
    bool ComesToRest() {
      while (reader_->Read(&message_)) {
        if (!message_.deliveries().empty()) return false;
        if (message_.caught_up()) return true;
      }
      return false;
    }
    // How the call ended by itself.
    std::string Ended() {
      while (reader_->Read(&message_)) {
      }
      left_ = true;
      return ReasonOf(reader_->Finish());
    }

    Positions Done(const Positions& positions) {
      v1::AcknowledgeRequest request = Request();
      for (const uint64_t position : positions) {
        v1::Outcome* outcome = request.add_outcomes();
        outcome->set_position(position);
        outcome->set_done(true);
      }
      return Send(request);
    }
    Positions Retry(uint64_t position, uint64_t delay_ms = 0, const std::string& reason = "busy") {
      v1::AcknowledgeRequest request = Request();
      v1::Outcome* outcome = request.add_outcomes();
      outcome->set_position(position);
      outcome->mutable_retry()->set_delay_ms(delay_ms);
      outcome->mutable_retry()->set_reason(reason);
      return Send(request);
    }
    Positions Park(const Positions& positions, const std::string& reason = "odd") {
      v1::AcknowledgeRequest request = Request();
      for (const uint64_t position : positions) {
        v1::Outcome* outcome = request.add_outcomes();
        outcome->set_position(position);
        outcome->mutable_park()->set_reason(reason);
      }
      return Send(request);
    }
    v1::AcknowledgeRequest Request() const {
      v1::AcknowledgeRequest request;
      request.set_name(rules_->N("mail"));
      request.set_session_id(session);
      return request;
    }
    uint64_t position() const { return message_.position(); }

    std::string session;
    std::vector<v1::Delivery> deliveries;  // of the last Next

   private:
    Positions Send(const v1::AcknowledgeRequest& request) {
      v1::AcknowledgeResponse response;
      const grpc::Status status = rules_->Ask(&Service::Stub::Acknowledge, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      return {response.not_held().begin(), response.not_held().end()};
    }

    SubscriptionRules* const rules_;
    std::unique_ptr<grpc::ClientContext> context_ = Bounded();
    std::unique_ptr<grpc::ClientReader<v1::ConsumeResponse>> reader_;
    v1::ConsumeResponse message_;
    bool left_ = false;
  };

  ~SubscriptionRules() override {
    v1::DeleteSubscriptionRequest request;
    request.set_name(N("mail"));
    v1::DeleteSubscriptionResponse response;
    Ask(&Service::Stub::DeleteSubscription, request, &response);
  }

  template <typename Request, typename Response>
  grpc::Status Ask(grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&,
                                                         Response*),
                   const Request& request, Response* response) {
    const auto context = Bounded();
    return (stub_.get()->*method)(context.get(), request, response);
  }

  // The subscription of this test: its own events, from the first.
  v1::CreateSubscriptionRequest Mail(const std::vector<Item>& items) {
    v1::CreateSubscriptionRequest request;
    request.set_name(N("mail"));
    *request.mutable_query() = Query(items);
    return request;
  }
  v1::CreateSubscriptionRequest Mail() { return Mail({{.streams = {"s", "a", "b", "c", "d"}}}); }
  grpc::Status TryCreate(const v1::CreateSubscriptionRequest& request, bool* existed = nullptr) {
    v1::CreateSubscriptionResponse response;
    const grpc::Status status = Ask(&Service::Stub::CreateSubscription, request, &response);
    if (existed != nullptr) *existed = response.existed();
    return status;
  }
  void Create(const v1::CreateSubscriptionRequest& request) {
    const grpc::Status status = TryCreate(request);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  v1::Subscription Get() {
    v1::GetSubscriptionRequest request;
    request.set_name(N("mail"));
    v1::GetSubscriptionResponse response;
    EXPECT_TRUE(Ask(&Service::Stub::GetSubscription, request, &response).ok());
    return response.subscription();
  }
  std::vector<v1::Parked> Parked() {
    v1::ListParkedRequest request;
    request.set_name(N("mail"));
    v1::ListParkedResponse response;
    EXPECT_TRUE(Ask(&Service::Stub::ListParked, request, &response).ok());
    return {response.parked().begin(), response.parked().end()};
  }
  uint64_t Replay(const Positions& positions) {
    v1::ReplayParkedRequest request;
    request.set_name(N("mail"));
    for (const uint64_t position : positions) request.add_positions(position);
    v1::ReplayParkedResponse response;
    EXPECT_TRUE(Ask(&Service::Stub::ReplayParked, request, &response).ok());
    return response.replayed();
  }
  uint64_t Discard(const Positions& positions) {
    v1::DiscardParkedRequest request;
    request.set_name(N("mail"));
    for (const uint64_t position : positions) request.add_positions(position);
    v1::DiscardParkedResponse response;
    EXPECT_TRUE(Ask(&Service::Stub::DiscardParked, request, &response).ok());
    return response.discarded();
  }
  std::unique_ptr<Consumer> Consume(uint32_t max_in_flight = 0) {
    return std::make_unique<Consumer>(this, max_in_flight);
  }

 private:
  std::unique_ptr<Service::Stub> stub_ = Service::NewStub(grpc::CreateChannel(
      std::getenv("VERKAN_ADDRESS") ? std::getenv("VERKAN_ADDRESS") : "127.0.0.1:7480",
      grpc::InsecureChannelCredentials()));
};

// Making them.

TEST_F(SubscriptionRules, StartsWithTheFirstEventThatMatches) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "other"}, {.stream = "b"}});
  Create(Mail());
  EXPECT_THAT(Consume()->Next(), ElementsAre(first, first + 2));
}

TEST_F(SubscriptionRules, StartsAfterAPosition) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "b"}});
  v1::CreateSubscriptionRequest request = Mail();
  request.set_start_after(first);
  Create(request);
  EXPECT_THAT(Consume()->Next(), ElementsAre(first + 1));
}

TEST_F(SubscriptionRules, StartsWithWhatComes) {
  Put({{.stream = "a"}});
  v1::CreateSubscriptionRequest request = Mail();
  request.set_from_now(true);
  Create(request);
  const uint64_t next = Put({{.stream = "a"}});
  EXPECT_THAT(Consume()->Next(), ElementsAre(next));
}

TEST_F(SubscriptionRules, AStartAfterTheEndIsRefused) {
  v1::CreateSubscriptionRequest request = Mail();
  request.set_start_after(Head() + 1'000'000);
  EXPECT_EQ(TryCreate(request).error_code(), grpc::OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(TryCreate(request)), "POSITION_BEYOND_LOG");
}

TEST_F(SubscriptionRules, ATimeToComeDeliversNothingNow) {
  v1::CreateSubscriptionRequest request = Mail();
  request.set_start_time("2099-01-01T00:00:00Z");
  Create(request);
  Put({{.stream = "a"}});
  EXPECT_TRUE(Consume()->ComesToRest());
}

TEST_F(SubscriptionRules, MadeAgainTheSameItIsThere) {
  bool existed = true;
  EXPECT_TRUE(TryCreate(Mail(), &existed).ok());
  EXPECT_FALSE(existed);
  EXPECT_TRUE(TryCreate(Mail(), &existed).ok());
  EXPECT_TRUE(existed);
}

TEST_F(SubscriptionRules, MadeAgainDifferentlyItIsRefused) {
  Create(Mail());
  v1::CreateSubscriptionRequest request = Mail();
  request.set_max_attempts(3);
  EXPECT_EQ(ReasonOf(TryCreate(request)), "SUBSCRIPTION_EXISTS");
}

TEST_F(SubscriptionRules, ANameIsNeededAndLimitsHold) {
  v1::CreateSubscriptionRequest request;
  request.set_max_attempts(1'000'000);
  request.set_ack_timeout_ms(1);
  const grpc::Status status = TryCreate(request);
  EXPECT_EQ(status.error_code(), grpc::INVALID_ARGUMENT);
  for (const char* path : {"name", "max_attempts", "ack_timeout_ms"}) {
    EXPECT_THAT(status.error_message(), testing::HasSubstr(path));
  }
}

TEST_F(SubscriptionRules, WhatIsNotThereIsSaidSo) {
  v1::GetSubscriptionRequest request;
  request.set_name(N("nothing"));
  v1::GetSubscriptionResponse response;
  EXPECT_EQ(ReasonOf(Ask(&Service::Stub::GetSubscription, request, &response)),
            "SUBSCRIPTION_UNKNOWN");
}

TEST_F(SubscriptionRules, TheListHasThem) {
  Create(Mail());
  v1::ListSubscriptionsResponse response;
  ASSERT_TRUE(Ask(&Service::Stub::ListSubscriptions, {}, &response).ok());
  std::set<std::string> names;
  for (const auto& one : response.subscriptions()) names.insert(one.name());
  EXPECT_TRUE(names.count(N("mail")));
}

TEST_F(SubscriptionRules, DeletingEndsItsConsumers) {
  Create(Mail());
  auto consumer = Consume();
  v1::DeleteSubscriptionRequest request;
  request.set_name(N("mail"));
  v1::DeleteSubscriptionResponse response;
  ASSERT_TRUE(Ask(&Service::Stub::DeleteSubscription, request, &response).ok());
  EXPECT_EQ(consumer->Ended(), "SUBSCRIPTION_UNKNOWN");
}

// Delivering.

TEST_F(SubscriptionRules, DeliversTheEventAsItIsStored) {
  Put({{.type = "A", .stream = "a", .tags = {"x"}, .payload = "hello"}});
  Create(Mail());
  auto consumer = Consume();
  consumer->Next();
  const log::RecordedEvent event = consumer->deliveries.at(0).event();
  EXPECT_EQ(event.SerializeAsString(), Read({{.streams = {"a"}}}).events.at(0).SerializeAsString());
  EXPECT_EQ(event.payload(), "hello");
}

TEST_F(SubscriptionRules, FollowsTheLog) {
  Create(Mail());
  auto consumer = Consume();
  EXPECT_TRUE(consumer->ComesToRest());
  for (int i = 0; i < 5; ++i) {
    const uint64_t position = Put({{.stream = "a"}});
    EXPECT_THAT(consumer->Next(), ElementsAre(position));
    EXPECT_THAT(consumer->Done({position}), IsEmpty());
  }
}

TEST_F(SubscriptionRules, OneEventOfAStreamIsOutAtATime) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "a"}, {.stream = "b"}});
  Create(Mail());
  auto anna = Consume();
  EXPECT_THAT(anna->Next(), ElementsAre(first, first + 2));
  anna->Done({first});
  EXPECT_THAT(anna->Next(), ElementsAre(first + 1));
}

TEST_F(SubscriptionRules, AConsumerHoldsNoMoreThanItMay) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "b"}, {.stream = "c"}});
  Create(Mail());
  auto anna = Consume(2);
  EXPECT_THAT(anna->Next(), ElementsAre(first, first + 1));
  auto bo = Consume();
  EXPECT_THAT(bo->Next(), ElementsAre(first + 2));
  EXPECT_EQ(Get().in_flight(), 3u);
  EXPECT_EQ(Get().consumers_size(), 2);
}

TEST_F(SubscriptionRules, AnotherConsumerGetsTheNextOfAStreamAfterTheOneBefore) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "a"}});
  Create(Mail());
  auto anna = Consume(1);
  EXPECT_THAT(anna->Next(), ElementsAre(first));
  auto bo = Consume(1);
  std::thread answer([&anna, first] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    anna->Leave();
    (void)first;
  });
  EXPECT_THAT(bo->Next(), ElementsAre(first)) << "the first again, not the second";
  answer.join();
  bo->Done({first});
  EXPECT_THAT(bo->Next(), ElementsAre(first + 1));
}

TEST_F(SubscriptionRules, SeveralConsumersShareTheWorkInOrderOfEachStream) {
  std::vector<E> events;
  for (int i = 0; i < 25; ++i) {
    for (const char* stream : {"a", "b", "c", "d"}) events.push_back({.stream = stream});
  }
  Put(events);
  Create(Mail());
  std::mutex mutex;
  std::map<std::string, uint64_t> last;
  size_t done = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      auto consumer = Consume(2);
      for (;;) {
        const Positions positions = consumer->Next();
        if (positions.empty()) return;
        bool all = false;
        {
          std::lock_guard lock(mutex);
          for (const v1::Delivery& delivery : consumer->deliveries) {
            EXPECT_EQ(delivery.event().revision(), ++last[delivery.event().stream()]);
          }
          all = (done += positions.size()) == events.size();
        }
        EXPECT_THAT(consumer->Done(positions), IsEmpty());
        if (all) {  // ends the others' calls too
          v1::DeleteSubscriptionRequest request;
          request.set_name(N("mail"));
          v1::DeleteSubscriptionResponse response;
          Ask(&Service::Stub::DeleteSubscription, request, &response);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, events.size());
}

// Acknowledging.

TEST_F(SubscriptionRules, WhatIsAcknowledgedDoesNotComeAgain) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "b"}, {.stream = "c"}});
  Create(Mail());
  {
    auto anna = Consume();
    EXPECT_EQ(anna->Next().size(), 3u);
    EXPECT_THAT(anna->Done({first, first + 2}), IsEmpty());
  }
  EXPECT_THAT(Consume()->Next(), ElementsAre(first + 1));
}

TEST_F(SubscriptionRules, ThePositionFollowsTheFirstThatIsNotSettled) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "b"}});
  Create(Mail());
  auto anna = Consume();
  anna->Next();
  anna->Done({first + 1});
  EXPECT_EQ(Get().position(), first - 1);
  anna->Done({first});
  EXPECT_TRUE(anna->ComesToRest());
  EXPECT_GE(Get().position(), first + 1);
}

TEST_F(SubscriptionRules, AnswersForWhatIsNotHeldAreListed) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "a"}});
  Create(Mail());
  auto anna = Consume();
  anna->Next();
  EXPECT_THAT(anna->Done({first + 1, first}), ElementsAre(first + 1));
  EXPECT_THAT(anna->Done({first}), ElementsAre(first));
}

TEST_F(SubscriptionRules, ASessionThatEndedIsSaidSo) {
  const uint64_t first = Put({{.stream = "a"}});
  Create(Mail());
  auto anna = Consume();
  anna->Next();
  v1::AcknowledgeRequest request = anna->Request();
  request.add_outcomes()->set_position(first);
  request.mutable_outcomes(0)->set_done(true);
  anna->Leave();
  auto bo = Consume();
  EXPECT_THAT(bo->Next(), ElementsAre(first));
  v1::AcknowledgeResponse response;
  EXPECT_EQ(ReasonOf(Ask(&Service::Stub::Acknowledge, request, &response)),
            "SUBSCRIPTION_SESSION_ENDED");
}

TEST_F(SubscriptionRules, AnAnswerMustSayWhatBecameOfIt) {
  Create(Mail());
  auto anna = Consume();
  v1::AcknowledgeRequest request = anna->Request();
  v1::AcknowledgeResponse response;
  EXPECT_EQ(Ask(&Service::Stub::Acknowledge, request, &response).error_code(),
            grpc::INVALID_ARGUMENT);
  request.add_outcomes()->set_position(1);
  EXPECT_EQ(Ask(&Service::Stub::Acknowledge, request, &response).error_code(),
            grpc::INVALID_ARGUMENT);
}

// Failing.

TEST_F(SubscriptionRules, ARetryComesAgainWithTheNextAttempt) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "a"}});
  Create(Mail());
  auto anna = Consume();
  anna->Next();
  EXPECT_EQ(anna->deliveries.at(0).attempt(), 1u);
  anna->Retry(first, 50);
  EXPECT_THAT(anna->Next(), ElementsAre(first)) << "not the second, which it holds back";
  EXPECT_EQ(anna->deliveries.at(0).attempt(), 2u);
}

TEST_F(SubscriptionRules, ARetryWaitsAtLeastAsLongAsAskedFor) {
  const uint64_t first = Put({{.stream = "a"}});
  Create(Mail());
  auto anna = Consume();
  anna->Next();
  const auto asked = std::chrono::steady_clock::now();
  anna->Retry(first, 200);
  EXPECT_EQ(Get().retrying(), 1u);
  anna->Next();
  EXPECT_GE(std::chrono::steady_clock::now() - asked, std::chrono::milliseconds(200));
}

TEST_F(SubscriptionRules, AfterTheLastAttemptItIsParkedAndItsStreamGoesOn) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "a"}});
  v1::CreateSubscriptionRequest request = Mail();
  request.set_max_attempts(2);
  Create(request);
  auto anna = Consume();
  anna->Next();
  anna->Retry(first);
  anna->Next();
  anna->Retry(first, 0, "still busy");
  EXPECT_THAT(anna->Next(), ElementsAre(first + 1));
  const auto parked = Parked();
  ASSERT_EQ(parked.size(), 1u);
  EXPECT_EQ(parked[0].event().position(), first);
  EXPECT_EQ(parked[0].reason(), "still busy");
  EXPECT_EQ(parked[0].attempts(), 2u);
}

TEST_F(SubscriptionRules, WhatIsNotAnsweredInTimeGoesToAnother) {
  const uint64_t first = Put({{.stream = "a"}});
  v1::CreateSubscriptionRequest request = Mail();
  request.set_ack_timeout_ms(200);
  Create(request);
  auto anna = Consume(1);
  anna->Next();
  auto bo = Consume(1);
  const Positions again = bo->Next();
  EXPECT_THAT(again, ElementsAre(first));
  EXPECT_GE(bo->deliveries.at(0).attempt(), 2u) << "anna may have been given it again before";
  EXPECT_THAT(anna->Done({first}), ElementsAre(first)) << "too late";
  EXPECT_THAT(bo->Done({first}), IsEmpty());
}

TEST_F(SubscriptionRules, AConsumerThatGoesWithoutAnAnswerCostsAnAttempt) {
  Put({{.stream = "a"}, {.stream = "b"}});
  Create(Mail());
  Consume()->Next();
  auto bo = Consume();
  EXPECT_EQ(bo->Next().size(), 2u);
  EXPECT_EQ(bo->deliveries.at(0).attempt(), 2u);
  EXPECT_EQ(bo->deliveries.at(1).attempt(), 2u);
}

TEST_F(SubscriptionRules, AConsumerThatWorkedAndGoesCostsNoAttempt) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "b"}});
  Create(Mail());
  {
    auto anna = Consume();
    anna->Next();
    anna->Done({first});
  }
  auto bo = Consume();
  EXPECT_THAT(bo->Next(), ElementsAre(first + 1));
  EXPECT_EQ(bo->deliveries.at(0).attempt(), 1u);
}

// Parking.

TEST_F(SubscriptionRules, ParkedEventsHoldBackNothing) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "a"}});
  Create(Mail());
  auto anna = Consume();
  anna->Next();
  anna->Park({first});
  EXPECT_THAT(anna->Next(), ElementsAre(first + 1));
  EXPECT_EQ(Get().parked(), 1u);
}

TEST_F(SubscriptionRules, AReplayComesBeforeWhatItsStreamHasNotDelivered) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "a"}, {.stream = "a"}});
  Create(Mail());
  auto anna = Consume();
  anna->Next();
  anna->Park({first});
  EXPECT_THAT(anna->Next(), ElementsAre(first + 1));
  EXPECT_EQ(Replay({first}), 1u);
  anna->Done({first + 1});
  EXPECT_THAT(anna->Next(), ElementsAre(first));
  EXPECT_EQ(anna->deliveries.at(0).attempt(), 1u);
  anna->Done({first});
  EXPECT_THAT(anna->Next(), ElementsAre(first + 2));
  EXPECT_EQ(Get().parked(), 0u);
}

TEST_F(SubscriptionRules, AllThatIsParkedIsReplayed) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "b"}, {.stream = "c"}});
  Create(Mail());
  auto anna = Consume();
  anna->Next();
  anna->Park({first, first + 1, first + 2});
  EXPECT_TRUE(anna->ComesToRest());
  EXPECT_EQ(Replay({}), 3u);
  EXPECT_THAT(anna->Next(), ElementsAre(first, first + 1, first + 2));
  anna->Done({first, first + 1, first + 2});
  EXPECT_TRUE(anna->ComesToRest());
  EXPECT_THAT(Parked(), IsEmpty());
}

TEST_F(SubscriptionRules, WhatIsReplayedStaysParkedUntilItIsDone) {
  const uint64_t first = Put({{.stream = "a"}});
  Create(Mail());
  auto anna = Consume();
  anna->Next();
  anna->Park({first});
  Replay({first});
  EXPECT_EQ(Replay({first}), 0u) << "it is being replayed already";
  EXPECT_EQ(Parked().size(), 1u);
  EXPECT_TRUE(Parked().at(0).replaying());
  EXPECT_EQ(Discard({first}), 0u);
  anna->Next();
  anna->Park({first}, "again");
  EXPECT_EQ(Parked().at(0).reason(), "again");
  EXPECT_FALSE(Parked().at(0).replaying());
}

TEST_F(SubscriptionRules, WhatIsDiscardedIsGone) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "b"}});
  Create(Mail());
  auto anna = Consume();
  anna->Next();
  anna->Park({first, first + 1});
  EXPECT_EQ(Discard({first, first}), 1u);
  EXPECT_EQ(Get().parked(), 1u);
  EXPECT_EQ(Parked().at(0).event().position(), first + 1);
  EXPECT_EQ(Replay({first}), 0u);
}

TEST_F(SubscriptionRules, ParkedEventsAreListedPageByPage) {
  const uint64_t first = Put({{.stream = "a"}, {.stream = "b"}, {.stream = "c"}});
  Create(Mail());
  auto anna = Consume();
  anna->Next();
  anna->Park({first, first + 1, first + 2});
  Positions positions;
  v1::ListParkedRequest request;
  request.set_name(N("mail"));
  request.set_page_size(2);
  do {
    v1::ListParkedResponse response;
    ASSERT_TRUE(Ask(&Service::Stub::ListParked, request, &response).ok());
    for (const auto& parked : response.parked()) positions.push_back(parked.event().position());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(positions, ElementsAre(first, first + 1, first + 2));
}

}  // namespace
}  // namespace verkan::conformance
