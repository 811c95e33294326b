#include "services/log/requests.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "eventstore/batch.h"
#include "eventstore/text.h"
#include "services/domain/checks.h"
#include "services/domain/personal_number.h"
#include "services/domain/schema.h"
#include "services/domain/uuid.h"
#include "services/errors/errors.h"

namespace verkan::services {
namespace {

using eventstore::kMaxBatchBytes;
using eventstore::kMaxBatchEvents;
using eventstore::kMaxNameBytes;
using eventstore::kMaxTags;
using eventstore::kMaxTypeBytes;

constexpr int kMaxRegions = 100;

// Terms of a query after it is expanded: each item's streams, types and tags, once for each of
// its regions. It is what a read opens at once, so it bounds what a query costs.
constexpr uint64_t kMaxTerms = 4096;
constexpr size_t kMaxViolations = 1000;

// Every region of Statistics Sweden, past or present, and 00, the country.
bool IsRegionCode(absl::string_view code) {
  return code.size() == 2 && absl::ascii_isdigit(code[0]) && absl::ascii_isdigit(code[1]);
}

// Reader notes what is wrong while it makes the request into the store's form.
class Reader {
 public:
  // A request of some megabytes may be wrong in a million places; the first ones are enough.
  void Note(std::string path, absl::string_view value, std::string wanted) {
    if (violations_.size() >= kMaxViolations) return;
    if (HoldsPersonalNumber(value)) value = kWithheld;
    violations_.push_back({std::move(path), std::string(value), std::move(wanted)});
  }

  // The parts of a path are joined only for a violation.
  template <typename... Path>
  void Name(absl::string_view value, size_t max_bytes, const Path&... path) {
    Impersonal(value, path...);
    if (eventstore::IsName(value, max_bytes)) return;
    Note(absl::StrCat(path...), eventstore::Escaped(value),
         absl::StrCat("1 to ", max_bytes,
                      " bytes without control, direction or invisible characters"));
  }

  // What the log can never forget.
  template <typename... Path>
  void Impersonal(absl::string_view value, const Path&... path) {
    if (!HoldsPersonalNumber(value)) return;
    Note(absl::StrCat(path...), kWithheld, std::string(kImpersonalWanted));
  }

  // A name to look for, which may be from before more was refused.
  template <typename... Path>
  void KnownName(absl::string_view value, size_t max_bytes, const Path&... path) {
    if (eventstore::IsKnownName(value, max_bytes)) return;
    Note(absl::StrCat(path...), eventstore::Escaped(value),
         absl::StrCat("1 to ", max_bytes, " bytes without control characters"));
  }

  template <typename... Path>
  std::string Uuid(absl::string_view text, const Path&... path) {
    if (text.empty()) return "";
    std::optional<std::string> bytes = ParseUuid(text);
    if (!bytes.has_value()) Note(absl::StrCat(path...), text, std::string(kUuidWanted));
    return bytes.value_or("");
  }

  std::optional<int64_t> Micros(std::string path, const std::string& text) {
    if (text.empty()) return std::nullopt;
    absl::Time time;
    if (absl::ParseTime(absl::RFC3339_full, text, &time, nullptr)) return absl::ToUnixMicros(time);
    Note(std::move(path), text, "a time as RFC 3339 has it, such as 2021-03-05T14:30:00Z");
    return std::nullopt;
  }

  // Days since 1970-01-01.
  std::optional<int32_t> Day(std::string path, const std::string& text) {
    if (text.empty()) return std::nullopt;
    absl::CivilDay day;
    if (absl::ParseCivilTime(text, &day) && absl::FormatCivilTime(day) == text) {
      return static_cast<int32_t>(day - absl::CivilDay(1970, 1, 1));
    }
    Note(std::move(path), text, "a day as ISO 8601 has it, such as 2021-03-05");
    return std::nullopt;
  }

  eventstore::Query Query(const std::string& path, const log::v1::Query& query);
  eventstore::NewEvent Event(int index, log::v1::NewEvent* event);
  eventstore::StreamExpectation Expectation(const std::string& path,
                                            const log::v1::StreamExpectation& expectation);

  // OK, or every violation. If nothing is wrong but that events belong to Record, that
  // is the reason.
  absl::Status Verdict() const {
    if (violations_.empty()) return absl::OkStatus();
    if (violations_.size() > domain_events_) return InvalidRequest(violations_);
    return Refuse("DOMAIN_EVENT_NEEDS_RECORD",
                  {{"type", domain_type_}, {"stream", domain_stream_}});
  }

 private:
  bool CheckTerms(const std::string& path, const log::v1::Query& query);
  void Regions(const std::string& path, const log::v1::QueryItem& item);
  void RefuseDomainEvent(int index, const log::v1::NewEvent& event);

