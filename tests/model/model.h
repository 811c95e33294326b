// A model of the event store that is too simple to be wrong, and random operations to do to
// both.
#ifndef VERKAN_TESTS_MODEL_MODEL_H_
#define VERKAN_TESTS_MODEL_MODEL_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "eventstore/event_store.h"

namespace verkan::eventstore {

// Model is a list of events and brute force.
class Model {
 public:
  struct Entry {
    NewEvent event;
    Revision revision = 0;
    int64_t recorded_at = 0;
  };

  Revision RevisionOf(const std::string& stream) const;
  bool Accepts(const Batch& batch) const;
  void Append(const Batch& batch, int64_t now);
  // Forgets everything after the position.
  void CutTo(Position last);

  // First position of what was appended with the batch's request id, or of events that all
  // have the ids that the batch chose; 0 for a batch that is new.
  Position Find(const Batch& batch) const;

  // Whether its request id is one of other events.
  bool IsTaken(const Batch& batch) const;
  // The events that were appended with the request id; none if it is new.
  std::vector<NewEvent> EventsOf(const std::string& request_id) const;

  Position PositionAt(int64_t micros, Position head) const;
  std::vector<Position> Read(const ReadOptions& options, Position head) const;

  Position last() const { return log_.size(); }
  const Entry& at(Position position) const { return log_[position - 1]; }

 private:
  std::vector<Entry> log_;
  std::map<std::string, Revision> revisions_;
  struct Request {
    Position first = 0;
    size_t count = 0;
  };
  std::map<std::string, Request> requests_;
  std::map<std::string, Position> ids_;  // that callers chose
};

// Operations makes up what to do, always the same for the same seed.
class Operations {
 public:
  void Seed(uint64_t seed) { random_.seed(seed); }

  // How many of a thousand payloads are larger than a commit block.
  int large_per_mille = 20;

  uint64_t Up(uint64_t bound) { return random_() % bound; }
  bool Chance(int percent) { return Up(100) < static_cast<uint64_t>(percent); }
  std::mt19937_64* random() { return &random_; }

  std::string AnyStream();
  Query AnyQuery();
  // A batch that the model will often, and not always, accept.
  Batch AnyBatch(const Model& model);
  ReadOptions AnyRead(const Model& model, int64_t now);

 private:
  std::string AnyType();
  std::string AnyTag();
  int32_t AnyDay();

  std::mt19937_64 random_;
};

}  // namespace verkan::eventstore

#endif  // VERKAN_TESTS_MODEL_MODEL_H_
