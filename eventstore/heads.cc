#include "eventstore/heads.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "eventstore/layout.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kMaxHeld = 100'000;

absl::Status Damaged(absl::string_view name) {
  return absl::DataLossError(absl::StrCat("the index of ", name, " is damaged"));
}

}  // namespace

absl::StatusOr<StreamHead> Heads::HeadOf(absl::string_view name) {
  if (auto it = streams_.find(name); it != streams_.end()) return it->second;
  VERKAN_ASSIGN_OR_RETURN(const StreamHead head, LookUpStream(name));
  streams_.emplace(name, head);
  if (head.position == 0) absent_streams_.emplace_back(name);
  return head;
}

absl::StatusOr<Position> Heads::LastWith(absl::string_view term) {
  if (auto it = terms_.find(term); it != terms_.end()) return it->second;
  VERKAN_ASSIGN_OR_RETURN(const Position position, LookUpTerm(term));
  terms_.emplace(term, position);
  if (position == 0) absent_terms_.emplace_back(term);
  return position;
}

absl::StatusOr<StreamHead> Heads::LookUpStream(absl::string_view name) const {
  // Every stream starts at revision 1, and a get of one key is what the bloom filters answer.
  VERKAN_ASSIGN_OR_RETURN(const auto first, database_->Get(Family::kStreams, EntryKey(name, 1)));
  if (!first.has_value()) return StreamHead();
  const std::unique_ptr<Entries> entries = database_->Find(Family::kStreams, EntryPrefix(name));
  VERKAN_ASSIGN_OR_RETURN(const bool found, entries->SeekToLast());
  std::vector<Posting> postings;
  if (!found || !DecodeStreamEntry(entries->value(), &postings)) return Damaged(name);
  return StreamHead{NumberInKey(entries->key()) + postings.size() - 1, postings.back().position};
}

absl::StatusOr<Position> Heads::LookUpTerm(absl::string_view term) const {
  const std::unique_ptr<Entries> entries = database_->Find(Family::kTags, EntryPrefix(term));
  VERKAN_ASSIGN_OR_RETURN(const bool found, entries->SeekToLast());
  if (!found) return 0;
  std::vector<Posting> postings;
  if (!DecodeTermEntry(NumberInKey(entries->key()), entries->value(), &postings)) {
    return Damaged(term);
  }
  return postings.back().position;
}

void Heads::Trim(Position durable) {
  for (const std::string& name : std::exchange(absent_streams_, {})) {
    if (auto it = streams_.find(name); it != streams_.end() && it->second.position == 0) {
      streams_.erase(it);
    }
  }
  for (const std::string& term : std::exchange(absent_terms_, {})) {
    if (auto it = terms_.find(term); it != terms_.end() && it->second == 0) terms_.erase(it);
  }
  if (streams_.size() > kMaxHeld) {
    absl::erase_if(streams_, [&](const auto& head) { return head.second.position <= durable; });
  }
  if (terms_.size() > kMaxHeld) {
    absl::erase_if(terms_, [&](const auto& term) { return term.second <= durable; });
  }
}

void Heads::Clear() {
  streams_.clear();
  terms_.clear();
  absent_streams_.clear();
  absent_terms_.clear();
}

}  // namespace verkan::eventstore
