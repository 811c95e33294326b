#include "eventstore/proofs/tile.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace verkan::eventstore {
namespace {

TEST(TilePath, IsThatOfTheSpecification) {
  EXPECT_EQ(TilePath({.level = 0, .index = 1234067}), "tile/0/x001/x234/067");
  EXPECT_EQ(TilePath({.level = 3, .index = 0}), "tile/3/000");
  EXPECT_EQ(TilePath({.level = 0, .index = 999, .width = 17}), "tile/0/999.p/17");
  EXPECT_EQ(TilePath({.level = TileId::kEntries, .index = 1000}), "tile/entries/x001/000");
}

TEST(TilePath, ReadsBackWhatItWrites) {
  for (int level : {-1, 0, 1, 7}) {
    for (uint64_t index : {0, 1, 999, 1000, 1001, 999999, 1000000, 1234067}) {
      for (uint64_t width : {1, 255, 256}) {
        const TileId tile = {.level = level, .index = index, .width = width};
        auto parsed = ParseTilePath(TilePath(tile));
        ASSERT_TRUE(parsed.ok()) << TilePath(tile);
        EXPECT_EQ(*parsed, tile);
      }
    }
  }
}

TEST(TilePath, RefusesEveryOtherSpelling) {
  for (const char* path : {"",
                           "tile",
                           "tile/0",
                           "tile/0/",
                           "tile/0/1",
                           "tile/0/0001",
                           "tile/0/x000/001",
                           "tile/0/001/002",
                           "tile/0/x001",
                           "tile/00/001",
                           "tile/-1/001",
                           "tile/8/001",
                           "tile/+1/001",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/01",
                           "tile/0/000.p",
                           "tile/0/ 01",
                           "/tile/0/000",
                           "tile/0/000/",
                           "tile/data/000",
                           "tile/0/x999/x999/x999/x999/x999/x999/x999/999"}) {
    EXPECT_FALSE(ParseTilePath(path).ok()) << path;
  }
}

TEST(Entries, AreTheRecordOrItsDigest) {
  EXPECT_EQ(EntryOf("record"), "record");
  EXPECT_EQ(RecordLeaf("record"), LeafHash("record"));
  const std::string longest(65535, 'x');
  EXPECT_EQ(EntryOf(longest), longest);
  const std::string larger(65536, 'x');
  EXPECT_EQ(EntryOf(larger).size(), std::string("verkan/record-digest/v1\n").size() + 32);
  EXPECT_EQ(RecordLeaf(larger), LeafHash(EntryOf(larger)));
  EXPECT_NE(RecordLeaf(larger), RecordLeaf(std::string(65537, 'x')));
  std::string tile;
  AppendEntry("ab", &tile);
  AppendEntry(longest, &tile);
  EXPECT_EQ(tile.substr(0, 6), std::string("\x00\x02"
                                           "ab\xff\xff",
                                           6));
}

TEST(Tiles, AreAsWideAsTheTreeHasGrown) {
  EXPECT_EQ(TileWidthAt(0, 0, 1000), 256u);
  EXPECT_EQ(TileWidthAt(TileId::kEntries, 3, 1000), 1000u - 3 * 256);
  EXPECT_EQ(TileWidthAt(1, 0, 1000), 3u);
  EXPECT_EQ(TileWidthAt(0, 4, 1024), 0u);
  EXPECT_EQ(TileWidthAt(0, uint64_t{1} << 56, 1000), 0u) << "it must not go round to tile 0";
  EXPECT_EQ(TileWidthAt(0, UINT64_MAX, UINT64_MAX), 0u);
}

TEST(Tiles, GiveEveryNodeOfTheTree) {
  // Tiles as they grow: a node is put into the tile of its level when that level is one of tiles.
  std::map<std::pair<int, uint64_t>, std::string> tiles;
  std::map<std::pair<int, uint64_t>, Hash> nodes;
  Frontier frontier;
  constexpr uint64_t kSize = 70'000;  // reaches tiles of level 2
  for (uint64_t i = 0; i < kSize; ++i) {
    frontier.Add(LeafHash(absl::StrCat(i)), [&](int level, uint64_t index, const Hash& hash) {
      nodes[{level, index}] = hash;
      if (level % kTileHeight != 0) return;
      tiles[{level / kTileHeight, index / kTileWidth}].append(
          reinterpret_cast<const char*>(hash.data()), hash.size());
    });
  }
  NodeReader read = NodesOf([&](int level, uint64_t index) -> absl::StatusOr<std::string> {
    return tiles[{level, index}];
  });
  for (const auto& [node, hash] : nodes) {
    auto got = read(node.first, node.second);
    ASSERT_TRUE(got.ok());
    ASSERT_EQ(*got, hash) << "level " << node.first << " index " << node.second;
  }
  EXPECT_EQ(*TreeRoot(kSize, read), frontier.Root());
  EXPECT_EQ((tiles[{1, 0}].size() / 32), TileWidthAt(1, 0, kSize));
  EXPECT_EQ((tiles[{2, 0}].size() / 32), TileWidthAt(2, 0, kSize));
  EXPECT_EQ(TileWidthAt(0, kSize / 256, kSize), kSize % 256);
  EXPECT_EQ(TileWidthAt(0, kSize / 256 + 1, kSize), 0u);
  EXPECT_EQ(read(0, kSize).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace verkan::eventstore
