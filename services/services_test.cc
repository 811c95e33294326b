// The server as clients meet it: all services over a real store, through a real channel.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <sstream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "eventstore/archive/import.h"
#include "eventstore/checkpoints.h"
#include "eventstore/proofs/note.h"
#include "eventstore/proofs/tree.h"
#include "eventstore/subscriptions/subscriptions.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/dynamic_message.h"
#include "google/rpc/error_details.pb.h"
#include "grpc/reflection/v1/reflection.pb.h"
#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "services/calls/descriptors.h"
#include "services/testing/services_fixture.h"
#include "verkan/activity/v1/activity_service.pb.h"
#include "verkan/admin/v1/admin_service.pb.h"
#include "verkan/figure/v1/figure_service.pb.h"
#include "verkan/indicator/v1/indicator_service.pb.h"
#include "verkan/log/v1/log_service.pb.h"
#include "verkan/participant/v1/participant_service.pb.h"
#include "verkan/project/v1/project_service.pb.h"
#include "verkan/record/v1/record.pb.h"
#include "verkan/report/v1/report_service.pb.h"

namespace verkan::services {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kAppendStream[] = "/verkan.log.v1.LogService/AppendStream";
constexpr char kVoidEvent[] = "/verkan.log.v1.LogService/VoidEvent";
constexpr char kRecord[] = "/verkan.log.v1.LogService/Record";
constexpr char kSubscribe[] = "/verkan.log.v1.LogService/Subscribe";
constexpr char kStartProject[] = "/verkan.project.v1.ProjectService/StartProject";
constexpr char kHoldActivity[] = "/verkan.activity.v1.ActivityService/HoldActivity";

project::v1::StartProjectRequest ProjectOf(const std::string& id) {
  project::v1::StartProjectRequest request;
  request.mutable_event()->set_project_id(id);
  request.mutable_event()->set_name("SIRU 2.0");
  request.mutable_event()->add_region_codes("06");
  return request;
}

activity::v1::HoldActivityRequest LunchOf(const std::string& id, const std::string& project) {
  activity::v1::HoldActivityRequest request;
  request.mutable_event()->set_activity_id(id);
  auto* details = request.mutable_event()->mutable_details();
  details->set_project_id(project);
  details->set_kind(event::v1::ACTIVITY_KIND_KNOWLEDGE_LUNCH);
  details->mutable_occurred()->set_from("2021-03-05");
  return request;
}

using ServicesTest = ServicesFixture;

TEST_F(ServicesTest, EveryMethodOfEveryServiceIsAnswered) {
  std::set<std::string> services;
  for (const auto* service : LinkedServices()) services.insert(service->full_name());
  for (const char* noun :
       {"activity.v1.Activity", "admin.v1.Admin", "collaboration.v1.Collaboration",
        "figure.v1.Figure", "indicator.v1.Indicator", "initiative.v1.Initiative", "log.v1.Log",
        "organisation.v1.Organisation", "participant.v1.Participant", "procurement.v1.Procurement",
        "project.v1.Project", "report.v1.Report", "subscription.v1.Subscription"}) {
    EXPECT_THAT(services, Contains(absl::StrCat("verkan.", noun, "Service")));
  }
  // An empty request may be refused, but never as unknown.
  for (const auto* service : LinkedServices()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      if (method->client_streaming() || method->server_streaming()) continue;
      const std::string path = absl::StrCat("/", service->full_name(), "/", method->name());
      grpc::ByteBuffer response;
      const absl::Status status = client_->Call(path.c_str(), RawBytes(""), &response);
      EXPECT_NE(status.code(), absl::StatusCode::kUnimplemented) << path;
      EXPECT_NE(status.code(), absl::StatusCode::kInternal) << path << status;
    }
  }
}

