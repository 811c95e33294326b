#include "clients/cpp/subscriber.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <mutex>

#include "absl/time/clock.h"
#include "clients/cpp/test_server.h"
#include "verkan/subscription/v1/subscription_service.grpc.pb.h"

namespace verkan::client {
namespace {

namespace v1 = subscription::v1;
using ::testing::ElementsAre;

// A subscription with three events, which the test lets fail.
class FakeService final : public v1::SubscriptionService::Service {
 public:
  grpc::Status Consume(grpc::ServerContext* context, const v1::ConsumeRequest*,
                       grpc::ServerWriter<v1::ConsumeResponse>* writer) override {
    const int call = ++calls;
    v1::ConsumeResponse message;
    message.set_session_id(std::string(1, static_cast<char>('0' + call)));
    writer->Write(message);
    for (uint64_t position = 1; position <= 3; ++position) {
      if (Acknowledged(position)) continue;
      v1::Delivery* delivery = message.add_deliveries();
      delivery->mutable_event()->set_position(position);
      delivery->set_attempt(static_cast<uint32_t>(call));
    }
    if (message.deliveries_size() > 0) writer->Write(message);
    if (const grpc::Status status = end(call); !status.ok()) return status;
    while (!Acknowledged(1) || !Acknowledged(2) || !Acknowledged(3)) {
      if (context->IsCancelled()) return grpc::Status::CANCELLED;
      absl::SleepFor(absl::Milliseconds(1));
    }
    v1::ConsumeResponse rest;
    rest.set_session_id(message.session_id());
    rest.set_caught_up(true);
    writer->Write(rest);
    while (!context->IsCancelled()) absl::SleepFor(absl::Milliseconds(1));
    return grpc::Status::CANCELLED;
  }

  grpc::Status Acknowledge(grpc::ServerContext*, const v1::AcknowledgeRequest* request,
                           v1::AcknowledgeResponse*) override {
    std::lock_guard lock(mutex_);
    if (const grpc::Status status = refuse(*request); !status.ok()) return status;
    for (const v1::Outcome& outcome : request->outcomes()) outcomes_.push_back(outcome);
    sessions.push_back(request->session_id());
    return grpc::Status::OK;
  }

  bool Acknowledged(uint64_t position) {
    std::lock_guard lock(mutex_);
    for (const v1::Outcome& outcome : outcomes_) {
      if (outcome.position() == position) return true;
    }
    return false;
  }
  std::vector<v1::Outcome> outcomes() {
    std::lock_guard lock(mutex_);
    return outcomes_;
  }

  std::function<grpc::Status(int)> end = [](int) { return grpc::Status::OK; };
  std::function<grpc::Status(const v1::AcknowledgeRequest&)> refuse =
      [](const v1::AcknowledgeRequest&) { return grpc::Status::OK; };
  std::atomic<int> calls{0};
  std::vector<std::string> sessions;  // that acknowledged

 private:
  std::mutex mutex_;
  std::vector<v1::Outcome> outcomes_;
};

grpc::Status Error(grpc::StatusCode code) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message("as the test wants");
  return ToGrpc(status);
}

class SubscriberTest : public ::testing::Test {
 protected:
  absl::Status Consume(ConsumeOptions options) {
    Client client({.address = server_.address()});
    v1::ConsumeRequest request;
    request.set_name("mail");
    options.patience = absl::Seconds(5);
    options.on_caught_up = [] { return false; };
    return Subscriber(&client).Consume(request, options);
  }
  ConsumeOptions Remembering() {
    return {.on_delivery = [this](const v1::Delivery& delivery) -> std::optional<v1::Outcome> {
      worked_on_.push_back(delivery.event().position());
      return Done();
    }};
  }

  FakeService service_;
  TestServer server_{&service_};
  std::vector<uint64_t> worked_on_;
};

TEST_F(SubscriberTest, WorksOnEachEventAndAcknowledgesInItsSession) {
  size_t told = 0;
  ConsumeOptions options = Remembering();
  options.on_acknowledged = [&told](const std::vector<v1::Outcome>& outcomes) {
    told += outcomes.size();
    return true;
  };
  EXPECT_TRUE(Consume(options).ok());
  EXPECT_THAT(worked_on_, ElementsAre(1, 2, 3));
  EXPECT_THAT(service_.sessions, ElementsAre("1"));
  EXPECT_EQ(told, 3u);
}

TEST_F(SubscriberTest, SaysWhatBecameOfEach) {
  EXPECT_TRUE(
      Consume({.on_delivery = [](const v1::Delivery& delivery) -> std::optional<v1::Outcome> {
        if (delivery.event().position() == 1) return Done();
        if (delivery.event().position() == 2) return ParkIt("odd");
        return RetryLater("busy", absl::Seconds(2));
      }}).ok());
  const auto outcomes = service_.outcomes();
  ASSERT_EQ(outcomes.size(), 3u);
  EXPECT_TRUE(outcomes[0].done());
  EXPECT_EQ(outcomes[1].park().reason(), "odd");
  EXPECT_EQ(outcomes[2].retry().delay_ms(), 2000u);
}

TEST_F(SubscriberTest, ConsumesAgainWhereTheServerWentAway) {
  service_.end = [](int call) { return call == 1 ? Error(grpc::UNAVAILABLE) : grpc::Status::OK; };
  service_.refuse = [this](const v1::AcknowledgeRequest&) {
    return service_.calls == 1 ? Error(grpc::ABORTED) : grpc::Status::OK;
  };
  EXPECT_TRUE(Consume(Remembering()).ok());
  EXPECT_THAT(worked_on_, ElementsAre(1, 2, 3, 1, 2, 3));
  EXPECT_THAT(service_.sessions, ElementsAre("2"));
}

TEST_F(SubscriberTest, ReturnsAnErrorThatAnotherCallWouldNotMend) {
  service_.end = [](int) { return Error(grpc::NOT_FOUND); };
  service_.refuse = [](const v1::AcknowledgeRequest&) { return Error(grpc::NOT_FOUND); };
  EXPECT_EQ(Consume(Remembering()).code(), absl::StatusCode::kNotFound);
}

TEST_F(SubscriberTest, StopsWhereItIsEnoughAndAcknowledgesWhatWasDone) {
  EXPECT_TRUE(
      Consume({.on_delivery = [](const v1::Delivery& delivery) -> std::optional<v1::Outcome> {
        if (delivery.event().position() == 3) return std::nullopt;
        return Done();
      }}).ok());
  EXPECT_TRUE(service_.Acknowledged(2));
  EXPECT_FALSE(service_.Acknowledged(3));
}

}  // namespace
}  // namespace verkan::client
