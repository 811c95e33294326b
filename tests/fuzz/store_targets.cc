// Bytes that lie in the store's database and beside it.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "eventstore/block.h"
#include "eventstore/coding.h"
#include "eventstore/conflict.h"
#include "eventstore/event_store.h"
#include "eventstore/high_water.h"
#include "eventstore/layout.h"
#include "eventstore/record.h"
#include "rocksdb/env.h"
#include "tests/fuzz/fuzz.h"
#include "verkan/record/v1/record.pb.h"

namespace verkan::fuzz {
namespace {

using namespace eventstore;  // NOLINT: everything here is about it

bool IsWithin(absl::string_view part, absl::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

NewEvent EventOf(const RecordView& view) {
  NewEvent event = {.id = std::string(view.id),
                    .type = std::string(view.type),
                    .stream = std::string(view.stream),
                    .payload = std::string(view.payload),
                    .first_day = view.first_day,
                    .last_day = view.last_day};
  for (absl::string_view tag : view.tags) event.tags.emplace_back(tag);
  for (const auto& [key, value] : view.metadata) event.metadata.emplace_back(key, value);
  for (const SealedView& part : view.sealed) {
    event.sealed.push_back({std::string(part.subject), std::string(part.seal)});
  }
  return event;
}

std::string BytesOf(const RecordView& view) {
  std::string bytes = EncodeRecord(EventOf(view));
  PlaceRecord(view.position, view.recorded_at_micros, view.revision, &bytes);
  return bytes;
}

// Whoever reads records with Protocol Buffers must read what the store reads.
void ExpectSameAsProtobuf(absl::string_view bytes, const RecordView& view) {
  record::v1::Record record;
  if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  FUZZ_EXPECT(record.position() == view.position);
  FUZZ_EXPECT(record.recorded_at() == static_cast<uint64_t>(view.recorded_at_micros));
  FUZZ_EXPECT(record.revision() == view.revision);
  FUZZ_EXPECT(record.id() == view.id && record.type() == view.type);
  FUZZ_EXPECT(record.stream() == view.stream && record.payload() == view.payload);
  FUZZ_EXPECT(
      std::equal(record.tags().begin(), record.tags().end(), view.tags.begin(), view.tags.end()));
  FUZZ_EXPECT(record.has_first_day() == view.first_day.has_value() &&
              record.first_day() == view.first_day.value_or(0));
  FUZZ_EXPECT(std::equal(record.sealed().begin(), record.sealed().end(), view.sealed.begin(),
                         view.sealed.end(), [](const auto& a, const SealedView& b) {
                           return a.subject() == b.subject && a.seal() == b.seal;
                         }));
  FUZZ_EXPECT(record.has_last_day() == view.last_day.has_value() &&
              record.last_day() == view.last_day.value_or(0));
}

// What is read is written so that it is read the same again, and written the same again.
void RunRecord(absl::string_view bytes) {
  RecordView view, again;
  if (!ParseRecord(bytes, &view).ok()) return;
  for (absl::string_view part : {view.id, view.type, view.stream, view.payload}) {
    FUZZ_EXPECT(IsWithin(part, bytes));
  }
  ExpectSameAsProtobuf(bytes, view);
  FUZZ_EXPECT(CanHaveOccurred(bytes, INT32_MIN, INT32_MAX) ==
              (view.first_day.has_value() || view.last_day.has_value()));
  if (const auto day = view.first_day; day.has_value()) {
    FUZZ_EXPECT(CanHaveOccurred(bytes, *day, *day) == (view.last_day.value_or(*day) >= *day));
  }
  const std::string written = BytesOf(view);
  FUZZ_EXPECT(ParseRecord(written, &again).ok());
  FUZZ_EXPECT(again.position == view.position && again.revision == view.revision);
  FUZZ_EXPECT(again.recorded_at_micros == view.recorded_at_micros);
  FUZZ_EXPECT(again.id == view.id && again.type == view.type && again.stream == view.stream);
  FUZZ_EXPECT(again.payload == view.payload);
  FUZZ_EXPECT(again.first_day == view.first_day && again.last_day == view.last_day);
  FUZZ_EXPECT(again.metadata.size() == view.metadata.size());
  FUZZ_EXPECT(again.sealed.size() == view.sealed.size());
  FUZZ_EXPECT(BytesOf(again) == written);
}

std::string RecordAt(Position position, NewEvent event) {
  std::string bytes = EncodeRecord(event);
  PlaceRecord(position, 1'795'348'800'000'000, position, &bytes);
  return bytes;
}

std::vector<std::string> RecordSeeds() {
  return {RecordAt(1, {.type = "T", .stream = "s"}),
          RecordAt(7, {.id = std::string(16, 'i'),
                       .type = "acme.v1.Opened",
                       .stream = "case-1",
                       .tags = {"region:06", "x"},
                       .payload = "hi",
                       .first_day = 20779,
                       .last_day = -3,
                       .metadata = {{"actor", "anna"}, {"empty", ""}},
                       .sealed = {{"participant-1", "seal"}, {"participant-2", ""}}}),
          std::string(kPlaceBytes, '\0')};
}

// Takes a block apart; false if it or any of its records does not verify.
bool TakeApart(Position first, absl::string_view bytes, std::vector<std::string>* records) {
  BlockView block;
  if (!block.Parse(first, bytes).ok()) return false;
  bool whole = true;
  for (size_t i = 0; i < block.count(); ++i) {
    absl::string_view record;
    FUZZ_EXPECT(block.Has(first + i));
    if (!block.Get(first + i, &record).ok()) {
      whole = false;
      continue;
    }
    FUZZ_EXPECT(IsWithin(record, bytes) && record.size() >= kPlaceBytes);
    records->emplace_back(record);
  }
  FUZZ_EXPECT(!block.Has(first + block.count()) && !block.Has(first - 1));
  return whole;
}

// As bytes; and as records that are put together, after which no changed byte goes unnoticed.
void RunBlock(absl::string_view bytes) {
  std::vector<std::string> records, found;
  TakeApart(1, bytes, &found);
  Pieces pieces(bytes);
  const size_t at = pieces.Number() % 4096;
  const auto change = static_cast<char>(pieces.Byte());
  const Position first = 1 + pieces.Byte();
  BlockBuilder builder;
  do {
    records.push_back(RecordAt(first + records.size(), {.payload = std::string(pieces.Text())}));
  } while (!pieces.empty() && records.size() < 300);
  for (const std::string& record : records) builder.Add(record);
  std::string block = builder.Finish();
  found.clear();
  FUZZ_EXPECT(TakeApart(first, block, &found) && found == records);
  if (change == 0) return;
  block[at % block.size()] ^= change;
  found.clear();
  FUZZ_EXPECT(!TakeApart(first, block, &found));
}

std::vector<std::string> BlockSeeds() {
  BlockBuilder builder;
  const std::string one = RecordAt(1, {.type = "T"}), two = RecordAt(2, {.payload = "hi"});
  builder.Add(one);
  std::vector<std::string> seeds = {builder.Finish(), std::string("\x01\x00", 2)};
  builder.Add(one);
  builder.Add(two);
  seeds.push_back(builder.Finish());
  return seeds;
}

void ExpectIncreasing(const std::vector<Posting>& postings) {
  FUZZ_EXPECT(!postings.empty() && postings.front().position > 0);
  for (size_t i = 1; i < postings.size(); ++i) {
    FUZZ_EXPECT(postings[i - 1].position < postings[i].position);
  }
}

bool SamePlaces(const std::vector<Posting>& a, const std::vector<Posting>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Posting& x, const Posting& y) {
    return x.position == y.position && x.type == y.type;
  });
}

void RunPostings(absl::string_view bytes) {
  std::vector<Posting> postings, again;
  if (DecodeStreamEntry(bytes, &postings)) {
    ExpectIncreasing(postings);
    StreamEntry entry;
    for (const Posting& posting : postings) entry.Add(posting.position);
    FUZZ_EXPECT(DecodeStreamEntry(entry.value(), &again) && SamePlaces(postings, again));
    FUZZ_EXPECT(entry.value().size() <= bytes.size());
  }
  Pieces pieces(bytes);
  const Position first = pieces.Number();
  if (DecodeTermEntry(first, pieces.rest(), &postings)) {
    ExpectIncreasing(postings);
    TermEntry entry;
    for (const Posting& posting : postings) entry.Add(posting);
    FUZZ_EXPECT(entry.first() == first);
    FUZZ_EXPECT(DecodeTermEntry(first, entry.value(), &again) && SamePlaces(postings, again));
    FUZZ_EXPECT(entry.value().size() <= pieces.rest().size());
  }
}

std::vector<std::string> PostingsSeeds() {
  StreamEntry stream;
  TermEntry term;
  for (Position position : {1, 2, 300, 70'000}) {
    stream.Add(position);
    term.Add({position, static_cast<TypeNumber>(position)});
  }
  std::string far = LogKey(UINT64_MAX - 1);
  far.append("\x01\x01\x02", 3);
  return {stream.value(), LogKey(1) + term.value(), far};
}

// Keys sort as their numbers do, and give their numbers back.
void RunKeys(absl::string_view bytes) {
  NumberInKey(bytes);
  Pieces pieces(bytes);
  const uint64_t a = pieces.Number(), b = pieces.Number();
  const std::string name(pieces.Text());
  FUZZ_EXPECT(NumberInKey(EntryKey(name, a)) == a && NumberInKey(LogKey(b)) == b);
  FUZZ_EXPECT((EntryKey(name, a) < EntryKey(name, b)) == (a < b));
  FUZZ_EXPECT((TileKey(3, a) < TileKey(3, b)) == (a < b) && TileKey(2, a) < TileKey(3, b));
  absl::string_view varint = pieces.rest();
  uint64_t value = 0, again = 0;
  if (!TakeVarint(&varint, &value)) return;
  std::string written;
  AppendVarint(value, &written);
  absl::string_view left = written;
  FUZZ_EXPECT(TakeVarint(&left, &again) && left.empty() && again == value);
  FUZZ_EXPECT(written.size() <= pieces.rest().size() - varint.size());
}

std::vector<std::string> KeysSeeds() {
  return {LogKey(1) + LogKey(2) + "\x04name" + "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
          LogKey(UINT64_MAX) + LogKey(0)};
}

rocksdb::Env* MemoryEnv() {
  static rocksdb::Env* const kEnv = rocksdb::NewMemEnv(rocksdb::Env::Default());
  return kEnv;
}

constexpr char kMark[] = "/events.high-water";

// A mark is read only if writing it gives the very same file.
void RunHighWater(absl::string_view bytes) {
  rocksdb::Env* const env = MemoryEnv();
  FUZZ_EXPECT(rocksdb::WriteStringToFile(env, {bytes.data(), bytes.size()}, kMark).ok());
  const auto mark = ReadHighWater(env, kMark);
  if (!mark.ok()) {
    FUZZ_EXPECT(mark.status().code() == absl::StatusCode::kDataLoss);
    return;
  }
  FUZZ_EXPECT(mark->has_value() && WriteHighWater(env, kMark, **mark).ok());
  std::string written;
  FUZZ_EXPECT(rocksdb::ReadFileToString(env, kMark, &written).ok() && written == bytes);
}

std::vector<std::string> HighWaterSeeds() {
  std::vector<std::string> seeds = {"", "verkan high-water 1\nposition 1\n"};
  for (const HighWater& mark : {HighWater{}, HighWater{1000, 994, 0x3f1c22aa}}) {
    FUZZ_EXPECT(WriteHighWater(MemoryEnv(), kMark, mark).ok());
    FUZZ_EXPECT(rocksdb::ReadFileToString(MemoryEnv(), kMark, &seeds.emplace_back()).ok());
  }
  return seeds;
}

constexpr char kConflictPayload[] = "verkan/append-conflict";

void RunConflict(absl::string_view bytes) {
  absl::Status status = absl::AbortedError("it does not hold");
  status.SetPayload(kConflictPayload, absl::Cord(bytes));
  const auto conflict = ReadAppendConflict(status);
  if (!conflict.has_value()) return;
  const auto again = ReadAppendConflict(ToStatus(*conflict));
  if (conflict->streams.empty() && !conflict->matching_event.has_value()) return;
  FUZZ_EXPECT(again.has_value() && again->matching_event == conflict->matching_event);
  FUZZ_EXPECT(std::equal(again->streams.begin(), again->streams.end(), conflict->streams.begin(),
                         conflict->streams.end(), [](const auto& a, const auto& b) {
                           return a.name == b.name && a.revision == b.revision;
                         }));
}

std::vector<std::string> ConflictSeeds() {
  return {"a\t1\nb-2\t0\n\t77\n", "a\t18446744073709551615\n", ""};
}

}  // namespace

std::vector<Target> StoreTargets() {
  return {{"record", RunRecord, RecordSeeds},           {"block", RunBlock, BlockSeeds},
          {"postings", RunPostings, PostingsSeeds},     {"keys", RunKeys, KeysSeeds},
          {"high_water", RunHighWater, HighWaterSeeds}, {"conflict", RunConflict, ConflictSeeds}};
}

}  // namespace verkan::fuzz
