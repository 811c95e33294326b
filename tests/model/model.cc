#include "tests/model/model.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "eventstore/testing/store_fixture.h"

namespace verkan::eventstore {
namespace {

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool Matches(const QueryItem& item, const NewEvent& event) {
  return (item.streams.empty() || Has(item.streams, event.stream)) &&
         (item.types.empty() || Has(item.types, event.type)) &&
         std::all_of(item.tags.begin(), item.tags.end(),
                     [&](const std::string& tag) { return Has(event.tags, tag); });
}

bool Matches(const Query& query, const NewEvent& event) {
  return query.items.empty() ||
         std::any_of(query.items.begin(), query.items.end(),
                     [&](const QueryItem& item) { return Matches(item, event); });
}

bool Occurred(const ReadOptions& options, const NewEvent& event) {
  if (!options.occurred_from.has_value() && !options.occurred_to.has_value()) return true;
  if (!event.first_day.has_value() && !event.last_day.has_value()) return false;
  return event.first_day.value_or(INT32_MIN) <= options.occurred_to.value_or(INT32_MAX) &&
         event.last_day.value_or(INT32_MAX) >= options.occurred_from.value_or(INT32_MIN);
}

}  // namespace

Revision Model::RevisionOf(const std::string& stream) const {
  const auto it = revisions_.find(stream);
  return it == revisions_.end() ? 0 : it->second;
}

bool Model::Accepts(const Batch& batch) const {
  for (const StreamExpectation& expectation : batch.expectations) {
    const Revision revision = RevisionOf(expectation.stream);
    if (expectation.kind == StreamExpectation::kNone && revision != 0) return false;
    if (expectation.kind == StreamExpectation::kExists && revision == 0) return false;
    if (expectation.kind == StreamExpectation::kRevision && revision != expectation.revision) {
      return false;
    }
  }
  if (!batch.condition.has_value()) return true;
  for (Position position = batch.condition->after + 1; position <= last(); ++position) {
    if (Matches(batch.condition->fail_if_events_match, at(position).event)) return false;
  }
  return true;
}

void Model::Append(const Batch& batch, int64_t now) {
  if (!batch.request_id.empty()) {
    requests_[batch.request_id] = {last() + 1, batch.events.size()};
  }
  for (const NewEvent& event : batch.events) {
    const int64_t before = log_.empty() ? 0 : log_.back().recorded_at;
    if (!event.id.empty()) ids_[event.id] = last() + 1;
    log_.push_back({event, ++revisions_[event.stream], std::max(before, now)});
  }
}

void Model::CutTo(Position last) {
  while (log_.size() > last) {
    const NewEvent& event = log_.back().event;
    --revisions_[event.stream];
    ids_.erase(event.id);
    log_.pop_back();
  }
  for (auto it = requests_.begin(); it != requests_.end();) {
    it = it->second.first > last ? requests_.erase(it) : std::next(it);
  }
}

Position Model::Find(const Batch& batch) const {
  const auto request = requests_.find(batch.request_id);
  if (request != requests_.end()) return request->second.first;
  const auto id = ids_.find(batch.events.front().id);
  return id == ids_.end() ? 0 : id->second;
}

std::vector<NewEvent> Model::EventsOf(const std::string& request_id) const {
  std::vector<NewEvent> events;
  const auto request = requests_.find(request_id);
  if (request == requests_.end()) return events;
  for (size_t i = 0; i < request->second.count; ++i) {
    events.push_back(at(request->second.first + i).event);
  }
  return events;
}

bool Model::IsTaken(const Batch& batch) const {
  const std::vector<NewEvent> events = EventsOf(batch.request_id);
  const auto same = [](const NewEvent& a, const NewEvent& b) {
    return a.type == b.type && a.stream == b.stream && a.first_day == b.first_day &&
           a.last_day == b.last_day && a.payload == b.payload;
  };
  return !events.empty() &&
         !std::equal(events.begin(), events.end(), batch.events.begin(), batch.events.end(), same);
}

Position Model::PositionAt(int64_t micros, Position head) const {
  Position position = 0;
  while (position < head && log_[position].recorded_at <= micros) ++position;
  return position;
}

std::vector<Position> Model::Read(const ReadOptions& options, Position head) const {
  std::vector<Position> positions;
  for (Position position = 1; position <= head; ++position) {
    const Entry& entry = at(position);
    if (position >= options.from && position <= options.to &&
        entry.recorded_at >= options.from_micros.value_or(INT64_MIN) &&
        entry.recorded_at < options.to_micros.value_or(INT64_MAX) &&
        entry.revision >= options.from_revision && Occurred(options, entry.event) &&
        Matches(options.query, entry.event)) {
      positions.push_back(position);
    }
  }
  if (options.backwards) std::reverse(positions.begin(), positions.end());
  if (positions.size() > options.limit) positions.resize(options.limit);
  return positions;
}

std::string Operations::AnyStream() { return absl::StrCat("stream-", Up(6)); }
std::string Operations::AnyType() { return absl::StrCat("Type", Up(4)); }
int32_t Operations::AnyDay() { return static_cast<int32_t>(Up(60)) - 30; }
std::string Operations::AnyTag() { return absl::StrCat("tag:", Up(5)); }

Query Operations::AnyQuery() {
  Query query;
  for (uint64_t items = Up(3); items > 0; --items) {
    QueryItem& item = query.items.emplace_back();
    for (uint64_t i = Up(3); i > 0; --i) item.streams.push_back(AnyStream());
    for (uint64_t i = Up(3); i > 0; --i) item.types.push_back(AnyType());
    for (uint64_t i = Up(3); i > 0; --i) item.tags.push_back(AnyTag());
  }
  return query;
}

Batch Operations::AnyBatch(const Model& model) {
  Batch batch;
  for (uint64_t i = 0; i <= Up(4); ++i) {
    std::vector<std::string> tags;
    for (uint64_t t = Up(4); t > 0; --t) tags.push_back(AnyTag());
    const bool large = Up(1000) < static_cast<uint64_t>(large_per_mille);
    const size_t size = large ? 30'000 + Up(80'000) : Up(300);
    NewEvent event = Event(AnyType(), AnyStream(), tags, std::string(size, 'p'));
    const int32_t day = AnyDay();
    if (Chance(50)) event.first_day = day;
    if (Chance(50)) event.last_day = day + static_cast<int32_t>(Up(10));
    batch.events.push_back(std::move(event));
  }
  while (Chance(30)) {
    const std::string stream = AnyStream();
    const auto kind = static_cast<StreamExpectation::Kind>(Up(3));
    batch.expectations.push_back({stream, kind, model.RevisionOf(stream) - Chance(10)});
  }
  if (Chance(30)) {
    batch.condition = AppendCondition{AnyQuery(), model.last() - std::min(model.last(), Up(6))};
  }
  if (!Chance(40)) return batch;
  batch.request_id = Id(1 + Up(2000));
  // Mostly who uses an id again means the same.
  std::vector<NewEvent> before = model.EventsOf(batch.request_id);
  if (!before.empty() && Chance(80)) batch.events = std::move(before);
  return batch;
}

ReadOptions Operations::AnyRead(const Model& model, int64_t now) {
  ReadOptions options = {.query = AnyQuery(), .backwards = Chance(50)};
  if (Chance(50)) options.from = Up(model.last() + 2);
  if (Chance(50)) options.to = Up(model.last() + 2);
  if (Chance(20)) options.limit = Up(10);
  if (Chance(20)) options.from_micros = now - static_cast<int64_t>(Up(100'000));
  if (Chance(20)) options.to_micros = now - static_cast<int64_t>(Up(100'000));
  if (Chance(20)) options.occurred_from = AnyDay();
  if (Chance(20)) options.occurred_to = AnyDay();
  if (Chance(50)) options.pause_after = 1 + Up(20);
  if (Chance(20)) {
    options.query = {.items = {{.streams = {AnyStream()}}}};
    options.from_revision = Up(20);
  }
  return options;
}

}  // namespace verkan::eventstore
