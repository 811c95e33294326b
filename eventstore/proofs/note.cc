#include "eventstore/proofs/note.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "eventstore/proofs/tile.h"

namespace verkan::eventstore {
namespace {

constexpr char kEd25519 = 0x01;
constexpr absl::string_view kSignaturePrefix = "\xE2\x80\x94 ";  // an em dash and a space
constexpr absl::string_view kProofHeader = "c2sp.org/tlog-proof@v1\n";
constexpr absl::string_view kSignerPrefix = "PRIVATE+KEY+";
constexpr size_t kKeyBytes = 32;
constexpr size_t kKeyIdBytes = 4;
constexpr size_t kSignatureBytes = 64;
constexpr size_t kMaxNoteBytes = 1 << 20;

using KeyBytes = std::array<uint8_t, kKeyBytes>;
using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using ContextPtr = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const uint8_t* Data(absl::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

absl::string_view View(const KeyBytes& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

std::string Tagged(const KeyBytes& key) {
  return absl::StrCat(std::string(1, kEd25519), View(key));
}

// One way to write bytes: any other spelling of them is refused, so that a text which was
// changed is never taken for the one that was written.
bool ParseBase64(absl::string_view text, std::string* bytes) {
  return absl::Base64Unescape(text, bytes) && absl::Base64Escape(*bytes) == text;
}

bool IsValidName(absl::string_view name) {
  if (name.empty()) return false;
  for (char c : name) {
    if (absl::ascii_isspace(c) || absl::ascii_iscntrl(c) || c == '+') return false;
  }
  return true;
}

// First four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), big endian.
uint32_t KeyId(absl::string_view name, const KeyBytes& public_key) {
  const std::string input = absl::StrCat(name, "\n", Tagged(public_key));
  uint8_t digest[SHA256_DIGEST_LENGTH];
  SHA256(Data(input), input.size(), digest);
  return uint32_t{digest[0]} << 24 | uint32_t{digest[1]} << 16 | uint32_t{digest[2]} << 8 |
         uint32_t{digest[3]};
}

std::string BigEndian(uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

absl::Status BadKey(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("not a note key: ", what));
}

absl::Status BadNote(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("note does not verify: ", what));
}

// Splits "<name>+<key id>+<base64 of 0x01 and 32 bytes>".
absl::Status ParseKey(absl::string_view text, std::string* name, uint32_t* key_id, KeyBytes* key) {
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits('+', 2));
  if (parts.size() != 3) return BadKey("it has not the form name+id+key");
  if (!IsValidName(parts[0])) return BadKey("its name is empty or has spaces");
  if (parts[1].size() != 8 || !absl::SimpleHexAtoi(parts[1], key_id)) {
    return BadKey("its id is not eight hexadecimal digits");
  }
  std::string bytes;
  if (!ParseBase64(parts[2], &bytes) || bytes.size() != 1 + kKeyBytes || bytes[0] != kEd25519) {
    return BadKey("it is not an Ed25519 key in base64");
  }
  *name = parts[0];
  std::memcpy(key->data(), bytes.data() + 1, kKeyBytes);
  return absl::OkStatus();
}

absl::StatusOr<KeyBytes> PublicKeyOf(const KeyBytes& seed) {
  KeyPtr key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
             EVP_PKEY_free);
  KeyBytes public_key;
  size_t size = public_key.size();
  if (key == nullptr || EVP_PKEY_get_raw_public_key(key.get(), public_key.data(), &size) != 1) {
    return absl::InternalError("OpenSSL refused an Ed25519 key");
  }
  return public_key;
}

// Splits a note into its text and its signature lines.
absl::Status SplitNote(absl::string_view note, absl::string_view* text,
                       std::vector<absl::string_view>* lines) {
  if (note.size() > kMaxNoteBytes) return BadNote("it is larger than a mebibyte");
  const size_t end = note.rfind("\n\n");
  if (end == absl::string_view::npos) return BadNote("it has no signatures");
  *text = note.substr(0, end + 1);
  absl::string_view signatures = note.substr(end + 2);
  if (!absl::ConsumeSuffix(&signatures, "\n")) return BadNote("its last line is not ended");
  *lines = absl::StrSplit(signatures, '\n');
  return absl::OkStatus();
}

}  // namespace

