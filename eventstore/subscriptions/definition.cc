#include "eventstore/subscriptions/definition.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "eventstore/coding.h"

namespace verkan::eventstore {
namespace {

constexpr char kFormat = 1;

void AppendTexts(const std::vector<std::string>& texts, std::string* to) {
  AppendVarint(texts.size(), to);
  for (const std::string& text : texts) {
    AppendVarint(text.size(), to);
    to->append(text);
  }
}

bool TakeTexts(absl::string_view* from, std::vector<std::string>* texts) {
  uint64_t count = 0;
  if (!TakeVarint(from, &count) || count > from->size()) return false;
  for (uint64_t i = 0; i < count; ++i) {
    uint64_t size = 0;
    if (!TakeVarint(from, &size) || size > from->size()) return false;
    texts->emplace_back(from->substr(0, size));
    from->remove_prefix(size);
  }
  return true;
}

bool TakeQuery(absl::string_view* from, Query* query) {
  uint64_t count = 0;
  if (!TakeVarint(from, &count) || count > from->size()) return false;
  query->items.resize(count);
  for (QueryItem& item : query->items) {
    if (!TakeTexts(from, &item.streams) || !TakeTexts(from, &item.types) ||
        !TakeTexts(from, &item.tags)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string EncodeDefinition(const SubscriptionDefinition& definition) {
  std::string bytes = {kFormat, static_cast<char>(definition.start)};
  AppendVarint(definition.start_value, &bytes);
  AppendVarint(definition.max_attempts, &bytes);
  AppendVarint(definition.max_in_flight, &bytes);
  AppendVarint(static_cast<uint64_t>(definition.ack_timeout_micros), &bytes);
  AppendVarint(definition.query.items.size(), &bytes);
  for (const QueryItem& item : definition.query.items) {
    AppendTexts(item.streams, &bytes);
    AppendTexts(item.types, &bytes);
    AppendTexts(item.tags, &bytes);
  }
  return bytes;
}

absl::StatusOr<SubscriptionDefinition> DecodeDefinition(absl::string_view name,
                                                        absl::string_view bytes) {
  SubscriptionDefinition definition{.name = std::string(name)};
  uint64_t attempts = 0, in_flight = 0, timeout = 0;
  const bool known = bytes.size() >= 2 && bytes[0] == kFormat && bytes[1] >= 0 &&
                     bytes[1] <= SubscriptionDefinition::kNow;
  if (known) {
    definition.start = static_cast<SubscriptionDefinition::Start>(bytes[1]);
    bytes.remove_prefix(2);
  }
  if (!known || !TakeVarint(&bytes, &definition.start_value) || !TakeVarint(&bytes, &attempts) ||
      !TakeVarint(&bytes, &in_flight) || !TakeVarint(&bytes, &timeout) ||
      !TakeQuery(&bytes, &definition.query) || !bytes.empty()) {
    return absl::DataLossError(
        absl::StrCat("the stored definition of subscription ", name, " cannot be read"));
  }
  definition.max_attempts = static_cast<uint32_t>(attempts);
  definition.max_in_flight = static_cast<uint32_t>(in_flight);
  definition.ack_timeout_micros = static_cast<int64_t>(timeout);
  return definition;
}

std::string EncodeProgress(const SubscriptionProgress& progress) {
  std::string bytes;
  AppendVarint(progress.mark, &bytes);
  AppendVarint(progress.parked, &bytes);
  AppendVarint(progress.set_back_from, &bytes);
  return bytes;
}

absl::StatusOr<SubscriptionProgress> DecodeProgress(absl::string_view bytes) {
  SubscriptionProgress progress;
  if (TakeVarint(&bytes, &progress.mark) && TakeVarint(&bytes, &progress.parked) &&
      TakeVarint(&bytes, &progress.set_back_from) && bytes.empty()) {
    return progress;
  }
  return absl::DataLossError("the stored position of a subscription cannot be read");
}

std::string EncodeFollowed(const Followed& followed) {
  std::string bytes;
  AppendVarint(followed.position, &bytes);
  bytes.append(followed.hash.begin(), followed.hash.end());
  return bytes;
}

absl::StatusOr<Followed> DecodeFollowed(absl::string_view bytes) {
  Followed followed;
  if (!TakeVarint(&bytes, &followed.position) || bytes.size() != followed.hash.size()) {
    return absl::DataLossError("the record that a subscription came to cannot be read");
  }
  std::copy(bytes.begin(), bytes.end(), followed.hash.begin());
  return followed;
}

}  // namespace verkan::eventstore
