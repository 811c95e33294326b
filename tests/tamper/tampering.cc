#include "tests/tamper/tampering.h"

#include <map>
#include <utility>

#include "eventstore/block.h"
#include "eventstore/commit.h"
#include "eventstore/high_water.h"
#include "eventstore/log_reader.h"
#include "eventstore/log_tree.h"
#include "eventstore/postings.h"
#include "eventstore/record.h"
#include "gtest/gtest.h"

namespace verkan::eventstore {
namespace {

// Gives the records their places and, if asked for, the revisions that go with them.
void Place(bool revise, Records* records) {
  std::map<std::string, Revision> revisions;
  RecordView view;
  for (size_t i = 0; i < records->size(); ++i) {
    std::string& record = (*records)[i];
    EXPECT_TRUE(ParseRecord(record, &view).ok());
    const Revision next = ++revisions[std::string(view.stream)];
    PlaceRecord(i + 1, view.recorded_at_micros, revise ? next : view.revision, &record);
  }
}

StagedEvent Staged(const std::string& record, const TypeNumbers& types) {
  RecordView view;
  EXPECT_TRUE(ParseRecord(record, &view).ok());
  StagedEvent staged;
  staged.event.stream = std::string(view.stream);
  staged.event.type = std::string(view.type);
  for (absl::string_view tag : view.tags) staged.event.tags.emplace_back(tag);
  staged.record = record;
  staged.position = view.position;
  staged.revision = view.revision;
  staged.type = types.at(staged.event.type);
  return staged;
}

}  // namespace

Tampering::Tampering(const Options& options) : options_(options) {
  auto database = Database::Open(options, false);
  EXPECT_TRUE(database.ok()) << database.status();
  database_ = *std::move(database);
}

Records Tampering::ReadRecords() const {
  LogReader log(database_.get());
  const BlockView* last = *log.LastBlock();
  const Position head = last == nullptr ? 0 : last->last();
  Records records;
  absl::string_view bytes;
  for (Position position = 1; position <= head; ++position) {
    EXPECT_TRUE(log.Get(position, &bytes).ok());
    records.emplace_back(bytes);
  }
  return records;
}

void Tampering::Write(Records records, Depth depth, std::mt19937_64* random) {
  Place(depth == Depth::kIndexes, &records);
  const TypeNumbers types = *LoadTypeNumbers(*database_);
  Clear(Family::kLog);
  if (depth == Depth::kIndexes) {
    Clear(Family::kStreams);
    Clear(Family::kTags);
    Clear(Family::kIds);
  }
  HighWater mark;
  for (size_t i = 0; i < records.size();) {
    Group group;
    const size_t end = std::min(records.size(), i + 1 + (*random)() % 60);
    for (; i < end; ++i) group.events.push_back(Staged(records[i], types));
    rocksdb::WriteBatch batch;
    if (depth == Depth::kIndexes) {
      mark = AddCommit(group, *database_, &batch);
    } else {
      BlockBuilder block;
      for (const StagedEvent& event : group.events) block.Add(event.record);
      const std::string key = LogKey(group.events.front().position);
      batch.Put(database_->family(Family::kLog), key, block.Finish());
    }
    EXPECT_TRUE(database_->Write(&batch).ok());
  }
  if (depth == Depth::kBlocks) return;
  Clear(Family::kTiles);
  EXPECT_TRUE(LogTree::Load(database_.get(), records.size()).ok());
  if (depth == Depth::kTiles) return;
  EXPECT_TRUE(WriteHighWater(database_->env(), HighWaterPath(options_.path), mark).ok());
}

void Tampering::Clear(Family family) {
  rocksdb::WriteBatch batch;
  const auto entries = database_->Find(family, "");
  for (bool found = *entries->SeekAtOrAfter(0); found; found = *entries->Next()) {
    batch.Delete(database_->family(family), ToSlice(entries->key()));
  }
  EXPECT_TRUE(database_->Write(&batch).ok());
}

void Tampering::Change(Family family, const std::string& key,
                       const std::function<void(std::string* value)>& change) {
  auto value = *database_->Get(family, key);
  ASSERT_TRUE(value.has_value());
  change(&*value);
  Put(family, key, *value);
}

void Tampering::Put(Family family, const std::string& key, const std::string& value) {
  rocksdb::WriteBatch batch;
  batch.Put(database_->family(family), key, value);
  EXPECT_TRUE(database_->Write(&batch).ok());
}

void Tampering::Delete(Family family, const std::string& key) {
  rocksdb::WriteBatch batch;
  batch.Delete(database_->family(family), key);
  EXPECT_TRUE(database_->Write(&batch).ok());
}

std::string Tampering::KeyFrom(Family family, const std::string& key) const {
  const auto entries = database_->Find(family, "");
  bool found = *entries->SeekAtOrAfter(0);
  while (found && entries->key() < key) found = *entries->Next();
  EXPECT_TRUE(found);
  return std::string(entries->key());
}

std::string Tampering::BlockOf(Position position) const {
  const auto blocks = database_->Find(Family::kLog, "");
  EXPECT_TRUE(*blocks->SeekAtOrBefore(position));
  return std::string(blocks->key());
}

}  // namespace verkan::eventstore
