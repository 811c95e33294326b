// Turns the readers of arguments.h into checks of CLI11, so that a wrong argument is wrong usage.
#ifndef VERKAN_CLIENTS_CLI_CHECK_H_
#define VERKAN_CLIENTS_CLI_CHECK_H_

#include <CLI/CLI.hpp>
#include <string>

namespace verkan::cli {

// Reads an argument with `parse`, which returns a StatusOr; its message is the complaint.
template <typename Parse>
CLI::Validator Readable(Parse parse, const std::string& form) {
  return CLI::Validator(
      [parse](std::string& text) {
        const auto result = parse(text);
        return result.ok() ? std::string() : std::string(result.status().message());
      },
      form);
}

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_CHECK_H_
