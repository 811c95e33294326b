// Rules of where a subscription starts, what its messages tell besides events, and of readers
// that are slow.
#include <algorithm>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "tests/conformance/log_client.h"

namespace verkan::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FollowRules : public LogRules {
 protected:
  static std::string Time(int64_t micros) {
    return absl::FormatTime(absl::RFC3339_full, absl::FromUnixMicros(micros), absl::UTCTimeZone());
  }

  log::SubscribeRequest Request(const std::string& stream = "s") const {
    log::SubscribeRequest request;
    *request.mutable_query() = Query({{.streams = {stream}}});
    return request;
  }

  // Revisions of what there is, up to the first caught_up.
  std::vector<uint64_t> History(const log::SubscribeRequest& request) {
    std::vector<uint64_t> revisions;
    Follow(request, [&](const log::SubscribeResponse& message) {
      for (const auto& event : message.events()) revisions.push_back(event.revision());
      return !message.caught_up();
    });
    return revisions;
  }

  // Writes three events at three times; returns them.
  std::vector<log::RecordedEvent> ThreeTimes() {
    for (int i = 0; i < 3; ++i) {
      Put({{}});
      absl::SleepFor(absl::Milliseconds(2));
    }
    return Read({{.streams = {"s"}}}).events;
  }
};

// Starting.

TEST_F(FollowRules, AStartTimeIsInclusive) {
  const auto events = ThreeTimes();
  log::SubscribeRequest request = Request();
  request.set_start_time(Time(events[1].recorded_at()));
  EXPECT_THAT(History(request), ElementsAre(2, 3));
  request.set_start_time(Time(events[1].recorded_at() + 1));
  EXPECT_THAT(History(request), ElementsAre(3));
}

TEST_F(FollowRules, AStartTimeBeforeTheLogStartsAtItsBeginning) {
  ThreeTimes();
  log::SubscribeRequest request = Request();
  request.set_start_time("1999-01-01T00:00:00Z");
  EXPECT_THAT(History(request), ElementsAre(1, 2, 3));
}

TEST_F(FollowRules, TheLaterOfStartTimeAndStartAfterCounts) {
  const auto events = ThreeTimes();
  log::SubscribeRequest request = Request();
  request.set_start_time(Time(events[1].recorded_at()));
  request.set_start_after(events[1].position());
  EXPECT_THAT(History(request), ElementsAre(3));
  request.set_start_after(events[0].position() - 1);
  EXPECT_THAT(History(request), ElementsAre(2, 3));
}

TEST_F(FollowRules, AStartTimeToComeIsWaitedFor) {
  const auto events = ThreeTimes();
  const int64_t start = events[2].recorded_at() + 500'000;
  log::SubscribeRequest request = Request();
  request.set_start_time(Time(start));
  bool written = false;
  std::vector<log::RecordedEvent> got;
  Follow(request, [&](const log::SubscribeResponse& message) {
    for (const auto& event : message.events()) got.push_back(event);
    if (message.caught_up() && !written) {
      written = true;
      Put({{.payload = "early"}});
      while (Read({{.streams = {"s"}}}).events.back().recorded_at() <
             static_cast<uint64_t>(start)) {
        absl::SleepFor(absl::Milliseconds(20));
        Put({{.payload = "until"}});
      }
    }
    return got.empty();
  });
  for (const auto& event : got) EXPECT_GE(event.recorded_at(), static_cast<uint64_t>(start));
}

TEST_F(FollowRules, AMalformedStartTimeIsRefused) {
  log::SubscribeRequest request;
  request.set_start_time("yesterday");
  EXPECT_THAT(FollowInVain(request).violations, ElementsAre("start_time"));
}

TEST_F(FollowRules, AStartTimeAndAResumePositionGoTogether) {
  const auto events = ThreeTimes();
  log::SubscribeRequest request = Request();
  request.set_start_time(Time(events[1].recorded_at()));
  Follow(request, [&](const log::SubscribeResponse& message) {
    request.set_start_after(message.position());
    return !message.caught_up();
  });
  EXPECT_THAT(History(request), IsEmpty());
  Put({{}});
  EXPECT_THAT(History(request), ElementsAre(4));
}

// What messages tell.

TEST_F(FollowRules, EveryMessageTellsWhenItWasMade) {
  Put({{}, {}});
  int64_t last = 0;
  Follow(Request(), [&](const log::SubscribeResponse& message) {
    EXPECT_GE(message.time(), last);
    last = message.time();
    return !message.caught_up();
  });
  EXPECT_LT(absl::AbsDuration(absl::FromUnixMicros(last) - absl::Now()), absl::Minutes(1));
}

