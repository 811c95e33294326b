// Rules of appending: places, expectations, conditions, idempotency, limits.
#include <algorithm>
#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/conformance/log_client.h"

namespace verkan::conformance {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using AppendRules = LogRules;

TEST_F(AppendRules, AnEventGetsTheNextPosition) {
  const uint64_t first = Put({{}});
  EXPECT_GT(Put({{}}), first);
}

TEST_F(AppendRules, EventsOfABatchGetConsecutivePositions) {
  const Answer answer = AppendEvents({{}, {}, {}});
  EXPECT_EQ(answer.appended.last_position(), answer.appended.first_position() + 2);
}

TEST_F(AppendRules, EventsOfABatchKeepTheirOrder) {
  Put({{.payload = "a"}, {.payload = "b"}, {.payload = "c"}});
  EXPECT_THAT(Read({{.streams = {"s"}}}).Payloads(), ElementsAre("a", "b", "c"));
}

TEST_F(AppendRules, RevisionsStartAtOneAndHaveNoGaps) {
  EXPECT_THAT(AppendEvents({{}, {}}).appended.revisions(), ElementsAre(1, 2));
  EXPECT_THAT(AppendEvents({{}}).appended.revisions(), ElementsAre(3));
}

TEST_F(AppendRules, EachStreamHasRevisionsOfItsOwn) {
  const Answer answer = AppendEvents({{.stream = "a"}, {.stream = "b"}, {.stream = "a"}});
  EXPECT_THAT(answer.appended.revisions(), ElementsAre(1, 1, 2));
}

TEST_F(AppendRules, ABatchMayWriteToManyStreams) {
  std::vector<E> events;
  for (int i = 0; i < 50; ++i) events.push_back({.stream = absl::StrCat("s", i)});
  ASSERT_TRUE(AppendEvents(events).ok());
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(Read({{.streams = {absl::StrCat("s", i)}}}).events.size(), 1u);
  }
}

TEST_F(AppendRules, AnAppendIsReadableAtOnce) {
  const uint64_t position = Put({{}});
  EXPECT_THAT(Read({{.streams = {"s"}}}).Positions(), ElementsAre(position));
  EXPECT_GE(Head(), position);
}

TEST_F(AppendRules, WhatWasWrittenComesBack) {
  log::Batch batch = Batch({{.type = "Opened", .stream = "s", .tags = {"b", "a"}, .payload = "x"}});
  (*batch.mutable_events(0)->mutable_metadata())["source"] = "test";
  ASSERT_TRUE(Append(batch).ok());
  const auto events = Read({{.streams = {"s"}}}).events;
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].type(), T("Opened"));
  EXPECT_EQ(events[0].stream(), N("s"));
  EXPECT_THAT(events[0].tags(), ElementsAre(N("a"), N("b")));
  EXPECT_EQ(events[0].payload(), "x");
  EXPECT_EQ(events[0].metadata().at("source"), "test");
  EXPECT_EQ(events[0].id().size(), 16u);
  EXPECT_GT(events[0].recorded_at(), 1'600'000'000'000'000u);
}

TEST_F(AppendRules, APayloadMayBeAnyBytes) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  Put({{.payload = bytes}});
  EXPECT_THAT(Read({{.streams = {"s"}}}).Payloads(), ElementsAre(bytes));
}

TEST_F(AppendRules, APayloadMayBeEmpty) {
  Put({{.payload = ""}});
  EXPECT_THAT(Read({{.streams = {"s"}}}).Payloads(), ElementsAre(""));
}

TEST_F(AppendRules, APayloadMayBeLargerThanABlock) {
  const std::string large(300'000, 'x');
  Put({{.payload = "a"}, {.payload = large}, {.payload = "b"}});
  EXPECT_THAT(Read({{.streams = {"s"}}}).Payloads(), ElementsAre("a", large, "b"));
}

TEST_F(AppendRules, NamesMayHaveAnyLetters) {
  Put({{.stream = "rådslag å/ä ö:日本", .tags = {"län:Örebro län"}}});
  EXPECT_EQ(Read({{.streams = {"rådslag å/ä ö:日本"}}}).events.size(), 1u);
  EXPECT_EQ(Read({{.tags = {"län:Örebro län"}}}).events.size(), 1u);
}

TEST_F(AppendRules, ATagGivenTwiceCountsOnce) {
  Put({{.tags = {"a", "a"}}});
  const auto events = Read({{.tags = {"a"}}}).events;
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].tags_size(), 1);
}

