// What a wrong command line is told: what is wrong, and what was probably meant.
#ifndef VERKAN_CLIENTS_CLI_USAGE_H_
#define VERKAN_CLIENTS_CLI_USAGE_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "clients/cli/session.h"

namespace verkan::cli {

// Whether every word before the first option names a command.
bool NamesACommand(const CLI::App& app, const std::vector<std::string>& words);

// Tells what is wrong with the command line, on the error stream; with --json as JSON on the
// output, because that is where the program that asked for JSON looks. Returns the exit code.
int WrongUsage(const CLI::App& app, const CLI::ParseError& error,
               const std::vector<std::string>& arguments, const Session& session);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_USAGE_H_
