// A file system in memory, for Options::file_system: tests of the real engine without a disk.
#ifndef VERKAN_EVENTSTORE_TESTING_MEMORY_FILE_SYSTEM_H_
#define VERKAN_EVENTSTORE_TESTING_MEMORY_FILE_SYSTEM_H_

#include <memory>

namespace rocksdb {
class FileSystem;
}

namespace verkan::eventstore {

// Empty, but for the directory "/". Stores opened on the same one see the same files.
std::shared_ptr<rocksdb::FileSystem> NewMemoryFileSystem();

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_TESTING_MEMORY_FILE_SYSTEM_H_
