// Merges knows which entries of a noun were found to be one with another, and since when.
#ifndef VERKAN_SERVICES_DOMAIN_MERGES_H_
#define VERKAN_SERVICES_DOMAIN_MERGES_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"

namespace verkan::services {

// An entry that is one with another from a position on.
struct MergedEntry {
  std::string id;
  eventstore::Position position = 0;
};

// Not thread-safe.
class Merges {
 public:
  // `at` of a question about all merges there are.
  static constexpr eventstore::Position kAll = UINT64_MAX;

  bool empty() const { return into_.empty(); }

  // From its position on the entry is one with `stays`, and so is all that was merged into it.
  void Add(absl::string_view noun, absl::string_view stays, const MergedEntry& merged);

  // Takes back what Add said.
  void Remove(absl::string_view noun, absl::string_view stays, absl::string_view merged);

  // Replaces all that was said to be merged into `stays` itself.
  void Set(absl::string_view noun, absl::string_view stays, const std::vector<MergedEntry>& merged);

  // The id that stands for all that are one with this one, by the merges before a position.
  std::string RootOf(absl::string_view noun, absl::string_view id,
                     eventstore::Position at = kAll) const;

  // All ids that are one with this one, the root first.
  std::vector<std::string> AliasesOf(absl::string_view noun, absl::string_view id,
                                     eventstore::Position at = kAll) const;

 private:
  absl::flat_hash_map<std::string, MergedEntry> into_;  // "<noun>-<id>" to what it became
  absl::flat_hash_map<std::string, std::vector<MergedEntry>> from_;  // "<noun>-<id>" to entries
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_MERGES_H_
