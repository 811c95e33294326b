#include "eventstore/proofs/tree.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace verkan::eventstore {
namespace {

using Tiles = std::map<std::pair<int, uint64_t>, std::string>;

Hash Leaf(uint64_t index) { return LeafHash(absl::StrCat(index)); }

Tree::Store Into(Tiles* tiles) {
  return [tiles](int level, uint64_t index, absl::string_view bytes) {
    EXPECT_EQ(bytes.size(), kTileWidth * 32);
    const bool is_new = tiles->emplace(std::make_pair(level, index), std::string(bytes)).second;
    EXPECT_TRUE(is_new) << "a tile is handed out once";
  };
}

TileReader From(const Tiles& tiles) {
  return [&tiles](int level, uint64_t index) -> absl::StatusOr<std::string> {
    auto it = tiles.find({level, index});
    if (it == tiles.end()) return absl::NotFoundError("no such tile");
    return it->second;
  };
}

TEST(Tree, ResumesAtEverySizeFromFullTilesAndTheLastRecords) {
  Tree tree;
  Tiles tiles;
  Frontier plain;
  for (uint64_t size = 0; size <= 66'000; ++size) {
    const bool at_an_edge = size < 600 || size % 256 < 2 || size > 65'530;
    if (at_an_edge) {
      auto loaded = Tree::Load(size, From(tiles), [&](uint64_t index) -> absl::StatusOr<Hash> {
        EXPECT_GE(index, size - size % kTileWidth) << "only the last records are read";
        return Leaf(index);
      });
      ASSERT_TRUE(loaded.ok()) << loaded.status() << " at size " << size;
      ASSERT_EQ(loaded->Root(), plain.Root()) << "at size " << size;
      for (int level = 0; level < 3; ++level) {
        ASSERT_EQ(loaded->Unfinished(level), tree.Unfinished(level));
        ASSERT_EQ(loaded->Unfinished(level).size() / 32,
                  TileWidthAt(level, loaded->UnfinishedIndex(level), size));
      }
    }
    plain.Add(Leaf(size), [](int, uint64_t, const Hash&) {});
    tree.Add(Leaf(size), Into(&tiles));
  }
  EXPECT_EQ(tree.Root(), plain.Root());
}

TEST(Tree, AMissingOrShortTileIsNotPassedOver) {
  Tree tree;
  Tiles tiles;
  for (uint64_t i = 0; i < 1000; ++i) tree.Add(Leaf(i), Into(&tiles));
  auto leaves = [](uint64_t index) -> absl::StatusOr<Hash> { return Leaf(index); };
  Tiles missing = tiles;
  missing.erase({0, 1});
  EXPECT_EQ(Tree::Load(1000, From(missing), leaves).status().code(), absl::StatusCode::kNotFound);
  Tiles shorter = tiles;
  shorter[{0, 1}].resize(255 * 32);
  EXPECT_EQ(Tree::Load(1000, From(shorter), leaves).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace verkan::eventstore
