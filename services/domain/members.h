// Members are those who joined something and have not left it, such as an activity or a project.
// Whoever leaves takes back every joining under an id that was one with theirs when they left.
#ifndef VERKAN_SERVICES_DOMAIN_MEMBERS_H_
#define VERKAN_SERVICES_DOMAIN_MEMBERS_H_

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "eventstore/event_store.h"
#include "services/domain/merges.h"
#include "services/domain/when.h"

namespace verkan::services {

class Members {
 public:
  struct Joining {
    eventstore::Position position = 0;
    std::optional<Days> days;  // of taking part, if they were stated
  };

  void Join(const std::string& id, Joining joining) { joined_[id] = joining; }
  void Leave(const std::string& id, eventstore::Position position) {
    joined_.erase(id);
    left_.push_back({id, position});
  }

  // It never joined under this very id.
  void Remove(const std::string& id) { joined_.erase(id); }

  // Whether somebody joined under this very id and has not left.
  bool Has(const Merges& merges, absl::string_view noun, const std::string& id) const {
    const auto found = joined_.find(id);
    return found != joined_.end() && Stands(merges, noun, id, found->second);
  }

  // Calls visit(id, joining) for each that stands.
  template <typename Visit>
  void ForEach(const Merges& merges, absl::string_view noun, Visit visit) const {
    for (const auto& [id, joining] : joined_) {
      if (Stands(merges, noun, id, joining)) visit(id, joining);
    }
  }

  // How many ids are kept.
  size_t size() const { return joined_.size() + left_.size(); }

 private:
  struct Leaving {
    std::string id;
    eventstore::Position position;
  };

  bool Stands(const Merges& merges, absl::string_view noun, const std::string& id,
              const Joining& joining) const {
    if (merges.empty()) return true;
    return std::none_of(left_.begin(), left_.end(), [&](const Leaving& leaving) {
      return leaving.position > joining.position &&
             merges.RootOf(noun, leaving.id, leaving.position) ==
                 merges.RootOf(noun, id, leaving.position);
    });
  }

  absl::flat_hash_map<std::string, Joining> joined_;  // by id as recorded
  std::vector<Leaving> left_;                         // in order
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_MEMBERS_H_
