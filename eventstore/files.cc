#include "eventstore/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

absl::StatusOr<std::optional<std::string>> Read(const std::string& path, bool secret) {
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

std::string DirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

absl::Status FileError(const std::string& path, absl::string_view doing) {
  return absl::FailedPreconditionError(
      absl::StrCat("cannot ", doing, " ", path, ": ", std::strerror(errno)));
}

absl::StatusOr<std::optional<std::string>> ReadFile(const std::string& path) {
  return Read(path, false);
}

absl::StatusOr<std::optional<std::string>> ReadSecretFile(const std::string& path) {
  return Read(path, true);
}

absl::Status WriteFile(const std::string& path, absl::string_view content, mode_t mode) {
  const std::string next = path + ".next";
  const int file = open(next.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return FileError(next, "write");
  const bool written =
      write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
      fsync(file) == 0;
  close(file);
  if (!written || rename(next.c_str(), path.c_str()) != 0) return FileError(path, "write");
  return SyncDirectory(DirectoryOf(path));
}

absl::Status SyncDirectory(const std::string& directory) {
  const int file = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return FileError(directory, "open");
  const bool synced = fsync(file) == 0;
  close(file);
  return synced ? absl::OkStatus() : FileError(directory, "sync");
}

}  // namespace verkan::eventstore
