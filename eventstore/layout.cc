#include "eventstore/layout.h"

#include <cassert>

#include "absl/strings/str_cat.h"
#include "eventstore/coding.h"

namespace verkan::eventstore {
namespace {

// Positions grow; a list that comes back to smaller ones is damaged.
bool Advance(uint64_t delta, Position* position) {
  if (delta == 0 || delta > UINT64_MAX - *position) return false;
  *position += delta;
  return true;
}

}  // namespace

std::string LogKey(Position first) {
  std::string key;
  AppendBigEndian(first, &key);
  return key;
}

std::string EntryPrefix(absl::string_view name) {
  std::string key;
  key.reserve(name.size() + 9);
  key.append(name.data(), name.size());
  key.push_back('\0');
  return key;
}

std::string EntryKey(absl::string_view name, uint64_t first) {
  std::string key = EntryPrefix(name);
  AppendBigEndian(first, &key);
  return key;
}

uint64_t NumberInKey(absl::string_view key) {
  return key.size() < 8 ? 0 : LoadBigEndian(key.data() + key.size() - 8);
}

std::string TypeTerm(absl::string_view type) { return absl::StrCat("\x01", type); }
std::string TileKey(int level, uint64_t index) {
  std::string key(1, static_cast<char>(level));
  AppendBigEndian(index, &key);
  return key;
}

std::string RequestKey(absl::string_view request_id) { return absl::StrCat("\x01", request_id); }
std::string EventIdKey(absl::string_view event_id) { return absl::StrCat("\x02", event_id); }

void StreamEntry::Add(Position position) {
  assert(position > last_);
  AppendVarint(position - last_, &value_);
  last_ = position;
}

void TermEntry::Add(Posting posting) {
  assert(posting.position > last_);
  if (first_ == 0) {
    first_ = posting.position;
  } else {
    AppendVarint(posting.position - last_, &value_);
  }
  AppendVarint(posting.type, &value_);
  last_ = posting.position;
}

bool DecodeStreamEntry(absl::string_view value, std::vector<Posting>* postings) {
  postings->clear();
  Position position = 0;
  for (uint64_t delta; !value.empty(); postings->push_back({position, 0})) {
    if (!TakeVarint(&value, &delta) || !Advance(delta, &position)) return false;
  }
  return !postings->empty();
}

bool DecodeTermEntry(Position first, absl::string_view value, std::vector<Posting>* postings) {
  postings->clear();
  for (Position position = first; !value.empty();) {
    uint64_t delta = 0, type = 0;
    const bool first_of_all = postings->empty();
    if (!first_of_all && (!TakeVarint(&value, &delta) || !Advance(delta, &position))) return false;
    if (!TakeVarint(&value, &type) || type > UINT32_MAX) return false;
    postings->push_back({position, static_cast<TypeNumber>(type)});
  }
  return !postings->empty() && first != 0;
}

bool DecodeIdEntry(absl::string_view key, absl::string_view value, KnownId* id) {
  if (key.size() != 17 || (key[0] != 1 && key[0] != 2)) return false;
  id->kind = key[0] == 1 ? KnownId::kRequest : KnownId::kEvent;
  id->id = std::string(key.substr(1));
  id->count = 1;
  return TakeVarint(&value, &id->first_position) &&
         (id->kind == KnownId::kEvent || TakeVarint(&value, &id->count)) && value.empty();
}

}  // namespace verkan::eventstore
