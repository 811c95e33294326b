#include "services/process/data_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace verkan::services {

DataLock::~DataLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

absl::Status DataLock::Take(const std::string& directory) {
  const std::string path = directory + "/verkand.lock";
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": ", strerror(errno)));
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    char holder[32] = {};
    if (::pread(descriptor_, holder, sizeof(holder) - 1, 0) < 0) holder[0] = '\0';
    return absl::FailedPreconditionError(
        absl::StrCat(directory, " is in use by another verkand, process ", holder));
  }
  const std::string process = absl::StrCat(::getpid());
  if (::ftruncate(descriptor_, 0) != 0 ||
      ::pwrite(descriptor_, process.data(), process.size(), 0) < 0) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": ", strerror(errno)));
  }
  return absl::OkStatus();
}

}  // namespace verkan::services
