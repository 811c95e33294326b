// verkan: the command line of Verkan.
#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "clients/cli/app.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  return verkan::cli::Run(arguments, {.out = &std::cout,
                                      .err = &std::cerr,
                                      .err_is_terminal = isatty(2) == 1,
                                      .in = &std::cin,
                                      .in_is_terminal = isatty(0) == 1});
}