// Whether the answer comes from a command or from Record, and whatever the read models reflect.
TEST_F(ServicesTest, AnAnswerSaysWhetherAFactThatIsRepeatedStands) {
  ASSERT_TRUE(Ask<project::v1::StartProjectResponse>(kStartProject, ProjectOf("p")).ok());
  ASSERT_TRUE(Ask<activity::v1::HoldActivityResponse>(kHoldActivity, LunchOf("a", "p")).ok());
  activity::v1::ReportHeadcountRequest report;
  report.mutable_event()->set_activity_id("a");
  report.mutable_event()->set_source("list");
  report.mutable_event()->set_text("44");
  report.set_request_id("00000000-0000-4000-8000-000000000001");
  const auto headcount = [this](const activity::v1::ReportHeadcountRequest& request) {
    auto answer = Ask<activity::v1::ReportHeadcountResponse>(
        "/verkan.activity.v1.ActivityService/ReportHeadcount", request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : activity::v1::ReportHeadcountResponse();
  };
  const auto first = headcount(report);
  EXPECT_FALSE(first.has_stands());
  const auto stands = headcount(report);
  EXPECT_TRUE(stands.repeated());
  EXPECT_TRUE(stands.stands());
  EXPECT_EQ(stands.undone_at(), 0u);

  projections_->Hold(true);
  activity::v1::ReportHeadcountRequest recount = report;
  recount.mutable_event()->set_text("45");
  recount.set_request_id("00000000-0000-4000-8000-000000000002");
  const auto later = headcount(recount);
  std::thread release([this] {
    absl::SleepFor(absl::Milliseconds(200));
    projections_->Hold(false);
  });
  const auto undone = headcount(report);
  release.join();
  EXPECT_EQ(undone.position(), first.position());
  EXPECT_EQ(undone.event_id(), first.event_id());
  EXPECT_TRUE(undone.has_stands());
  EXPECT_FALSE(undone.stands());
  EXPECT_EQ(undone.undone_at(), later.position());
}

TEST_F(ServicesTest, ProofsOverTheLogHold) {
  Append("proved-1", 3);
  const uint64_t old_size = Append("proved-1", 2);
  const uint64_t size = Append("proved-1", 300);
  const auto checkpoint = Ask<log::v1::GetCheckpointResponse>(
      "/verkan.log.v1.LogService/GetCheckpoint", log::v1::GetCheckpointRequest());
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  const auto verifier = *eventstore::Verifier::FromKey(checkpoint->verifier_key());
  const auto opened = eventstore::OpenCheckpoint(checkpoint->note(), verifier);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->size, size);

  // One record against the signed checkpoint, with nothing but the proof's text.
  log::v1::ReadRequest read;
  read.set_from_position(old_size);
  read.set_to_position(old_size);
  const auto context = ShortCall();
  auto reader = client_->Open<log::v1::ReadResponse>(kRead, read, context.get());
  log::v1::ReadResponse records;
  ASSERT_TRUE(reader->Read(&records));
  log::v1::ProveInclusionRequest inclusion;
  inclusion.set_position(old_size);
  const auto proof =
      Ask<log::v1::ProveInclusionResponse>("/verkan.log.v1.LogService/ProveInclusion", inclusion);
  ASSERT_TRUE(proof.ok()) << proof.status();
  uint64_t index = 0;
  const auto proved = eventstore::VerifyTlogProof(
      proof->tlog_proof(), records.events(0).SerializeAsString(), verifier, &index);
  ASSERT_TRUE(proved.ok()) << proved.status();
  EXPECT_EQ(index, old_size - 1);

  log::v1::ProveConsistencyRequest consistency;
  consistency.set_old_size(old_size);
  const auto grown = Ask<log::v1::ProveConsistencyResponse>(
      "/verkan.log.v1.LogService/ProveConsistency", consistency);
  ASSERT_TRUE(grown.ok()) << grown.status();
  EXPECT_EQ(grown->root_hash(), checkpoint->root_hash());

  inclusion.set_position(size + 1);
  EXPECT_EQ(
      Ask<log::v1::ProveInclusionResponse>("/verkan.log.v1.LogService/ProveInclusion", inclusion)
          .status()
          .code(),
      absl::StatusCode::kOutOfRange);
  consistency.set_size(old_size - 1);
  EXPECT_EQ(Ask<log::v1::ProveConsistencyResponse>("/verkan.log.v1.LogService/ProveConsistency",
                                                   consistency)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(ServicesTest, LeavesLeadToTheSignedRoot) {
  Append("case-1", 600);
  const uint64_t size = store_->head();
  log::v1::GetLeafHashesRequest request;
  request.set_first_position(1);
  const auto ask = [&] {
    return Ask<log::v1::GetLeafHashesResponse>("/verkan.log.v1.LogService/GetLeafHashes", request);
  };
  const auto all = ask();
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ(all->hashes().size(), size * 32);
  eventstore::Tree tree;
  for (uint64_t i = 0; i < size; ++i) {
    eventstore::Hash leaf;
    std::memcpy(leaf.data(), all->hashes().data() + 32 * i, 32);
    tree.Add(leaf, [](int, uint64_t, absl::string_view) {});
  }
  EXPECT_EQ(tree.Root(), *store_->Root(size));

  request.set_first_position(250);
  request.set_count(20);  // over the edge of a tile
  EXPECT_EQ(ask()->hashes(), all->hashes().substr(249 * 32, 20 * 32));
  request.set_first_position(size);
  EXPECT_EQ(ask()->hashes(), all->hashes().substr((size - 1) * 32));
  request.set_first_position(0);
  EXPECT_EQ(ask().status().code(), absl::StatusCode::kInvalidArgument);
  request.set_first_position(size + 1);
  EXPECT_EQ(ReasonOf(ask().status()), "POSITION_BEYOND_LOG");
}

TEST_F(ServicesTest, ABackupIsMadeWhileTheServerGoesOnAndTold) {
  for (int i = 0; i < 20; ++i) Append("case-1", 100);
  admin::v1::CreateBackupRequest request;
  const auto context = ShortCall();
  auto reader = client_->Open<admin::v1::CreateBackupResponse>(
      "/verkan.admin.v1.AdminService/CreateBackup", request, context.get());
  admin::v1::CreateBackupResponse response;
  int told = 0;
  while (reader->Read(&response)) {
    if (++told == 1) Append("case-1", 100);
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_GE(told, 2) << "how it goes, and then how it ended";
  ASSERT_TRUE(response.has_finished());
  EXPECT_GE(response.finished().size(), 2000u);
  EXPECT_EQ(response.finished().root_hash().size(), 32u);
  EXPECT_THAT(response.finished().checkpoint(), HasSubstr(store_->origin()));

  const auto list = Ask<admin::v1::ListBackupsResponse>("/verkan.admin.v1.AdminService/ListBackups",
                                                        admin::v1::ListBackupsRequest());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->backups_size(), 1);
  EXPECT_EQ(list->backups(0).SerializeAsString(), response.finished().SerializeAsString());
}

TEST_F(ServicesTest, OnlyOneBackupIsMadeAtATime) {
  for (int i = 0; i < 20; ++i) Append("case-1", 100);
  auto first = backups_->Start();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(ReasonOf(backups_->Start().status()), "BACKUP_RUNNING");
  std::string message;
  absl::StatusOr<Source::Step> step = Source::kWait;
  while (step.ok() && *step != Source::kEnd) step = (*first)->Next(&message);
  EXPECT_TRUE(step.ok()) << step.status();
  EXPECT_TRUE(backups_->Start().ok());
  backups_->Stop();
  EXPECT_EQ(ReasonOf(backups_->Start().status()), "SHUTTING_DOWN");
  Backups nowhere(store_.get(), checkpoints_.get(), {});
  EXPECT_EQ(ReasonOf(nowhere.Start().status()), "BACKUP_NOT_CONFIGURED");
  EXPECT_EQ(ReasonOf(nowhere.List().status()), "BACKUP_NOT_CONFIGURED");
}

TEST_F(ServicesTest, AnArchiveIsSentInWholeLines) {
  for (int i = 0; i < 10; ++i) Append("case-1", 100);
  const auto context = ShortCall();
  auto reader = client_->Open<admin::v1::ExportArchiveResponse>(
      "/verkan.admin.v1.AdminService/ExportArchive", admin::v1::ExportArchiveRequest(),
      context.get());
  std::stringstream archive;
  admin::v1::ExportArchiveResponse response;
  int messages = 0;
  for (; reader->Read(&response); ++messages) {
    EXPECT_EQ(response.lines().back(), '\n');
    EXPECT_EQ(response.size(), 1000u);
    archive << response.lines();
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_GT(messages, 3);
  auto read = eventstore::ArchiveReader::Open(&archive, checkpoints_->verifier().Key());
  ASSERT_TRUE(read.ok()) << read.status();
  const absl::Status verified =
      eventstore::VerifyArchive(read->get(), [](uint64_t, uint64_t) { return true; });
  EXPECT_TRUE(verified.ok()) << verified;
  EXPECT_EQ((*read)->events(), 1000u);
}

TEST_F(ServicesTest, AMethodWithoutAHandlerIsNotServed) {
  auto handlers = AllHandlers("test", store_.get(), checkpoints_.get(), subscriptions_.get(),
                              projections_.get(), recorder_.get(), backups_.get());
  handlers->erase("verkan.log.v1.LogService.Read");
  EXPECT_THAT(CheckHandlers(*handlers).message(),
              HasSubstr("verkan.log.v1.LogService.Read has no handler"));
}

TEST_F(ServicesTest, ARecordedEventIsARecordOnTheWire) {
  const auto* record = record::v1::Record::descriptor();
  const auto* event = log::v1::RecordedEvent::descriptor();
  ASSERT_EQ(record->field_count(), event->field_count());
  for (int i = 0; i < record->field_count(); ++i) {
    const auto* field = event->FindFieldByNumber(record->field(i)->number());
    ASSERT_NE(field, nullptr) << record->field(i)->name();
    EXPECT_EQ(field->name(), record->field(i)->name());
    EXPECT_EQ(field->type(), record->field(i)->type());
    EXPECT_EQ(field->label(), record->field(i)->label());
    EXPECT_EQ(field->has_presence(), record->field(i)->has_presence());
  }
}

// Personal data

constexpr char kParticipants[] = "/verkan.participant.v1.ParticipantService/";
constexpr char kGetEvent[] = "/verkan.log.v1.LogService/GetEvent";

participant::v1::RegisterParticipantRequest PersonOf(const std::string& id, bool is_protected) {
  participant::v1::RegisterParticipantRequest request;
  auto* fact = request.mutable_event();
  fact->set_participant_id(id);
  fact->set_region_code("06");
  fact->set_name("Astrid Exempel");
  fact->set_email("astrid@example.se");
  fact->set_birth_year(1980);
  fact->set_protected_identity(is_protected);
  return request;
}

participant::v1::GetParticipantRequest QuestionOf(const std::string& id) {
  participant::v1::GetParticipantRequest request;
  request.set_participant_id(id);
  request.set_purpose("the person asked");
  return request;
}

participant::v1::EraseParticipantRequest ErasureOf(const std::string& id) {
  participant::v1::EraseParticipantRequest request;
  request.mutable_event()->set_participant_id(id);
  request.mutable_event()->set_legal_basis("GDPR art. 17.1 b");
  request.mutable_event()->set_decision_id("RJ 2026/17");
  request.mutable_event()->set_decided_by("Region Jönköping, arkivfunktionen");
  return request;
}

class PersonalDataTest : public ServicesTest {
 protected:
  void Register(const std::string& id, bool is_protected = false) {
    const auto registered = Ask<participant::v1::RegisterParticipantResponse>(
        absl::StrCat(kParticipants, "RegisterParticipant").c_str(), PersonOf(id, is_protected));
    ASSERT_TRUE(registered.ok()) << registered.status();
  }

  absl::StatusOr<participant::v1::GetParticipantResponse> Get(
      const participant::v1::GetParticipantRequest& request) {
    return Ask<participant::v1::GetParticipantResponse>(
        absl::StrCat(kParticipants, "GetParticipant").c_str(), request);
  }

  absl::StatusOr<participant::v1::EraseParticipantResponse> Erase(const std::string& id) {
    return Ask<participant::v1::EraseParticipantResponse>(
        absl::StrCat(kParticipants, "EraseParticipant").c_str(), ErasureOf(id));
  }

  absl::StatusOr<log::v1::GetEventResponse> GetEvent(uint64_t position, bool open = true) {
    log::v1::GetEventRequest request;
    request.set_position(position);
    request.set_open_personal_data(open);
    if (open) request.set_purpose("audit");
    return Ask<log::v1::GetEventResponse>(kGetEvent, request);
  }

  // What became of the fact; an outcome that was not recorded if the call failed.
  log::v1::Outcome Record(const event::v1::Event& event) {
    const auto context = ShortCall();
    auto stream =
        client_->Converse<log::v1::RecordRequest, log::v1::RecordResponse>(kRecord, context.get());
    log::v1::RecordRequest request;
    *request.add_proposals()->mutable_event() = event;
    log::v1::RecordResponse response;
    EXPECT_TRUE(stream->Write(request) && stream->Read(&response));
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
    return response.outcomes_size() == 1 ? response.outcomes(0) : log::v1::Outcome();
  }

  static event::v1::ParticipantRegistered FactOf(const log::v1::GetEventResponse& response) {
    event::v1::ParticipantRegistered fact;
    EXPECT_TRUE(fact.ParseFromString(response.event().payload()));
    return fact;
  }
};

TEST_F(PersonalDataTest, IsShownAsItWasUpdatedButForUpdatesThatWereVoided) {
  Register("x");
  event::v1::Event updated;
  auto* fact = updated.mutable_participant_updated();
  fact->set_participant_id("x");
  fact->set_name("Astrid Annan");
  fact->add_cleared("email");
  fact->set_reason("she asked");
  const log::v1::Outcome recorded = Record(updated);
  ASSERT_TRUE(recorded.has_recorded()) << recorded.refusal().message();
  auto shown = Get(QuestionOf("x"));
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->participant().name(), "Astrid Annan");
  EXPECT_EQ(shown->participant().email(), "");
  EXPECT_EQ(shown->participant().region_code(), "06");
  const auto event = GetEvent(recorded.recorded().position(), /*open=*/false);
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_THAT(event->event().payload(), ::testing::Not(HasSubstr("Astrid")));

  event::v1::Event voided;
  voided.mutable_event_voided()->set_stream("participant-x");
  voided.mutable_event_voided()->set_event_id(recorded.recorded().event_id());
  voided.mutable_event_voided()->set_reason("another person");
  ASSERT_TRUE(Record(voided).has_recorded());
  shown = Get(QuestionOf("x"));
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->participant().name(), "Astrid Exempel");
}

TEST_F(PersonalDataTest, WhatAPersonSaidOfAnActivityIsSealed) {
  Register("x");
  event::v1::Event started;
  started.mutable_project_started()->set_project_id("p");
  started.mutable_project_started()->set_name("P");
  started.mutable_project_started()->add_region_codes("06");
  ASSERT_TRUE(Record(started).has_recorded());
  event::v1::Event given;
  auto* fact = given.mutable_feedback_given();
  fact->set_project_id("p");
  fact->set_participant_id("x");
  fact->set_said("Jag fick ny energi");
  const log::v1::Outcome recorded = Record(given);
  ASSERT_TRUE(recorded.has_recorded()) << recorded.refusal().message();
  for (const bool open : {false, true}) {
    const auto event = GetEvent(recorded.recorded().position(), open);
    ASSERT_TRUE(event.ok()) << event.status();
    event::v1::FeedbackGiven told;
    ASSERT_TRUE(told.ParseFromString(event->event().payload()));
    EXPECT_EQ(told.said(), open ? "Jag fick ny energi" : "");
    EXPECT_EQ(told.participant_id(), "x");
  }
}

TEST_F(PersonalDataTest, IsShownForAPurposeAndTheReadIsRecorded) {
  Register("x");
  EXPECT_THAT(Read({}), ElementsAre(1));
  const auto shown = Get(QuestionOf("x"));
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->state(), participant::v1::PERSONAL_DATA_STATE_READABLE);
  EXPECT_EQ(shown->participant().name(), "Astrid Exempel");
  const auto read = GetEvent(2, /*open=*/false);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->event().type(), "verkan.event.v1.PersonalDataRead");
  EXPECT_EQ(read->event().stream(), "access-x");
  EXPECT_THAT(read->event().tags(), ElementsAre("participant:x", "region:06"));

  participant::v1::GetParticipantRequest silent = QuestionOf("x");
  silent.clear_purpose();
  EXPECT_EQ(Get(silent).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(Get(QuestionOf("y")).status()), "PARTICIPANT_UNKNOWN");
  EXPECT_EQ(store_->head(), 2u) << "what is refused is not a read";
}

