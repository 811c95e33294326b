// Folds streams from the log into the states that rules need.
#ifndef VERKAN_SERVICES_DOMAIN_STREAM_FOLDER_H_
#define VERKAN_SERVICES_DOMAIN_STREAM_FOLDER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"
#include "eventstore/record.h"
#include "google/protobuf/message.h"
#include "services/domain/schema.h"
#include "services/domain/states.h"

namespace verkan::services {

// Position before which the history is the whole log.
inline constexpr eventstore::Position kWholeLog = UINT64_MAX;

// Takes the payload of a record of Verkan's own apart. DataLoss for one that is not a message
// of the fact's type.
absl::Status ParsePayload(const eventstore::RecordView& record, google::protobuf::Message* fact);

// Keeps the regions of a stream whose fact has these tags. A fact that states no region and names
// no project has the regions of its stream, and changes nothing.
void FoldRegions(const EventType& type, const event::v1::Event& event,
                 const std::vector<std::string>& tags, std::vector<std::string>* regions);

// Folds what is durable of a noun's stream, after the revision that `folded` reflects,
// into it. Voided events count as never having happened. The state must be of the
// stream's noun. DataLoss for a payload that cannot be decoded.
absl::Status FoldStream(const eventstore::EventStore& store, const Schema& schema,
                        absl::string_view stream, Folded* folded);

// Folds what is durable of a noun's stream as if the events with these ids, 16 bytes each, had been
// voided too.
absl::StatusOr<Folded> FoldWithout(const eventstore::EventStore& store, const Schema& schema,
                                   absl::string_view stream,
                                   const std::vector<std::string>& event_ids);

// StreamFact is a fact of Verkan's own types as it stands in the log.
struct StreamFact {
  event::v1::Event event;
  RecordedAt at;
  std::string event_id;  // 16 bytes
};

// The durable facts of a stream that were not voided just before a position, by position.
absl::StatusOr<std::map<eventstore::Position, StreamFact>> ReadStanding(
    const eventstore::EventStore& store, const Schema& schema, absl::string_view stream,
    eventstore::Position before);

// The durable fact at a position; nothing if it is of no type of Verkan's own.
absl::StatusOr<std::optional<StreamFact>> ReadFact(const eventstore::EventStore& store,
                                                   const Schema& schema,
                                                   eventstore::Position position);

// Calls `visit` with the position of every durable event that the read matches.
absl::Status ForEachPosition(const eventstore::EventStore& store,
                             const eventstore::ReadOptions& options,
                             const std::function<void(eventstore::Position)>& visit);

// Calls `visit` with every durable event of Verkan's own types that the read matches, whether
// voided or not, and with voidings, until it fails. What is appended meanwhile is not seen.
absl::Status ForEachFact(const eventstore::EventStore& store, const Schema& schema,
                         const eventstore::ReadOptions& options,
                         const std::function<absl::Status(const StreamFact&)>& visit);

// Reads which events are durable on any stream and which of them are voided.
absl::StatusOr<Folded> ReadHistory(const eventstore::EventStore& store, absl::string_view stream);

// Names of the streams with a durable event under the tag, each once.
absl::StatusOr<std::vector<std::string>> StreamsTagged(const eventstore::EventStore& store,
                                                       absl::string_view tag);

}  // namespace verkan::services

#endif  // VERKAN_SERVICES_DOMAIN_STREAM_FOLDER_H_
