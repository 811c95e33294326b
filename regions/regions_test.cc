#include "regions/regions.h"

#include <algorithm>

#include "gtest/gtest.h"

namespace verkan::regions {
namespace {

TEST(RegionsTest, ThereAre21RegionsAnd290Municipalities) {
  EXPECT_EQ(Regions().size(), 21u);
  EXPECT_EQ(Municipalities().size(), 290u);
}

TEST(RegionsTest, BothListsAreSortedByCode) {
  const auto by_code = [](const auto& a, const auto& b) { return a.code < b.code; };
  EXPECT_TRUE(std::is_sorted(Regions().begin(), Regions().end(), by_code));
  EXPECT_TRUE(std::is_sorted(Municipalities().begin(), Municipalities().end(), by_code));
}

TEST(RegionsTest, ARegionCountsItsOwnMunicipalities) {
  for (const Region& region : Regions()) {
    const auto own = std::count_if(
        Municipalities().begin(), Municipalities().end(),
        [&region](const Municipality& m) { return m.code.substr(0, 2) == region.code; });
    EXPECT_EQ(own, region.municipalities) << region.code;
  }
}

TEST(RegionsTest, EveryCodeIsFoundAndNoOther) {
  for (const Region& region : Regions()) EXPECT_EQ(FindRegion(region.code), &region);
  for (const Municipality& m : Municipalities()) EXPECT_EQ(FindMunicipality(m.code), &m);
  for (const char* code : {"", "0", "00", "02", "06 ", "060", "26", "99"}) {
    EXPECT_EQ(FindRegion(code), nullptr) << code;
  }
  EXPECT_EQ(FindMunicipality("0600"), nullptr);
  EXPECT_EQ(FindMunicipality("06"), nullptr);
}

TEST(RegionsTest, NamesAreThoseOfStatisticsSweden) {
  EXPECT_EQ(RegionName("06"), "Jönköpings län");
  EXPECT_EQ(RegionName("00"), "Riket");
  EXPECT_EQ(RegionName("02"), "");
  EXPECT_EQ(FindMunicipality("0331")->name, "Heby");
}

TEST(RegionsTest, HebyMovedFromVastmanlandToUppsalaIn2007) {
  constexpr int32_t kLastDayOf2006 = 13513;
  EXPECT_EQ(RegionOf("0331", kLastDayOf2006), "19");
  EXPECT_EQ(RegionOf("0331", kLastDayOf2006 + 1), "03");
  EXPECT_EQ(RegionOf("0380", kLastDayOf2006), "03");
}

}  // namespace
}  // namespace verkan::regions
