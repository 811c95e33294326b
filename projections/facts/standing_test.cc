#include "projections/facts/standing.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/figure/reports.h"
#include "projections/testing/test_log.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: events are all that is named here

class StandingTest : public ::testing::Test {
 protected:
  Position Undone(Position event, Position as_of = kNow) {
    const auto undone = UndoneAt(
        log_.facts(), event, [this](Position position) { return log_.TypeAt(position); }, as_of);
    EXPECT_TRUE(undone.ok()) << undone.status();
    return *undone;
  }
  template <typename Event>
  Position Activity(const std::string& more = "") {
    return log_.Add<Event>(absl::StrCat("activity_id: 'a' ", more));
  }
  Position Held() { return Activity<ActivityHeld>("details { project_id: 'p' }"); }
  Position Corrected() { return Activity<ActivityCorrected>("details { project_id: 'q' }"); }
  Position Joined(const std::string& who = "anna") {
    return Activity<ParticipantJoined>(absl::StrCat("participant_id: '", who, "'"));
  }
  Position Withdrawn() { return Activity<ParticipationWithdrawn>("participant_id: 'anna'"); }
  Position Headcount(const std::string& source) {
    return Activity<HeadcountReported>(absl::StrCat("source: '", source, "'"));
  }
  Position Renamed(const std::string& name) {
    return log_.Add<OrganisationRenamed>(absl::StrCat("organisation_id: 'o' name: '", name, "'"));
  }
  Position Reported(const std::string& figure, const std::string& source) {
    return log_.Add<FigureReported>(
        absl::StrCat("figure_id: '", figure, "' indicator_id: 'i' region_code: '06' source: '",
                     source, "' text: '44' reading { value: '44' }"),
        {.days = Year(2024)});
  }

  TestLog log_;
};

TEST_F(StandingTest, WhatWasVoidedOrWithdrawnIsUndone) {
  const Position held = Held(), joined = Joined(), other = Joined("bo");
  EXPECT_EQ(Undone(joined), 0u);
  const Position withdrawn = Withdrawn();
  EXPECT_EQ(Undone(joined), withdrawn);
  EXPECT_EQ(Undone(other), 0u);
  const Position again = Joined();
  EXPECT_EQ(Undone(joined), withdrawn);
  EXPECT_EQ(Undone(withdrawn), again);
  EXPECT_EQ(Undone(again), 0u);
  const Position voided = log_.Void(again);
  EXPECT_EQ(Undone(again), voided);
  EXPECT_EQ(Undone(withdrawn), 0u);
  EXPECT_EQ(Undone(held), 0u);
}

TEST_F(StandingTest, WhatIsTakenBackUndoesNothing) {
  Held();
  const Position joined = Joined();
  log_.Void(Withdrawn());
  EXPECT_EQ(Undone(joined), 0u);
  const Position withdrawn = Withdrawn();
  EXPECT_EQ(Undone(joined), withdrawn);
}

TEST_F(StandingTest, AsOfAnEarlierPositionWhatCameLaterHasUndoneNothing) {
  Held();
  const Position joined = Joined(), withdrawn = Withdrawn(), voided = log_.Void(withdrawn);
  EXPECT_EQ(Undone(joined, joined), 0u);
  EXPECT_EQ(Undone(joined, withdrawn), withdrawn);
  EXPECT_EQ(Undone(joined, voided), 0u);
  const Position again = Withdrawn();
  EXPECT_EQ(Undone(joined, voided), 0u);
  EXPECT_EQ(Undone(joined, again), again);
  EXPECT_THAT(EventsClosedBy(log_.facts(), again, "a"), ::testing::Contains(joined));
}

TEST_F(StandingTest, WhatGoesOnFromAFactDoesNotUndoIt) {
  const Position planned = Activity<ActivityPlanned>("details { project_id: 'p' }");
  const Position held = Held(), joined = Joined();
  const Position corrected = Corrected();
  EXPECT_EQ(Undone(planned), 0u);
  EXPECT_EQ(Undone(held), 0u);
  EXPECT_EQ(Undone(joined), 0u);
  const Position again = Corrected();
  EXPECT_EQ(Undone(corrected), again);
  const Position withdrawn = Withdrawn();
  EXPECT_EQ(Undone(joined), withdrawn);
  EXPECT_EQ(Undone(held), 0u);
  const Position cancelled = Activity<ActivityCancelled>();
  EXPECT_EQ(Undone(held), cancelled);
  EXPECT_EQ(Undone(planned), cancelled);
}

TEST_F(StandingTest, WhatIsSaidAnewOfTheSameReplaces) {
  Held();
  const Position count = Headcount("a"), other = Headcount("b"), recount = Headcount("a");
  EXPECT_EQ(Undone(count), recount);
  EXPECT_EQ(Undone(other), 0u);
  const Position registered = log_.Add<OrganisationRegistered>(
      "organisation_id: 'o' name: 'A' kind: ORGANISATION_KIND_OTHER");
  const Position b = Renamed("B");
  log_.Add<OrganisationReclassified>("organisation_id: 'o' kind: ORGANISATION_KIND_COOPERATIVE");
  EXPECT_EQ(Undone(b), 0u);
  const Position a = Renamed("A");
  EXPECT_EQ(Undone(b), a);
  EXPECT_EQ(Undone(a), 0u);
  EXPECT_EQ(Undone(registered), 0u);
}

TEST_F(StandingTest, APartnerThatLeftIsUndone) {
  const Position project = log_.Add<ProjectStarted>("project_id: 'p' region_codes: '06'");
  const Position joined = log_.Add<PartnerJoined>("project_id: 'p' organisation_id: 'o'");
  const Position left = log_.Add<PartnerLeft>("project_id: 'p' organisation_id: 'o'");
  EXPECT_EQ(Undone(joined), left);
  log_.Add<ProjectClosed>("project_id: 'p'");
  EXPECT_EQ(Undone(project), 0u);
}

TEST_F(StandingTest, AFigureIsReplacedByWhatItsSourceSaysLater) {
  const Position first = Reported("f1", "SCB"), other = Reported("f2", "Region");
  EXPECT_EQ(ReplacedBy(log_.facts(), first), 0u);
  const Position later = Reported("f3", " scb"), last = Reported("f4", "SCB");
  EXPECT_EQ(ReplacedBy(log_.facts(), first), later);
  EXPECT_EQ(ReplacedBy(log_.facts(), later), last);
  EXPECT_EQ(ReplacedBy(log_.facts(), later, last - 1), 0u);
  EXPECT_EQ(ReplacedOf(log_.facts(), last), later);
  EXPECT_EQ(ReplacedOf(log_.facts(), later), first);
  EXPECT_EQ(ReplacedOf(log_.facts(), first), 0u);
  EXPECT_EQ(ReplacedBy(log_.facts(), last), 0u);
  EXPECT_EQ(ReplacedBy(log_.facts(), other), 0u);
  const Position withdrawn = log_.Add<FigureWithdrawn>("figure_id: 'f2'");
  EXPECT_EQ(Undone(other), withdrawn);
}

// What states no report of its own is not replaced by a later report.
TEST_F(StandingTest, AWithdrawalAndItsVoidingAreNotReplaced) {
  Reported("f1", "SCB");
  const Position withdrawn = log_.Add<FigureWithdrawn>("figure_id: 'f1'");
  const Position voided = log_.Void(withdrawn);
  Reported("f2", "SCB");
  EXPECT_EQ(ReplacedBy(log_.facts(), withdrawn), 0u);
  EXPECT_EQ(ReplacedBy(log_.facts(), voided), 0u);
}

}  // namespace
}  // namespace verkan::projections