TEST_F(PersonalDataTest, ProtectedIdentitiesAreMaskedUnlessAskedFor) {
  Register("x", /*is_protected=*/true);
  auto question = QuestionOf("x");
  const auto masked = Get(question);
  ASSERT_TRUE(masked.ok()) << masked.status();
  EXPECT_TRUE(masked->masked());
  EXPECT_EQ(masked->participant().name(), "");
  EXPECT_EQ(masked->participant().birth_year(), 1980u);
  const auto event = GetEvent(1);
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(FactOf(*event).email(), "");
  ASSERT_EQ(event->withheld_size(), 1);
  EXPECT_EQ(event->withheld(0).reason(), log::v1::WITHHELD_REASON_PROTECTED_IDENTITY);
  question.set_reveal_protected_identity(true);
  EXPECT_EQ(Get(question)->participant().name(), "Astrid Exempel");
}

TEST_F(PersonalDataTest, AnEventIsOpenedOnlyWhereThatIsAskedFor) {
  Register("x");
  const auto sealed = GetEvent(1, /*open=*/false);
  ASSERT_TRUE(sealed.ok()) << sealed.status();
  EXPECT_EQ(FactOf(*sealed).name(), "");
  EXPECT_EQ(sealed->event().sealed_size(), 1);
  ASSERT_EQ(sealed->withheld_size(), 1);
  EXPECT_EQ(sealed->withheld(0).reason(), log::v1::WITHHELD_REASON_NOT_ASKED);
  EXPECT_EQ(store_->head(), 1u) << "nothing personal was shown";
  const auto opened = GetEvent(1);
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(FactOf(*opened).name(), "Astrid Exempel");
  EXPECT_EQ(opened->event().sealed_size(), 0);
  EXPECT_EQ(opened->withheld_size(), 0);
  EXPECT_EQ(store_->head(), 2u);
  EXPECT_EQ(GetEvent(99).status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(PersonalDataTest, AnErasedPersonCannotBeReadAndTheReadSaysWhy) {
  Register("x");
  const auto erased = Erase("x");
  ASSERT_TRUE(erased.ok()) << erased.status();
  const auto person = Get(QuestionOf("x"));
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_EQ(person->state(), participant::v1::PERSONAL_DATA_STATE_ERASED);
  EXPECT_EQ(person->participant().name(), "");
  EXPECT_EQ(person->erased().decision_id(), "RJ 2026/17");
  const auto event = GetEvent(1);
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(FactOf(*event).name(), "");
  ASSERT_EQ(event->withheld_size(), 1);
  EXPECT_EQ(event->withheld(0).reason(), log::v1::WITHHELD_REASON_ERASED);
  EXPECT_EQ(store_->head(), 2u) << "nothing personal was shown";
  Stop();
  Start();
  EXPECT_EQ(Get(QuestionOf("x"))->state(), participant::v1::PERSONAL_DATA_STATE_ERASED);
}

TEST_F(PersonalDataTest, ARepeatedErasureAnswersTheFirstAndLeavesNoKey) {
  Register("x");
  participant::v1::EraseParticipantRequest request = ErasureOf("x");
  request.set_request_id("0192f0c1-7e3a-7bcd-8ef0-123456789abd");
  for (const bool repeated : {false, true}) {
    const auto erased = Ask<participant::v1::EraseParticipantResponse>(
        absl::StrCat(kParticipants, "EraseParticipant").c_str(), request);
    ASSERT_TRUE(erased.ok()) << erased.status();
    EXPECT_EQ(erased->position(), 2u);
    EXPECT_EQ(erased->repeated(), repeated);
  }
  EXPECT_EQ(*keys_->State("x"), eventstore::SubjectState::kErased);
}

TEST_F(ServicesTest, ACommandIsRecordedOnceHoweverOftenItIsSent) {
  auto request = ProjectOf("siru-2");
  request.set_request_id("0192f0c1-7e3a-7bcd-8ef0-123456789abc");
  for (const bool repeated : {false, true}) {
    const auto response = Ask<project::v1::StartProjectResponse>(kStartProject, request);
    ASSERT_TRUE(response.ok()) << response.status();
    EXPECT_EQ(response->position(), 1u);
    EXPECT_EQ(response->revision(), 1u);
    EXPECT_EQ(response->repeated(), repeated);
    EXPECT_EQ(response->id(), "siru-2");
    EXPECT_EQ(response->event_id().size(), 36u);
  }
  EXPECT_THAT(Read({}), ElementsAre(1));
}

TEST_F(ServicesTest, ARuleRefusesWithReasonAndVariables) {
  const auto response =
      Ask<activity::v1::HoldActivityResponse>(kHoldActivity, LunchOf("lunch-1", "nothing"));
  EXPECT_EQ(response.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(response.status()), "PROJECT_UNKNOWN");
  EXPECT_THAT(response.status().message(), HasSubstr("nothing"));
}

TEST_F(ServicesTest, ACommandWithoutItsEventIsInvalid) {
  const auto response =
      Ask<project::v1::StartProjectResponse>(kStartProject, project::v1::StartProjectRequest());
  EXPECT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(response.status()), "INVALID_REQUEST");
}

TEST_F(ServicesTest, AWriterWhoKnowsAnOldRevisionIsAborted) {
  ASSERT_TRUE(Ask<project::v1::StartProjectResponse>(kStartProject, ProjectOf("siru-2")).ok());
  project::v1::IdentifyNeedRequest request;
  request.mutable_event()->set_project_id("siru-2");
  request.mutable_event()->set_need("time");
  request.set_expected_revision(7);
  const auto response = Ask<project::v1::IdentifyNeedResponse>(
      "/verkan.project.v1.ProjectService/IdentifyNeed", request);
  EXPECT_EQ(response.status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(response.status()), "STREAM_REVISION_CONFLICT");
}

TEST_F(ServicesTest, ValidateOnlyRecordsNothing) {
  auto request = ProjectOf("siru-2");
  request.set_validate_only(true);
  const auto response = Ask<project::v1::StartProjectResponse>(kStartProject, request);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->position(), 0u);
  EXPECT_TRUE(Read({}).empty());
}

