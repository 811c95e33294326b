// LeafCheck compares the records of a log, as somebody hands them out, with the leaves of the
// Merkle tree that was signed, and names what differs: a record that was changed, is missing,
// comes twice or stands in the place of another. Records say their position, so that one fault does
// not make all that follow look wrong.
//
//   LeafCheck check(size, leaves);  // the caller knows that the leaves lead to the signed root
//   for (…) check.Add(record);
//   check.Finish(/*ended=*/true);
#ifndef VERKAN_EVENTSTORE_LEAF_CHECK_H_
#define VERKAN_EVENTSTORE_LEAF_CHECK_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "eventstore/log_check.h"
#include "eventstore/proofs/merkle.h"

namespace verkan::eventstore {

// Not thread-safe.
class LeafCheck {
 public:
  // The leaf of a position from 1 to the size. Mostly asked for in order.
  using Leaves = std::function<absl::StatusOr<Hash>(Position position)>;

  LeafCheck(Position size, Leaves leaves) : size_(size), leaves_(std::move(leaves)) {}

  // Takes the next record that comes. Errors: those of the leaves.
  absl::Status Add(absl::string_view record);

  // To be called once, after the last record. `ended`: no more were to be had; otherwise what has
  // not come is not missing.
  void Finish(bool ended);

  // Each names one position exactly; at most kMaxFindings, in the order they were found.
  const std::vector<Finding>& findings() const { return findings_; }

  static constexpr size_t kMaxFindings = 20;

 private:
  // A record as it came.
  struct Seen {
    Position says = 0;     // the position that it says it has; 0: it is no record
    bool genuine = false;  // and it is what was signed for that position
  };

  absl::StatusOr<Seen> Look(absl::string_view record) const;
  void Match(const Seen& seen);
  bool Decide(const Seen& seen, const Seen* after);
  void Fill(const Seen& seen);
  void Extra(const Seen& seen);
  void Missing(Position first, Position last);
  void Note(Position position, std::string what);

  const Position size_;
  const Leaves leaves_;
  Position next_ = 1;                         // the position whose record is to come
  std::optional<Seen> held_;                  // is not that record; what comes next tells why
  std::map<Position, Position> in_place_of_;  // genuine records of other positions, by place
  std::vector<Finding> findings_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_LEAF_CHECK_H_
