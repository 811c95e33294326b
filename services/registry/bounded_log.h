// BoundedLog is a log as it was at a position, of which only so much is read: what reads the log
// without a bound of its own, such as FindDependents, ends with ResourceExhausted (see IsSpent)
// when the budget is spent.
//
//   BoundedLog log(store, /*as_of=*/17, /*budget=*/20'000);
//   auto dependents = FindDependents(log, …);
//   if (IsSpent(dependents.status())) …
//
// Not thread-safe. It can only be read: what appends answers FailedPrecondition.
#ifndef VERKAN_SERVICES_REGISTRY_BOUNDED_LOG_H_
#define VERKAN_SERVICES_REGISTRY_BOUNDED_LOG_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/event_store.h"

namespace verkan::services {

// Whether reading ended because the budget was spent.
bool IsSpent(const absl::Status& status);

class BoundedLog final : public eventstore::EventStore {
 public:
  using Position = eventstore::Position;

  // Events after `as_of` are not there. `budget` is how many events may be read. The store must
  // outlive this object.
  BoundedLog(const EventStore& store, Position as_of, uint64_t budget)
      : store_(store), as_of_(as_of), left_(budget) {}

  // How many events may still be read.
  uint64_t left() const { return left_; }
  void SetLeft(uint64_t left) { left_ = left; }

  absl::StatusOr<std::unique_ptr<eventstore::Cursor>> Read(
      const eventstore::ReadOptions& options) const override;
  absl::StatusOr<std::string> Get(Position position) const override;
  Position head() const override { return as_of_; }

  absl::StatusOr<eventstore::Appended> Stage(
      eventstore::Batch batch, std::function<void(const absl::Status&)> done) override;
  absl::Status Flush() override;
  absl::StatusOr<eventstore::Appended> Append(eventstore::Batch batch) override;
  std::unique_ptr<eventstore::IdCursor> ReadIds() const override { return store_.ReadIds(); }
  absl::StatusOr<eventstore::Revision> StreamRevision(absl::string_view stream) const override {
    return store_.StreamRevision(stream);
  }
  absl::StatusOr<std::optional<eventstore::Appended>> FindRequest(
      absl::string_view request_id) const override {
    return store_.FindRequest(request_id);
  }
  absl::StatusOr<Position> PositionAt(int64_t micros) const override {
    return store_.PositionAt(micros);
  }
  absl::StatusOr<eventstore::Hash> Root(Position size) const override { return store_.Root(size); }
  absl::StatusOr<std::vector<eventstore::Hash>> ProveInclusion(Position position,
                                                               Position size) const override {
    return store_.ProveInclusion(position, size);
  }
  absl::StatusOr<std::vector<eventstore::Hash>> ProveConsistency(Position old_size,
                                                                 Position size) const override {
    return store_.ProveConsistency(old_size, size);
  }
  absl::StatusOr<std::string> ReadTile(const eventstore::TileId& tile) const override {
    return store_.ReadTile(tile);
  }
  bool writable() const override { return false; }
  absl::Status write_failure() const override;
  bool Resume() override { return false; }
  const std::string& origin() const override { return store_.origin(); }
  const eventstore::Database& database() const override { return store_.database(); }
  int AddListener(std::function<void(Position head)>) override { return 0; }
  void RemoveListener(int) override {}

 private:
  const EventStore& store_;
  const Position as_of_;
  mutable uint64_t left_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_REGISTRY_BOUNDED_LOG_H_
