#include "services/process/room.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace verkan::services {

absl::Status ExplainFullDisk(const absl::Status& status, const std::string& directory) {
  // The text of the system's error: it comes through several libraries, with as many codes.
  if (status.ok() || !absl::StrContains(status.message(), std::strerror(ENOSPC))) return status;
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(directory, error);
  return absl::ResourceExhaustedError(absl::StrCat(
      "no space left on ", directory, error ? "" : absl::StrCat(" (", space.available, " bytes)"),
      ": make room and start again; nothing is lost. ", status.message()));
}

}  // namespace verkan::services
