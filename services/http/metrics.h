// What the server measures of itself, in the text format of Prometheus.
#ifndef VERKAN_SERVICES_HTTP_METRICS_H_
#define VERKAN_SERVICES_HTTP_METRICS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "eventstore/event_store.h"
#include "eventstore/scrub.h"
#include "projections/projections.h"

namespace verkan::services {

struct ProcessState {
  uint64_t resident_bytes = 0;
  uint64_t open_files = 0;
  uint64_t max_files = 0;
};

// Of this process; 0 for what cannot be read.
ProcessState ReadProcess();

struct MetricsInput {
  std::string version;
  eventstore::Position head = 0;
  bool writable = true;
  int64_t log_ahead_seconds = 0;
  eventstore::Position checkpoint_size = 0;
  std::vector<projections::ProjectionState> projections;
  eventstore::ScrubState scrub;
  ProcessState process;
};

std::string MetricsText(const MetricsInput& input);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_HTTP_METRICS_H_
