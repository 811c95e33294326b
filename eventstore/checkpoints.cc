#include "eventstore/checkpoints.h"

#include <cstdio>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/files.h"
#include "eventstore/high_water.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr char kTailSuffix[] = "-tail";
constexpr absl::string_view kTailHeader = "verkan checkpoint-tail 1\ntile ";

constexpr char kKeyFile[] = "/log-key";
constexpr char kCheckpointFile[] = "/checkpoint";

// What a data directory has of the log's key and of what was signed with it.
struct KeyFiles {
  explicit KeyFiles(const std::string& directory)
      : key_path(directory + kKeyFile), note_path(directory + kCheckpointFile) {}

  const std::string key_path, note_path;
  std::optional<std::string> key, note;
};

absl::StatusOr<KeyFiles> ReadKeyFiles(const std::string& directory) {
  KeyFiles files(directory);
  VERKAN_ASSIGN_OR_RETURN(files.key, ReadSecretFile(files.key_path));
  VERKAN_ASSIGN_OR_RETURN(files.note, ReadFile(files.note_path));
  return files;
}

absl::StatusOr<Signer> ParseKey(const std::string& path, absl::string_view text) {
  absl::StatusOr<Signer> signer = Signer::FromKey(absl::StripSuffix(text, "\n"));
  if (signer.ok()) return signer;
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", signer.status().message()));
}

// What is wrong, and what to do about it.
absl::Status KeyLost(const KeyFiles& files, absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(
      what, ". Put the log's own ", files.key_path,
      " back. If it is lost for good, start once with verkand --new-log-key: that makes a new key",
      files.note.has_value() ? absl::StrCat(" and keeps ", files.note_path, " under another name")
                             : "",
      "; whoever checks signatures must be told. Nothing has been changed"));
}

// Whether the key is one that may sign for the log. `has_records`: readers may have a signature.
absl::Status CheckKey(const KeyFiles& files, bool has_records) {
  if (!files.key.has_value()) {
    if (!files.note.has_value() && !has_records) return absl::OkStatus();
    return KeyLost(files, absl::StrCat(files.key_path, " is missing, but the log is not new"));
  }
  const absl::StatusOr<Signer> signer = ParseKey(files.key_path, *files.key);
  if (!signer.ok()) return KeyLost(files, signer.status().message());
  if (!files.note.has_value()) return absl::OkStatus();
  const absl::Status opened = OpenCheckpoint(*files.note, signer->verifier()).status();
  if (opened.ok()) return absl::OkStatus();
  return KeyLost(
      files, absl::StrCat(files.note_path, " is not what the key in ", files.key_path, " signed (",
                          opened.message(), "). One of the two files is damaged or another log's"));
}

absl::Status MoveAside(const std::string& path, const std::string& suffix) {
  if (rename(path.c_str(), (path + suffix).c_str()) == 0) return absl::OkStatus();
  return FileError(path, "rename");
}

// Makes a key and moves aside what is there of another. The key is written first: if that is all
// that comes about, the next start is refused and nothing is lost.
absl::StatusOr<Signer> MakeKey(const KeyFiles& files, const std::string& origin,
                               std::string* notice) {
  VERKAN_ASSIGN_OR_RETURN(Signer signer, Signer::Generate(origin));
  const std::string suffix =
      absl::StrCat(".before-", absl::Hex(signer.verifier().key_id(), absl::kZeroPad8));
  if (files.key.has_value()) VERKAN_RETURN_IF_ERROR(MoveAside(files.key_path, suffix));
  VERKAN_RETURN_IF_ERROR(WriteFile(files.key_path, absl::StrCat(signer.Key(), "\n"), kSecretFile));
  if (files.note.has_value()) VERKAN_RETURN_IF_ERROR(MoveAside(files.note_path, suffix));
  *notice =
      absl::StrCat("the log ", origin, " signs by a new key from now on: ", signer.verifier().Key(),
                   "; tell whoever checks signatures");
  for (const auto& [path, there] : {std::pair(files.key_path, files.key.has_value()),
                                    std::pair(files.note_path, files.note.has_value())}) {
    if (there) absl::StrAppend(notice, "; what was ", path, " is now ", path, suffix);
  }
  return signer;
}

// DataLoss unless the log begins with what the checkpoint says.
absl::Status Contains(const EventStore& store, const Checkpoint& checkpoint,
                      const std::string& path) {
  const absl::StatusOr<Hash> root = store.Root(checkpoint.size);
  if (root.ok() && *root == checkpoint.root) return absl::OkStatus();
  if (!root.ok() && !absl::IsInvalidArgument(root.status())) return root.status();
  return absl::DataLossError(
      absl::StrCat("the log is not the one that was signed in ", path, ": ",
                   root.ok() ? "its first " : "it has not even ", checkpoint.size, " records",
                   root.ok() ? " have another root" : "", "; restore the log from a backup"));
}

absl::Status CheckReached(Position size, Position head) {
  if (size <= head) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("size: ", size, ", wanted at most ", head));
}

}  // namespace

absl::StatusOr<std::optional<Verifier>> ReadStoredKey(const std::string& directory) {
  const std::string path = directory + kKeyFile;
  VERKAN_ASSIGN_OR_RETURN(const std::optional<std::string> key, ReadFile(path));
  if (!key.has_value()) return std::optional<Verifier>();
  VERKAN_ASSIGN_OR_RETURN(const Signer signer, ParseKey(path, *key));
  return std::optional<Verifier>(signer.verifier());
}

