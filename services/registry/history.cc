#include "services/registry/history.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "eventstore/record.h"
#include "eventstore/status_macros.h"
#include "projections/facts/facts.h"
#include "regions/swedish_time.h"
#include "services/domain/dependents.h"
#include "services/domain/merges.h"
#include "services/domain/schema.h"
#include "services/domain/stream_folder.h"
#include "services/domain/uuid.h"
#include "services/errors/errors.h"
#include "services/errors/reasons.h"
#include "services/registry/bounded_log.h"
#include "services/registry/fact_text.h"
#include "services/registry/field_changes.h"

namespace verkan::services {
namespace {

using eventstore::Position;
using eventstore::RecordView;
using registry::v1::Change;
using registry::v1::GetHistoryRequest;
using registry::v1::GetHistoryResponse;
using registry::v1::HistoryFact;

constexpr int kPage = 100;
constexpr int kLargestPage = 1000;

// Keys of tags that name things without a stream of their own, such as needs, and the nouns of the
// streams that they are on.
std::map<std::string, std::string> Parts(const Schema& schema) {
  std::map<std::string, std::string> parts;
  for (const EventType& type : schema.types()) {
    const absl::string_view part = type.part();
    if (!part.empty()) parts.emplace(std::string(part), type.noun());
  }
  return parts;
}

// Thing is what the history is of.
struct Thing {
  std::string noun;
  std::vector<std::string> ids;  // all that are one, the one that stays first
  bool is_part = false;          // it has no stream of its own
  std::string of, holder;        // of a part: the noun and the id whose stream it is on; or no id

  std::vector<std::string> Streams() const {
    std::vector<std::string> streams;
    if (is_part) return streams;
    for (const std::string& id : ids) streams.push_back(absl::StrCat(noun, "-", id));
    return streams;
  }

  // Matches its facts.
  eventstore::Query Facts() const {
    eventstore::Query query;
    if (!is_part) query.items.push_back({.streams = Streams()});
    for (const std::string& id : ids) {
      const std::string tag = absl::StrCat(noun, ":", id);
      if (holder.empty()) {
        query.items.push_back({.tags = {tag}});
      } else {
        query.items.push_back({.streams = {absl::StrCat(of, "-", holder)}, .tags = {tag}});
        query.items.push_back({.tags = {tag, absl::StrCat(of, ":", holder)}});
      }
    }
    return query;
  }

  // Matches those without which there is no such thing.
  eventstore::Query Own(const Schema& schema) const {
    if (!is_part) return {.items = {{.streams = Streams()}}};
    eventstore::Query query = Facts();
    for (const EventType& type : schema.types()) {
      if (type.part() != noun) continue;
      for (auto& item : query.items) item.types.push_back(type.name());
    }
    return query;
  }
};

absl::Status Check(const GetHistoryRequest& request, const Schema& schema) {
  std::vector<Violation> violations;
  std::set<std::string> nouns;
  for (const auto& [part, holder] : Parts(schema)) nouns.insert(part);
  for (const EventType& type : schema.types()) {
    if (type.traits().begins_stream()) nouns.insert(type.noun());
  }
  if (nouns.count(request.noun()) == 0) {
    violations.push_back(
        {"noun", request.noun(), absl::StrCat("one of ", absl::StrJoin(nouns, ", "))});
  }
  if (request.id().empty()) violations.push_back({"id", "", "an id"});
  if (request.page_size() < 0) {
    violations.push_back({"page_size", absl::StrCat(request.page_size()), "0 or more"});
  }
  const std::string& language = request.language();
  if (!language.empty() && language != "sv" && language != "en") {
    violations.push_back({"language", language, "sv or en"});
  }
  return violations.empty() ? absl::OkStatus() : InvalidRequest(violations);
}

Merges MergesOf(const projections::Projections& projections, Position as_of) {
  Merges merges;
  for (const projections::IdMerge& merge : projections.MergesAt(as_of)) {
    merges.Add(merge.noun, merge.stays, {merge.merged, merge.position});
  }
  return merges;
}

Thing ThingOf(const GetHistoryRequest& request, const Schema& schema, const Merges& merges) {
  const auto parts = Parts(schema);
  const auto part = parts.find(request.noun());
  Thing thing = {.noun = request.noun(), .is_part = part != parts.end()};
  const size_t slash = request.id().find('/');
  if (!thing.is_part) {
    thing.ids = merges.AliasesOf(thing.noun, request.id());
  } else if (slash == std::string::npos) {
    thing.ids = {request.id()};
  } else {
    thing.ids = {request.id().substr(slash + 1)};
    thing.of = part->second;
    thing.holder = request.id().substr(0, slash);
  }
  return thing;
}

absl::Status Unknown(const Thing& thing, const std::string& id) {
  const std::string reason = absl::StrCat(absl::AsciiStrToUpper(thing.noun), "_UNKNOWN");
  if (!thing.is_part && FindReason(reason) != nullptr) return NotFound(reason, {{thing.noun, id}});
  return NotFound("ENTRY_UNKNOWN", {{"register", thing.noun}, {"id", id}});
}

// Teller makes the entries of one page.
class Teller {
 public:
  Teller(const projections::Projections& projections, const Schema& schema, const Merges& merges,
         const Thing& thing, const GetHistoryRequest& request, const HistoryLimits& limits,
         BoundedLog* log)
      : projections_(projections),
        schema_(schema),
        merges_(merges),
        thing_(thing),
        streams_(thing.Streams()),
        language_(request.language() == "en" ? "en" : "sv"),
        limits_(limits),
        as_of_(log->head()),
        log_(*log) {}