TEST_F(AppendRules, RecordedTimeNeverRunsBackwards) {
  for (int i = 0; i < 20; ++i) Put({{}, {}});
  const auto events = Read({{.streams = {"s"}}}).events;
  EXPECT_TRUE(std::is_sorted(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return a.recorded_at() < b.recorded_at();
  }));
}

TEST_F(AppendRules, EventIdsAreDistinct) {
  Put({{}, {}, {}});
  const auto events = Read({{.streams = {"s"}}}).events;
  EXPECT_NE(events[0].id(), events[1].id());
  EXPECT_NE(events[1].id(), events[2].id());
}

TEST_F(AppendRules, AGivenEventIdIsKept) {
  Put({{.id = "0190163d-8694-739b-aea5-966c26f8ad90"}});
  const auto events = Read({{.streams = {"s"}}}).events;
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].id(), std::string("\x01\x90\x16\x3d\x86\x94\x73\x9b"
                                        "\xae\xa5\x96\x6c\x26\xf8\xad\x90",
                                        16));
}

// Expectations.

TEST_F(AppendRules, TheExactRevisionIsAccepted) {
  Put({{}, {}});
  EXPECT_TRUE(Append(BatchAt(2, {{}})).ok());
}

TEST_F(AppendRules, ALowerRevisionIsAborted) {
  Put({{}, {}});
  EXPECT_EQ(Append(BatchAt(1, {{}})).code, kAborted);
}

TEST_F(AppendRules, AHigherRevisionIsAborted) {
  Put({{}, {}});
  EXPECT_EQ(Append(BatchAt(3, {{}})).code, kAborted);
}

TEST_F(AppendRules, RevisionZeroMeansNoStream) {
  EXPECT_TRUE(Append(BatchAt(0, {{}})).ok());
  EXPECT_EQ(Append(BatchAt(0, {{}})).code, kAborted);
}

TEST_F(AppendRules, AnyRevisionOfAMissingStreamIsAborted) {
  EXPECT_EQ(Append(BatchAt(1, {{}})).code, kAborted);
}

TEST_F(AppendRules, NoneAcceptsOnlyAMissingStream) {
  log::Batch batch = Batch({{}});
  batch.add_expectations()->set_stream(N("s"));
  batch.mutable_expectations(0)->set_none(true);
  EXPECT_TRUE(Append(batch).ok());
  EXPECT_EQ(Append(batch).code, kAborted);
}

TEST_F(AppendRules, ExistsAcceptsOnlyAStreamThatExists) {
  log::Batch batch = Batch({{}});
  batch.add_expectations()->set_stream(N("s"));
  batch.mutable_expectations(0)->set_exists(true);
  EXPECT_EQ(Append(batch).code, kAborted);
  Put({{}});
  EXPECT_TRUE(Append(batch).ok());
}

TEST_F(AppendRules, WithoutAnExpectationAnyRevisionIsAccepted) {
  EXPECT_TRUE(AppendEvents({{}}).ok());
  EXPECT_TRUE(AppendEvents({{}}).ok());
}

TEST_F(AppendRules, AnExpectationMayBeOfAStreamThatIsNotWritten) {
  Put({{.stream = "other"}});
  log::Batch batch = Batch({{}});
  batch.add_expectations()->set_stream(N("other"));
  batch.mutable_expectations(0)->set_revision(1);
  EXPECT_TRUE(Append(batch).ok());
  Put({{.stream = "other"}});
  EXPECT_EQ(Append(batch).code, kAborted);
}