absl::Status Checkpoints::CheckFiles(const std::string& directory) {
  VERKAN_ASSIGN_OR_RETURN(const KeyFiles files, ReadKeyFiles(directory));
  // A mark that does not verify is the store's to refuse.
  const auto mark = ReadHighWater(rocksdb::Env::Default(), HighWaterPath(directory + "/events"));
  return CheckKey(files, mark.ok() && mark->has_value() && (*mark)->position > 0);
}

absl::StatusOr<std::unique_ptr<Checkpoints>> Checkpoints::Open(const EventStore* store,
                                                               const std::string& directory,
                                                               NewKey new_key) {
  VERKAN_ASSIGN_OR_RETURN(const KeyFiles files, ReadKeyFiles(directory));
  const std::string& origin = store->origin();
  absl::Status right = CheckKey(files, store->head() > 0);
  absl::StatusOr<Signer> signer = absl::NotFoundError("no key yet");
  if (right.ok() && files.key.has_value()) {
    VERKAN_ASSIGN_OR_RETURN(signer, ParseKey(files.key_path, *files.key));
    if (signer->verifier().name() != origin) {
      right = KeyLost(files, absl::StrCat(files.key_path, " is the key of the log ",
                                          signer->verifier().name(), ", not of ", origin));
    }
  }
  std::string notice;
  if (!right.ok()) {
    if (new_key != NewKey::kIfLost) return right;
    if (files.note.has_value()) {
      // Signed by whomever: the log must still be the one that its readers have been told of.
      const absl::StatusOr<Checkpoint> said = ReadCheckpoint(*files.note);
      if (said.ok()) VERKAN_RETURN_IF_ERROR(Contains(*store, *said, files.note_path));
    }
    VERKAN_ASSIGN_OR_RETURN(signer, MakeKey(files, origin, &notice));
  } else if (!files.key.has_value()) {
    std::string of_a_new_log;
    VERKAN_ASSIGN_OR_RETURN(signer, MakeKey(files, origin, &of_a_new_log));
  }
  std::unique_ptr<Checkpoints> checkpoints(
      new Checkpoints(store, *std::move(signer), directory + kCheckpointFile));
  checkpoints->notice_ = std::move(notice);
  VERKAN_RETURN_IF_ERROR(checkpoints->LoadLast());
  // The new key binds the log at once, as the old one did.
  if (!checkpoints->notice_.empty()) VERKAN_RETURN_IF_ERROR(checkpoints->Sign(0).status());
  return checkpoints;
}

absl::Status Checkpoints::LoadLast() {
  MutexLock lock(&mutex_);
  VERKAN_ASSIGN_OR_RETURN(std::optional<std::string> note, ReadFile(path_));
  if (!note.has_value()) return absl::OkStatus();
  VERKAN_ASSIGN_OR_RETURN(last_.checkpoint, OpenCheckpoint(*note, verifier()));
  last_.note = *std::move(note);
  return Contains(*store_, last_.checkpoint, path_);
}

absl::StatusOr<SignedCheckpoint> Checkpoints::Sign(Position size) {
  const Position head = store_->head();
  VERKAN_RETURN_IF_ERROR(CheckReached(size, head));
  MutexLock lock(&mutex_);
  const bool covered = last_.checkpoint.size >= (size == 0 ? head : size);
  return covered && !last_.note.empty() ? last_ : Make(head);
}

absl::StatusOr<SignedCheckpoint> Checkpoints::SignExactly(Position size) {
  VERKAN_RETURN_IF_ERROR(CheckReached(size, store_->head()));
  MutexLock lock(&mutex_);
  return last_.checkpoint.size == size && !last_.note.empty() ? last_ : Make(size);
}

SignedCheckpoint Checkpoints::Last() const {
  MutexLock lock(&mutex_);
  return last_;
}

absl::StatusOr<SignedCheckpoint> Checkpoints::Make(Position size) {
  SignedCheckpoint next;
  VERKAN_ASSIGN_OR_RETURN(const Hash root, store_->Root(size));
  next.checkpoint = {.origin = store_->origin(), .size = size, .root = root};
  next.note = signer_.SignNote(CheckpointText(next.checkpoint));
  if (size < last_.checkpoint.size) return next;  // the last one binds the log to more
  VERKAN_RETURN_IF_ERROR(WriteTail(size));
  VERKAN_RETURN_IF_ERROR(WriteFile(path_, next.note, kPublicFile));
  last_ = next;
  return next;
}

absl::Status Checkpoints::WriteTail(Position size) const {
  const TileId tile = {.level = 0, .index = size / kTileWidth, .width = size % kTileWidth};
  std::string hashes;
  if (tile.width > 0) {
    VERKAN_ASSIGN_OR_RETURN(hashes, store_->ReadTile(tile));
  }
  return WriteFile(path_ + kTailSuffix, absl::StrCat(kTailHeader, tile.index, "\n", hashes),
                   kPublicFile);
}

absl::StatusOr<StoredCheckpoint> ReadStoredCheckpoint(const std::string& directory) {
  StoredCheckpoint stored = {.path = directory + "/checkpoint"};
  VERKAN_ASSIGN_OR_RETURN(auto note, ReadFile(stored.path));
  VERKAN_ASSIGN_OR_RETURN(const auto tail, ReadFile(stored.path + kTailSuffix));
  stored.note = std::move(note).value_or("");
  absl::string_view hashes = tail.has_value() ? *tail : absl::string_view();
  const bool known = absl::ConsumePrefix(&hashes, kTailHeader);
  const size_t line = hashes.find('\n');
  if (known && line != absl::string_view::npos &&
      absl::SimpleAtoi(hashes.substr(0, line), &stored.tail.tile)) {
    stored.tail.hashes = std::string(hashes.substr(line + 1));
  }
  return stored;
}

}  // namespace verkan::eventstore
