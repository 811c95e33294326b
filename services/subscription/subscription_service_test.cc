// Durable subscriptions as clients meet them: the service over a real store, through a channel.
#include "services/subscription/subscription_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "eventstore/testing/memory_file_system.h"
#include "services/grpc/server.h"
#include "services/grpc/testing.h"
#include "verkan/subscription/v1/subscription_service.pb.h"

namespace verkan::services {
namespace {

namespace v1 = subscription::v1;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SubscriptionServiceTest : public ::testing::Test {
 protected:
  SubscriptionServiceTest() : file_system_(eventstore::NewMemoryFileSystem()) { Start(); }
  ~SubscriptionServiceTest() override { Stop(); }

  void Start() {
    store_ = *eventstore::EventStore::Open({.path = "/data/events", .file_system = file_system_});
    subscriptions_ = *eventstore::Subscriptions::Open(
        {.path = "/data/subscriptions", .file_system = file_system_}, store_.get());
    Handlers handlers;
    AddSubscriptionService(store_.get(), subscriptions_.get(), &handlers);
    server_ = std::make_unique<Server>(ServerOptions(), std::move(handlers));
    listener_ = store_->AddListener([this](eventstore::Position) { server_->Wake(); });
    subscriptions_->OnChange([this] { server_->Wake(); });
    ASSERT_TRUE(server_->Start().ok());
    client_ = std::make_unique<TestClient>(server_->address());
  }

  void Stop() {
    subscriptions_->Stop();
    server_->Stop();
    subscriptions_->OnChange(nullptr);
    store_->RemoveListener(listener_);
    client_.reset();
    server_.reset();
    subscriptions_.reset();
    store_.reset();
  }

  void Append(const std::vector<std::string>& streams) {
    for (const std::string& stream : streams) {
      eventstore::Batch batch;
      batch.events.push_back({.type = "T", .stream = stream});
      ASSERT_TRUE(store_->Append(std::move(batch)).ok());
    }
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(const std::string& method, const Request& request) {
    Response response;
    const std::string path = "/verkan.subscription.v1.SubscriptionService/" + method;
    absl::Status status = client_->Call(path.c_str(), request, &response);
    if (!status.ok()) return status;
    return response;
  }

  static v1::CreateSubscriptionRequest Mail() {
    v1::CreateSubscriptionRequest request;
    request.set_name("mail");
    return request;
  }
  void Create(const v1::CreateSubscriptionRequest& request) {
    const auto created = Ask<v1::CreateSubscriptionResponse>("CreateSubscription", request);
    ASSERT_TRUE(created.ok()) << created.status();
  }
  v1::Subscription Get() {
    v1::GetSubscriptionRequest request;
    request.set_name("mail");
    const auto got = Ask<v1::GetSubscriptionResponse>("GetSubscription", request);
    EXPECT_TRUE(got.ok()) << got.status();
    return got.ok() ? got->subscription() : v1::Subscription();
  }

  std::shared_ptr<rocksdb::FileSystem> file_system_;
  std::unique_ptr<eventstore::EventStore> store_;
  std::unique_ptr<eventstore::Subscriptions> subscriptions_;
  std::unique_ptr<Server> server_;
  int listener_ = 0;
  std::unique_ptr<TestClient> client_;
};

// A call of Consume. Ends with it.
class ConsumerCall {
 public:
  explicit ConsumerCall(TestClient* client, const std::string& name = "mail",
                        uint32_t max_in_flight = 0) {
    v1::ConsumeRequest request;
    request.set_name(name);
    request.set_consumer("anna");
    request.set_max_in_flight(max_in_flight);
    reader_ = client->Open<v1::ConsumeResponse>(
        "/verkan.subscription.v1.SubscriptionService/Consume", request, context_.get());
    if (reader_->Read(&message_)) session_ = message_.session_id();
  }
  ~ConsumerCall() {
    context_->TryCancel();
    if (!finished_) reader_->Finish();
  }

  const std::string& session() const { return session_; }
  // Positions of the next message; its attempts are in `attempts`.
  std::vector<uint64_t> Next() {
    std::vector<uint64_t> positions;
    attempts.clear();
    if (!reader_->Read(&message_)) return positions;
    for (const auto& delivery : message_.deliveries()) {
      positions.push_back(delivery.event().position());
      attempts.push_back(delivery.attempt());
    }
    return positions;
  }
  bool NextIsCaughtUp() { return Next().empty() && message_.caught_up(); }
  absl::Status Finish() {
    finished_ = true;
    return ErrorOf(reader_->Finish());
  }

