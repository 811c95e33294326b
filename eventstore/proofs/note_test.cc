#include "eventstore/proofs/note.h"

#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "eventstore/proofs/tile.h"
#include "gtest/gtest.h"

namespace verkan::eventstore {
namespace {

// The example key and note of Go's golang.org/x/mod/sumdb/note documentation.
constexpr absl::string_view kGoKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr absl::string_view kGoNote =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xE2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

Signer NewSigner() { return *Signer::Generate("verkan.example.se"); }

TEST(Note, OpensWhatGoSigned) {
  auto verifier = Verifier::FromKey(kGoKey);
  ASSERT_TRUE(verifier.ok()) << verifier.status();
  EXPECT_EQ(verifier->Key(), kGoKey);
  auto text = OpenNote(kGoNote, *verifier);
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_TRUE(absl::EndsWith(*text, "problem is.\n"));
}

TEST(Note, KeysReadBackAsTheyAreWritten) {
  const Signer signer = NewSigner();
  auto again = Signer::FromKey(signer.Key());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->Key(), signer.Key());
  EXPECT_EQ(Verifier::FromKey(signer.verifier().Key())->key_id(), signer.verifier().key_id());
  EXPECT_FALSE(Verifier::FromKey("a+b").ok());
  EXPECT_FALSE(Verifier::FromKey(absl::StrReplaceAll(kGoKey, {{"c74f", "c74e"}})).ok());
  EXPECT_FALSE(Signer::FromKey(signer.verifier().Key()).ok());
  EXPECT_FALSE(Signer::Generate("a b").ok());
  EXPECT_FALSE(Signer::Generate("a+b").ok());
}

TEST(Note, ACheckpointReadsBackAndNamesItsLog) {
  const Signer signer = NewSigner();
  const Checkpoint checkpoint = {.origin = "verkan.example.se", .size = 42, .root = LeafHash("x")};
  auto opened = OpenCheckpoint(signer.SignNote(CheckpointText(checkpoint)), signer.verifier());
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(*opened, checkpoint);
  Checkpoint other = checkpoint;
  other.origin = "another.example.se";
  EXPECT_FALSE(OpenCheckpoint(signer.SignNote(CheckpointText(other)), signer.verifier()).ok());
}

TEST(Note, SignaturesOfOtherKeysArePassedOver) {
  const Signer signer = NewSigner();
  const Signer witness = *Signer::Generate("witness.example.se");
  const std::string text = "one\ntwo\n";
  std::string note = signer.SignNote(text);
  absl::StrAppend(&note, witness.SignNote(text).substr(text.size() + 1));
  EXPECT_EQ(*OpenNote(note, signer.verifier()), text);
  EXPECT_EQ(*OpenNote(note, witness.verifier()), text);
  EXPECT_FALSE(OpenNote(note, NewSigner().verifier()).ok());
}

TEST(Note, AnyChangedByteIsNoticed) {
  const Signer signer = NewSigner();
  const std::string note = signer.SignNote(
      CheckpointText({.origin = "verkan.example.se", .size = 42, .root = LeafHash("x")}));
  for (size_t i = 0; i < note.size(); ++i) {
    std::string changed = note;
    changed[i] ^= 1;
    EXPECT_FALSE(OpenCheckpoint(changed, signer.verifier()).ok()) << "byte " << i;
  }
  for (size_t i = 0; i < note.size(); ++i) {
    EXPECT_FALSE(OpenCheckpoint(note.substr(0, i), signer.verifier()).ok()) << "length " << i;
  }
}

TEST(TlogProof, HoldsForItsRecordAndNoOther) {
  const Signer signer = NewSigner();
  // A log of three records: the proof of the second is its sibling and the third.
  const Hash leaves[] = {RecordLeaf("one"), RecordLeaf("two"), RecordLeaf("three")};
  const Hash root = NodeHash(NodeHash(leaves[0], leaves[1]), leaves[2]);
  const std::string note =
      signer.SignNote(CheckpointText({.origin = "verkan.example.se", .size = 3, .root = root}));
  const std::string proof = TlogProof(1, {leaves[0], leaves[2]}, note);
  EXPECT_TRUE(absl::StartsWith(proof, "c2sp.org/tlog-proof@v1\nindex 1\n"));
  uint64_t index = 0;
  auto checkpoint = VerifyTlogProof(proof, "two", signer.verifier(), &index);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(index, 1u);
  EXPECT_EQ(checkpoint->size, 3u);
  EXPECT_FALSE(VerifyTlogProof(proof, "one", signer.verifier(), &index).ok());
  EXPECT_FALSE(VerifyTlogProof(proof, "two", NewSigner().verifier(), &index).ok());
  EXPECT_FALSE(
      VerifyTlogProof(TlogProof(0, {leaves[0], leaves[2]}, note), "two", signer.verifier(), &index)
          .ok());
  for (size_t length = 0; length < proof.size(); ++length) {
    EXPECT_FALSE(VerifyTlogProof(proof.substr(0, length), "two", signer.verifier(), &index).ok());
  }
  // Extra data is the application's; it does not change what is proved.
  std::string extra = proof;
  extra.insert(extra.find("index"), "extra AAAA\n");
  EXPECT_TRUE(VerifyTlogProof(extra, "two", signer.verifier(), &index).ok());
}

TEST(TlogProof, HasOneSpelling) {
  const Signer signer = NewSigner();
  const Hash leaves[] = {RecordLeaf("one"), RecordLeaf("two")};
  const std::string note = signer.SignNote(CheckpointText(
      {.origin = "verkan.example.se", .size = 2, .root = NodeHash(leaves[0], leaves[1])}));
  const std::string proof = TlogProof(1, {leaves[0]}, note);
  const auto holds = [&](const std::string& text) {
    uint64_t index = 0;
    return VerifyTlogProof(text, "two", signer.verifier(), &index).ok();
  };
  const auto with = [&](absl::string_view from, absl::string_view to) {
    return absl::StrReplaceAll(proof, {{from, to}});
  };
  EXPECT_TRUE(holds(proof));
  EXPECT_FALSE(holds(with("index 1", "index 01")));
  EXPECT_FALSE(holds(with("index 1", "index +1")));
  EXPECT_FALSE(holds(with("index 1", "index  1")));
  EXPECT_FALSE(holds(with("=\n", "\n"))) << "without padding";
  EXPECT_FALSE(holds(with("=\n", "=\t\n"))) << "with a space";
}

TEST(Note, ARootHasOneSpelling) {
  const Signer signer = NewSigner();
  const std::string text = CheckpointText({.origin = "verkan.example.se", .size = 1});
  const std::string other = absl::StrReplaceAll(text, {{"A=\n", "B=\n"}});  // two bits more
  ASSERT_NE(other, text);
  EXPECT_TRUE(OpenCheckpoint(signer.SignNote(text), signer.verifier()).ok());
  EXPECT_FALSE(OpenCheckpoint(signer.SignNote(other), signer.verifier()).ok());
}

TEST(Note, RandomBytesAreRefusedQuietly) {
  const Signer signer = NewSigner();
  std::mt19937 random(11);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 200, '\0');
    for (char& c : bytes)
      c = "\n \xE2\x80\x94"
          "ab+=0"[random() % 10];
    EXPECT_FALSE(OpenNote(bytes, signer.verifier()).ok());
  }
}

}  // namespace
}  // namespace verkan::eventstore
