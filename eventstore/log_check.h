// LogCheck is given the records of a log, one after the other, and tells what is wrong
// with them: every record's place and time, the Merkle tree that they lead to, stored
// hashes and signed checkpoints. It believes record bytes only, wherever they come from.
#ifndef VERKAN_EVENTSTORE_LOG_CHECK_H_
#define VERKAN_EVENTSTORE_LOG_CHECK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "eventstore/proofs/note.h"
#include "eventstore/proofs/tile.h"
#include "eventstore/proofs/tree.h"
#include "eventstore/record.h"

namespace verkan::eventstore {

// Finding is something that is wrong. The bad position is `first`, or, if that is all
// that can be known, one from `first` to `last`. 0: it concerns no position.
struct Finding {
  Position first = 0;
  Position last = 0;
  std::string what;
};

// "position 17: the record's checksum is wrong", "positions 1 to 500: …".
std::string ToText(const Finding& finding);

// A checkpoint that is known to be the log's, and where it is from, such as a file's name.
struct KnownCheckpoint {
  Checkpoint checkpoint;
  std::string source;
};

// What the records are compared with.
struct Evidence {
  std::vector<KnownCheckpoint> checkpoints;
  // Stored hashes: NotFound if there is no such tile. A tile of level 0 may be unfinished.
  TileReader tiles;
  Position tiles_cover = 0;  // up to here full tiles must be there
};

// Not thread-safe.
class LogCheck {
 public:
  explicit LogCheck(Evidence evidence);
  LogCheck(const LogCheck&) = delete;
  LogCheck& operator=(const LogCheck&) = delete;

  // Takes the record of the next position.
  void Add(absl::string_view record);

  // To be called once, after the last record. `ended`: the log ends here; otherwise it could
  // not be read on.
  void Finish(bool ended);

  Position size() const { return tree_.size(); }
  Hash Root() const { return tree_.Root(); }
  // The record that was added last, taken apart. Empty but for its place if it is no record.
  const RecordView& record() const { return record_; }

  // Up to here the records are those of a known checkpoint.
  Position vouched() const { return vouched_; }
  // The first of each kind: a record that is misplaced, two whose times run backwards, one whose
  // stored hash differs, checkpoints that do not agree. The rest after Finish.
  const std::vector<Finding>& findings() const { return findings_; }

 private:
  struct Disagreement {
    KnownCheckpoint known;
    Position vouched = 0;  // by smaller ones
  };

  void CheckRecord(absl::string_view bytes);
  void CompareCheckpoints();
  void CompareTile(int level, uint64_t index, absl::string_view computed);
  void CompareHashes(int level, uint64_t index, absl::string_view computed,
                     absl::string_view stored);
  void ExplainLeaf(const std::vector<Disagreement>& proven);
  bool LeafIsProven(const Checkpoint& checkpoint) const;
  bool TilesLeadTo(const Checkpoint& checkpoint) const;
  absl::StatusOr<Tree> StoredTree(Position size) const;

  Evidence evidence_;
  const Tree::Store compare_;
  Tree tree_;
  RecordView record_;
  int64_t last_recorded_at_ = INT64_MIN;
  size_t next_checkpoint_ = 0;
  Position vouched_ = 0;
  bool misplaced_ = false, ran_back_ = false;
  std::optional<Finding> leaf_;    // the first leaf that differs from the stored one
  Hash stored_leaf_ = {};          // what is stored for it
  std::optional<Finding> branch_;  // the first upper hash that differs and holds not that leaf
  std::vector<Disagreement> disagreements_;
  std::vector<Finding> findings_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_LOG_CHECK_H_
