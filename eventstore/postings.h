// Lists of the positions that match a query, from the indexes alone: the log is not read.
#ifndef VERKAN_EVENTSTORE_POSTINGS_H_
#define VERKAN_EVENTSTORE_POSTINGS_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/database.h"
#include "eventstore/layout.h"

namespace verkan::eventstore {

enum class Direction { kForwards, kBackwards };

// Steps through positions in one direction, each once.
class PostingList {
 public:
  explicit PostingList(Direction direction) : direction_(direction), position_(end()) {}
  virtual ~PostingList() = default;

  // Moves to the first match at or beyond `target`, in the list's direction: a list that goes
  // backwards looks at or before it. If no position up to `bound` matches, the list stops at some
  // position beyond `bound` and has skipped no match; callers use `bound` to limit the work.
  // A target or bound must not lie behind the one before.
  virtual absl::Status Seek(Position target, Position bound) = 0;

  // The match that Seek found; end() if there is none left.
  Position position() const { return position_; }

  // Beyond every position.
  Position end() const { return backwards() ? 0 : UINT64_MAX; }

 protected:
  bool backwards() const { return direction_ == Direction::kBackwards; }
  // Whether the list comes by `a` before `b`.
  bool Before(Position a, Position b) const { return backwards() ? a > b : a < b; }

  const Direction direction_;
  Position position_;
};

// Numbers of the types that an event ever had.
using TypeNumbers = absl::flat_hash_map<std::string, TypeNumber>;

absl::StatusOr<TypeNumbers> LoadTypeNumbers(const Database& database);

// The list of a query. Null if the query, or one of its items, matches every event. Nothing is
// read before the first Seek. A search ends with Cancelled when `cancelled` is true; null: never.
std::unique_ptr<PostingList> MakePostings(const Database& database, const Query& query,
                                          const TypeNumbers& types, Direction direction,
                                          const std::atomic<bool>* cancelled = nullptr);

// Position of a revision; 0 if the stream does not reach it.
absl::StatusOr<Position> PositionOfRevision(const Database& database, absl::string_view stream,
                                            Revision revision);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_POSTINGS_H_
