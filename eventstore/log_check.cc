#include "eventstore/log_check.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace verkan::eventstore {
namespace {

Hash HashAt(absl::string_view hashes, size_t index) {
  Hash hash;
  std::memcpy(hash.data(), hashes.data() + index * sizeof(Hash), sizeof(Hash));
  return hash;
}

std::string PathOf(int level, uint64_t index) { return TilePath({.level = level, .index = index}); }

// Sources of checkpoints in a sentence.
template <typename Items>
std::string Sources(const Items& items) {
  std::string text;
  for (const auto& item : items)
    absl::StrAppend(&text, text.empty() ? "" : ", ", item.known.source);
  return text;
}

}  // namespace

std::string ToText(const Finding& finding) {
  if (finding.first == 0) return finding.what;
  if (finding.first == finding.last) {
    for (const char* place : {"position ", "positions "}) {
      const std::string named = absl::StrCat(place, finding.first);
      if (absl::EndsWith(finding.what, named) ||
          absl::StrContains(finding.what, absl::StrCat(named, " "))) {
        return finding.what;
      }
    }
    return absl::StrCat("position ", finding.first, ": ", finding.what);
  }
  return absl::StrCat("positions ", finding.first, " to ", finding.last, ": ", finding.what);
}

LogCheck::LogCheck(Evidence evidence)
    : evidence_(std::move(evidence)),
      compare_([this](int level, uint64_t index, absl::string_view bytes) {
        CompareTile(level, index, bytes);
      }) {
  std::stable_sort(evidence_.checkpoints.begin(), evidence_.checkpoints.end(),
                   [](const KnownCheckpoint& a, const KnownCheckpoint& b) {
                     return a.checkpoint.size < b.checkpoint.size;
                   });
  CompareCheckpoints();
}

void LogCheck::Add(absl::string_view record) {
  CheckRecord(record);
  tree_.Add(RecordLeaf(record), compare_);
  CompareCheckpoints();
}

void LogCheck::CheckRecord(absl::string_view bytes) {
  const Position position = size() + 1;
  const absl::Status parsed = ParseRecord(bytes, &record_);
  if (!misplaced_ && (!parsed.ok() || record_.position != position)) {
    misplaced_ = true;
    findings_.push_back({position, position,
                         parsed.ok() ? absl::StrCat("the record says that it is that of position ",
                                                    record_.position)
                                     : std::string(parsed.message())});
  }
  if (!parsed.ok()) return;
  if (!ran_back_ && record_.recorded_at_micros < last_recorded_at_) {
    ran_back_ = true;
    // One of the two is bad, but not always the first that is: records of one time may lie between.
    findings_.push_back(
        {std::min(vouched_ + 1, position), position,
         absl::StrCat("position ", position, " was recorded before the one before")});
  }
  last_recorded_at_ = record_.recorded_at_micros;
}

void LogCheck::CompareCheckpoints() {
  for (; next_checkpoint_ < evidence_.checkpoints.size(); ++next_checkpoint_) {
    const KnownCheckpoint& known = evidence_.checkpoints[next_checkpoint_];
    if (known.checkpoint.size > size()) return;
    if (known.checkpoint.root == Root()) {
      vouched_ = size();
    } else {
      disagreements_.push_back({known, vouched_});
    }
  }
}

void LogCheck::CompareTile(int level, uint64_t index, absl::string_view computed) {
  if (evidence_.tiles == nullptr) return;
  const absl::StatusOr<std::string> stored = evidence_.tiles(level, index);
  if (stored.ok()) return CompareHashes(level, index, computed, *stored);
  const int shift = kTileHeight * (level + 1);
  const Position last = (index + 1) << shift;
  if (absl::IsNotFound(stored.status()) && last > evidence_.tiles_cover) return;
  findings_.push_back({(index << shift) + 1, last,
                       absl::IsNotFound(stored.status())
                           ? absl::StrCat(PathOf(level, index), " is missing")
                           : std::string(stored.status().message())});
}

