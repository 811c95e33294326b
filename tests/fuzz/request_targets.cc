// Requests as anybody may send them.

#include <algorithm>
#include <string>
#include <vector>

#include "eventstore/batch.h"
#include "eventstore/record.h"
#include "eventstore/staging.h"
#include "services/log/requests.h"
#include "tests/fuzz/fuzz.h"
#include "verkan/log/v1/log_service.pb.h"

namespace verkan::fuzz {
namespace {

using eventstore::NewEvent;
using eventstore::RecordView;

void ExpectEncoded(NewEvent event, const std::string& record) {
  RecordView view;
  FUZZ_EXPECT(eventstore::ParseRecord(record, &view).ok());
  FUZZ_EXPECT(view.id.size() == 16 && (event.id.empty() || view.id == event.id));
  FUZZ_EXPECT(view.type == event.type && view.stream == event.stream);
  FUZZ_EXPECT(view.payload == event.payload);
  std::sort(event.tags.begin(), event.tags.end());
  event.tags.erase(std::unique(event.tags.begin(), event.tags.end()), event.tags.end());
  FUZZ_EXPECT(std::equal(view.tags.begin(), view.tags.end(), event.tags.begin(), event.tags.end()));
  FUZZ_EXPECT(view.metadata.size() == event.metadata.size());
}

// A batch that the service lets through is refused by the store for its shape, or encoded so
// that the records say what the batch says.
void RunAppendRequest(absl::string_view bytes) {
  log::v1::Batch request;
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  const int events = request.events_size();
  const auto batch = services::ToBatch({.actor = "fuzz"}, std::move(request));
  if (!batch.ok()) {
    FUZZ_EXPECT(batch.status().code() != absl::StatusCode::kInternal);
    return;
  }
  FUZZ_EXPECT(batch->events.size() == static_cast<size_t>(events));
  const auto encoded = eventstore::EncodeBatch(*batch, 1'795'348'800'000'000);
  FUZZ_EXPECT(encoded.ok() || encoded.status().code() == absl::StatusCode::kInvalidArgument);
  if (!encoded.ok()) return;
  for (size_t i = 0; i < batch->events.size(); ++i) {
    ExpectEncoded(batch->events[i], encoded->events[i].record);
  }
}

std::vector<std::string> AppendRequestSeeds() {
  log::v1::Batch batch;
  batch.set_request_id("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
  auto* event = batch.add_events();
  event->set_type("acme.v1.Opened");
  event->set_stream("acme-1");
  event->add_tags("b");
  event->add_tags("a");
  event->set_payload("hi");
  (*event->mutable_metadata())["k"] = "v";
  batch.add_expectations()->set_stream("acme-1");
  batch.mutable_expectations(0)->set_none(true);
  batch.mutable_condition()->mutable_fail_if_events_match()->add_items()->add_tags("a");
  log::v1::Batch own;
  own.add_events()->set_type("verkan.event.v1.ActivityHeld");
  own.mutable_events(0)->set_stream("activity-1");
  return {batch.SerializeAsString(), own.SerializeAsString(), ""};
}

// A read that the service lets through asks the store for no more than was asked for.
void RunReadRequest(absl::string_view bytes) {
  log::v1::ReadRequest read;
  if (read.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    if (const auto options = services::ToReadOptions(read); options.ok()) {
      FUZZ_EXPECT(options->from >= 1 && options->from >= read.from_position());
      FUZZ_EXPECT(read.to_position() == 0 || options->to == read.to_position());
      FUZZ_EXPECT(read.limit() == 0 || options->limit == read.limit());
      FUZZ_EXPECT(options->from_micros.has_value() == !read.from_time().empty());
      FUZZ_EXPECT(eventstore::CheckQuery(options->query).ok());
    }
  }
  log::v1::SubscribeRequest subscribe;
  if (subscribe.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    if (const auto options = services::ToReadOptions(subscribe); options.ok()) {
      FUZZ_EXPECT(options->from > subscribe.start_after());
      FUZZ_EXPECT(options->occurred_from.has_value() == !subscribe.occurred_from().empty());
      FUZZ_EXPECT(eventstore::CheckQuery(options->query).ok());
    }
  }
}

std::vector<std::string> ReadRequestSeeds() {
  log::v1::ReadRequest read;
  auto* item = read.mutable_query()->add_items();
  item->add_streams("acme-1");
  read.set_from_revision(2);
  read.set_from_time("2021-03-05T14:30:00Z");
  log::v1::SubscribeRequest subscribe;
  subscribe.set_start_after(UINT64_MAX - 1);
  subscribe.mutable_query()->add_items()->add_types("T");
  subscribe.mutable_query()->mutable_items(0)->add_regions("06");
  subscribe.set_start_time("2021-03-05T14:30:00Z");
  subscribe.set_occurred_from("2021-03-05");
  return {read.SerializeAsString(), subscribe.SerializeAsString(), ""};
}

}  // namespace

std::vector<Target> RequestTargets() {
  return {{"append_request", RunAppendRequest, AppendRequestSeeds},
          {"read_request", RunReadRequest, ReadRequestSeeds}};
}

}  // namespace verkan::fuzz
