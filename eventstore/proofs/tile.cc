#include "eventstore/proofs/tile.h"

#include <array>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kMaxEntryBytes = 65535;
constexpr absl::string_view kDigestForm = "verkan/record-digest/v1\n";
constexpr int kMaxLevel = 63 / kTileHeight;

// Three digits an element, all but the last marked: 1234067 is "x001/x234/067".
std::string IndexPath(uint64_t index) {
  std::string path = absl::StrFormat("%03d", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) {
    path = absl::StrFormat("x%03d/%s", index % 1000, path);
  }
  return path;
}

absl::Status NotATile(absl::string_view path) {
  return absl::InvalidArgumentError(
      absl::StrCat("\"", path, "\" is not the path of a tile, such as tile/0/x001/x234/067 or ",
                   "tile/entries/000.p/17"));
}

// Recently read tiles, a slot a level.
struct Slot {
  uint64_t index = UINT64_MAX;
  std::string bytes;
};

absl::StatusOr<Hash> NodeWithin(absl::string_view tile, int height, uint64_t first) {
  const uint64_t count = uint64_t{1} << height;
  if (tile.size() < (first + count) * sizeof(Hash)) {
    return absl::DataLossError("a tile is shorter than the tree needs");
  }
  std::vector<Hash> nodes(count);
  std::memcpy(nodes.data(), tile.data() + first * sizeof(Hash), count * sizeof(Hash));
  for (uint64_t left = count; left > 1; left /= 2) {
    for (uint64_t i = 0; i < left / 2; ++i) nodes[i] = NodeHash(nodes[2 * i], nodes[2 * i + 1]);
  }
  return nodes[0];
}

}  // namespace

std::string TilePath(const TileId& tile) {
  const std::string level = tile.level == TileId::kEntries ? "entries" : absl::StrCat(tile.level);
  const std::string partial = tile.width == kTileWidth ? "" : absl::StrCat(".p/", tile.width);
  return absl::StrCat("tile/", level, "/", IndexPath(tile.index), partial);
}

absl::StatusOr<TileId> ParseTilePath(absl::string_view path) {
  TileId tile;
  std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  if (parts.size() < 3 || parts.size() > 12 || parts[0] != "tile") return NotATile(path);
  if (parts[1] == "entries") {
    tile.level = TileId::kEntries;
  } else if (!absl::SimpleAtoi(parts[1], &tile.level) || tile.level < 0 || tile.level > kMaxLevel) {
    return NotATile(path);
  }
  size_t end = parts.size();
  if (parts[end - 2].size() == 5 && parts[end - 2].substr(3) == ".p") {
    if (!absl::SimpleAtoi(parts[end - 1], &tile.width) || tile.width == 0 ||
        tile.width >= kTileWidth) {
      return NotATile(path);
    }
    --end;
    parts[end - 1].remove_suffix(2);
  }
  for (size_t i = 2; i < end; ++i) {
    absl::string_view digits = parts[i];
    if (!digits.empty() && digits[0] == 'x') digits.remove_prefix(1);
    uint64_t value = 0;
    if (!absl::SimpleAtoi(digits, &value)) return NotATile(path);
    if (tile.index > (UINT64_MAX - value) / 1000) return NotATile(path);
    tile.index = tile.index * 1000 + value;
  }
  // One tile, one path: whatever is written in another way is refused here.
  if (TilePath(tile) != path) return NotATile(path);
  return tile;
}

std::string EntryOf(absl::string_view record) {
  if (record.size() <= kMaxEntryBytes) return std::string(record);
  const Hash digest = Sha256(record);
  return absl::StrCat(
      kDigestForm, absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

Hash RecordLeaf(absl::string_view record) {
  return record.size() <= kMaxEntryBytes ? LeafHash(record) : LeafHash(EntryOf(record));
}

void AppendEntry(absl::string_view record, std::string* tile) {
  const std::string entry = EntryOf(record);
  tile->push_back(static_cast<char>(entry.size() >> 8));
  tile->push_back(static_cast<char>(entry.size()));
  tile->append(entry);
}

uint64_t TileWidthAt(int level, uint64_t index, uint64_t size) {
  const int tree_level = level == TileId::kEntries ? 0 : level * kTileHeight;
  const uint64_t nodes = size >> tree_level;
  if (index > nodes / kTileWidth) return 0;
  return std::min(nodes - index * kTileWidth, kTileWidth);
}

NodeReader NodesOf(TileReader tiles) {
  auto slots = std::make_shared<std::array<Slot, kMaxLevel + 1>>();
  return [tiles = std::move(tiles), slots](int level, uint64_t index) -> absl::StatusOr<Hash> {
    const int tile_level = level / kTileHeight;
    const int height = level % kTileHeight;
    const uint64_t first = index << height;
    Slot& slot = (*slots)[tile_level];
    const size_t needed = (first % kTileWidth + (uint64_t{1} << height)) * sizeof(Hash);
    if (slot.index != first / kTileWidth || slot.bytes.size() < needed) {
      absl::StatusOr<std::string> bytes = tiles(tile_level, first / kTileWidth);
      if (!bytes.ok()) return bytes.status();
      slot = {.index = first / kTileWidth, .bytes = *std::move(bytes)};
    }
    return NodeWithin(slot.bytes, height, first % kTileWidth);
  };
}

}  // namespace verkan::eventstore