TEST_F(ServicesTest, RecordAnswersEveryProposalInOrder) {
  const auto context = ShortCall();
  auto stream =
      client_->Converse<log::v1::RecordRequest, log::v1::RecordResponse>(kRecord, context.get());
  log::v1::RecordRequest request;
  *request.add_proposals()->mutable_event()->mutable_project_started() = ProjectOf("one").event();
  *request.add_proposals()->mutable_event()->mutable_activity_held() =
      LunchOf("lunch-1", "nothing").event();
  *request.add_proposals()->mutable_event()->mutable_activity_held() =
      LunchOf("lunch-2", "one").event();
  request.add_proposals();
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Write(log::v1::RecordRequest()));
  log::v1::RecordResponse response;
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_EQ(response.outcomes_size(), 4);
  EXPECT_EQ(response.outcomes(0).recorded().position(), 1u);
  EXPECT_EQ(ReasonOf(FromRpcStatus(response.outcomes(1).refusal())), "PROJECT_UNKNOWN");
  EXPECT_EQ(response.outcomes(2).recorded().position(), 2u);
  EXPECT_EQ(ReasonOf(FromRpcStatus(response.outcomes(3).refusal())), "INVALID_REQUEST");
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.outcomes_size(), 0);
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ServicesTest, WhatAVoidedFactRestedOnIsNotForCallersToSay) {
  log::v1::VoidEventRequest request;
  request.mutable_event()->set_stream("project-p");
  request.mutable_event()->set_event_id("018f2f3a-0000-7000-8000-000000000001");
  request.mutable_event()->set_reason("r");
  request.mutable_event()->set_basis_event_id("018f2f3a-0000-7000-8000-000000000002");
  const auto voided = Ask<log::v1::VoidEventResponse>(kVoidEvent, request);
  EXPECT_EQ(voided.status().code(), absl::StatusCode::kInvalidArgument) << voided.status();
  EXPECT_THAT(std::string(voided.status().message()), HasSubstr("basis_event_id"));

  const auto context = ShortCall();
  auto stream =
      client_->Converse<log::v1::RecordRequest, log::v1::RecordResponse>(kRecord, context.get());
  log::v1::RecordRequest proposals;
  *proposals.add_proposals()->mutable_event()->mutable_event_voided() = request.event();
  ASSERT_TRUE(stream->Write(proposals));
  log::v1::RecordResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_THAT(response.outcomes(0).refusal().message(), HasSubstr("basis_event_id"));
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ServicesTest, AnAppendSaysEveryExpectationThatFails) {
  Append("case-1", 2);
  auto request = AppendOf("case-1");
  auto* expectation = request.mutable_batch()->add_expectations();
  expectation->set_stream("case-1");
  expectation->set_revision(1);
  expectation = request.mutable_batch()->add_expectations();
  expectation->set_stream("case-2");
  expectation->set_exists(true);
  const auto response = Ask<log::v1::AppendResponse>(kAppend, request);
  EXPECT_EQ(response.status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(response.status()), "APPEND_CONDITION_FAILED");
  google::rpc::ErrorInfo info;
  info.ParseFromString(
      std::string(*response.status().GetPayload("type.googleapis.com/google.rpc.ErrorInfo")));
  EXPECT_EQ(info.metadata().at("revision:case-1"), "2");
  EXPECT_EQ(info.metadata().at("revision:case-2"), "0");
}

