#include "services/domain/personal_number.h"

#include <gtest/gtest.h>

namespace verkan::services {
namespace {

// 19121212-1212 is the well-known test number, nobody's; 811218-9876 is the tax agency's example.
TEST(PersonalNumberTest, IsFoundHoweverItIsWritten) {
  for (const char* text :
       {"191212121212", "19121212-1212", "121212-1212", "1212121212", "121212+1212", "121212 1212",
        "19121212\xc2\xa0"
        "1212",
        "Rådgivning 19121212-1212", "a811218-9876b", "(8112189876)", "x-19121212-1212-x",
        "121272-1219", "１９１２１２１２１２１２", "١٩١٢١٢١٢-١٢١٢", "1912\u200b1212\u200b1212",
        "19121212\u20111212", "¹²¹²¹²-¹²¹²"}) {
    EXPECT_TRUE(HoldsPersonalNumber(text)) << text;
  }
}

TEST(PersonalNumberTest, OtherNumbersAreNot) {
  for (const char* text :
       {"", "19121212-1213", "8112189875", "556036-0793", "212000-0142", "0191212121212",
        "1912121212120", "21121212-1212", "17121212-1212", "121312-1216", "121200-1214",
        "121232-1216", "2021-03-05T14:30", "070-123 45 67", "12 12 12 12 12", "121212--1212",
        "121212-12120", "\xff\xfe", "7f3k2m9q"}) {
    EXPECT_FALSE(HoldsPersonalNumber(text)) << text;
  }
}

TEST(PersonalNumberTest, BytesThatAreNoTextEndARun) {
  EXPECT_TRUE(
      HoldsPersonalNumber("\xff"
                          "1212121212"
                          "\xff"));
  EXPECT_FALSE(
      HoldsPersonalNumber("121212\xff"
                          "1212"));
}

}  // namespace
}  // namespace verkan::services
