#include "eventstore/high_water.h"

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "eventstore/crc32c.h"
#include "eventstore/database.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr auto kInterval = std::chrono::seconds(1);

std::string Hex(uint32_t crc) { return absl::StrCat(absl::Hex(crc, absl::kZeroPad8)); }

std::string Encode(const HighWater& mark) {
  const std::string body = absl::StrCat("verkan high-water 1\nposition ", mark.position, "\nblock ",
                                        mark.block_first, " ", Hex(mark.block_crc), "\n");
  return absl::StrCat(body, "crc ", Hex(Crc32c(body)), "\n");
}

bool Decode(absl::string_view text, HighWater* mark) {
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    const std::vector<absl::string_view> words = absl::StrSplit(line, ' ');
    if (words.size() == 2 && words[0] == "position") {
      if (!absl::SimpleAtoi(words[1], &mark->position)) return false;
    } else if (words.size() == 3 && words[0] == "block") {
      if (!absl::SimpleAtoi(words[1], &mark->block_first)) return false;
      if (!absl::SimpleHexAtoi(words[2], &mark->block_crc)) return false;
    }
  }
  return Encode(*mark) == text;
}

absl::Status WriteWhole(rocksdb::Env* env, const std::string& path, const std::string& text) {
  const std::string doing = absl::StrCat("write ", path);
  std::unique_ptr<rocksdb::WritableFile> file;
  VERKAN_RETURN_IF_ERROR(
      FromRocks(env->NewWritableFile(path, &file, rocksdb::EnvOptions()), doing));
  VERKAN_RETURN_IF_ERROR(FromRocks(file->Append(text), doing));
  VERKAN_RETURN_IF_ERROR(FromRocks(file->Fsync(), doing));
  return FromRocks(file->Close(), doing);
}

std::string ParentOf(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

std::string HighWaterPath(absl::string_view database_path) {
  while (absl::EndsWith(database_path, "/")) database_path.remove_suffix(1);
  return absl::StrCat(database_path, ".high-water");
}

absl::StatusOr<std::optional<HighWater>> ReadHighWater(rocksdb::Env* env, const std::string& path) {
  if (env->FileExists(path).IsNotFound()) return std::nullopt;
  std::string text;
  VERKAN_RETURN_IF_ERROR(
      FromRocks(rocksdb::ReadFileToString(env, path, &text), absl::StrCat("read ", path)));
  HighWater mark;
  if (!Decode(text, &mark)) {
    return absl::DataLossError(absl::StrCat(
        "the high-water mark ", path,
        " is damaged; if the log itself is known to be whole, delete that file and start again"));
  }
  return mark;
}

absl::Status WriteHighWater(rocksdb::Env* env, const std::string& path, const HighWater& mark) {
  const std::string fresh = path + ".new";
  VERKAN_RETURN_IF_ERROR(WriteWhole(env, fresh, Encode(mark)));
  VERKAN_RETURN_IF_ERROR(FromRocks(env->RenameFile(fresh, path), absl::StrCat("write ", path)));
  std::unique_ptr<rocksdb::Directory> directory;
  VERKAN_RETURN_IF_ERROR(FromRocks(env->NewDirectory(ParentOf(path), &directory), "sync"));
  return FromRocks(directory->Fsync(), absl::StrCat("sync the directory of ", path));
}

HighWaterKeeper::HighWaterKeeper(rocksdb::Env* env, std::string path, const HighWater& written)
    : env_(env), path_(std::move(path)), mark_(written), written_position_(written.position) {
  thread_ = std::thread([this] { Run(); });
}

HighWaterKeeper::~HighWaterKeeper() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void HighWaterKeeper::Advance(const HighWater& mark) {
  MutexLock lock(&mutex_);
  const bool was_idle = mark_.position == written_position_;
  mark_ = mark;
  if (was_idle) changed_.notify_all();
}

// A mark that cannot be written is tried again: the log itself does not depend on it.
void HighWaterKeeper::Run() {
  mutex_.lock();
  while (true) {
    while (!stopping_ && mark_.position == written_position_) changed_.wait(mutex_);
    const HighWater mark = mark_;
    const bool last = stopping_;
    if (mark.position != written_position_) {
      mutex_.unlock();
      const absl::Status status = WriteHighWater(env_, path_, mark);
      mutex_.lock();
      if (status.ok()) written_position_ = mark.position;
    }
    if (last) break;
    const auto next = std::chrono::steady_clock::now() + kInterval;
    while (!stopping_ && changed_.wait_until(mutex_, next) == std::cv_status::no_timeout) {
    }
  }
  mutex_.unlock();
}

}  // namespace verkan::eventstore
