// Voiding: what it takes back, and what rests on what.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/domain/testing/recorder_fixture.h"

namespace verkan::services {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class VoidingTest : public RecorderFixture {
 protected:
  // Voids the event with all that rests on it; returns how many facts were voided.
  uint64_t GivenVoidedTogether(const std::string& stream, const Recorded& fact) {
    const eventstore::Position before = store_->head();
    RecordOptions options;
    options.together = true;
    const auto recorded = Record(Voided(stream, fact.event_id), options);
    EXPECT_TRUE(recorded.ok()) << recorded.status();
    if (recorded.ok()) {
      EXPECT_EQ(recorded->position, store_->head());
    }
    return store_->head() - before;
  }
  // So many persons, registered if they are not, have joined the activity.
  std::vector<Recorded> GivenJoined(int count) {
    std::vector<Recorded> joined;
    for (int i = 0; i < count; ++i) {
      const std::string id = absl::StrCat("p-", i);
      When(absl::StrCat("participant_registered { participant_id: '", id, "' }"));
      joined.push_back(Given(
          absl::StrCat("participant_joined { activity_id: 'a' participant_id: '", id, "' }")));
    }
    return joined;
  }
  std::string WhenVoided(const std::string& stream, const Recorded& fact) {
    return When(Voided(stream, fact.event_id));
  }
};

TEST_F(VoidingTest, AVoidedFactNeverHappened) {
  for (const char* fact : {kProject, kActivity, kPerson}) Given(fact);
  const Recorded joined = Given(kJoined);
  EXPECT_EQ(When(kJoined), "PARTICIPANT_ALREADY_JOINED");
  const Recorded voided = Given(Voided("activity-a", joined.event_id));
  EXPECT_EQ(voided.revision, 3u);
  EXPECT_EQ(ReadAt(voided.position).stream, "activity-a");
  EXPECT_THAT(TagsAt(voided.position), ElementsAre("region:06", "region:07"));
  EXPECT_EQ(Given(kJoined).revision, 4u);
  EXPECT_EQ(When(kJoined), "PARTICIPANT_ALREADY_JOINED");
}

TEST_F(VoidingTest, WhatIsStagedCanBeVoidedAtOnce) {
  for (const char* fact : {kProject, kActivity, kPerson}) Given(fact);
  const auto joined = Propose(kJoined);
  EXPECT_EQ(When(Voided("activity-a", Uuid(99))), "EVENT_UNKNOWN");
  ASSERT_TRUE(joined->has_value()) << "its id is known only once it is durable";
  const auto voided = Propose(Voided("activity-a", (**joined)->event_id));
  const auto again = Propose(kJoined);
  ASSERT_TRUE(store_->Flush().ok());
  EXPECT_TRUE((*voided)->ok());
  EXPECT_TRUE((*again)->ok()) << (*again)->status();
}

TEST_F(VoidingTest, AFactIsVoidedOnceAndAVoidingNever) {
  const Recorded started = Given(kProject);
  const std::string voided = Voided("project-p", started.event_id);
  const Recorded voiding = Given(voided);
  EXPECT_EQ(When(voided), "EVENT_VOIDED");
  EXPECT_EQ(When(Voided("project-p", absl::AsciiStrToUpper(started.event_id))), "EVENT_VOIDED");
  EXPECT_EQ(When(Voided("project-p", voiding.event_id)), "EVENT_NOT_VOIDABLE");
  EXPECT_EQ(When(Voided("project-q", started.event_id)), "EVENT_UNKNOWN");
  EXPECT_EQ(When(kActivity), "PROJECT_UNKNOWN");
  EXPECT_EQ(Given(kProject).revision, 3u);
  NewRecorder();
  EXPECT_EQ(When(kActivity), "");
}

TEST_F(VoidingTest, AnotherSystemsEventIsVoidedOnItsOwnStream) {
  const auto appended = Append({eventstore::Event("acme.v1.Opened", "case-1")});
  EXPECT_EQ(Given(Voided("case-1", FormatUuid(appended->event_ids[0]))).revision, 2u);
}

TEST_F(VoidingTest, AVoidedMergeIsUndone) {
  Given(kProject);
  Given(kActivity);
  Given(kPerson);
  Given("participant_registered { participant_id: 'y' }");
  Given(kJoined);
  const Recorded merged = Given(
      "participants_merged { participant_id: 'y' merged_participant_id: 'x' reason: 'same' }");
  EXPECT_EQ(When("participant_joined { activity_id: 'a' participant_id: 'y' }"),
            "PARTICIPANT_ALREADY_JOINED");
  Given(Voided("participant-y", merged.event_id));
  EXPECT_EQ(When("participant_joined { activity_id: 'a' participant_id: 'y' }"), "");
}

TEST_F(VoidingTest, AFactThatOthersRestOnIsNotVoidedAlone) {
  const Recorded project = Given(kProject);
  const Recorded activity = Given(kActivity);
  const Recorded person = Given(kPerson);
  const Recorded joined = Given(kJoined);
  const absl::Status refused = Record(Voided("project-p", project.event_id)).status();
  EXPECT_EQ(ReasonOf(refused), "FACT_IN_USE");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("2 other facts"))
      << "the activity, and who joined it";
  EXPECT_THAT(std::string(refused.message()), HasSubstr("positions 2, 4"));
  EXPECT_EQ(WhenVoided("activity-a", activity), "FACT_IN_USE");
  EXPECT_EQ(WhenVoided("participant-x", person), "FACT_IN_USE");
  EXPECT_EQ(WhenVoided("activity-a", joined), "");
  EXPECT_EQ(WhenVoided("participant-x", person), "");
  EXPECT_EQ(WhenVoided("activity-a", activity), "");
  EXPECT_EQ(WhenVoided("project-p", project), "");
}

