// The options by which commands of the log and of subscriptions choose events: --stream, --type,
// --tag and --region. An event matches if it is on any of the streams, of any of the types and in
// any of the regions, and has all of the tags.
#ifndef VERKAN_CLIENTS_CLI_QUERY_OPTIONS_H_
#define VERKAN_CLIENTS_CLI_QUERY_OPTIONS_H_

#include <string>
#include <vector>

#include "verkan/log/v1/log_service.pb.h"

namespace CLI {
class App;
}

namespace verkan::cli {

class Session;

struct QueryOptions {
  std::vector<std::string> streams, types, tags, regions;
};

// Adds the options to a command; they must live as long as it does.
void AddQueryOptions(CLI::App* command, QueryOptions* options);

// The query that the options ask for; without any, that for all events.
log::v1::Query ToQuery(const QueryOptions& options);

// Warns, on the error stream, of names that nothing has: always of event types that Verkan does not
// know and, if nothing was found, of streams, tags, regions and types that no event has.
void WarnOfNames(Session* session, const QueryOptions& options, bool nothing_found);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_QUERY_OPTIONS_H_
