// LogTree is the Merkle tree over the records of the log, with its tiles on disk.
#ifndef VERKAN_EVENTSTORE_LOG_TREE_H_
#define VERKAN_EVENTSTORE_LOG_TREE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/commit.h"
#include "eventstore/database.h"
#include "eventstore/proofs/tile.h"
#include "eventstore/proofs/tree.h"

namespace verkan::eventstore {

// A value: a copy stays as it is while the log grows on.
class LogTree {
 public:
  // The tree of an empty log.
  explicit LogTree(const Database* database) : database_(database) {}

  // The tree of the log up to `head`. Writes tiles that a log from before they were kept
  // lacks. DataLoss if tiles are damaged or reach beyond the log.
  static absl::StatusOr<LogTree> Load(Database* database, Position head);

  // Adds the group's records; tiles that they fill go into the batch.
  void Add(const Group& group, rocksdb::WriteBatch* batch);

  Position size() const { return tree_.size(); }
  Hash Root() const { return tree_.Root(); }

  // Nodes of the tree. The reader must not outlive this object; one thread at a time.
  NodeReader Nodes() const;

  // Bytes of a tile of hashes, of the width asked for; NotFound if the tree is smaller.
  absl::StatusOr<std::string> ReadTile(const TileId& tile) const;

 private:
  // The tile, full or not.
  absl::StatusOr<std::string> TileAt(int level, uint64_t index) const;
  void Put(int level, uint64_t index, absl::string_view bytes, rocksdb::WriteBatch* batch) const;
  absl::Status CatchUp(Database* database, Position head);

  const Database* database_;
  Tree tree_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_LOG_TREE_H_
