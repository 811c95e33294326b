#include "eventstore/postings.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "eventstore/coding.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

using Lists = std::vector<std::unique_ptr<PostingList>>;

absl::Status Damaged(absl::string_view key) {
  return absl::DataLossError(
      absl::StrCat("the index entry at ", NumberInKey(key), " of ",
                   key.substr(0, key.size() - std::min<size_t>(9, key.size())), " is damaged"));
}

absl::Status Cancelled() { return absl::CancelledError("the caller has gone"); }

// The list of one stream or term: entries in the database, each decoded as it is come to. An
// iterator is costly, and a query may have thousands: it is made at the first Seek, and let go
// when no entry is left, which for an unknown name is at once.
class EntryList : public PostingList {
 public:
  EntryList(const Database* database, Family family, std::string prefix, Direction direction,
            std::vector<TypeNumber> types)
      : PostingList(direction),
        types_(std::move(types)),
        database_(database),
        family_(family),
        prefix_(std::move(prefix)) {}

  absl::Status Seek(Position target, Position bound) final {
    if (ended_) return absl::OkStatus();
    if (entries_ == nullptr) entries_ = database_->Find(family_, std::move(prefix_));
    bool found = Reaches(target);
    if (!found) {
      VERKAN_ASSIGN_OR_RETURN(found, LoadFor(target));
    }
    while (found && !SeekInEntry(target)) {  // the types wanted may be further on
      VERKAN_ASSIGN_OR_RETURN(found, Step());
      if (found && Before(bound, nearest_position())) {
        position_ = nearest_position();
        return absl::OkStatus();
      }
    }
    if (!found) {
      position_ = end();
      ended_ = true;
      entries_.reset();
    }
    return absl::OkStatus();
  }

 protected:
  // Loads the first entry that reaches the target; false if there is none.
  virtual absl::StatusOr<bool> LoadFor(Position target) = 0;
  virtual bool Decode(absl::string_view key, absl::string_view value,
                      std::vector<Posting>* postings) = 0;

  // Whether a position at or beyond the target, in the list's direction, is in the entry.
  bool Reaches(Position target) const {
    return loaded() && !Before(backwards() ? first_position() : postings_.back().position, target);
  }

  absl::StatusOr<bool> Load(absl::StatusOr<bool> found) {
    postings_.clear();
    VERKAN_RETURN_IF_ERROR(found.status());
    if (!*found) return false;
    if (!Decode(entries_->key(), entries_->value(), &postings_)) return Damaged(entries_->key());
    next_ = backwards() ? postings_.size() : 0;
    return true;
  }

  absl::StatusOr<bool> Step() { return Load(backwards() ? entries_->Prev() : entries_->Next()); }

  Entries* entries() { return entries_.get(); }
  bool loaded() const { return !postings_.empty(); }
  Position first_position() const { return postings_.front().position; }

 private:
  bool IsWanted(const Posting& posting) const {
    return types_.empty() || std::find(types_.begin(), types_.end(), posting.type) != types_.end();
  }

  Position nearest_position() const {
    return backwards() ? postings_.back().position : first_position();
  }

  // next_ parts the entry into what was passed and what is to come.
  bool SeekInEntry(Position target) {
    if (backwards()) {
      const auto after = [](Position p, const Posting& posting) { return p < posting.position; };
      next_ = std::upper_bound(postings_.begin(), postings_.begin() + next_, target, after) -
              postings_.begin();
      while (next_ > 0 && !IsWanted(postings_[next_ - 1])) --next_;
      if (next_ == 0) return false;
      position_ = postings_[next_ - 1].position;
      return true;
    }
    const auto before = [](const Posting& posting, Position p) { return posting.position < p; };
    next_ = std::lower_bound(postings_.begin() + next_, postings_.end(), target, before) -
            postings_.begin();
    while (next_ < postings_.size() && !IsWanted(postings_[next_])) ++next_;
    if (next_ == postings_.size()) return false;
    position_ = postings_[next_].position;
    return true;
  }

  const std::vector<TypeNumber> types_;  // empty: all
  const Database* const database_;
  const Family family_;
  std::string prefix_;
  std::unique_ptr<Entries> entries_;  // null: not sought yet, or ended
  bool ended_ = false;
  std::vector<Posting> postings_;  // of the current entry; empty: none is loaded
  size_t next_ = 0;
};

