// Voiding takes an event back, whatever its noun. Every row is opened by an event of the stream
// that it belongs to, so the rows of the stream are those opened at the positions of its events.
// They are closed, the stream's other events are applied again, and rows that come out as they
// were before are left as if nothing had happened to them.
//
// Streams that say the same as the one of a voided event are applied anew, the last one first, so
// that what it had replaced is believed again. A stream whose facts took a merge to tell whom they
// are about is applied anew when a merge is voided, which is recorded on another stream. One whose
// facts have the regions of a project is applied anew when those change: when the project is
// corrected, or a correction of it is voided.
#ifndef VERKAN_PROJECTIONS_FACTS_VOIDING_H_
#define VERKAN_PROJECTIONS_FACTS_VOIDING_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "projections/facts/apply.h"
#include "projections/facts/noun.h"

namespace verkan::projections {

// stream: a stream that rests on a merge.
inline constexpr Table kRestOnMerges{"rest_on_merges"};
// stream: a stream that was applied anew because of what is on another; the row begins where.
inline constexpr Table kAppliedAnew{"applied_anew"};

Noun VoidingFacts();

class Voiding {
 public:
  using Reapply = std::function<absl::Status(const Believed&)>;

  Voiding(Facts* facts, ReadStream history) : facts_(*facts), history_(std::move(history)) {}

  // Applies an EventVoided; `reapply` applies any other event.
  absl::Status Apply(const eventstore::RecordView& record, const Reapply& reapply);
  // Applies a ProjectCorrected, which `reapply` applies too.
  absl::Status ApplyCorrection(const eventstore::RecordView& record, const Reapply& reapply);

 private:
  // Applies streams anew, in this order, because of what is on another.
  absl::Status ApplyOthers(const std::vector<std::string>& streams, Position from,
                           const Reapply& reapply);
  std::vector<std::string> SayingTheSame(const std::string& stream) const;
  // Has what has the regions of the project follow them, if they are no longer those.
  absl::Status FollowRegions(absl::string_view project, const std::string& before, Position from,
                             const Reapply& reapply);
  // Applies the stream anew, without what is voided on it by the position `from`.
  absl::Status ApplyAnew(const std::string& stream, Position from, const Reapply& reapply);
  size_t Merges() const;
  absl::StatusOr<absl::flat_hash_set<Position>> VoidedOn(const std::string& stream, Position up_to,
                                                         std::vector<Position>* positions);
  void Reconcile(FactTable& table, const std::vector<RowId>& closed, RowId first_new);

  Facts& facts_;
  const ReadStream history_;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_VOIDING_H_
