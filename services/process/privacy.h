// What the server makes on disk can be read by nobody but the user that it runs as, and what it
// has in memory by nobody at all.
#ifndef VERKAN_SERVICES_PROCESS_PRIVACY_H_
#define VERKAN_SERVICES_PROCESS_PRIVACY_H_

#include <string>

#include "absl/status/status.h"

namespace verkan::services {

// Every file that this process makes from now on is 0600 at most, every directory 0700, also
// those of the libraries below. To be called first, while there is one thread.
void MakeFilesPrivate();

// No core file is written of this process, and no other process of the same user can read its
// memory: it holds keys, and for moments personal data. (Builds for address sanitizer stay
// readable to themselves, as that needs it.)
void KeepMemoryPrivate();

// Makes the directory, and its parents, if it is missing. FailedPrecondition if it cannot be
// made.
absl::Status MakePrivateDirectory(const std::string& path);

// What to tell the admin of a directory that others than its owner can look into, such as one
// that was made by an earlier version; empty if nobody else can.
std::string WarnOfReaders(const std::string& path);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROCESS_PRIVACY_H_