  // Tells what a record says and what became of it. If the budget is spent (IsSpent), the fact
  // holds what was found.
  absl::Status Tell(const RecordView& record, HistoryFact* fact) {
    TellPlace(record, fact);
    const EventType* type = schema_.Find(record.type);
    event::v1::Event event;
    if (type != nullptr) {
      auto* payload = event.GetReflection()->MutableMessage(&event, type->arm());
      VERKAN_RETURN_IF_ERROR(ParsePayload(record, payload));
      for (registry::v1::Cell& cell : CellsOf(*type, event, language_, NamesOf())) {
        *fact->add_says() = std::move(cell);
      }
      const bool own = thing_.is_part ? type->part() == thing_.noun
                                      : absl::c_linear_search(streams_, record.stream);
      if (!own) {
        for (std::string& field : FieldsNaming(*type, event, thing_.noun, thing_.ids)) {
          fact->add_named_in(std::move(field));
        }
      }
    }
    return TellChanges(record, type, event, fact);
  }

 private:
  NameOf NamesOf() const {
    return [this](absl::string_view noun, const std::string& id) {
      return projections_.NameOf(noun, id, as_of_, language_);
    };
  }

  void TellPlace(const RecordView& record, HistoryFact* fact) const {
    fact->set_position(record.position);
    fact->set_recorded_at(absl::FormatTime(
        absl::RFC3339_full, absl::FromUnixMicros(record.recorded_at_micros), absl::UTCTimeZone()));
    fact->set_recorded_day(absl::FormatCivilTime(absl::CivilDay(1970, 1, 1) +
                                                 regions::SwedishDay(record.recorded_at_micros)));
    for (const auto& [key, value] : record.metadata) {
      if (key == "actor") fact->set_recorded_by(std::string(value));
    }
    fact->set_type(std::string(record.type));
    fact->set_stream(std::string(record.stream));
    fact->set_event_id(FormatUuid(record.id));
    for (const auto& part : record.sealed) fact->add_sealed_of(std::string(part.subject));
    fact->set_invented(absl::c_linear_search(record.tags, projections::kInventedTag));
  }

  absl::Status TellChanges(const RecordView& record, const EventType* type,
                           const event::v1::Event& event, HistoryFact* fact) {
    if (event.has_event_voided()) return TellVoiding(record, event.event_voided(), fact);
    VERKAN_ASSIGN_OR_RETURN(const VoidedAt* voidings, VoidingsOf(std::string(record.stream)));
    const auto voided = voidings->find(std::string(record.id));
    if (voided != voidings->end()) {
      AddChange(registry::v1::CHANGE_KIND_VOIDED, voided->second, fact->mutable_changed_by());
      return absl::OkStatus();
    }
    if (type == nullptr) return absl::OkStatus();
    VERKAN_RETURN_IF_ERROR(TellCorrections(record, *type, fact));
    VERKAN_RETURN_IF_ERROR(TellUndone(record, *type, event, fact));
    for (auto* changes : {fact->mutable_changed_by(), fact->mutable_changes()}) {
      absl::c_stable_sort(
          *changes, [](const Change& a, const Change& b) { return a.position() < b.position(); });
    }
    return TellWhatRests(record, *type, fact);
  }

  // Which fact a voiding voids: an earlier one on its stream.
  absl::Status TellVoiding(const RecordView& record, const event::v1::EventVoided& voided,
                           HistoryFact* fact) {
    const std::string id = ParseUuid(voided.event_id()).value_or("");
    eventstore::ReadOptions earlier;
    earlier.query.items.push_back({.streams = {std::string(record.stream)}});
    earlier.to = record.position - 1;
    earlier.backwards = true;
    VERKAN_ASSIGN_OR_RETURN(const auto cursor, log_.Read(earlier));
    eventstore::StoredRecord stored;
    RecordView other;
    while (true) {
      VERKAN_ASSIGN_OR_RETURN(const bool more, cursor->Next(&stored));
      if (!more) return absl::OkStatus();
      VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(stored.bytes, &other));
      if (other.id != id) continue;
      AddChange(registry::v1::CHANGE_KIND_VOIDED, other.position, fact->mutable_changes());
      return absl::OkStatus();
    }
  }

