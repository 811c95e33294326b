// Numbers as bytes. Readers never look beyond the bytes they are given.
#ifndef VERKAN_EVENTSTORE_CODING_H_
#define VERKAN_EVENTSTORE_CODING_H_

#include <cstdint>
#include <string>
#include <type_traits>

#include "absl/strings/string_view.h"

namespace verkan::eventstore {

// Little endian, as in Protocol Buffers' fixed32 and fixed64.
template <typename T>
void StoreFixed(T value, char* to) {
  for (size_t i = 0; i < sizeof(T); ++i) to[i] = static_cast<char>(value >> (8 * i));
}
template <typename T>
T LoadFixed(const char* from) {
  std::make_unsigned_t<T> value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    value |= static_cast<std::make_unsigned_t<T>>(static_cast<unsigned char>(from[i])) << (8 * i);
  }
  return static_cast<T>(value);
}
template <typename T>
void AppendFixed(T value, std::string* to) {
  char bytes[sizeof(T)];
  StoreFixed(value, bytes);
  to->append(bytes, sizeof(T));
}

// Eight bytes that sort as the number does.
inline void AppendBigEndian(uint64_t value, std::string* to) {
  char bytes[8];
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(value >> (56 - 8 * i));
  to->append(bytes, 8);
}
inline uint64_t LoadBigEndian(const char* from) {
  uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(from[i]);
  return value;
}

inline void AppendVarint(uint64_t value, std::string* to) {
  for (; value >= 0x80; value >>= 7) to->push_back(static_cast<char>(value | 0x80));
  to->push_back(static_cast<char>(value));
}

// Takes a varint of at most 64 bits off the front; false if there is none.
inline bool TakeVarint(absl::string_view* from, uint64_t* value) {
  uint64_t result = 0;
  for (size_t i = 0; i < from->size() && i < 10; ++i) {
    const auto byte = static_cast<unsigned char>((*from)[i]);
    if (i == 9 && byte > 1) return false;
    result |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      from->remove_prefix(i + 1);
      *value = result;
      return true;
    }
  }
  return false;
}

}  // namespace verkan::eventstore

#endif  // VERKAN_EVENTSTORE_CODING_H_
