#include "tests/bench/workload.h"

#include <algorithm>
#include <cstring>

#include "grpc/health/v1/health.pb.h"
#include "grpcpp/support/slice.h"
#include "verkan/log/v1/log_service.pb.h"
#include "verkan/organisation/v1/organisation_service.pb.h"
#include "verkan/procurement/v1/procurement_service.pb.h"
#include "verkan/project/v1/project_service.pb.h"

namespace verkan::bench {
namespace {

namespace pb = verkan::event::v1;

constexpr size_t kDigits = sizeof(kNumber) - 1;
constexpr char kBuyer[] = "bench-buyer";
constexpr char kProject[] = "bench-project";

std::string Numbered(const std::string& noun, const std::string& rest = "") {
  return noun + "-" + kNumber + rest;
}

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

// Another number of twelve digits for each, far from its neighbour's: ids that come from
// many callers do not arrive in order.
uint64_t Spread(uint64_t number) {
  constexpr uint64_t kNumbers = 1'000'000'000'000;
  return static_cast<uint64_t>(static_cast<unsigned __int128>(number) * 150'094'635'296'999'121 %
                               kNumbers);
}

// Letters that do not compress to nothing.
std::string Letters(size_t size) {
  std::string text(size, ' ');
  uint64_t state = 1;
  for (char& letter : text) {
    state = state * 6364136223846793005 + 1442695040888963407;
    letter = static_cast<char>('a' + (state >> 59) % 26);
  }
  return text;
}

pb::ProcurementHeld Procurement(const std::string& id) {
  pb::ProcurementHeld held;
  held.set_procurement_id(id);
  held.set_title("Lokalvård i kommunens skolor, område öst");
  held.set_buyer_id(kBuyer);
  held.set_procedure(pb::PROCUREMENT_PROCEDURE_OPEN);
  held.add_social_objectives(pb::SOCIAL_OBJECTIVE_OPP);
  held.set_value_sek("1250000");
  held.set_project_id(kProject);
  held.set_region_code("06");
  held.mutable_occurred()->set_from("2026-03-05");
  return held;
}

void AddForeign(const std::string& region, verkan::log::v1::Batch* batch) {
  verkan::log::v1::NewEvent* event = batch->add_events();
  event->set_type("acme.cases.v1.CaseNoteAdded");
  event->set_stream(Numbered("case"));
  event->add_tags("region:" + region);
  event->add_tags("project:acme");
  event->set_payload(Letters(120));
}

void ExpectNewStream(verkan::log::v1::Batch* batch) {
  verkan::log::v1::StreamExpectation* expectation = batch->add_expectations();
  expectation->set_stream(Numbered("case"));
  expectation->set_none(true);
}

// Eight facts about one activity.
void AddFacts(const std::string& suffix, verkan::log::v1::RecordRequest* request) {
  const auto add = [request] { return request->add_proposals()->mutable_event(); };
  const std::string activity = Numbered("bench", suffix);

  pb::ActivityHeld* held = add()->mutable_activity_held();
  held->set_activity_id(activity);
  held->mutable_details()->set_project_id(kProject);
  held->mutable_details()->set_kind(pb::ACTIVITY_KIND_KNOWLEDGE_LUNCH);
  held->mutable_details()->set_title("Kunskapslunch om social hänsyn");
  held->mutable_details()->mutable_occurred()->set_from("2026-03-05");
  for (const char* person : {"-a", "-b"}) {
    add()->mutable_participant_registered()->set_participant_id(
        Numbered("person", suffix + person));
  }
  for (const char* person : {"-a", "-b"}) {
    pb::ParticipantJoined* joined = add()->mutable_participant_joined();
    joined->set_activity_id(activity);
    joined->set_participant_id(Numbered("person", suffix + person));
  }
  pb::HeadcountReported* headcount = add()->mutable_headcount_reported();
  headcount->set_activity_id(activity);
  headcount->set_text("ca 45");
  headcount->set_source("bench");
  *add()->mutable_procurement_held() = Procurement(activity);
  pb::ContractAwarded* awarded = add()->mutable_contract_awarded();
  awarded->set_procurement_id(activity);
  awarded->set_supplier_id(kBuyer);
  awarded->mutable_occurred()->set_from("2026-04-01");
}

}  // namespace

Template::Template(const google::protobuf::Message& message) : bytes_(message.SerializeAsString()) {
  for (size_t place = bytes_.find(kNumber); place != std::string::npos;
       place = bytes_.find(kNumber, place + kDigits)) {
    places_.push_back(place);
  }
}

grpc::ByteBuffer Template::With(uint64_t number) {
  char digits[kDigits];
  number = Spread(number);
  for (size_t i = kDigits; i > 0; --i, number /= 10) digits[i - 1] = '0' + number % 10;
  for (size_t place : places_) std::memcpy(bytes_.data() + place, digits, kDigits);
  return ToBuffer(bytes_);
}

std::vector<Setup> SetupCalls() {
  verkan::organisation::v1::RegisterOrganisationRequest organisation;
  organisation.mutable_event()->set_organisation_id(kBuyer);
  organisation.mutable_event()->set_name("Kommunen");
  organisation.mutable_event()->set_kind(pb::ORGANISATION_KIND_MUNICIPALITY);
  organisation.mutable_event()->set_region_code("06");
  organisation.set_request_id("00000000-0000-4000-8000-000000000001");

  verkan::project::v1::StartProjectRequest project;
  project.mutable_event()->set_project_id(kProject);
  project.mutable_event()->set_name("Bench");
  project.mutable_event()->add_region_codes("06");
  project.set_request_id("00000000-0000-4000-8000-000000000002");

  return {
      {"/verkan.organisation.v1.OrganisationService/RegisterOrganisation",
       ToBuffer(organisation.SerializeAsString())},
      {"/verkan.project.v1.ProjectService/StartProject", ToBuffer(project.SerializeAsString())}};
}

Template ProcurementCommand(bool with_request_id) {
  verkan::procurement::v1::HoldProcurementRequest request;
  *request.mutable_event() = Procurement(Numbered("bench"));
  if (with_request_id) request.set_request_id(Numbered("00000000-0000-4000-8000"));
  return Template(request);
}

Template HealthCheck() {
  ::grpc::health::v1::HealthCheckRequest request;
  const size_t bytes = ProcurementCommand(false).bytes();
  request.GetReflection()->MutableUnknownFields(&request)->AddLengthDelimited(
      15, std::string(bytes, 'v'));
  return Template(request);
}

Template ForeignAppend() {
  verkan::log::v1::AppendRequest request;
  AddForeign("06", request.mutable_batch());
  ExpectNewStream(request.mutable_batch());
  return Template(request);
}

const std::vector<std::string>& Regions() {
  static const auto* const regions =
      new std::vector<std::string>{"01", "03", "04", "05", "06", "07", "08", "09", "10", "12"};
  return *regions;
}

std::vector<Template> ForeignBatches(int events) {
  std::vector<Template> batches;
  for (const std::string& region : Regions()) {
    verkan::log::v1::AppendStreamRequest request;
    for (int i = 0; i < events; ++i) AddForeign(region, request.mutable_batch());
    ExpectNewStream(request.mutable_batch());
    batches.emplace_back(request);
  }
  return batches;
}

Template MixedFacts(int events) {
  verkan::log::v1::RecordRequest request;
  for (int i = 0; i < events / 8; ++i) AddFacts("-" + std::to_string(i), &request);
  return Template(request);
}

uint64_t CountEntries(const grpc::ByteBuffer& message) {
  std::vector<grpc::Slice> slices;
  if (!message.Dump(&slices).ok()) return 0;
  uint64_t entries = 0;
  uint64_t skip = 0;    // bytes of the present entry that are still to come
  uint64_t number = 0;  // varint that is being read
  int shift = 0;
  enum { kTag, kLength, kVarint } state = kTag;
  for (const grpc::Slice& slice : slices) {
    const uint8_t* at = slice.begin();
    while (at < slice.end()) {
      if (skip > 0) {
        const uint64_t step = std::min<uint64_t>(skip, slice.end() - at);
        at += step;
        skip -= step;
        continue;
      }
      const uint8_t byte = *at++;
      number |= static_cast<uint64_t>(byte & 0x7f) << shift;
      shift += 7;
      if (byte & 0x80) continue;
      if (state == kTag) {
        entries += number == 0x0a;
        state = (number & 7) == 2 ? kLength : kVarint;
      } else {
        if (state == kLength) skip = number;
        state = kTag;
      }
      number = 0;
      shift = 0;
    }
  }
  return entries;
}

}  // namespace verkan::bench
