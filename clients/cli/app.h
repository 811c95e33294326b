// The command line as a function, so that tests can run it.
#ifndef VERKAN_CLIENTS_CLI_APP_H_
#define VERKAN_CLIENTS_CLI_APP_H_

#include <string>
#include <vector>

#include "clients/cli/session.h"

namespace verkan::cli {

// Runs one command line, without the program's name. Returns the exit code.
int Run(const std::vector<std::string>& arguments, const Terminal& terminal);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_APP_H_
