#include "services/domain/stream_folder.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "eventstore/record.h"
#include "eventstore/status_macros.h"
#include "regions/swedish_time.h"
#include "services/domain/uuid.h"

namespace verkan::services {
namespace {

using event::v1::Event;
using event::v1::EventVoided;
using eventstore::RecordView;

// Ids of events, 16 bytes each.
using Ids = absl::flat_hash_set<std::string>;

// Calls `visit` with every record that the read matches, until it fails.
template <typename Visit>
absl::Status ForEachRecord(const eventstore::EventStore& store,
                           const eventstore::ReadOptions& options, Visit visit) {
  VERKAN_ASSIGN_OR_RETURN(const std::unique_ptr<eventstore::Cursor> cursor, store.Read(options));
  eventstore::StoredRecord stored;
  RecordView record;
  while (true) {
    VERKAN_ASSIGN_OR_RETURN(const bool more, cursor->Next(&stored));
    if (!more) return absl::OkStatus();
    VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(stored.bytes, &record));
    VERKAN_RETURN_IF_ERROR(visit(record));
  }
}

eventstore::ReadOptions ReadOfStream(absl::string_view stream, eventstore::Revision from) {
  eventstore::ReadOptions options;
  options.query.items.emplace_back().streams = {std::string(stream)};
  options.from_revision = from;
  return options;
}

// The tags that name regions, but for some.
std::vector<std::string> RegionsIn(const std::vector<std::string>& tags,
                                   const std::vector<std::string>& without = {}) {
  std::vector<std::string> regions;
  for (const std::string& tag : tags) {
    const bool out = std::find(without.begin(), without.end(), tag) != without.end();
    if (absl::StartsWith(tag, "region:") && !out) regions.push_back(tag);
  }
  return regions;
}

template <typename Tags>
std::vector<std::string> Strings(const Tags& tags) {
  return std::vector<std::string>(tags.begin(), tags.end());
}

absl::StatusOr<Event> ParseEvent(const RecordView& record, const EventType& type) {
  Event event;
  auto* fact = event.GetReflection()->MutableMessage(&event, type.arm());
  VERKAN_RETURN_IF_ERROR(ParsePayload(record, fact));
  return event;
}

RecordedAt PlaceOf(const RecordView& record) {
  return {record.position, regions::SwedishDay(record.recorded_at_micros), FormatUuid(record.id)};
}

absl::StatusOr<StreamFact> FactOf(const RecordView& record, const EventType& type) {
  StreamFact fact;
  VERKAN_ASSIGN_OR_RETURN(fact.event, ParseEvent(record, type));
  fact.at = PlaceOf(record);
  fact.event_id = std::string(record.id);
  return fact;
}

// Null for a voiding, or a record of no type of Verkan's own.
const EventType* TypeOfFact(const RecordView& record, const Schema& schema) {
  const EventType* type = schema.Find(record.type);
  return type != nullptr && type->noun() == kAnyNoun ? nullptr : type;
}

// What a voided event leaves behind: what was registered of a person is still in the log.
void FoldVoided(State* state) {
  if (auto* participant = std::get_if<Participant>(state)) participant->ever_registered = true;
}

// Folds what `voided` does not name. Returns whether an event on the way voids another.
absl::StatusOr<bool> FoldPass(const eventstore::EventStore& store, const Schema& schema,
                              absl::string_view stream, const Ids& voided, Folded* folded) {
  bool voids = false;
  const auto fold = [&](const RecordView& record) {
    folded->revision = record.revision;
    const EventType* type = schema.Find(record.type);
    if (type == nullptr) return absl::OkStatus();
    if (voided.contains(record.id)) {
      FoldVoided(&folded->state);
      return absl::OkStatus();
    }
    if (type->noun() == kAnyNoun) {
      voids = true;
      return absl::OkStatus();
    }
    VERKAN_ASSIGN_OR_RETURN(const Event event, ParseEvent(record, *type));
    Evolve(event, PlaceOf(record), &folded->state);
    FoldRegions(*type, event, Strings(record.tags), &folded->region_tags);
    return absl::OkStatus();
  };
  VERKAN_RETURN_IF_ERROR(ForEachRecord(store, ReadOfStream(stream, folded->revision + 1), fold));
  return voids;
}

// Ids of the events of the stream that were voided just before a position.
absl::StatusOr<Ids> ReadVoided(const eventstore::EventStore& store, absl::string_view stream,
                               eventstore::Position before) {
  Ids voided;
  eventstore::ReadOptions options = ReadOfStream(stream, 0);
  options.to = before - 1;
  options.query.items[0].types = {EventVoided::descriptor()->full_name()};
  VERKAN_RETURN_IF_ERROR(ForEachRecord(store, options, [&voided](const RecordView& record) {
    EventVoided fact;
    VERKAN_RETURN_IF_ERROR(ParsePayload(record, &fact));
    const std::optional<std::string> id = ParseUuid(fact.event_id());
    if (id.has_value()) voided.insert(*id);
    return absl::OkStatus();
  }));
  return voided;
}

}  // namespace

absl::Status ParsePayload(const RecordView& record, google::protobuf::Message* fact) {
  if (fact->ParseFromArray(record.payload.data(), static_cast<int>(record.payload.size()))) {
    return absl::OkStatus();
  }
  return absl::DataLossError(
      absl::StrCat("the event at position ", record.position, " is not a ", record.type));
}

