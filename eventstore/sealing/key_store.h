// KeyStore keeps one data key for every person (subject), wrapped by a master key. A
// person is erased by destroying the key: what was sealed under it, in the log, in
// backups and in read models, can never be opened again.
//
// It is a database of its own, so that backups of events never hold keys. Bytes:
//   "k" subject  →  state (1 byte) ‖ master key id (4, big endian) ‖ seal of the data key
//                   under the master key, with the subject as additional data; an erased
//                   subject has the state byte only.
//   "erasing"    →  empty; there while the key of an erased subject may still be on disk
#ifndef VERKAN_EVENTSTORE_SEALING_KEY_STORE_H_
#define VERKAN_EVENTSTORE_SEALING_KEY_STORE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/sealing/seal.h"

namespace rocksdb {
class FileSystem;
}

namespace verkan::eventstore {

// MasterKey wraps data keys. Its id is the first four bytes of the key's SHA-256.
struct MasterKey {
  SecretKey key;
  uint32_t id() const;
};

// Reads a master key file: 64 hexadecimal digits and a line feed. If there is none and
// `create` is set, makes one with mode 0600. FailedPrecondition for a file that others can
// read.
absl::StatusOr<MasterKey> LoadMasterKey(const std::string& path, bool create);

struct KeyStoreOptions {
  std::string path;                                  // directory of the database
  std::vector<MasterKey> master_keys;                // the first wraps new keys; all unwrap
  std::shared_ptr<rocksdb::FileSystem> file_system;  // seam for fault tests; null: the real one
};

// SubjectState tells what may be done with a subject's personal data.
enum class SubjectState : uint8_t {
  kUnknown = 0,     // has no key yet
  kActive = 1,      // may be sealed and opened
  kRestricted = 2,  // locked: sealing goes on, opening is refused; reversible
  kErased = 3,      // the key is gone, for ever
};

// Thread-safe. What cannot be written is Unavailable, or ResourceExhausted while the disk is
// full, after which it goes on by itself.
class KeyStore {
 public:
  // FailedPrecondition if a key is wrapped by a master key that is not given.
  static absl::StatusOr<std::unique_ptr<KeyStore>> Open(KeyStoreOptions options);

  virtual ~KeyStore() = default;

  // The subject's key, made if there is none; on disk only after the next Sync.
  // FailedPrecondition for an erased subject.
  virtual absl::StatusOr<SecretKey> KeyToSeal(absl::string_view subject) = 0;

  // The subject's key. NotFound if there is none; FailedPrecondition if the subject
  // is restricted or erased.
  virtual absl::StatusOr<SecretKey> KeyToOpen(absl::string_view subject) = 0;

  // Makes all keys made so far durable. Must come before what they seal is.
  virtual absl::Status Sync() = 0;

  virtual absl::StatusOr<SubjectState> State(absl::string_view subject) const = 0;

  // Locks or unlocks a subject. NotFound without a key, FailedPrecondition once erased.
  virtual absl::Status SetRestricted(absl::string_view subject, bool restricted) = 0;

  // Destroys the key and forces it off disk: neither write-ahead log nor tables hold the
  // wrapped key when it returns. Erasing again, or a subject without a key, is fine: the
  // subject never gets a key again. What a crash cut off is finished by the next Open.
  virtual absl::Status Erase(absl::string_view subject) = 0;

  // Wraps every key anew under the first master key; the others are not needed afterwards.
  virtual absl::Status Rewrap() = 0;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_SEALING_KEY_STORE_H_