  absl::Status TellCorrections(const RecordView& record, const EventType& type, HistoryFact* fact) {
    if (!type.traits().begins_stream() && !type.rewrites() && type.part().empty()) {
      return absl::OkStatus();
    }
    const std::string stream(record.stream);
    auto found = corrections_.find(stream);
    if (found == corrections_.end()) {
      VERKAN_ASSIGN_OR_RETURN(FieldChanges read, FieldChanges::Read(log_, schema_, stream));
      found = corrections_.emplace(stream, std::move(read)).first;
    }
    for (Change& change : found->second.Of(record.position)) {
      *fact->add_changes() = std::move(change);
    }
    for (Change& change : found->second.To(record.position)) {
      *fact->add_changed_by() = std::move(change);
    }
    return absl::OkStatus();
  }

  // What it undid or said again, and by what it was. Corrections are told field by field instead.
  absl::Status TellUndone(const RecordView& record, const EventType& type,
                          const event::v1::Event& event, HistoryFact* fact) {
    VERKAN_ASSIGN_OR_RETURN(const Position by, projections_.UndoneAt(record.position, as_of_));
    if (by != 0) {
      VERKAN_ASSIGN_OR_RETURN(const auto kind, KindOfUndoing(by, type));
      if (kind.has_value()) AddChange(*kind, by, fact->mutable_changed_by());
    }
    if (type.rewrites()) return absl::OkStatus();
    VERKAN_ASSIGN_OR_RETURN(const std::vector<Position> undone,
                            projections_.UndoneBy(record.position, type.IdOf(event), as_of_));
    for (Position earlier : undone) {
      VERKAN_ASSIGN_OR_RETURN(const auto other, TypeAt(earlier));
      const bool again = other == type.name();
      AddChange(again ? registry::v1::CHANGE_KIND_REPLACED : registry::v1::CHANGE_KIND_UNDONE,
                earlier, fact->mutable_changes());
    }
    return absl::OkStatus();
  }

  // How an event of the type was undone by the one at `by`; nothing if that is told otherwise.
  absl::StatusOr<std::optional<registry::v1::ChangeKind>> KindOfUndoing(Position by,
                                                                        const EventType& type) {
    VERKAN_ASSIGN_OR_RETURN(const std::string name, TypeAt(by));
    const EventType* undoing = schema_.Find(name);
    if (undoing == nullptr || undoing->noun() == kAnyNoun || undoing->rewrites()) {
      return std::nullopt;
    }
    return std::make_optional(undoing == &type ? registry::v1::CHANGE_KIND_REPLACED
                                               : registry::v1::CHANGE_KIND_UNDONE);
  }

  absl::StatusOr<std::string> TypeAt(Position position) {
    VERKAN_ASSIGN_OR_RETURN(const std::string bytes, log_.Get(position));
    RecordView record;
    VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(bytes, &record));
    return std::string(record.type);
  }

  // What would be in the way of voiding it alone.
  absl::Status TellWhatRests(const RecordView& record, const EventType& type, HistoryFact* fact) {
    if (!type.traits().voidable()) return absl::OkStatus();
    const uint64_t before = log_.left();
    const uint64_t share = std::min(before, limits_.reads_for_what_rests);
    log_.SetLeft(share);
    const auto found = FindDependents(
        log_, schema_, merges_, record.stream, record.id,
        {.most = limits_.most_that_rest, .before = as_of_ + 1, .candidates = limits_.candidates});
    log_.SetLeft(before - (share - log_.left()));
    if (IsSpent(found.status()) && share == limits_.reads_for_what_rests) {
      fact->set_more_may_rest_on_it(true);
      return absl::OkStatus();
    }
    VERKAN_RETURN_IF_ERROR(found.status());
    for (const Dependent& dependent : found->facts) {
      if (static_cast<size_t>(fact->rests_on_it_size()) == limits_.most_that_rest) break;
      fact->add_rests_on_it(dependent.position);
    }
    fact->set_more_may_rest_on_it(!found->complete || found->facts.size() > limits_.most_that_rest);
    return absl::OkStatus();
  }