TEST_F(ServicesTest, AnAppendOfADomainEventIsSentToRecord) {
  auto request = AppendOf("activity-lunch-1");
  auto response = Ask<log::v1::AppendResponse>(kAppend, request);
  EXPECT_EQ(ReasonOf(response.status()), "DOMAIN_EVENT_NEEDS_RECORD");
  request = AppendOf("case-1");
  request.mutable_batch()->mutable_events(0)->set_type("verkan.event.v1.ActivityHeld");
  response = Ask<log::v1::AppendResponse>(kAppend, request);
  EXPECT_EQ(response.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(response.status()), "DOMAIN_EVENT_NEEDS_RECORD");
}

TEST_F(ServicesTest, ARefusedAppendDoesNotEndTheStream) {
  const auto context = ShortCall();
  auto stream = client_->Converse<log::v1::AppendStreamRequest, log::v1::AppendStreamResponse>(
      kAppendStream, context.get());
  log::v1::AppendStreamRequest good;
  *good.mutable_batch() = AppendOf("case-1", 3).batch();
  ASSERT_TRUE(stream->Write(good));
  ASSERT_TRUE(stream->Write(log::v1::AppendStreamRequest()));
  ASSERT_TRUE(stream->Write(good));
  stream->WritesDone();
  log::v1::AppendStreamResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.appended().last_position(), 3u);
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(ReasonOf(FromRpcStatus(response.refusal())), "INVALID_REQUEST");
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.appended().last_position(), 6u);
  EXPECT_THAT(response.appended().revisions(), ElementsAre(4, 5, 6));
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ServicesTest, AMetadataActorIsTheCallersOwnNeverTheClaimed) {
  auto request = AppendOf("case-1");
  (*request.mutable_batch()->mutable_events(0)->mutable_metadata())["actor"] = "somebody else";
  (*request.mutable_batch()->mutable_events(0)->mutable_metadata())["source"] = "acme";
  ASSERT_TRUE(Ask<log::v1::AppendResponse>(kAppend, request).ok());
  const auto context = ShortCall();
  auto reader = client_->Open<log::v1::ReadResponse>(kRead, log::v1::ReadRequest(), context.get());
  log::v1::ReadResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.events(0).metadata().at("actor"), "development");
  EXPECT_EQ(response.events(0).metadata().at("source"), "acme");
  EXPECT_EQ(response.head(), 1u);
  EXPECT_FALSE(reader->Read(&response));
}

