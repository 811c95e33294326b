#include "clients/cli/app.h"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>

#include "clients/cli/commands.h"
#include "clients/cli/usage.h"

namespace verkan::cli {
namespace {

constexpr char kFooter[] = R"(
The server is the one at VERKAN_ADDRESS, else 127.0.0.1:7480.

Exit codes:
  0  all done
  1  error: the server or a file says why
  2  wrong usage of the command line
  3  import: some facts were refused and not recorded; all others were
  4  the server did not answer, or went away in the middle
  5  audit: what was checked is not what was signed
  6  audit verify: nothing bad was found, but no signature was checked
  7  the log is not the one that was followed: an older backup was restored

verkan help COMMAND tells of a command, as verkan COMMAND --help does.

Examples:
  verkan import projects deploy/sample/10-organisations.jsonl deploy/sample/30-siru.jsonl
  verkan report leaflet siru-2 --lang sv
  verkan log follow --json
)";

void AddGlobalOptions(CLI::App* app, Session* session) {
  app->add_option("--address", session->address, "Server: host:port or unix:/path")
      ->capture_default_str();
  app->add_option("--lang", session->lang, "Language of texts: sv or en; else that of LANG")
      ->check(CLI::IsMember({"sv", "en"}));
  app->add_option("--timeout", session->timeout_seconds, "Seconds to wait for an answer")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app->add_flag("--json", session->json, "Answer as JSON: one object, or one a line for the log");
  app->add_flag("--quiet,-q", session->quiet, "No progress");
}

// "verkan help COMMAND" is "verkan COMMAND --help".
std::vector<std::string> WithoutHelpWord(std::vector<std::string> arguments) {
  if (arguments.empty() || arguments[0] != "help") return arguments;
  arguments.erase(arguments.begin());
  arguments.emplace_back("--help");
  return arguments;
}

// Parses the arguments, which runs the command that they name. Returns its exit code.
int Execute(const std::vector<std::string>& given, const Terminal& terminal, Session* session) {
  const std::vector<std::string> arguments = WithoutHelpWord(given);
  CLI::App app("verkan: records what regional projects did, and shows what came of it.", "verkan");
  app.footer(kFooter);
  app.set_version_flag("--version", "verkan " VERKAN_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  AddGlobalOptions(&app, session);
  AddImportCommands(&app, session);
  AddReportCommands(&app, session);
  AddFigureCommands(&app, session);
  AddLogCommands(&app, session);
  AddBackupCommands(&app, session);
  AddArchiveCommands(&app, session);
  AddParticipantCommands(&app, session);
  AddRegistryCommands(&app, session);
  AddHistoryCommand(&app, session);
  AddListCommands(&app, session);
  AddSubscriptionCommands(&app, session);
  AddStatusCommands(&app, session);
  AddAuditCommands(&app, session);
  try {
    const bool help = given.size() > 1 && given[0] == "help";
    if (help && !NamesACommand(app, arguments)) {
      const CLI::ExtrasError unknown(std::vector<std::string>(given.begin() + 1, given.end()));
      return WrongUsage(app, unknown, arguments, *session);
    }
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return WrongUsage(app, error, arguments, *session);
    app.exit(error, *terminal.out, *terminal.err);
    return kDone;
  }
  return session->exit_code;
}

// An output that was cut short, by a full disk say, is never taken for a whole one.
int CheckOutput(const Session& session, int exit_code) {
  errno = 0;
  if (session.out().flush().good()) return exit_code;
  session.err() << session.Say("verkan: the output could not be written in full",
                               "verkan: utdata kunde inte skrivas i sin helhet");
  if (errno != 0) session.err() << ": " << std::strerror(errno);
  session.err() << "\n";
  return exit_code == kDone ? kError : exit_code;
}

}  // namespace

int Run(const std::vector<std::string>& arguments, const Terminal& terminal) {
  Session session(terminal);
  return CheckOutput(session, Execute(arguments, terminal, &session));
}

}  // namespace verkan::cli
