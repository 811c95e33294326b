// Files of facts: one verkan.event.v1.Event as proto JSON a line.
#ifndef VERKAN_CLIENTS_CLI_JSONL_FILE_H_
#define VERKAN_CLIENTS_CLI_JSONL_FILE_H_

#include <memory>
#include <string>

#include "clients/cli/importer.h"

namespace verkan::cli {

// Reads the facts of a text. Empty lines and lines that begin with '#' are skipped.
std::unique_ptr<RowReader> ReadJsonLines(std::string text);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_JSONL_FILE_H_
