// The Merkle tree of RFC 6962 (section 2.1) over the records of the log. Leaf i
// (from 0) is the record at position i + 1.
//
// A node is named by its level, 0 for leaves, and its index in that level; the
// nodes that are named here are complete: they cover 2^level leaves. Nothing here
// keeps hashes: they come from a NodeReader, such as one over tiles (tile.h).
#ifndef VERKAN_EVENTSTORE_PROOFS_MERKLE_H_
#define VERKAN_EVENTSTORE_PROOFS_MERKLE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace verkan::eventstore {

// A SHA-256 hash.
using Hash = std::array<uint8_t, 32>;

// SHA-256(bytes).
Hash Sha256(absl::string_view bytes);
// SHA-256(0x00 ‖ record).
Hash LeafHash(absl::string_view record);
// SHA-256(0x01 ‖ left ‖ right).
Hash NodeHash(const Hash& left, const Hash& right);
// Root of the tree without leaves: SHA-256 of nothing.
Hash EmptyRoot();

// Gives the hash of a complete node. Its errors are passed on.
using NodeReader = std::function<absl::StatusOr<Hash>(int level, uint64_t index)>;

// Root of the first `size` leaves. Reads at most 64 nodes.
absl::StatusOr<Hash> TreeRoot(uint64_t size, const NodeReader& read);

// Audit path of leaf `index` in the tree of `size` leaves, from the leaf upwards.
// InvalidArgument unless index < size.
absl::StatusOr<std::vector<Hash>> InclusionProof(uint64_t index, uint64_t size,
                                                 const NodeReader& read);

// Proof that the tree of `old_size` leaves is a prefix of that of `new_size`. Empty if
// they are equal or the old one is empty. InvalidArgument unless old_size <= new_size.
absl::StatusOr<std::vector<Hash>> ConsistencyProof(uint64_t old_size, uint64_t new_size,
                                                   const NodeReader& read);

// DataLoss, saying what differs, unless the proof holds (RFC 9162, sections 2.1.3.2 and 2.1.4.2).
absl::Status VerifyInclusion(const Hash& leaf, uint64_t index, uint64_t size,
                             const std::vector<Hash>& proof, const Hash& root);
absl::Status VerifyConsistency(uint64_t old_size, const Hash& old_root, uint64_t new_size,
                               const Hash& new_root, const std::vector<Hash>& proof);

// Frontier is the right edge of a growing tree: what is needed to add a leaf and to
// tell the root. Not thread-safe.
class Frontier {
 public:
  Frontier() = default;

  // Resumes at `size` leaves.
  static absl::StatusOr<Frontier> Load(uint64_t size, const NodeReader& read);

  // Adds a leaf. Calls `completed` for every node that it completes, the leaf first.
  void Add(const Hash& leaf,
           const std::function<void(int level, uint64_t index, const Hash&)>& completed);

  uint64_t size() const { return size_; }
  Hash Root() const;

 private:
  uint64_t size_ = 0;
  // Roots of the complete subtrees that the leaves split into, largest first: one for
  // every bit that is set in size_.
  std::vector<Hash> roots_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_PROOFS_MERKLE_H_
