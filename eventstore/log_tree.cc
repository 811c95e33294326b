#include "eventstore/log_tree.h"

#include <cassert>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "eventstore/layout.h"
#include "eventstore/log_reader.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kCatchUpBytes = 8 << 20;  // written at once

absl::StatusOr<std::string> FullTile(const Database& database, int level, uint64_t index) {
  VERKAN_ASSIGN_OR_RETURN(std::optional<std::string> tile,
                          database.Get(Family::kTiles, TileKey(level, index)));
  if (tile.has_value()) return *std::move(tile);
  return absl::DataLossError(
      absl::StrCat("the log has lost ", TilePath({.level = level, .index = index})));
}

// How many leaves the full tiles on disk cover.
absl::StatusOr<uint64_t> Covered(const Database& database) {
  const std::unique_ptr<Entries> tiles = database.Find(Family::kTiles, std::string(1, '\0'));
  VERKAN_ASSIGN_OR_RETURN(const bool found, tiles->SeekToLast());
  return found ? (NumberInKey(tiles->key()) + 1) * kTileWidth : 0;
}

}  // namespace

absl::StatusOr<LogTree> LogTree::Load(Database* database, Position head) {
  VERKAN_ASSIGN_OR_RETURN(const uint64_t covered, Covered(*database));
  if (covered > head) {
    return absl::DataLossError(absl::StrCat("the log ends at position ", head,
                                            ", but its Merkle tree reaches to ", covered,
                                            "; restore the log from a backup"));
  }
  // Records beyond the full tiles are added, at most one tile's worth in a log that has them all.
  LogTree log_tree(database);
  VERKAN_ASSIGN_OR_RETURN(
      log_tree.tree_,
      Tree::Load(
          covered, [&](int level, uint64_t index) { return FullTile(*database, level, index); },
          [](uint64_t) -> absl::StatusOr<Hash> { return absl::InternalError("no such leaf"); }));
  VERKAN_RETURN_IF_ERROR(log_tree.CatchUp(database, head));
  return log_tree;
}

absl::Status LogTree::CatchUp(Database* database, Position head) {
  LogReader log(database);
  rocksdb::WriteBatch batch;
  const auto write = [&]() {
    if (batch.Count() == 0) return absl::OkStatus();
    absl::Status status = FromRocks(database->Write(&batch), "write Merkle tiles");
    batch.Clear();
    return status;
  };
  for (Position position = size() + 1; position <= head; ++position) {
    absl::string_view record;
    VERKAN_RETURN_IF_ERROR(log.Get(position, &record));
    tree_.Add(RecordLeaf(record), [&](int level, uint64_t index, absl::string_view bytes) {
      Put(level, index, bytes, &batch);
    });
    if (batch.GetDataSize() >= kCatchUpBytes) VERKAN_RETURN_IF_ERROR(write());
  }
  return write();
}

void LogTree::Add(const Group& group, rocksdb::WriteBatch* batch) {
  for (const StagedEvent& event : group.events) {
    assert(event.position == size() + 1);
    tree_.Add(RecordLeaf(event.record), [&](int level, uint64_t index, absl::string_view bytes) {
      Put(level, index, bytes, batch);
    });
  }
}

void LogTree::Put(int level, uint64_t index, absl::string_view bytes,
                  rocksdb::WriteBatch* batch) const {
  const rocksdb::Status status =
      batch->Put(database_->family(Family::kTiles), TileKey(level, index), ToSlice(bytes));
  assert(status.ok());  // only a batch with a size limit refuses
  (void)status;
}

absl::StatusOr<std::string> LogTree::TileAt(int level, uint64_t index) const {
  if (index == tree_.UnfinishedIndex(level)) return tree_.Unfinished(level);
  return FullTile(*database_, level, index);
}

NodeReader LogTree::Nodes() const {
  return NodesOf([this](int level, uint64_t index) { return TileAt(level, index); });
}

absl::StatusOr<std::string> LogTree::ReadTile(const TileId& tile) const {
  if (tile.level >= Tree::kLevels || TileWidthAt(tile.level, tile.index, size()) < tile.width) {
    return absl::NotFoundError(absl::StrCat("the log has not grown to ", TilePath(tile)));
  }
  VERKAN_ASSIGN_OR_RETURN(std::string bytes, TileAt(tile.level, tile.index));
  bytes.resize(tile.width * sizeof(Hash));
  return bytes;
}

}  // namespace verkan::eventstore