TEST_F(AppendRules, OneFailedExpectationOfManyFailsTheWholeBatch) {
  Put({{.stream = "a"}, {.stream = "b"}});
  log::Batch batch = Batch({{.stream = "a"}, {.stream = "b"}});
  batch.add_expectations()->set_stream(N("a"));
  batch.mutable_expectations(0)->set_revision(1);
  batch.add_expectations()->set_stream(N("b"));
  batch.mutable_expectations(1)->set_revision(7);
  EXPECT_EQ(Append(batch).code, kAborted);
  EXPECT_EQ(Read({{.streams = {"a"}}}).events.size(), 1u);
  EXPECT_EQ(Read({{.streams = {"b"}}}).events.size(), 1u);
}

TEST_F(AppendRules, EveryFailedExpectationIsNamedWithItsRevision) {
  Put({{.stream = "a"}, {.stream = "b"}, {.stream = "b"}});
  log::Batch batch = Batch({{.stream = "c"}});
  batch.add_expectations()->set_stream(N("a"));
  batch.mutable_expectations(0)->set_revision(5);
  batch.add_expectations()->set_stream(N("b"));
  batch.mutable_expectations(1)->set_revision(5);
  const Answer answer = Append(batch);
  EXPECT_EQ(answer.code, kAborted);
  EXPECT_EQ(answer.reason, "APPEND_CONDITION_FAILED");
  EXPECT_THAT(answer.message, HasSubstr(N("a")));
  EXPECT_THAT(answer.message, HasSubstr(N("b")));
}

TEST_F(AppendRules, AFailedAppendUsesNoPosition) {
  const uint64_t before = Put({{}});
  EXPECT_FALSE(Append(BatchAt(9, {{}})).ok());
  EXPECT_THAT(AppendEvents({{}}).appended.revisions(), ElementsAre(2));
  EXPECT_GT(Head(), before);
}

// Conditions (dcb.events).

TEST_F(AppendRules, AConditionWithoutAMatchIsAccepted) {
  log::Batch batch = Batch({{.tags = {"a"}}});
  *batch.mutable_condition() = Unless({{.tags = {"a"}}});
  EXPECT_TRUE(Append(batch).ok());
}

TEST_F(AppendRules, AConditionWithAMatchIsAborted) {
  Put({{.tags = {"a"}}});
  log::Batch batch = Batch({{}});
  *batch.mutable_condition() = Unless({{.tags = {"a"}}});
  const Answer answer = Append(batch);
  EXPECT_EQ(answer.code, kAborted);
  EXPECT_EQ(answer.reason, "APPEND_CONDITION_FAILED");
}

TEST_F(AppendRules, EventsUpToAfterDoNotCount) {
  const uint64_t position = Put({{.tags = {"a"}}});
  log::Batch batch = Batch({{.stream = "t"}});
  *batch.mutable_condition() = Unless({{.tags = {"a"}}}, position);
  EXPECT_TRUE(Append(batch).ok());
}

TEST_F(AppendRules, TheEventJustBehindAfterCounts) {
  const uint64_t position = Put({{.tags = {"a"}}, {.tags = {"a"}}});
  log::Batch batch = Batch({{}});
  *batch.mutable_condition() = Unless({{.tags = {"a"}}}, position);
  EXPECT_EQ(Append(batch).code, kAborted);
}

TEST_F(AppendRules, TheBatchItselfDoesNotCountAgainstItsCondition) {
  log::Batch batch = Batch({{.tags = {"a"}}, {.tags = {"a"}}});
  *batch.mutable_condition() = Unless({{.tags = {"a"}}});
  EXPECT_TRUE(Append(batch).ok());
}

TEST_F(AppendRules, TagsOfAnItemMustAllBeThere) {
  Put({{.tags = {"a"}}, {.tags = {"b"}}});
  log::Batch batch = Batch({{.tags = {"c"}}});
  *batch.mutable_condition() = Unless({{.tags = {"a", "b"}}});
  EXPECT_TRUE(Append(batch).ok());
  Put({{.tags = {"a", "b", "d"}}});
  EXPECT_EQ(Append(batch).code, kAborted);
}

TEST_F(AppendRules, AnyTypeOfAnItemMatches) {
  Put({{.type = "B"}});
  log::Batch batch = Batch({{.type = "C"}});
  *batch.mutable_condition() = Unless({{.types = {"A", "B"}}});
  EXPECT_EQ(Append(batch).code, kAborted);
}

