#include "services/domain/merges.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace verkan::services {
namespace {

std::string Key(absl::string_view noun, absl::string_view id) {
  return absl::StrCat(noun, "-", id);
}

}  // namespace

void Merges::Add(absl::string_view noun, absl::string_view stays, const MergedEntry& merged) {
  // A cycle would have no root; the rules refuse what leads to one.
  if (RootOf(noun, stays) == RootOf(noun, merged.id)) return;
  if (!into_.try_emplace(Key(noun, merged.id), MergedEntry{std::string(stays), merged.position})
           .second) {
    return;
  }
  from_[Key(noun, stays)].push_back(merged);
}

void Merges::Remove(absl::string_view noun, absl::string_view stays, absl::string_view merged) {
  const auto into = into_.find(Key(noun, merged));
  if (into == into_.end() || into->second.id != stays) return;
  into_.erase(into);
  std::vector<MergedEntry>& entries = from_[Key(noun, stays)];
  entries.erase(std::remove_if(entries.begin(), entries.end(),
                               [&](const MergedEntry& entry) { return entry.id == merged; }),
                entries.end());
}

void Merges::Set(absl::string_view noun, absl::string_view stays,
                 const std::vector<MergedEntry>& merged) {
  if (const auto before = from_.extract(Key(noun, stays)); !before.empty()) {
    for (const MergedEntry& entry : before.mapped()) into_.erase(Key(noun, entry.id));
  }
  for (const MergedEntry& entry : merged) Add(noun, stays, entry);
}

std::string Merges::RootOf(absl::string_view noun, absl::string_view id,
                           eventstore::Position at) const {
  std::string root(id);
  for (auto found = into_.find(Key(noun, root));
       found != into_.end() && found->second.position < at; found = into_.find(Key(noun, root))) {
    root = found->second.id;
  }
  return root;
}

std::vector<std::string> Merges::AliasesOf(absl::string_view noun, absl::string_view id,
                                           eventstore::Position at) const {
  std::vector<std::string> aliases = {RootOf(noun, id, at)};
  for (size_t i = 0; i < aliases.size(); ++i) {
    const auto found = from_.find(Key(noun, aliases[i]));
    if (found == from_.end()) continue;
    for (const MergedEntry& entry : found->second) {
      if (entry.position < at) aliases.push_back(entry.id);
    }
  }
  return aliases;
}

}  // namespace verkan::services