TEST_F(FollowRules, TheFirstCaughtUpStandsAlone) {
  Put({{}, {}});
  Follow(Request(), [&](const log::SubscribeResponse& message) {
    EXPECT_NE(message.caught_up(), message.events_size() > 0);
    return !message.caught_up();
  });
}

TEST_F(FollowRules, NoPositionIsBeforeItsEvents) {
  for (int i = 0; i < 5; ++i) Put(std::vector<E>(700));
  Follow(Request(), [&](const log::SubscribeResponse& message) {
    for (const auto& event : message.events()) EXPECT_LE(event.position(), message.position());
    return !message.caught_up();
  });
}

TEST_F(FollowRules, OneWhoseFilterMatchesNothingIsToldHowFarTheLogGoes) {
  uint64_t written = 0;
  Follow(Request("nothing"), [&](const log::SubscribeResponse& message) {
    if (message.caught_up() && written == 0) written = Put({{.stream = "other"}});
    return written == 0 || message.position() < written;
  });
}

TEST_F(FollowRules, ResumingFromAPositionWithoutEventsMissesNothing) {
  log::SubscribeRequest request = Request("rare");
  uint64_t other = 0;
  Follow(request, [&](const log::SubscribeResponse& message) {
    EXPECT_EQ(message.events_size(), 0);
    request.set_start_after(message.position());
    if (other == 0) other = Put({{.stream = "other"}});
    return message.position() < other;
  });
  Put({{.stream = "rare"}});
  EXPECT_THAT(History(request), ElementsAre(1));
}

TEST_F(FollowRules, EveryPositionIsOneToResumeFrom) {
  for (int i = 0; i < 4; ++i) Put(std::vector<E>(900));
  std::vector<uint64_t> resumes;
  Follow(Request(), [&](const log::SubscribeResponse& message) {
    resumes.push_back(message.position());
    return !message.caught_up();
  });
  for (const uint64_t resume : resumes) {
    log::SubscribeRequest request = Request();
    request.set_start_after(resume);
    uint64_t next = 0;
    for (const auto& event : Read({{.streams = {"s"}}}).events) {
      if (event.position() <= resume) next = event.revision();
    }
    for (const uint64_t revision : History(request)) ASSERT_EQ(revision, ++next);
    EXPECT_EQ(next, 3600u);
  }
}

// Readers that are slow.

TEST_F(FollowRules, OneThatStoodStillFallsBehindMissesNothingAndCatchesUp) {
  constexpr uint64_t kBatches = 64, kEvents = 4096;
  std::vector<std::string> marks;
  uint64_t next = 1;
  Follow(Request(), [&](const log::SubscribeResponse& message) {
    for (const auto& event : message.events()) EXPECT_EQ(event.revision(), next++);
    EXPECT_FALSE(message.caught_up() && message.fell_behind());
    if (message.fell_behind()) {
      EXPECT_EQ(message.events_size(), 0);
      marks.push_back("behind");
    }
    if (message.caught_up() && (marks.empty() || marks.back() != "caught up")) {
      marks.push_back("caught up");
    }
    if (marks.size() == 1 && next == 1) {  // more than any window holds, unread
      for (uint64_t i = 0; i < kBatches; ++i) {
        Put(std::vector<E>(kEvents, E{.payload = std::string(100, 'x')}));
      }
    }
    return next <= kBatches * kEvents || marks.back() != "caught up";
  });
  EXPECT_EQ(next, kBatches * kEvents + 1);
  ASSERT_GE(marks.size(), 3u);
  for (size_t i = 0; i < marks.size(); ++i) EXPECT_EQ(marks[i], i % 2 ? "behind" : "caught up");
}

TEST_F(FollowRules, HistoryIsNotFallingBehind) {
  for (int i = 0; i < 5; ++i) Put(std::vector<E>(4096));
  Follow(Request(), [&](const log::SubscribeResponse& message) {
    EXPECT_FALSE(message.fell_behind());
    return !message.caught_up();
  });
}

TEST_F(FollowRules, OneReaderThatStandsStillHoldsUpNoOther) {
  bool read = false;
  Follow(Request(), [&](const log::SubscribeResponse&) {
    for (int i = 0; i < 16; ++i) Put(std::vector<E>(4096, E{.payload = std::string(100, 'x')}));
    read = History(Request()).size() == 16 * 4096;
    return false;
  });
  EXPECT_TRUE(read);
}

}  // namespace
}  // namespace verkan::conformance
