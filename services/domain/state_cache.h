// StateCache keeps the folded states of the streams used last.
#ifndef VERKAN_SERVICES_DOMAIN_STATE_CACHE_H_
#define VERKAN_SERVICES_DOMAIN_STATE_CACHE_H_

#include <list>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "services/domain/states.h"

namespace verkan::services {

// Not thread-safe.
class StateCache {
 public:
  // Keeps states of at most that weight (see WeightOf), and always the last one.
  explicit StateCache(size_t max_weight) : max_weight_(max_weight) {}

  // The state of the stream, now the one used last; null if it is not kept.
  std::shared_ptr<Folded> Find(absl::string_view stream);

  // Keeps the state. Called again after the state has changed, so that it is weighed.
  void Put(absl::string_view stream, std::shared_ptr<Folded> folded);

  void Erase(absl::string_view stream);
  void Clear();

  size_t size() const { return by_stream_.size(); }
  size_t weight() const { return weight_; }

 private:
  struct Entry {
    std::string stream;
    std::shared_ptr<Folded> folded;
    size_t weight = 0;
  };

  void Drop(std::list<Entry>::iterator entry);

  const size_t max_weight_;
  size_t weight_ = 0;
  std::list<Entry> entries_;  // the one used last first
  absl::flat_hash_map<absl::string_view, std::list<Entry>::iterator> by_stream_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_STATE_CACHE_H_
