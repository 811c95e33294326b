#include "services/calls/size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/errors/errors.h"
#include "verkan/figure/v1/figure_service.pb.h"

namespace verkan::services {
namespace {

using ::testing::HasSubstr;

TEST(SizeTest, ListsAreCountedTogetherHoweverDeepTheyAre) {
  figure::v1::GetFigureRequest request;
  for (int i = 0; i < 20; ++i) {
    auto* filter = request.mutable_query()->add_filters();
    for (int j = 0; j < 99; ++j) filter->add_values("x");
  }
  EXPECT_TRUE(CheckListed(request).ok());  // 20 and 20 * 99
  request.mutable_query()->add_group_by("region");
  const absl::Status status = CheckListed(request);
  EXPECT_EQ(ReasonOf(status), "INVALID_REQUEST");
  EXPECT_THAT(std::string(status.message()), HasSubstr("query.group_by"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("2000"));
}

}  // namespace
}  // namespace verkan::services
