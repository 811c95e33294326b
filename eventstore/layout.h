// Keys and values of every column family: the twin of "Bytes on disk" in README.md.
#ifndef VERKAN_EVENTSTORE_LAYOUT_H_
#define VERKAN_EVENTSTORE_LAYOUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"

namespace verkan::eventstore {

inline constexpr uint64_t kFormatVersion = 1;
inline constexpr absl::string_view kFormatKey = "format";
inline constexpr absl::string_view kOriginKey = "origin";
inline constexpr absl::string_view kTypeKeyPrefix = "type/";

using TypeNumber = uint32_t;

std::string LogKey(Position first);

// A stream's or term's entries are keyed by its name, 0x00 and a number that grows.
std::string EntryPrefix(absl::string_view name);
std::string EntryKey(absl::string_view name, uint64_t first);
// The number at the end of a key of `log`, `streams` or `tags`; 0 for a key that is too short.
uint64_t NumberInKey(absl::string_view key);

// The term under which events of a type are found; a tag is a term as it is.
std::string TypeTerm(absl::string_view type);

// Key of a full Merkle tile.
std::string TileKey(int level, uint64_t index);

std::string RequestKey(absl::string_view request_id);
std::string EventIdKey(absl::string_view event_id);

// Posting is an event's place in the list of a stream or term.
struct Posting {
  Position position = 0;
  TypeNumber type = 0;  // 0 in a stream's list, which does not hold it
};

// Builds the value of an entry of `streams` or `tags`, posting by posting.
class StreamEntry {
 public:
  void Add(Position position);
  const std::string& value() const { return value_; }

 private:
  Position last_ = 0;
  std::string value_;
};
class TermEntry {
 public:
  void Add(Posting posting);
  Position first() const { return first_; }
  const std::string& value() const { return value_; }

 private:
  Position first_ = 0;
  Position last_ = 0;
  std::string value_;
};

// Take values apart; false if the bytes are not such a value.
bool DecodeStreamEntry(absl::string_view value, std::vector<Posting>* postings);
bool DecodeTermEntry(Position first, absl::string_view value, std::vector<Posting>* postings);
// An entry of `ids`.
bool DecodeIdEntry(absl::string_view key, absl::string_view value, KnownId* id);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_LAYOUT_H_