TEST_F(ServicesTest, ALongReadComesInManyMessagesAndWhole) {
  for (int i = 0; i < 5; ++i) Append("case-1", 1000);
  int messages = 0;
  const auto positions = Read({}, &messages);
  ASSERT_EQ(positions.size(), 5000u);
  for (size_t i = 0; i < positions.size(); ++i) ASSERT_EQ(positions[i], i + 1);
  EXPECT_GT(messages, 4);
}

TEST_F(ServicesTest, AReadSaysEverythingThatIsWrongWithIt) {
  log::v1::ReadRequest request;
  request.set_from_time("yesterday");
  request.set_from_revision(2);
  request.mutable_query()->add_items()->add_streams("");
  const auto context = ShortCall();
  auto reader = client_->Open<log::v1::ReadResponse>(kRead, request, context.get());
  log::v1::ReadResponse response;
  EXPECT_FALSE(reader->Read(&response));
  const absl::Status status = ErrorOf(reader->Finish());
  google::rpc::BadRequest bad;
  bad.ParseFromString(std::string(*status.GetPayload("type.googleapis.com/google.rpc.BadRequest")));
  std::vector<std::string> paths;
  for (const auto& violation : bad.field_violations()) paths.push_back(violation.field());
  EXPECT_THAT(paths, ElementsAre("query.items[0].streams[0]", "from_time"));
}

TEST_F(ServicesTest, TimesBoundARead) {
  Append("case-1");
  absl::SleepFor(absl::Milliseconds(5));
  const std::string between =
      absl::FormatTime(absl::RFC3339_full, absl::Now(), absl::UTCTimeZone());
  absl::SleepFor(absl::Milliseconds(5));
  Append("case-1");
  log::v1::ReadRequest after;
  after.set_from_time(between);
  EXPECT_THAT(Read(after), ElementsAre(2));
  log::v1::ReadRequest before;
  before.set_to_time(between);
  EXPECT_THAT(Read(before), ElementsAre(1));
}

// How a stream ended that sent nothing.
template <typename Response, typename Request>
absl::Status EndOf(TestClient* client, const char* path, const Request& request) {
  const auto context = ShortCall();
  auto reader = client->Open<Response>(path, request, context.get());
  Response response;
  EXPECT_FALSE(reader->Read(&response));
  return ErrorOf(reader->Finish());
}

void ExpectBeyond(const absl::Status& status, const std::string& position,
                  const std::string& head) {
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange) << status;
  EXPECT_EQ(ReasonOf(status), "POSITION_BEYOND_LOG");
  EXPECT_THAT(status.message(), HasSubstr("ends at " + head));
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(payload.has_value() && info.ParseFromString(std::string(*payload)));
  EXPECT_EQ(info.metadata().at("position"), position);
  EXPECT_EQ(info.metadata().at("head"), head);
}

