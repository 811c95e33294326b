#include "clients/cli/organisation_number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verkan::cli {
namespace {

using ::testing::HasSubstr;

TEST(OrganisationNumberTest, NumbersThatCheckAreTaken) {
  for (const char* number :
       {"212000-0142", "2120001355", "556036-0793", "16212000-0142", "SE212000014201"}) {
    EXPECT_EQ(OrganisationNumberWanted(number), "") << number;
  }
}

TEST(OrganisationNumberTest, AWrongCheckDigitIsRefused) {
  EXPECT_THAT(OrganisationNumberWanted("212000-0143"), HasSubstr("last digit checks"));
  EXPECT_THAT(OrganisationNumberWanted("123456-7891"), HasSubstr("last digit checks"));
}

TEST(OrganisationNumberTest, APersonalIdentityNumberIsRefused) {
  const std::string wanted = OrganisationNumberWanted("811228-9874");
  EXPECT_THAT(wanted, HasSubstr("third digit"));
  EXPECT_TRUE(MayBePersonal(wanted));
  EXPECT_FALSE(MayBePersonal(OrganisationNumberWanted("212000-0143")));
}

TEST(OrganisationNumberTest, AnythingElseIsRefused) {
  for (const char* text : {"212000", "2120-000142", "212000 0142", "21200a-0142", "212000-01420"}) {
    EXPECT_THAT(OrganisationNumberWanted(text), HasSubstr("ten digits")) << text;
  }
}

}  // namespace
}  // namespace verkan::cli
