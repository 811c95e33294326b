#include "services/process/address.h"

#include <gtest/gtest.h>

namespace verkan::services {
namespace {

TEST(AddressTest, OnlyWhatThisMachineReachesIsLocal) {
  for (const char* local : {"127.0.0.1:7480", "127.1.2.3:0", "localhost:7480", "[::1]:7480",
                            "unix:/run/verkan/verkan.sock"}) {
    EXPECT_TRUE(IsLocal(local)) << local;
  }
  for (const char* other :
       {"", "7480", "unix:", "0.0.0.0:7480", "[::]:7480", "127.example.org:7480", "127.0.0.1",
        "128.0.0.1:7480", "127.0.0.1.example.org:7480", "[::2]:7480", "::1:7480"}) {
    EXPECT_FALSE(IsLocal(other)) << other;
  }
}

}  // namespace
}  // namespace verkan::services
