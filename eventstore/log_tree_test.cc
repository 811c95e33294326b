#include "eventstore/log_tree.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "eventstore/layout.h"
#include "eventstore/testing/store_fixture.h"

namespace verkan::eventstore {
namespace {

class LogTreeTest : public StoreFixture {
 protected:
  // Appends events one by one and in batches, so that commits end everywhere within a tile.
  void GivenEvents(uint64_t count) {
    for (uint64_t batch = 1; count > 0; batch = batch % 37 + 1) {
      std::vector<NewEvent> events;
      for (; events.size() < batch && count > 0; --count) {
        events.push_back(Event("Happened", absl::StrCat("s-", count % 7), {}, std::string(9, 'x')));
      }
      ASSERT_TRUE(Append(std::move(events)).ok());
    }
  }

  // The tree as RFC 6962 says, from nothing but the records.
  struct Plain {
    std::vector<Hash> leaves;
    std::vector<Hash> roots = {EmptyRoot()};  // by size
  };
  Plain FromRecords() {
    Plain plain;
    Frontier frontier;
    auto cursor = *store_->Read({});
    StoredRecord record;
    while (*cursor->Next(&record)) {
      plain.leaves.push_back(RecordLeaf(record.bytes));
      frontier.Add(plain.leaves.back(), [](int, uint64_t, const Hash&) {});
      plain.roots.push_back(frontier.Root());
    }
    return plain;
  }

  // Changes the database behind the store's back.
  void Change(const std::function<absl::Status(Database*)>& change) {
    store_.reset();
    auto database = Database::Open(options_, false);
    ASSERT_TRUE(database.ok());
    ASSERT_TRUE(change(database->get()).ok());
  }
};

TEST_F(LogTreeTest, RootsAreThoseOfTheRecords) {
  EXPECT_EQ(*store_->Root(0), EmptyRoot());
  GivenEvents(1000);
  const Plain plain = FromRecords();
  ASSERT_EQ(plain.leaves.size(), 1000u);
  for (Position size = 0; size <= 1000; ++size) EXPECT_EQ(*store_->Root(size), plain.roots[size]);
  EXPECT_EQ(store_->Root(1001).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(LogTreeTest, RootsAreTheSameAfterReopening) {
  for (uint64_t count : {1, 254, 1, 1, 200, 56, 300}) {
    GivenEvents(count);
    const Hash before = *store_->Root(store_->head());
    Reopen();
    EXPECT_EQ(*store_->Root(store_->head()), before);
  }
  const Plain plain = FromRecords();
  EXPECT_EQ(*store_->Root(store_->head()), plain.roots.back());
}

TEST_F(LogTreeTest, ProofsHold) {
  GivenEvents(700);
  const Plain plain = FromRecords();
  for (Position size = 1; size <= 700; size += 23) {
    for (Position position = 1; position <= size; position += 17) {
      auto proof = store_->ProveInclusion(position, size);
      ASSERT_TRUE(proof.ok());
      EXPECT_TRUE(
          VerifyInclusion(plain.leaves[position - 1], position - 1, size, *proof, plain.roots[size])
              .ok());
      proof = store_->ProveConsistency(position, size);
      ASSERT_TRUE(proof.ok());
      EXPECT_TRUE(
          VerifyConsistency(position, plain.roots[position], size, plain.roots[size], *proof).ok());
    }
  }
  EXPECT_FALSE(store_->ProveInclusion(0, 5).ok());
  EXPECT_FALSE(store_->ProveInclusion(6, 5).ok());
  EXPECT_FALSE(store_->ProveInclusion(5, 701).ok());
  EXPECT_FALSE(store_->ProveConsistency(6, 5).ok());
}

TEST_F(LogTreeTest, TilesHoldTheLeavesAndEntriesLeadToThem) {
  GivenEvents(300);
  ASSERT_TRUE(Append({Event("Large", "s", {}, std::string(100'000, 'x'))}).ok());
  const Plain plain = FromRecords();
  for (const TileId tile : {TileId{.index = 0}, TileId{.index = 1, .width = 45}}) {
    const std::string hashes = *store_->ReadTile(tile);
    ASSERT_EQ(hashes.size(), tile.width * 32);
    const std::string entries =
        *store_->ReadTile({.level = TileId::kEntries, .index = tile.index, .width = tile.width});
    size_t at = 0;
    for (uint64_t i = 0; i < tile.width; ++i) {
      const Hash& leaf = plain.leaves[tile.index * 256 + i];
      EXPECT_EQ(std::memcmp(hashes.data() + i * 32, leaf.data(), 32), 0);
      const size_t size =
          static_cast<uint8_t>(entries[at]) << 8 | static_cast<uint8_t>(entries[at + 1]);
      EXPECT_EQ(LeafHash(absl::string_view(entries).substr(at + 2, size)), leaf);
      at += 2 + size;
    }
    EXPECT_EQ(at, entries.size());
  }
  EXPECT_EQ(store_->ReadTile({.level = 1, .index = 0, .width = 1})->size(), 32u);
  for (const TileId tile :
       {TileId{.index = 1}, TileId{.index = 1, .width = 46}, TileId{.index = 2, .width = 1},
        TileId{.level = 1, .index = 0, .width = 2}, TileId{.level = 6, .width = 1},
        TileId{.level = TileId::kEntries, .index = 1}}) {
    EXPECT_EQ(store_->ReadTile(tile).status().code(), absl::StatusCode::kNotFound)
        << TilePath(tile);
  }
}

TEST_F(LogTreeTest, ALogWithoutTilesGetsThemWhenItIsOpened) {
  GivenEvents(70'000);
  const Hash root = *store_->Root(70'000);
  Change([](Database* database) {
    rocksdb::WriteBatch batch;
    batch.DeleteRange(database->family(Family::kTiles), rocksdb::Slice(), rocksdb::Slice("\xff"));
    return FromRocks(database->Write(&batch), "delete tiles");
  });
  Reopen();
  EXPECT_EQ(*store_->Root(70'000), root);
  Reopen();
  EXPECT_EQ(*store_->Root(70'000), root);
  EXPECT_EQ(store_->ReadTile({.level = 1, .index = 0})->size(), 256u * 32);
}

TEST_F(LogTreeTest, TilesBeyondTheLogAreRefused) {
  GivenEvents(300);
  Change([](Database* database) {
    rocksdb::WriteBatch batch;
    batch.Put(database->family(Family::kTiles), TileKey(0, 1), std::string(256 * 32, 'x'));
    return FromRocks(database->Write(&batch), "put a tile");
  });
  EXPECT_EQ(EventStore::Open(options_).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace verkan::eventstore
