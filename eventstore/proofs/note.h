// Signed notes and checkpoints, in the formats of C2SP signed-note and tlog-checkpoint
// (https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint), with Ed25519.
//
//   verkan.example.se
//   20852163
//   CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//
//   — verkan.example.se Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/…
#ifndef VERKAN_EVENTSTORE_PROOFS_NOTE_H_
#define VERKAN_EVENTSTORE_PROOFS_NOTE_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/proofs/merkle.h"

namespace verkan::eventstore {

// Checkpoint says that the first `size` records of a log have the root `root`.
struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Hash root = {};
  bool operator==(const Checkpoint&) const = default;
};

// The text of a checkpoint, without signatures, ending in a line feed.
std::string CheckpointText(const Checkpoint& checkpoint);

// Verifier checks the signatures of one key. Thread-safe.
class Verifier {
 public:
  // From "<name>+<key id, hex>+<base64 of 0x01 and the public key>", as Go's sumdb/note writes it.
  static absl::StatusOr<Verifier> FromKey(absl::string_view verifier_key);

  Verifier(absl::string_view name, const std::array<uint8_t, 32>& public_key);

  const std::string& name() const { return name_; }
  uint32_t key_id() const { return key_id_; }
  std::string Key() const;

  // True if the signature, 64 bytes, is this key's over the text.
  bool Verify(absl::string_view text, absl::string_view signature) const;

 private:
  std::string name_;
  std::array<uint8_t, 32> public_key_;
  uint32_t key_id_;
};

// Signer signs with one key. Thread-safe.
class Signer {
 public:
  // Makes a new key. The name must not be empty, and hold neither spaces nor '+'.
  static absl::StatusOr<Signer> Generate(absl::string_view name);

  // From "PRIVATE+KEY+<name>+<key id, hex>+<base64 of 0x01 and the seed>".
  static absl::StatusOr<Signer> FromKey(absl::string_view signer_key);

  const Verifier& verifier() const { return verifier_; }

  // The secret key in text form; for a file with mode 0600 only.
  std::string Key() const;

  // The note of the text, which must end in a line feed and hold no empty line at its end.
  std::string SignNote(absl::string_view text) const;

 private:
  Signer(absl::string_view name, const std::array<uint8_t, 32>& seed,
         const std::array<uint8_t, 32>& public_key);

  std::array<uint8_t, 32> seed_;
  Verifier verifier_;
};

// The text of a note that the verifier signed. Other keys' signatures are passed over.
// DataLoss if the note is malformed, the signature is missing or does not verify.
absl::StatusOr<std::string> OpenNote(absl::string_view note, const Verifier& verifier);

// What a note says as a checkpoint, whoever signed it, if anybody did.
absl::StatusOr<Checkpoint> ReadCheckpoint(absl::string_view note);

// The checkpoint that a note holds, signed by the verifier's key and with its name as origin.
absl::StatusOr<Checkpoint> OpenCheckpoint(absl::string_view note, const Verifier& verifier);

// The proof that a record is in a log, as a text of its own: C2SP tlog-proof
// (https://c2sp.org/tlog-proof). `index` counts records from 0.
std::string TlogProof(uint64_t index, const std::vector<Hash>& inclusion, absl::string_view note);

// Checks a tlog-proof: that the record is in the log of the verifier; sets the index it is at.
// Returns the checkpoint it rests on. DataLoss, saying what is wrong, for any other text.
absl::StatusOr<Checkpoint> VerifyTlogProof(absl::string_view proof, absl::string_view record,
                                           const Verifier& verifier, uint64_t* index);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_PROOFS_NOTE_H_
