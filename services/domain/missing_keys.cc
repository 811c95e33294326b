#include "services/domain/missing_keys.h"

#include "absl/strings/str_cat.h"
#include "eventstore/record.h"
#include "eventstore/status_macros.h"
#include "services/domain/schema.h"

namespace verkan::services {
namespace {

using eventstore::Position;

constexpr uint64_t kRecords = 100;  // looked at from each end of the log

struct Found {
  uint64_t parts = 0;
  uint64_t missing = 0;
  Position at = 0;  // of one that is missing
};

// Facts of the types that can tell something of a person.
eventstore::Query PersonalFacts() {
  eventstore::QueryItem item;
  for (const EventType& type : Schema::Default().types()) {
    if (!type.personal().empty()) item.types.push_back(type.name());
  }
  return {.items = {std::move(item)}};
}

absl::Status Look(const eventstore::EventStore& log, const eventstore::KeyStore& keys,
                  bool backwards, Found* found) {
  VERKAN_ASSIGN_OR_RETURN(
      const auto cursor,
      log.Read({.query = PersonalFacts(), .backwards = backwards, .limit = kRecords}));
  eventstore::StoredRecord stored;
  eventstore::RecordView record;
  while (true) {
    VERKAN_ASSIGN_OR_RETURN(const bool more, cursor->Next(&stored));
    if (!more) return absl::OkStatus();
    VERKAN_RETURN_IF_ERROR(eventstore::ParseRecord(stored.bytes, &record));
    for (const eventstore::SealedView& part : record.sealed) {
      VERKAN_ASSIGN_OR_RETURN(const eventstore::SubjectState state, keys.State(part.subject));
      ++found->parts;
      if (state != eventstore::SubjectState::kUnknown) continue;
      ++found->missing;
      found->at = record.position;
    }
  }
}

}  // namespace

absl::StatusOr<std::string> WarnOfMissingKeys(const eventstore::EventStore& log,
                                              const eventstore::KeyStore& keys,
                                              const std::string& path) {
  Found found;
  VERKAN_RETURN_IF_ERROR(Look(log, keys, /*backwards=*/false, &found));
  VERKAN_RETURN_IF_ERROR(Look(log, keys, /*backwards=*/true, &found));
  if (found.missing == 0) return std::string();
  return absl::StrCat("KEYS ARE MISSING: ", path, " lacks those of ", found.missing, " of ",
                      found.parts, " sealed facts looked at, such as at position ", found.at,
                      ": what these tell of persons cannot be opened. Stop the server, bring ",
                      path, " and the master key back from their copy, and start again");
}

}  // namespace verkan::services
