// Health is whether the server does its work, part by part: "log" takes appends, "projections"
// follow it. The same for gRPC, HTTP and whoever watches.
#ifndef VERKAN_SERVICES_PROCESS_HEALTH_H_
#define VERKAN_SERVICES_PROCESS_HEALTH_H_

#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "eventstore/mutex.h"
#include "projections/projections.h"

namespace verkan::services {

struct PartHealth {
  std::string name;
  std::string failure;  // empty: it is well
};

// Thread-safe.
class Health {
 public:
  // Both must outlive it.
  Health(const eventstore::EventStore* log, const projections::Projections* projections);

  // Looks at what cannot be asked without waiting for readers. To be called several times a second
  // by a thread that may wait. True if something has changed.
  bool Look();

  // Every part, as it is now; the projections as they were at the last Look. Does not wait.
  std::vector<PartHealth> parts() const;

  // Whether a gRPC service, such as "verkan.figure.v1.FigureService", can do its work; "" is the
  // server as a whole: every part.
  bool Serves(absl::string_view service) const;

 private:
  const eventstore::EventStore* const log_;
  const projections::Projections* const projections_;

  mutable eventstore::Mutex mutex_;
  std::string stopped_ ABSL_GUARDED_BY(mutex_);  // why projections do not follow the log
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_PROCESS_HEALTH_H_
