// verkan participant erase: what an erasure would destroy is shown before it is done, and nobody
// erases a person by a slip.
#ifndef VERKAN_CLIENTS_CLI_ERASURE_H_
#define VERKAN_CLIENTS_CLI_ERASURE_H_

#include <cstdint>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cpp/client.h"

namespace CLI {
class App;
}

namespace verkan::cli {

class Session;

// Traces is what the log holds of a person.
struct Traces {
  std::set<std::string> pseudonyms;  // those that are merged into one, and the one asked for
  uint64_t events = 0;               // that name one of them
};

// Reads the traces from the log; nothing personal is opened.
absl::StatusOr<Traces> FindTraces(client::Client* client, const std::string& participant);

// Adds the command to `group`.
void AddErase(CLI::App* group, Session* session);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_ERASURE_H_
