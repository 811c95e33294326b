// What to say when a disk is full.
#ifndef VERKAN_SERVICES_PROCESS_ROOM_H_
#define VERKAN_SERVICES_PROCESS_ROOM_H_

#include <string>

#include "absl/status/status.h"

namespace verkan::services {

// The status of opening what is in a directory. If it failed because the disk is full, says that
// first, with the directory and its room; any other status as it is.
absl::Status ExplainFullDisk(const absl::Status& status, const std::string& directory);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROCESS_ROOM_H_
