#include "projections/registry/order_index.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"

namespace verkan::projections {
namespace {

using testing::ElementsAre;

class OrderIndexTest : public testing::Test {
 protected:
  void Add(const std::string& name, int64_t number) {
    const RowId row =
        table_.Open(absl::StrCat("o-", table_.size()), table_.size() + 1, table_.size() + 1, {});
    table_.SetText(row, "name", name);
    table_.SetNumber(row, "number", number);
  }

  static std::vector<RowId> RowsOf(OrderIndex* index) {
    index->CatchUp();
    return {index->rows().begin(), index->rows().end()};
  }

  Dictionaries dictionaries_;
  FactTable table_{
      "things", {{"thing"}, {"name"}, {"number", ColumnKind::kNumber}}, &dictionaries_};
};

TEST_F(OrderIndexTest, TextsStandAsInASwedishList) {
  for (const char* name : {"Örebro", "zebra", "Åre", "Ängelholm", "alm", "Alm", "idé", "iden"}) {
    Add(name, 0);
  }
  OrderIndex index(&table_, 1);
  EXPECT_THAT(RowsOf(&index), ElementsAre(4, 5, 6, 7, 1, 2, 3, 0));
}

TEST_F(OrderIndexTest, WhatSaysNothingIsLast) {
  Add("", kNoNumber);
  Add("b", 10);
  Add("a", -2);
  OrderIndex names(&table_, 1), numbers(&table_, 2);
  EXPECT_THAT(RowsOf(&names), ElementsAre(2, 1, 0));
  EXPECT_THAT(RowsOf(&numbers), ElementsAre(2, 1, 0));
}

TEST_F(OrderIndexTest, RowsThatCameSinceAreTakenIn) {
  Add("b", 2);
  OrderIndex index(&table_, 1);
  EXPECT_THAT(RowsOf(&index), ElementsAre(0));
  Add("a", 1);
  EXPECT_FALSE(index.IsCaughtUp());
  EXPECT_THAT(RowsOf(&index), ElementsAre(1, 0));
  EXPECT_TRUE(index.IsCaughtUp());
}

TEST_F(OrderIndexTest, BytesThatAreNoTextHaveAPlaceToo) {
  EXPECT_EQ(CompareSwedish("\xC3", "\xC3"), 0);
  EXPECT_NE(CompareSwedish("a\xC3", "a\xE2\x82"), 0);
  EXPECT_LT(CompareSwedish("a", "a\xFF"), 0);
}

}  // namespace
}  // namespace verkan::projections
