// Reads comma-separated values as RFC 4180 defines them, with any separator, and
// remembers where every cell stands.
#ifndef VERKAN_CLIENTS_CLI_CSV_H_
#define VERKAN_CLIENTS_CLI_CSV_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/text_file.h"

namespace verkan::cli {

struct Cell {
  std::string text;
  TextPlace place;      // of its first character, or of its opening quote
  bool quoted = false;  // "\N" in quotes is text, without them a missing field
};

// The separator of a file: whichever of ';', ',' and tab stands most often outside quotes
// in its first record; ';' if none does.
char SniffSeparator(absl::string_view text);

// Not thread-safe. `text` is UTF-8 and must outlive the reader.
class CsvReader {
 public:
  CsvReader(absl::string_view text, char separator) : text_(text), separator_(separator) {}

  // Reads the next record; empty lines are not records. False at the end and at an error.
  // A record ends at LF or CR LF; a quoted cell may contain both, and "" for a quote.
  bool Next(std::vector<Cell>* record);

  // What is wrong, and where. Empty: nothing is.
  const std::string& error() const { return error_; }
  const TextPlace& error_place() const { return error_place_; }

  // How far the reader has got.
  size_t offset() const { return at_; }

 private:
  Cell ReadCell();
  void ReadQuoted(Cell* cell);
  bool AtRecordEnd() const;
  void EndRecord();
  void Advance();

  const absl::string_view text_;
  const char separator_;
  size_t at_ = 0;
  TextPlace place_ = {1, 1};
  std::string error_;
  TextPlace error_place_;
};

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_CSV_H_
