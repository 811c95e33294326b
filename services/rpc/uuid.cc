#include "services/rpc/uuid.h"

#include <cassert>

namespace verkan::services {
namespace {

constexpr size_t kTextBytes = 36;

bool HyphenBelongsAt(size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool ParseUuid(absl::string_view text, std::string* bytes) {
  if (text.size() != kTextBytes) return false;
  bytes->clear();
  for (size_t i = 0; i < kTextBytes;) {
    if (HyphenBelongsAt(i)) {
      if (text[i++] != '-') return false;
      continue;
    }
    const int high = DigitOf(text[i]);
    const int low = DigitOf(text[i + 1]);
    if (high < 0 || low < 0) return false;
    bytes->push_back(static_cast<char>(high << 4 | low));
    i += 2;
  }
  return true;
}

std::string FormatUuid(absl::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  assert(bytes.size() == 16);
  std::string text;
  text.reserve(kTextBytes);
  for (const char byte : bytes) {
    if (HyphenBelongsAt(text.size())) text.push_back('-');
    text.push_back(kDigits[static_cast<unsigned char>(byte) >> 4]);
    text.push_back(kDigits[static_cast<unsigned char>(byte) & 15]);
  }
  return text;
}

}  // namespace verkan::services
