#include "projections/registry/text_index.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projections/facts/facts.h"
#include "projections/organisation/organisation_facts.h"

namespace verkan::projections {
namespace {

using ::testing::ElementsAre;

TEST(TextIndexTest, RowsThatComeLaterAreTakenIn) {
  Facts facts;
  FactTable& table = facts[kOrganisations];
  TextIndex index(&table, {table.column("name")});
  const RowId first = table.Open("a", 1, 1, {});
  table.SetText(first, "name", "Åre kommun");
  index.CatchUp();
  const RowId second = table.Open("b", 2, 2, {});
  table.SetText(second, "name", "Are Kommun");
  EXPECT_FALSE(index.IsCaughtUp());
  index.CatchUp();
  EXPECT_TRUE(index.IsCaughtUp());
  EXPECT_THAT(index.words().at("kommun"), ElementsAre(first, second));
  EXPECT_THAT(index.words().at("åre"), ElementsAre(first)) << "å is no a";
  EXPECT_THAT(index.texts().at("are kommun"), ElementsAre(second));
}

}  // namespace
}  // namespace verkan::projections
