#include "services/domain/merges.h"

#include "absl/strings/str_cat.h"

namespace verkan::services {
namespace {

std::string Key(absl::string_view noun, absl::string_view id) {
  return absl::StrCat(noun, "-", id);
}

}  // namespace

void Merges::Add(absl::string_view noun, absl::string_view stays, absl::string_view merged) {
  // A cycle would have no root; the rules refuse what leads to one.
  if (RootOf(noun, stays) == RootOf(noun, merged)) return;
  if (!into_.emplace(Key(noun, merged), std::string(stays)).second) return;
  from_[Key(noun, stays)].emplace_back(merged);
}

void Merges::Set(absl::string_view noun, absl::string_view stays,
                 const std::vector<std::string>& merged) {
  if (const auto before = from_.extract(Key(noun, stays)); !before.empty()) {
    for (const std::string& id : before.mapped()) into_.erase(Key(noun, id));
  }
  for (const std::string& id : merged) Add(noun, stays, id);
}

std::string Merges::RootOf(absl::string_view noun, absl::string_view id) const {
  std::string root(id);
  for (auto found = into_.find(Key(noun, root)); found != into_.end();
       found = into_.find(Key(noun, root))) {
    root = found->second;
  }
  return root;
}

std::vector<std::string> Merges::AliasesOf(absl::string_view noun, absl::string_view id) const {
  std::vector<std::string> aliases = {RootOf(noun, id)};
  for (size_t i = 0; i < aliases.size(); ++i) {
    const auto found = from_.find(Key(noun, aliases[i]));
    if (found == from_.end()) continue;
    aliases.insert(aliases.end(), found->second.begin(), found->second.end());
  }
  return aliases;
}

}  // namespace verkan::services
