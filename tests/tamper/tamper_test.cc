// Verification of stores that somebody changed: it names the first bad position, each time.
//
//   tamper_test                         cases from the seed that is printed
//   VERKAN_SEED=17 VERKAN_CASES=5000 tamper_test
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "eventstore/block.h"
#include "eventstore/crc32c.h"
#include "eventstore/layout.h"
#include "eventstore/testing/store_fixture.h"
#include "eventstore/verify.h"
#include "gmock/gmock.h"
#include "tests/tamper/tampering.h"

namespace verkan::eventstore {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kKinds = 6;
const char* const kKindNames[kKinds] = {"edit", "delete", "insert", "swap", "truncate", "shorten"};
const char* const kDepthNames[] = {"blocks", "tiles", "indexes"};

uint64_t FromEnvironment(const char* name, uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? std::strtoull(value, nullptr, 10) : otherwise;
}

class TamperTest : public StoreFixture {
 protected:
  TamperTest() : seed_(FromEnvironment("VERKAN_SEED", std::random_device()())), random_(seed_) {
    std::cout << "seed " << seed_ << std::endl;
  }

  uint64_t Random(uint64_t from, uint64_t to) { return from + random_() % (to - from + 1); }

  void Fill(Position events) {
    while (store_->head() < events) {
      Batch batch;
      for (uint64_t i = Random(1, 40); i > 0; --i) {
        now_ += 1000;
        batch.events.push_back(
            Event(absl::StrCat("t.v1.T", Random(1, 5)), absl::StrCat("stream-", Random(1, 30)),
                  {absl::StrCat("region:", Random(1, 9))}, std::string(Random(1, 300), 'x')));
        if (Random(1, 9) == 1) batch.events.back().id = Id(random_());
      }
      if (Random(0, 1) == 1) batch.request_id = Id(random_());
      ASSERT_TRUE(store_->Append(std::move(batch)).ok());
    }
  }

  // Remembers what the log is at a size, as somebody does who keeps checkpoints.
  void Keep(Position size) {
    known_.push_back({{"verkan", size, *store_->Root(size)}, absl::StrCat("kept-", size)});
  }

  // Ends the store and keeps what lies beside its last checkpoint.
  void Close() {
    Keep(store_->head());
    const TileId tile = {.index = store_->head() / kTileWidth,
                         .width = store_->head() % kTileWidth};
    if (tile.width > 0) tail_ = {tile.index, *store_->ReadTile(tile)};
    head_ = store_->head();
    store_.reset();
  }

  VerifyReport Verify(bool with_tail = true, const std::string& copy = "") {
    VerifyOptions options = {.path = options_.path,
                             .checkpoints = known_,
                             .copy = copy,
                             .file_system = options_.file_system};
    if (with_tail) options.tail = tail_;
    absl::StatusOr<VerifyReport> report = VerifyStore(options);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *std::move(report) : VerifyReport();
  }

  // The finding that comes first, which must name the position alone.
  void ExpectFirst(Position position, absl::string_view what) {
    const VerifyReport report = Verify();
    ASSERT_FALSE(report.findings.empty()) << "nothing found at " << position;
    const Finding& first = report.findings[0];
    EXPECT_EQ(first.first, position) << ToText(first);
    EXPECT_EQ(first.last, position) << ToText(first);
    EXPECT_THAT(first.what, HasSubstr(std::string(what)));
  }

  Position FirstDifferenceFrom(const std::string& copy) {
    for (const Finding& finding : Verify(false, copy).findings) {
      if (finding.what.find("the copy") != std::string::npos) return finding.first;
    }
    return 0;
  }

