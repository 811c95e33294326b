// Numbers with their nouns: "1 backup", "2 backups", "1 säkerhetskopia", "2 säkerhetskopior".
#ifndef VERKAN_CLIENTS_CLI_COUNTED_H_
#define VERKAN_CLIENTS_CLI_COUNTED_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/cpp/errors.h"

namespace verkan::cli {

// The number and the noun, which is named by its English plural, such as "backups". A noun that is
// not in the list of counted.cc stays as it is.
std::string Counted(uint64_t number, absl::string_view noun, client::Language language);

// The noun alone, for one or for several.
std::string NounFor(bool one, absl::string_view noun, client::Language language);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_COUNTED_H_
