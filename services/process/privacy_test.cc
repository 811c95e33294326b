#include "services/process/privacy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <fstream>

#include "eventstore/testing/temporary_directory.h"

namespace verkan::services {
namespace {

mode_t ModeOf(const std::string& path) {
  struct stat info = {};
  EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 07777;
}

TEST(PrivacyTest, FilesAndDirectoriesAreTheOwnersAlone) {
  const eventstore::TemporaryDirectory directory;
  MakeFilesPrivate();
  ASSERT_TRUE(MakePrivateDirectory(directory / "a/b").ok());
  std::ofstream(directory / "a/b/file") << "text";
  EXPECT_EQ(ModeOf(directory / "a"), 0700u);
  EXPECT_EQ(ModeOf(directory / "a/b"), 0700u);
  EXPECT_EQ(ModeOf(directory / "a/b/file"), 0600u);
}

TEST(PrivacyTest, ADirectoryIsPrivateWhateverTheUmaskIs) {
  const eventstore::TemporaryDirectory directory;
  umask(0);
  ASSERT_TRUE(MakePrivateDirectory(directory / "a").ok());
  EXPECT_EQ(ModeOf(directory / "a"), 0700u);
}

TEST(PrivacyTest, ADirectoryThatIsThereKeepsItsModeAndIsWarnedOf) {
  const eventstore::TemporaryDirectory directory;
  const std::string path = directory / "a";
  ASSERT_EQ(mkdir(path.c_str(), 0700), 0);
  EXPECT_EQ(WarnOfReaders(path), "");
  ASSERT_EQ(chmod(path.c_str(), 0750), 0);
  ASSERT_TRUE(MakePrivateDirectory(path).ok());
  EXPECT_EQ(ModeOf(path), 0750u);
  EXPECT_THAT(WarnOfReaders(path), testing::AllOf(testing::HasSubstr("0750"),
                                                  testing::HasSubstr("chmod -R go= " + path)));
}

TEST(PrivacyTest, NoCoreFileIsWritten) {
  KeepMemoryPrivate();
  struct rlimit limit = {1, 1};
  ASSERT_EQ(getrlimit(RLIMIT_CORE, &limit), 0);
  EXPECT_EQ(limit.rlim_cur, 0u);
  EXPECT_EQ(limit.rlim_max, 0u);
#ifndef __SANITIZE_ADDRESS__
  EXPECT_EQ(prctl(PR_GET_DUMPABLE), 0);
#endif
}

TEST(PrivacyTest, WhatCannotBeMadeIsNamed) {
  const absl::Status status = MakePrivateDirectory("/proc/verkan");
  EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("/proc/verkan"));
}

}  // namespace
}  // namespace verkan::services