TEST_F(ServicesTest, AReaderBeyondTheLogIsToldAtOnce) {
  Append("case-1", 3);
  log::v1::SubscribeRequest follow;
  follow.set_start_after(8);
  ExpectBeyond(EndOf<log::v1::SubscribeResponse>(client_.get(), kSubscribe, follow), "8", "3");
  follow.set_start_after(UINT64_MAX - 1);
  ExpectBeyond(EndOf<log::v1::SubscribeResponse>(client_.get(), kSubscribe, follow),
               absl::StrCat(UINT64_MAX - 1), "3");
  log::v1::ReadRequest read;
  read.set_from_position(5);
  ExpectBeyond(EndOf<log::v1::ReadResponse>(client_.get(), kRead, read), "5", "3");
  read.set_backwards(true);
  ExpectBeyond(EndOf<log::v1::ReadResponse>(client_.get(), kRead, read), "5", "3");
  read.set_backwards(false);
  read.set_from_position(4);
  EXPECT_THAT(Read(read), ElementsAre()) << "the next to come is none to refuse";
  read.set_from_position(2);
  read.set_to_position(1000);
  EXPECT_THAT(Read(read), ElementsAre(2, 3)) << "the upper end may be beyond";
}

TEST_F(ServicesTest, AFollowerOfAnotherLogIsTold) {
  Append("case-1", 3);
  const auto context = ShortCall();
  log::v1::SubscribeRequest follow;
  follow.set_start_after(1);
  auto reader = client_->Open<log::v1::SubscribeResponse>(kSubscribe, follow, context.get());
  log::v1::SubscribeResponse message;
  ASSERT_TRUE(reader->Read(&message));
  context->TryCancel();
  reader->Finish();
  follow.set_start_after(message.position());
  follow.set_start_after_hash(message.position_hash());
  const auto resumed_context = ShortCall();
  auto resumed =
      client_->Open<log::v1::SubscribeResponse>(kSubscribe, follow, resumed_context.get());
  EXPECT_TRUE(resumed->Read(&message)) << "the same log is followed on";
  resumed_context->TryCancel();
  resumed->Finish();
  follow.set_start_after(2);
  const auto told = EndOf<log::v1::SubscribeResponse>(client_.get(), kSubscribe, follow);
  EXPECT_EQ(told.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(told), "LOG_NOT_THE_ONE_FOLLOWED");
  EXPECT_THAT(told.message(), HasSubstr("not the log you followed"));
  for (const auto& [after, hash] :
       std::vector<std::pair<uint64_t, std::string>>{{2, "short"}, {0, message.position_hash()}}) {
    follow.set_start_after(after);
    follow.set_start_after_hash(hash);
    EXPECT_EQ(EndOf<log::v1::SubscribeResponse>(client_.get(), kSubscribe, follow).code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST_F(ServicesTest, AConditionAfterAPositionBeyondTheLogIsRefused) {
  Append("case-1", 3);
  log::v1::AppendRequest request = AppendOf("case-2");
  request.mutable_batch()->mutable_condition()->set_after(4);
  ExpectBeyond(Ask<log::v1::AppendResponse>(kAppend, request).status(), "4", "3");
  request.mutable_batch()->mutable_condition()->set_after(3);
  EXPECT_TRUE(Ask<log::v1::AppendResponse>(kAppend, request).ok());
}

TEST_F(ServicesTest, AQuestionBeyondTheLogIsToldAtOnceAndHoldsUpNobody) {
  constexpr char kGetFigure[] = "/verkan.figure.v1.FigureService/GetFigure";
  Append("case-1", 3);
  figure::v1::GetFigureRequest figure;
  figure.mutable_query()->set_indicator_id("activities");
  figure.set_min_position(1000);
  const absl::Time start = absl::Now();
  for (int i = 0; i < 20; ++i) {
    ExpectBeyond(Ask<figure::v1::GetFigureResponse>(kGetFigure, figure).status(), "1000", "3");
  }
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
  indicator::v1::ListIndicatorsRequest indicators;
  indicators.set_min_position(4);
  ExpectBeyond(Ask<indicator::v1::ListIndicatorsResponse>(
                   "/verkan.indicator.v1.IndicatorService/ListIndicators", indicators)
                   .status(),
               "4", "3");
  figure.set_min_position(3);
  figure.mutable_query()->set_as_of_position(4);
  ExpectBeyond(Ask<figure::v1::GetFigureResponse>(kGetFigure, figure).status(), "4", "3");
  figure.mutable_query()->clear_as_of_position();
  figure.mutable_query()->set_as_of_time("2999-01-01");
  const auto later = Ask<figure::v1::GetFigureResponse>(kGetFigure, figure);
  EXPECT_EQ(later.status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(later.status()), "TIME_BEYOND_NOW");
  report::v1::GetLeafletRequest leaflet;
  leaflet.set_project_id("siru-2");
  leaflet.set_as_of_position(4);
  ExpectBeyond(
      Ask<report::v1::GetLeafletResponse>("/verkan.report.v1.ReportService/GetLeaflet", leaflet)
          .status(),
      "4", "3");
}

TEST_F(ServicesTest, ASubscriberGetsHistoryThenAMarkerThenWhatComes) {
  Append("case-1", 2);
  const auto context = ShortCall();
  auto reader = client_->Open<log::v1::SubscribeResponse>(kSubscribe, log::v1::SubscribeRequest(),
                                                          context.get());
  log::v1::SubscribeResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.events_size(), 2);
  EXPECT_FALSE(response.caught_up());
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.events_size(), 0);
  EXPECT_TRUE(response.caught_up());
  EXPECT_EQ(response.position(), 2u);
  for (uint64_t i = 3; i < 50; ++i) {
    Append("case-1");
    ASSERT_TRUE(reader->Read(&response));
    ASSERT_EQ(response.events_size(), 1);
    EXPECT_EQ(response.events(0).position(), i);
    EXPECT_EQ(response.position(), i);
  }
  context->TryCancel();
  reader->Finish();
}

TEST_F(ServicesTest, ASlowSubscriberMissesNothing) {
  const auto context = ShortCall(60000);
  auto reader = client_->Open<log::v1::SubscribeResponse>(kSubscribe, log::v1::SubscribeRequest(),
                                                          context.get());
  std::thread writer([this] {
    TestClient client(server_->address());
    for (int i = 0; i < 100; ++i) {
      log::v1::AppendResponse response;
      ASSERT_TRUE(
          client.Call(kAppend, AppendOf(absl::StrCat("case-", i % 7), 200), &response).ok());
    }
  });
  uint64_t expected = 1;
  log::v1::SubscribeResponse response;
  while (expected <= 20000 && reader->Read(&response)) {
    for (const auto& event : response.events()) ASSERT_EQ(event.position(), expected++);
    absl::SleepFor(absl::Milliseconds(2));
  }
  EXPECT_EQ(expected, 20001u);
  writer.join();
  context->TryCancel();
  reader->Finish();
}

TEST_F(ServicesTest, AQueryWaitsUntilItsPositionIsReflected) {
  const auto started = Ask<project::v1::StartProjectResponse>(kStartProject, ProjectOf("siru-2"));
  ASSERT_TRUE(started.ok());
  report::v1::GetLeafletRequest request;
  request.set_project_id("siru-2");
  request.set_min_position(started->position());
  const auto leaflet =
      Ask<report::v1::GetLeafletResponse>("/verkan.report.v1.ReportService/GetLeaflet", request);
  ASSERT_TRUE(leaflet.ok()) << leaflet.status();
  EXPECT_EQ(leaflet->leaflet().name(), "SIRU 2.0");
}

TEST_F(ServicesTest, WhatIsNotKnownIsNotFoundUnderItsReason) {
  report::v1::GetLeafletRequest leaflet;
  leaflet.set_project_id("nothing");
  EXPECT_EQ(
      Ask<report::v1::GetLeafletResponse>("/verkan.report.v1.ReportService/GetLeaflet", leaflet)
          .status(),
      NotFound("PROJECT_UNKNOWN", {{"project", "nothing"}}));
  figure::v1::GetFigureRequest figure;
  figure.mutable_query()->set_indicator_id("nothing");
  EXPECT_EQ(Ask<figure::v1::GetFigureResponse>("/verkan.figure.v1.FigureService/GetFigure", figure)
                .status(),
            NotFound("INDICATOR_UNKNOWN", {{"indicator", "nothing"}}));
}

TEST_F(ServicesTest, TheStatusTellsHeadAndProjections) {
  const uint64_t head = Append("case-1", 3);
  const auto status = Ask<admin::v1::GetStatusResponse>("/verkan.admin.v1.AdminService/GetStatus",
                                                        admin::v1::GetStatusRequest());
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->head(), head);
  EXPECT_EQ(status->version(), "test");
  EXPECT_TRUE(status->writable());
  EXPECT_GT(status->projections_size(), 0);
}

