// The bytes of one entry of the key store; key_store.h describes them.
#ifndef VERKAN_EVENTSTORE_SEALING_KEY_ENTRY_H_
#define VERKAN_EVENTSTORE_SEALING_KEY_ENTRY_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "eventstore/sealing/key_store.h"

namespace verkan::eventstore {

struct KeyEntry {
  SubjectState state = SubjectState::kUnknown;
  uint32_t master_id = 0;  // of the master key that wraps
  std::string wrapped;     // seal of the data key; empty for an erased subject
};

std::string EncodeKeyEntry(const KeyEntry& entry);

// DataLoss for bytes that EncodeKeyEntry does not make of a known state.
absl::StatusOr<KeyEntry> DecodeKeyEntry(absl::string_view value);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_SEALING_KEY_ENTRY_H_