  // Changes records from position `at` on, and nothing before it.
  void Mutate(int kind, Position at, Records* records) {
    const auto place = records->begin() + static_cast<ptrdiff_t>(at - 1);
    switch (kind) {
      case 0:
        place->back() ^= static_cast<char>(Random(1, 255));  // the payload's last byte
        break;
      case 1:
        records->erase(place);
        break;
      case 2:
        records->insert(place, (*records)[OtherThan(at, records->size()) - 1]);
        break;
      case 3:
        std::swap(*place, *(place + static_cast<ptrdiff_t>(Random(1, records->size() - at))));
        break;
      case 4:
        records->erase(place, records->end());
        break;
      default:
        *place = Shortened(*place);
    }
  }

  // Not the position itself: what is doubled is changed one position later.
  Position OtherThan(Position at, Position size) {
    const Position other = Random(1, size - 1);
    return other < at ? other : other + 1;
  }

  static std::string Shortened(const std::string& record) {
    RecordView view;
    EXPECT_TRUE(ParseRecord(record, &view).ok());
    NewEvent event = {.id = std::string(view.id),
                      .type = std::string(view.type),
                      .stream = std::string(view.stream),
                      .payload = std::string(view.payload.substr(1))};
    for (absl::string_view tag : view.tags) event.tags.emplace_back(tag);
    std::string bytes = EncodeRecord(event);
    PlaceRecord(view.position, view.recorded_at_micros, view.revision, &bytes);
    return bytes;
  }

  // What must come out where the one who changed position `at` was as thorough as `depth`.
  void ExpectFound(Position at, Depth depth) {
    const VerifyReport report = Verify(depth == Depth::kBlocks);
    ASSERT_FALSE(report.findings.empty());
    const Finding& first = report.findings[0];
    EXPECT_LE(first.first, at) << ToText(first);
    EXPECT_GE(first.last, at) << ToText(first);
    if (depth == Depth::kBlocks) {
      EXPECT_EQ(first.first, at) << ToText(first);
    }
    for (const KnownCheckpoint& known : known_) {  // no wider than between two checkpoints
      if (known.checkpoint.size < at) {
        EXPECT_GT(first.first, known.checkpoint.size);
      }
    }
  }

