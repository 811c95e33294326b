#include "eventstore/block.h"

#include "absl/strings/escaping.h"
#include "eventstore/coding.h"
#include "eventstore/crc32c.h"
#include "eventstore/layout.h"
#include "eventstore/record.h"
#include "gmock/gmock.h"

namespace verkan::eventstore {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> Records(Position first, int count) {
  std::vector<std::string> records;
  for (int i = 0; i < count; ++i) {
    records.push_back(
        EncodeRecord({.type = "t", .stream = "s", .payload = std::string(i * 50, 'p')}));
    PlaceRecord(first + i, 1000, i + 1, &records.back());
  }
  return records;
}

std::string Block(const std::vector<std::string>& records) {
  BlockBuilder builder;
  for (const std::string& record : records) builder.Add(record);
  return builder.Finish();
}

TEST(Crc32cTest, KnownAnswers) {  // RFC 3720, B.4
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(Crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(Crc32c("123456789"), 0xe3069283u);
}

TEST(Crc32cTest, InstructionAndTableAgree) {
  std::string bytes;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(Crc32c(bytes), PortableCrc32c(bytes));
    bytes.push_back(static_cast<char>(i * 37));
  }
}

TEST(BlockTest, EveryRecordIsFoundByItsPosition) {
  const std::vector<std::string> records = Records(100, 20);
  const std::string bytes = Block(records);
  BlockView block;
  ASSERT_TRUE(block.Parse(100, bytes).ok());
  EXPECT_EQ(block.first(), 100u);
  EXPECT_EQ(block.last(), 119u);
  EXPECT_FALSE(block.Has(99));
  EXPECT_FALSE(block.Has(120));
  for (int i = 0; i < 20; ++i) {
    absl::string_view record;
    ASSERT_TRUE(block.Get(100 + i, &record).ok());
    EXPECT_EQ(record, records[i]);
  }
}

TEST(BlockTest, AnyFlippedBitIsFoundOut) {
  const std::vector<std::string> records = Records(7, 3);
  const std::string good = Block(records);
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bytes = good;
    bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
    BlockView block;
    absl::Status status = block.Parse(7, bytes);
    for (Position position = 7; status.ok() && position < 10; ++position) {
      absl::string_view record;
      status = block.Has(position) ? block.Get(position, &record) : absl::DataLossError("short");
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << "bit " << bit;
  }
}

TEST(BlockTest, NoPrefixIsABlock) {
  const std::string bytes = Block(Records(1, 4));
  for (size_t size = 0; size < bytes.size(); ++size) {
    BlockView block;
    EXPECT_FALSE(block.Parse(1, absl::string_view(bytes).substr(0, size)).ok()) << size;
  }
}

TEST(BlockTest, ARecordOfAnotherPositionIsRefusedByName) {
  const std::string bytes = Block(Records(5, 2));
  BlockView block;
  ASSERT_TRUE(block.Parse(6, bytes).ok());
  absl::string_view record;
  EXPECT_THAT(std::string(block.Get(6, &record).message()), HasSubstr("position 6"));
}

TEST(LayoutTest, StreamEntriesComeBack) {
  StreamEntry entry;
  for (Position position : {5, 6, 900}) entry.Add(position);
  EXPECT_EQ(absl::BytesToHexString(entry.value()), "0501fe06");
  std::vector<Posting> postings;
  ASSERT_TRUE(DecodeStreamEntry(entry.value(), &postings));
  ASSERT_EQ(postings.size(), 3u);
  EXPECT_EQ(postings[2].position, 900u);
}

TEST(LayoutTest, TermEntriesComeBackWithTheirTypes) {
  TermEntry entry;
  entry.Add({5, 1});
  entry.Add({300, 2});
  EXPECT_EQ(absl::BytesToHexString(entry.value()), "01a70202");
  std::vector<Posting> postings;
  ASSERT_TRUE(DecodeTermEntry(5, entry.value(), &postings));
  ASSERT_EQ(postings.size(), 2u);
  EXPECT_EQ(postings[1].position, 300u);
  EXPECT_EQ(postings[1].type, 2u);
}

TEST(LayoutTest, AnEntryWhosePositionsDoNotGrowIsRefused) {
  const std::string most = absl::HexStringToBytes("ffffffffffffffffff01");
  std::vector<Posting> postings;
  EXPECT_TRUE(DecodeStreamEntry(most, &postings));
  EXPECT_FALSE(DecodeStreamEntry(most + "\x01", &postings)) << "it goes round to 0";
  EXPECT_FALSE(DecodeStreamEntry(std::string("\x05\0", 2), &postings)) << "it stands still";
  EXPECT_TRUE(DecodeTermEntry(UINT64_MAX - 1, "\x01\x01\x02", &postings));
  EXPECT_FALSE(DecodeTermEntry(UINT64_MAX - 1, "\x01\x02\x02", &postings));
  EXPECT_FALSE(DecodeTermEntry(5, most, &postings)) << "a type has 32 bits";
}

TEST(LayoutTest, KeysOfANameSortByNumberAndNamesDoNotMix) {
  EXPECT_LT(EntryKey("a", 255), EntryKey("a", 256));
  EXPECT_LT(EntryKey("a", UINT64_MAX), EntryKey("a!", 0));
  EXPECT_EQ(NumberInKey(EntryKey("a", 77)), 77u);
}

TEST(CodingTest, VarintsOfEveryLengthComeBack) {
  for (int bits = 0; bits < 64; ++bits) {
    const uint64_t number = uint64_t{1} << bits;
    std::string bytes;
    AppendVarint(number, &bytes);
    absl::string_view rest = bytes;
    uint64_t back = 0;
    ASSERT_TRUE(TakeVarint(&rest, &back));
    EXPECT_EQ(back, number);
    EXPECT_TRUE(rest.empty());
    rest = absl::string_view(bytes).substr(0, bytes.size() - 1);
    EXPECT_FALSE(TakeVarint(&rest, &back));
  }
}

}  // namespace
}  // namespace verkan::eventstore
