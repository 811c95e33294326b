#include "projections/facts/fact_table.h"

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace verkan::projections {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FactTableTest : public ::testing::Test {
 protected:
  enum { kCity, kName, kSize, kNote };

  RowId Open(absl::string_view city, absl::string_view name, Position from) {
    RowId row = table_.Open(city, from, from, {1, 2});
    table_.SetText(row, kName, name);
    return row;
  }

  std::vector<std::string> NamesAsOf(Position position) {
    std::vector<std::string> names;
    for (Row row : table_.AsOf(position)) names.emplace_back(row.text("name"));
    return names;
  }

  Dictionaries dictionaries_;
  FactTable table_{
      "cities",
      {{"city"}, {"name"}, {"size", ColumnKind::kNumber}, {"note", ColumnKind::kBytes}},
      &dictionaries_};
};

TEST_F(FactTableTest, ARowIsSeenFromItsBeginningUntilBeforeItsEnd) {
  RowId row = Open("jkpg", "Jönköping", 5);
  table_.Close(row, 8);
  EXPECT_THAT(NamesAsOf(4), IsEmpty());
  EXPECT_THAT(NamesAsOf(5), ElementsAre("Jönköping"));
  EXPECT_THAT(NamesAsOf(7), ElementsAre("Jönköping"));
  EXPECT_THAT(NamesAsOf(8), IsEmpty());
  EXPECT_THAT(NamesAsOf(kNow), IsEmpty());
}

TEST_F(FactTableTest, ARewrittenRowLeavesTheOldOneAsItWas) {
  RowId old = Open("jkpg", "Junköping", 1);
  table_.SetNumber(old, kSize, 13);
  RowId renamed = table_.Rewrite(old, 3, 3);
  table_.SetText(renamed, kName, "Jönköping");
  EXPECT_THAT(NamesAsOf(2), ElementsAre("Junköping"));
  EXPECT_THAT(NamesAsOf(3), ElementsAre("Jönköping"));
  EXPECT_EQ(table_.number(renamed, kSize), 13);
  EXPECT_EQ(table_.OpenRow("jkpg"), renamed);
}

TEST_F(FactTableTest, FindsTheRowsOfAKeyInTheOrderOfRecording) {
  Open("a", "1", 1);
  Open("b", "2", 2);
  Open("a", "3", 3);
  std::vector<std::string> names;
  for (Row row : table_.AsOf(kNow, "a")) names.emplace_back(row.text("name"));
  EXPECT_THAT(names, ElementsAre("1", "3"));
  EXPECT_THAT(table_.AsOf(kNow, "unknown"), IsEmpty());
  EXPECT_EQ(table_.OpenRow("unknown"), kNoRow);
}

TEST_F(FactTableTest, AnUnknownNumberIsNoZero) {
  RowId row = Open("a", "1", 1);
  EXPECT_EQ(table_.number(row, kSize), kNoNumber);
}

TEST_F(FactTableTest, DecodesWhatItEncodes) {
  RowId row = Open("jkpg", "Jönköping", 7);
  table_.SetNumber(row, kSize, -1);
  table_.SetBytes(row, kNote, absl::string_view("\0\xff", 2));
  table_.Close(row, 9);

  Dictionaries dictionaries;
  FactTable copy("cities", table_.columns(), &dictionaries);
  ASSERT_TRUE(copy.Decode(table_.Encode(row)));
  EXPECT_EQ(copy.Encode(0), table_.Encode(row));
  EXPECT_EQ(copy.text(0, kName), "Jönköping");
  EXPECT_EQ(copy.days(0), (DayRange{1, 2}));
  EXPECT_EQ(copy.to(0), 9u);
}

TEST_F(FactTableTest, RefusesBytesThatAreNoRow) {
  std::string bytes = table_.Encode(Open("jkpg", "Jönköping", 7));
  Dictionaries dictionaries;
  for (size_t size = 0; size < bytes.size(); ++size) {
    FactTable copy("cities", table_.columns(), &dictionaries);
    EXPECT_FALSE(copy.Decode(absl::string_view(bytes).substr(0, size))) << size;
  }
  FactTable copy("cities", table_.columns(), &dictionaries);
  EXPECT_FALSE(copy.Decode(bytes + "x"));
}

TEST_F(FactTableTest, RemembersWhatChangedSinceTheLastTime) {
  RowId a = Open("a", "1", 1);
  table_.ClearChanges();
  RowId b = Open("b", "2", 2);
  table_.Close(a, 3);
  table_.Close(b, 3);
  EXPECT_EQ(table_.first_new(), b);
  EXPECT_THAT(table_.changed(), ElementsAre(a)) << "new rows are written whole";
}

TEST_F(FactTableTest, TruncatedRowsAreNotFoundByTheirKey) {
  RowId kept = Open("a", "1", 1);
  RowId dropped = Open("a", "2", 2);
  table_.Truncate(dropped);
  EXPECT_EQ(table_.size(), 1u);
  EXPECT_EQ(table_.OpenRow("a"), kept);
  EXPECT_EQ(Open("a", "3", 2), dropped);
  EXPECT_THAT(NamesAsOf(2), ElementsAre("1", "3"));
}

TEST_F(FactTableTest, BlocksHoldTheRowsThatAreSeen) {
  std::mt19937 random(7);
  const Position last = 3 * FactTable::kBlockRows + 100;
  std::vector<RowId> open;
  for (Position position = 1; position <= last; ++position) {
    open.push_back(Open(absl::StrCat("k", position), "n", position));
    // Closed are rows of some blocks only, so that others are seen whole.
    if (random() % 3 == 0 && open.back() < FactTable::kBlockRows) {
      table_.Close(open.back(), position + random() % last);
    }
  }
  table_.Close(open[FactTable::kBlockRows + 5], last);
  table_.Unclose(open[FactTable::kBlockRows + 5]);
  table_.Truncate(table_.size() - 50);
  for (const Position as_of : {Position{0}, Position{1}, last / 2, last - 60, last, kNow}) {
    std::vector<RowId> seen, wanted;
    for (size_t block = 0; block < table_.blocks(); ++block) {
      table_.AppendSeen(block, as_of, &seen);
    }
    table_.ForEachBelieved(as_of, [&wanted](RowId row) { wanted.push_back(row); });
    EXPECT_EQ(seen, wanted) << as_of;
  }
}

TEST_F(FactTableTest, ABlockCoversTheDaysOfItsRows) {
  for (RowId row = 0; row <= FactTable::kBlockRows; ++row) {
    const auto day = static_cast<int32_t>(row);
    table_.Open("a", row + 1, row + 1, {day, day + 2});
  }
  const auto last = static_cast<int32_t>(FactTable::kBlockRows);
  EXPECT_EQ(table_.DaysOfBlock(0), (DayRange{0, last + 1}));
  EXPECT_EQ(table_.DaysOfBlock(1), (DayRange{last, last + 2}));
  table_.SetDays(FactTable::kBlockRows, {-5, 7});
  EXPECT_EQ(table_.DaysOfBlock(1), (DayRange{-5, last + 2}));
}

TEST_F(FactTableTest, ColumnsOfOneDomainShareTheirCodes) {
  FactTable other("visits", {{"visit"}, {"where", ColumnKind::kText, "city"}}, &dictionaries_);
  RowId city = Open("jkpg", "Jönköping", 1);
  RowId visit = other.Open("v-1", 1, 1, {});
  other.SetText(visit, 1, "jkpg");
  EXPECT_EQ(other.code(visit, 1), table_.code(city, kCity));
  // A key that only the other table has.
  other.SetText(other.Open("v-2", 2, 2, {}), 1, "habo");
  EXPECT_EQ(table_.OpenRow("habo"), kNoRow);
}

}  // namespace
}  // namespace verkan::projections
