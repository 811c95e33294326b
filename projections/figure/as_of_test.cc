#include "projections/figure/as_of.h"

#include <memory>

#include "absl/time/time.h"
#include "eventstore/beyond_log.h"
#include "eventstore/testing/memory_file_system.h"
#include "gtest/gtest.h"

namespace verkan::projections {
namespace {

int64_t Micros(const char* time) {
  absl::Time parsed;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, time, &parsed, &error)) << error;
  return absl::ToUnixMicros(parsed);
}

class AsOfTest : public ::testing::Test {
 protected:
  AsOfTest() {
    store_ = *eventstore::EventStore::Open({.path = "/events",
                                            .file_system = eventstore::NewMemoryFileSystem(),
                                            .now_micros = [this] { return now_; }});
  }

  void AppendAt(const char* time) {
    now_ = Micros(time);
    eventstore::Batch batch;
    batch.events.push_back({.type = "acme.v1.Opened", .stream = "case-1"});
    ASSERT_TRUE(store_->Append(std::move(batch)).ok());
  }

  absl::StatusOr<eventstore::Position> Resolve(eventstore::Position position,
                                               const std::string& time,
                                               eventstore::Position reflected = 100) {
    return ResolveAsOf(position, time, reflected, *store_, absl::FromUnixMicros(clock_));
  }

  void Given(int events) {
    for (int i = 0; i < events; ++i) AppendAt("2026-01-15T12:00:00Z");
  }

  int64_t now_ = 0;
  int64_t clock_ = Micros("2026-08-01T12:00:00Z");  // of whoever asks
  std::unique_ptr<eventstore::EventStore> store_;
};

TEST_F(AsOfTest, NothingAskedForIsWhatIsReflected) { EXPECT_EQ(*Resolve(0, "", 7), 7u); }

TEST_F(AsOfTest, APositionBeyondWhatIsReflectedIsWhatIsReflected) {
  Given(9);
  EXPECT_EQ(*Resolve(5, "", 7), 5u);
  EXPECT_EQ(*Resolve(9, "", 7), 7u);
}

TEST_F(AsOfTest, ADateStandsForItsEndInSwedishTime) {
  AppendAt("2026-01-15T22:59:59Z");  // 23:59:59 in Sweden
  AppendAt("2026-01-15T23:00:00Z");  // the next day in Sweden
  AppendAt("2026-07-15T21:59:59Z");  // 23:59:59 in summer
  AppendAt("2026-07-15T22:00:00Z");
  EXPECT_EQ(*Resolve(0, "2026-01-14"), 0u);
  EXPECT_EQ(*Resolve(0, "2026-01-15"), 1u);
  EXPECT_EQ(*Resolve(0, "2026-01-16"), 2u);
  EXPECT_EQ(*Resolve(0, "2026-07-15"), 3u);
  EXPECT_EQ(*Resolve(0, "2026-07-16"), 4u);
}

TEST_F(AsOfTest, ATimeStandsForWhatWasRecordedByThen) {
  AppendAt("2026-01-15T12:00:00Z");
  AppendAt("2026-01-15T13:00:00Z");
  EXPECT_EQ(*Resolve(0, "2026-01-15T11:59:59Z"), 0u);
  EXPECT_EQ(*Resolve(0, "2026-01-15T13:00:00+01:00"), 1u);
  EXPECT_EQ(*Resolve(0, "2026-01-15T13:00:00Z", 1), 1u) << "no more than is reflected";
}

TEST_F(AsOfTest, APositionBeyondTheLogIsOutOfRange) {
  Given(3);
  EXPECT_EQ(*Resolve(3, ""), 3u);
  const absl::Status status = Resolve(4, "").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  const auto beyond = eventstore::ReadBeyondLog(status);
  ASSERT_TRUE(beyond.has_value());
  EXPECT_EQ(beyond->position, 4u);
  EXPECT_EQ(beyond->head, 3u);
}

TEST_F(AsOfTest, ATimeToComeIsOutOfRange) {
  Given(3);
  const absl::Status status = Resolve(0, "2026-08-01T12:00:01Z").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  const auto beyond = eventstore::ReadBeyondLog(status);
  ASSERT_TRUE(beyond.has_value());
  EXPECT_EQ(beyond->time, "2026-08-01T12:00:01Z");
  EXPECT_EQ(beyond->head, 3u);
  EXPECT_EQ(*Resolve(0, "2026-08-01T12:00:00Z"), 3u);
  EXPECT_EQ(*Resolve(0, "2026-08-01"), 3u) << "today has begun";
  EXPECT_EQ(Resolve(0, "2026-08-02").status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(AsOfTest, ATimeThatTheLogHasReachedIsNotToCome) {
  AppendAt("2026-08-01T12:00:05Z");  // the clock was set back since
  EXPECT_EQ(*Resolve(0, "2026-08-01T12:00:05Z"), 1u);
  EXPECT_EQ(*Resolve(0, "2026-08-01T12:00:01Z"), 0u);
  EXPECT_EQ(Resolve(0, "2026-08-01T12:00:06Z").status().code(), absl::StatusCode::kOutOfRange);
}

TEST_F(AsOfTest, WhatIsNoTimeIsRefused) {
  for (const char* time : {"yesterday", "2026-13-01", "2026-01", "2026-1-15", "15/1 2026"}) {
    EXPECT_EQ(Resolve(0, time).status().code(), absl::StatusCode::kInvalidArgument) << time;
  }
  EXPECT_EQ(Resolve(1, "2026-01-15").status().code(), absl::StatusCode::kInvalidArgument)
      << "a position and a time";
}

}  // namespace
}  // namespace verkan::projections
