#include "services/process/health.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace verkan::services {
namespace {

// Services that answer from the read models alone, and go on while nothing can be appended.
bool OnlyReadsProjections(absl::string_view service) {
  return absl::StartsWith(service, "verkan.figure.") ||
         absl::StartsWith(service, "verkan.indicator.") ||
         absl::StartsWith(service, "verkan.report.");
}

}  // namespace

Health::Health(const eventstore::EventStore* log, const projections::Projections* projections)
    : log_(log), projections_(projections) {}

bool Health::Look() {
  std::string stopped;
  for (const projections::ProjectionState& state : projections_->states()) {
    if (state.failure.empty()) continue;
    absl::StrAppend(&stopped, stopped.empty() ? "" : "; ", state.name, " stopped after position ",
                    state.position, ": ", state.failure);
  }
  eventstore::MutexLock lock(&mutex_);
  return std::exchange(stopped_, stopped) != stopped;
}

std::vector<PartHealth> Health::parts() const {
  const absl::Status log = log_->write_failure();
  eventstore::MutexLock lock(&mutex_);
  return {{"log", log.ok() ? "" : absl::StrCat("cannot be written: ", log.message())},
          {"projections", stopped_}};
}

bool Health::Serves(absl::string_view service) const {
  const bool projections_only = OnlyReadsProjections(service);
  for (const PartHealth& part : parts()) {
    const bool matters = service.empty() || (part.name == "projections") == projections_only;
    if (matters && !part.failure.empty()) return false;
  }
  return true;
}

}  // namespace verkan::services