TEST_F(AppendRules, TypesAndTagsOfAnItemMustBothMatch) {
  Put({{.type = "A", .tags = {"x"}}, {.type = "B", .tags = {"y"}}});
  log::Batch batch = Batch({{.type = "C"}});
  *batch.mutable_condition() = Unless({{.types = {"A"}, .tags = {"y"}}});
  EXPECT_TRUE(Append(batch).ok());
  *batch.mutable_condition() = Unless({{.types = {"A"}, .tags = {"x"}}});
  EXPECT_EQ(Append(batch).code, kAborted);
}

TEST_F(AppendRules, AnyItemOfAConditionMatches) {
  Put({{.tags = {"b"}}});
  log::Batch batch = Batch({{}});
  *batch.mutable_condition() = Unless({{.tags = {"a"}}, {.tags = {"b"}}});
  EXPECT_EQ(Append(batch).code, kAborted);
}

TEST_F(AppendRules, AConditionMayNameStreams) {
  Put({{.stream = "other"}});
  log::Batch batch = Batch({{}});
  *batch.mutable_condition() = Unless({{.streams = {"another"}}});
  EXPECT_TRUE(Append(batch).ok());
  *batch.mutable_condition() = Unless({{.streams = {"other"}}});
  EXPECT_EQ(Append(batch).code, kAborted);
}

TEST_F(AppendRules, ATagIsMatchedWholeAndExactly) {
  Put({{.tags = {"course:10"}}});
  log::Batch batch = Batch({{}});
  *batch.mutable_condition() = Unless({{.tags = {"course:1"}}});
  EXPECT_TRUE(Append(batch).ok());
  *batch.mutable_condition() = Unless({{.tags = {"COURSE:10"}}});
  EXPECT_TRUE(Append(batch).ok());
  *batch.mutable_condition() = Unless({{.tags = {"course:10"}}});
  EXPECT_EQ(Append(batch).code, kAborted);
}

