#include "eventstore/proofs/merkle.h"

#include <map>
#include <random>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace verkan::eventstore {
namespace {

std::string Hex(const Hash& hash) {
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

// Tree keeps every node of a growing tree.
struct Tree {
  Frontier frontier;
  std::map<std::pair<int, uint64_t>, Hash> nodes;
  std::vector<Hash> leaves;
  std::vector<Hash> roots = {EmptyRoot()};  // by size

  void Add(absl::string_view record) {
    leaves.push_back(LeafHash(record));
    frontier.Add(leaves.back(), [this](int level, uint64_t index, const Hash& hash) {
      nodes[{level, index}] = hash;
    });
    roots.push_back(frontier.Root());
  }

  NodeReader Reader() const {
    return [this](int level, uint64_t index) -> absl::StatusOr<Hash> {
      auto it = nodes.find({level, index});
      if (it == nodes.end()) return absl::NotFoundError("no such node");
      return it->second;
    };
  }
};

Tree TreeOf(int size) {
  Tree tree;
  for (int i = 0; i < size; ++i) tree.Add(absl::StrCat("record ", i));
  return tree;
}

// The roots that the Certificate Transparency reference implementations agree on.
TEST(Merkle, RootsAreThoseOfThePublishedVectors) {
  const std::vector<std::string> leaves = {"",
                                           "00",
                                           "10",
                                           "2021",
                                           "3031",
                                           "40414243",
                                           "5051525354555657",
                                           "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Tree tree;
  EXPECT_EQ(Hex(tree.frontier.Root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (size_t i = 0; i < leaves.size(); ++i) {
    tree.Add(absl::HexStringToBytes(leaves[i]));
    EXPECT_EQ(Hex(tree.frontier.Root()), roots[i]) << "size " << i + 1;
    EXPECT_EQ(Hex(*TreeRoot(i + 1, tree.Reader())), roots[i]) << "size " << i + 1;
  }
}

TEST(Merkle, EveryInclusionProofHoldsAndOnlyForItsLeaf) {
  const Tree tree = TreeOf(70);
  for (uint64_t size = 1; size <= 70; ++size) {
    for (uint64_t index = 0; index < size; ++index) {
      auto proof = InclusionProof(index, size, tree.Reader());
      ASSERT_TRUE(proof.ok());
      EXPECT_TRUE(VerifyInclusion(tree.leaves[index], index, size, *proof, tree.roots[size]).ok());
      EXPECT_FALSE(VerifyInclusion(LeafHash("other"), index, size, *proof, tree.roots[size]).ok());
      EXPECT_FALSE(
          VerifyInclusion(tree.leaves[index], index, size, *proof, tree.roots[size - 1]).ok());
    }
  }
  EXPECT_EQ(InclusionProof(70, 70, tree.Reader()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Merkle, EveryConsistencyProofHoldsAndOnlyForItsRoots) {
  const Tree tree = TreeOf(70);
  for (uint64_t size = 0; size <= 70; ++size) {
    for (uint64_t old = 0; old <= size; ++old) {
      auto proof = ConsistencyProof(old, size, tree.Reader());
      ASSERT_TRUE(proof.ok());
      EXPECT_TRUE(VerifyConsistency(old, tree.roots[old], size, tree.roots[size], *proof).ok())
          << old << " in " << size;
      EXPECT_FALSE(VerifyConsistency(old, LeafHash("other"), size, tree.roots[size], *proof).ok());
      if (old == 0) continue;
      EXPECT_FALSE(VerifyConsistency(old, tree.roots[old], size, LeafHash("other"), *proof).ok());
      std::vector<Hash> longer = *proof;
      longer.push_back(LeafHash("more"));
      EXPECT_FALSE(VerifyConsistency(old, tree.roots[old], size, tree.roots[size], longer).ok());
    }
  }
}

TEST(Merkle, AnyChangedBitOfAProofIsNoticed) {
  const Tree tree = TreeOf(37);
  std::mt19937 random(7);
  auto proof = *InclusionProof(11, 37, tree.Reader());
  for (int round = 0; round < 200; ++round) {
    auto changed = proof;
    changed[random() % changed.size()][random() % 32] ^= 1 << random() % 8;
    EXPECT_FALSE(VerifyInclusion(tree.leaves[11], 11, 37, changed, tree.roots[37]).ok());
  }
}

TEST(Merkle, AFrontierResumesWhereItWas) {
  const Tree tree = TreeOf(70);
  for (uint64_t size = 0; size <= 69; ++size) {
    auto frontier = Frontier::Load(size, tree.Reader());
    ASSERT_TRUE(frontier.ok());
    EXPECT_EQ(frontier->Root(), tree.roots[size]);
    frontier->Add(tree.leaves[size], [](int, uint64_t, const Hash&) {});
    EXPECT_EQ(frontier->Root(), tree.roots[size + 1]);
  }
}

}  // namespace
}  // namespace verkan::eventstore