  v1::AcknowledgeRequest Answer() const {
    v1::AcknowledgeRequest request;
    request.set_name("mail");
    request.set_session_id(session_);
    return request;
  }
  v1::AcknowledgeRequest Done(const std::vector<uint64_t>& positions) const {
    v1::AcknowledgeRequest request = Answer();
    for (const uint64_t position : positions) {
      request.add_outcomes()->set_position(position);
      request.mutable_outcomes()->rbegin()->set_done(true);
    }
    return request;
  }

  std::vector<uint32_t> attempts;

 private:
  std::unique_ptr<grpc::ClientContext> context_ = ShortCall();
  std::unique_ptr<grpc::ClientReader<v1::ConsumeResponse>> reader_;
  v1::ConsumeResponse message_;
  std::string session_;
  bool finished_ = false;
};

TEST_F(SubscriptionServiceTest, DeliversAcknowledgesAndGoesOnWithWhatComes) {
  Append({"a", "a", "b"});
  Create(Mail());
  ConsumerCall anna(client_.get());
  EXPECT_THAT(anna.Next(), ElementsAre(1, 3));
  EXPECT_EQ(Get().in_flight(), 2u);
  EXPECT_EQ(Get().consumers(0).name(), "anna");
  const auto answer = Ask<v1::AcknowledgeResponse>("Acknowledge", anna.Done({1, 3, 2}));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(answer->not_held(), ElementsAre(2));
  EXPECT_THAT(anna.Next(), ElementsAre(2));
  ASSERT_TRUE(Ask<v1::AcknowledgeResponse>("Acknowledge", anna.Done({2})).ok());
  EXPECT_TRUE(anna.NextIsCaughtUp());
  EXPECT_EQ(Get().position(), 3u);
  EXPECT_EQ(Get().lag(), 0u);
  Append({"a"});
  EXPECT_THAT(anna.Next(), ElementsAre(4));
}

TEST_F(SubscriptionServiceTest, WhatAConsumerHeldGoesToAnother) {
  Append({"a", "b"});
  Create(Mail());
  {
    ConsumerCall anna(client_.get());
    EXPECT_THAT(anna.Next(), ElementsAre(1, 2));
    ASSERT_TRUE(Ask<v1::AcknowledgeResponse>("Acknowledge", anna.Done({1})).ok());
  }
  ConsumerCall bo(client_.get());
  EXPECT_THAT(bo.Next(), ElementsAre(2));
  EXPECT_THAT(bo.attempts, ElementsAre(1)) << "nobody had begun with it";
}

TEST_F(SubscriptionServiceTest, AServerThatStopsCostsNoAttemptAndKeepsThePosition) {
  Append({"a", "b"});
  Create(Mail());
  {
    ConsumerCall anna(client_.get());
    EXPECT_THAT(anna.Next(), ElementsAre(1, 2));
    ASSERT_TRUE(Ask<v1::AcknowledgeResponse>("Acknowledge", anna.Done({1})).ok());
    Stop();
    EXPECT_EQ(anna.Finish().code(), absl::StatusCode::kUnavailable);
  }
  Start();
  ConsumerCall anna(client_.get());
  EXPECT_THAT(anna.Next(), ElementsAre(2));
  EXPECT_THAT(anna.attempts, ElementsAre(1));
}

TEST_F(SubscriptionServiceTest, ParkedEventsAreListedReplayedAndDiscarded) {
  Append({"a", "b", "c"});
  Create(Mail());
  ConsumerCall anna(client_.get());
  EXPECT_THAT(anna.Next(), ElementsAre(1, 2, 3));
  v1::AcknowledgeRequest park = anna.Done({3});
  for (const uint64_t position : {1, 2}) {
    v1::Outcome* outcome = park.add_outcomes();
    outcome->set_position(position);
    outcome->mutable_park()->set_reason("no such address");
  }
  ASSERT_TRUE(Ask<v1::AcknowledgeResponse>("Acknowledge", park).ok());
  EXPECT_TRUE(anna.NextIsCaughtUp());
  v1::ListParkedRequest list;
  list.set_name("mail");
  list.set_page_size(1);
  auto page = Ask<v1::ListParkedResponse>("ListParked", list);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->parked_size(), 1);
  EXPECT_EQ(page->parked(0).event().stream(), "a");
  EXPECT_EQ(page->parked(0).reason(), "no such address");
  EXPECT_EQ(page->parked(0).attempts(), 1u);
  list.set_page_token(page->next_page_token());
  page = Ask<v1::ListParkedResponse>("ListParked", list);
  EXPECT_EQ(page->parked(0).event().position(), 2u);
  EXPECT_EQ(page->next_page_token(), "");

