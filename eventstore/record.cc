#include "eventstore/record.h"

#include <algorithm>
#include <cassert>

#include "absl/strings/str_cat.h"
#include "eventstore/coding.h"

namespace verkan::eventstore {
namespace {

// Key bytes of the fields of verkan.record.v1.Record: number << 3 | wire type.
enum Key : uint8_t {
  kPosition = 0x09,
  kRecordedAt = 0x11,
  kRevision = 0x19,
  kId = 0x22,
  kType = 0x2a,
  kStream = 0x32,
  kTag = 0x3a,
  kFirstDay = 0x40,
  kLastDay = 0x48,
  kPayload = 0x52,
  kMetadata = 0x5a,
  kMetadataKey = 0x0a,
  kMetadataValue = 0x12,
  kSealed = 0x62,
  kSealedSubject = 0x0a,
  kSealedSeal = 0x12,
};

enum WireType { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

constexpr size_t kPositionAt = 1, kRecordedAtAt = 10, kRevisionAt = 19;

void AppendBytes(uint8_t key, absl::string_view bytes, std::string* to) {
  to->push_back(static_cast<char>(key));
  AppendVarint(bytes.size(), to);
  to->append(bytes.data(), bytes.size());
}

void AppendNotEmpty(uint8_t key, absl::string_view bytes, std::string* to) {
  if (!bytes.empty()) AppendBytes(key, bytes, to);
}

void AppendDay(uint8_t key, std::optional<int32_t> day, std::string* to) {
  if (!day.has_value()) return;
  to->push_back(static_cast<char>(key));
  const auto bits = static_cast<uint32_t>(*day);
  AppendVarint((bits << 1) ^ (*day < 0 ? ~0u : 0u), to);
}

int32_t Unzigzag(uint64_t value) {
  const auto bits = static_cast<uint32_t>(value);
  return static_cast<int32_t>((bits >> 1) ^ (~(bits & 1) + 1));
}

// A field of any message: its key, and its number or its bytes.
struct Field {
  uint64_t key = 0;
  uint64_t number = 0;
  absl::string_view bytes;
};

bool TakeBytes(absl::string_view* from, size_t size, absl::string_view* bytes) {
  if (size > from->size()) return false;
  *bytes = from->substr(0, size);
  from->remove_prefix(size);
  return true;
}

bool TakeField(absl::string_view* from, Field* field) {
  if (!TakeVarint(from, &field->key) || field->key >> 3 == 0) return false;
  switch (field->key & 7) {
    case kVarint:
      return TakeVarint(from, &field->number);
    case kFixed64:
      return TakeBytes(from, 8, &field->bytes);
    case kFixed32:
      return TakeBytes(from, 4, &field->bytes);
    case kBytes:
      return TakeVarint(from, &field->number) && TakeBytes(from, field->number, &field->bytes);
    default:
      return false;
  }
}

bool TakeMetadata(absl::string_view entry, RecordView* view) {
  absl::string_view key, value;
  for (Field field; !entry.empty();) {
    if (!TakeField(&entry, &field)) return false;
    if (field.key == kMetadataKey) key = field.bytes;
    if (field.key == kMetadataValue) value = field.bytes;
  }
  view->metadata.emplace_back(key, value);
  return true;
}

// Fields stand in the order of their numbers, and only lists have several: whoever takes the
// last of two for the right one, as Protocol Buffers do, reads what the store reads.
bool IsInOrder(uint64_t number, uint64_t before) {
  constexpr uint64_t kTags = kTag >> 3, kLastOfOne = kPayload >> 3;
  const bool may_repeat = number == kTags || number > kLastOfOne;
  return may_repeat ? number >= before : number > before;
}

bool TakeSealed(absl::string_view part, RecordView* view) {
  SealedView sealed;
  for (Field field; !part.empty();) {
    if (!TakeField(&part, &field)) return false;
    if (field.key == kSealedSubject) sealed.subject = field.bytes;
    if (field.key == kSealedSeal) sealed.seal = field.bytes;
  }
  view->sealed.push_back(sealed);
  return true;
}

bool TakeRest(absl::string_view rest, RecordView* view) {
  uint64_t number = kRevision >> 3;
  for (Field field; !rest.empty();) {
    if (!TakeField(&rest, &field) || !IsInOrder(field.key >> 3, number)) return false;
    number = field.key >> 3;
    switch (field.key) {
      case kId:
        view->id = field.bytes;
        break;
      case kType:
        view->type = field.bytes;
        break;
      case kStream:
        view->stream = field.bytes;
        break;
      case kTag:
        view->tags.push_back(field.bytes);
        break;
      case kFirstDay:
        view->first_day = Unzigzag(field.number);
        break;
      case kLastDay:
        view->last_day = Unzigzag(field.number);
        break;
      case kPayload:
        view->payload = field.bytes;
        break;
      case kMetadata:
        if (!TakeMetadata(field.bytes, view)) return false;
        break;
      case kSealed:
        if (!TakeSealed(field.bytes, view)) return false;
        break;
      default:  // a field of a later version
        break;
    }
  }
  return true;
}

bool HasPlace(absl::string_view bytes) {
  return bytes.size() >= kPlaceBytes && bytes[0] == kPosition && bytes[9] == kRecordedAt &&
         bytes[18] == kRevision;
}

void Clear(RecordView* view) {
  view->tags.clear();
  view->metadata.clear();
  view->sealed.clear();
  view->first_day.reset();
  view->last_day.reset();
  view->id = view->type = view->stream = view->payload = absl::string_view();
}

}  // namespace

absl::Status ParseRecord(absl::string_view bytes, RecordView* view) {
  Clear(view);
  if (!HasPlace(bytes)) return absl::DataLossError("not a record: its place is missing");
  view->position = LoadFixed<uint64_t>(bytes.data() + kPositionAt);
  view->recorded_at_micros = LoadFixed<int64_t>(bytes.data() + kRecordedAtAt);
  view->revision = LoadFixed<uint64_t>(bytes.data() + kRevisionAt);
  if (!TakeRest(bytes.substr(kPlaceBytes), view)) {
    return absl::DataLossError(absl::StrCat("not a record: position ", view->position));
  }
  return absl::OkStatus();
}

bool CanHaveOccurred(absl::string_view bytes, int32_t first_day, int32_t last_day) {
  std::optional<int32_t> first, last;
  absl::string_view rest = bytes.substr(std::min(kPlaceBytes, bytes.size()));
  for (Field field; !rest.empty() && TakeField(&rest, &field);) {
    if (field.key == kFirstDay) first = Unzigzag(field.number);
    if (field.key == kLastDay) last = Unzigzag(field.number);
  }
  if (!first.has_value() && !last.has_value()) return false;
  return first.value_or(INT32_MIN) <= last_day && last.value_or(INT32_MAX) >= first_day;
}

std::string EncodeRecord(const NewEvent& event) {
  std::string bytes;
  bytes.reserve(kPlaceBytes + event.payload.size() + event.stream.size() + event.type.size() + 128);
  for (Key key : {kPosition, kRecordedAt, kRevision}) {
    bytes.push_back(static_cast<char>(key));
    bytes.append(8, '\0');
  }
  AppendNotEmpty(kId, event.id, &bytes);
  AppendNotEmpty(kType, event.type, &bytes);
  AppendNotEmpty(kStream, event.stream, &bytes);
  std::vector<absl::string_view> tags(event.tags.begin(), event.tags.end());
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
  for (absl::string_view tag : tags) AppendBytes(kTag, tag, &bytes);
  AppendDay(kFirstDay, event.first_day, &bytes);
  AppendDay(kLastDay, event.last_day, &bytes);
  AppendNotEmpty(kPayload, event.payload, &bytes);
  std::vector<std::pair<absl::string_view, absl::string_view>> metadata(event.metadata.begin(),
                                                                        event.metadata.end());
  std::sort(metadata.begin(), metadata.end());
  std::string entry;
  for (const auto& [key, value] : metadata) {
    entry.clear();
    AppendBytes(kMetadataKey, key, &entry);
    AppendBytes(kMetadataValue, value, &entry);
    AppendBytes(kMetadata, entry, &bytes);
  }
  for (const SealedPart& part : event.sealed) {
    entry.clear();
    AppendBytes(kSealedSubject, part.subject, &entry);
    AppendBytes(kSealedSeal, part.seal, &entry);
    AppendBytes(kSealed, entry, &bytes);
  }
  return bytes;
}

void PlaceRecord(Position position, int64_t recorded_at_micros, Revision revision,
                 std::string* bytes) {
  assert(HasPlace(*bytes));
  StoreFixed(position, bytes->data() + kPositionAt);
  StoreFixed(recorded_at_micros, bytes->data() + kRecordedAtAt);
  StoreFixed(revision, bytes->data() + kRevisionAt);
}

}  // namespace verkan::eventstore
