#include "eventstore/testing/memory_file_system.h"

#include "rocksdb/env.h"

namespace verkan::eventstore {

std::shared_ptr<rocksdb::FileSystem> NewMemoryFileSystem() {
  const std::unique_ptr<rocksdb::Env> env(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  return env->GetFileSystem();
}

}  // namespace verkan::eventstore
