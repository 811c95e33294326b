#include "services/domain/repeats.h"

#include <utility>

#include "absl/time/time.h"

namespace verkan::services {

void Repeats::Complete(Recorded recorded, Recorder::Done done) {
  repeats_.push_back({std::move(recorded), std::move(done)});
  waiting_.store(true);
}

void Repeats::Answer() {
  while (!repeats_.empty()) {
    Repeat& next = repeats_.front();
    if (next.up_to == 0) next.up_to = store_.head();
    const absl::Status reached = projections_.WaitFor(next.up_to, absl::InfinitePast());
    if (absl::IsDeadlineExceeded(reached)) break;
    if (reached.ok()) {
      const auto undone_at = projections_.UndoneAt(next.recorded.position, projections_.position());
      if (undone_at.ok()) {
        next.recorded.stands = *undone_at == 0;
        next.recorded.undone_at = *undone_at;
      }
    }
    Repeat answered = std::move(next);
    repeats_.pop_front();
    answered.done(std::move(answered.recorded));
  }
  waiting_.store(!repeats_.empty());
}

}  // namespace verkan::services
