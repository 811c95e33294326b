#include "services/domain/personal_number.h"

#include <gtest/gtest.h>

#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

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

// Random ids hold every run of digits sooner or later; one of a thousand such was refused.
TEST(PersonalNumberTest, RandomIdsHoldNone) {
  for (const char* text :
       {"19121212-1212-4abc-a123-0123456789ab", "0f0e0d0c-0b0a-4908-a706-a8112189876b",
        "PROJEKT-0F0E0D0C-0B0A-4908-A706-A8112189876B-1", "a8112189876b0123",
        "x-a8112189876b0123"}) {
    EXPECT_FALSE(HoldsPersonalNumber(text)) << text;
  }
  for (const char* text :
       {"a8112189876b012", "0f0e0d0c-0b0a-4908-a706-a8112189876", "deltagare-19121212-1212",
        "0f0e0d0c-0b0a-4908-a706-0123456789ab 19121212-1212", "a8112189876b-0123456789abcdef",
        "fade-cafe-beda-19121212-1212"}) {
    EXPECT_TRUE(HoldsPersonalNumber(text)) << text;
  }
}

TEST(PersonalNumberTest, NoRandomIdIsRefused) {
  std::mt19937_64 random(20260101);
  for (int i = 0; i < 100'000; ++i) {
    const uint64_t a = random(), b = random();
    const std::string hex = absl::StrFormat("a%015x%016x", a >> 4, b);
    ASSERT_FALSE(HoldsPersonalNumber(hex)) << hex;
    const std::string uuid =
        absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                     hex.substr(16, 4), "-", hex.substr(20));
    ASSERT_FALSE(HoldsPersonalNumber(uuid)) << uuid;
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
