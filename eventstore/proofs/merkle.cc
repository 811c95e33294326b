#include "eventstore/proofs/merkle.h"

#include <openssl/evp.h>

#include <bit>
#include <cassert>

#include "absl/strings/str_cat.h"

namespace verkan::eventstore {
namespace {

// Digest keeps a fetched SHA-256 and a context for each thread: fetching costs more
// than hashing a node.
class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new()), sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr)) {}
  ~Digest() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(sha256_);
  }

  Hash Of(absl::string_view a, absl::string_view b = {}, absl::string_view c = {}) {
    Hash hash;
    EVP_DigestInit_ex2(context_, sha256_, nullptr);
    EVP_DigestUpdate(context_, a.data(), a.size());
    EVP_DigestUpdate(context_, b.data(), b.size());
    EVP_DigestUpdate(context_, c.data(), c.size());
    EVP_DigestFinal_ex(context_, hash.data(), nullptr);
    return hash;
  }

 private:
  EVP_MD_CTX* const context_;
  EVP_MD* const sha256_;
};

Digest& ThreadDigest() {
  thread_local Digest digest;
  return digest;
}

absl::string_view Bytes(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

// Largest power of two below n, for n >= 2.
uint64_t SplitPoint(uint64_t n) { return std::bit_floor(n - 1); }

// Hash of the leaves [begin, end). If the range is complete it is one node.
absl::StatusOr<Hash> RangeRoot(uint64_t begin, uint64_t end, const NodeReader& read) {
  const uint64_t size = end - begin;
  assert(size > 0);
  if (std::has_single_bit(size)) {
    const int level = std::countr_zero(size);
    return read(level, begin >> level);
  }
  const uint64_t middle = begin + SplitPoint(size);
  absl::StatusOr<Hash> left = RangeRoot(begin, middle, read);
  if (!left.ok()) return left;
  absl::StatusOr<Hash> right = RangeRoot(middle, end, read);
  if (!right.ok()) return right;
  return NodeHash(*left, *right);
}

absl::Status AppendRange(uint64_t begin, uint64_t end, const NodeReader& read,
                         std::vector<Hash>* proof) {
  absl::StatusOr<Hash> hash = RangeRoot(begin, end, read);
  if (!hash.ok()) return hash.status();
  proof->push_back(*hash);
  return absl::OkStatus();
}

// PATH of RFC 6962: the audit path of `index` within [begin, end).
absl::Status Path(uint64_t index, uint64_t begin, uint64_t end, const NodeReader& read,
                  std::vector<Hash>* proof) {
  if (end - begin == 1) return absl::OkStatus();
  const uint64_t middle = begin + SplitPoint(end - begin);
  const bool left = index < middle;
  absl::Status status =
      left ? Path(index, begin, middle, read, proof) : Path(index, middle, end, read, proof);
  if (!status.ok()) return status;
  return left ? AppendRange(middle, end, read, proof) : AppendRange(begin, middle, read, proof);
}

// SUBPROOF of RFC 6962 over [begin, end): `old_end` lies within it; `whole` says that
// the verifier knows the root of [begin, old_end) already.
absl::Status Subproof(uint64_t old_end, uint64_t begin, uint64_t end, bool whole,
                      const NodeReader& read, std::vector<Hash>* proof) {
  if (old_end == end) {
    return whole ? absl::OkStatus() : AppendRange(begin, end, read, proof);
  }
  const uint64_t middle = begin + SplitPoint(end - begin);
  const bool left = old_end <= middle;
  absl::Status status = left ? Subproof(old_end, begin, middle, whole, read, proof)
                             : Subproof(old_end, middle, end, false, read, proof);
  if (!status.ok()) return status;
  return left ? AppendRange(middle, end, read, proof) : AppendRange(begin, middle, read, proof);
}

absl::Status Differs(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("proof does not hold: ", what));
}

}  // namespace

Hash Sha256(absl::string_view bytes) { return ThreadDigest().Of(bytes); }

Hash LeafHash(absl::string_view record) {
  return ThreadDigest().Of(absl::string_view("\0", 1), record);
}

Hash NodeHash(const Hash& left, const Hash& right) {
  return ThreadDigest().Of(absl::string_view("\1", 1), Bytes(left), Bytes(right));
}

Hash EmptyRoot() { return Sha256({}); }

