// Repeats completes the answers to facts that had been recorded before: whether they stand, and
// what undid them. The read models tell, once they reflect all that the log held when the fact
// was proposed again. The answer waits until then, and holds no thread.
#ifndef VERKAN_SERVICES_DOMAIN_REPEATS_H_
#define VERKAN_SERVICES_DOMAIN_REPEATS_H_

#include <atomic>
#include <deque>
#include <functional>

#include "eventstore/event_store.h"
#include "projections/projections.h"
#include "services/domain/recorder.h"

namespace verkan::services {

// The loop's own, but for `waiting`.
class Repeats {
 public:
  // Both must outlive it.
  Repeats(const eventstore::EventStore* store, projections::Projections* projections)
      : store_(*store), projections_(*projections) {}

  // Takes over an answer. It is given by Answer.
  void Complete(Recorded recorded, Recorder::Done done);

  // Gives the answers that can be given. After every flush of the store, and after the read models
  // have advanced. If they stopped, an answer says nothing of whether the fact stands.
  void Answer();

  // Whether answers wait for the read models. Any thread.
  bool waiting() const { return waiting_.load(); }

 private:
  struct Repeat {
    Recorded recorded;
    Recorder::Done done;
    eventstore::Position up_to = 0;  // what the read models must reflect; 0: not flushed yet
  };

  const eventstore::EventStore& store_;
  projections::Projections& projections_;
  std::deque<Repeat> repeats_;
  std::atomic<bool> waiting_{false};
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_REPEATS_H_
