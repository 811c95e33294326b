#include "eventstore/incoming.h"

#include <filesystem>
#include <optional>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/files.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

namespace fs = std::filesystem;

constexpr char kHalfDone[] = "events.incoming";

absl::Status FsError(const std::error_code& error, absl::string_view doing) {
  return absl::FailedPreconditionError(absl::StrCat("cannot ", doing, ": ", error.message()));
}

// Whether the key of the directory, if there is one, is that of the verifier.
absl::StatusOr<bool> HasKeyOf(const Verifier& verifier, const std::string& directory) {
  VERKAN_ASSIGN_OR_RETURN(const std::optional<std::string> key,
                          ReadSecretFile(directory + "/log-key"));
  if (!key.has_value()) return false;
  const absl::StatusOr<Signer> signer = Signer::FromKey(absl::StripSuffix(*key, "\n"));
  return signer.ok() && signer->verifier().Key() == verifier.Key();
}

}  // namespace

absl::StatusOr<Incoming> Incoming::Prepare(const std::string& data_directory) {
  std::error_code error;
  const fs::path directory(data_directory);
  fs::create_directories(directory, error);
  if (error) return FsError(error, absl::StrCat("make ", data_directory));
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (absl::StartsWith(name, kHalfDone)) continue;
    if (absl::StartsWith(name, "events") || name == "views" ||
        absl::StartsWith(name, "checkpoint")) {
      return absl::FailedPreconditionError(
          absl::StrCat(data_directory, " holds ", name,
                       " already: name an empty directory, or move events*, views and checkpoint "
                       "out of this one; keys may stay"));
    }
  }
  if (error) return FsError(error, absl::StrCat("read ", data_directory));
  Incoming incoming(data_directory);
  fs::remove_all(incoming.path(), error);
  if (!error) fs::remove(HighWaterPath(incoming.path()), error);
  if (error) return FsError(error, absl::StrCat("remove the half-done ", incoming.path()));
  return incoming;
}

std::string Incoming::path() const { return absl::StrCat(directory_, "/", kHalfDone); }

absl::Status Incoming::Install(const HighWater& mark, absl::string_view checkpoint_note,
                               const Verifier& verifier) const {
  VERKAN_ASSIGN_OR_RETURN(const bool has_key, HasKeyOf(verifier, directory_));
  VERKAN_RETURN_IF_ERROR(SyncDirectory(path()));
  const std::string events = directory_ + "/events";
  std::error_code error;
  fs::remove(HighWaterPath(path()), error);
  if (!error) fs::rename(path(), events, error);
  if (error) return FsError(error, absl::StrCat("rename ", path(), " to ", events));
  VERKAN_RETURN_IF_ERROR(SyncDirectory(directory_));
  VERKAN_RETURN_IF_ERROR(WriteHighWater(rocksdb::Env::Default(), HighWaterPath(events), mark));
  if (!has_key) return absl::OkStatus();
  return WriteFile(directory_ + "/checkpoint", checkpoint_note, kPublicFile);
}

}  // namespace verkan::eventstore
