#include "eventstore/checkpoints.h"

#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/files.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr char kTailSuffix[] = "-tail";
constexpr absl::string_view kTailHeader = "verkan checkpoint-tail 1\ntile ";

absl::StatusOr<Signer> LoadSigner(const std::string& path, const std::string& origin) {
  VERKAN_ASSIGN_OR_RETURN(const std::optional<std::string> key, ReadSecretFile(path));
  if (!key.has_value()) {
    VERKAN_ASSIGN_OR_RETURN(Signer signer, Signer::Generate(origin));
    VERKAN_RETURN_IF_ERROR(WriteFile(path, absl::StrCat(signer.Key(), "\n"), kSecretFile));
    return signer;
  }
  absl::StatusOr<Signer> signer = Signer::FromKey(absl::StripSuffix(*key, "\n"));
  if (!signer.ok()) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": ", signer.status().message()));
  }
  if (signer->verifier().name() != origin) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, " is the key of the log ", signer->verifier().name(), ", not of ", origin));
  }
  return signer;
}

absl::Status CheckReached(Position size, Position head) {
  if (size <= head) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("size: ", size, ", wanted at most ", head));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Checkpoints>> Checkpoints::Open(const EventStore* store,
                                                               const std::string& directory) {
  VERKAN_ASSIGN_OR_RETURN(Signer signer, LoadSigner(directory + "/log-key", store->origin()));
  std::unique_ptr<Checkpoints> checkpoints(
      new Checkpoints(store, std::move(signer), directory + "/checkpoint"));
  VERKAN_RETURN_IF_ERROR(checkpoints->LoadLast());
  return checkpoints;
}

absl::Status Checkpoints::LoadLast() {
  MutexLock lock(&mutex_);
  VERKAN_ASSIGN_OR_RETURN(std::optional<std::string> note, ReadFile(path_));
  if (!note.has_value()) return absl::OkStatus();
  VERKAN_ASSIGN_OR_RETURN(last_.checkpoint, OpenCheckpoint(*note, verifier()));
  last_.note = *std::move(note);
  const Position size = last_.checkpoint.size;
  const absl::StatusOr<Hash> root = store_->Root(size);
  if (root.ok() && *root == last_.checkpoint.root) return absl::OkStatus();
  if (!root.ok() && !absl::IsInvalidArgument(root.status())) return root.status();
  return absl::DataLossError(absl::StrCat("the log is not the one that was signed in ", path_, ": ",
                                          root.ok() ? "its first " : "it has not even ", size,
                                          " records", root.ok() ? " have another root" : "",
                                          "; restore the log from a backup"));
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
