// Text files that people bring along.
#ifndef VERKAN_CLIENTS_CLI_TEXT_FILE_H_
#define VERKAN_CLIENTS_CLI_TEXT_FILE_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace verkan::cli {

// TextPlace is a position in a file, for people: both count from 1, columns in characters.
// 0: not known.
struct TextPlace {
  int line = 0;
  int column = 0;
};

// Reads a whole file, "-" for standard input. Takes off a byte order mark. Refuses what is
// not UTF-8, saying where and what to do, and workbooks. Line ends that are CR alone become LF.
absl::StatusOr<std::string> ReadTextFile(const std::string& path);

// The same for bytes already read; `path` is only for the message.
absl::StatusOr<std::string> ToUtf8Text(const std::string& path, std::string bytes);

// How many characters a UTF-8 text has.
int CountCharacters(absl::string_view utf8);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_TEXT_FILE_H_
