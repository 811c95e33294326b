// Names of columns as spreadsheets write them: with blanks that nobody sees, and letters taken
// apart.
#ifndef VERKAN_CLIENTS_CLI_HEADER_NAMES_H_
#define VERKAN_CLIENTS_CLI_HEADER_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"

namespace verkan::cli {

// The text without characters of no width, with every blank as a space, none at the ends, and å, ä,
// ö, é and ü as one character each. For names of columns, codes and ids; what a source writes is
// kept as it is.
std::string Plain(absl::string_view text);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_HEADER_NAMES_H_
