#include "projections/projector/shared_lock.h"

#include <atomic>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace verkan::projections {
namespace {

TEST(SharedLockTest, TheWriterIsAlone) {
  SharedLock lock;
  int64_t a = 0;
  int64_t b = 0;
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        ReaderLock reader(&lock);
        EXPECT_EQ(a, b);
      }
    });
  }
  for (int i = 0; i < 2000; ++i) {
    WriterLock writer(&lock);
    ++a;
    ++b;
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(a, 2000);
}

TEST(SharedLockTest, AReaderGetsItsTurnHoweverOftenTheWriterComes) {
  SharedLock lock;
  std::atomic<bool> done = false;
  std::thread writer([&] {
    while (!done) WriterLock turn(&lock);
  });
  for (int i = 0; i < 1000; ++i) ReaderLock turn(&lock);
  done = true;
  writer.join();
}

TEST(SharedLockTest, TheWriterGetsItsTurnHoweverManyReadersCome) {
  SharedLock lock;
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!done) ReaderLock turn(&lock);
    });
  }
  for (int i = 0; i < 1000; ++i) WriterLock turn(&lock);
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace verkan::projections
