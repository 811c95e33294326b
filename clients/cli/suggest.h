// "Did you mean …": the name that a misspelt one was probably meant to be.
#ifndef VERKAN_CLIENTS_CLI_SUGGEST_H_
#define VERKAN_CLIENTS_CLI_SUGGEST_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace verkan::cli {

// The candidate that is fewest letters away from `word`, if at most a third of its letters (two at
// least) differ; else empty.
std::string Nearest(absl::string_view word, const std::vector<std::string>& candidates);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_SUGGEST_H_
