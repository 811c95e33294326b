// A group of staged events, and its one write.
#ifndef VERKAN_EVENTSTORE_COMMIT_H_
#define VERKAN_EVENTSTORE_COMMIT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "eventstore/database.h"
#include "eventstore/high_water.h"
#include "eventstore/layout.h"
#include "rocksdb/write_batch.h"

namespace verkan::eventstore {

// StagedEvent is an event with its record, which has its place once the event is in a group.
struct StagedEvent {
  NewEvent event;  // tags sorted, each once; the payload is in the record only
  bool chose_id = false;
  std::string record;
  Position position = 0;
  Revision revision = 0;
  TypeNumber type = 0;
};

// Group is what one flush writes: events with consecutive positions.
struct Group {
  struct Request {
    Position first = 0;
    uint32_t count = 0;
  };

  std::vector<StagedEvent> events;
  std::vector<std::pair<std::string, TypeNumber>> new_types;
  absl::flat_hash_map<std::string, Request> requests;     // by request id
  absl::flat_hash_map<std::string, Position> chosen_ids;  // by event id
  std::vector<std::function<void(const absl::Status&)>> dones;

  bool empty() const { return events.empty() && dones.empty(); }
};

// Adds everything the group puts into the database. Returns the mark that holds once it is
// durable. The group must have events.
HighWater AddCommit(const Group& group, const Database& database, rocksdb::WriteBatch* batch);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_COMMIT_H_
