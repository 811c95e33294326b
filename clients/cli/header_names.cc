#include "clients/cli/header_names.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"

namespace verkan::cli {

std::string Plain(absl::string_view text) {
  std::string plain = absl::StrReplaceAll(
      text,
      {
          {"\u200B", ""},   // zero-width space
          {"\u200C", ""},   // zero-width non-joiner
          {"\u200D", ""},   // zero-width joiner
          {"\u2060", ""},   // word joiner
          {"\uFEFF", ""},   // byte order mark
          {"\u00AD", ""},   // soft hyphen
          {"\u00A0", " "},  // no-break space
          {"\u2007", " "},  // figure space
          {"\u202F", " "},  // narrow no-break space
          {"a\u030A", "å"}, {"a\u0308", "ä"}, {"o\u0308", "ö"}, {"e\u0301", "é"}, {"u\u0308", "ü"},
          {"A\u030A", "Å"}, {"A\u0308", "Ä"}, {"O\u0308", "Ö"}, {"E\u0301", "É"}, {"U\u0308", "Ü"},
      });
  return std::string(absl::StripAsciiWhitespace(plain));
}

}  // namespace verkan::cli
