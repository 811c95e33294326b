// Small files that are whole or not there: keys, checkpoints, what belongs to a backup.
#ifndef VERKAN_EVENTSTORE_FILES_H_
#define VERKAN_EVENTSTORE_FILES_H_

#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace verkan::eventstore {

inline constexpr mode_t kSecretFile = 0600;
inline constexpr mode_t kPublicFile = 0644;

// FailedPrecondition "cannot <doing> <path>: <errno>".
absl::Status FileError(const std::string& path, absl::string_view doing);

// The file's content; nothing if there is no file.
absl::StatusOr<std::optional<std::string>> ReadFile(const std::string& path);

// The same for a secret. FailedPrecondition if others than its owner can read it.
absl::StatusOr<std::optional<std::string>> ReadSecretFile(const std::string& path);

// Replaces the file at once and for good, or leaves it as it was.
absl::Status WriteFile(const std::string& path, absl::string_view content, mode_t mode);

// Makes names that were made, renamed or removed in the directory durable.
absl::Status SyncDirectory(const std::string& directory);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_FILES_H_
