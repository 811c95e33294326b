// Sealing: AES-256-GCM, with a fresh random nonce for every seal.
//
// Bytes of a seal: nonce (12) ‖ ciphertext ‖ tag (16). The additional data (AAD) is not
// stored; whoever opens must give the same again.
#ifndef VERKAN_EVENTSTORE_SEALING_SEAL_H_
#define VERKAN_EVENTSTORE_SEALING_SEAL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace verkan::eventstore {

// A 256-bit key.
using SecretKey = std::array<uint8_t, 32>;

inline constexpr size_t kSealOverhead = 12 + 16;

// A new random key.
SecretKey NewSecretKey();

// Overwrites the key, or the bytes, in memory.
void Wipe(SecretKey* key);
void Wipe(std::string* bytes);

// Seals the plaintext, bound to `aad`. Thread-safe. At most 2^32 seals a key.
std::string Seal(const SecretKey& key, absl::string_view aad, absl::string_view plaintext);

// The plaintext. DataLoss if the bytes, the key or the aad are not those of the seal.
absl::StatusOr<std::string> OpenSeal(const SecretKey& key, absl::string_view aad,
                                     absl::string_view sealed);

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_SEALING_SEAL_H_
