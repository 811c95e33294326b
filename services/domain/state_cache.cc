#include "services/domain/state_cache.h"

#include <iterator>
#include <utility>

namespace verkan::services {

std::shared_ptr<Folded> StateCache::Find(absl::string_view stream) {
  const auto found = by_stream_.find(stream);
  if (found == by_stream_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->folded;
}

void StateCache::Put(absl::string_view stream, std::shared_ptr<Folded> folded) {
  auto found = by_stream_.find(stream);
  if (found == by_stream_.end()) {
    entries_.push_front({std::string(stream), nullptr, 0});
    found = by_stream_.emplace(entries_.front().stream, entries_.begin()).first;
  } else {
    entries_.splice(entries_.begin(), entries_, found->second);
  }
  Entry& entry = *found->second;
  entry.folded = std::move(folded);
  weight_ -= entry.weight;
  entry.weight = WeightOf(entry.folded->state);
  weight_ += entry.weight;
  while (weight_ > max_weight_ && entries_.size() > 1) Drop(std::prev(entries_.end()));
}

void StateCache::Erase(absl::string_view stream) {
  const auto found = by_stream_.find(stream);
  if (found != by_stream_.end()) Drop(found->second);
}

void StateCache::Clear() {
  by_stream_.clear();
  entries_.clear();
  weight_ = 0;
}

void StateCache::Drop(std::list<Entry>::iterator entry) {
  weight_ -= entry->weight;
  by_stream_.erase(entry->stream);
  entries_.erase(entry);
}

}  // namespace verkan::services