TEST_F(VoidingTest, TogetherVoidsAllThatRestsOnIt) {
  const Recorded project = Given(kProject);
  Given(kActivity);
  Given(kPerson);
  Given(kJoined);
  EXPECT_EQ(GivenVoidedTogether("project-p", project), 3u);
  std::vector<std::string> streams;
  for (eventstore::Position position = 5; position <= 7; ++position) {
    streams.push_back(ReadAt(position).stream);
    EXPECT_THAT(TagsAt(position), ElementsAre("region:06", "region:07"));
  }
  EXPECT_THAT(streams, ElementsAre("activity-a", "activity-a", "project-p"))
      << "nothing ever rests on what is voided";
  EXPECT_EQ(When(kActivity), "PROJECT_UNKNOWN");
  for (const char* fact : {kProject, kActivity, kJoined}) EXPECT_EQ(When(fact), "") << fact;
}

TEST_F(VoidingTest, ASecondJoiningRestsOnTheWithdrawal) {
  for (const char* fact : {kProject, kActivity, kPerson, kJoined}) Given(fact);
  const Recorded withdrawn =
      Given("participation_withdrawn { activity_id: 'a' participant_id: 'x' }");
  Given(kJoined);
  EXPECT_EQ(WhenVoided("activity-a", withdrawn), "FACT_IN_USE");
  EXPECT_EQ(GivenVoidedTogether("activity-a", withdrawn), 2u);
  EXPECT_EQ(When(kJoined), "PARTICIPANT_ALREADY_JOINED") << "the first joining stands";
}

TEST_F(VoidingTest, AContractRestsOnItsProcurementAndNotOnItsBuyersName) {
  Given(Organisation("o"));
  const Recorded held = Given(
      "procurement_held { procurement_id: 'q' title: 'T' buyer_id: 'o' procedure: "
      "PROCUREMENT_PROCEDURE_OPEN }");
  const Recorded renamed = Given("organisation_renamed { organisation_id: 'o' name: 'M' }");
  Given("contract_awarded { procurement_id: 'q' supplier_id: 'o' }");
  EXPECT_EQ(WhenVoided("organisation-o", renamed), "");
  EXPECT_EQ(WhenVoided("procurement-q", held), "FACT_IN_USE");
}

TEST_F(VoidingTest, AWithdrawalUnderTheOtherNameRestsOnTheMerge) {
  for (const char* fact : {kProject, kActivity, kPerson, kJoined}) Given(fact);
  Given("participant_registered { participant_id: 'y' }");
  const Recorded merged =
      Given("participants_merged { participant_id: 'x' merged_participant_id: 'y' reason: 'one' }");
  Given("participation_withdrawn { activity_id: 'a' participant_id: 'y' }");
  EXPECT_EQ(WhenVoided("participant-x", merged), "FACT_IN_USE");
  EXPECT_EQ(GivenVoidedTogether("participant-x", merged), 2u);
  EXPECT_EQ(When(kJoined), "PARTICIPANT_ALREADY_JOINED");
}

TEST_F(VoidingTest, WhatNamesNobodyCanRestOnTheMerge) {
  for (const char* fact : {kProject, kActivity, kPerson}) Given(fact);
  Given("participant_registered { participant_id: 'y' }");
  Given(
      "participant_joined { activity_id: 'a' participant_id: 'x' occurred { from: '2022-03-04' } "
      "}");
  Given(
      "participant_joined { activity_id: 'a' participant_id: 'y' occurred { from: '2022-03-04' } "
      "}");
  const Recorded merged =
      Given("participants_merged { participant_id: 'x' merged_participant_id: 'y' reason: 'one' }");
  Given("participation_withdrawn { activity_id: 'a' participant_id: 'y' }");
  Given(
      "activity_corrected { activity_id: 'a' details { project_id: 'p' kind: ACTIVITY_KIND_COURSE "
      "occurred { from: '2022-05' } } reason: 'r' }");
  EXPECT_EQ(WhenVoided("participant-x", merged), "FACT_IN_USE")
      << "without it x takes part on a day on which the activity is not held any more";
  EXPECT_EQ(GivenVoidedTogether("participant-x", merged), 2u);
}

