#include "services/domain/uuid.h"

#include <cassert>

#include "absl/strings/ascii.h"

namespace verkan::services {
namespace {

constexpr size_t kTextSize = 36;
constexpr size_t kByteSize = 16;

bool IsHyphenPlace(size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

int ValueOf(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  const char lower = absl::ascii_tolower(digit);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

std::optional<std::string> ParseUuid(absl::string_view text) {
  if (text.size() != kTextSize) return std::nullopt;
  std::string bytes;
  bytes.reserve(kByteSize);
  for (size_t i = 0; i < kTextSize;) {
    if (IsHyphenPlace(i)) {
      if (text[i++] != '-') return std::nullopt;
      continue;
    }
    const int high = ValueOf(text[i]), low = ValueOf(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return bytes;
}

std::string FormatUuid(absl::string_view bytes) {
  assert(bytes.size() == kByteSize);
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(kTextSize);
  for (const char c : bytes) {
    if (IsHyphenPlace(text.size())) text.push_back('-');
    text.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    text.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return text;
}

}  // namespace verkan::services