std::string CheckpointText(const Checkpoint& checkpoint) {
  const absl::string_view root(reinterpret_cast<const char*>(checkpoint.root.data()),
                               checkpoint.root.size());
  return absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n", absl::Base64Escape(root),
                      "\n");
}

Verifier::Verifier(absl::string_view name, const std::array<uint8_t, 32>& public_key)
    : name_(name), public_key_(public_key), key_id_(KeyId(name, public_key)) {}

absl::StatusOr<Verifier> Verifier::FromKey(absl::string_view verifier_key) {
  std::string name;
  uint32_t key_id = 0;
  KeyBytes key;
  if (absl::Status status = ParseKey(verifier_key, &name, &key_id, &key); !status.ok()) {
    return status;
  }
  Verifier verifier(name, key);
  if (verifier.key_id_ != key_id) return BadKey("its id is not that of the name and the key");
  return verifier;
}

std::string Verifier::Key() const {
  return absl::StrFormat("%s+%08x+%s", name_, key_id_, absl::Base64Escape(Tagged(public_key_)));
}

bool Verifier::Verify(absl::string_view text, absl::string_view signature) const {
  if (signature.size() != kSignatureBytes) return false;
  KeyPtr key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key_.data(),
                                         public_key_.size()),
             EVP_PKEY_free);
  ContextPtr context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return key != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Data(signature), signature.size(), Data(text),
                          text.size()) == 1;
}

Signer::Signer(absl::string_view name, const std::array<uint8_t, 32>& seed,
               const std::array<uint8_t, 32>& public_key)
    : seed_(seed), verifier_(name, public_key) {}

absl::StatusOr<Signer> Signer::Generate(absl::string_view name) {
  if (!IsValidName(name)) return BadKey("its name is empty, or has spaces or '+'");
  KeyBytes seed;
  if (RAND_priv_bytes(seed.data(), seed.size()) != 1) {
    return absl::InternalError("OpenSSL gave no random bytes");
  }
  absl::StatusOr<KeyBytes> public_key = PublicKeyOf(seed);
  if (!public_key.ok()) return public_key.status();
  return Signer(name, seed, *public_key);
}

absl::StatusOr<Signer> Signer::FromKey(absl::string_view signer_key) {
  if (!absl::ConsumePrefix(&signer_key, kSignerPrefix)) return BadKey("it is not a private key");
  std::string name;
  uint32_t key_id = 0;
  KeyBytes seed;
  if (absl::Status status = ParseKey(signer_key, &name, &key_id, &seed); !status.ok()) {
    return status;
  }
  absl::StatusOr<KeyBytes> public_key = PublicKeyOf(seed);
  if (!public_key.ok()) return public_key.status();
  Signer signer(name, seed, *public_key);
  if (signer.verifier_.key_id() != key_id) {
    return BadKey("its id is not that of the name and the key");
  }
  return signer;
}

std::string Signer::Key() const {
  return absl::StrFormat("%s%s+%08x+%s", kSignerPrefix, verifier_.name(), verifier_.key_id(),
                         absl::Base64Escape(Tagged(seed_)));
}

std::string Signer::SignNote(absl::string_view text) const {
  KeyPtr key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed_.data(), seed_.size()),
             EVP_PKEY_free);
  ContextPtr context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get());
  EVP_DigestSign(context.get(), reinterpret_cast<uint8_t*>(signature.data()), &size, Data(text),
                 text.size());
  return absl::StrCat(text, "\n", kSignaturePrefix, verifier_.name(), " ",
                      absl::Base64Escape(absl::StrCat(BigEndian(verifier_.key_id()), signature)),
                      "\n");
}

