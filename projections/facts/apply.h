// Applier turns events into rows of the fact tables. A row says what was believed, from one
// position of the log to another: an event opens rows, and closes those that it replaces. No row
// is ever changed or removed, so any earlier position can still be asked for.
//
//   Applier applier(&facts, streams);
//   for (each record of the log, in order) {
//     if (absl::Status applied = applier.Apply(record); !applied.ok()) { … park … }
//   }
//
// It depends on nothing but the log, so a replay gives the same rows. Not thread-safe: the one
// thread that applies is the projector's.
#ifndef VERKAN_PROJECTIONS_FACTS_APPLY_H_
#define VERKAN_PROJECTIONS_FACTS_APPLY_H_

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "eventstore/record.h"
#include "projections/facts/facts.h"

namespace verkan::projections {

// Calls `visit` for every record of the stream up to the position, in order.
using VisitRecord = std::function<absl::Status(const eventstore::RecordView&)>;
using ReadStream =
    std::function<absl::Status(absl::string_view stream, Position up_to, const VisitRecord& visit)>;

class Applier {
 public:
  // `history` reads a stream of the log. It is asked only if an event was voided, or the regions of
  // a project corrected: rows of streams are then made anew from their events. `facts` must outlive
  // this object.
  Applier(Facts* facts, ReadStream history);
  ~Applier();

  // Applies the next record of the log. Events that are not Verkan's change nothing.
  // An error means that the record cannot be understood (a poisoned event): the facts are
  // then as of that record, perhaps in part, and must not be used beyond the one before.
  absl::Status Apply(const eventstore::RecordView& record);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_APPLY_H_