class TermList final : public EntryList {
 public:
  using EntryList::EntryList;

 private:
  bool Decode(absl::string_view key, absl::string_view value,
              std::vector<Posting>* postings) override {
    return DecodeTermEntry(NumberInKey(key), value, postings);
  }

  absl::StatusOr<bool> LoadFor(Position target) override {
    if (loaded()) {  // the next entry is often the one
      VERKAN_ASSIGN_OR_RETURN(const bool stepped, Step());
      if (!stepped || Reaches(target)) return stepped;
    }
    VERKAN_ASSIGN_OR_RETURN(bool found, Load(entries()->SeekAtOrBefore(target)));
    if (backwards() || (found && Reaches(target))) return found;
    if (found) return Step();
    return Load(entries()->SeekAtOrAfter(target));
  }
};

// Entries of a stream are keyed by revision; positions grow with it, so they are bisected.
class StreamList final : public EntryList {
 public:
  using EntryList::EntryList;

 private:
  bool Decode(absl::string_view, absl::string_view value, std::vector<Posting>* postings) override {
    return DecodeStreamEntry(value, postings);
  }

  absl::StatusOr<bool> LoadFor(Position target) override {
    if (loaded()) {
      VERKAN_ASSIGN_OR_RETURN(const bool stepped, Step());
      if (!stepped || Reaches(target)) return stepped;
    }
    VERKAN_ASSIGN_OR_RETURN(bool found, LoadLastNotAfter(target));
    if (backwards() || (found && Reaches(target))) return found;
    return found ? Step() : Load(entries()->SeekAtOrAfter(0));
  }

  absl::StatusOr<bool> LoadLastNotAfter(Position target) {
    VERKAN_ASSIGN_OR_RETURN(const bool found, Load(entries()->SeekToLast()));
    if (!found || first_position() <= target) return found;
    Revision low = 0, high = NumberInKey(entries()->key());  // starts after the target
    while (high - low > 1) {
      const Revision middle = low + (high - low) / 2;
      VERKAN_ASSIGN_OR_RETURN(const bool any, Load(entries()->SeekAtOrBefore(middle)));
      if (any && first_position() <= target) {
        low = middle;
      } else {
        high = any ? std::min(middle, NumberInKey(entries()->key())) : middle;
      }
    }
    if (low == 0) return false;
    return Load(entries()->SeekAtOrBefore(low));
  }
};

class Union final : public PostingList {
 public:
  Union(Lists lists, Direction direction, const std::atomic<bool>* cancelled)
      : PostingList(direction), lists_(std::move(lists)), cancelled_(cancelled) {}

  absl::Status Seek(Position target, Position bound) override {
    position_ = end();
    for (const std::unique_ptr<PostingList>& list : lists_) {
      if (cancelled_ != nullptr && cancelled_->load()) return Cancelled();
      if (!sought_ || Before(list->position(), target) || IsOpen(list->position(), bound)) {
        VERKAN_RETURN_IF_ERROR(list->Seek(target, bound));
      }
      if (Before(list->position(), position_)) position_ = list->position();
    }
    sought_ = true;
    bound_ = bound;
    return absl::OkStatus();
  }

 private:
  // Whether a list that went beyond the last bound stands within the new one.
  bool IsOpen(Position position, Position bound) const {
    return Before(bound_, position) && !Before(bound, position);
  }

  const Lists lists_;
  const std::atomic<bool>* const cancelled_;  // null: never
  bool sought_ = false;
  Position bound_ = 0;  // of the last search
};

class Intersection final : public PostingList {
 public:
  Intersection(Lists lists, Direction direction, const std::atomic<bool>* cancelled)
      : PostingList(direction), lists_(std::move(lists)), cancelled_(cancelled) {}

  absl::Status Seek(Position target, Position bound) override {
    // Each list in turn is sent to where the others stand, until all stand there.
    for (size_t agreeing = 0, i = 0; agreeing < lists_.size(); i = (i + 1) % lists_.size()) {
      if (cancelled_ != nullptr && cancelled_->load()) return Cancelled();
      VERKAN_RETURN_IF_ERROR(lists_[i]->Seek(target, bound));
      if (Before(bound, lists_[i]->position())) {
        position_ = lists_[i]->position();
        return absl::OkStatus();
      }
      agreeing = lists_[i]->position() == target ? agreeing + 1 : 1;
      target = lists_[i]->position();
    }
    position_ = target;
    return absl::OkStatus();
  }

