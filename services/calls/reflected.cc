#include "services/calls/reflected.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "services/errors/errors.h"

namespace verkan::services {
namespace {

class ReflectedWait final : public Wait {
 public:
  ReflectedWait(eventstore::Position position, projections::Projections* projections)
      : position_(position), projections_(projections) {}

  absl::StatusOr<bool> Ready() override {
    const absl::Status reflected = projections_->WaitFor(position_, absl::InfinitePast());
    if (absl::IsDeadlineExceeded(reflected)) return false;
    if (!reflected.ok()) return WithReason(reflected);
    return true;
  }

  absl::Status TooLate() const override {
    return Refuse("NOT_REFLECTED_IN_TIME", {{"position", absl::StrCat(position_)},
                                            {"reflected", absl::StrCat(projections_->position())}});
  }

 private:
  const eventstore::Position position_;
  projections::Projections* const projections_;
};

}  // namespace

std::unique_ptr<Wait> UntilReflected(eventstore::Position position,
                                     projections::Projections* projections) {
  if (position <= projections->position()) return nullptr;
  return std::make_unique<ReflectedWait>(position, projections);
}

}  // namespace verkan::services
