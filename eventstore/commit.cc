#include "eventstore/commit.h"

#include <algorithm>
#include <cassert>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/block.h"
#include "eventstore/coding.h"
#include "eventstore/crc32c.h"

namespace verkan::eventstore {
namespace {

// In the order of their names: a memtable takes neighbours for less than it takes strangers.
template <typename Map>
std::vector<const typename Map::value_type*> ByName(const Map& entries) {
  std::vector<const typename Map::value_type*> sorted;
  sorted.reserve(entries.size());
  for (const auto& entry : entries) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  return sorted;
}

class Commit {
 public:
  Commit(const Group& group, const Database& database, rocksdb::WriteBatch* batch)
      : group_(group), database_(database), batch_(batch) {}

  void AddLog() {
    BlockBuilder block;
    Position first = group_.events.front().position;
    for (const StagedEvent& event : group_.events) {
      if (block.IsFullFor(event.record)) {
        PutBlock(first, &block);
        first = event.position;
      }
      block.Add(event.record);
    }
    PutBlock(first, &block);
  }

  void AddStreams() {
    struct Entry {
      Revision first = 0;
      StreamEntry positions;
    };
    absl::flat_hash_map<absl::string_view, Entry> entries;
    for (const StagedEvent& event : group_.events) {
      Entry& entry = entries[event.event.stream];
      if (entry.first == 0) entry.first = event.revision;
      entry.positions.Add(event.position);
    }
    for (const auto* named : ByName(entries)) {
      const auto& [stream, entry] = *named;
      Put(Family::kStreams, EntryKey(stream, entry.first), entry.positions.value());
    }
  }

  void AddTerms() {
    absl::flat_hash_map<absl::string_view, TermEntry> tags, types;
    for (const StagedEvent& event : group_.events) {
      const Posting posting{event.position, event.type};
      for (const std::string& tag : event.event.tags) tags[tag].Add(posting);
      types[event.event.type].Add(posting);
    }
    for (const auto* named : ByName(types)) {
      const auto& [type, entry] = *named;
      Put(Family::kTags, EntryKey(TypeTerm(type), entry.first()), entry.value());
    }
    for (const auto* named : ByName(tags)) {
      const auto& [tag, entry] = *named;
      Put(Family::kTags, EntryKey(tag, entry.first()), entry.value());
    }
  }

  void AddIds() {
    std::string value;
    for (const auto* named : ByName(group_.requests)) {
      const auto& [id, request] = *named;
      value.clear();
      AppendVarint(request.first, &value);
      AppendVarint(request.count, &value);
      Put(Family::kIds, RequestKey(id), value);
    }
    for (const auto* named : ByName(group_.chosen_ids)) {
      const auto& [id, position] = *named;
      value.clear();
      AppendVarint(position, &value);
      Put(Family::kIds, EventIdKey(id), value);
    }
  }

  void AddTypes() {
    std::string value;
    for (const auto& [type, number] : group_.new_types) {
      value.clear();
      AppendVarint(number, &value);
      Put(Family::kMeta, absl::StrCat(kTypeKeyPrefix, type), value);
    }
  }

  HighWater mark() const {
    return {.position = group_.events.back().position,
            .block_first = last_block_first_,
            .block_crc = Crc32c(last_block_)};
  }

 private:
  void PutBlock(Position first, BlockBuilder* block) {
    last_block_first_ = first;
    last_block_ = block->Finish();
    Put(Family::kLog, LogKey(first), last_block_);
  }

  void Put(Family family, absl::string_view key, absl::string_view value) {
    const rocksdb::Status status =
        batch_->Put(database_.family(family), ToSlice(key), ToSlice(value));
    assert(status.ok());  // only a batch with a size limit refuses
    (void)status;
  }

  const Group& group_;
  const Database& database_;
  rocksdb::WriteBatch* const batch_;
  Position last_block_first_ = 0;
  std::string last_block_;
};

}  // namespace

HighWater AddCommit(const Group& group, const Database& database, rocksdb::WriteBatch* batch) {
  assert(!group.events.empty());
  Commit commit(group, database, batch);
  commit.AddLog();
  commit.AddStreams();
  commit.AddTerms();
  commit.AddIds();
  commit.AddTypes();
  return commit.mark();
}

}  // namespace verkan::eventstore
