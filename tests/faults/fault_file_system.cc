#include "tests/faults/fault_file_system.h"

#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "eventstore/testing/memory_file_system.h"
#include "gtest/gtest.h"

namespace verkan::eventstore {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

namespace {

constexpr const char* kDirectories[] = {"/data", "/data/events"};

std::string DirectoryOf(const std::string& path) { return path.substr(0, path.find_last_of('/')); }

}  // namespace

Files CopyFiles(rocksdb::FileSystem* file_system) {
  Files files;
  for (const std::string directory : kDirectories) {
    std::vector<std::string> names;
    file_system->GetChildren(directory, IOOptions(), &names, nullptr).PermitUncheckedError();
    for (const std::string& name : names) {
      const std::string path = directory + "/" + name;
      if (path == kDirectories[1] || name == "LOCK" || name == "LOG") continue;
      const IOStatus status = IOStatus(rocksdb::ReadFileToString(file_system, path, &files[path]));
      EXPECT_TRUE(status.ok()) << path << ": " << status.ToString();
    }
  }
  return files;
}

std::shared_ptr<rocksdb::FileSystem> MakeFileSystem(const Files& files) {
  std::shared_ptr<rocksdb::FileSystem> made = NewMemoryFileSystem();
  for (const char* directory : kDirectories) {
    EXPECT_TRUE(made->CreateDirIfMissing(directory, IOOptions(), nullptr).ok());
  }
  for (const auto& [path, bytes] : files) {
    EXPECT_TRUE(rocksdb::WriteStringToFile(made.get(), bytes, path).ok()) << path;
  }
  return made;
}

class FaultFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultFile(FaultFileSystem* owner, std::string path, std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), owner_(owner), path_(std::move(path)) {}

  IOStatus Append(const rocksdb::Slice& bytes, const IOOptions& options,
                  IODebugContext* debug) override {
    uint64_t can_write = 0;
    const IOStatus outcome = owner_->BeforeAppend(path_, bytes.size(), &can_write);
    if (can_write > 0) {
      const IOStatus status =
          target()->Append(rocksdb::Slice(bytes.data(), can_write), options, debug);
      if (!status.ok()) return status;
      owner_->Appended(path_, can_write);
    }
    return outcome;
  }
  IOStatus Append(const rocksdb::Slice& bytes, const IOOptions& options,
                  const rocksdb::DataVerificationInfo&, IODebugContext* debug) override {
    return Append(bytes, options, debug);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    const IOStatus status = owner_->Synced(path_);
    return status.ok() ? target()->Sync(options, debug) : status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }
  IOStatus RangeSync(uint64_t, uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  FaultFileSystem* const owner_;
  const std::string path_;
};

class FaultDirectory : public rocksdb::FSDirectory {
 public:
  FaultDirectory(FaultFileSystem* owner, std::string path)
      : owner_(owner), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return owner_->SyncedDirectory(path_);
  }

 private:
  FaultFileSystem* const owner_;
  const std::string path_;
};

FaultFileSystem::FaultFileSystem(const Files& files) : FileSystemWrapper(MakeFileSystem(files)) {
  for (const auto& [path, bytes] : files) states_[path] = {bytes.size(), bytes.size(), true, {}};
}

void FaultFileSystem::CutPowerAfter(int operations) {
  std::lock_guard lock(mutex_);
  operations_left_ = operations;
}

bool FaultFileSystem::power_is_cut() const {
  std::lock_guard lock(mutex_);
  return cut_;
}

Files FaultFileSystem::SurvivingFiles(std::mt19937_64* random) const {
  Files files = CopyFiles(target());
  std::lock_guard lock(mutex_);
  for (auto it = files.begin(); it != files.end();) {
    const auto state = states_.find(it->first);
    if (state == states_.end()) {
      it = files.erase(it);
      continue;
    }
    if (!state->second.listed && (*random)() % 2 == 0) {
      if (state->second.replaced.has_value()) it->second = *state->second.replaced;
      it = state->second.replaced.has_value() ? std::next(it) : files.erase(it);
      continue;
    }
    const uint64_t unsynced = it->second.size() - state->second.synced;
    const uint64_t kept = (*random)() % 2 == 0 ? 0 : (*random)() % (unsynced + 1);
    it->second.resize(state->second.synced + kept);
    ++it;
  }
  return files;
}

void FaultFileSystem::FailSyncs(int count, const std::string& text) {
  std::lock_guard lock(mutex_);
  failing_syncs_ = {count, text};
}

void FaultFileSystem::FailAppends(int count, const std::string& text, bool half) {
  std::lock_guard lock(mutex_);
  failing_appends_ = {count, text, half};
}

FaultFileSystem::Counts FaultFileSystem::counts() const {
  std::lock_guard lock(mutex_);
  return counts_;
}