 private:
  const Lists lists_;
  const std::atomic<bool>* const cancelled_;  // null: never
};

// Makes the list of one item, or null if it matches every event.
class ItemLists {
 public:
  ItemLists(const Database& database, const TypeNumbers& types, Direction direction,
            const std::atomic<bool>* cancelled)
      : database_(database), types_(types), direction_(direction), cancelled_(cancelled) {}

  std::unique_ptr<PostingList> AnyOf(Lists lists) const {
    if (lists.size() == 1) return std::move(lists.front());
    return std::make_unique<Union>(std::move(lists), direction_, cancelled_);
  }

  std::unique_ptr<PostingList> Make(const QueryItem& item) const {
    std::vector<TypeNumber> wanted;
    for (const std::string& type : item.types) {
      if (auto it = types_.find(type); it != types_.end()) wanted.push_back(it->second);
    }
    if (wanted.empty() && !item.types.empty()) return AnyOf({});
    Lists all;
    for (const std::string& tag : item.tags) {  // one of the lists filters by type
      all.push_back(Term(tag, all.empty() ? wanted : std::vector<TypeNumber>()));
    }
    if (item.tags.empty() && !item.types.empty()) {
      Lists any;
      for (const std::string& type : item.types) any.push_back(Term(TypeTerm(type), {}));
      all.push_back(AnyOf(std::move(any)));
    }
    if (!item.streams.empty()) {
      Lists any;
      for (const std::string& stream : item.streams) any.push_back(Stream(stream));
      all.push_back(AnyOf(std::move(any)));
    }
    if (all.empty()) return nullptr;
    if (all.size() == 1) return std::move(all.front());
    return std::make_unique<Intersection>(std::move(all), direction_, cancelled_);
  }

 private:
  std::unique_ptr<PostingList> Term(absl::string_view term, std::vector<TypeNumber> types) const {
    return std::make_unique<TermList>(&database_, Family::kTags, EntryPrefix(term), direction_,
                                      std::move(types));
  }
  std::unique_ptr<PostingList> Stream(absl::string_view stream) const {
    return std::make_unique<StreamList>(&database_, Family::kStreams, EntryPrefix(stream),
                                        direction_, std::vector<TypeNumber>());
  }

  const Database& database_;
  const TypeNumbers& types_;
  const Direction direction_;
  const std::atomic<bool>* const cancelled_;
};

}  // namespace

absl::StatusOr<TypeNumbers> LoadTypeNumbers(const Database& database) {
  TypeNumbers types;
  const std::unique_ptr<Entries> entries =
      database.Find(Family::kMeta, std::string(kTypeKeyPrefix));
  VERKAN_ASSIGN_OR_RETURN(bool found, entries->SeekAtOrAfter(0));
  while (found) {
    absl::string_view value = entries->value();
    uint64_t number = 0;
    if (!TakeVarint(&value, &number)) return absl::DataLossError("the type numbers are damaged");
    types.emplace(absl::StripPrefix(entries->key(), kTypeKeyPrefix), number);
    VERKAN_ASSIGN_OR_RETURN(found, entries->Next());
  }
  return types;
}

std::unique_ptr<PostingList> MakePostings(const Database& database, const Query& query,
                                          const TypeNumbers& types, Direction direction,
                                          const std::atomic<bool>* cancelled) {
  const ItemLists items(database, types, direction, cancelled);
  Lists any;
  for (const QueryItem& item : query.items) {
    any.push_back(items.Make(item));
    if (any.back() == nullptr) return nullptr;
  }
  if (any.empty()) return nullptr;
  return items.AnyOf(std::move(any));
}

absl::StatusOr<Position> PositionOfRevision(const Database& database, absl::string_view stream,
                                            Revision revision) {
  const std::unique_ptr<Entries> entries = database.Find(Family::kStreams, EntryPrefix(stream));
  VERKAN_ASSIGN_OR_RETURN(const bool found, entries->SeekAtOrBefore(revision));
  if (!found) return 0;
  std::vector<Posting> postings;
  if (!DecodeStreamEntry(entries->value(), &postings)) return Damaged(entries->key());
  const uint64_t index = revision - NumberInKey(entries->key());
  return index < postings.size() ? postings[index].position : 0;
}

}  // namespace verkan::eventstore
