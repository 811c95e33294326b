#include "eventstore/event_store.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "eventstore/beyond_log.h"
#include "eventstore/conflict.h"
#include "eventstore/database.h"
#include "eventstore/high_water.h"
#include "eventstore/log_import.h"
#include "eventstore/testing/store_fixture.h"
#include "gmock/gmock.h"

namespace verkan::eventstore {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Code = absl::StatusCode;

constexpr auto kRevision = StreamExpectation::kRevision;
constexpr auto kNone = StreamExpectation::kNone;
constexpr auto kExists = StreamExpectation::kExists;

std::string Text(const absl::Status& status) { return std::string(status.message()); }

class EventStoreTest : public StoreFixture {};

// Places

TEST_F(EventStoreTest, AnEmptyLogHasHeadZeroAndNothingToRead) {
  EXPECT_EQ(store_->head(), 0u);
  EXPECT_THAT(Positions(ReadOptions()), IsEmpty());
  EXPECT_THAT(Positions(ReadOptions{.backwards = true}), IsEmpty());
  EXPECT_EQ(*store_->PositionAt(now_), 0u);
}

TEST_F(EventStoreTest, PositionsAndRevisionsCountFromOneWithoutGaps) {
  const auto appended = Append({Event("T", "a"), Event("T", "b"), Event("T", "a")});
  ASSERT_TRUE(appended.ok()) << appended.status();
  EXPECT_EQ(appended->first_position, 1u);
  EXPECT_EQ(appended->last_position, 3u);
  EXPECT_THAT(appended->revisions, ElementsAre(1, 1, 2));
  EXPECT_FALSE(appended->repeated);
  EXPECT_THAT(Append({Event("T", "a")})->revisions, ElementsAre(3));
  EXPECT_EQ(store_->head(), 4u);
}

TEST_F(EventStoreTest, PlacesGoOnAfterReopening) {
  Given({Event("T", "a"), Event("T", "a"), Event("U", "b", {"x"})});
  Reopen();
  EXPECT_EQ(store_->head(), 3u);
  EXPECT_EQ(*store_->StreamRevision("a"), 2u);
  const auto appended = Append({Event("T", "a")});
  EXPECT_EQ(appended->first_position, 4u);
  EXPECT_THAT(appended->revisions, ElementsAre(3));
}

TEST_F(EventStoreTest, AnEventComesBackAsItWasAppended) {
  NewEvent event = Event("acme.v1.Opened", "case-1", {"b:2", "a:1", "b:2"}, std::string("\0p", 2));
  event.first_day = 1;
  event.metadata = {{"actor", "anna"}};
  ASSERT_TRUE(Append({event}).ok());
  const auto cursor = *store_->Read({});
  StoredRecord stored;
  RecordView view;
  ASSERT_TRUE(*cursor->Next(&stored));
  ASSERT_TRUE(ParseRecord(stored.bytes, &view).ok());
  EXPECT_EQ(view.type, "acme.v1.Opened");
  EXPECT_EQ(view.stream, "case-1");
  EXPECT_THAT(view.tags, ElementsAre("a:1", "b:2"));
  EXPECT_EQ(std::string(view.payload), std::string("\0p", 2));
  EXPECT_EQ(view.first_day, 1);
  EXPECT_EQ(view.last_day, std::nullopt);
  EXPECT_EQ(view.recorded_at_micros, now_);
  EXPECT_THAT(view.id, SizeIs(16));
  EXPECT_EQ(view.id[6] >> 4, 7);
}

TEST_F(EventStoreTest, ACommitLargerThanABlockIsReadWhole) {
  std::vector<NewEvent> events;
  for (int i = 0; i < 200; ++i) {
    events.push_back(Event("T", "a", {"x"}, std::string(4000, static_cast<char>('a' + i % 26))));
  }
  events[100].payload = std::string(100'000, 'z');
  ASSERT_TRUE(Append(events).ok());
  EXPECT_THAT(Positions(ReadOptions()), SizeIs(200));
  EXPECT_THAT(Positions(ReadOptions{.backwards = true}), SizeIs(200));
  EXPECT_THAT(Positions({.tags = {"x"}}), SizeIs(200));
  Reopen();
  EXPECT_EQ(store_->head(), 200u);
}

TEST_F(EventStoreTest, RecordedTimeNeverRunsBackwards) {
  Given({Event("T", "a")});
  now_ -= 86'400'000'000;
  Given({Event("T", "a")});
  Reopen();
  Given({Event("T", "a")});
  now_ += 2 * int64_t{86'400'000'000};
  Given({Event("T", "a")});
  int64_t last = 0;
  const auto cursor = *store_->Read({});
  StoredRecord stored;
  RecordView view;
  while (*cursor->Next(&stored)) {
    ASSERT_TRUE(ParseRecord(stored.bytes, &view).ok());
    EXPECT_GE(view.recorded_at_micros, last);
    last = view.recorded_at_micros;
  }
  EXPECT_EQ(last, now_);
}

// What a batch must look like

TEST_F(EventStoreTest, WrongBatchesAreRefusedWithEveryViolation) {
  Batch batch;
  batch.events = {Event("", "a"), Event("T", std::string(301, 's')), Event("T", "a", {"\x01T"}),
                  Event("T", "a", {"\xff"})};
  batch.request_id = "short";
  const absl::Status status = store_->Append(batch).status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  for (const char* path :
       {"events[0].type", "events[1].stream", "events[2].tags", "events[3].tags", "request_id"}) {
    EXPECT_THAT(Text(status), HasSubstr(path));
  }
  EXPECT_EQ(store_->head(), 0u);
}

TEST_F(EventStoreTest, ControlCharactersAreRefusedInEveryName) {
  for (char control : {'\0', '\x01', '\n', '\x1f', '\x7f'}) {
    const std::string name = absl::StrCat("a", std::string(1, control));
    EXPECT_EQ(Append({Event(name, "a")}).status().code(), Code::kInvalidArgument);
    EXPECT_EQ(Append({Event("T", name)}).status().code(), Code::kInvalidArgument);
    EXPECT_EQ(Append({Event("T", "a", {name})}).status().code(), Code::kInvalidArgument);
    EXPECT_EQ(Append({Event("T", "a")}, {{name, kNone}}).status().code(), Code::kInvalidArgument);
    EXPECT_EQ(store_->Read({.query = {.items = {{.tags = {name}}}}}).status().code(),
              Code::kInvalidArgument);
  }
  EXPECT_TRUE(Append({Event("Händelse", "ärende-1", {"län:06"})}).ok());
}

TEST_F(EventStoreTest, WhatCannotBeSeenIsRefusedInEveryName) {
  for (const char* name : {"esc-\u009b31mROD", "nel-a\u0085b", "ls-a\u2028b", "rlo-\u202egnp.exe",
                           "zero\u200bwidth", "\ufeffbom"}) {
    EXPECT_EQ(Append({Event(name, "a")}).status().code(), Code::kInvalidArgument) << name;
    EXPECT_EQ(Append({Event("T", name)}).status().code(), Code::kInvalidArgument) << name;
    EXPECT_EQ(Append({Event("T", "a", {name})}).status().code(), Code::kInvalidArgument) << name;
  }
  const absl::Status refused = Append({Event("T", "rlo-\u202egnp.exe")}).status();
  EXPECT_THAT(Text(refused), HasSubstr("\"rlo-\\u202egnp.exe\""));
}

TEST_F(EventStoreTest, ARecordIsReadByItsPosition) {
  Given({Event("T", "a"), Event("T", "b")});
  RecordView view;
  const std::string record = *store_->Get(2);
  ASSERT_TRUE(ParseRecord(record, &view).ok());
  EXPECT_EQ(view.stream, "b");
  EXPECT_EQ(store_->Get(0).status().code(), Code::kOutOfRange);
  EXPECT_THAT(Text(store_->Get(3).status()), HasSubstr("the log has no position 3; it ends at 2"));
}

TEST_F(EventStoreTest, EmptyOversizedAndAmbiguousBatchesAreRefused) {
  EXPECT_EQ(Append({}).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(Append(std::vector<NewEvent>(4097, Event("T", "a"))).status().code(),
            Code::kInvalidArgument);
  EXPECT_EQ(Append({Event("T", "a", {}, std::string(kMaxBatchBytes, 'x'))}).status().code(),
            Code::kInvalidArgument);
  NewEvent twice = Event("T", "a");
  twice.id = Id(1);
  EXPECT_EQ(Append({twice, twice}).status().code(), Code::kInvalidArgument);
  NewEvent metadata = Event("T", "a");
  metadata.metadata = {{"k", "1"}, {"k", "2"}};
  EXPECT_EQ(Append({metadata}).status().code(), Code::kInvalidArgument);
}

// Expectations

TEST_F(EventStoreTest, AnExactRevisionMustBeTheStreams) {
  Given({Event("T", "a"), Event("T", "a")});
  EXPECT_EQ(Append({Event("T", "a")}, {{"a", kRevision, 1}}).status().code(), Code::kAborted);
  EXPECT_EQ(Append({Event("T", "a")}, {{"a", kRevision, 3}}).status().code(), Code::kAborted);
  EXPECT_TRUE(Append({Event("T", "a")}, {{"a", kRevision, 2}}).ok());
  EXPECT_TRUE(Append({Event("T", "b")}, {{"b", kRevision, 0}}).ok());
  EXPECT_EQ(store_->head(), 4u);
}

TEST_F(EventStoreTest, NoneAndExistsAreHeldToAfterReopeningToo) {
  Given({Event("T", "a")});
  Reopen();
  EXPECT_EQ(Append({Event("T", "a")}, {{"a", kNone}}).status().code(), Code::kAborted);
  EXPECT_EQ(Append({Event("T", "b")}, {{"b", kExists}}).status().code(), Code::kAborted);
  EXPECT_TRUE(Append({Event("T", "a")}, {{"a", kExists}}).ok());
  EXPECT_TRUE(Append({Event("T", "b")}, {{"b", kNone}}).ok());
}

TEST_F(EventStoreTest, StreamsThatAreNotWrittenCanBeExpectedOf) {
  Given({Event("T", "rules")});
  EXPECT_TRUE(Append({Event("T", "a")}, {{"rules", kRevision, 1}, {"a", kNone}}).ok());
  EXPECT_EQ(Append({Event("T", "a")}, {{"rules", kRevision, 2}}).status().code(), Code::kAborted);
}

TEST_F(EventStoreTest, AConditionAfterTheLastPositionIsOutOfRange) {
  Given({Event("T", "a"), Event("T", "a")});
  const auto append_after = [this](Position after) {
    Batch batch = {.events = {Event("T", "b")}};
    batch.condition = AppendCondition{{}, after};
    return store_->Stage(std::move(batch), [](const absl::Status&) {}).status();
  };
  const absl::Status beyond = append_after(3);
  EXPECT_EQ(beyond.code(), Code::kOutOfRange);
  ASSERT_TRUE(ReadBeyondLog(beyond).has_value());
  EXPECT_EQ(ReadBeyondLog(beyond)->position, 3u);
  EXPECT_EQ(ReadBeyondLog(beyond)->head, 2u);
  EXPECT_TRUE(append_after(2).ok());
  EXPECT_TRUE(append_after(3).ok()) << "what is staged has its place already";
  EXPECT_TRUE(store_->Flush().ok());
}

TEST_F(EventStoreTest, EverythingThatDoesNotHoldIsNamedAtOnce) {
  Given({Event("T", "a", {"x"}), Event("T", "a"), Event("T", "b")});
  Batch batch = {.events = {Event("T", "c")},
                 .expectations = {{"a", kRevision, 1}, {"b", kRevision, 1}, {"new", kExists}}};
  batch.condition = AppendCondition{{.items = {{.tags = {"x"}}}}, 0};
  const absl::Status status = store_->Append(batch).status();
  EXPECT_EQ(status.code(), Code::kAborted);
  EXPECT_THAT(Text(status), HasSubstr("stream a is at revision 2"));
  EXPECT_THAT(Text(status), HasSubstr("stream new does not exist"));
  EXPECT_THAT(Text(status), HasSubstr("event 1 matches"));
  const auto conflict = ReadAppendConflict(status);
  ASSERT_TRUE(conflict.has_value());
  ASSERT_THAT(conflict->streams, SizeIs(2));
  EXPECT_EQ(conflict->streams[0].name, "a");
  EXPECT_EQ(conflict->streams[0].revision, 2u);
  EXPECT_EQ(conflict->streams[1].name, "new");
  EXPECT_EQ(conflict->streams[1].revision, 0u);
  EXPECT_EQ(conflict->matching_event, 1u);
  EXPECT_EQ(ReadAppendConflict(absl::AbortedError("other")), std::nullopt);
}

TEST_F(EventStoreTest, ARefusedBatchLeavesNoTrace) {
  EXPECT_FALSE(Append({Event("New", "a", {"x"})}, {{"a", kExists}}).ok());
  EXPECT_EQ(*store_->StreamRevision("a"), 0u);
  EXPECT_TRUE(AppendUnless({Event("T", "b")}, {.items = {{.types = {"New"}}}}, 0).ok());
  EXPECT_EQ(store_->head(), 1u);
}

// Conditions, as dcb.events specifies them

TEST_F(EventStoreTest, AConditionFailsOnlyForMatchesAfterItsPosition) {
  Given({Event("T", "a", {"x"}), Event("T", "a", {"y"})});
  const Query query = {.items = {{.tags = {"x"}}}};
  EXPECT_EQ(AppendUnless({Event("T", "b")}, query, 0).status().code(), Code::kAborted);
  EXPECT_TRUE(AppendUnless({Event("T", "b")}, query, 1).ok());
}

TEST_F(EventStoreTest, AConditionWithoutItemsFailsForAnyEvent) {
  EXPECT_TRUE(AppendUnless({Event("T", "a")}, {}, 0).ok());
  EXPECT_EQ(AppendUnless({Event("T", "a")}, {}, 0).status().code(), Code::kAborted);
  EXPECT_TRUE(AppendUnless({Event("T", "a")}, {}, 1).ok());
  EXPECT_TRUE(AppendUnless({Event("T", "a")}, {}, 2).ok());
}

TEST_F(EventStoreTest, TagsOfAnItemAreAllWantedTypesAndStreamsAndItemsAny) {
  Given({Event("T", "s1", {"x"}), Event("U", "s2", {"x", "y"}), Event("V", "s3", {"z"})});
  for (const bool reopen : {false, true}) {
    if (reopen) Reopen();
    const auto fails = [&](std::vector<QueryItem> items) {
      return AppendUnless({Event("T", "probe")}, {std::move(items)}, 0).status().code() ==
             Code::kAborted;
    };
    EXPECT_TRUE(fails({{.tags = {"x", "y"}}}));
    EXPECT_FALSE(fails({{.tags = {"x", "z"}}}));
    EXPECT_TRUE(fails({{.types = {"U", "Unknown"}, .tags = {"y"}}}));
    EXPECT_FALSE(fails({{.types = {"V"}, .tags = {"x"}}}));
    EXPECT_FALSE(fails({{.types = {"Unknown"}}}));
    EXPECT_TRUE(fails({{.streams = {"none", "s1"}}}));
    EXPECT_FALSE(fails({{.streams = {"s1"}, .types = {"V"}}}));
    EXPECT_TRUE(fails({{.streams = {"s1", "s3"}, .types = {"V"}}}));
    EXPECT_FALSE(fails({{.streams = {"s3"}, .types = {"V"}, .tags = {"x"}}}));
    EXPECT_TRUE(fails({{.tags = {"none"}}, {.tags = {"z"}}}));
  }
}

TEST_F(EventStoreTest, DcbExampleACourseNeverTakesMoreThanItsCapacity) {
  Given({Event("CourseDefined", "course-1", {"course:c1"}, "2"),
         Event("StudentSubscribed", "s-1", {"course:c1", "student:s1"})});
  const Query decision = {
      .items = {{.types = {"CourseDefined", "CapacityChanged"}, .tags = {"course:c1"}},
                {.types = {"StudentSubscribed"}, .tags = {"course:c1"}}}};
  const Position read_at = store_->head();
  // Two clients saw one free seat; another course in between concerns neither.
  Given({Event("StudentSubscribed", "s-9", {"course:c2", "student:s9"})});
  EXPECT_TRUE(AppendUnless({Event("StudentSubscribed", "s-2", {"course:c1", "student:s2"})},
                           decision, read_at)
                  .ok());
  EXPECT_EQ(AppendUnless({Event("StudentSubscribed", "s-3", {"course:c1", "student:s3"})}, decision,
                         read_at)
                .status()
                .code(),
            Code::kAborted);
}

TEST_F(EventStoreTest, DcbExampleAUserNameIsTakenOnce) {
  const Query taken = {.items = {{.types = {"Registered"}, .tags = {"username:anna"}}}};
  EXPECT_TRUE(AppendUnless({Event("Registered", "u-1", {"username:anna"})}, taken, 0).ok());
  EXPECT_FALSE(AppendUnless({Event("Registered", "u-2", {"username:anna"})}, taken, 0).ok());
}

// Staging

TEST_F(EventStoreTest, StagedEventsCountForWhatIsStagedNextButAreNotRead) {
  int done = 0;
  const auto on_done = [&](const absl::Status& status) { done += status.ok(); };
  ASSERT_TRUE(store_->Stage({.events = {Event("T", "a", {"x", "y"})}}, on_done).ok());
  EXPECT_EQ(*store_->StreamRevision("a"), 1u);
  EXPECT_EQ(store_->head(), 0u);
  EXPECT_THAT(Positions(ReadOptions()), IsEmpty());
  const auto conflicts = [&](Batch batch) {
    return store_->Stage(std::move(batch), on_done).status().code() == Code::kAborted;
  };
  EXPECT_TRUE(conflicts({.events = {Event("T", "a")}, .expectations = {{"a", kNone}}}));
  Batch unless = {.events = {Event("T", "b")}};
  unless.condition = AppendCondition{{.items = {{.types = {"T"}, .tags = {"x", "y"}}}}, 0};
  EXPECT_TRUE(conflicts(unless));
  const auto second =
      store_->Stage({.events = {Event("T", "a")}, .expectations = {{"a", kRevision, 1}}}, on_done);
  EXPECT_THAT(second->revisions, ElementsAre(2));
  EXPECT_EQ(done, 0);
  EXPECT_TRUE(store_->Flush().ok());
  EXPECT_EQ(done, 2);
  EXPECT_EQ(store_->head(), 2u);
  EXPECT_THAT(Positions({.streams = {"a"}}), ElementsAre(1, 2));
}

TEST_F(EventStoreTest, WhatIsStagedAndNotFlushedIsGoneAfterReopening) {
  ASSERT_TRUE(store_->Stage({.events = {Event("T", "a")}}, [](const absl::Status&) {}).ok());
  Reopen();
  EXPECT_EQ(store_->head(), 0u);
  EXPECT_EQ(*store_->StreamRevision("a"), 0u);
}

TEST_F(EventStoreTest, ListenersHearOfEveryFlushUntilTheyAreRemoved) {
  std::vector<Position> heard;
  const int handle = store_->AddListener([&](Position head) { heard.push_back(head); });
  Given({Event("T", "a")});
  ASSERT_TRUE(Append({Event("T", "a"), Event("T", "b")}).ok());
  ASSERT_TRUE(store_->Flush().ok());
  store_->RemoveListener(handle);
  Given({Event("T", "a")});
  EXPECT_THAT(heard, ElementsAre(1, 3));
}

// Repeated requests

TEST_F(EventStoreTest, ARepeatedRequestAnswersTheFirstPlaces) {
  const Batch batch = {.events = {Event("T", "a"), Event("T", "b"), Event("T", "a")},
                       .expectations = {{"a", kNone}},
                       .request_id = Id(1)};
  const auto first = store_->Append(batch);
  ASSERT_TRUE(first.ok());
  Given({Event("T", "a")});
  for (const bool reopen : {false, true}) {
    if (reopen) Reopen();
    const auto again = store_->Append(batch);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->first_position, first->first_position);
    EXPECT_EQ(again->last_position, first->last_position);
    EXPECT_EQ(again->revisions, first->revisions);
    EXPECT_EQ(again->event_ids, first->event_ids);
    const auto found = store_->FindRequest(Id(1));
    ASSERT_TRUE(found.ok() && found->has_value());
    EXPECT_EQ((*found)->event_ids, first->event_ids);
    EXPECT_EQ(*store_->FindRequest(Id(2)), std::nullopt);
  }
  EXPECT_EQ(store_->head(), 4u);
}

TEST_F(EventStoreTest, ARequestIdWithOtherEventsIsTaken) {
  const Batch batch = {.events = {Event("T", "a", {}, "one")}, .request_id = Id(1)};
  ASSERT_TRUE(store_->Append(batch).ok());
  const std::vector<Batch> others = {
      {.events = {Event("T", "b", {}, "one")}, .request_id = Id(1)},
      {.events = {Event("U", "a", {}, "one")}, .request_id = Id(1)},
      {.events = {Event("T", "a", {}, "two")}, .request_id = Id(1)},
      {.events = {Event("T", "a", {}, "one"), Event("T", "a")}, .request_id = Id(1)}};
  for (const Batch& other : others) {
    const absl::Status status = store_->Append(other).status();
    EXPECT_EQ(status.code(), Code::kAlreadyExists);
    EXPECT_EQ(status.GetPayload(kRequestTaken), absl::Cord("1"));
  }
  EXPECT_TRUE(store_->Append(batch)->repeated);
  EXPECT_EQ(store_->head(), 1u);
}

TEST_F(EventStoreTest, ARepeatOfAStagedRequestWaitsForTheFlush) {
  const Batch batch = {.events = {Event("T", "a")}, .request_id = Id(1)};
  int done = 0;
  const auto on_done = [&](const absl::Status& status) { done += status.ok(); };
  const auto first = store_->Stage(batch, on_done), second = store_->Stage(batch, on_done);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_TRUE(second->repeated);
  EXPECT_EQ(second->event_ids, first->event_ids);
  EXPECT_EQ(done, 0);
  ASSERT_TRUE(store_->Flush().ok());
  EXPECT_EQ(done, 2);
  EXPECT_EQ(store_->head(), 1u);
}

TEST_F(EventStoreTest, ChosenEventIdsAreRecordedOnce) {
  NewEvent one = Event("T", "a", {"x"}, "p"), two = Event("T", "b");
  one.id = Id(1);
  two.id = Id(2);
  ASSERT_TRUE(Append({one, two}).ok());
  for (const bool reopen : {false, true}) {
    if (reopen) Reopen();
    one.metadata = {{"traceparent", "another try"}};
    const auto again = Append({one, two}, {{"a", kNone}});
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->first_position, 1u);
    NewEvent other = one;
    other.payload = "q";
    EXPECT_EQ(Append({other}).status().code(), Code::kAlreadyExists);
    EXPECT_EQ(Append({Event("T", "c"), two}).status().code(), Code::kAlreadyExists);
    EXPECT_EQ(Append({two, Event("T", "c")}).status().code(), Code::kAlreadyExists);
    EXPECT_EQ(Append({two, one}).status().code(), Code::kAlreadyExists);
  }
  EXPECT_EQ(store_->head(), 2u);
}

TEST_F(EventStoreTest, AnIdCanBeOfARequestAndOfAnEvent) {
  NewEvent event = Event("T", "a");
  event.id = Id(7);
  EXPECT_FALSE(store_->Append({.events = {event}, .request_id = Id(7)})->repeated);
  EXPECT_FALSE(store_->Append({.events = {Event("T", "a")}, .request_id = Id(8)})->repeated);
  EXPECT_EQ(store_->head(), 2u);
}

// Reading

class ReadTest : public StoreFixture {
 protected:
  // Ten events; the odd ones on stream a with tag x, every fifth with tag y.
  void SetUp() override {
    for (int i = 1; i <= 10; ++i) {
      std::vector<std::string> tags;
      if (i % 2 == 1) tags.push_back("x");
      if (i % 5 == 0) tags.push_back("y");
      Given({Event(i % 3 == 0 ? "U" : "T", i % 2 == 1 ? "a" : "b", tags)});
      now_ += 1000;
    }
  }
};

TEST_F(ReadTest, EverythingBothWays) {
  EXPECT_THAT(Positions(ReadOptions()), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_THAT(Positions(ReadOptions{.backwards = true}),
              ElementsAre(10, 9, 8, 7, 6, 5, 4, 3, 2, 1));
}

TEST_F(ReadTest, PositionsAreInclusiveAndLimitsCountEvents) {
  EXPECT_THAT(Positions(ReadOptions{.from = 3, .to = 5}), ElementsAre(3, 4, 5));
  EXPECT_THAT(Positions(ReadOptions{.from = 3, .to = 5, .backwards = true}), ElementsAre(5, 4, 3));
  EXPECT_THAT(Positions(ReadOptions{.from = 3, .limit = 2}), ElementsAre(3, 4));
  EXPECT_THAT(Positions(ReadOptions{.backwards = true, .limit = 2}), ElementsAre(10, 9));
  EXPECT_THAT(Positions(ReadOptions{.from = 11}), IsEmpty());
  EXPECT_THAT(Positions(ReadOptions{.from = 6, .to = 5}), IsEmpty());
  EXPECT_THAT(Positions(ReadOptions{.to = 0}), IsEmpty());
  EXPECT_THAT(Positions(ReadOptions{.limit = 0}), IsEmpty());
  EXPECT_THAT(Positions(ReadOptions{.from = 0, .to = 1}), ElementsAre(1));
}

TEST_F(ReadTest, ByStreamTagAndType) {
  EXPECT_THAT(Positions({.streams = {"a"}}), ElementsAre(1, 3, 5, 7, 9));
  EXPECT_THAT(Positions({.streams = {"a", "b", "none"}}), SizeIs(10));
  EXPECT_THAT(Positions({.tags = {"y"}}), ElementsAre(5, 10));
  EXPECT_THAT(Positions({.tags = {"x", "y"}}), ElementsAre(5));
  EXPECT_THAT(Positions({.types = {"U"}}), ElementsAre(3, 6, 9));
  EXPECT_THAT(Positions({.types = {"U", "T"}}), SizeIs(10));
  EXPECT_THAT(Positions({.types = {"None"}}), IsEmpty());
  EXPECT_THAT(Positions({.types = {"U"}, .tags = {"x"}}), ElementsAre(3, 9));
  EXPECT_THAT(Positions({.streams = {"b"}, .types = {"U"}}), ElementsAre(6));
  EXPECT_THAT(Positions({.streams = {"b"}, .tags = {"y"}}), ElementsAre(10));
}

TEST_F(ReadTest, ItemsAreJoinedWithoutRepeating) {
  ReadOptions options = {.query = {.items = {{.tags = {"y"}}, {.types = {"U"}}, {.tags = {"y"}}}}};
  EXPECT_THAT(Positions(options), ElementsAre(3, 5, 6, 9, 10));
  options.backwards = true;
  EXPECT_THAT(Positions(options), ElementsAre(10, 9, 6, 5, 3));
  options.to = 9;
  options.from = 5;
  EXPECT_THAT(Positions(options), ElementsAre(9, 6, 5));
  options.query.items.push_back({});
  EXPECT_THAT(Positions(options), ElementsAre(9, 8, 7, 6, 5));
}

TEST_F(ReadTest, FromARevisionOfOneStream) {
  const Query stream = {.items = {{.streams = {"a"}}}};
  EXPECT_THAT(Positions(ReadOptions{.query = stream, .from_revision = 4}), ElementsAre(7, 9));
  EXPECT_THAT(Positions(ReadOptions{.query = stream, .from_revision = 4, .backwards = true}),
              ElementsAre(9, 7));
  EXPECT_THAT(Positions(ReadOptions{.query = stream, .from_revision = 6}), IsEmpty());
  EXPECT_EQ(store_->Read({.from_revision = 1}).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(
      store_->Read({.query = {.items = {{.tags = {"x"}}}}, .from_revision = 1}).status().code(),
      Code::kInvalidArgument);
}

TEST_F(ReadTest, ByTheTimeOfRecording) {
  const int64_t start = now_ - 10'000;  // of the first event; a millisecond between two
  EXPECT_THAT(Positions(ReadOptions{.from_micros = start + 7000}), ElementsAre(8, 9, 10));
  EXPECT_THAT(Positions(ReadOptions{.from_micros = start + 6001}), ElementsAre(8, 9, 10));
  EXPECT_THAT(Positions(ReadOptions{.to_micros = start + 2000}), ElementsAre(1, 2));
  EXPECT_THAT(Positions(ReadOptions{.from_micros = start + 2000, .to_micros = start + 4000}),
              ElementsAre(3, 4));
  EXPECT_THAT(Positions(ReadOptions{.from_micros = INT64_MAX}), IsEmpty());
  EXPECT_THAT(Positions(ReadOptions{.to_micros = INT64_MIN}), IsEmpty());
  EXPECT_THAT(Positions(ReadOptions{.from_micros = INT64_MIN, .to_micros = INT64_MAX}), SizeIs(10));
  EXPECT_EQ(*store_->PositionAt(start - 1), 0u);
  EXPECT_EQ(*store_->PositionAt(start), 1u);
  EXPECT_EQ(*store_->PositionAt(start + 4500), 5u);
  EXPECT_EQ(*store_->PositionAt(now_), 10u);
}

TEST_F(ReadTest, ACursorSeesTheLogAsItWasWhenItWasOpened) {
  const auto cursor = *store_->Read({});
  Given({Event("T", "a"), Event("T", "a")});
  StoredRecord record;
  int count = 0;
  while (*cursor->Next(&record)) ++count;
  EXPECT_EQ(count, 10);
  EXPECT_FALSE(*cursor->Next(&record));
}

TEST_F(ReadTest, NamesThatAreAnothersPrefixDoNotMix) {
  Given({Event("T", "a!", {"x!"}), Event("T", "aa", {"xx"})});
  EXPECT_THAT(Positions({.streams = {"a"}}), ElementsAre(1, 3, 5, 7, 9));
  EXPECT_THAT(Positions({.tags = {"x!"}}), ElementsAre(11));
  EXPECT_THAT(Positions(ReadOptions{.query = {.items = {{.streams = {"a!"}}}}, .backwards = true}),
              ElementsAre(11));
}

// Opening

TEST_F(EventStoreTest, TheBytesOfADatabaseAreThoseOfTheWorkedExample) {
  NewEvent event = Event("acme.v1.Opened", "case-1", {"region:06"}, "hi");
  event.id = absl::HexStringToBytes("01a20320a20070008123456789abcdef");
  event.first_day = event.last_day = 20779;
  event.metadata = {{"actor", "anna"}};
  ASSERT_TRUE(store_->Append({.events = {event}, .request_id = Id(1)}).ok());
  store_.reset();
  const auto database = *Database::Open(options_, false);
  const auto hex = [&](Family family, absl::string_view key) {
    const auto value = *database->Get(family, absl::HexStringToBytes(key));
    return value.has_value() ? absl::BytesToHexString(*value) : "none";
  };
  EXPECT_EQ(hex(Family::kLog, "0000000000000001"),
            "01016bf23a494a"
            "09010000000000000011"
            "00d07837dc600600"
            "190100000000000000"
            "221001a20320a20070008123456789abcdef2a0e61636d652e76312e4f70656e6564"
            "3206636173652d313a09726567696f6e3a3036"
            "40d6c402"
            "48d6c402"
            "520268695a0d0a056163746f721204616e6e61");
  EXPECT_EQ(hex(Family::kStreams, "636173652d31000000000000000001"), "01");
  EXPECT_EQ(hex(Family::kTags, "726567696f6e3a3036000000000000000001"), "01");
  EXPECT_EQ(hex(Family::kTags, "0161636d652e76312e4f70656e6564000000000000000001"), "01");
  EXPECT_EQ(hex(Family::kIds, "0100000000000000000000000000000001"), "0101");
  EXPECT_EQ(hex(Family::kIds, "0201a20320a20070008123456789abcdef"), "01");
  EXPECT_EQ(**database->Get(Family::kMeta, "type/acme.v1.Opened"), "\x01");
  EXPECT_EQ(**database->Get(Family::kMeta, "format"), "\x01");
  EXPECT_EQ(**database->Get(Family::kMeta, "origin"), "verkan");
}

TEST_F(EventStoreTest, TheOriginIsFixedAtCreation) {
  EXPECT_EQ(store_->origin(), "verkan");
  store_.reset();
  options_.origin = "other";
  EXPECT_EQ(EventStore::Open(options_).status().code(), Code::kFailedPrecondition);
  options_.path = "/data/others";
  const auto other = EventStore::Open(options_);
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_EQ((*other)->origin(), "other");
}

TEST_F(EventStoreTest, AnUnknownFormatIsRefused) {
  store_.reset();
  {
    const auto database = *Database::Open(options_, false);
    rocksdb::WriteBatch batch;
    batch.Put(database->family(Family::kMeta), "format", "\x02");
    ASSERT_TRUE(database->Write(&batch).ok());
  }
  const absl::Status status = EventStore::Open(options_).status();
  EXPECT_EQ(status.code(), Code::kFailedPrecondition);
  EXPECT_THAT(Text(status), HasSubstr("format 2"));
}

TEST_F(EventStoreTest, AFamilyOfANewerVersionIsRefused) {
  store_.reset();
  {
    const auto database = *Database::Open(options_, false);
    rocksdb::ColumnFamilyHandle* tiles = nullptr;
    ASSERT_TRUE(database->rocks()->CreateColumnFamily({}, "of-tomorrow", &tiles).ok());
    database->rocks()->DestroyColumnFamilyHandle(tiles);
  }
  EXPECT_EQ(EventStore::Open(options_).status().code(), Code::kFailedPrecondition);
}

TEST_F(EventStoreTest, AStoreThatThisProcessHasOpenIsRefused) {
  const absl::Status status = EventStore::Open(options_).status();
  EXPECT_EQ(status.code(), Code::kFailedPrecondition);
  EXPECT_THAT(Text(status), HasSubstr("already open in this process"));
  Given({Event("T", "a")});
}

TEST_F(EventStoreTest, AMissingStoreIsNotCreatedUnasked) {
  options_.path = "/data/none";
  options_.create_if_missing = false;
  EXPECT_EQ(EventStore::Open(options_).status().code(), Code::kNotFound);
}

TEST_F(EventStoreTest, ALogThatEndsBeforeTheHighWaterMarkIsRefused) {
  Given({Event("T", "a"), Event("T", "a")});
  store_.reset();
  const auto env = rocksdb::NewCompositeEnv(options_.file_system);
  const std::string path = HighWaterPath(options_.path);
  auto mark = **ReadHighWater(env.get(), path);
  EXPECT_EQ(mark.position, 2u);
  mark.position = 3;
  ASSERT_TRUE(WriteHighWater(env.get(), path, mark).ok());
  const absl::Status status = EventStore::Open(options_).status();
  EXPECT_EQ(status.code(), Code::kDataLoss);
  EXPECT_THAT(Text(status), HasSubstr("ends at position 2"));
  EXPECT_THAT(Text(status), HasSubstr("Restore the log from a backup"));
  ASSERT_TRUE(env->DeleteFile(path).ok());  // as the message says, for those who accept the loss
  Reopen();
  EXPECT_EQ(store_->head(), 2u);
}

TEST_F(EventStoreTest, AnotherHistoryOfTheSameLengthIsRefused) {
  Given({Event("T", "a"), Event("T", "a")});
  store_.reset();
  const auto env = rocksdb::NewCompositeEnv(options_.file_system);
  const std::string path = HighWaterPath(options_.path);
  auto mark = **ReadHighWater(env.get(), path);
  mark.block_crc ^= 1;
  ASSERT_TRUE(WriteHighWater(env.get(), path, mark).ok());
  const absl::Status status = EventStore::Open(options_).status();
  EXPECT_EQ(status.code(), Code::kDataLoss);
  EXPECT_THAT(Text(status), HasSubstr("another history"));
}

TEST_F(EventStoreTest, ALostHighWaterMarkIsMadeAgain) {
  Given({Event("T", "a")});
  store_.reset();
  const auto env = rocksdb::NewCompositeEnv(options_.file_system);
  ASSERT_TRUE(env->DeleteFile(HighWaterPath(options_.path)).ok());
  Reopen();
  store_.reset();
  EXPECT_EQ((*ReadHighWater(env.get(), HighWaterPath(options_.path)))->position, 1u);
}

TEST_F(EventStoreTest, ADamagedHighWaterMarkIsNotBelieved) {
  Given({Event("T", "a")});
  store_.reset();
  const auto env = rocksdb::NewCompositeEnv(options_.file_system);
  const std::string path = HighWaterPath(options_.path);
  std::string text;
  ASSERT_TRUE(rocksdb::ReadFileToString(env.get(), path, &text).ok());
  text[text.find("position") + 9] = '0';
  ASSERT_TRUE(rocksdb::WriteStringToFile(env.get(), text, path).ok());
  EXPECT_EQ(EventStore::Open(options_).status().code(), Code::kDataLoss);
}

// On a real disk: locks of other processes and paths that cannot be used.

class DiskTest : public ::testing::Test {
 protected:
  DiskTest() {
    std::string name = ::testing::TempDir() + "/verkan-store-XXXXXX";
    directory_ = mkdtemp(name.data());
    options_.path = directory_ + "/events";
  }
  ~DiskTest() override { std::filesystem::remove_all(directory_); }

  std::string directory_;
  Options options_;
};

// What an earlier version took stays readable, and can be expected of.
TEST_F(DiskTest, ALogThatHoldsHiddenCharactersOpensAndIsRead) {
  const std::string name = "rlo-\u202egnp.exe";
  NewEvent event = Event("T\u009b", name, {"tag\u2028"});
  event.id = Id(1);
  std::string record = EncodeRecord(event);
  PlaceRecord(1, 1, 1, &record);
  {
    const auto import = *LogImport::Create(options_.path, "verkan");
    ASSERT_TRUE(import->AddRecord(record).ok());
    ASSERT_TRUE(import->Finish([](Position, Position) { return true; }).ok());
  }
  const auto store = *EventStore::Open(options_);
  EXPECT_EQ(*store->Get(1), record);
  const QueryItem item = {.streams = {name}, .types = {"T\u009b"}, .tags = {"tag\u2028"}};
  const auto cursor = *store->Read({.query = {.items = {item}}});
  StoredRecord found;
  EXPECT_TRUE(*cursor->Next(&found));
  EXPECT_EQ(*store->StreamRevision(name), 1u);
  EXPECT_TRUE(store->Append({.events = {Event("T", "a")}, .expectations = {{name, kExists}}}).ok());
}

TEST_F(DiskTest, AStoreThatAnotherProcessHasOpenIsRefusedAndTheProcessNamed) {
  ASSERT_TRUE(EventStore::Open(options_).ok());
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {  // takes the lock as RocksDB does
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    const int fd = open((options_.path + "/LOCK").c_str(), O_RDWR);
    const bool locked = fcntl(fd, F_SETLK, &lock) == 0;
    if (write(ready[1], locked ? "y" : "n", 1) != 1) _exit(1);
    pause();
    _exit(0);
  }
  char locked = 'n';
  ASSERT_EQ(read(ready[0], &locked, 1), 1);
  ASSERT_EQ(locked, 'y');
  const absl::Status status = EventStore::Open(options_).status();
  EXPECT_EQ(status.code(), Code::kFailedPrecondition);
  EXPECT_THAT(Text(status), HasSubstr(absl::StrCat("open in process ", child)));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(EventStore::Open(options_).ok());
}

TEST_F(DiskTest, AStoreThatThisProcessHasOpenIsRefusedAndStaysLocked) {
  const auto store = *EventStore::Open(options_);
  for (int i = 0; i < 2; ++i) {
    const absl::Status status = EventStore::Open(options_).status();
    EXPECT_EQ(status.code(), Code::kFailedPrecondition);
    EXPECT_THAT(Text(status), HasSubstr("already open in this process"));
  }
}

TEST_F(DiskTest, APathThatCannotBeADirectorySaysSo) {
  std::ofstream(directory_ + "/file") << "x";
  options_.path = directory_ + "/file/events";
  const absl::Status status = EventStore::Open(options_).status();
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(Text(status), HasSubstr("not a directory"));
}

TEST_F(DiskTest, EventsSurviveOnDisk) {
  {
    const auto store = *EventStore::Open(options_);
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(store->Append({.events = {Event("T", "a")}}).ok());
  }
  EXPECT_TRUE(std::filesystem::exists(options_.path + ".high-water"));
  EXPECT_EQ((*EventStore::Open(options_))->head(), 10u);
}

}  // namespace
}  // namespace verkan::eventstore
