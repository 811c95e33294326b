#include "eventstore/staging.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "eventstore/batch.h"
#include "eventstore/beyond_log.h"
#include "eventstore/coding.h"
#include "eventstore/conflict.h"
#include "eventstore/layout.h"
#include "eventstore/status_macros.h"

namespace verkan::eventstore {
namespace {

bool Contains(const std::vector<std::string>& names, absl::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool Matches(const QueryItem& item, const NewEvent& event) {
  return (item.streams.empty() || Contains(item.streams, event.stream)) &&
         (item.types.empty() || Contains(item.types, event.type)) &&
         std::all_of(item.tags.begin(), item.tags.end(),
                     [&](const std::string& tag) { return Contains(event.tags, tag); });
}

// The same fact, told by what the caller said of it; metadata may differ from try to try.
bool SameFact(const RecordView& a, const RecordView& b) {
  return a.type == b.type && a.stream == b.stream && a.first_day == b.first_day &&
         a.last_day == b.last_day && a.payload == b.payload;
}

bool SameContent(const RecordView& a, const RecordView& b) {
  return a.id == b.id && a.tags == b.tags && SameFact(a, b);
}

bool Holds(const StreamExpectation& expectation, Revision revision) {
  switch (expectation.kind) {
    case StreamExpectation::kRevision:
      return revision == expectation.revision;
    case StreamExpectation::kNone:
      return revision == 0;
    case StreamExpectation::kExists:
      return revision != 0;
  }
  return false;
}

// Whether being in any one list that the item names is all it takes to match it.
bool IsOneTerm(const QueryItem& item) {
  return item.streams.empty() + item.types.empty() + item.tags.empty() == 2 &&
         item.tags.size() <= 1;
}

bool TakeNumbers(absl::string_view value, std::initializer_list<uint64_t*> numbers) {
  for (uint64_t* number : numbers) {
    if (!TakeVarint(&value, number)) return false;
  }
  return value.empty();
}

}  // namespace

absl::StatusOr<EncodedBatch> EncodeBatch(Batch batch, int64_t now_micros) {
  VERKAN_RETURN_IF_ERROR(CheckBatch(batch));
  EncodedBatch encoded;
  encoded.events.reserve(batch.events.size());
  for (NewEvent& event : batch.events) {
    StagedEvent& staged = encoded.events.emplace_back();
    staged.chose_id = !event.id.empty();
    if (!staged.chose_id) event.id = MakeEventId(now_micros);
    std::sort(event.tags.begin(), event.tags.end());
    event.tags.erase(std::unique(event.tags.begin(), event.tags.end()), event.tags.end());
    staged.record = EncodeRecord(event);
    event.payload = std::string();
    staged.event = std::move(event);
  }
  encoded.expectations = std::move(batch.expectations);
  encoded.condition = std::move(batch.condition);
  encoded.request_id = std::move(batch.request_id);
  return encoded;
}

// What holds between two calls:
//   - positions run without a gap: 1 to durable_ are in the database, then those of in_flight_,
//     then those of staged_, up to last_. Undurable() computes with that.
//   - heads_, types_ and last_ count staged events as if they were in the log. So a decision that
//     was made on a staged event is right only if that event becomes durable; groups are written
//     in order, and a failed write drops all groups behind it.
//   - what is refused changes nothing: everything that can fail comes before the first change.
void Staging::Start(Position head, int64_t last_recorded_at, TypeNumbers types) {
  heads_.Clear();
  types_ = std::move(types);
  durable_ = last_ = head;
  last_recorded_at_ = last_recorded_at;
}

absl::StatusOr<Appended> Staging::Stage(EncodedBatch batch, int64_t now_micros,
                                        std::function<void(const absl::Status&)> done) {
  VERKAN_ASSIGN_OR_RETURN(std::optional<Appended> before, FindRequest(batch.request_id));
  if (before.has_value()) {
    VERKAN_RETURN_IF_ERROR(RequireSame(batch, *before));
  } else {
    VERKAN_ASSIGN_OR_RETURN(before, FindChosenIds(batch));
  }
  if (before.has_value()) {  // the next flush begins when what is in flight has landed
    staged_->dones.push_back(std::move(done));
    return *std::move(before);
  }
  absl::StatusOr<Appended> appended = CheckAndAssign(std::move(batch), now_micros);
  heads_.Trim(durable_);
  if (appended.ok()) staged_->dones.push_back(std::move(done));
  return appended;
}

absl::StatusOr<Appended> Staging::CheckAndAssign(EncodedBatch batch, int64_t now_micros) {
  VERKAN_RETURN_IF_ERROR(CheckConflicts(batch));
  return AssignPositions(std::move(batch), now_micros);
}

// Repeated requests

absl::StatusOr<std::optional<Appended>> Staging::FindRequest(absl::string_view request_id) const {
  if (request_id.empty()) return std::nullopt;
  for (const Group* group : {in_flight_.get(), staged_.get()}) {
    if (auto it = group->requests.find(request_id); it != group->requests.end()) {
      return Repeat(it->second.first, it->second.count);
    }
  }
  VERKAN_ASSIGN_OR_RETURN(const auto value, database_->Get(Family::kIds, RequestKey(request_id)));
  if (!value.has_value()) return std::nullopt;
  uint64_t first = 0, count = 0;
  if (!TakeNumbers(*value, {&first, &count})) {
    return absl::DataLossError("the index of request ids is damaged");
  }
  return Repeat(first, count);
}

absl::StatusOr<Position> Staging::FindChosenId(absl::string_view id) const {
  for (const Group* group : {in_flight_.get(), staged_.get()}) {
    if (auto it = group->chosen_ids.find(id); it != group->chosen_ids.end()) return it->second;
  }
  VERKAN_ASSIGN_OR_RETURN(const auto value, database_->Get(Family::kIds, EventIdKey(id)));
  if (!value.has_value()) return 0;
  uint64_t position = 0;
  if (!TakeNumbers(*value, {&position})) {
    return absl::DataLossError("the index of event ids is damaged");
  }
  return position;
}

absl::StatusOr<std::optional<Appended>> Staging::FindChosenIds(const EncodedBatch& batch) const {
  Position first = 0;
  std::optional<LogReader> log;
  for (size_t i = 0; i < batch.events.size(); ++i) {
    const StagedEvent& event = batch.events[i];
    Position position = 0;
    if (event.chose_id) {
      VERKAN_ASSIGN_OR_RETURN(position, FindChosenId(event.event.id));
    }
    if (i == 0) first = position;
    bool same = position == (first == 0 ? 0 : first + i);
    if (same && position != 0) {
      RecordView stored, sent;
      VERKAN_RETURN_IF_ERROR(Get(position, &log, &stored));
      VERKAN_RETURN_IF_ERROR(ParseRecord(event.record, &sent));
      same = SameContent(stored, sent);
    }
    if (!same) {
      return absl::AlreadyExistsError(
          absl::StrCat("event id ", absl::BytesToHexString(event.event.id),
                       position == 0 ? " is new, but the batch begins with one that is in the log"
                                     : " is in the log already, in another batch or with other "
                                       "content"));
    }
  }
  if (first == 0) return std::nullopt;
  return Repeat(first, batch.events.size());
}

// Ids are made anew from try to try, and tags may follow from what has happened meanwhile.
absl::Status Staging::RequireSame(const EncodedBatch& batch, const Appended& before) const {
  bool same = batch.events.size() == before.last_position - before.first_position + 1;
  std::optional<LogReader> log;
  for (size_t i = 0; same && i < batch.events.size(); ++i) {
    RecordView stored, sent;
    VERKAN_RETURN_IF_ERROR(Get(before.first_position + i, &log, &stored));
    VERKAN_RETURN_IF_ERROR(ParseRecord(batch.events[i].record, &sent));
    same = SameFact(stored, sent);
  }
  if (same) return absl::OkStatus();
  absl::Status taken = absl::AlreadyExistsError(absl::StrCat(
      "another batch was appended under the request id, at position ", before.first_position));
  taken.SetPayload(kRequestTaken, absl::Cord(absl::StrCat(before.first_position)));
  return taken;
}

absl::StatusOr<Appended> Staging::Repeat(Position first, uint64_t count) const {
  Appended appended = {.first_position = first, .last_position = first + count - 1};
  appended.repeated = true;
  std::optional<LogReader> log;
  RecordView record;
  for (Position position = first; position < first + count; ++position) {
    VERKAN_RETURN_IF_ERROR(Get(position, &log, &record));
    appended.revisions.push_back(record.revision);
    appended.event_ids.emplace_back(record.id);
  }
  return appended;
}

absl::Status Staging::Get(Position position, std::optional<LogReader>* log,
                          RecordView* record) const {
  if (const StagedEvent* event = Undurable(position)) return ParseRecord(event->record, record);
  if (!log->has_value()) log->emplace(database_);
  absl::string_view bytes;
  VERKAN_RETURN_IF_ERROR((*log)->Get(position, &bytes));
  return ParseRecord(bytes, record);
}

// Expectations and the condition

// A condition after a position that has no event yet would hold whatever is there: whoever sends it
// decided on another log.
absl::Status Staging::CheckConflicts(const EncodedBatch& batch) {
  if (batch.condition.has_value()) {
    VERKAN_RETURN_IF_ERROR(CheckWithinLog(batch.condition->after, last_));
  }
  AppendConflict conflict;
  for (const StreamExpectation& expectation : batch.expectations) {
    VERKAN_ASSIGN_OR_RETURN(const StreamHead head, heads_.HeadOf(expectation.stream));
    if (!Holds(expectation, head.revision)) {
      conflict.streams.push_back({expectation.stream, head.revision});
    }
  }
  if (batch.condition.has_value()) {
    VERKAN_ASSIGN_OR_RETURN(const Position match, FirstMatch(*batch.condition));
    if (match != 0) conflict.matching_event = match;
  }
  return ToStatus(conflict);
}

absl::StatusOr<Position> Staging::FirstMatch(const AppendCondition& condition) {
  const Position after = condition.after;
  if (last_ <= after) return 0;
  if (condition.fail_if_events_match.items.empty()) return last_;
  for (const QueryItem& item : condition.fail_if_events_match.items) {
    VERKAN_ASSIGN_OR_RETURN(Position match, LastOfAny(item, after));
    if (match != 0 && !IsOneTerm(item)) {
      VERKAN_ASSIGN_OR_RETURN(match, Search(item, after));
    }
    if (match != 0) return match;
  }
  return 0;
}

// Where an event after `after` can match the item at all: the position of one that has part
// of what it wants. 0 if none can: this is what most conditions come to.
absl::StatusOr<Position> Staging::LastOfAny(const QueryItem& item, Position after) {
  Position match = last_;
  for (const std::string& tag : item.tags) {
    VERKAN_ASSIGN_OR_RETURN(match, heads_.LastWith(tag));
    if (match <= after) return 0;
  }
  if (!item.types.empty()) {
    match = 0;
    for (const std::string& type : item.types) {
      VERKAN_ASSIGN_OR_RETURN(const Position position, heads_.LastWith(TypeTerm(type)));
      match = std::max(match, position);
    }
    if (match <= after) return 0;
  }
  if (!item.streams.empty()) {
    match = 0;
    for (const std::string& stream : item.streams) {
      VERKAN_ASSIGN_OR_RETURN(const StreamHead head, heads_.HeadOf(stream));
      match = std::max(match, head.position);
    }
    if (match <= after) return 0;
  }
  return match;
}

absl::StatusOr<Position> Staging::Search(const QueryItem& item, Position after) {
  for (Position position = std::max(durable_, after) + 1; position <= last_; ++position) {
    if (Matches(item, Undurable(position)->event)) return position;
  }
  if (after >= durable_) return 0;
  const Query query = {.items = {item}};
  const std::unique_ptr<PostingList> postings =
      MakePostings(*database_, query, NumbersOf(query), Direction::kForwards);
  if (postings == nullptr) return last_;
  VERKAN_RETURN_IF_ERROR(postings->Seek(after + 1, durable_));
  return postings->position() <= durable_ ? postings->position() : 0;
}

// Places

absl::StatusOr<Appended> Staging::AssignPositions(EncodedBatch batch, int64_t now_micros) {
  for (const StagedEvent& event : batch.events) {  // all look-ups first: they can fail
    VERKAN_RETURN_IF_ERROR(heads_.HeadOf(event.event.stream).status());
  }
  Appended appended = {.first_position = last_ + 1, .last_position = last_ + batch.events.size()};
  last_recorded_at_ = std::max(last_recorded_at_, now_micros);
  for (StagedEvent& event : batch.events) {
    event.position = ++last_;
    event.revision = heads_.HeadOf(event.event.stream)->revision + 1;
    event.type = NumberOf(event.event.type);
    PlaceRecord(event.position, last_recorded_at_, event.revision, &event.record);
    heads_.AdvanceStream(event.event.stream, {event.revision, event.position});
    heads_.AdvanceTerm(TypeTerm(event.event.type), event.position);
    for (const std::string& tag : event.event.tags) heads_.AdvanceTerm(tag, event.position);
    if (event.chose_id) staged_->chosen_ids.emplace(event.event.id, event.position);
    appended.revisions.push_back(event.revision);
    appended.event_ids.push_back(event.event.id);
    staged_->events.push_back(std::move(event));
  }
  if (!batch.request_id.empty()) {
    staged_->requests[batch.request_id] = {appended.first_position,
                                           static_cast<uint32_t>(batch.events.size())};
  }
  return appended;
}

TypeNumber Staging::NumberOf(const std::string& type) {
  if (auto it = types_.find(type); it != types_.end()) return it->second;
  const auto number = static_cast<TypeNumber>(types_.size() + 1);
  types_.emplace(type, number);
  staged_->new_types.emplace_back(type, number);
  return number;
}

// States

// staged_ -> in_flight_ -> the database. One group is in flight at a time.

std::shared_ptr<const Group> Staging::BeginFlush() {
  assert(in_flight_->empty());
  std::swap(in_flight_, staged_);
  return in_flight_;
}

void Staging::FlushSucceeded() {
  durable_ += in_flight_->events.size();
  in_flight_ = std::make_shared<Group>();
  heads_.Trim(durable_);
}

std::vector<std::function<void(const absl::Status&)>> Staging::FlushFailed() {
  auto dones = std::move(in_flight_->dones);
  std::move(staged_->dones.begin(), staged_->dones.end(), std::back_inserter(dones));
  in_flight_ = std::make_shared<Group>();
  staged_ = std::make_shared<Group>();
  last_ = durable_;
  heads_.Clear();  // they counted what is dropped
  return dones;
}

absl::StatusOr<Revision> Staging::StreamRevision(absl::string_view stream) {
  VERKAN_ASSIGN_OR_RETURN(const StreamHead head, heads_.HeadOf(stream));
  heads_.Trim(durable_);
  return head.revision;
}

TypeNumbers Staging::NumbersOf(const Query& query) const {
  TypeNumbers numbers;
  for (const QueryItem& item : query.items) {
    for (const std::string& type : item.types) {
      if (auto it = types_.find(type); it != types_.end()) numbers.insert(*it);
    }
  }
  return numbers;
}

const StagedEvent* Staging::Undurable(Position position) const {
  assert(last_ - durable_ == in_flight_->events.size() + staged_->events.size());
  if (position <= durable_ || position > last_) return nullptr;
  const size_t index = position - durable_ - 1;
  const size_t in_flight = in_flight_->events.size();
  return index < in_flight ? &in_flight_->events[index] : &staged_->events[index - in_flight];
}

}  // namespace verkan::eventstore
