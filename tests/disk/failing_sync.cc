// Makes the syncs of a process fail, as those of a broken disk do: preload it, and make the file
// that $VERKAN_FAIL_SYNCS names.
#include <dlfcn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace {

bool Fails() {
  const char* const file = std::getenv("VERKAN_FAIL_SYNCS");
  if (file == nullptr || access(file, F_OK) != 0) return false;
  errno = EIO;
  return true;
}

int Sync(const char* function, int descriptor) {
  if (Fails()) return -1;
  return reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, function))(descriptor);
}

}  // namespace

extern "C" int fsync(int descriptor) { return Sync("fsync", descriptor); }
extern "C" int fdatasync(int descriptor) { return Sync("fdatasync", descriptor); }