void FoldRegions(const EventType& type, const Event& event, const std::vector<std::string>& tags,
                 std::vector<std::string>* regions) {
  std::vector<std::string> said = RegionsIn(type.TagsOf(event));
  const bool of_project = type.noun() != Project::kNoun && !type.ProjectOf(event).empty();
  if (said.empty() && (of_project || regions->empty())) {
    // The tags of a correction are also the former ones.
    said = type.traits().corrects() ? RegionsIn(tags, *regions) : RegionsIn(tags);
  }
  if (!said.empty()) *regions = std::move(said);
}

absl::Status FoldStream(const eventstore::EventStore& store, const Schema& schema,
                        absl::string_view stream, Folded* folded) {
  VERKAN_ASSIGN_OR_RETURN(const bool voids, FoldPass(store, schema, stream, {}, folded));
  if (!voids) return absl::OkStatus();
  // What was voided may have been folded: once more from the start, without it.
  VERKAN_ASSIGN_OR_RETURN(*folded, FoldWithout(store, schema, stream, {}));
  return absl::OkStatus();
}

absl::StatusOr<Folded> FoldWithout(const eventstore::EventStore& store, const Schema& schema,
                                   absl::string_view stream,
                                   const std::vector<std::string>& event_ids) {
  VERKAN_ASSIGN_OR_RETURN(Ids voided, ReadVoided(store, stream, kWholeLog));
  voided.insert(event_ids.begin(), event_ids.end());
  Folded folded;
  const std::optional<Reference> noun = schema.NounOf(stream);
  if (noun.has_value()) MakeEmpty(noun->noun, &folded.state);
  VERKAN_RETURN_IF_ERROR(FoldPass(store, schema, stream, voided, &folded).status());
  return folded;
}

absl::StatusOr<std::map<eventstore::Position, StreamFact>> ReadStanding(
    const eventstore::EventStore& store, const Schema& schema, absl::string_view stream,
    eventstore::Position before) {
  VERKAN_ASSIGN_OR_RETURN(const Ids voided, ReadVoided(store, stream, before));
  eventstore::ReadOptions options = ReadOfStream(stream, 1);
  options.to = before - 1;
  std::map<eventstore::Position, StreamFact> facts;
  VERKAN_RETURN_IF_ERROR(ForEachRecord(store, options, [&](const RecordView& record) {
    const EventType* type = TypeOfFact(record, schema);
    if (type == nullptr || voided.contains(record.id)) return absl::OkStatus();
    VERKAN_ASSIGN_OR_RETURN(StreamFact fact, FactOf(record, *type));
    facts.emplace(record.position, std::move(fact));
    return absl::OkStatus();
  }));
  return facts;
}

absl::StatusOr<std::optional<StreamFact>> ReadFact(const eventstore::EventStore& store,
                                                   const Schema& schema,
                                                   eventstore::Position position) {
  VERKAN_ASSIGN_OR_RETURN(const std::string bytes, store.Get(position));
  RecordView record;
  VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(bytes, &record));
  const EventType* type = TypeOfFact(record, schema);
  if (type == nullptr) return std::nullopt;
  VERKAN_ASSIGN_OR_RETURN(StreamFact fact, FactOf(record, *type));
  return std::make_optional(std::move(fact));
}

absl::Status ForEachPosition(const eventstore::EventStore& store,
                             const eventstore::ReadOptions& options,
                             const std::function<void(eventstore::Position)>& visit) {
  return ForEachRecord(store, options, [&](const RecordView& record) {
    visit(record.position);
    return absl::OkStatus();
  });
}

absl::Status ForEachFact(const eventstore::EventStore& store, const Schema& schema,
                         const eventstore::ReadOptions& options,
                         const std::function<absl::Status(const StreamFact&)>& visit) {
  return ForEachRecord(store, options, [&](const RecordView& record) {
    const EventType* type = schema.Find(record.type);
    if (type == nullptr) return absl::OkStatus();
    VERKAN_ASSIGN_OR_RETURN(const StreamFact fact, FactOf(record, *type));
    return visit(fact);
  });
}

absl::StatusOr<Folded> ReadHistory(const eventstore::EventStore& store, absl::string_view stream) {
  Folded folded;
  Voidings& voidings = folded.state.emplace<Voidings>();
  const auto fold = [&](const RecordView& record) {
    folded.revision = record.revision;
    voidings.types.emplace(FormatUuid(record.id), std::string(record.type));
    for (std::string& tag : RegionsIn(Strings(record.tags), folded.region_tags)) {
      folded.region_tags.push_back(std::move(tag));
    }
    if (record.type != EventVoided::descriptor()->full_name()) return absl::OkStatus();
    EventVoided fact;
    VERKAN_RETURN_IF_ERROR(ParsePayload(record, &fact));
    Evolve(fact, &voidings);
    return absl::OkStatus();
  };
  VERKAN_RETURN_IF_ERROR(ForEachRecord(store, ReadOfStream(stream, 1), fold));
  return folded;
}

absl::StatusOr<std::vector<std::string>> StreamsTagged(const eventstore::EventStore& store,
                                                       absl::string_view tag) {
  eventstore::ReadOptions options;
  options.query.items.emplace_back().tags = {std::string(tag)};
  std::vector<std::string> streams;
  absl::flat_hash_set<std::string> seen;
  VERKAN_RETURN_IF_ERROR(ForEachRecord(store, options, [&](const RecordView& record) {
    if (seen.emplace(record.stream).second) streams.emplace_back(record.stream);
    return absl::OkStatus();
  }));
  return streams;
}

}  // namespace verkan::services
