#include "eventstore/testing/memory_file_system.h"

#include <vector>

#include "rocksdb/env.h"
#include "rocksdb/file_system.h"

#if defined(__SANITIZE_THREAD__)
// RocksDB's own library is not built for ThreadSanitizer, which cannot see how it orders memory.
extern "C" const char* __tsan_default_suppressions() { return "race:librocksdb\n"; }
#endif

namespace verkan::eventstore {

std::shared_ptr<rocksdb::FileSystem> NewMemoryFileSystem() {
  const std::unique_ptr<rocksdb::Env> env(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  return env->GetFileSystem();
}

bool AnyFileHolds(rocksdb::FileSystem* files, const std::string& directory,
                  absl::string_view bytes) {
  std::vector<std::string> names;
  if (!files->GetChildren(directory, {}, &names, nullptr).ok()) return false;
  for (const std::string& name : names) {
    const std::string path = directory + "/" + name;
    bool is_directory = false;
    files->IsDirectory(path, {}, &is_directory, nullptr).PermitUncheckedError();
    std::string content;
    if (is_directory) {
      if (AnyFileHolds(files, path, bytes)) return true;
    } else if (rocksdb::ReadFileToString(files, path, &content).ok() &&
               absl::string_view(content).find(bytes) != absl::string_view::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace verkan::eventstore
