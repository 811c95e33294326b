// Tree is the Merkle tree of a log that grows: it hands out every tile once it is full,
// to be stored beside the records, and keeps the unfinished ones in memory. What it
// keeps can be made again from the full tiles and the last records, so nothing of it
// needs to be written before a tile is full.
#ifndef VERKAN_EVENTSTORE_PROOFS_TREE_H_
#define VERKAN_EVENTSTORE_PROOFS_TREE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/proofs/merkle.h"
#include "eventstore/proofs/tile.h"

namespace verkan::eventstore {

// Not thread-safe.
class Tree {
 public:
  // Takes a tile that is full: 256 hashes.
  using Store = std::function<void(int level, uint64_t index, absl::string_view bytes)>;
  // Gives the leaf hash of a record, by index from 0.
  using LeafReader = std::function<absl::StatusOr<Hash>(uint64_t index)>;

  // Levels of tiles: up to 2^56 leaves.
  static constexpr int kLevels = 7;

  Tree() = default;

  // Makes the tree of `size` leaves from its full tiles and its last size % 256 records.
  // Errors of the readers are passed on; DataLoss if a full tile is not full.
  static absl::StatusOr<Tree> Load(uint64_t size, const TileReader& full_tiles,
                                   const LeafReader& leaves);

  // Adds a leaf; hands tiles that it fills to `store`.
  void Add(const Hash& leaf, const Store& store);

  uint64_t size() const { return frontier_.size(); }
  Hash Root() const { return frontier_.Root(); }

  // The unfinished tile of a level, 0 to 6: its hashes side by side, perhaps none. Its index is
  // that of the first tile of the level that is not full.
  const std::string& Unfinished(int level) const { return unfinished_[level]; }
  uint64_t UnfinishedIndex(int level) const { return size() >> (kTileHeight * (level + 1)); }

 private:
  Frontier frontier_;
  std::array<std::string, kLevels> unfinished_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_PROOFS_TREE_H_
