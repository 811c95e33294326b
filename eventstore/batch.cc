#include "eventstore/batch.h"

#include <random>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "eventstore/text.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kIdBytes = 16;
constexpr size_t kMaxViolations = 20;

constexpr char kNameWanted[] = " bytes of UTF-8 without control, direction or invisible characters";

// Collects what is wrong, so that a caller hears of everything at once.
class Violations {
 public:
  template <typename Path>
  void Name(const Path& path, absl::string_view name, size_t max_bytes) {
    if (IsName(name, max_bytes)) return;
    Add(path(), Quoted(name), absl::StrCat("1 to ", max_bytes, kNameWanted));
  }
  // A name to look for, which may be from before more was refused.
  template <typename Path>
  void KnownName(const Path& path, absl::string_view name, size_t max_bytes) {
    if (IsKnownName(name, max_bytes)) return;
    Add(path(), Quoted(name),
        absl::StrCat("1 to ", max_bytes, " bytes of UTF-8 without control characters"));
  }
  template <typename Path>
  void Id(const Path& path, absl::string_view id) {
    if (id.empty() || id.size() == kIdBytes) return;
    Add(path(), absl::StrCat(id.size(), " bytes"), "a UUID of 16 bytes");
  }
  void Add(absl::string_view path, absl::string_view value, absl::string_view wanted) {
    if (violations_.size() < kMaxViolations) {
      violations_.push_back(absl::StrCat(path, ": ", value, ", wanted ", wanted));
    }
  }
  absl::Status status() const {
    if (violations_.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrJoin(violations_, "; "));
  }

 private:
  static std::string Quoted(absl::string_view name) {
    return absl::StrCat("\"", Escaped(name.substr(0, 60)), "\"");
  }

  std::vector<std::string> violations_;
};

size_t Bytes(const NewEvent& event) {
  size_t bytes = event.type.size() + event.stream.size() + event.payload.size();
  for (const std::string& tag : event.tags) bytes += tag.size();
  for (const auto& [key, value] : event.metadata) bytes += key.size() + value.size();
  for (const SealedPart& part : event.sealed) bytes += part.subject.size() + part.seal.size();
  return bytes;
}

template <typename Path>
void CheckMetadata(const Path& path, const NewEvent& event, Violations* violations) {
  const bool several = event.metadata.size() > 1;
  absl::flat_hash_set<absl::string_view> keys;
  for (const auto& [key, value] : event.metadata) {
    violations->Name(path, key, kMaxNameBytes);
    if (several && !keys.insert(key).second) violations->Add(path(), key, "each key once");
    if (!IsUtf8(value)) violations->Add(path(), key, "a value in UTF-8");
  }
}

void CheckEvent(size_t index, const NewEvent& event, Violations* violations) {
  const auto path = [&](absl::string_view field) {
    return [index, field] { return absl::StrCat("events[", index, "]", field); };
  };
  violations->Id(path(".id"), event.id);
  violations->Name(path(".type"), event.type, kMaxTypeBytes);
  violations->Name(path(".stream"), event.stream, kMaxNameBytes);
  if (event.tags.size() > kMaxTags) {
    violations->Add(path(".tags")(), absl::StrCat(event.tags.size(), " tags"),
                    absl::StrCat("at most ", kMaxTags));
  }
  for (const std::string& tag : event.tags) violations->Name(path(".tags"), tag, kMaxNameBytes);
  CheckMetadata(path(".metadata"), event, violations);
}

void CheckDistinctIds(const Batch& batch, Violations* violations) {
  absl::flat_hash_set<absl::string_view> ids;
  for (size_t i = 0; i < batch.events.size(); ++i) {
    const std::string& id = batch.events[i].id;
    if (!id.empty() && !ids.insert(id).second) {
      violations->Add(absl::StrCat("events[", i, "].id"), absl::BytesToHexString(id),
                      "an id that no other event of the batch has");
    }
  }
}

void CheckQueryInto(absl::string_view where, const Query& query, Violations* violations) {
  if (query.items.size() > kMaxQueryItems) {
    violations->Add(absl::StrCat(where, ".items"), absl::StrCat(query.items.size(), " items"),
                    absl::StrCat("at most ", kMaxQueryItems));
    return;
  }
  for (size_t i = 0; i < query.items.size(); ++i) {
    const auto path = [&](absl::string_view field) {
      return [=] { return absl::StrCat(where, ".items[", i, "]", field); };
    };
    const QueryItem& item = query.items[i];
    for (const std::string& name : item.streams) {
      violations->KnownName(path(".streams"), name, kMaxNameBytes);
    }
    for (const std::string& name : item.types) {
      violations->KnownName(path(".types"), name, kMaxTypeBytes);
    }
    for (const std::string& name : item.tags) {
      violations->KnownName(path(".tags"), name, kMaxNameBytes);
    }
  }
}

}  // namespace

absl::Status CheckBatch(const Batch& batch) {
  Violations violations;
  if (batch.events.empty() || batch.events.size() > kMaxBatchEvents) {
    violations.Add("events", absl::StrCat(batch.events.size()),
                   absl::StrCat("1 to ", kMaxBatchEvents));
  }
  violations.Id([] { return "request_id"; }, batch.request_id);
  size_t bytes = 0;
  for (size_t i = 0; i < batch.events.size(); ++i) {
    CheckEvent(i, batch.events[i], &violations);
    bytes += Bytes(batch.events[i]);
  }
  if (bytes > kMaxBatchBytes) {
    violations.Add("events", absl::StrCat(bytes, " bytes"),
                   absl::StrCat("at most ", kMaxBatchBytes, " bytes"));
  }
  CheckDistinctIds(batch, &violations);
  if (batch.expectations.size() > kMaxExpectations) {
    violations.Add("expectations", absl::StrCat(batch.expectations.size(), " expectations"),
                   absl::StrCat("at most ", kMaxExpectations));
    return violations.status();
  }
  for (size_t i = 0; i < batch.expectations.size(); ++i) {
    violations.KnownName([i] { return absl::StrCat("expectations[", i, "].stream"); },
                         batch.expectations[i].stream, kMaxNameBytes);
  }
  if (batch.condition.has_value()) {
    CheckQueryInto("condition", batch.condition->fail_if_events_match, &violations);
  }
  return violations.status();
}

absl::Status CheckQuery(const Query& query) {
  Violations violations;
  CheckQueryInto("query", query, &violations);
  return violations.status();
}

std::string MakeEventId(int64_t now_micros) {
  thread_local std::mt19937_64 random{[] {
    std::random_device device;
    return static_cast<uint64_t>(device()) << 32 | device();
  }()};
  // RFC 9562, section 5.7, with the fraction of the millisecond in rand_a (6.2, method 3).
  const auto millis = static_cast<uint64_t>(now_micros / 1000);
  const uint64_t fraction = static_cast<uint64_t>(now_micros % 1000) * 4096 / 1000;
  const uint64_t high = millis << 16 | 0x7000 | fraction;
  const uint64_t low = (random() >> 2) | uint64_t{1} << 63;
  std::string id(kIdBytes, '\0');
  for (int i = 0; i < 8; ++i) {
    id[i] = static_cast<char>(high >> (56 - 8 * i));
    id[8 + i] = static_cast<char>(low >> (56 - 8 * i));
  }
  return id;
}

}  // namespace verkan::eventstore
