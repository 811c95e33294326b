// Tiles: how the hashes of the log's Merkle tree lie on disk and go over HTTP, in the
// layout of C2SP tlog-tiles (https://c2sp.org/tlog-tiles).
//
// A tile at level L holds up to 256 nodes of tree level 8·L, side by side; the nodes
// above them within the tile are computed when they are needed. Its index N tells that
// it starts at node 256·N.
#ifndef VERKAN_EVENTSTORE_PROOFS_TILE_H_
#define VERKAN_EVENTSTORE_PROOFS_TILE_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/proofs/merkle.h"

namespace verkan::eventstore {

inline constexpr int kTileHeight = 8;
inline constexpr uint64_t kTileWidth = 1 << kTileHeight;

// TileId names a tile. Level kEntries stands for the tile of entries, the records themselves.
struct TileId {
  static constexpr int kEntries = -1;
  int level = 0;  // kEntries, or 0 to 7
  uint64_t index = 0;
  uint64_t width = kTileWidth;  // 1 to 256; less than 256: a partial tile
  bool operator==(const TileId&) const = default;
};

// Path of a tile: "tile/0/x001/x234/067", "tile/entries/000.p/17".
std::string TilePath(const TileId& tile);

// The tile that a path names. InvalidArgument for any other text, also for one that is
// not written the one right way.
absl::StatusOr<TileId> ParseTilePath(absl::string_view path);

// What the log's tree hashes for a record: the record, or, where it is longer than the
// 65 535 bytes that an entry can have, its digest form: the line "verkan/record-digest/v1"
// with its line feed and the record's SHA-256.
std::string EntryOf(absl::string_view record);

// Leaf hash of a record: that of its entry.
Hash RecordLeaf(absl::string_view record);

// Adds the record's entry to a tile of entries: its length in two bytes, big endian, and the entry.
void AppendEntry(absl::string_view record, std::string* tile);

// Width of the tile in a tree of `size` leaves: 0 if there is no such tile, 256 if it is
// full.
uint64_t TileWidthAt(int level, uint64_t index, uint64_t size);

// Gives the hashes of a tile, 32 bytes each; it may give more than are asked for.
using TileReader = std::function<absl::StatusOr<std::string>(int level, uint64_t index)>;

// Reads nodes from tiles. DataLoss if a tile is shorter than a node needs. Keeps the
// last few tiles: one thread at a time.
NodeReader NodesOf(TileReader tiles);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_PROOFS_TILE_H_
