// Merges knows which entries of a noun were found to be one with another.
#ifndef VERKAN_SERVICES_DOMAIN_MERGES_H_
#define VERKAN_SERVICES_DOMAIN_MERGES_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace verkan::services {

// Not thread-safe.
class Merges {
 public:
  bool empty() const { return into_.empty(); }

  // From now on `merged` is one with `stays`, and so is all that was merged into it.
  void Add(absl::string_view noun, absl::string_view stays, absl::string_view merged);

  // Replaces all that was said to be merged into `stays` itself.
  void Set(absl::string_view noun, absl::string_view stays, const std::vector<std::string>& merged);

  // The id that stands for all that are one with this one.
  std::string RootOf(absl::string_view noun, absl::string_view id) const;

  // All ids that are one with this one, the root first.
  std::vector<std::string> AliasesOf(absl::string_view noun, absl::string_view id) const;

 private:
  absl::flat_hash_map<std::string, std::string> into_;               // "<noun>-<id>" to id
  absl::flat_hash_map<std::string, std::vector<std::string>> from_;  // "<noun>-<id>" to ids
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_MERGES_H_
