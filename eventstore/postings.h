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

  // Moves to the first position at or beyond `target`; in the list's direction, that is at or
  // before it in a list that goes backwards. Where none is up to `bound` the list may stand
  // anywhere beyond that, without having passed one of its positions: so a search is as long as
  // its caller wants it to be. Neither targets nor bounds turn back.
  virtual absl::Status Seek(Position target, Position bound) = 0;

  // Where the list stands; end() when there is no more.
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

// Position of a revision; 0 where the stream does not reach it.
absl::StatusOr<Position> PositionOfRevision(const Database& database, absl::string_view stream,
                                            Revision revision);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_POSTINGS_H_
