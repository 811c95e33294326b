// A fixture over a store in memory with a clock that the test sets: a small language for
// "given these events, when this is appended, then that is read".
#ifndef VERKAN_EVENTSTORE_TESTING_STORE_FIXTURE_H_
#define VERKAN_EVENTSTORE_TESTING_STORE_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/event_store.h"
#include "eventstore/record.h"
#include "eventstore/testing/memory_file_system.h"
#include "gtest/gtest.h"

namespace verkan::eventstore {

// The UUID 00000000-0000-0000-0000-0000000000NN as 16 bytes.
inline std::string Id(uint64_t number) {
  std::string id(16, '\0');
  for (int i = 15; number != 0; --i, number >>= 8) id[i] = static_cast<char>(number);
  return id;
}

inline NewEvent Event(std::string type, std::string stream, std::vector<std::string> tags = {},
                      std::string payload = "") {
  return {.type = std::move(type),
          .stream = std::move(stream),
          .tags = std::move(tags),
          .payload = std::move(payload)};
}

class StoreFixture : public ::testing::Test {
 protected:
  StoreFixture() {
    options_.path = "/data/events";
    options_.file_system = NewMemoryFileSystem();
    options_.now_micros = [this] { return now_; };
    Reopen();
  }

  void Reopen() {
    store_.reset();
    absl::StatusOr<std::unique_ptr<EventStore>> store = EventStore::Open(options_);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  absl::StatusOr<Appended> Append(std::vector<NewEvent> events,
                                  std::vector<StreamExpectation> expectations = {}) {
    return store_->Append({.events = std::move(events), .expectations = std::move(expectations)});
  }

  absl::StatusOr<Appended> AppendUnless(std::vector<NewEvent> events, Query query, Position after) {
    Batch batch = {.events = std::move(events)};
    batch.condition = AppendCondition{std::move(query), after};
    return store_->Append(std::move(batch));
  }

  // Appends events one by one, each in a commit of its own.
  void Given(std::vector<NewEvent> events) {
    for (NewEvent& event : events) {
      const absl::StatusOr<Appended> appended = Append({std::move(event)});
      ASSERT_TRUE(appended.ok()) << appended.status();
    }
  }

  absl::Status Read(const ReadOptions& options, std::vector<Position>* positions) {
    absl::StatusOr<std::unique_ptr<Cursor>> cursor = store_->Read(options);
    if (!cursor.ok()) return cursor.status();
    StoredRecord record;
    RecordView view;
    while (true) {
      const absl::StatusOr<bool> more = (*cursor)->Next(&record);
      if (!more.ok()) return more.status();
      if (!*more && (*cursor)->paused()) continue;
      if (!*more) return absl::OkStatus();
      if (absl::Status status = ParseRecord(record.bytes, &view); !status.ok()) return status;
      EXPECT_EQ(view.position, record.position);
      positions->push_back(record.position);
    }
  }

  std::vector<Position> Positions(const ReadOptions& options) {
    std::vector<Position> positions;
    const absl::Status status = Read(options, &positions);
    EXPECT_TRUE(status.ok()) << status;
    return positions;
  }

  std::vector<Position> Positions(QueryItem item) {
    return Positions(ReadOptions{.query = {.items = {std::move(item)}}});
  }

  int64_t now_ = 1'795'348'800'000'000;
  Options options_;
  std::unique_ptr<EventStore> store_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_TESTING_STORE_FIXTURE_H_
