#include "services/calls/admission.h"

#include <gtest/gtest.h>

namespace verkan::services {
namespace {

constexpr char kGood[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(AdmissionTest, ATraceParentIsTakenOnlyIfItIsOne) {
  EXPECT_EQ(Admit({.traceparent = kGood}).traceparent, kGood);
  for (const std::string bad : {"", "x", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
                                "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01"}) {
    EXPECT_EQ(Admit({.traceparent = bad}).traceparent, "") << bad;
  }
  EXPECT_EQ(Admit({.traceparent = std::string(16000, 'a')}).traceparent, "");
}

TEST(AdmissionTest, WithoutTokensEverybodyIsDevelopment) {
  EXPECT_EQ(Admit({}).actor, "development");
}

}  // namespace
}  // namespace verkan::services
