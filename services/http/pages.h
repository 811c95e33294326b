// Pages is what the HTTP port answers, as a function of the path: the log as C2SP tlog-tiles
// (https://c2sp.org/tlog-tiles), metrics and health. It knows no HTTP library.
#ifndef VERKAN_SERVICES_HTTP_PAGES_H_
#define VERKAN_SERVICES_HTTP_PAGES_H_

#include <chrono>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/checkpoints.h"
#include "eventstore/event_store.h"
#include "eventstore/mutex.h"
#include "eventstore/scrub.h"
#include "projections/projections.h"
#include "services/process/health.h"

namespace verkan::services {

struct Page {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string cache = "no-store";  // Cache-Control
  std::string body;
};

// Thread-safe. The parts must outlive it.
class Pages {
 public:
  Pages(std::string version, const eventstore::EventStore* store,
        eventstore::Checkpoints* checkpoints, const projections::Projections* projections,
        const eventstore::Scrubber* scrubber, const Health* health);

  //   /checkpoint                    the signed checkpoint, at most a second old
  //   /tile/<L>/<N>[.p/<W>]          hashes; 404 if the log has not grown that far
  //   /tile/entries/<N>[.p/<W>]      records
  //   /metrics                       in the text format of Prometheus
  //   /healthz, /readyz              200, or 503 with what is not well: the sum of all parts
  //   /healthz/<part>                the same of one part: log, projections
  //   /livez                         200: the process answers
  Page Get(absl::string_view path);

 private:
  Page Checkpoint();
  Page Tile(absl::string_view path) const;
  Page Metrics() const;
  Page HealthOf(absl::string_view part) const;

  const std::string version_;
  const eventstore::EventStore* const store_;
  eventstore::Checkpoints* const checkpoints_;
  const projections::Projections* const projections_;
  const eventstore::Scrubber* const scrubber_;
  const Health* const health_;

  eventstore::Mutex mutex_;
  std::chrono::steady_clock::time_point signed_at_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_HTTP_PAGES_H_
