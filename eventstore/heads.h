// Heads knows where every stream and term ends: what is staged, what was used lately, and
// the rest by looking it up.
#ifndef VERKAN_EVENTSTORE_HEADS_H_
#define VERKAN_EVENTSTORE_HEADS_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/database.h"

namespace verkan::eventstore {

// The last event of a stream; zeros if there is none.
struct StreamHead {
  Revision revision = 0;
  Position position = 0;
};

// Not thread-safe.
class Heads {
 public:
  explicit Heads(const Database* database) : database_(database) {}

  absl::StatusOr<StreamHead> HeadOf(absl::string_view name);
  // Position of the last event that has the term; 0 for none.
  absl::StatusOr<Position> LastWith(absl::string_view term);

  // Take note of an event that was staged. It is kept until it is durable and trimmed.
  void AdvanceStream(absl::string_view name, StreamHead head) { streams_[name] = head; }
  void AdvanceTerm(absl::string_view term, Position position) { terms_[term] = position; }

  // Forgets what was looked up and does not exist, and, once more is held than is worth it, what
  // is durable. To be called after every batch, also a refused one: names that do not exist are
  // the caller's to invent, and there is no end to them.
  void Trim(Position durable);

  // Names that are held: what memory is spent on.
  size_t held() const { return streams_.size() + terms_.size(); }

  void Clear();

 private:
  absl::StatusOr<StreamHead> LookUpStream(absl::string_view name) const;
  absl::StatusOr<Position> LookUpTerm(absl::string_view term) const;

  const Database* const database_;
  absl::flat_hash_map<std::string, StreamHead> streams_;
  absl::flat_hash_map<std::string, Position> terms_;
  // What was looked up since the last Trim and did not exist then.
  std::vector<std::string> absent_streams_, absent_terms_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_HEADS_H_
