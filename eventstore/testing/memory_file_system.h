// A file system in memory, for Options::file_system: tests of the real engine without a disk.
#ifndef VERKAN_EVENTSTORE_TESTING_MEMORY_FILE_SYSTEM_H_
#define VERKAN_EVENTSTORE_TESTING_MEMORY_FILE_SYSTEM_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace rocksdb {
class FileSystem;
}

namespace verkan::eventstore {

// Empty, but for the directory "/". Stores opened on the same one see the same files.
std::shared_ptr<rocksdb::FileSystem> NewMemoryFileSystem();

// Whether any file in the directory, or in one below it, holds the bytes.
bool AnyFileHolds(rocksdb::FileSystem* files, const std::string& directory,
                  absl::string_view bytes);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_TESTING_MEMORY_FILE_SYSTEM_H_
