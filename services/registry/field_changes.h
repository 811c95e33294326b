// FieldChanges tells, field by field, what the corrections on a stream changed. Corrections of
// different fields add up; a later one of the same field replaces the earlier.
//
//   VERKAN_ASSIGN_OR_RETURN(const FieldChanges changes, FieldChanges::Read(log, schema, "goal-1"));
//   changes.Of(17)   // what the fact at position 17 changed
//   changes.To(3)    // what changed the fact at position 3
#ifndef VERKAN_SERVICES_REGISTRY_FIELD_CHANGES_H_
#define VERKAN_SERVICES_REGISTRY_FIELD_CHANGES_H_

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "services/domain/schema.h"
#include "services/domain/stream_folder.h"
#include "verkan/registry/v1/registry_service.pb.h"

namespace verkan::services {

// Constant once read.
class FieldChanges {
 public:
  using Position = eventstore::Position;

  // Reads what began and corrected the noun of the stream, and the things on it.
  static absl::StatusOr<FieldChanges> Read(const eventstore::EventStore& log, const Schema& schema,
                                           absl::string_view stream);

  // Both by position, and with kinds CORRECTED and REPLACED.
  std::vector<registry::v1::Change> Of(Position position) const;
  std::vector<registry::v1::Change> To(Position position) const;

 private:
  struct Statement;
  // Kind and other position, to fields.
  using Changes = std::map<std::pair<Position, registry::v1::ChangeKind>, std::set<std::string>>;

  void Correct(const std::vector<Statement>& before, const Statement& correction,
               std::map<std::string, Position>* last);

  std::map<Position, Changes> of_, to_;
};

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_REGISTRY_FIELD_CHANGES_H_