absl::StatusOr<Hash> TreeRoot(uint64_t size, const NodeReader& read) {
  if (size == 0) return EmptyRoot();
  return RangeRoot(0, size, read);
}

absl::StatusOr<std::vector<Hash>> InclusionProof(uint64_t index, uint64_t size,
                                                 const NodeReader& read) {
  if (index >= size) {
    return absl::InvalidArgumentError(
        absl::StrCat("leaf ", index, " is not in a tree of ", size, " leaves"));
  }
  std::vector<Hash> proof;
  absl::Status status = Path(index, 0, size, read, &proof);
  if (!status.ok()) return status;
  return proof;
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(uint64_t old_size, uint64_t new_size,
                                                   const NodeReader& read) {
  if (old_size > new_size) {
    return absl::InvalidArgumentError(
        absl::StrCat("a tree of ", old_size, " leaves is no prefix of one of ", new_size));
  }
  std::vector<Hash> proof;
  if (old_size == 0) return proof;
  absl::Status status = Subproof(old_size, 0, new_size, true, read, &proof);
  if (!status.ok()) return status;
  return proof;
}

absl::Status VerifyInclusion(const Hash& leaf, uint64_t index, uint64_t size,
                             const std::vector<Hash>& proof, const Hash& root) {
  if (index >= size) return Differs("the leaf lies outside the tree");
  uint64_t node = index;
  uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return Differs("it has too many hashes");
    if ((node & 1) != 0 || node == last) {
      hash = NodeHash(sibling, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return Differs("it has too few hashes");
  if (hash != root) return Differs("it leads to another root");
  return absl::OkStatus();
}

absl::Status VerifyConsistency(uint64_t old_size, const Hash& old_root, uint64_t new_size,
                               const Hash& new_root, const std::vector<Hash>& proof) {
  if (old_size > new_size) return Differs("the old tree is the larger one");
  if (old_size == new_size || old_size == 0) {
    if (!proof.empty()) return Differs("it has too many hashes");
    const Hash wanted = old_size == 0 ? EmptyRoot() : new_root;
    return old_root == wanted ? absl::OkStatus() : Differs("the roots of equal trees differ");
  }
  if (proof.empty()) return Differs("it has too few hashes");
  size_t next = 0;
  // A complete old tree is a node of the new one, and then its root is not in the proof.
  const Hash start = std::has_single_bit(old_size) ? old_root : proof[next++];
  uint64_t node = old_size - 1;
  uint64_t last = new_size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  Hash old_hash = start;
  Hash new_hash = start;
  for (; next < proof.size(); ++next) {
    if (last == 0) return Differs("it has too many hashes");
    if ((node & 1) != 0 || node == last) {
      old_hash = NodeHash(proof[next], old_hash);
      new_hash = NodeHash(proof[next], new_hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = NodeHash(new_hash, proof[next]);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return Differs("it has too few hashes");
  if (old_hash != old_root) return Differs("it leads to another old root");
  if (new_hash != new_root) return Differs("it leads to another new root");
  return absl::OkStatus();
}

absl::StatusOr<Frontier> Frontier::Load(uint64_t size, const NodeReader& read) {
  Frontier frontier;
  frontier.size_ = size;
  uint64_t begin = 0;
  for (int level = 63; level >= 0; --level) {
    if ((size >> level & 1) == 0) continue;
    absl::StatusOr<Hash> hash = read(level, begin >> level);
    if (!hash.ok()) return hash.status();
    frontier.roots_.push_back(*hash);
    begin += uint64_t{1} << level;
  }
  return frontier;
}

void Frontier::Add(const Hash& leaf,
                   const std::function<void(int level, uint64_t index, const Hash&)>& completed) {
  Hash hash = leaf;
  completed(0, size_, hash);
  for (int level = 0; (size_ >> level & 1) != 0; ++level) {
    hash = NodeHash(roots_.back(), hash);
    roots_.pop_back();
    completed(level + 1, size_ >> (level + 1), hash);
  }
  roots_.push_back(hash);
  ++size_;
  assert(static_cast<int>(roots_.size()) == std::popcount(size_));
}

Hash Frontier::Root() const {
  if (roots_.empty()) return EmptyRoot();
  Hash hash = roots_.back();
  for (size_t i = roots_.size() - 1; i-- > 0;) hash = NodeHash(roots_[i], hash);
  return hash;
}

}  // namespace verkan::eventstore
