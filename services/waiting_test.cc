// Callers that wait for a position hold up nobody else.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/testing/services_fixture.h"
#include "verkan/admin/v1/admin_service.pb.h"
#include "verkan/indicator/v1/indicator_service.pb.h"
#include "verkan/subscription/v1/subscription_service.pb.h"

namespace verkan::services {
namespace {

constexpr char kGetStatus[] = "/verkan.admin.v1.AdminService/GetStatus";
constexpr char kIndicators[] = "/verkan.indicator.v1.IndicatorService/ListIndicators";
constexpr char kCreate[] = "/verkan.subscription.v1.SubscriptionService/CreateSubscription";
constexpr char kAcknowledge[] = "/verkan.subscription.v1.SubscriptionService/Acknowledge";
constexpr char kConsume[] = "/verkan.subscription.v1.SubscriptionService/Consume";

// What a call may take.
absl::Duration MostPatience() { return absl::Milliseconds(20) * Patience(); }

std::string LineOf(const std::filesystem::path& file) {
  std::string line;
  std::getline(std::ifstream(file), line);
  return line;
}

// Threads of the server and of the callers. Those that gRPC has made for itself, which come and
// go, have names of their own.
int OwnThreads() {
  const std::string own = LineOf("/proc/self/comm");
  int count = 0;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
    count += LineOf(thread.path() / "comm") == own;
  }
  return count;
}

class WaitingTest : public ServicesFixture {
 protected:
  static constexpr int kCalls = 200;

  // The 99th percentile of a call's duration.
  template <typename Call>
  absl::Duration Slowest(const Call& call) {
    std::vector<absl::Duration> took;
    for (int i = 0; i < kCalls; ++i) {
      const absl::Time begun = absl::Now();
      call();
      took.push_back(absl::Now() - begun);
    }
    std::sort(took.begin(), took.end());
    return took[took.size() * 99 / 100];
  }
};

// Acknowledges what a consumer was given, one event after the other.
class Consumer {
 public:
  Consumer(TestClient* client, const std::string& name) : client_(client), name_(name) {
    subscription::v1::CreateSubscriptionRequest create;
    create.set_name(name);
    create.set_max_in_flight(1000);
    subscription::v1::CreateSubscriptionResponse created;
    EXPECT_TRUE(client_->Call(kCreate, create, &created).ok());
    subscription::v1::ConsumeRequest consume;
    consume.set_name(name);
    reader_ = client_->Open<subscription::v1::ConsumeResponse>(kConsume, consume, context_.get());
    EXPECT_TRUE(reader_->Read(&message_));
  }
  ~Consumer() {
    context_->TryCancel();
    reader_->Finish();
  }

  absl::Status Acknowledge() {
    subscription::v1::AcknowledgeRequest request;
    request.set_name(name_);
    request.set_session_id(message_.session_id());
    if (next_ == message_.deliveries_size()) {
      EXPECT_TRUE(reader_->Read(&message_));
      next_ = 0;
    }
    auto* outcome = request.add_outcomes();
    outcome->set_position(message_.deliveries(next_++).event().position());
    outcome->set_done(true);
    subscription::v1::AcknowledgeResponse response;
    return client_->Call(kAcknowledge, request, &response);
  }

 private:
  TestClient* const client_;
  const std::string name_;
  const std::unique_ptr<grpc::ClientContext> context_ = ShortCall(60000);
  std::unique_ptr<grpc::ClientReader<subscription::v1::ConsumeResponse>> reader_;
  subscription::v1::ConsumeResponse message_;
  int next_ = 0;
};

TEST_F(WaitingTest, SixtyFourCallersThatWaitHoldUpNobodyAndTakeNoThread) {
  constexpr int kWaiting = 64;
  for (int i = 0; i < kCalls; ++i) Append(absl::StrCat("before-", i));
  Consumer consumer(client_.get(), "acknowledged");
  projections_->Hold(true);
  const uint64_t position = Append("held");

  // Every caller has its thread and its connection before the threads are counted.
  std::vector<std::thread> callers;
  std::atomic<int> connected{0}, reflected{0};
  std::atomic<bool> wait{false};
  for (int i = 0; i < kWaiting; ++i) {
    callers.emplace_back([&, position] {
      TestClient own(server_->address());
      indicator::v1::ListIndicatorsRequest request;
      indicator::v1::ListIndicatorsResponse response;
      const absl::Status before = own.Call(kIndicators, request, &response, PatientCall().get());
      EXPECT_TRUE(before.ok()) << before;
      ++connected;
      while (!wait) absl::SleepFor(absl::Milliseconds(5));
      request.set_min_position(position);
      const absl::Status waited = own.Call(kIndicators, request, &response, PatientCall().get());
      EXPECT_TRUE(waited.ok()) << waited;
      if (waited.ok()) ++reflected;
    });
  }
  while (connected < kWaiting) absl::SleepFor(absl::Milliseconds(5));
  const int idle = OwnThreads();
  wait = true;
  absl::SleepFor(absl::Milliseconds(500));
  const int waiting = OwnThreads();

  const auto status = Slowest([this] {
    EXPECT_TRUE(Ask<admin::v1::GetStatusResponse>(kGetStatus, admin::v1::GetStatusRequest()).ok());
  });
  const auto acknowledged = Slowest([&] { EXPECT_TRUE(consumer.Acknowledge().ok()); });
  const auto query = Slowest([this] {
    EXPECT_TRUE(Ask<indicator::v1::ListIndicatorsResponse>(kIndicators,
                                                           indicator::v1::ListIndicatorsRequest())
                    .ok());
  });
  std::cout << kWaiting << " callers wait: p99 GetStatus " << status << ", Acknowledge "
            << acknowledged << ", ListIndicators " << query << "; threads " << idle << " before, "
            << waiting << " while they wait\n";
  EXPECT_LT(status, MostPatience());
  EXPECT_LT(acknowledged, MostPatience());
  EXPECT_LT(query, MostPatience());
  EXPECT_EQ(waiting, idle);
  EXPECT_EQ(reflected, 0);

  projections_->Hold(false);
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(reflected, kWaiting);
}

TEST_F(WaitingTest, ADeadlineEndsAWaitWithThePositionReached) {
  Append("a");
  projections_->Hold(true);
  indicator::v1::ListIndicatorsRequest request;
  request.set_min_position(Append("b"));
  indicator::v1::ListIndicatorsResponse response;
  const auto context = ShortCall(200);
  const absl::Status status = client_->Call(kIndicators, request, &response, context.get());
  EXPECT_TRUE(absl::IsDeadlineExceeded(status)) << status;
  projections_->Hold(false);
  EXPECT_TRUE(client_->Call(kIndicators, request, &response).ok());
}

TEST_F(WaitingTest, StoppingEndsTheWaits) {
  projections_->Hold(true);
  indicator::v1::ListIndicatorsRequest request;
  request.set_min_position(Append("a"));
  absl::Status status;
  std::thread caller([&] {
    indicator::v1::ListIndicatorsResponse response;
    status = client_->Call(kIndicators, request, &response);
  });
  absl::SleepFor(absl::Milliseconds(300));
  server_->Stop();
  caller.join();
  EXPECT_EQ(ReasonOf(status), "SHUTTING_DOWN");
}

}  // namespace
}  // namespace verkan::services
