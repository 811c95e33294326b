// Recorder is the road of every domain fact: validate its shape, load the facts its
// rules rest on, decide, seal what it tells of persons, and stage it under exactly the
// condition it was decided on.
#ifndef VERKAN_SERVICES_DOMAIN_RECORDER_H_
#define VERKAN_SERVICES_DOMAIN_RECORDER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "eventstore/event_store.h"
#include "eventstore/sealing/key_store.h"
#include "services/calls/context.h"
#include "services/domain/personal_data.h"
#include "verkan/event/v1/event.pb.h"

namespace verkan::services {

struct RecordOptions {
  std::string request_id;                     // text form of a UUID; empty: not idempotent
  std::optional<uint64_t> expected_revision;  // 0: the stream must not exist
  bool validate_only = false;
  bool together = false;  // of a voiding: void also what rests on the fact
  bool invented = false;  // the fact is made up
  // Of a voiding that no caller asked for: id of the event that the fact rested on, text form.
  // More than are voided in one append are then voided in several, while nobody else records.
  std::string basis_event_id;
};

struct Recorded {
  eventstore::Position position = 0;
  eventstore::Revision revision = 0;
  bool repeated = false;
  std::string event_id;  // text form of the UUID
  std::string id;        // id of the noun
  // Of what was recorded before: whether it stands, and the position of what undid it (0: nothing).
  // Nothing if that is not known.
  std::optional<bool> stands;
  eventstore::Position undone_at = 0;
};

// Person is what rules know of a participant and of all that was merged with it.
struct Person {
  bool known = false;                   // under the id that was asked for
  std::string root;                     // the pseudonym that stays
  std::vector<std::string> pseudonyms;  // all, the root first
  bool restricted = false;
  bool legal_hold = false;
  std::optional<event::v1::PersonalDataErased> erased;
};

// Not thread-safe: belongs to the thread that also calls EventStore::Flush. Keeps a
// bounded cache of folded states with the revision they reflect.
class Recorder {
 public:
  // Both must outlive the Recorder. The store must make the keys durable before it writes:
  // eventstore::Options::before_write.
  Recorder(eventstore::EventStore* store, eventstore::KeyStore* keys);
  ~Recorder();

  using Done = std::function<void(absl::StatusOr<Recorded>)>;

  // Records one fact. Calls `done` exactly once: before returning for a refusal, an
  // error or validate_only; from the store's next Flush otherwise, and for a
  // decision on the data of a person once its keys are as decided. Errors are those of
  // services/errors/errors.h. Fills in what the caller left out: ids, readings of figure
  // texts, and the regions of the project. It may itself flush the store if a decision
  // rests on what is staged, so `done` must not call the Recorder.
  void Record(const Context& context, verkan::event::v1::Event event, const RecordOptions& options,
              Done done);

  // Sets what completes and gives the answers to facts that had been recorded before. Nothing set:
  // they are given as they are.
  void OnRepeated(std::function<void(Recorded, Done)> complete);

  // Does to the keys what the log says, if the last run ended between a decision on the
  // data of a person and its effect. Called once, before the first fact. Unavailable if
  // the keys cannot be written.
  absl::Status SettleKeys();

  // What is known of a participant; nothing is known of an id that was never used.
  absl::StatusOr<Person> FindPerson(const std::string& participant_id);

  // Opens what was sealed.
  const PersonalData& personal_data() const;

  // Forgets every folded state. Called after a failed write.
  void Forget();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
  std::function<void(Recorded, Done)> complete_repeat_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_RECORDER_H_