  const uint64_t seed_;
  std::mt19937_64 random_;
  std::vector<KnownCheckpoint> known_;
  LeafTail tail_;
  Position head_ = 0;
};

TEST_F(TamperTest, AStoreThatNobodyTouchedVerifies) {
  Fill(1500);
  Keep(700);
  const Hash root = *store_->Root(store_->head());
  Close();
  const VerifyReport report = Verify();
  EXPECT_THAT(report.findings, IsEmpty()) << ToText(report.findings.at(0));
  EXPECT_EQ(report.checked, head_);
  EXPECT_EQ(report.vouched, head_);
  EXPECT_EQ(report.root, root);
  EXPECT_EQ(report.origin, "verkan");
}

// Two records change places; all between them have the time of the later one. So time runs back
// only at the second, though the first was changed as well.
TEST_F(TamperTest, ASwapIsNotOnlyFoundWhereTimeRunsBack) {
  Fill(100);
  const int64_t together = now_ + 1'000'000;
  for (int i = 0; i < 5; ++i) {
    now_ = together;
    ASSERT_TRUE(Append({Event("t.v1.T1", "s")}).ok());
  }
  const Position last = store_->head(), first = last - 5;
  Fill(last + 10);
  Keep(50);
  Close();
  {
    Tampering tampering(options_);
    Records records = tampering.ReadRecords();
    std::swap(records[first - 1], records[last - 1]);
    tampering.Write(std::move(records), Depth::kIndexes, &random_);
  }
  ExpectFound(first, Depth::kIndexes);
}

TEST_F(TamperTest, EveryChangeOfRecordsIsFoundAtTheFirstThatWasChanged) {
  const uint64_t cases = FromEnvironment("VERKAN_CASES", 200);
  Fill(1100);
  for (Position size : {250, 256, 600, 900}) Keep(size);
  Close();
  const Records originals = Tampering(options_).ReadRecords();
  const std::string copy = "/copy/events";
  {
    options_.path = copy;
    Reopen();
    store_.reset();
    Tampering tampering(options_);
    // The same bytes in other blocks.
    for (const char* type : {"t.v1.T1", "t.v1.T2", "t.v1.T3", "t.v1.T4", "t.v1.T5"}) {
      tampering.Put(Family::kMeta, absl::StrCat(kTypeKeyPrefix, type), std::string(1, type[6]));
    }
    tampering.Write(originals, Depth::kIndexes, &random_);
    options_.path = "/data/events";
  }
  std::map<std::string, int> counts;
  for (uint64_t i = 0; i < cases && !HasFailure(); ++i) {
    const int kind = static_cast<int>(Random(0, kKinds - 1));
    const Depth depth = static_cast<Depth>(Random(0, 2));
    const Position at = Random(1, head_ - 1);
    SCOPED_TRACE(absl::StrCat("case ", i, ": ", kKindNames[kind], " at ", at, ", writes ",
                              kDepthNames[static_cast<int>(depth)]));
    {
      Tampering tampering(options_);
      tampering.Write(originals, Depth::kIndexes, &random_);
      Records changed = originals;
      Mutate(kind, at, &changed);
      tampering.Write(std::move(changed), depth, &random_);
    }
    ExpectFound(at, depth);
    EXPECT_EQ(FirstDifferenceFrom(copy), at);
    ++counts[absl::StrCat(kKindNames[kind], ", ", kDepthNames[static_cast<int>(depth)])];
  }
  for (const auto& [what, count] : counts) std::cout << "found " << count << " of " << what << "\n";
}

// Where a record's bytes are in the value of its block.
void RecordIn(const std::string* block, Position first, Position position, size_t* begin,
              size_t* size) {
  BlockView view;
  absl::string_view record;
  EXPECT_TRUE(view.Parse(first, *block).ok());
  EXPECT_TRUE(view.Get(position, &record).ok());
  *begin = record.data() - block->data();
  *size = record.size();
}

TEST_F(TamperTest, WhatIsWrittenWithoutItsChecksumIsFoundByIt) {
  Fill(700);
  Close();
  const Position at = Random(1, head_);
  {
    Tampering tampering(options_);
    const std::string key = tampering.BlockOf(at);
    tampering.Change(Family::kLog, key, [&](std::string* block) {
      size_t begin = 0, size = 0;
      RecordIn(block, NumberInKey(key), at, &begin, &size);
      (*block)[begin + Random(0, size - 1)] ^= static_cast<char>(Random(1, 255));
    });
  }
  ExpectFirst(at, "checksum is wrong");
}

TEST_F(TamperTest, ARecordThatIsCutOutOfItsBlockIsMissed) {
  Fill(700);
  Close();
  const Position at = Random(2, head_ - 1);
  {
    Tampering tampering(options_);
    const std::string key = tampering.BlockOf(at);
    const Records records = tampering.ReadRecords();
    tampering.Change(Family::kLog, key, [&](std::string* block) {
      BlockView view;
      ASSERT_TRUE(view.Parse(NumberInKey(key), *block).ok());
      BlockBuilder builder;
      for (Position position = view.first(); position <= view.last(); ++position) {
        if (position != at) builder.Add(records[position - 1]);
      }
      *block = builder.empty() ? "" : builder.Finish();
    });
  }
  ExpectFirst(at, "");
}

TEST_F(TamperTest, ABlockThatIsGoneIsMissedAtItsFirstPosition) {
  Fill(700);
  Close();
  Position first = 0;
  {
    Tampering tampering(options_);
    const std::string key = tampering.BlockOf(Random(1, head_ - 60));
    first = NumberInKey(key);
    tampering.Delete(Family::kLog, key);
  }
  ExpectFirst(first, "the record is missing");
}

TEST_F(TamperTest, ASecondBlockForAPositionIsFound) {
  Fill(700);
  Close();
  Position at = 0;
  {
    Tampering tampering(options_);
    do {
      at = Random(2, head_);
    } while (tampering.BlockOf(at) == LogKey(at));
    BlockBuilder builder;
    const Records records = tampering.ReadRecords();
    builder.Add(records[at - 1]);
    tampering.Put(Family::kLog, LogKey(at), builder.Finish());
  }
  ExpectFirst(at, "a second block claims the position");
}

TEST_F(TamperTest, AStoredHashThatWasChangedIsToldFromARecord) {
  Fill(700);
  Close();
  const Position at = Random(1, 512);
  {
    Tampering tampering(options_);
    tampering.Change(Family::kTiles, TileKey(0, (at - 1) / kTileWidth), [&](std::string* tile) {
      (*tile)[(at - 1) % kTileWidth * sizeof(Hash) + Random(0, 31)] ^= 1;
    });
  }
  ExpectFirst(at, "the record is the one that was signed");
}

TEST_F(TamperTest, AnIndexEntryThatIsGoneIsMissedAtItsFirstPosition) {
  Fill(700);
  Close();
  Position at = 0;
  {
    Tampering tampering(options_);
    const std::string key = tampering.KeyFrom(Family::kTags, "region:");
    at = NumberInKey(key);
    tampering.Delete(Family::kTags, key);
  }
  ExpectFirst(at, "the index of tags and types does not agree");
}

TEST_F(TamperTest, AnIndexEntryTooManyIsFound) {
  Fill(700);
  Close();
  const Position at = Random(1, head_);
  {
    Tampering tampering(options_);
    TermEntry entry;
    entry.Add({at, 1});
    tampering.Put(Family::kTags, EntryKey("region:none", at), entry.value());
  }
  ExpectFirst(at, "the index of tags and types does not agree");
}

TEST_F(TamperTest, AStreamThatLostItsFirstEventsIsFound) {
  Fill(700);
  Close();
  {
    Tampering tampering(options_);
    tampering.Delete(Family::kStreams,
                     tampering.KeyFrom(Family::kStreams, EntryKey("stream-7", 1)));
  }
  const VerifyReport report = Verify();
  ASSERT_EQ(report.findings.size(), 2u);
  EXPECT_THAT(ToText(report.findings[0]), HasSubstr("the index of streams does not agree"));
  EXPECT_THAT(ToText(report.findings[1]), HasSubstr("stream stream-7 goes on with revision"));
}

TEST_F(TamperTest, AnIdThatLeadsToAnotherEventIsFound) {
  Fill(700);
  Close();
  const Position at = Random(1, head_);
  {
    Tampering tampering(options_);
    tampering.Put(Family::kIds, EventIdKey(Id(random_())),
                  at < 128 ? std::string(1, static_cast<char>(at))
                           : std::string{static_cast<char>(at | 0x80), static_cast<char>(at >> 7)});
  }
  ExpectFirst(at, "the index of ids has another id for it");
}

TEST_F(TamperTest, VerifyingWritesNothing) {
  Fill(700);
  Close();
  const auto listing = [this] {
    std::vector<std::string> names;
    std::string all;
    auto env = rocksdb::NewCompositeEnv(options_.file_system);
    EXPECT_TRUE(env->GetChildren(options_.path, &names).ok());
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) {
      std::string content;
      rocksdb::ReadFileToString(env.get(), absl::StrCat(options_.path, "/", name), &content);
      absl::StrAppend(&all, name, " ", content.size(), " ", Crc32c(content), "\n");
    }
    return all;
  };
  const std::string before = listing();
  EXPECT_THAT(Verify().findings, IsEmpty());
  EXPECT_EQ(listing(), before);
}

TEST_F(TamperTest, AStoreThatIsNotThereIsNotVerified) {
  EXPECT_EQ(VerifyStore({.path = "/nothing", .file_system = options_.file_system}).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace verkan::eventstore
