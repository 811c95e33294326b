// A directory of the real file system that goes with the test.
#ifndef VERKAN_EVENTSTORE_TESTING_TEMPORARY_DIRECTORY_H_
#define VERKAN_EVENTSTORE_TESTING_TEMPORARY_DIRECTORY_H_

#include <stdlib.h>

#include <filesystem>
#include <string>

namespace verkan::eventstore {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "verkan-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_TESTING_TEMPORARY_DIRECTORY_H_