absl::StatusOr<std::string> OpenNote(absl::string_view note, const Verifier& verifier) {
  absl::string_view text;
  std::vector<absl::string_view> lines;
  if (absl::Status status = SplitNote(note, &text, &lines); !status.ok()) return status;
  bool verified = false;
  for (absl::string_view line : lines) {
    const std::vector<absl::string_view> parts = absl::StrSplit(line, ' ');
    if (!absl::StartsWith(line, kSignaturePrefix) || parts.size() != 3) {
      return BadNote("a signature line is malformed");
    }
    std::string bytes;
    if (!ParseBase64(parts[2], &bytes) || bytes.size() <= kKeyIdBytes) {
      return BadNote("a signature is not base64");
    }
    if (parts[1] != verifier.name() ||
        bytes.substr(0, kKeyIdBytes) != BigEndian(verifier.key_id())) {
      continue;
    }
    if (!verifier.Verify(text, absl::string_view(bytes).substr(kKeyIdBytes))) {
      return BadNote(absl::StrCat("the signature of ", verifier.name(), " is wrong"));
    }
    verified = true;
  }
  if (!verified) return BadNote(absl::StrCat("it is not signed by ", verifier.Key()));
  return std::string(text);
}

absl::StatusOr<Checkpoint> ReadCheckpoint(absl::string_view note) {
  const std::vector<std::string> lines = absl::StrSplit(note, '\n');
  Checkpoint checkpoint;
  std::string root;
  if (lines.size() < 4 || !absl::SimpleAtoi(lines[1], &checkpoint.size) ||
      absl::StrCat(checkpoint.size) != lines[1] || !ParseBase64(lines[2], &root) ||
      root.size() != checkpoint.root.size()) {
    return BadNote("it is not a checkpoint of origin, size and root");
  }
  checkpoint.origin = lines[0];
  std::memcpy(checkpoint.root.data(), root.data(), root.size());
  return checkpoint;
}

absl::StatusOr<Checkpoint> OpenCheckpoint(absl::string_view note, const Verifier& verifier) {
  const absl::StatusOr<std::string> text = OpenNote(note, verifier);
  if (!text.ok()) return text.status();
  absl::StatusOr<Checkpoint> checkpoint = ReadCheckpoint(*text);
  if (checkpoint.ok() && checkpoint->origin != verifier.name()) {
    return BadNote("it is of another log");
  }
  return checkpoint;
}

std::string TlogProof(uint64_t index, const std::vector<Hash>& inclusion, absl::string_view note) {
  std::string proof = absl::StrCat(kProofHeader, "index ", index, "\n");
  for (const Hash& hash : inclusion) absl::StrAppend(&proof, absl::Base64Escape(View(hash)), "\n");
  return absl::StrCat(proof, "\n", note);
}

absl::StatusOr<Checkpoint> VerifyTlogProof(absl::string_view proof, absl::string_view record,
                                           const Verifier& verifier, uint64_t* index) {
  if (!absl::ConsumePrefix(&proof, kProofHeader)) return BadNote("it is not a tlog-proof");
  const size_t end = proof.find("\n\n");
  if (end == absl::string_view::npos) return BadNote("the proof has no checkpoint");
  absl::StatusOr<Checkpoint> checkpoint = OpenCheckpoint(proof.substr(end + 2), verifier);
  if (!checkpoint.ok()) return checkpoint;
  std::vector<absl::string_view> lines = absl::StrSplit(proof.substr(0, end), '\n');
  if (absl::StartsWith(lines.front(), "extra ")) lines.erase(lines.begin());
  if (lines.empty() || !absl::ConsumePrefix(&lines.front(), "index ") ||
      !absl::SimpleAtoi(lines.front(), index) || absl::StrCat(*index) != lines.front()) {
    return BadNote("the proof has no index");
  }
  std::vector<Hash> inclusion;
  for (size_t i = 1; i < lines.size(); ++i) {
    std::string bytes;
    if (!ParseBase64(lines[i], &bytes) || bytes.size() != sizeof(Hash)) {
      return BadNote("the proof holds what is not a hash");
    }
    std::memcpy(inclusion.emplace_back().data(), bytes.data(), bytes.size());
  }
  absl::Status included =
      VerifyInclusion(RecordLeaf(record), *index, checkpoint->size, inclusion, checkpoint->root);
  if (!included.ok()) return included;
  return checkpoint;
}

}  // namespace verkan::eventstore
