#include "eventstore/staging.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/batch.h"
#include "eventstore/testing/store_fixture.h"
#include "gmock/gmock.h"

namespace verkan::eventstore {
namespace {

using ::testing::HasSubstr;

constexpr int kNames = 3000;

class StagingTest : public ::testing::Test {
 protected:
  StagingTest() {
    Options options = {.path = "/data/events", .file_system = NewMemoryFileSystem()};
    EventStore::Open(options)->reset();
    database_ = *Database::Open(options, false);
    staging_ = std::make_unique<Staging>(database_.get());
    staging_->Start(0, 0, {});
  }

  absl::Status Stage(Batch batch) {
    auto encoded = EncodeBatch(std::move(batch), 1);
    if (!encoded.ok()) return encoded.status();
    return staging_->Stage(*std::move(encoded), 1, [](const absl::Status&) {}).status();
  }

  std::unique_ptr<Database> database_;
  std::unique_ptr<Staging> staging_;
};

// Whoever is refused pays with nothing but a call: the server must not.
TEST_F(StagingTest, ARefusedBatchLeavesNoNamesBehind) {
  for (int call = 0; call < 5; ++call) {
    Batch batch = {.events = {Event("T", absl::StrCat("new-", call))}};
    for (int i = 0; i < kNames; ++i) {
      batch.expectations.push_back(
          {absl::StrCat("nobody-", call, "-", i), StreamExpectation::kExists});
    }
    QueryItem item;
    for (int i = 0; i < kNames; ++i) item.tags.push_back(absl::StrCat("tag-", call, "-", i));
    batch.condition = AppendCondition{{.items = {std::move(item)}}, 0};
    EXPECT_EQ(Stage(std::move(batch)).code(), absl::StatusCode::kAborted);
    EXPECT_EQ(staging_->held_names(), 0u);
  }
}

TEST_F(StagingTest, AskingForARevisionLeavesNoNameBehind) {
  EXPECT_EQ(*staging_->StreamRevision("nobody"), 0u);
  EXPECT_EQ(staging_->held_names(), 0u);
}

TEST_F(StagingTest, WhatIsStagedIsHeldAndCounts) {
  ASSERT_TRUE(Stage({.events = {Event("T", "a", {"tag"})},
                     .expectations = {{"a", StreamExpectation::kNone},
                                      {"nobody", StreamExpectation::kNone}}})
                  .ok());
  EXPECT_EQ(staging_->held_names(), 3u);  // the stream, the tag, the type
  EXPECT_EQ(*staging_->StreamRevision("a"), 1u);
  EXPECT_EQ(Stage({.events = {Event("T", "b")}, .expectations = {{"a", StreamExpectation::kNone}}})
                .code(),
            absl::StatusCode::kAborted);
}

// Until the store goes on, it still answers what is in the log: nothing of what was dropped.
TEST_F(StagingTest, WhatIsDroppedIsNowhereLeft) {
  ASSERT_TRUE(
      Stage({.events = {Event("T", "a", {"tag"})}, .request_id = std::string(16, 'r')}).ok());
  staging_->BeginFlush();
  ASSERT_TRUE(Stage({.events = {Event("T", "b")}}).ok());
  staging_->FlushFailed();
  EXPECT_EQ(*staging_->StreamRevision("a"), 0u);
  EXPECT_EQ(*staging_->StreamRevision("b"), 0u);
  EXPECT_FALSE(staging_->FindRequest(std::string(16, 'r'))->has_value());
  EXPECT_EQ(staging_->held_names(), 0u);
}

TEST_F(StagingTest, LimitsAreNamed) {
  Batch batch = {.events = {Event("T", "a")}};
  batch.expectations.resize(kMaxExpectations + 1, {"x", StreamExpectation::kNone});
  EXPECT_THAT(std::string(Stage(batch).message()),
              HasSubstr("expectations: 4097 expectations, wanted at most 4096"));
  batch.expectations.clear();
  batch.condition = AppendCondition{{.items = std::vector<QueryItem>(kMaxQueryItems + 1)}, 0};
  EXPECT_THAT(std::string(Stage(batch).message()),
              HasSubstr("condition.items: 4097 items, wanted at most 4096"));
}

}  // namespace
}  // namespace verkan::eventstore
