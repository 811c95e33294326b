#include "clients/cpp/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cpp/errors.h"
#include "clients/cpp/test_server.h"
#include "google/rpc/error_details.pb.h"
#include "verkan/admin/v1/admin_service.grpc.pb.h"
#include "verkan/log/v1/log_service.grpc.pb.h"
#include "verkan/procurement/v1/procurement_service.grpc.pb.h"

namespace verkan::client {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::SizeIs;

// Fails the first calls with a status, and remembers their request ids.
class FlakyProcurements final : public procurement::v1::ProcurementService::Service {
 public:
  FlakyProcurements(int failures, grpc::Status failure)
      : failures_(failures), failure_(std::move(failure)) {}

  grpc::Status HoldProcurement(grpc::ServerContext*,
                               const procurement::v1::HoldProcurementRequest* request,
                               procurement::v1::HoldProcurementResponse* response) override {
    request_ids.push_back(request->request_id());
    if (failures_-- > 0) return failure_;
    response->set_position(7);
    return grpc::Status::OK;
  }

  std::vector<std::string> request_ids;

 private:
  int failures_;
  const grpc::Status failure_;
};

TEST(ClientTest, UnavailableIsTriedAgainWithTheSameRequestId) {
  FlakyProcurements service(2, grpc::Status(grpc::StatusCode::UNAVAILABLE, "not now"));
  TestServer server({&service});
  Client client({.address = server.address()});
  const auto held = client.HoldProcurement({});
  ASSERT_TRUE(held.ok()) << held.status();
  EXPECT_EQ(held->position(), 7u);
  ASSERT_THAT(service.request_ids, SizeIs(3));
  EXPECT_THAT(service.request_ids, Each(service.request_ids[0]));
  EXPECT_THAT(service.request_ids[0], SizeIs(36));
}

TEST(ClientTest, TheCallersRequestIdIsKept) {
  FlakyProcurements service(0, grpc::Status::OK);
  TestServer server({&service});
  Client client({.address = server.address()});
  procurement::v1::HoldProcurementRequest request;
  request.set_request_id("9b2f61f0-5f0b-4a43-9d5c-0a1b2c3d4e5f");
  ASSERT_TRUE(client.HoldProcurement(request).ok());
  EXPECT_THAT(service.request_ids, ElementsAre(request.request_id()));
}

TEST(ClientTest, AttemptsAreBounded) {
  FlakyProcurements service(100, grpc::Status(grpc::StatusCode::UNAVAILABLE, "not now"));
  TestServer server({&service});
  Client client({.address = server.address(), .max_attempts = 3});
  EXPECT_TRUE(absl::IsUnavailable(client.HoldProcurement({}).status()));
  EXPECT_THAT(service.request_ids, SizeIs(3));
}

TEST(ClientTest, ARefusalIsNotTriedAgainAndKeepsItsDetails) {
  google::rpc::Status refusal;
  refusal.set_code(9);
  refusal.set_message("Project siru-9 is not known");
  google::rpc::ErrorInfo info;
  info.set_reason("PROJECT_UNKNOWN");
  refusal.add_details()->PackFrom(info);
  FlakyProcurements service(1, ToGrpc(refusal));
  TestServer server({&service});
  Client client({.address = server.address()});
  const auto held = client.HoldProcurement({});
  EXPECT_THAT(service.request_ids, SizeIs(1));
  EXPECT_EQ(Explain(held.status(), Language::kEnglish).reason, "PROJECT_UNKNOWN");
}

TEST(ClientTest, NobodyListeningIsUnavailableSoon) {
  Client client({.address = "unix:/tmp/verkan-nobody-listens-here.sock"});
  const absl::Time start = absl::Now();
  EXPECT_TRUE(absl::IsUnavailable(client.GetHead().status()));
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

// Becomes writable at the third question.
class WarmingUp final : public admin::v1::AdminService::Service {
  grpc::Status GetStatus(grpc::ServerContext*, const admin::v1::GetStatusRequest*,
                         admin::v1::GetStatusResponse* response) override {
    response->set_writable(++asked_ >= 3);
    return grpc::Status::OK;
  }
  int asked_ = 0;
};

TEST(ClientTest, WaitingEndsWhenTheServerTakesAppends) {
  WarmingUp service;
  TestServer server({&service});
  Client client({.address = server.address()});
  EXPECT_TRUE(absl::IsFailedPrecondition(client.WaitUntilReady(absl::ZeroDuration()).status()));
  const auto status = client.WaitUntilReady(absl::Seconds(10));
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_TRUE(status->writable());
}

// A server that starts while it is waited for is noticed at once, not when gRPC looks next.
TEST(ClientTest, AServerThatStartsLateIsNoticedSoon) {
  WarmingUp service;
  const std::string address = absl::StrCat("unix:/tmp/verkan-client-test-", getpid(), ".sock");
  absl::Time started;
  std::unique_ptr<TestServer> server;
  std::thread starter([&] {
    absl::SleepFor(absl::Milliseconds(400));
    server = std::make_unique<TestServer>(std::initializer_list<grpc::Service*>{&service});
    started = absl::Now();
  });
  Client client({.address = address});
  const auto status = client.WaitUntilReady(absl::Seconds(20));
  const absl::Time noticed = absl::Now();
  starter.join();
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(server->address(), address);
  EXPECT_LT(noticed - started, absl::Seconds(3));
}

// Sends one event a call, then goes away, as a server that stops may, or drops its reader.
class ShortSubscriptions final : public log::v1::LogService::Service {
  grpc::Status Subscribe(grpc::ServerContext*, const log::v1::SubscribeRequest* request,
                         grpc::ServerWriter<log::v1::SubscribeResponse>* writer) override {
    log::v1::SubscribeResponse response;
    response.add_events()->set_position(request->start_after() + 1);
    response.set_position(request->start_after() + 1);
    response.set_position_hash(absl::StrCat("hash of ", response.position()));
    hashes.push_back(request->start_after_hash());
    writer->Write(response);
    constexpr grpc::StatusCode kEnds[] = {grpc::StatusCode::UNAVAILABLE,
                                          grpc::StatusCode::CANCELLED, grpc::StatusCode::ABORTED};
    return grpc::Status(kEnds[request->start_after() % 3], "going away");
  }

 public:
  std::vector<std::string> hashes;  // that it was told, a call
};

// A log that is not the one that was followed, as it is after a restore.
class OtherLog final : public log::v1::LogService::Service {
  grpc::Status Subscribe(grpc::ServerContext*, const log::v1::SubscribeRequest*,
                         grpc::ServerWriter<log::v1::SubscribeResponse>*) override {
    ++calls;
    return grpc::Status(grpc::StatusCode::DATA_LOSS, "not the log you followed");
  }

 public:
  int calls = 0;
};

TEST(ClientTest, AFollowerOfAnotherLogIsToldAtOnce) {
  OtherLog service;
  TestServer server({&service});
  Client client({.address = server.address()});
  const absl::Status status = client.Subscribe(
      {}, absl::Seconds(10), [](const log::v1::SubscribeResponse&) { return true; });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(service.calls, 1);
}

TEST(ClientTest, ASubscriptionGoesOnAfterTheLastPositionReceived) {
  ShortSubscriptions service;
  TestServer server({&service});
  Client client({.address = server.address()});
  std::vector<uint64_t> positions;
  const absl::Status status =
      client.Subscribe({}, absl::Seconds(10), [&](const log::v1::SubscribeResponse& message) {
        positions.push_back(message.events(0).position());
        return positions.size() < 4;
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(positions, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(service.hashes, ElementsAre("", "hash of 1", "hash of 2", "hash of 3"));
}

TEST(ClientTest, TheAddressComesFromTheEnvironment) {
  setenv("VERKAN_ADDRESS", "unix:/run/verkan.sock", 1);
  EXPECT_EQ(DefaultAddress(), "unix:/run/verkan.sock");
  setenv("VERKAN_ADDRESS", "", 1);
  EXPECT_EQ(DefaultAddress(), "127.0.0.1:7480");
  unsetenv("VERKAN_ADDRESS");
  EXPECT_EQ(DefaultAddress(), "127.0.0.1:7480");
}

}  // namespace
}  // namespace verkan::client