TEST_F(AppendRules, AnAfterBeyondTheLogIsRefused) {
  log::Batch batch = Batch({{.tags = {"a"}}});
  *batch.mutable_condition() = Unless({{.tags = {"a"}}}, Head() + 1'000'000'000);
  const Answer answer = Append(batch);
  EXPECT_EQ(answer.code, kOutOfRange);
  EXPECT_EQ(answer.reason, "POSITION_BEYOND_LOG");
}

TEST_F(AppendRules, ConditionAndExpectationsMustBothHold) {
  Put({{.tags = {"a"}}});
  log::Batch batch = BatchAt(1, {{}});
  *batch.mutable_condition() = Unless({{.tags = {"a"}}});
  EXPECT_EQ(Append(batch).code, kAborted);
  batch = BatchAt(9, {{}});
  *batch.mutable_condition() = Unless({{.tags = {"b"}}});
  EXPECT_EQ(Append(batch).code, kAborted);
  batch = BatchAt(1, {{}});
  *batch.mutable_condition() = Unless({{.tags = {"b"}}});
  EXPECT_TRUE(Append(batch).ok());
}

TEST_F(AppendRules, AConditionWithoutItemsMatchesEveryEventAfter) {
  Put({{}});
  log::Batch batch = Batch({{}});
  *batch.mutable_condition() = Unless({}, 0);
  EXPECT_EQ(Append(batch).code, kAborted);
}

// Idempotency.

TEST_F(AppendRules, ARepeatedRequestIdAnswersTheFirstPlaces) {
  log::Batch batch = Batch({{}, {}});
  batch.set_request_id(NewUuid());
  const Answer first = Append(batch);
  const Answer again = Append(batch);
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_FALSE(first.appended.repeated());
  EXPECT_TRUE(again.appended.repeated());
  EXPECT_EQ(again.appended.first_position(), first.appended.first_position());
  EXPECT_EQ(again.appended.last_position(), first.appended.last_position());
  EXPECT_THAT(again.appended.revisions(), ElementsAre(1, 2));
  EXPECT_EQ(Read({{.streams = {"s"}}}).events.size(), 2u);
}

TEST_F(AppendRules, ARepeatIsAnsweredEvenIfItsExpectationNoLongerHolds) {
  log::Batch batch = BatchAt(0, {{}});
  batch.set_request_id(NewUuid());
  ASSERT_TRUE(Append(batch).ok());
  Put({{}});
  const Answer again = Append(batch);
  EXPECT_TRUE(again.ok());
  EXPECT_TRUE(again.appended.repeated());
}

TEST_F(AppendRules, ARepeatIsAnsweredEvenIfItsConditionNoLongerHolds) {
  log::Batch batch = Batch({{.tags = {"a"}}});
  *batch.mutable_condition() = Unless({{.tags = {"a"}}});
  batch.set_request_id(NewUuid());
  ASSERT_TRUE(Append(batch).ok());
  EXPECT_TRUE(Append(batch).appended.repeated());
}

TEST_F(AppendRules, ARequestIdWithOtherEventsIsRefused) {
  log::Batch one = Batch({{.payload = "one"}}), three = Batch({{}, {}, {}});
  one.set_request_id(NewUuid());
  three.set_request_id(one.request_id());
  ASSERT_TRUE(Append(one).ok());
  EXPECT_EQ(Append(three).code, kAlreadyExists);
  EXPECT_TRUE(Append(one).appended.repeated());
}

TEST_F(AppendRules, AFailedRequestIdMayBeUsedAgain) {
  log::Batch batch = BatchAt(1, {{}});
  batch.set_request_id(NewUuid());
  ASSERT_EQ(Append(batch).code, kAborted);
  Put({{}});
  const Answer again = Append(batch);
  EXPECT_TRUE(again.ok());
  EXPECT_FALSE(again.appended.repeated());
}

TEST_F(AppendRules, WithoutARequestIdEveryAppendCounts) {
  const log::Batch batch = Batch({{}});
  Append(batch);
  Append(batch);
  EXPECT_EQ(Read({{.streams = {"s"}}}).events.size(), 2u);
}

TEST_F(AppendRules, TheSameEventIdIsNeverStoredTwice) {
  const std::string id = NewUuid();
  ASSERT_TRUE(AppendEvents({{.id = id}}).ok());
  AppendEvents({{.id = id}});
  AppendEvents({{.payload = "other", .id = id}});
  EXPECT_EQ(Read({{.streams = {"s"}}}).events.size(), 1u);
}

TEST_F(AppendRules, AnEventIdWithOtherContentIsRefused) {
  const std::string id = NewUuid();
  ASSERT_TRUE(AppendEvents({{.payload = "one", .id = id}}).ok());
  EXPECT_EQ(AppendEvents({{.payload = "two", .id = id}}).code, kAlreadyExists);
}

// Wrong requests.

TEST_F(AppendRules, ABatchWithoutEventsIsRefused) {
  EXPECT_EQ(Append(log::Batch()).code, kInvalidArgument);
}

TEST_F(AppendRules, AnEventWithoutATypeIsRefused) {
  log::Batch batch = Batch({{}});
  batch.mutable_events(0)->clear_type();
  const Answer answer = Append(batch);
  EXPECT_EQ(answer.code, kInvalidArgument);
  EXPECT_THAT(answer.violations, Contains(HasSubstr("events[0].type")));
}

TEST_F(AppendRules, AnEventWithoutAStreamIsRefused) {
  log::Batch batch = Batch({{}});
  batch.mutable_events(0)->clear_stream();
  const Answer answer = Append(batch);
  EXPECT_EQ(answer.code, kInvalidArgument);
  EXPECT_THAT(answer.violations, Contains(HasSubstr("events[0].stream")));
}

TEST_F(AppendRules, EveryViolationIsNamedAtOnce) {
  log::Batch batch = Batch({{}, {}});
  batch.mutable_events(0)->clear_type();
  batch.mutable_events(1)->clear_stream();
  batch.set_request_id("not a uuid");
  const Answer answer = Append(batch);
  EXPECT_EQ(answer.code, kInvalidArgument);
  EXPECT_GE(answer.violations.size(), 3u);
}

TEST_F(AppendRules, ControlCharactersInNamesAreRefused) {
  for (const char* bad : {"a\nb", "a\tb", "a\x01", "\x7f"}) {
    EXPECT_EQ(AppendEvents({{.stream = bad}}).code, kInvalidArgument);
    EXPECT_EQ(AppendEvents({{.tags = {bad}}}).code, kInvalidArgument);
    EXPECT_EQ(AppendEvents({{.type = bad}}).code, kInvalidArgument);
  }
}

TEST_F(AppendRules, AnEmptyTagIsRefused) {
  log::Batch batch = Batch({{}});
  batch.mutable_events(0)->add_tags("");
  EXPECT_EQ(Append(batch).code, kInvalidArgument);
}

TEST_F(AppendRules, NamesThatAreTooLongAreRefused) {
  EXPECT_EQ(AppendEvents({{.stream = std::string(301, 'x')}}).code, kInvalidArgument);
  EXPECT_EQ(AppendEvents({{.type = std::string(201, 'x')}}).code, kInvalidArgument);
  EXPECT_EQ(AppendEvents({{.tags = {std::string(301, 'x')}}}).code, kInvalidArgument);
}

TEST_F(AppendRules, TooManyTagsAreRefused) {
  E event;
  for (int i = 0; i < 65; ++i) event.tags.push_back(absl::StrCat("t", i));
  EXPECT_EQ(AppendEvents({event}).code, kInvalidArgument);
  event.tags.pop_back();
  EXPECT_TRUE(AppendEvents({event}).ok());
}

TEST_F(AppendRules, TooManyEventsAreRefused) {
  EXPECT_EQ(AppendEvents(std::vector<E>(4097, E{.payload = ""})).code, kInvalidArgument);
  EXPECT_TRUE(AppendEvents(std::vector<E>(4096, E{.payload = ""})).ok());
}

TEST_F(AppendRules, ATooLargeBatchIsRefused) {
  EXPECT_EQ(AppendEvents({{.payload = std::string((1 << 20) + 1, 'x')}}).code, kInvalidArgument);
}

TEST_F(AppendRules, AnIdThatIsNotAUuidIsRefused) {
  EXPECT_EQ(AppendEvents({{.id = "42"}}).code, kInvalidArgument);
  log::Batch batch = Batch({{}});
  batch.set_request_id("42");
  EXPECT_EQ(Append(batch).code, kInvalidArgument);
}

TEST_F(AppendRules, TheSameEventIdTwiceInABatchIsRefused) {
  const std::string id = NewUuid();
  EXPECT_FALSE(AppendEvents({{.id = id}, {.id = id}}).ok());
  EXPECT_THAT(Read({{.streams = {"s"}}}).events, IsEmpty());
}

TEST_F(AppendRules, VerkansOwnTypesAreRefused) {
  log::Batch batch = Batch({{}});
  batch.mutable_events(0)->set_type("verkan.event.v1.ParticipantJoined");
  EXPECT_FALSE(Append(batch).ok());
}

TEST_F(AppendRules, VerkansOwnStreamsAreRefused) {
  log::Batch batch = Batch({{}});
  batch.mutable_events(0)->set_stream("activity-lunch");
  EXPECT_FALSE(Append(batch).ok());
}

TEST_F(AppendRules, ARefusedBatchLeavesNothing) {
  log::Batch batch = Batch({{.stream = "good"}, {}});
  batch.mutable_events(1)->clear_type();
  EXPECT_FALSE(Append(batch).ok());
  EXPECT_THAT(Read({{.streams = {"good"}}}).events, IsEmpty());
}

// Appending many a stream.

TEST_F(AppendRules, AStreamOfAppendsIsAnsweredInOrder) {
  std::vector<log::Batch> batches;
  for (int i = 0; i < 100; ++i) batches.push_back(Batch({{.payload = absl::StrCat(i)}}));
  const std::vector<Answer> answers = AppendStream(batches);
  ASSERT_EQ(answers.size(), 100u);
  for (size_t i = 0; i < answers.size(); ++i) {
    EXPECT_THAT(answers[i].appended.revisions(), ElementsAre(i + 1));
  }
}

TEST_F(AppendRules, ARefusedAppendDoesNotEndTheStream) {
  const std::vector<Answer> answers =
      AppendStream({Batch({{}}), BatchAt(7, {{}}), log::Batch(), Batch({{}})});
  ASSERT_EQ(answers.size(), 4u);
  EXPECT_TRUE(answers[0].ok());
  EXPECT_EQ(answers[1].code, kAborted);
  EXPECT_EQ(answers[1].reason, "APPEND_CONDITION_FAILED");
  EXPECT_EQ(answers[2].code, kInvalidArgument);
  EXPECT_TRUE(answers[3].ok());
}

TEST_F(AppendRules, AppendsOfOneStreamSeeEachOther) {
  const std::vector<Answer> answers =
      AppendStream({BatchAt(0, {{}}), BatchAt(1, {{}}), BatchAt(1, {{}}), BatchAt(2, {{}})});
  ASSERT_EQ(answers.size(), 4u);
  EXPECT_TRUE(answers[0].ok() && answers[1].ok() && answers[3].ok());
  EXPECT_EQ(answers[2].code, kAborted);
}

TEST_F(AppendRules, RepeatsWithinOneStreamAreRecognised) {
  log::Batch batch = Batch({{}});
  batch.set_request_id(NewUuid());
  const std::vector<Answer> answers = AppendStream({batch, batch, batch});
  ASSERT_EQ(answers.size(), 3u);
  EXPECT_FALSE(answers[0].appended.repeated());
  EXPECT_TRUE(answers[1].appended.repeated() && answers[2].appended.repeated());
  EXPECT_EQ(Read({{.streams = {"s"}}}).events.size(), 1u);
}

// Racing.

// Lets `writers` threads append at once, `rounds` times; counts who won each round.
template <typename MakeBatch, typename Append>
void ExpectOneWinner(int writers, int rounds, MakeBatch make, Append append) {
  for (int round = 0; round < rounds; ++round) {
    const log::Batch batch = make(round);
    std::atomic<int> winners = 0;
    std::atomic<int> losers = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < writers; ++i) {
      threads.emplace_back([&] {
        const Answer answer = append(batch);
        if (answer.ok()) ++winners;
        if (answer.code == kAborted) ++losers;
      });
    }
    for (std::thread& thread : threads) thread.join();
    ASSERT_EQ(winners, 1) << "round " << round;
    ASSERT_EQ(losers, writers - 1) << "round " << round;
  }
}

