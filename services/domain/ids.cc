#include "services/domain/ids.h"

#include <cstdint>

#include "absl/random/uniform_int_distribution.h"
#include "absl/strings/str_cat.h"

namespace verkan::services {
namespace {

constexpr size_t kNounLetters = 3;
constexpr int kDigits = 13;  // of 5 bits each hold 64 bits

// 64 bits of FNV-1a, mixed so that every bit depends on all bytes (SplitMix64).
uint64_t HashOf(absl::string_view bytes) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  return hash ^ (hash >> 31);
}

}  // namespace

std::string MakeId(absl::string_view noun, absl::string_view request_id, absl::BitGenRef random) {
  constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";  // Crockford's base32
  uint64_t bits =
      request_id.empty() ? absl::uniform_int_distribution<uint64_t>()(random) : HashOf(request_id);
  std::string id = absl::StrCat(noun.substr(0, kNounLetters), "-");
  for (int i = 0; i < kDigits; ++i, bits >>= 5) id.push_back(kAlphabet[bits & 31]);
  return id;
}

}  // namespace verkan::services
