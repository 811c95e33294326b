// The option --as-of, as figures and reports share it.
#ifndef VERKAN_CLIENTS_CLI_AS_OF_OPTION_H_
#define VERKAN_CLIENTS_CLI_AS_OF_OPTION_H_

#include <optional>
#include <string>

#include "clients/cli/arguments.h"
#include "clients/cli/session.h"

namespace CLI {
class App;
}

namespace verkan::cli {

// Adds the option; `text` must live as long as the command does.
void AddAsOf(CLI::App* command, std::string* text);

// What the option says; now, if it was not given.
AsOf ToAsOf(const std::string& text);

// Before its first event a log holds nothing. If `as_of` is a time before that, says so, says when
// the log began, and returns the exit code; the server need not be asked. Empty: ask it.
std::optional<int> AnswerBeforeTheLog(Session* session, const AsOf& as_of);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_AS_OF_OPTION_H_
