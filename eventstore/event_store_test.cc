#include "eventstore/event_store.h"

#include "eventstore/testing/memory_file_system.h"
#include "gmock/gmock.h"
namespace verkan::eventstore {
namespace {
TEST(EventStoreTest, AppendedEventsAreRead) {
  Options options{.path = "/data/events", .file_system = NewMemoryFileSystem()};
  auto store = EventStore::Open(options);
  ASSERT_TRUE(store.ok()) << store.status();
  Batch batch;
  batch.events.push_back({.type = "t", .stream = "s", .tags = {"b", "a"}, .payload = "p"});
  auto appended = (*store)->Append(batch);
  ASSERT_TRUE(appended.ok()) << appended.status();
  EXPECT_EQ((*store)->head(), 1u);
  store->reset();
  store = EventStore::Open(options);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->head(), 1u);
}
}  // namespace
}  // namespace verkan::eventstore
