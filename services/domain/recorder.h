// Recorder is the road of every domain fact: validate its shape, load the facts its
// rules rest on, decide, and stage it under exactly the condition it was decided on.
#ifndef VERKAN_SERVICES_DOMAIN_RECORDER_H_
#define VERKAN_SERVICES_DOMAIN_RECORDER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "services/rpc/context.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::services {

struct RecordOptions {
  std::string request_id;                     // text form of a UUID; empty: not idempotent
  std::optional<uint64_t> expected_revision;  // 0: the stream must not exist
  bool validate_only = false;
};

struct Recorded {
  eventstore::Position position = 0;
  eventstore::Revision revision = 0;
  bool repeated = false;
  std::string event_id;  // text form of the UUID
  std::string id;        // id of the noun
};

// Not thread-safe: belongs to the thread that also calls EventStore::Flush. Keeps a
// bounded cache of folded states with the revision they reflect.
class Recorder {
 public:
  explicit Recorder(eventstore::EventStore* store);
  ~Recorder();

  using Done = std::function<void(absl::StatusOr<Recorded>)>;

  // Records one fact. Calls `done` exactly once: before returning for a refusal, an
  // error or validate_only; from the store's next Flush otherwise. Errors are those of
  // services/rpc/errors.h. Fills in what the caller left out: ids, readings of figure
  // texts, and the regions of the project. It may itself flush the store where a decision
  // rests on what is staged, so `done` must not call the Recorder.
  void Record(const Context& context, verkan::event::v1::Event event, const RecordOptions& options,
              Done done);

  // Forgets every folded state. Called after a failed write.
  void Forget();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_RECORDER_H_
