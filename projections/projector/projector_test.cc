#include "projections/projector/projector.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "eventstore/beyond_log.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/testing/test_log.h"

namespace verkan::projections {
namespace {

using namespace event::v1;  // NOLINT: events are all that is named here
using ::testing::HasSubstr;

class ProjectorTest : public ::testing::Test {
 protected:
  ProjectorTest()
      : root_(std::filesystem::path(::testing::TempDir()) /
              absl::StrCat("projector-", ::testing::UnitTest::GetInstance()->random_seed(), "-",
                           reinterpret_cast<uintptr_t>(this))) {
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_);
    store_ = *eventstore::EventStore::Open({.path = (root_ / "events").string()});
  }
  ~ProjectorTest() override {
    projector_.reset();
    store_.reset();
    std::filesystem::remove_all(root_);
  }

  void Start(const std::string& views = "views",
             std::chrono::milliseconds linger = Projector::kLinger) {
    projector_.reset();
    auto opened = TryToStart(views, linger);
    ASSERT_TRUE(opened.ok()) << opened.status();
    projector_ = *std::move(opened);
  }
  absl::StatusOr<std::unique_ptr<Projector>> TryToStart(const std::string& views,
                                                        std::chrono::milliseconds linger) {
    return Projector::Open({.path = (root_ / views).string(),
                            .linger = linger,
                            .before_making_anew =
                                [this] {
                                  ++made_anew_;
                                  return before_making_anew_;
                                }},
                           store_.get());
  }
  void DamageViews() {
    projector_.reset();
    for (const auto& entry : std::filesystem::directory_iterator(root_ / "views")) {
      if (entry.path().filename().string().starts_with("MANIFEST")) {
        std::filesystem::resize_file(entry.path(), 7);
      }
    }
  }

  eventstore::NewEvent NewEvent(const google::protobuf::Message& event) {
    return {.type = event.GetDescriptor()->full_name(),
            .stream = StreamOf(event),
            .payload = event.SerializeAsString()};
  }
  eventstore::Appended Append(const google::protobuf::Message& event) {
    eventstore::Batch batch;
    batch.events.push_back(NewEvent(event));
    return *store_->Append(std::move(batch));
  }

  // An activity with so many participants.
  void AppendActivity(int number, int participants) {
    eventstore::Batch batch;
    batch.events.push_back(NewEvent(Make<ActivityHeld>(
        absl::StrCat("activity_id: 'a-", number, "' details { kind: ACTIVITY_KIND_COURSE }"))));
    for (int i = 0; i < participants; ++i) {
      batch.events.push_back(NewEvent(Make<ParticipantJoined>(
          absl::StrCat("activity_id: 'a-", number, "' participant_id: 'p-", i, "'"))));
    }
    ASSERT_TRUE(store_->Append(std::move(batch)).ok());
  }

  absl::Status Wait() {
    return projector_->WaitFor(store_->head(), absl::Now() + absl::Seconds(30));
  }

  std::string Digest() {
    return projector_->Read([](const Facts& facts, Position) { return facts.Digest(); });
  }
  uint64_t Rows() {
    return projector_->Read([](const Facts& facts, Position) { return facts.rows(); });
  }

