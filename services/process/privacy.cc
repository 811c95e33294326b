#include "services/process/privacy.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace verkan::services {

void MakeFilesPrivate() { umask(077); }

void KeepMemoryPrivate() {
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__
  prctl(PR_SET_DUMPABLE, 0);
#endif
}

absl::Status MakePrivateDirectory(const std::string& path) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(path, error);
  if (made) {
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
  }
  if (!error) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(path, ": ", error.message()));
}

std::string WarnOfReaders(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0 || (info.st_mode & 077) == 0) return "";
  return absl::StrFormat("others can look into %s (mode %04o): chmod -R go= %s", path,
                         info.st_mode & 07777, path);
}

}  // namespace verkan::services
