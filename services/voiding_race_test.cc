// A fact that is voided while others come to rest on it. Whoever wins, no fact ever rests on one
// that is voided. A campaign is tests/campaign void: VERKAN_RACES=1000.
#include <iostream>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/errors/errors.h"
#include "services/testing/races.h"
#include "verkan/activity/v1/activity_service.pb.h"
#include "verkan/participant/v1/participant_service.pb.h"
#include "verkan/project/v1/project_service.pb.h"

namespace verkan::services {
namespace {

constexpr char kHold[] = "/verkan.activity.v1.ActivityService/HoldActivity";
constexpr char kStart[] = "/verkan.project.v1.ProjectService/StartProject";
constexpr char kJoin[] = "/verkan.activity.v1.ActivityService/JoinActivity";
constexpr char kRegister[] = "/verkan.participant.v1.ParticipantService/RegisterParticipant";
constexpr char kVoid[] = "/verkan.log.v1.LogService/VoidEvent";

class VoidingRaceTest : public RaceFixture {
 protected:
  static std::string Person(int number) { return absl::StrCat("p-", number); }

  log::v1::Recorded Hold(const std::string& activity) {
    activity::v1::HoldActivityRequest request;
    request.mutable_event()->set_activity_id(activity);
    request.mutable_event()->mutable_details()->set_kind(event::v1::ACTIVITY_KIND_COURSE);
    request.mutable_event()->mutable_details()->set_project_id("p");
    const auto held = Ask<log::v1::Recorded>(kHold, request);
    EXPECT_TRUE(held.ok()) << held.status();
    return held.ok() ? *held : log::v1::Recorded();
  }

  void StartProject() {
    project::v1::StartProjectRequest request;
    request.mutable_event()->set_project_id("p");
    request.mutable_event()->set_name("P");
    request.mutable_event()->add_region_codes("06");
    EXPECT_TRUE(Ask<log::v1::Recorded>(kStart, request).ok());
  }

  void Register(int people) {
    for (int i = 0; i < people; ++i) {
      participant::v1::RegisterParticipantRequest request;
      request.mutable_event()->set_participant_id(Person(i));
      EXPECT_TRUE(Ask<log::v1::Recorded>(kRegister, request).ok());
    }
  }

  // Joins the activity until it is told that the activity is not there, or `people` have joined.
  void JoinUntilGone(TestClient* client, const std::string& activity, int first, int people) {
    for (int i = first; i < first + people; ++i) {
      activity::v1::JoinActivityRequest request;
      request.mutable_event()->set_activity_id(activity);
      request.mutable_event()->set_participant_id(Person(i));
      log::v1::Recorded recorded;
      const absl::Status status = client->Call(kJoin, request, &recorded, PatientCall().get());
      if (ReasonOf(status) == "ACTIVITY_UNKNOWN") return;
      EXPECT_TRUE(status.ok() || absl::IsAborted(status)) << status;
    }
  }

  absl::Status Void(const std::string& activity, const std::string& event_id, bool together) {
    log::v1::VoidEventRequest request;
    request.mutable_event()->set_stream("activity-" + activity);
    request.mutable_event()->set_event_id(event_id);
    request.mutable_event()->set_reason("a slip");
    request.set_together(together);
    return Ask<log::v1::Recorded>(kVoid, request).status();
  }

  // Of every activity: whether its holding stands, and how many joinings do.
  struct Standing {
    bool held = false;
    int joined = 0;
  };
  std::map<std::string, Standing> ReadLog() {
    std::map<std::string, Standing> standing;
    VisitStanding([&standing](const eventstore::RecordView& record) {
      Standing& activity = standing[std::string(record.stream)];
      activity.held |= record.type == event::v1::ActivityHeld::descriptor()->full_name();
      activity.joined += record.type == event::v1::ParticipantJoined::descriptor()->full_name();
    });
    return standing;
  }
};

TEST_F(VoidingRaceTest, NoFactEverRestsOnOneThatIsVoided) {
  constexpr int kPeople = 12;  // a writer
  StartProject();
  Register(kWriters * kPeople);
  const int rounds = Rounds();
  int refused = 0, aborted = 0, voided = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::string activity = absl::StrCat("a-", round);
    const log::v1::Recorded held = Hold(activity);
    AtOnce(
        [&](int writer, TestClient* client) {
          JoinUntilGone(client, activity, writer * kPeople, kPeople);
        },
        [&] {
          // Alone it goes only before anybody has joined, together whenever it is asked for.
          for (bool together = false; voided <= round; together = !together) {
            const absl::Status status = Void(activity, held.event_id(), together);
            voided += status.ok();
            refused += ReasonOf(status) == "FACT_IN_USE";
            aborted += absl::IsAborted(status);
            ASSERT_TRUE(status.ok() || ReasonOf(status) == "FACT_IN_USE" || absl::IsAborted(status))
                << status;
          }
        });
    if (HasFatalFailure()) return;
  }
  for (const auto& [stream, standing] : ReadLog()) {
    if (standing.held) continue;
    EXPECT_EQ(standing.joined, 0) << stream;
  }
  std::cout << rounds << " holdings voided, of " << kWriters << " writers each: " << refused
            << " refusals, " << aborted << " aborted, no fact rests on a voided one\n";
}

}  // namespace
}  // namespace verkan::services
