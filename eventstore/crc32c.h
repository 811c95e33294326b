// CRC-32C (Castagnoli), with the processor's instruction if it has one.
#ifndef VERKAN_EVENTSTORE_CRC32C_H_
#define VERKAN_EVENTSTORE_CRC32C_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace verkan::eventstore {

uint32_t Crc32c(absl::string_view bytes);

// The same without the instruction; for tests and other processors.
uint32_t PortableCrc32c(absl::string_view bytes);

// Form in which a checksum is stored beside what it covers.
inline uint32_t MaskCrc(uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xa282ead8u; }

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_CRC32C_H_