TEST_F(AppendRules, OfRacingWritersOnAStreamExactlyOneWins) {
  ExpectOneWinner(
      16, 50, [&](int round) { return BatchAt(round, {{}}); },
      [&](const log::Batch& batch) { return Append(batch); });
  EXPECT_EQ(Read({{.streams = {"s"}}}).events.size(), 50u);
}

TEST_F(AppendRules, OfRacingWritersOnAConditionExactlyOneWins) {
  ExpectOneWinner(
      16, 50,
      [&](int round) {
        const std::string tag = absl::StrCat("seat:", round);
        log::Batch batch = Batch({{.stream = absl::StrCat("s", round), .tags = {tag}}});
        *batch.mutable_condition() = Unless({{.tags = {tag}}});
        return batch;
      },
      [&](const log::Batch& batch) { return Append(batch); });
}

TEST_F(AppendRules, OfRacingRepeatsOneRecordsAndAllAnswerTheSame) {
  for (int round = 0; round < 20; ++round) {
    log::Batch batch = Batch({{.stream = absl::StrCat("s", round)}});
    batch.set_request_id(NewUuid());
    std::vector<Answer> answers(16);
    std::vector<std::thread> threads;
    for (Answer& answer : answers) threads.emplace_back([&] { answer = Append(batch); });
    for (std::thread& thread : threads) thread.join();
    int first = 0;
    for (const Answer& answer : answers) {
      ASSERT_TRUE(answer.ok()) << answer.message;
      EXPECT_EQ(answer.appended.first_position(), answers[0].appended.first_position());
      first += answer.appended.repeated() ? 0 : 1;
    }
    EXPECT_EQ(first, 1);
  }
}

}  // namespace
}  // namespace verkan::conformance
