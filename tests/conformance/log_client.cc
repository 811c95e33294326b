#include "tests/conformance/log_client.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdlib>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "verkan/log/v1/log_service.grpc.pb.h"

namespace verkan::conformance {
namespace {

constexpr std::chrono::seconds kDeadline(120);  // nobody waits so long, but with sanitizers

std::mt19937_64& Random() {
  static std::mt19937_64 random(std::random_device{}());
  return random;
}

std::string Address() {
  const char* address = std::getenv("VERKAN_ADDRESS");
  return address != nullptr ? address : "127.0.0.1:7480";
}

void SetDeadline(grpc::ClientContext* context) {
  context->set_deadline(std::chrono::system_clock::now() + kDeadline);
}

Answer FromDetails(const google::rpc::Status& status) {
  Answer answer;
  answer.code = status.code();
  answer.message = status.message();
  for (const google::protobuf::Any& detail : status.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    if (detail.UnpackTo(&info)) answer.reason = info.reason();
    if (!detail.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) {
      answer.violations.push_back(violation.field());
    }
  }
  return answer;
}

Answer FromStatus(const grpc::Status& status) {
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  Answer answer = FromDetails(details);
  answer.code = status.error_code();
  answer.message = status.error_message();
  return answer;
}

}  // namespace

std::string NewUuid() {
  const uint64_t a = Random()(), b = Random()();
  return absl::StrFormat("%08x-%04x-4%03x-a%03x-%012x", a >> 32, a >> 16 & 0xFFFF, a & 0xFFF,
                         b >> 52, b & 0xFFFFFFFFFFFF);
}

struct LogRules::Channel {
  std::unique_ptr<log::LogService::Stub> stub =
      log::LogService::NewStub(grpc::CreateChannel(Address(), grpc::InsecureChannelCredentials()));
};

LogRules::LogRules()
    : channel_(std::make_unique<Channel>()),
      prefix_(absl::StrCat("conformance-", NewUuid(), "-")),
      type_prefix_(absl::StrCat("t", absl::Hex(Random()(), absl::kZeroPad16))) {}

LogRules::~LogRules() = default;

log::Batch LogRules::Batch(const std::vector<E>& events) const {
  log::Batch batch;
  for (const E& event : events) {
    log::NewEvent* out = batch.add_events();
    out->set_type(T(event.type));
    out->set_stream(N(event.stream));
    for (const std::string& tag : event.tags) out->add_tags(N(tag));
    for (const std::string& region : event.regions) out->add_tags("region:" + region);
    out->set_payload(event.payload);
    out->set_event_id(event.id);
  }
  return batch;
}

log::Batch LogRules::BatchAt(uint64_t revision, const std::vector<E>& events) const {
  log::Batch batch = Batch(events);
  log::StreamExpectation* expectation = batch.add_expectations();
  expectation->set_stream(N(events.front().stream));
  expectation->set_revision(revision);
  return batch;
}

log::Query LogRules::Query(const std::vector<Item>& items) const {
  log::Query query;
  for (const Item& item : items) {
    log::QueryItem* out = query.add_items();
    for (const std::string& stream : item.streams) out->add_streams(N(stream));
    for (const std::string& type : item.types) out->add_types(T(type));
    for (const std::string& tag : item.tags) out->add_tags(N(tag));
    for (const std::string& region : item.regions) out->add_regions(region);
  }
  return query;
}

log::AppendCondition LogRules::Unless(const std::vector<Item>& items, uint64_t after) const {
  log::AppendCondition condition;
  *condition.mutable_fail_if_events_match() = Query(items);
  condition.set_after(after);
  return condition;
}

Answer LogRules::Append(const log::Batch& batch) {
  log::AppendRequest request;
  *request.mutable_batch() = batch;
  log::AppendResponse response;
  grpc::ClientContext context;
  SetDeadline(&context);
  Answer answer = FromStatus(channel_->stub->Append(&context, request, &response));
  answer.appended = response.appended();
  return answer;
}

uint64_t LogRules::Put(const std::vector<E>& events) {
  const Answer answer = AppendEvents(events);
  EXPECT_TRUE(answer.ok()) << answer.message;
  return answer.appended.first_position();
}

uint64_t LogRules::PutProject(const std::string& id, const std::string& from, const std::string& to,
                              const std::string& region) {
  grpc::ClientContext context;
  SetDeadline(&context);
  auto stream = channel_->stub->Record(&context);
  log::RecordRequest request;
  auto* project = request.add_proposals()->mutable_event()->mutable_project_started();
  project->set_project_id(N(id));
  project->set_name("A project");
  project->add_region_codes(region);
  if (!from.empty()) project->mutable_occurred()->set_from(from);
  if (!to.empty()) project->mutable_occurred()->set_to(to);
  stream->Write(request);
  stream->WritesDone();
  log::RecordResponse response;
  EXPECT_TRUE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_TRUE(response.outcomes(0).has_recorded()) << response.ShortDebugString();
  return response.outcomes(0).recorded().position();
}

std::vector<Answer> LogRules::AppendStream(const std::vector<log::Batch>& batches) {
  grpc::ClientContext context;
  SetDeadline(&context);
  auto stream = channel_->stub->AppendStream(&context);
  for (const log::Batch& batch : batches) {
    log::AppendStreamRequest request;
    *request.mutable_batch() = batch;
    stream->Write(request);
  }
  stream->WritesDone();
  std::vector<Answer> answers;
  log::AppendStreamResponse response;
  while (stream->Read(&response)) {
    Answer answer;
    if (response.has_refusal()) answer = FromDetails(response.refusal());
    answer.appended = response.appended();
    answers.push_back(answer);
  }
  EXPECT_TRUE(stream->Finish().ok());
  return answers;
}

LogRules::Events LogRules::Read(const log::ReadRequest& request) {
  grpc::ClientContext context;
  SetDeadline(&context);
  auto reader = channel_->stub->Read(&context, request);
  Events read;
  log::ReadResponse response;
  while (reader->Read(&response)) {
    for (log::RecordedEvent& event : *response.mutable_events()) {
      read.events.push_back(std::move(event));
    }
    read.head = response.head();
  }
  read.code = reader->Finish().error_code();
  return read;
}

LogRules::Events LogRules::Read(const std::vector<Item>& items) {
  log::ReadRequest request;
  *request.mutable_query() = Query(items);
  Events read = Read(request);
  EXPECT_EQ(read.code, 0);
  return read;
}

LogRules::Events LogRules::ReadBackwards(const std::vector<Item>& items, uint64_t limit) {
  log::ReadRequest request;
  *request.mutable_query() = Query(items);
  request.set_backwards(true);
  request.set_limit(limit);
  Events read = Read(request);
  EXPECT_EQ(read.code, 0);
  return read;
}

void LogRules::Follow(const std::vector<Item>& items, uint64_t start_after,
                      const std::function<bool(const log::SubscribeResponse&)>& message) {
  log::SubscribeRequest request;
  *request.mutable_query() = Query(items);
  request.set_start_after(start_after);
  Follow(request, message);
}

Answer LogRules::FollowInVain(const log::SubscribeRequest& request) {
  grpc::ClientContext context;
  SetDeadline(&context);
  auto reader = channel_->stub->Subscribe(&context, request);
  log::SubscribeResponse response;
  EXPECT_FALSE(reader->Read(&response));
  return FromStatus(reader->Finish());
}

Answer LogRules::ReadInVain(const log::ReadRequest& request) {
  grpc::ClientContext context;
  SetDeadline(&context);
  auto reader = channel_->stub->Read(&context, request);
  log::ReadResponse response;
  EXPECT_FALSE(reader->Read(&response));
  return FromStatus(reader->Finish());
}

void LogRules::Follow(const log::SubscribeRequest& request,
                      const std::function<bool(const log::SubscribeResponse&)>& message) {
  grpc::ClientContext context;
  SetDeadline(&context);
  auto reader = channel_->stub->Subscribe(&context, request);
  log::SubscribeResponse response;
  while (reader->Read(&response)) {
    if (message(response)) continue;
    context.TryCancel();
    while (reader->Read(&response)) {
    }
    reader->Finish();
    return;
  }
  ADD_FAILURE() << "the subscription ended: " << reader->Finish().error_message();
}

uint64_t LogRules::Head() {
  grpc::ClientContext context;
  SetDeadline(&context);
  log::GetHeadResponse response;
  EXPECT_TRUE(channel_->stub->GetHead(&context, {}, &response).ok());
  return response.position();
}

std::vector<uint64_t> LogRules::Events::Positions() const {
  std::vector<uint64_t> out;
  for (const auto& event : events) out.push_back(event.position());
  return out;
}

std::vector<uint64_t> LogRules::Events::Revisions() const {
  std::vector<uint64_t> out;
  for (const auto& event : events) out.push_back(event.revision());
  return out;
}

std::vector<std::string> LogRules::Events::Payloads() const {
  std::vector<std::string> out;
  for (const auto& event : events) out.push_back(event.payload());
  return out;
}

}  // namespace verkan::conformance
