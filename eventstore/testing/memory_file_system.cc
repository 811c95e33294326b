#include "eventstore/testing/memory_file_system.h"

#include "rocksdb/env.h"

#if defined(__SANITIZE_THREAD__)
// RocksDB's own library is not built for ThreadSanitizer, which cannot see how it orders memory.
extern "C" const char* __tsan_default_suppressions() { return "race:librocksdb\n"; }
#endif

namespace verkan::eventstore {

std::shared_ptr<rocksdb::FileSystem> NewMemoryFileSystem() {
  const std::unique_ptr<rocksdb::Env> env(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  return env->GetFileSystem();
}

}  // namespace verkan::eventstore
