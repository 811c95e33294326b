// What a voiding of former times left standing: it is found, and voided once.
#include "services/domain/fallen.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/domain/testing/recorder_fixture.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kCorrected[] =
    "activity_corrected { activity_id: 'a' reason: 'r' details { project_id: 'p' kind: "
    "ACTIVITY_KIND_SEMINAR } }";
constexpr char kWithdrawn[] = "participation_withdrawn { activity_id: 'a' participant_id: 'x' }";

class FallenTest : public RecorderFixture {
 protected:
  // Voids the fact as it was done before others that rest on it were looked at.
  void GivenVoidedAlone(const std::string& stream, const Recorded& fact) {
    event::v1::EventVoided voided;
    voided.set_stream(stream);
    voided.set_event_id(fact.event_id);
    voided.set_reason("a slip");
    ASSERT_TRUE(Append({eventstore::Event(voided.GetDescriptor()->full_name(), stream, {},
                                          voided.SerializeAsString())})
                    .ok());
    NewRecorder();
  }

  // Positions of the facts that have fallen.
  std::vector<eventstore::Position> Fallen() {
    std::vector<eventstore::Position> positions;
    const absl::Status status =
        ForEachFallenFact(*store_, Schema::Default(), [&](const FallenFact& fallen) {
          positions.push_back(fallen.fact.position);
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return positions;
  }

  // Voids what has fallen; returns how many facts were voided.
  uint64_t WhenSettled() {
    const auto count = VoidFallenFacts(store_.get(), recorder_.get());
    EXPECT_TRUE(count.ok()) << count.status();
    EXPECT_THAT(Fallen(), IsEmpty());
    return count.value_or(0);
  }

  event::v1::EventVoided VoidingAt(eventstore::Position position) {
    event::v1::EventVoided voiding;
    EXPECT_TRUE(voiding.ParseFromString(ReadAt(position).payload));
    return voiding;
  }
};

TEST_F(FallenTest, ACorrectionOfAVoidedHolding) {
  Given(kProject);
  const Recorded held = Given(kActivity);
  Given(kCorrected);
  GivenVoidedAlone("activity-a", held);
  EXPECT_THAT(Fallen(), ElementsAre(3));
  EXPECT_EQ(WhenSettled(), 1u);
  EXPECT_EQ(When(kActivity), "");
}

TEST_F(FallenTest, ACorrectionOfAVoidedPlan) {
  Given(kProject);
  const Recorded planned = Given(
      "activity_planned { activity_id: 'a' details { project_id: 'p' kind: ACTIVITY_KIND_COURSE } "
      "}");
  Given(kCorrected);
  GivenVoidedAlone("activity-a", planned);
  EXPECT_THAT(Fallen(), ElementsAre(3));
  EXPECT_EQ(WhenSettled(), 1u);
}

TEST_F(FallenTest, AJoiningOfAVoidedActivity) {
  Given(kProject);
  const Recorded held = Given(kActivity);
  Given(kPerson);
  Given(kJoined);
  GivenVoidedAlone("activity-a", held);
  EXPECT_THAT(Fallen(), ElementsAre(4)) << "and not the person";
  EXPECT_EQ(WhenSettled(), 1u);
}

TEST_F(FallenTest, ASecondJoiningAfterAVoidedWithdrawal) {
  for (const char* fact : {kProject, kActivity, kPerson, kJoined}) Given(fact);
  const Recorded withdrawn = Given(kWithdrawn);
  Given(kJoined);
  GivenVoidedAlone("activity-a", withdrawn);
  EXPECT_THAT(Fallen(), ElementsAre(6));
  EXPECT_EQ(WhenSettled(), 1u);
  EXPECT_EQ(When(kWithdrawn), "") << "the first joining stands";
  EXPECT_EQ(When(kWithdrawn), "PARTICIPANT_NOT_JOINED");
}

TEST_F(FallenTest, AChainFromAVoidedProject) {
  const Recorded project = Given(kProject);
  const Recorded held = Given(kActivity);
  Given(kPerson);
  const Recorded joined = Given(kJoined);
  GivenVoidedAlone("project-p", project);
  EXPECT_THAT(Fallen(), ElementsAre(2, 4));
  EXPECT_EQ(WhenSettled(), 2u);
  const event::v1::EventVoided first = VoidingAt(6), second = VoidingAt(7);
  EXPECT_EQ(first.event_id(), joined.event_id) << "what rests on a fact is voided before it";
  EXPECT_EQ(first.basis_event_id(), held.event_id);
  EXPECT_EQ(second.event_id(), held.event_id);
  EXPECT_EQ(second.basis_event_id(), project.event_id);
  EXPECT_EQ(second.reason(), "what it rested on was voided at position 5");
  EXPECT_THAT(TagsAt(7), ElementsAre("region:06", "region:07"));
}

TEST_F(FallenTest, WhatIsVoidedAtOnceIsNotLookedForTwice) {
  const Recorded project = Given(kProject);
  Given(kActivity);
  GivenVoidedAlone("project-p", project);
  EXPECT_EQ(WhenSettled(), 1u);
  const eventstore::Position head = store_->head();
  NewRecorder();
  EXPECT_EQ(WhenSettled(), 0u);
  EXPECT_EQ(store_->head(), head);
}

TEST_F(FallenTest, WhatWasRecordedLaterOnTopOfAFallenFactIsVoidedWithIt) {
  const Recorded project = Given(kProject);
  const Recorded held = Given(kActivity);
  Given(kPerson);
  GivenVoidedAlone("project-p", project);
  const Recorded joined = Given(kJoined);
  EXPECT_THAT(Fallen(), ElementsAre(2));
  EXPECT_EQ(WhenSettled(), 2u);
  EXPECT_EQ(VoidingAt(6).event_id(), joined.event_id);
  EXPECT_EQ(VoidingAt(6).basis_event_id(), held.event_id);
}

TEST_F(FallenTest, AFactThatIsRecordedAnewBringsNothingBack) {
  const Recorded project = Given(kProject);
  Given(kActivity);
  GivenVoidedAlone("project-p", project);
  Given(kProject);
  EXPECT_THAT(Fallen(), ElementsAre(2));
  EXPECT_EQ(WhenSettled(), 1u);
  EXPECT_EQ(When(kActivity), "");
}

TEST_F(FallenTest, WhatStandsOnTwoFactsFallsWithTheSecond) {
  Given(kProject);
  const auto stated = [this](const std::string& source, const std::string& year) {
    return Given(absl::StrCat("project_period_stated { project_id: 'p' source: '", source,
                              "' period { from: '", year, "' } }"));
  };
  stated("A", "2019");
  const Recorded first = stated("B", "2021"), second = stated("C", "2021");
  Given(
      "activity_held { activity_id: 'a' details { project_id: 'p' kind: ACTIVITY_KIND_COURSE "
      "occurred { from: '2021-05' } } }");
  GivenVoidedAlone("project-p", first);
  EXPECT_THAT(Fallen(), IsEmpty());
  GivenVoidedAlone("project-p", second);
  EXPECT_THAT(Fallen(), ElementsAre(5));
}

TEST_F(FallenTest, AWithdrawalUnderTheOtherNameOfAVoidedMerge) {
  for (const char* fact : {kProject, kActivity, kPerson, kJoined}) Given(fact);
  Given("participant_registered { participant_id: 'y' }");
  const Recorded merged =
      Given("participants_merged { participant_id: 'x' merged_participant_id: 'y' reason: 'one' }");
  Given("participation_withdrawn { activity_id: 'a' participant_id: 'y' }");
  GivenVoidedAlone("participant-x", merged);
  EXPECT_THAT(Fallen(), ElementsAre(7)) << "the merge stood just before";
  EXPECT_EQ(WhenSettled(), 1u);
  EXPECT_EQ(When(kJoined), "PARTICIPANT_ALREADY_JOINED");
}

TEST_F(FallenTest, TheMergesAreThoseOfTheVoiding) {
  for (const char* fact : {kProject, kActivity, kPerson}) Given(fact);
  const Recorded joined = Given(kJoined);
  Given("participant_registered { participant_id: 'y' }");
  const Recorded merged =
      Given("participants_merged { participant_id: 'x' merged_participant_id: 'y' reason: 'one' }");
  Given("participation_withdrawn { activity_id: 'a' participant_id: 'y' }");
  GivenVoidedAlone("activity-a", joined);
  GivenVoidedAlone("participant-x", merged);
  EXPECT_THAT(Fallen(), ElementsAre(7)) << "it rested on the joining while the merge stood";
  EXPECT_EQ(WhenSettled(), 1u);
}

TEST_F(FallenTest, NothingInALogInWhichFactsAreVoidedTogether) {
  const Recorded project = Given(kProject);
  for (const char* fact : {kActivity, kPerson, kJoined, kWithdrawn, kJoined}) Given(fact);
  RecordOptions together;
  together.together = true;
  EXPECT_EQ(When(Voided("project-p", project.event_id), together), "");
  for (const char* fact : {kProject, kActivity, kJoined}) Given(fact);
  EXPECT_THAT(Fallen(), IsEmpty());
}

TEST_F(FallenTest, NothingRestsOnAnotherSystemsEvent) {
  const auto appended = Append({eventstore::Event("acme.v1.Opened", "case-1")});
  Given(Voided("case-1", FormatUuid(appended->event_ids[0])));
  EXPECT_THAT(Fallen(), IsEmpty());
}

TEST_F(FallenTest, MoreThanAreVoidedInOneAppendAreVoidedInSeveral) {
  const Recorded project = Given(kProject);
  const Recorded held = Given(kActivity);
  GivenVoidedAlone("project-p", project);
  for (int i = 0; i < 1201; ++i) {
    const std::string id = absl::StrCat("p-", i);
    Given(absl::StrCat("participant_registered { participant_id: '", id, "' }"));
    Given(absl::StrCat("participant_joined { activity_id: 'a' participant_id: '", id, "' }"));
  }
  EXPECT_THAT(Fallen(), ElementsAre(2));
  EXPECT_EQ(WhenSettled(), 1202u);
  EXPECT_EQ(VoidingAt(store_->head()).event_id(), held.event_id);
  EXPECT_EQ(When(kJoined), "ACTIVITY_UNKNOWN");
}

}  // namespace
}  // namespace verkan::services