  const std::filesystem::path root_;
  std::unique_ptr<eventstore::EventStore> store_;
  std::unique_ptr<Projector> projector_;
  int made_anew_ = 0;  // how often it was told
  absl::Status before_making_anew_;
};

TEST_F(ProjectorTest, FollowsWhatIsAppended) {
  Start();
  for (int i = 0; i < 5; ++i) {
    AppendActivity(i, 10);
    ASSERT_TRUE(Wait().ok());
    EXPECT_EQ(Rows(), static_cast<uint64_t>(11 * (i + 1)));
    EXPECT_EQ(projector_->position(), store_->head());
  }
}

TEST_F(ProjectorTest, WaitsForMoreAndIsWokenAtOnceByWhoeverWaitsForAPosition) {
  Start("views", std::chrono::hours(1));
  AppendActivity(1, 10);
  AppendActivity(2, 10);
  EXPECT_EQ(projector_->position(), 0u) << "nobody asks for it";
  ASSERT_TRUE(Wait().ok());
  EXPECT_EQ(Rows(), 22u);
  AppendActivity(3, 10);
  EXPECT_EQ(projector_->position(), 22u) << "one who waited does not hurry it for ever";
}

TEST_F(ProjectorTest, IsHurriedByAQuestionThatDoesNotWait) {
  Start("views", std::chrono::hours(1));
  AppendActivity(1, 10);
  EXPECT_TRUE(absl::IsDeadlineExceeded(projector_->WaitFor(11, absl::InfinitePast())));
  const absl::Time patience = absl::Now() + absl::Seconds(30);
  while (projector_->position() < 11 && absl::Now() < patience) std::this_thread::yield();
  EXPECT_EQ(projector_->position(), 11u);
}

TEST_F(ProjectorTest, AppliesWithoutBeingAsked) {
  Start();
  AppendActivity(1, 10);
  const absl::Time patience = absl::Now() + absl::Seconds(30);
  while (projector_->position() < 11 && absl::Now() < patience)
    absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(projector_->position(), 11u);
}

TEST_F(ProjectorTest, WritesDownWhatWasAppliedWhenItStops) {
  Start();
  AppendActivity(1, 10);
  ASSERT_TRUE(Wait().ok());
  Start("views", std::chrono::hours(1));
  EXPECT_EQ(projector_->position(), 11u);
}

TEST_F(ProjectorTest, GoesOnAfterARestartWhereItStopped) {
  Start();
  AppendActivity(1, 100);
  ASSERT_TRUE(Wait().ok());
  std::string digest = Digest();
  Start();
  EXPECT_EQ(projector_->position(), store_->head()) << "nothing is read from the log again";
  EXPECT_EQ(Digest(), digest);
  AppendActivity(2, 100);
  ASSERT_TRUE(Wait().ok());
  EXPECT_EQ(Rows(), 202u);
}

TEST_F(ProjectorTest, ViewsThatWereDeletedComeBackTheSame) {
  Start();
  AppendActivity(1, 100);
  eventstore::Appended corrected =
      Append(Make<ActivityCorrected>("activity_id: 'a-1' details { kind: ACTIVITY_KIND_SEMINAR }"));
  ASSERT_TRUE(Wait().ok());
  EventVoided voided;
  voided.set_stream("activity-a-1");
  voided.set_event_id(UuidText(corrected.event_ids[0]));
  Append(voided);
  ASSERT_TRUE(Wait().ok());
  std::string digest = Digest();
  Start("beside");
  ASSERT_TRUE(Wait().ok());
  EXPECT_EQ(Digest(), digest);
  Start();
  EXPECT_EQ(Digest(), digest) << "as loaded: rows that were closed and opened again, too";
}

TEST_F(ProjectorTest, ViewsThatCannotBeReadAreRebuilt) {
  Start();
  AppendActivity(1, 100);
  ASSERT_TRUE(Wait().ok());
  std::string digest = Digest();
  DamageViews();
  Start();
  ASSERT_TRUE(Wait().ok());
  EXPECT_EQ(Digest(), digest);
}

TEST_F(ProjectorTest, TellsBeforeItMakesViewsAnewAndOnlyThen) {
  Start();
  EXPECT_EQ(made_anew_, 0) << "a log without events";
  AppendActivity(1, 10);
  ASSERT_TRUE(Wait().ok());
  Start();
  EXPECT_EQ(made_anew_, 0) << "the views are loaded";
  DamageViews();
  Start();
  EXPECT_EQ(made_anew_, 1);
  ASSERT_TRUE(Wait().ok());
  Start("beside");
  EXPECT_EQ(made_anew_, 2) << "there are none";
}

TEST_F(ProjectorTest, DoesNotOpenAndTellsAgainIfThatFailed) {
  Start();
  AppendActivity(1, 10);
  ASSERT_TRUE(Wait().ok());
  DamageViews();
  before_making_anew_ = absl::UnavailableError("cut off");
  EXPECT_EQ(TryToStart("views", Projector::kLinger).status(), before_making_anew_);
  before_making_anew_ = absl::OkStatus();
  Start();
  EXPECT_EQ(made_anew_, 2);
  ASSERT_TRUE(Wait().ok());
  EXPECT_EQ(Rows(), 11u);
}

TEST_F(ProjectorTest, ViewsOfAnotherLogAreRebuilt) {
  Start();
  AppendActivity(1, 10);
  ASSERT_TRUE(Wait().ok());
  projector_.reset();
  store_ = *eventstore::EventStore::Open(
      {.path = (root_ / "other" / "events").string(), .origin = "another"});
  Start();
  EXPECT_EQ(Rows(), 0u);
}

TEST_F(ProjectorTest, APoisonedEventStopsTheProjectionAndNothingElse) {
  Start();
  AppendActivity(1, 3);
  const Position good = store_->head();
  eventstore::Batch batch;
  batch.events.push_back(
      {.type = "verkan.event.v1.ActivityHeld", .stream = "activity-bad", .payload = "\xff\xff"});
  ASSERT_TRUE(store_->Append(std::move(batch)).ok());
  AppendActivity(2, 3);
  absl::Status status = Wait();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr(absl::StrCat("event ", good + 1)));
  EXPECT_EQ(projector_->position(), good);
  EXPECT_TRUE(projector_->WaitFor(good, absl::Now()).ok()) << "what came before can be read";
  EXPECT_EQ(Rows(), 4u);
  Start();
  EXPECT_EQ(Wait().code(), absl::StatusCode::kFailedPrecondition) << "until it is understood";
}

TEST_F(ProjectorTest, WaitingForARecordedPositionEndsAtTheDeadline) {
  Start();
  const absl::Status status = projector_->Read([&](const Facts&, Position) {  // holds it up
    AppendActivity(1, 0);
    return projector_->WaitFor(1, absl::Now() + absl::Milliseconds(20));
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(Wait().ok());
  EXPECT_TRUE(projector_->WaitFor(0, absl::InfinitePast()).ok());
}

TEST_F(ProjectorTest, NobodyWaitsForAPositionBeyondTheLog) {
  Start();
  AppendActivity(1, 0);
  const absl::Time start = absl::Now();
  const absl::Status status = projector_->WaitFor(2, start + absl::Seconds(30));
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  const auto beyond = eventstore::ReadBeyondLog(status);
  ASSERT_TRUE(beyond.has_value());
  EXPECT_EQ(beyond->position, 2u);
  EXPECT_EQ(beyond->head, 1u);
}

TEST_F(ProjectorTest, ReadersSeeWholePositionsWhileEventsAreApplied) {
  Start();
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      projector_->Read([](const Facts& facts, Position reflected) {
        uint64_t seen = 0;
        for (const auto& table : facts.tables()) {
          table->ForEachBelieved(reflected, [&](RowId) { ++seen; });
        }
        EXPECT_EQ(seen, reflected) << "every event here is one row";
      });
    }
  });
  for (int i = 0; i < 20; ++i) AppendActivity(i, 200);
  EXPECT_TRUE(Wait().ok());
  done = true;
  reader.join();
  EXPECT_EQ(Rows(), store_->head());
}

}  // namespace
}  // namespace verkan::projections
