#include "projections/figure/whole_and_parts.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "regions/regions.h"

namespace verkan::projections {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// "p" works in 06 and 12 and belongs to the programme "q", which works in 06, 12 and 23.
const KnownProjects kProjects = {
    {"p", {.regions = {"06", "12"}, .programmes = {"q"}}},
    {"q", {.regions = {"06", "12", "23"}, .is_programme = true}},
    {"other", {.regions = {"06", "12"}}},
};

std::string Name(const Cell& cell) { return absl::StrCat(cell.region, "/", cell.project); }

std::vector<std::string> Counted(const std::vector<Cell>& cells) {
  std::vector<std::string> names;
  for (const size_t i : Resolve(cells, kProjects).counts) names.push_back(Name(cells[i]));
  return names;
}

TEST(WholeAndPartsTest, ProjectsThatReportCountInsteadOfTheirRegion) {
  const std::vector<Cell> cells = {{"06", "", true}, {"06", "one", true}, {"06", "two", false}};
  const Resolved resolved = Resolve(cells, kProjects);
  EXPECT_THAT(resolved.counts, ElementsAre(1));
  ASSERT_EQ(resolved.wholes.size(), 1u);
  EXPECT_EQ(resolved.wholes[0].cell, 0u);
  EXPECT_FALSE(resolved.wholes[0].counts);
  EXPECT_EQ(resolved.wholes[0].known, 2u);
  EXPECT_EQ(resolved.wholes[0].with_number, 1u);
}

TEST(WholeAndPartsTest, PartsWithoutANumberLeaveTheWhole) {
  EXPECT_THAT(Counted({{"06", "", true}, {"06", "one", false}}), ElementsAre("06/"));
  EXPECT_THAT(Counted({{"06", "", false}, {"06", "one", true}}), ElementsAre("06/one"));
  EXPECT_THAT(Counted({{"06", "", false}}), IsEmpty());
}

TEST(WholeAndPartsTest, AProjectCountsByItsRegionsOnceAllOfThemAreStated) {
  EXPECT_THAT(Counted({{"", "p", true}, {"06", "p", true}}), ElementsAre("/p"));
  EXPECT_THAT(Counted({{"", "p", true}, {"06", "p", true}, {"12", "p", false}}),
              ElementsAre("06/p"));
  EXPECT_THAT(Counted({{"06", "p", true}, {"12", "p", true}}), ElementsAre("06/p", "12/p"));
}

TEST(WholeAndPartsTest, TheCountryHas21Regions) {
  std::vector<Cell> cells = {{"00", "", true}};
  for (const regions::Region& region : regions::Regions()) {
    cells.push_back({std::string(region.code), "", region.code != "01"});
  }
  EXPECT_EQ(Resolve(cells, kProjects).counts.size(), 20u) << "an absence is stated too";
  cells.pop_back();
  EXPECT_THAT(Counted(cells), ElementsAre("00/"));
}

TEST(WholeAndPartsTest, AProgrammeInARegionIsAWholeOfItsProjectsThere) {
  EXPECT_THAT(Counted({{"06", "", true}, {"06", "q", true}, {"06", "p", true}}),
              ElementsAre("06/p"));
  EXPECT_THAT(Counted({{"", "q", true}, {"", "p", true}}), ElementsAre("/q"))
      << "nothing is stated of 23";
  EXPECT_THAT(Counted({{"", "q", true}, {"", "p", true}, {"23", "q", true}}),
              ElementsAre("/p", "23/q"));
}

TEST(WholeAndPartsTest, OfTwoThatOverlapTheOneNearerTheCountryCounts) {
  EXPECT_THAT(Counted({{"06", "", true}, {"", "p", true}}), ElementsAre("06/"));
  EXPECT_THAT(Counted({{"06", "", true}, {"", "q", true}}), ElementsAre("/q"));
  EXPECT_THAT(Counted({{"06", "q", true}, {"", "p", true}}), ElementsAre("06/q"));
  EXPECT_THAT(Counted({{"23", "", true}, {"", "p", true}}), ElementsAre("23/", "/p"))
      << "it does not work there";
  EXPECT_THAT(Counted({{"06", "", false}, {"", "p", true}}), ElementsAre("/p"));
  EXPECT_THAT(Counted({{"", "other", true}, {"", "p", true}}), ElementsAre("/other", "/p"));
  EXPECT_THAT(Counted({{"06", "", true}, {"", "p", true}, {"12", "p", true}}),
              ElementsAre("06/", "12/p"))
      << "what was left out holds nothing";
}

TEST(WholeAndPartsTest, ARegionIsNotKnownByItsPartsIfAProjectThereReportsOnlyAsAWhole) {
  EXPECT_THAT(Counted({{"06", "", true}, {"06", "one", true}, {"", "p", true}}),
              ElementsAre("06/"));
  EXPECT_THAT(Counted({{"06", "", true}, {"06", "one", true}, {"06", "p", true}, {"", "p", true}}),
              ElementsAre("06/one", "06/p"));
}

}  // namespace
}  // namespace verkan::projections
