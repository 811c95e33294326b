// DataLock keeps a second server away from the data for as long as it lives, or until the
// process ends in any way.
#ifndef VERKAN_SERVICES_PROCESS_DATA_LOCK_H_
#define VERKAN_SERVICES_PROCESS_DATA_LOCK_H_

#include <string>

#include "absl/status/status.h"

namespace verkan::services {

// Not thread-safe.
class DataLock {
 public:
  DataLock() = default;
  ~DataLock();
  DataLock(const DataLock&) = delete;
  DataLock& operator=(const DataLock&) = delete;

  // Locks the directory by its file `verkand.lock`, which names this process. FailedPrecondition
  // if another process, which the message names, holds the lock, or if the file cannot be written.
  absl::Status Take(const std::string& directory);

 private:
  int descriptor_ = -1;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROCESS_DATA_LOCK_H_
