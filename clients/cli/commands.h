// The command groups of verkan: each function adds one group to the command line. The
// commands run while CLI11 parses, and leave their exit code in the session.
#ifndef VERKAN_CLIENTS_CLI_COMMANDS_H_
#define VERKAN_CLIENTS_CLI_COMMANDS_H_

namespace CLI {
class App;
}

namespace verkan::cli {

class Session;

void AddImportCommands(CLI::App* app, Session* session);
void AddReportCommands(CLI::App* app, Session* session);
void AddFigureCommands(CLI::App* app, Session* session);
void AddLogCommands(CLI::App* app, Session* session);
void AddAuditCommands(CLI::App* app, Session* session);
void AddBackupCommands(CLI::App* app, Session* session);
void AddArchiveCommands(CLI::App* app, Session* session);
void AddParticipantCommands(CLI::App* app, Session* session);
void AddRegistryCommands(CLI::App* app, Session* session);
void AddHistoryCommand(CLI::App* app, Session* session);
void AddListCommands(CLI::App* app, Session* session);
void AddSubscriptionCommands(CLI::App* app, Session* session);
void AddStatusCommands(CLI::App* app, Session* session);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_COMMANDS_H_
