// Every method under requests that are as large as they may be. See README.md.
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/dynamic_message.h"
#include "services/calls/descriptors.h"
#include "services/grpc/testing.h"
#include "tests/limits/fill.h"
#include "tests/limits/server_process.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::limits {
namespace {

using google::protobuf::MethodDescriptor;
using services::RawBytes;
using services::ShortCall;
using services::TestClient;

// A sanitizer keeps what was freed for a while.
const uint64_t kMaxGrowth = (services::Patience() > 1 ? 128 : 64) << 20;
constexpr size_t kMaxErrorBytes = 8 << 10;
constexpr auto kMayGoOnFor = std::chrono::milliseconds(100);
constexpr auto kWatched = std::chrono::milliseconds(200);
constexpr int64_t kIdleMillis = 40;  // of processor time in kWatched: some ticks of others' work

const Shape kShapes[] = {
    {.name = "wide", .outer = 100'000, .inner = 3},
    {.name = "deep", .outer = 40, .inner = 1000},
    {.name = "even", .outer = 300, .inner = 300},
};

std::string RequestOf(const MethodDescriptor& method, const Shape& shape) {
  const std::unique_ptr<google::protobuf::Message> request(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(method.input_type())
          ->New());
  Fill(shape, request.get());
  return request->SerializeAsString();
}

// What one call of any kind ended with, after one message at most.
grpc::Status CallOnce(TestClient* client, const MethodDescriptor& method,
                      const std::string& request) {
  const std::string path = absl::StrCat("/", method.service()->full_name(), "/", method.name());
  const auto context = ShortCall(5000);
  grpc::ByteBuffer answer;
  if (method.client_streaming()) {
    const auto stream =
        client->Converse<grpc::ByteBuffer, grpc::ByteBuffer>(path.c_str(), context.get());
    if (stream->Write(RawBytes(request)) && stream->Read(&answer)) context->TryCancel();
    return stream->Finish();
  }
  if (method.server_streaming()) {
    const auto reader =
        client->Open<grpc::ByteBuffer>(path.c_str(), RawBytes(request), context.get());
    // A subscription that has nothing to send: its caller leaves all the same.
    std::thread leave([&context] {
      std::this_thread::sleep_for(std::chrono::milliseconds(500));
      context->TryCancel();
    });
    if (reader->Read(&answer)) context->TryCancel();
    const grpc::Status status = reader->Finish();
    leave.join();
    return status;
  }
  return client->CallRaw(path.c_str(), RawBytes(request), &answer, context.get());
}

// As trailers: the message percent-encoded, the details in base64.
size_t SizeOnWire(const grpc::Status& status) {
  size_t message = 0;
  for (const unsigned char c : status.error_message()) {
    message += c >= 0x20 && c <= 0x7e && c != '%' ? 1 : 3;
  }
  return message + (status.error_details().size() + 2) / 3 * 4;
}

void Try(const MethodDescriptor& method, const Shape& shape) {
  SCOPED_TRACE(absl::StrCat(method.full_name(), ", ", shape.name));
  const std::string request = RequestOf(method, shape);
  ServerProcess server;
  ASSERT_FALSE(server.address().empty()) << "verkand did not start";
  TestClient client(server.address());
  ASSERT_TRUE(client
                  .Call("/verkan.log.v1.LogService/GetHead", RawBytes(""),
                        std::make_unique<grpc::ByteBuffer>().get())
                  .ok());
  server.ResetPeak();
  const uint64_t before = server.ResidentBytes();
  const grpc::Status status = CallOnce(&client, method, request);
  std::this_thread::sleep_for(kMayGoOnFor);
  const int64_t used = server.CpuMillis();
  std::this_thread::sleep_for(kWatched);
  EXPECT_LE(server.CpuMillis() - used, kIdleMillis) << "it goes on after its caller has left";
  EXPECT_TRUE(server.runs());
  const uint64_t peak = server.PeakBytes();
  EXPECT_LE(peak, before + kMaxGrowth) << "grew by " << ((peak - before) >> 20) << " MiB";
  EXPECT_LE(SizeOnWire(status), kMaxErrorBytes);
  EXPECT_FALSE(absl::StrContains(status.error_message(), "metadata size")) << "error too large";
  EXPECT_NE(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_NE(status.error_code(), grpc::StatusCode::INTERNAL) << status.error_message();
}

// The shapes that a method is tried in: all of them, or one of them in turn.
std::vector<Shape> ShapesFor(int method) {
  std::vector<Shape> all(std::begin(kShapes), std::end(kShapes));
  if (std::getenv("VERKAN_LIMITS_ALL") != nullptr) return all;
  return {all[static_cast<size_t>(method) % all.size()]};
}

TEST(LimitsTest, EveryRepeatedFieldOfEveryMethodFilledAtOnce) {
  int methods = 0, tries = 0;
  for (const auto* service : services::LinkedServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      std::string last;
      for (const Shape& shape : ShapesFor(methods++)) {
        std::string request = RequestOf(*service->method(i), shape);
        if (request == last) continue;  // nothing is repeated in it
        last = std::move(request);
        ++tries;
        Try(*service->method(i), shape);
      }
    }
  }
  std::cout << tries << " requests to " << methods << " methods, each to a fresh server\n";
  EXPECT_GT(methods, 50);
}

// Forty items, each with a hundred regions, a thousand tags and a thousand streams.
TEST(LimitsTest, AQueryIsBoundedByWhatItExpandsTo) {
  ServerProcess server;
  TestClient client(server.address());
  log::v1::ReadRequest request;
  for (int i = 0; i < 40; ++i) {
    auto* item = request.mutable_query()->add_items();
    for (int j = 0; j < 100; ++j) item->add_regions(absl::StrCat(j / 10, j % 10));
    for (int j = 0; j < 1000; ++j) {
      item->add_tags(absl::StrCat("t", j));
      item->add_streams(absl::StrCat("s", j));
    }
  }
  const auto context = ShortCall();
  const auto reader =
      client.Open<log::v1::ReadResponse>("/verkan.log.v1.LogService/Read", request, context.get());
  log::v1::ReadResponse response;
  EXPECT_FALSE(reader->Read(&response));
  const grpc::Status status = reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(absl::StrContains(status.error_message(), "4096 terms")) << status.error_message();
}

// Names that are there cost an iterator each; as many as a query may hold.
TEST(LimitsTest, AQueryOverAsManyNamesAsItMayHoldIsAnsweredInBoundedMemory) {
  ServerProcess server;
  TestClient client(server.address());
  log::v1::AppendRequest append;
  for (int i = 0; i < 4096; ++i) {
    auto* event = append.mutable_batch()->add_events();
    event->set_type("acme.v1.Happened");
    event->set_stream(absl::StrCat("s-", i));
  }
  log::v1::AppendResponse appended;
  ASSERT_TRUE(client.Call("/verkan.log.v1.LogService/Append", append, &appended).ok());
  log::v1::ReadRequest request;
  auto* item = request.mutable_query()->add_items();
  for (int i = 0; i < 4096; ++i) item->add_streams(absl::StrCat("s-", i));
  server.ResetPeak();
  const uint64_t before = server.ResidentBytes();
  const auto context = ShortCall();
  const auto reader =
      client.Open<log::v1::ReadResponse>("/verkan.log.v1.LogService/Read", request, context.get());
  log::v1::ReadResponse response;
  int events = 0;
  while (reader->Read(&response)) events += response.events_size();
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(events, 4096);
  const uint64_t growth = server.PeakBytes() - before;
  std::cout << "a query over 4096 streams: " << (growth >> 20) << " MiB\n";
  EXPECT_LE(growth, kMaxGrowth);
}

}  // namespace
}  // namespace verkan::limits