bool FaultFileSystem::Plan::Take(const std::string& path) {
  if (count == 0 || !absl::StrContains(path, text)) return false;
  --count;
  return true;
}

void FaultFileSystem::SetFull(bool full) {
  std::lock_guard lock(mutex_);
  full_ = full;
}

IOStatus FaultFileSystem::Operate() {
  if (operations_left_ == 0) cut_ = true;
  if (cut_) return IOStatus::IOError("the power is cut");
  if (operations_left_ > 0) --operations_left_;
  return IOStatus::OK();
}

IOStatus FaultFileSystem::BeforeAppend(const std::string& path, uint64_t size,
                                       uint64_t* can_write) {
  std::lock_guard lock(mutex_);
  const bool was_cut = cut_;
  const IOStatus status = Operate();
  if (!status.ok()) {
    *can_write = was_cut ? 0 : size / 2;
    return status;
  }
  if (failing_appends_.Take(path)) {
    *can_write = failing_appends_.half ? size / 2 : 0;
    ++(failing_appends_.half ? counts_.short_appends : counts_.failed_appends);
    return IOStatus::IOError("the disk did not write");
  }
  *can_write = full_ ? size / 2 : size;
  counts_.full_appends += full_;
  return full_ ? IOStatus::NoSpace("the disk is full") : IOStatus::OK();
}

std::optional<std::string> FaultFileSystem::DurableBytes(const std::string& path) const {
  const auto state = states_.find(path);
  if (state == states_.end()) return std::nullopt;
  if (!state->second.listed) return state->second.replaced;
  std::string bytes;
  EXPECT_TRUE(rocksdb::ReadFileToString(target(), path, &bytes).ok()) << path;
  bytes.resize(state->second.synced);
  return bytes;
}

void FaultFileSystem::Appended(const std::string& path, uint64_t size) {
  std::lock_guard lock(mutex_);
  states_[path].size += size;
}

IOStatus FaultFileSystem::Synced(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (const IOStatus status = Operate(); !status.ok()) return status;
  if (failing_syncs_.Take(path)) {
    ++counts_.failed_syncs;
    return IOStatus::IOError("the disk did not sync");
  }
  State& state = states_[path];
  state.synced = state.size;
  state.listed = true;
  state.replaced.reset();
  return IOStatus::OK();
}

IOStatus FaultFileSystem::SyncedDirectory(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (const IOStatus status = Operate(); !status.ok()) return status;
  for (auto& [file, state] : states_) {
    if (DirectoryOf(file) != path) continue;
    state.listed = true;
    state.replaced.reset();
  }
  return IOStatus::OK();
}

IOStatus FaultFileSystem::NewWritableFile(const std::string& path, const FileOptions& options,
                                          std::unique_ptr<rocksdb::FSWritableFile>* file,
                                          IODebugContext* debug) {
  {
    std::lock_guard lock(mutex_);
    if (const IOStatus status = Operate(); !status.ok()) return status;
    State fresh = {.replaced = DurableBytes(path)};
    states_[path] = std::move(fresh);
  }
  const IOStatus status = target()->NewWritableFile(path, options, file, debug);
  if (status.ok()) *file = std::make_unique<FaultFile>(this, path, std::move(*file));
  return status;
}

IOStatus FaultFileSystem::ReopenWritableFile(const std::string& path, const FileOptions&,
                                             std::unique_ptr<rocksdb::FSWritableFile>*,
                                             IODebugContext*) {
  return IOStatus::NotSupported("reopening a file for writing", path);
}

IOStatus FaultFileSystem::NewDirectory(const std::string& path, const IOOptions&,
                                       std::unique_ptr<rocksdb::FSDirectory>* directory,
                                       IODebugContext*) {
  *directory = std::make_unique<FaultDirectory>(this, path);
  return IOStatus::OK();
}

IOStatus FaultFileSystem::RenameFile(const std::string& from, const std::string& to,
                                     const IOOptions& options, IODebugContext* debug) {
  {
    std::lock_guard lock(mutex_);
    if (const IOStatus status = Operate(); !status.ok()) return status;
    State renamed = states_[from];
    renamed.listed = false;
    renamed.replaced = DurableBytes(to);
    states_[to] = std::move(renamed);
    states_.erase(from);
  }
  return target()->RenameFile(from, to, options, debug);
}

IOStatus FaultFileSystem::DeleteFile(const std::string& path, const IOOptions& options,
                                     IODebugContext* debug) {
  {
    std::lock_guard lock(mutex_);
    if (const IOStatus status = Operate(); !status.ok()) return status;
    states_.erase(path);
  }
  return target()->DeleteFile(path, options, debug);
}

}  // namespace verkan::eventstore