  v1::ReplayParkedRequest replay;
  replay.set_name("mail");
  replay.add_positions(2);
  EXPECT_EQ(Ask<v1::ReplayParkedResponse>("ReplayParked", replay)->replayed(), 1u);
  EXPECT_THAT(anna.Next(), ElementsAre(2));
  v1::DiscardParkedRequest discard;
  discard.set_name("mail");
  discard.add_positions(1);
  discard.add_positions(2);
  EXPECT_EQ(Ask<v1::DiscardParkedResponse>("DiscardParked", discard)->discarded(), 1u);
  ASSERT_TRUE(Ask<v1::AcknowledgeResponse>("Acknowledge", anna.Done({2})).ok());
  EXPECT_TRUE(anna.NextIsCaughtUp());
  EXPECT_EQ(Get().parked(), 0u);
}

TEST_F(SubscriptionServiceTest, ARetryWaitsAndComesAgain) {
  Append({"a"});
  Create(Mail());
  ConsumerCall anna(client_.get());
  EXPECT_THAT(anna.Next(), ElementsAre(1));
  v1::AcknowledgeRequest retry = anna.Answer();
  retry.add_outcomes()->set_position(1);
  retry.mutable_outcomes(0)->mutable_retry()->set_delay_ms(100);
  const absl::Time asked = absl::Now();
  ASSERT_TRUE(Ask<v1::AcknowledgeResponse>("Acknowledge", retry).ok());
  EXPECT_THAT(anna.Next(), ElementsAre(1));
  EXPECT_GE(absl::Now() - asked, absl::Milliseconds(100));
  EXPECT_THAT(anna.attempts, ElementsAre(2));
}

TEST_F(SubscriptionServiceTest, ADeletedSubscriptionEndsItsConsumers) {
  Append({"a"});
  Create(Mail());
  ConsumerCall anna(client_.get());
  EXPECT_THAT(anna.Next(), ElementsAre(1));
  v1::DeleteSubscriptionRequest request;
  request.set_name("mail");
  ASSERT_TRUE(Ask<v1::DeleteSubscriptionResponse>("DeleteSubscription", request).ok());
  EXPECT_THAT(anna.Next(), IsEmpty());
  EXPECT_EQ(ReasonOf(anna.Finish()), "SUBSCRIPTION_UNKNOWN");
  EXPECT_EQ(ReasonOf(Ask<v1::DeleteSubscriptionResponse>("DeleteSubscription", request).status()),
            "SUBSCRIPTION_UNKNOWN");
}

TEST_F(SubscriptionServiceTest, ErrorsSayWhatToDo) {
  v1::CreateSubscriptionRequest wrong;
  wrong.set_max_attempts(5000);
  wrong.set_start_time("yesterday");
  const auto refused = Ask<v1::CreateSubscriptionResponse>("CreateSubscription", wrong);
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  for (const char* path : {"name", "max_attempts", "start_time"}) {
    EXPECT_THAT(std::string(refused.status().message()), ::testing::HasSubstr(path));
  }
  v1::CreateSubscriptionRequest late = Mail();
  late.set_start_after(10);
  const auto beyond = Ask<v1::CreateSubscriptionResponse>("CreateSubscription", late).status();
  EXPECT_EQ(beyond.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(beyond), "POSITION_BEYOND_LOG");
  Create(Mail());
  EXPECT_TRUE(Ask<v1::CreateSubscriptionResponse>("CreateSubscription", Mail())->existed());
  v1::CreateSubscriptionRequest other = Mail();
  other.mutable_query()->add_items()->add_tags("x");
  EXPECT_EQ(ReasonOf(Ask<v1::CreateSubscriptionResponse>("CreateSubscription", other).status()),
            "SUBSCRIPTION_EXISTS");
  v1::AcknowledgeRequest stale;
  stale.set_name("mail");
  stale.set_session_id("0123456789abcdef");
  stale.add_outcomes()->set_position(1);
  stale.mutable_outcomes(0)->set_done(true);
  EXPECT_EQ(ReasonOf(Ask<v1::AcknowledgeResponse>("Acknowledge", stale).status()),
            "SUBSCRIPTION_SESSION_ENDED");
  ConsumerCall nobody(client_.get(), "nothing");
  EXPECT_EQ(ReasonOf(nobody.Finish()), "SUBSCRIPTION_UNKNOWN");
}

}  // namespace
}  // namespace verkan::services