  // Positions of the voidings on a stream, by the id of what they void.
  using VoidedAt = std::map<std::string, Position>;
  absl::StatusOr<const VoidedAt*> VoidingsOf(const std::string& stream) {
    const auto found = voidings_.find(stream);
    if (found != voidings_.end()) return &found->second;
    eventstore::ReadOptions options;
    options.query.items.push_back(
        {.streams = {stream}, .types = {event::v1::EventVoided::descriptor()->full_name()}});
    VoidedAt voidings;
    VERKAN_RETURN_IF_ERROR(ForEachFact(log_, schema_, options, [&](const StreamFact& fact) {
      voidings.emplace(ParseUuid(fact.event.event_voided().event_id()).value_or(""),
                       fact.at.position);
      return absl::OkStatus();
    }));
    return &voidings_.emplace(stream, std::move(voidings)).first->second;
  }

  template <typename Changes>
  static void AddChange(registry::v1::ChangeKind kind, Position position, Changes* changes) {
    Change* change = changes->Add();
    change->set_kind(kind);
    change->set_position(position);
  }

  const projections::Projections& projections_;
  const Schema& schema_;
  const Merges& merges_;
  const Thing& thing_;
  const std::vector<std::string> streams_;
  const std::string language_;
  const HistoryLimits limits_;
  const Position as_of_;
  BoundedLog& log_;
  std::map<std::string, VoidedAt> voidings_;         // by stream
  std::map<std::string, FieldChanges> corrections_;  // by stream
};

absl::StatusOr<bool> IsKnown(const Thing& thing, const BoundedLog& log) {
  eventstore::ReadOptions options = {.query = thing.Own(Schema::Default()), .limit = 1};
  VERKAN_ASSIGN_OR_RETURN(const auto cursor, log.Read(options));
  eventstore::StoredRecord stored;
  return cursor->Next(&stored);
}

// Fills the page from a position on, until it is full or the budget is spent. A fact that does not
// fit begins the next page; if it was the first, what was found of it is told.
absl::Status Fill(const Thing& thing, Position from, size_t page, BoundedLog* log, Teller* teller,
                  GetHistoryResponse* response) {
  VERKAN_ASSIGN_OR_RETURN(const auto cursor, log->Read({.query = thing.Facts(), .from = from}));
  eventstore::StoredRecord stored;
  RecordView record;
  while (true) {
    const absl::StatusOr<bool> more = cursor->Next(&stored);
    if (more.ok() && !*more) return absl::OkStatus();
    if (!more.ok() && !IsSpent(more.status())) return more.status();
    const bool full = static_cast<size_t>(response->facts_size()) == page;
    if (!more.ok() || full) {
      response->set_next_page_token(absl::StrCat(from));
      return absl::OkStatus();
    }
    VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(stored.bytes, &record));
    HistoryFact fact;
    const absl::Status told = teller->Tell(record, &fact);
    if (!told.ok() && !IsSpent(told)) return told;
    if (!told.ok() && response->facts_size() > 0) {
      response->set_next_page_token(absl::StrCat(record.position));
      return absl::OkStatus();
    }
    fact.set_incomplete(!told.ok());
    *response->add_facts() = std::move(fact);
    from = record.position + 1;
  }
}

}  // namespace

absl::StatusOr<GetHistoryResponse> GetHistory(const eventstore::EventStore& store,
                                              const projections::Projections& projections,
                                              const GetHistoryRequest& request,
                                              const HistoryLimits& limits) {
  const Schema& schema = Schema::Default();
  VERKAN_RETURN_IF_ERROR(Check(request, schema));
  VERKAN_ASSIGN_OR_RETURN(const Position as_of,
                          projections.ResolveAsOf(request.as_of_position(), request.as_of_time()));
  const Merges merges = MergesOf(projections, as_of);
  const Thing thing = ThingOf(request, schema, merges);
  BoundedLog log(store, as_of, limits.reads_a_page);
  VERKAN_ASSIGN_OR_RETURN(const bool known, IsKnown(thing, log));
  if (!known) return Unknown(thing, request.id());

  Position from = 1;
  if (!request.page_token().empty() && !absl::SimpleAtoi(request.page_token(), &from)) {
    return InvalidRequest({{"page_token", "", "next_page_token of the answer before"}});
  }
  const int page = request.page_size() == 0 ? kPage : std::min(request.page_size(), kLargestPage);
  GetHistoryResponse response;
  response.set_as_of_position(as_of);
  for (const std::string& id : thing.ids) response.add_ids(id);
  Teller teller(projections, schema, merges, thing, request, limits, &log);
  VERKAN_RETURN_IF_ERROR(Fill(thing, from, static_cast<size_t>(page), &log, &teller, &response));
  return response;
}

}  // namespace verkan::services