void LogCheck::CompareHashes(int level, uint64_t index, absl::string_view computed,
                             absl::string_view stored) {
  const size_t count = std::min(computed.size(), stored.size()) / sizeof(Hash);
  size_t same = 0;
  while (same < count && HashAt(computed, same) == HashAt(stored, same)) ++same;
  if (same == count) return;
  const int shift = kTileHeight * level;
  const uint64_t node = index * kTileWidth + same;
  const Position first = (node << shift) + 1, last = (node + 1) << shift;
  if (level == 0) {
    if (leaf_.has_value()) return;
    leaf_ = {first, last, PathOf(level, index)};
    stored_leaf_ = HashAt(stored, same);
  } else if (!branch_.has_value() &&
             !(leaf_.has_value() && first <= leaf_->first && leaf_->first <= last)) {
    branch_ = {first, last,
               absl::StrCat("the records do not lead to their hash in ", PathOf(level, index))};
  }
}

// The tree as its stored tiles say, without a look at the records.
absl::StatusOr<Tree> LogCheck::StoredTree(Position size) const {
  const auto leaf = [this](uint64_t index) -> absl::StatusOr<Hash> {
    absl::StatusOr<std::string> tile = evidence_.tiles(0, index / kTileWidth);
    if (!tile.ok()) return tile.status();
    if (tile->size() / sizeof(Hash) <= index % kTileWidth) return absl::NotFoundError("no leaf");
    return HashAt(*tile, index % kTileWidth);
  };
  return Tree::Load(size, evidence_.tiles, leaf);
}

bool LogCheck::TilesLeadTo(const Checkpoint& checkpoint) const {
  if (evidence_.tiles == nullptr) return false;
  const absl::StatusOr<Tree> tree = StoredTree(checkpoint.size);
  return tree.ok() && tree->Root() == checkpoint.root;
}

// Whether the hash that is stored for leaf_ is in the tree that was signed.
bool LogCheck::LeafIsProven(const Checkpoint& checkpoint) const {
  if (!leaf_.has_value() || leaf_->first > checkpoint.size) return false;
  const absl::StatusOr<Tree> tree = StoredTree(checkpoint.size);
  if (!tree.ok()) return false;
  const NodeReader nodes = NodesOf([&](int level, uint64_t index) -> absl::StatusOr<std::string> {
    if (index == tree->UnfinishedIndex(level)) return tree->Unfinished(level);
    return evidence_.tiles(level, index);
  });
  const auto proof = InclusionProof(leaf_->first - 1, checkpoint.size, nodes);
  return proof.ok() &&
         VerifyInclusion(stored_leaf_, leaf_->first - 1, checkpoint.size, *proof, checkpoint.root)
             .ok();
}

void LogCheck::ExplainLeaf(const std::vector<Disagreement>& proven) {
  const std::string tile = std::move(leaf_->what);
  if (!proven.empty()) {
    leaf_->what =
        absl::StrCat("the record was changed: ", tile,
                     " holds the hash of another, and that one is signed in ", Sources(proven));
  } else if (vouched_ >= leaf_->first) {
    leaf_->what =
        absl::StrCat("the hash in ", tile, " was changed: the record is the one that was signed");
  } else {
    leaf_->what = absl::StrCat("the record or its hash in ", tile, " was changed");
  }
  findings_.push_back(*leaf_);
}

void LogCheck::Finish(bool ended) {
  for (int level = 0; level < Tree::kLevels; ++level) {
    const std::string& unfinished = tree_.Unfinished(level);
    if (!unfinished.empty()) CompareTile(level, tree_.UnfinishedIndex(level), unfinished);
  }
  std::vector<Disagreement> proven;
  for (const auto& [known, vouched] : disagreements_) {
    if (LeafIsProven(known.checkpoint)) {
      proven.push_back({known, vouched});
    } else if (!branch_.has_value() || !TilesLeadTo(known.checkpoint)) {
      findings_.push_back(
          {vouched + 1, std::max(known.checkpoint.size, vouched + 1),
           absl::StrCat("the records do not lead to the root that is signed in ", known.source)});
    }
  }
  if (leaf_.has_value()) ExplainLeaf(proven);
  if (branch_.has_value()) findings_.push_back(*branch_);
  for (; ended && next_checkpoint_ < evidence_.checkpoints.size(); ++next_checkpoint_) {
    const auto& [checkpoint, source] = evidence_.checkpoints[next_checkpoint_];
    const bool whole_so_far = !leaf_.has_value() && !branch_.has_value() && TilesLeadTo(checkpoint);
    findings_.push_back({(whole_so_far ? size() : vouched_) + 1, checkpoint.size,
                         absl::StrCat("the log ends at position ", size(), ", but ", source,
                                      " is signed for ", checkpoint.size)});
  }
}

}  // namespace verkan::eventstore
