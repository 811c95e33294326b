// IndexCheck compares the indexes with the records, both read from end to end: what is in
// one must be in the other. It keeps sums of keyed hashes, one for 4096 positions, and
// reads again only if sums differ, to name the position.
#ifndef VERKAN_EVENTSTORE_INDEX_CHECK_H_
#define VERKAN_EVENTSTORE_INDEX_CHECK_H_

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/database.h"
#include "eventstore/layout.h"
#include "eventstore/log_check.h"
#include "eventstore/postings.h"
#include "eventstore/record.h"

namespace verkan::eventstore {

// Sums of hashes by position: commutative, so that both sides may come in their own order.
class PositionSums {
 public:
  // For positions from `first` to `last`, 2^shift of them in one sum.
  PositionSums(Position first, Position last, int shift);

  // Positions outside are left out.
  void Add(Position position, uint64_t hash) {
    if (position >= first_ && position <= last_) sums_[(position - first_) >> shift_] += hash;
  }
  // First position of the first sum that differs; 0: none.
  Position FirstDifference(const PositionSums& other) const;
  Position LastOf(Position first) const;

 private:
  Position first_, last_;
  int shift_;
  std::vector<uint64_t> sums_;
};

class IndexCheck {
 public:
  // Of the log up to `head`.
  static absl::StatusOr<IndexCheck> Start(const Database* database, Position head);

  // What the next record says. One thread.
  void AddRecord(const RecordView& record);

  // What the indexes hold. May run beside AddRecord, on another thread. Ends early if
  // `cancelled`.
  void ReadIndexes(const std::atomic<bool>& cancelled);

  // After both: names the first position of each index that does not agree.
  std::vector<Finding> Compare();

 private:
  struct Sums {
    PositionSums streams, terms;
  };

  IndexCheck(const Database* database, Position head, TypeNumbers types);

  uint64_t StreamHash(absl::string_view stream, Revision revision, Position position) const;
  uint64_t TermHash(bool is_type, absl::string_view term, const Posting& posting) const;
  void AddTo(const RecordView& record, Sums* sums) const;
  // Each adds what a family holds to the sums and keeps the first entry that is wrong by itself.
  absl::Status ReadStreams(const std::atomic<bool>& cancelled, PositionSums* sums,
                           std::optional<Finding>* first) const;
  absl::Status ReadTerms(const std::atomic<bool>& cancelled, PositionSums* sums,
                         std::optional<Finding>* first) const;
  absl::Status ReadIds(const std::atomic<bool>& cancelled, std::optional<Finding>* first) const;
  // Finds the position from `first` to `last` at which the family differs from the records.
  void Narrow(Family family, Position first, Position last);

  const Database* database_;
  Position head_;
  TypeNumbers types_;
  uint64_t key_;
  Sums records_, indexes_;
  std::vector<Finding> findings_;  // of ReadIndexes
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_INDEX_CHECK_H_