TEST_F(VoidingTest, WhatLiesInOneOfTwoPeriodsRestsOnIt) {
  Given(kProject);
  const auto stated = [](const std::string& source, const std::string& year) {
    return absl::StrCat("project_period_stated { project_id: 'p' source: '", source,
                        "' period { from: '", year, "' } }");
  };
  const Recorded early = Given(stated("A", "2019"));
  const Recorded late = Given(stated("B", "2021"));
  Given(
      "activity_held { activity_id: 'a' details { project_id: 'p' kind: ACTIVITY_KIND_COURSE "
      "occurred { from: '2021-05' } } }");
  EXPECT_EQ(WhenVoided("project-p", late), "FACT_IN_USE");
  EXPECT_EQ(WhenVoided("project-p", early), "");
}

TEST_F(VoidingTest, WhatIsDecidedOnAPersonRestsOnNothing) {
  const Recorded person = Given(kPerson);
  Given("personal_data_restricted { participant_id: 'x' reason: 'r' }");
  EXPECT_EQ(WhenVoided("participant-x", person), "");
}

TEST_F(VoidingTest, ARefusalNamesTenPositionsAndHowManyThereAre) {
  Given(kProject);
  for (const int count : {1, 10, 999}) {
    const Recorded activity = Given(kActivity);
    const std::vector<Recorded> joined = GivenJoined(count);
    const absl::Status refused = Record(Voided("activity-a", activity.event_id)).status();
    EXPECT_EQ(ReasonOf(refused), "FACT_IN_USE");
    const std::string said(refused.message());
    EXPECT_THAT(said, HasSubstr(absl::StrCat(count, " other facts")));
    for (int i = 0; i < std::min(count, 10); ++i) {
      EXPECT_THAT(said, HasSubstr(absl::StrCat(joined[i].position)));
    }
    EXPECT_EQ(said.find("…") != std::string::npos, count > 10);
    EXPECT_EQ(GivenVoidedTogether("activity-a", activity), count + 1u);
    EXPECT_EQ(When("headcount_reported { activity_id: 'a' text: '3' }"), "ACTIVITY_UNKNOWN");
  }
}

TEST_F(VoidingTest, AThousandAreVoidedTogetherAndNoMore) {
  Given(kProject);
  const Recorded activity = Given(kActivity);
  const std::vector<Recorded> joined = GivenJoined(1001);
  RecordOptions together;
  together.together = true;
  const std::string voiding = Voided("activity-a", activity.event_id);
  const absl::Status refused = Record(voiding, together).status();
  EXPECT_EQ(ReasonOf(refused), "FACT_IN_USE_BY_TOO_MANY");
  EXPECT_THAT(std::string(refused.message()), HasSubstr("1001 other facts"));
  Given(Voided("activity-a", joined.back().event_id));
  EXPECT_EQ(GivenVoidedTogether("activity-a", activity), 1001u);
}

TEST_F(VoidingTest, TogetherSaysWhatEachOfTheOthersRestedOn) {
  const Recorded project = Given(kProject);
  Given(kActivity);
  EXPECT_EQ(GivenVoidedTogether("project-p", project), 2u);
  event::v1::EventVoided other, own;
  ASSERT_TRUE(other.ParseFromString(ReadAt(3).payload));
  ASSERT_TRUE(own.ParseFromString(ReadAt(4).payload));
  EXPECT_EQ(other.basis_event_id(), project.event_id);
  EXPECT_EQ(own.basis_event_id(), "");
}

TEST_F(VoidingTest, WhatItRestedOnIsForTheServerToSay) {
  const Recorded project = Given(kProject);
  const absl::Status refused =
      Record(absl::StrCat("event_voided { stream: 'project-p' event_id: '", project.event_id,
                          "' reason: 'r' basis_event_id: '", Uuid(1), "' }"))
          .status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("event.basis_event_id"));
}

TEST_F(VoidingTest, TogetherIsSaidOfAVoidingOnly) {
  RecordOptions options;
  options.together = true;
  EXPECT_THAT(std::string(Record(kProject, options).status().message()), HasSubstr("together"));
}

}  // namespace
}  // namespace verkan::services