  std::vector<Violation> violations_;
  size_t domain_events_ = 0;
  std::string domain_type_;  // of the first
  std::string domain_stream_;
};

void Reader::Regions(const std::string& path, const log::v1::QueryItem& item) {
  if (item.regions_size() > kMaxRegions) {
    Note(path, absl::StrCat(item.regions_size(), " regions"),
         absl::StrCat("at most ", kMaxRegions));
  }
  for (int i = 0; i < item.regions_size(); ++i) {
    if (IsRegionCode(item.regions(i))) continue;
    Note(absl::StrCat(path, "[", i, "]"), item.regions(i), "a region's two digits, such as 06");
  }
}

uint64_t TermsOf(const log::v1::QueryItem& item) {
  const uint64_t regions = static_cast<uint64_t>(item.regions_size());
  const uint64_t names = static_cast<uint64_t>(item.streams_size()) +
                         static_cast<uint64_t>(item.types_size()) +
                         static_cast<uint64_t>(item.tags_size()) + (regions > 0 ? 1 : 0);
  return std::max<uint64_t>(regions, 1) * std::max<uint64_t>(names, 1);
}

// Counted before anything is copied.
bool Reader::CheckTerms(const std::string& path, const log::v1::Query& query) {
  uint64_t terms = 0;
  for (const auto& item : query.items()) terms += TermsOf(item);
  if (terms <= kMaxTerms) return true;
  Note(path + ".items", absl::StrCat(terms, " terms"),
       absl::StrCat("at most ", kMaxTerms,
                    " terms: the streams, types and tags of every item, and its region, counted "
                    "once for each of its regions"));
  return false;
}

eventstore::Query Reader::Query(const std::string& path, const log::v1::Query& query) {
  eventstore::Query made;
  if (!CheckTerms(path, query)) return made;
  for (int i = 0; i < query.items_size(); ++i) {
    const auto& item = query.items(i);
    const auto names = [this, &path, i](absl::string_view field, const auto& values, size_t max) {
      for (int j = 0; j < values.size(); ++j) {
        KnownName(values[j], max, path, ".items[", i, "].", field, "[", j, "]");
      }
      return std::vector<std::string>(values.begin(), values.end());
    };
    eventstore::QueryItem whole = {.streams = names("streams", item.streams(), kMaxNameBytes),
                                   .types = names("types", item.types(), kMaxTypeBytes),
                                   .tags = names("tags", item.tags(), kMaxNameBytes)};
    Regions(absl::StrCat(path, ".items[", i, "].regions"), item);
    const std::set<std::string> regions(item.regions().begin(), item.regions().end());
    for (const std::string& region : regions) {
      made.items.push_back(whole);
      made.items.back().tags.push_back(absl::StrCat(kRegionTag, ":", region));
    }
    if (regions.empty()) made.items.push_back(std::move(whole));
  }
  return made;
}

void Reader::RefuseDomainEvent(int index, const log::v1::NewEvent& event) {
  const bool own_type = absl::StartsWith(event.type(), "verkan.");
  if (!own_type && !Schema::Default().NounOf(event.stream()).has_value()) return;
  if (domain_events_++ == 0) {
    domain_type_ = event.type();
    domain_stream_ = event.stream();
  }
  Note(absl::StrCat("batch.events[", index, own_type ? "].type" : "].stream"),
       own_type ? event.type() : event.stream(),
       "an event of your own on a stream of your own; Record takes Verkan's");
}

eventstore::NewEvent Reader::Event(int index, log::v1::NewEvent* event) {
  constexpr char kPath[] = "batch.events[";
  Name(event->type(), kMaxTypeBytes, kPath, index, "].type");
  Name(event->stream(), kMaxNameBytes, kPath, index, "].stream");
  RefuseDomainEvent(index, *event);
  if (static_cast<size_t>(event->tags_size()) > kMaxTags) {
    Note(absl::StrCat(kPath, index, "].tags"), absl::StrCat(event->tags_size()),
         absl::StrCat("at most ", kMaxTags));
  }
  eventstore::NewEvent made;
  Impersonal(event->payload(), kPath, index, "].payload");
  for (const auto& [key, value] : event->metadata()) {
    Impersonal(key, kPath, index, "].metadata");
    Impersonal(value, kPath, index, "].metadata");
  }
  made.id = Uuid(event->event_id(), kPath, index, "].event_id");
  made.tags.reserve(event->tags_size());
  for (int i = 0; i < event->tags_size(); ++i) {
    Name(event->tags(i), kMaxNameBytes, kPath, index, "].tags[", i, "]");
    made.tags.push_back(std::move(*event->mutable_tags(i)));
  }
  made.type = std::move(*event->mutable_type());
  made.stream = std::move(*event->mutable_stream());
  made.payload = std::move(*event->mutable_payload());
  made.metadata.assign(event->metadata().begin(), event->metadata().end());
  return made;
}

eventstore::StreamExpectation Reader::Expectation(const std::string& path,
                                                  const log::v1::StreamExpectation& expectation) {
  using Expected = log::v1::StreamExpectation::ExpectedCase;
  KnownName(expectation.stream(), kMaxNameBytes, path, ".stream");
  eventstore::StreamExpectation made{.stream = expectation.stream()};
  switch (expectation.expected_case()) {
    case Expected::kRevision:
      made.revision = expectation.revision();
      return made;
    case Expected::kNone:
      made.kind = eventstore::StreamExpectation::kNone;
      if (!expectation.none()) Note(path + ".none", "false", "true, or exists");
      return made;
    case Expected::kExists:
      made.kind = eventstore::StreamExpectation::kExists;
      if (!expectation.exists()) Note(path + ".exists", "false", "true, or none");
      return made;
    case Expected::EXPECTED_NOT_SET:
      Note(path, "", "revision, none or exists");
      return made;
  }
  return made;
}

void AddMetadata(const Context& context, eventstore::NewEvent* event) {
  const auto set = [event](absl::string_view key, const std::string& value) {
    auto& metadata = event->metadata;
    metadata.erase(std::remove_if(metadata.begin(), metadata.end(),
                                  [key](const auto& entry) { return entry.first == key; }),
                   metadata.end());
    metadata.emplace_back(std::string(key), value);
  };
  set("actor", context.actor);
  if (!context.traceparent.empty()) set("traceparent", context.traceparent);
}

}  // namespace

absl::StatusOr<eventstore::Batch> ToBatch(const Context& context, log::v1::Batch batch) {
  Reader reader;
  const size_t count = static_cast<size_t>(batch.events_size());
  if (count == 0 || count > kMaxBatchEvents) {
    reader.Note("batch.events", absl::StrCat(count), absl::StrCat("1 to ", kMaxBatchEvents));
    return reader.Verdict();
  }
  if (batch.ByteSizeLong() > kMaxBatchBytes) {
    reader.Note("batch", absl::StrCat(batch.ByteSizeLong(), " bytes"),
                absl::StrCat("at most ", kMaxBatchBytes, " bytes"));
  }
  eventstore::Batch made;
  made.request_id = reader.Uuid(batch.request_id(), "batch.request_id");
  made.events.reserve(count);
  for (int i = 0; i < batch.events_size(); ++i) {
    made.events.push_back(reader.Event(i, batch.mutable_events(i)));
    AddMetadata(context, &made.events.back());
  }
  if (static_cast<size_t>(batch.expectations_size()) > eventstore::kMaxExpectations) {
    reader.Note("batch.expectations", absl::StrCat(batch.expectations_size()),
                absl::StrCat("at most ", eventstore::kMaxExpectations));
    return reader.Verdict();
  }
  for (int i = 0; i < batch.expectations_size(); ++i) {
    made.expectations.push_back(
        reader.Expectation(absl::StrCat("batch.expectations[", i, "]"), batch.expectations(i)));
  }
  if (batch.has_condition()) {
    made.condition = {
        .fail_if_events_match = reader.Query("batch.condition.fail_if_events_match",
                                             batch.condition().fail_if_events_match()),
        .after = batch.condition().after()};
  }
  if (absl::Status verdict = reader.Verdict(); !verdict.ok()) return verdict;
  return made;
}

absl::StatusOr<eventstore::ReadOptions> ToReadOptions(const log::v1::ReadRequest& request) {
  Reader reader;
  eventstore::ReadOptions options;
  options.query = reader.Query("query", request.query());
  options.from = std::max<uint64_t>(request.from_position(), 1);
  if (request.to_position() > 0) options.to = request.to_position();
  options.from_micros = reader.Micros("from_time", request.from_time());
  options.to_micros = reader.Micros("to_time", request.to_time());
  options.occurred_from = reader.Day("occurred_from", request.occurred_from());
  options.occurred_to = reader.Day("occurred_to", request.occurred_to());
  options.backwards = request.backwards();
  if (request.limit() > 0) options.limit = request.limit();
  options.from_revision = request.from_revision();
  const auto& items = options.query.items;
  const bool one_stream = items.size() == 1 && items[0].streams.size() == 1 &&
                          items[0].types.empty() && items[0].tags.empty();
  if (options.from_revision > 0 && !one_stream) {
    reader.Note("from_revision", absl::StrCat(options.from_revision),
                "0, as the query is not exactly one stream");
  }
  if (absl::Status verdict = reader.Verdict(); !verdict.ok()) return verdict;
  return options;
}

absl::StatusOr<eventstore::ReadOptions> ToReadOptions(const log::v1::SubscribeRequest& request) {
  Reader reader;
  eventstore::ReadOptions options;
  options.query = reader.Query("query", request.query());
  options.from = request.start_after() + 1;
  const std::string& hash = request.start_after_hash();
  if (!hash.empty() && (hash.size() != sizeof(eventstore::Hash) || request.start_after() == 0)) {
    reader.Note("start_after_hash", absl::BytesToHexString(hash),
                "32 bytes beside a start_after, or nothing");
  }
  options.from_micros = reader.Micros("start_time", request.start_time());
  options.occurred_from = reader.Day("occurred_from", request.occurred_from());
  options.occurred_to = reader.Day("occurred_to", request.occurred_to());
  if (request.start_after() == UINT64_MAX) reader.Note("start_after", "", "a position");
  if (absl::Status verdict = reader.Verdict(); !verdict.ok()) return verdict;
  return options;
}

}  // namespace verkan::services
