#include "services/calls/reflected.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/errors/errors.h"

namespace verkan::services {
namespace {

constexpr absl::Duration kLongestWait = absl::Seconds(30);
constexpr absl::Duration kCancellationCheck = absl::Milliseconds(100);

}  // namespace

absl::Status WaitUntilReflected(const Context& context, eventstore::Position position,
                                projections::Projections* projections) {
  if (position <= projections->position()) return absl::OkStatus();
  const absl::Time deadline = std::min(context.deadline, absl::Now() + kLongestWait);
  for (;;) {
    const absl::Time until = std::min(deadline, absl::Now() + kCancellationCheck);
    const absl::Status reflected = projections->WaitFor(position, until);
    if (!absl::IsDeadlineExceeded(reflected)) return WithReason(reflected);
    if (context.cancelled != nullptr && context.cancelled->load()) {
      return Refuse("CANCELLED", {{"details", "by the caller"}});
    }
    if (until >= deadline) {
      return Refuse("NOT_REFLECTED_IN_TIME",
                    {{"position", absl::StrCat(position)},
                     {"reflected", absl::StrCat(projections->position())}});
    }
  }
}

}  // namespace verkan::services
