// Checkpoints signs what the log says of itself: so many records, with this root. Once
// signed, a checkpoint binds the log for ever: the last one is kept in a file beside the
// database, and a log that does not contain it is not signed for again.
#ifndef VERKAN_EVENTSTORE_CHECKPOINTS_H_
#define VERKAN_EVENTSTORE_CHECKPOINTS_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "eventstore/mutex.h"
#include "eventstore/proofs/note.h"

namespace verkan::eventstore {

// LeafTail is the hashes of the leaves that a checkpoint covers beyond the last full tile.
// With the full tiles they lead to the checkpoint's root, and so prove themselves.
struct LeafTail {
  uint64_t tile = 0;   // index of the unfinished tile of level 0
  std::string hashes;  // side by side; empty: none are kept
};

// What a data directory holds of its last checkpoint; empty if that is nothing.
struct StoredCheckpoint {
  std::string path;  // of the note
  std::string note;  // nobody has checked its signature
  LeafTail tail;
};
absl::StatusOr<StoredCheckpoint> ReadStoredCheckpoint(const std::string& directory);

// The public key of a data directory's log-key; nothing if there is no such file.
// FailedPrecondition, naming the file, if it holds no key.
absl::StatusOr<std::optional<Verifier>> ReadStoredKey(const std::string& directory);

// When a key for signing is made.
enum class NewKey {
  kForNewLog,  // for a log that nobody can have a signature of
  kIfLost,  // and instead of one that is missing or not the one that signed: readers must be told
};

// A checkpoint and its signed note.
struct SignedCheckpoint {
  Checkpoint checkpoint;
  std::string note;
};

// Thread-safe.
class Checkpoints {
 public:
  // Reads the key of the log from `directory`/log-key, made for a new log with mode 0600, and the
  // last checkpoint from `directory`/checkpoint. The store must outlive this object.
  //   DataLoss: the log does not contain its last checkpoint.
  //   FailedPrecondition, naming files and the way out: the key is missing, damaged, that of
  //   another
  //     log or not the one that signed the last checkpoint, or others can read it. Nothing is
  //     written then. With NewKey::kIfLost a new key is made; what it replaces, also the
  //     checkpoint, is kept beside it under another name.
  static absl::StatusOr<std::unique_ptr<Checkpoints>> Open(const EventStore* store,
                                                           const std::string& directory,
                                                           NewKey new_key = NewKey::kForNewLog);

  // What Open would refuse because of the key, as far as files tell it: to be asked before anything
  // is opened, and so written.
  static absl::Status CheckFiles(const std::string& directory);

  // What readers must be told, if Open has made a new key instead of another.
  const std::string& notice() const { return notice_; }

  // Whom to check signatures with; its key is public.
  const Verifier& verifier() const { return signer_.verifier(); }

  // A signed checkpoint of at least `size` records; 0: of all that is durable. On disk before
  // it is returned, with its LeafTail. InvalidArgument beyond the head.
  absl::StatusOr<SignedCheckpoint> Sign(Position size);

  // The last one that was signed; its note is empty if there is none.
  SignedCheckpoint Last() const;

  // The signed checkpoint of exactly `size` records. As Sign.
  absl::StatusOr<SignedCheckpoint> SignExactly(Position size);

 private:
  Checkpoints(const EventStore* store, Signer signer, std::string path)
      : store_(store), signer_(std::move(signer)), path_(std::move(path)) {}

  absl::Status LoadLast();
  absl::StatusOr<SignedCheckpoint> Make(Position size) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status WriteTail(Position size) const;

  const EventStore* const store_;
  const Signer signer_;
  const std::string path_;
  std::string notice_;

  mutable Mutex mutex_;
  SignedCheckpoint last_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_CHECKPOINTS_H_
