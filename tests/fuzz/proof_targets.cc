// Notes, proofs and tiles: what others hand us as evidence. None is believed that differs in
// a byte from what would have been written.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "eventstore/proofs/merkle.h"
#include "eventstore/proofs/note.h"
#include "eventstore/proofs/tile.h"
#include "tests/fuzz/fuzz.h"

namespace verkan::fuzz {
namespace {

using namespace eventstore;  // NOLINT: everything here is about it

// A key for tests only, always the same, so that what is found can be tried again.
constexpr char kSignerKey[] =
    "PRIVATE+KEY+fuzz.example.se+6ca141ec+AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g";

const Signer& TestSigner() {
  static const Signer* const kSigner = [] {
    const auto signer = Signer::FromKey(kSignerKey);
    FUZZ_EXPECT(signer.ok());
    return new Signer(*signer);
  }();
  return *kSigner;
}

// A log of 21 small records.
constexpr uint64_t kRecords = 21;

std::string RecordNumber(uint64_t index) { return absl::StrCat("record ", index); }

absl::StatusOr<Hash> Node(int level, uint64_t index) {
  if (level == 0) return RecordLeaf(RecordNumber(index));
  return NodeHash(*Node(level - 1, 2 * index), *Node(level - 1, 2 * index + 1));
}

Checkpoint CheckpointAt(uint64_t size) {
  return {.origin = TestSigner().verifier().name(), .size = size, .root = *TreeRoot(size, Node)};
}

// The line that the signature of the text stands on, with its end.
std::string SignatureLine(absl::string_view text) {
  return TestSigner().SignNote(text).substr(text.size() + 1);
}

bool HasLine(absl::string_view note, absl::string_view line) {
  return absl::StartsWith(note, line) || absl::StrContains(note, absl::StrCat("\n", line));
}

// A note is accepted only with the very signature that the key makes for its text.
void ExpectSigned(absl::string_view note) {
  const Verifier& verifier = TestSigner().verifier();
  const auto text = OpenNote(note, verifier);
  const auto checkpoint = OpenCheckpoint(note, verifier);
  FUZZ_EXPECT(text.ok() || !checkpoint.ok());
  if (!text.ok()) return;
  FUZZ_EXPECT(absl::StartsWith(note, *text));
  FUZZ_EXPECT(HasLine(note.substr(text->size()), SignatureLine(*text)));
  if (checkpoint.ok()) FUZZ_EXPECT(absl::StartsWith(*text, CheckpointText(*checkpoint)));
}

// As it is; and as a text that the log's own key signs.
void RunNote(absl::string_view bytes) {
  ExpectSigned(bytes);
  if (!absl::EndsWith(bytes, "\n")) return;
  const std::string note = TestSigner().SignNote(bytes);
  const auto text = OpenNote(note, TestSigner().verifier());
  FUZZ_EXPECT(!text.ok() || *text == bytes);
  ExpectSigned(note);
}

std::vector<std::string> NoteSeeds() {
  const std::string text = CheckpointText(CheckpointAt(kRecords));
  const std::string note = TestSigner().SignNote(text);
  return {text, note, absl::StrCat(note, "\xE2\x80\x94 witness AAAAAAAA\n"),
          TestSigner().SignNote(absl::StrCat(text, "extension\n")),
          TestSigner().SignNote("fuzz.example.se\n021\nAAAA\n")};
}

// A proof is accepted only where it is, byte for byte, the proof of that record.
void RunProof(absl::string_view bytes) {
  Pieces pieces(bytes);
  const uint64_t which = pieces.Below(kRecords + 1);
  const absl::string_view proof = pieces.rest();
  uint64_t index = 0;
  const auto checkpoint =
      VerifyTlogProof(proof, RecordNumber(which), TestSigner().verifier(), &index);
  if (!checkpoint.ok()) return;
  FUZZ_EXPECT(index == which && index < checkpoint->size);
  const absl::string_view note = proof.substr(proof.find("\n\n") + 2);
  std::string wanted = TlogProof(index, *InclusionProof(index, checkpoint->size, Node), note);
  const size_t extra = proof.find("\nextra ");
  if (extra != absl::string_view::npos && extra < proof.find("\nindex ")) {
    const size_t end = proof.find('\n', extra + 1);
    wanted.insert(extra, std::string(proof.substr(extra, end - extra)));
  }
  FUZZ_EXPECT(proof == wanted);
}

std::vector<std::string> ProofSeeds() {
  std::vector<std::string> seeds;
  for (uint64_t size : {uint64_t{1}, uint64_t{8}, kRecords}) {
    const std::string note = TestSigner().SignNote(CheckpointText(CheckpointAt(size)));
    for (uint64_t index : {uint64_t{0}, size / 2, size - 1}) {
      seeds.push_back(absl::StrCat(std::string(1, static_cast<char>(index)),
                                   TlogProof(index, *InclusionProof(index, size, Node), note)));
    }
  }
  std::string extra = seeds.back();
  extra.insert(extra.find("index "), "extra AAAA\n");
  seeds.push_back(extra);
  return seeds;
}

void RunNoteKey(absl::string_view bytes) {
  if (const auto verifier = Verifier::FromKey(bytes); verifier.ok()) {
    const auto again = Verifier::FromKey(verifier->Key());
    FUZZ_EXPECT(again.ok() && again->Key() == verifier->Key());
    FUZZ_EXPECT(again->key_id() == verifier->key_id() && again->name() == verifier->name());
  }
  if (const auto signer = Signer::FromKey(bytes); signer.ok()) {
    const auto again = Signer::FromKey(signer->Key());
    FUZZ_EXPECT(again.ok() && again->Key() == signer->Key());
    FUZZ_EXPECT(OpenNote(signer->SignNote("text\n"), signer->verifier()).ok());
  }
}

std::vector<std::string> NoteKeySeeds() {
  return {TestSigner().Key(), TestSigner().verifier().Key(), "a+00000000+AQ=="};
}

// Whether there is such a tile is told without an index that is too large being folded.
uint64_t WidthAt(int level, uint64_t index, uint64_t size) {
  const auto begin = static_cast<unsigned __int128>(index) * kTileWidth;
  const uint64_t nodes = size >> (level == TileId::kEntries ? 0 : level * kTileHeight);
  if (begin >= nodes) return 0;
  return std::min<uint64_t>(nodes - static_cast<uint64_t>(begin), kTileWidth);
}

// One tile, one path.
void RunTilePath(absl::string_view bytes) {
  if (const auto tile = ParseTilePath(bytes); tile.ok()) FUZZ_EXPECT(TilePath(*tile) == bytes);
  Pieces pieces(bytes);
  TileId tile;
  tile.level = static_cast<int>(pieces.Below(9)) - 1;
  tile.width = 1 + pieces.Below(kTileWidth);
  tile.index = pieces.Number() >> pieces.Below(64);
  const auto parsed = ParseTilePath(TilePath(tile));
  FUZZ_EXPECT(parsed.ok() && *parsed == tile);
  const uint64_t size = pieces.Number() >> pieces.Below(64);
  FUZZ_EXPECT(TileWidthAt(tile.level, tile.index, size) == WidthAt(tile.level, tile.index, size));
}

std::vector<std::string> TilePathSeeds() {
  return {"tile/0/x001/x234/067", "tile/entries/000.p/17", "tile/7/000",
          "tile/0/x018/x446/x744/x073/x709/x551/615", "tile/0/1000"};
}

// A node that is made from tiles is that of the tree, or the tile is said to be too short.
void RunTile(absl::string_view bytes) {
  Pieces pieces(bytes);
  const int level = static_cast<int>(pieces.Below(16));
  const uint64_t index = pieces.Below(600);
  const std::string tile(pieces.rest());
  const NodeReader nodes = NodesOf([&](int, uint64_t) { return tile; });
  const uint64_t count = uint64_t{1} << level % kTileHeight;
  const uint64_t first = (index << level % kTileHeight) % kTileWidth;
  const auto node = nodes(level, index);
  FUZZ_EXPECT(node.ok() == (tile.size() >= (first + count) * sizeof(Hash)));
  if (!node.ok()) return;
  std::vector<Hash> hashes(count);
  std::copy_n(tile.data() + first * sizeof(Hash), count * sizeof(Hash),
              reinterpret_cast<char*>(hashes.data()));
  const auto root = TreeRoot(count, [&](int height, uint64_t at) -> absl::StatusOr<Hash> {
    std::vector<Hash> row = hashes;
    for (; height > 0; --height) {
      for (size_t i = 0; i + 1 < row.size(); i += 2) row[i / 2] = NodeHash(row[i], row[i + 1]);
      row.resize(row.size() / 2);
    }
    return row[at];
  });
  FUZZ_EXPECT(root.ok() && *root == *node);
}

std::vector<std::string> TileSeeds() {
  return {absl::StrCat(std::string("\0\0", 2), std::string(32, 'h')),
          absl::StrCat(std::string("\x03\0\0\0\0\0\0\0\0", 9), std::string(8 * 32, 'h'))};
}

// Proofs made of right and wrong hashes are accepted only if they are the one right proof.
void RunMerkle(absl::string_view bytes) {
  Pieces pieces(bytes);
  const uint64_t size = pieces.Below(kRecords + 1), old_size = pieces.Below(kRecords + 2);
  const uint64_t index = pieces.Below(kRecords + 2);
  const auto inclusion = InclusionProof(index, size, Node);
  const auto consistency = ConsistencyProof(old_size, size, Node);
  FUZZ_EXPECT(inclusion.ok() == (index < size) && consistency.ok() == (old_size <= size));
  std::vector<Hash> proof = pieces.Byte() % 2 ? inclusion.value_or(std::vector<Hash>())
                                              : consistency.value_or(std::vector<Hash>());
  while (!pieces.empty() && proof.size() < 40) {
    const uint8_t what = pieces.Byte();
    const size_t at = proof.empty() ? 0 : pieces.Byte() % proof.size();
    if (what % 3 == 0) proof.insert(proof.begin() + at, *Node(what % 4, pieces.Byte() % 2));
    if (what % 3 == 1 && !proof.empty()) proof.erase(proof.begin() + at);
    if (what % 3 == 2 && !proof.empty()) proof[at][pieces.Byte() % 32] ^= pieces.Byte();
  }
  const Hash leaf = RecordLeaf(RecordNumber(index)), root = *TreeRoot(size, Node);
  const bool included = VerifyInclusion(leaf, index, size, proof, root).ok();
  FUZZ_EXPECT(included == (inclusion.ok() && proof == *inclusion));
  if (old_size > kRecords) return;
  const Hash old_root = *TreeRoot(old_size, Node);
  const bool consistent = VerifyConsistency(old_size, old_root, size, root, proof).ok();
  FUZZ_EXPECT(consistent == (consistency.ok() && proof == *consistency));
}

std::vector<std::string> MerkleSeeds() {
  return {"\x15\x08\x07\x01", std::string("\x15\x08\x07\0", 4), "\x08\x15\x07\x01\x02\x01\x01\x01"};
}

}  // namespace

std::vector<Target> ProofTargets() {
  return {{"note", RunNote, NoteSeeds},           {"proof", RunProof, ProofSeeds},
          {"note_key", RunNoteKey, NoteKeySeeds}, {"tile_path", RunTilePath, TilePathSeeds},
          {"tile", RunTile, TileSeeds},           {"merkle", RunMerkle, MerkleSeeds}};
}

}  // namespace verkan::fuzz
