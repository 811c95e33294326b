#include "eventstore/proofs/tree.h"

#include "absl/strings/str_cat.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kFullBytes = kTileWidth * sizeof(Hash);

void Append(const Hash& hash, std::string* bytes) {
  bytes->append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

}  // namespace

void Tree::Add(const Hash& leaf, const Store& store) {
  frontier_.Add(leaf, [&](int level, uint64_t index, const Hash& hash) {
    if (level % kTileHeight != 0) return;
    const int tile_level = level / kTileHeight;
    std::string& tile = unfinished_[tile_level];
    Append(hash, &tile);
    if (tile.size() < kFullBytes) return;
    store(tile_level, index / kTileWidth, tile);
    tile.clear();
  });
}

absl::StatusOr<Tree> Tree::Load(uint64_t size, const TileReader& full_tiles,
                                const LeafReader& leaves) {
  Tree tree;
  // An unfinished tile of level L holds the roots of the last full tiles of level L - 1.
  const NodeReader nodes = NodesOf([&](int level, uint64_t index) -> absl::StatusOr<std::string> {
    absl::StatusOr<std::string> tile = full_tiles(level, index);
    if (tile.ok() && tile->size() != kFullBytes) {
      return absl::DataLossError(
          absl::StrCat("tile ", TilePath({.level = level, .index = index}), " is not full"));
    }
    return tile;
  });
  const auto node = [&](int level, uint64_t index) -> absl::StatusOr<Hash> {
    if (level == 0) return leaves(index);
    const int top = level * kTileHeight - 1;  // the two halves of a full tile
    absl::StatusOr<Hash> left = nodes(top, 2 * index);
    if (!left.ok()) return left;
    absl::StatusOr<Hash> right = nodes(top, 2 * index + 1);
    if (!right.ok()) return right;
    return NodeHash(*left, *right);
  };
  for (int level = 0; level < kLevels; ++level) {
    const uint64_t count = size >> (kTileHeight * level);
    for (uint64_t i = count - count % kTileWidth; i < count; ++i) {
      absl::StatusOr<Hash> hash = node(level, i);
      if (!hash.ok()) return hash.status();
      Append(*hash, &tree.unfinished_[level]);
    }
  }
  absl::StatusOr<Frontier> frontier =
      Frontier::Load(size, NodesOf([&](int level, uint64_t index) -> absl::StatusOr<std::string> {
                       if (index == size >> (kTileHeight * (level + 1)))
                         return tree.unfinished_[level];
                       return full_tiles(level, index);
                     }));
  if (!frontier.ok()) return frontier.status();
  tree.frontier_ = *std::move(frontier);
  return tree;
}

}  // namespace verkan::eventstore
