#include "clients/cli/text_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace verkan::cli {
namespace {

constexpr absl::string_view kMark = "\xEF\xBB\xBF";

bool IsContinuation(char byte) { return (static_cast<uint8_t>(byte) & 0xC0) == 0x80; }

// Length of the well-formed UTF-8 sequence at the start of `text`, 0 if there is none.
size_t SequenceLength(absl::string_view text) {
  const auto lead = static_cast<uint8_t>(text[0]);
  if (lead < 0x80) return lead == 0 ? 0 : 1;
  const size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                        : (lead & 0xF0) == 0xE0       ? 3
                        : lead >= 0xF0 && lead < 0xF5 ? 4
                                                      : 0;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text[i])) return 0;
  }
  const auto second = static_cast<uint8_t>(text[1]);
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second >= 0xA0)) return 0;
  if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second >= 0x90)) return 0;
  return length;
}

// Offset of the first byte that is not UTF-8; the size if all is well.
size_t FirstBadByte(absl::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    const size_t length = SequenceLength(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return at;
}

absl::Status NotUtf8(const std::string& path, absl::string_view text, size_t bad) {
  int line = 1;
  size_t line_start = 0;
  for (size_t i = 0; i < bad; ++i) {
    if (text[i] != '\n') continue;
    ++line;
    line_start = i + 1;
  }
  const int column = CountCharacters(text.substr(line_start, bad - line_start)) + 1;
  return absl::InvalidArgumentError(absl::StrCat(
      path, ":", line, ":", column, ": the byte 0x",
      absl::Hex(static_cast<uint8_t>(text[bad]), absl::kZeroPad2),
      " is not UTF-8. Save the file as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 '",
      path, "' > '", path, ".utf8'"));
}

}  // namespace

absl::StatusOr<std::string> ToUtf8Text(const std::string& path, std::string bytes) {
  if (absl::StartsWith(bytes, "\xFF\xFE") || absl::StartsWith(bytes, "\xFE\xFF")) {
    return absl::InvalidArgumentError(
        absl::StrCat(path,
                     " is UTF-16. Save the file as UTF-8, or convert it: iconv -f UTF-16 -t "
                     "UTF-8 '",
                     path, "' > '", path, ".utf8'"));
  }
  if (absl::StartsWith(bytes, "PK\x03\x04") || absl::StartsWith(bytes, "\xD0\xCF\x11\xE0")) {
    return absl::InvalidArgumentError(
        absl::StrCat(path,
                     " is a workbook (.xlsx, .xls or .ods) and not a text file. Save the sheet as "
                     "\"CSV UTF-8\" and import that"));
  }
  if (absl::StartsWith(bytes, kMark)) bytes.erase(0, kMark.size());
  const size_t bad = FirstBadByte(bytes);
  if (bad < bytes.size()) return NotUtf8(path, bytes, bad);
  // Lines that end with CR alone, as spreadsheets on old Macs write them.
  if (bytes.find('\n') == std::string::npos) std::replace(bytes.begin(), bytes.end(), '\r', '\n');
  return bytes;
}

absl::StatusOr<std::string> ReadTextFile(const std::string& path) {
  std::FILE* file = path == "-" ? stdin : std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    return absl::NotFoundError(absl::StrCat(path, ": ", std::strerror(errno)));
  }
  std::string bytes;
  char buffer[1 << 16];
  size_t count = 0;
  while ((count = std::fread(buffer, 1, sizeof(buffer), file)) > 0) bytes.append(buffer, count);
  const bool failed = std::ferror(file) != 0;
  const int error = errno;
  if (file != stdin) std::fclose(file);
  if (failed) return absl::NotFoundError(absl::StrCat(path, ": ", std::strerror(error)));
  return ToUtf8Text(path, std::move(bytes));
}

int CountCharacters(absl::string_view utf8) {
  int count = 0;
  for (const char byte : utf8) count += IsContinuation(byte) ? 0 : 1;
  return count;
}

}  // namespace verkan::cli
