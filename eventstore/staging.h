// Staging decides: it checks batches against what is durable and what is staged, and gives
// events their places. It writes nothing.
#ifndef VERKAN_EVENTSTORE_STAGING_H_
#define VERKAN_EVENTSTORE_STAGING_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "eventstore/commit.h"
#include "eventstore/database.h"
#include "eventstore/event_store.h"
#include "eventstore/heads.h"
#include "eventstore/log_reader.h"
#include "eventstore/postings.h"
#include "eventstore/record.h"

namespace verkan::eventstore {

// A batch whose events are encoded and lack only their places.
struct EncodedBatch {
  std::vector<StagedEvent> events;
  std::vector<StreamExpectation> expectations;
  std::optional<AppendCondition> condition;
  std::string request_id;
};

// Checks the batch's shape, gives ids to events without, and encodes them. Needs no lock.
absl::StatusOr<EncodedBatch> EncodeBatch(Batch batch, int64_t now_micros);

// Not thread-safe. An event is staged, then in flight, then durable.
class Staging {
 public:
  explicit Staging(const Database* database) : database_(database), heads_(database) {}

  // Starts from what is durable.
  void Start(Position head, int64_t last_recorded_at, TypeNumbers types);

  // As EventStore::Stage; what it refuses leaves no trace.
  absl::StatusOr<Appended> Stage(EncodedBatch batch, int64_t now_micros,
                                 std::function<void(const absl::Status&)> done);

  // Has what is staged written next: the group is in flight, and stays as it is, until one of the
  // two below is called.
  std::shared_ptr<const Group> BeginFlush();
  // The group in flight is durable.
  void FlushSucceeded();
  // Drops the group in flight, and what was staged since, and returns what waits for them. What is
  // known is then what is durable. To be followed by Start before anything is staged.
  std::vector<std::function<void(const absl::Status&)>> FlushFailed();

  absl::StatusOr<Revision> StreamRevision(absl::string_view stream);
  // Names of streams and terms that are held in memory.
  size_t held_names() const { return heads_.held(); }
  absl::StatusOr<std::optional<Appended>> FindRequest(absl::string_view request_id) const;
  // Numbers of those types of the query that have one.
  TypeNumbers NumbersOf(const Query& query) const;

 private:
  absl::StatusOr<std::optional<Appended>> FindChosenIds(const EncodedBatch& batch) const;
  absl::StatusOr<Position> FindChosenId(absl::string_view id) const;
  absl::Status RequireSame(const EncodedBatch& batch, const Appended& before) const;
  absl::StatusOr<Appended> Repeat(Position first, uint64_t count) const;

  absl::StatusOr<Appended> CheckAndAssign(EncodedBatch batch, int64_t now_micros);
  absl::Status CheckConflicts(const EncodedBatch& batch);
  absl::StatusOr<Position> FirstMatch(const AppendCondition& condition);
  absl::StatusOr<Position> LastOfAny(const QueryItem& item, Position after);
  absl::StatusOr<Position> Search(const QueryItem& item, Position after);

  absl::StatusOr<Appended> AssignPositions(EncodedBatch batch, int64_t now_micros);
  TypeNumber NumberOf(const std::string& type);

  // An event that is in flight or staged; null for any other position.
  const StagedEvent* Undurable(Position position) const;
  // The record of any event; `log` is opened when it is first needed.
  absl::Status Get(Position position, std::optional<LogReader>* log, RecordView* record) const;

  const Database* const database_;
  Heads heads_;
  TypeNumbers types_;
  Position durable_ = 0;
  Position last_ = 0;  // staged or durable
  int64_t last_recorded_at_ = 0;
  std::shared_ptr<Group> in_flight_ = std::make_shared<Group>();
  std::shared_ptr<Group> staged_ = std::make_shared<Group>();
};

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_STAGING_H_