TEST_F(ServicesTest, WhatWasAcknowledgedIsThereAfterARestart) {
  Append("case-1", 10);
  ASSERT_TRUE(Ask<project::v1::StartProjectResponse>(kStartProject, ProjectOf("siru-2")).ok());
  Stop();
  Start();
  EXPECT_EQ(Read({}).size(), 11u);
  EXPECT_EQ(
      ReasonOf(Ask<project::v1::StartProjectResponse>(kStartProject, ProjectOf("siru-2")).status()),
      "PROJECT_EXISTS");
}

template <typename Request, typename Response>
void ExpectReflectionTellsAll(TestClient* client, const char* path) {
  const auto context = ShortCall();
  auto stream = client->Converse<Request, Response>(path, context.get());
  Request request;
  request.set_list_services("*");
  ASSERT_TRUE(stream->Write(request));
  Response listed;
  ASSERT_TRUE(stream->Read(&listed));
  EXPECT_GE(listed.list_services_response().service_size(), 15);
  // A client that knows nothing can build every service from the files it is given.
  for (const auto& service : listed.list_services_response().service()) {
    request.set_file_containing_symbol(service.name());
    ASSERT_TRUE(stream->Write(request));
    Response files;
    ASSERT_TRUE(stream->Read(&files));
    google::protobuf::SimpleDescriptorDatabase database;
    for (const auto& bytes : files.file_descriptor_response().file_descriptor_proto()) {
      google::protobuf::FileDescriptorProto file;
      ASSERT_TRUE(file.ParseFromString(bytes));
      database.Add(file);
    }
    google::protobuf::DescriptorPool pool(&database);
    EXPECT_NE(pool.FindServiceByName(service.name()), nullptr) << service.name();
  }
  request.set_file_by_filename("no/such.proto");
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Read(&listed));
  EXPECT_EQ(listed.error_response().error_code(), 5);
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(ServicesTest, ReflectionTellsAllServices) {
  using namespace grpc::reflection;  // NOLINT: both versions below
  ExpectReflectionTellsAll<v1::ServerReflectionRequest, v1::ServerReflectionResponse>(
      client_.get(), "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
  ExpectReflectionTellsAll<v1alpha::ServerReflectionRequest, v1alpha::ServerReflectionResponse>(
      client_.get(), "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
}

TEST_F(ServicesTest, ReflectionFindsExtensions) {
  const auto context = ShortCall();
  auto stream = client_->Converse<grpc::reflection::v1::ServerReflectionRequest,
                                  grpc::reflection::v1::ServerReflectionResponse>(
      "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", context.get());
  grpc::reflection::v1::ServerReflectionRequest request;
  request.set_all_extension_numbers_of_type("google.protobuf.FieldOptions");
  ASSERT_TRUE(stream->Write(request));
  grpc::reflection::v1::ServerReflectionResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_THAT(response.all_extension_numbers_response().extension_number(), Contains(50101));
  request.mutable_file_containing_extension()->set_containing_type("google.protobuf.FieldOptions");
  request.mutable_file_containing_extension()->set_extension_number(50101);
  ASSERT_TRUE(stream->Write(request));
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_GT(response.file_descriptor_response().file_descriptor_proto_size(), 0);
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

}  // namespace
}  // namespace verkan::services
