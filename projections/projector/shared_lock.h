// A lock for many readers and one writer that starves neither: readers that wait while the
// writer holds it come before the writer's next turn, and readers that come while the
// writer waits come after it.
#ifndef VERKAN_PROJECTIONS_PROJECTOR_SHARED_LOCK_H_
#define VERKAN_PROJECTIONS_PROJECTOR_SHARED_LOCK_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "absl/base/thread_annotations.h"

namespace verkan::projections {

class ABSL_LOCKABLE SharedLock {
 public:
  void LockShared() ABSL_SHARED_LOCK_FUNCTION() {
    std::unique_lock<std::mutex> lock(mutex_);
    ++readers_waiting_;
    changed_.wait(lock, [this] { return !writing_ && (!writer_waits_ || admitted_ > 0); });
    --readers_waiting_;
    if (admitted_ > 0) --admitted_;
    ++readers_;
  }

  void UnlockShared() ABSL_UNLOCK_FUNCTION() {
    std::unique_lock<std::mutex> lock(mutex_);
    if (--readers_ == 0) changed_.notify_all();
  }

  // By one thread at a time.
  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() {
    std::unique_lock<std::mutex> lock(mutex_);
    writer_waits_ = true;
    changed_.wait(lock, [this] { return readers_ == 0 && admitted_ == 0; });
    writer_waits_ = false;
    writing_ = true;
  }

  void Unlock() ABSL_UNLOCK_FUNCTION() {
    std::unique_lock<std::mutex> lock(mutex_);
    writing_ = false;
    admitted_ = readers_waiting_;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  uint32_t readers_ = 0;
  uint32_t readers_waiting_ = 0;
  uint32_t admitted_ = 0;  // waiting readers that come before the next writer
  bool writer_waits_ = false;
  bool writing_ = false;
};

class ABSL_SCOPED_LOCKABLE ReaderLock {
 public:
  explicit ReaderLock(SharedLock* lock) ABSL_SHARED_LOCK_FUNCTION(lock) : lock_(lock) {
    lock_->LockShared();
  }
  ~ReaderLock() ABSL_UNLOCK_FUNCTION() { lock_->UnlockShared(); }
  ReaderLock(const ReaderLock&) = delete;
  ReaderLock& operator=(const ReaderLock&) = delete;

 private:
  SharedLock* const lock_;
};

class ABSL_SCOPED_LOCKABLE WriterLock {
 public:
  explicit WriterLock(SharedLock* lock) ABSL_EXCLUSIVE_LOCK_FUNCTION(lock) : lock_(lock) {
    lock_->Lock();
  }
  ~WriterLock() ABSL_UNLOCK_FUNCTION() { lock_->Unlock(); }
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  SharedLock* const lock_;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_PROJECTOR_SHARED_LOCK_H_
