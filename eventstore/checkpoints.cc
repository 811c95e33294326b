#include "eventstore/checkpoints.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr mode_t kSecret = 0600;
constexpr mode_t kPublic = 0644;

absl::Status FileError(const std::string& path, absl::string_view doing) {
  return absl::FailedPreconditionError(
      absl::StrCat("cannot ", doing, " ", path, ": ", std::strerror(errno)));
}

// The file's content; nothing where there is no file.
absl::StatusOr<std::optional<std::string>> ReadFile(const std::string& path, bool secret) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return std::nullopt;
  if (file < 0) return FileError(path, "open");
  struct stat info;
  std::string content;
  char buffer[4096];
  ssize_t size = fstat(file, &info);
  while (size >= 0 && (size = read(file, buffer, sizeof(buffer))) > 0) content.append(buffer, size);
  close(file);
  if (size < 0) return FileError(path, "read");
  if (secret && (info.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " can be read by others: chmod 600 ", path));
  }
  return content;
}

absl::Status SyncDirectoryOf(const std::string& path) {
  const std::string directory = path.substr(0, path.rfind('/'));
  const int file = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return FileError(directory, "open");
  const bool synced = fsync(file) == 0;
  close(file);
  return synced ? absl::OkStatus() : FileError(directory, "sync");
}

// Replaces the file at once and for good, or leaves it as it was.
absl::Status WriteFile(const std::string& path, absl::string_view content, mode_t mode) {
  const std::string next = path + ".next";
  const int file = open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return FileError(next, "write");
  const bool written =
      write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
      fsync(file) == 0;
  close(file);
  if (!written || rename(next.c_str(), path.c_str()) != 0) return FileError(path, "write");
  return SyncDirectoryOf(path);
}

absl::StatusOr<Signer> LoadSigner(const std::string& path, const std::string& origin) {
  VERKAN_ASSIGN_OR_RETURN(const std::optional<std::string> key, ReadFile(path, true));
  if (!key.has_value()) {
    VERKAN_ASSIGN_OR_RETURN(Signer signer, Signer::Generate(origin));
    VERKAN_RETURN_IF_ERROR(WriteFile(path, absl::StrCat(signer.Key(), "\n"), kSecret));
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
  VERKAN_ASSIGN_OR_RETURN(std::optional<std::string> note, ReadFile(path_, false));
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
  if (size > head) {
    return absl::InvalidArgumentError(
        absl::StrCat("size: ", size, ", wanted at most the log's, ", head));
  }
  MutexLock lock(&mutex_);
  const bool covered = last_.checkpoint.size >= (size == 0 ? head : size);
  if (covered && !last_.note.empty()) return last_;
  SignedCheckpoint next;
  VERKAN_ASSIGN_OR_RETURN(const Hash root, store_->Root(head));
  next.checkpoint = {.origin = store_->origin(), .size = head, .root = root};
  next.note = signer_.SignNote(CheckpointText(next.checkpoint));
  VERKAN_RETURN_IF_ERROR(WriteFile(path_, next.note, kPublic));
  last_ = next;
  return next;
}

}  // namespace verkan::eventstore
