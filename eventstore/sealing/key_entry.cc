#include "eventstore/sealing/key_entry.h"

#include "absl/strings/str_cat.h"
#include "eventstore/sealing/seal.h"

namespace verkan::eventstore {
namespace {

constexpr size_t kIdBytes = 4;

std::string BigEndian(uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

uint32_t FromBigEndian(absl::string_view bytes) {
  uint32_t value = 0;
  for (char c : bytes) value = value << 8 | static_cast<uint8_t>(c);
  return value;
}

}  // namespace

std::string EncodeKeyEntry(const KeyEntry& entry) {
  std::string value(1, static_cast<char>(entry.state));
  if (entry.state == SubjectState::kErased) return value;
  return absl::StrCat(value, BigEndian(entry.master_id), entry.wrapped);
}

absl::StatusOr<KeyEntry> DecodeKeyEntry(absl::string_view value) {
  KeyEntry entry;
  if (value.empty()) return absl::DataLossError("key store: an entry is empty");
  entry.state = static_cast<SubjectState>(value[0]);
  if (entry.state == SubjectState::kErased && value.size() == 1) return entry;
  const bool known =
      entry.state == SubjectState::kActive || entry.state == SubjectState::kRestricted;
  if (!known || value.size() != 1 + kIdBytes + sizeof(SecretKey) + kSealOverhead) {
    return absl::DataLossError("key store: an entry is malformed");
  }
  entry.master_id = FromBigEndian(value.substr(1, kIdBytes));
  entry.wrapped = std::string(value.substr(1 + kIdBytes));
  return entry;
}

}  // namespace verkan::eventstore
