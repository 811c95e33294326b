// Session is what all commands share: the global options, the streams and the client.
#ifndef VERKAN_CLIENTS_CLI_SESSION_H_
#define VERKAN_CLIENTS_CLI_SESSION_H_

#include <google/protobuf/message.h>

#include <cstdint>
#include <istream>
#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/escaped_stream.h"
#include "clients/cli/progress.h"
#include "clients/cpp/client.h"
#include "clients/cpp/errors.h"

namespace verkan::cli {

// What the command ends with; `verkan --help` lists them.
enum ExitCode {
  kDone = 0,
  kError = 1,
  kUsage = 2,
  kRefused = 3,      // some facts were not recorded
  kUnreachable = 4,  // the server did not answer, or went away
  kNotVerified = 5,  // what was to be verified is not what was signed
  kNotSigned = 6,    // nothing is wrong with it, but no signature was checked
  kOtherLog = 7,     // the log is not the one that was followed
};

struct Terminal {
  std::ostream* out;
  std::ostream* err;
  bool err_is_terminal = false;
  std::istream* in = nullptr;  // for answers to questions, if it is a terminal
  bool in_is_terminal = false;
};

class Session {
 public:
  explicit Session(const Terminal& terminal);

  // Set by the global options, before any command runs.
  std::string address = client::DefaultAddress();
  std::string lang;  // "sv" or "en"
  bool json = false;
  bool quiet = false;
  double timeout_seconds = 30;

  // Set by the command that ran.
  int exit_code = kDone;

  // What people and programs read. Nothing of a log that a terminal would obey gets through.
  std::ostream& out() const { return out_; }
  std::ostream& err() const { return err_; }
  // The output as it is, for bytes that are data, such as an archive.
  std::ostream& bytes_out() const { return *terminal_.out; }
  bool err_is_terminal() const { return terminal_.err_is_terminal; }
  std::istream& in() const { return *terminal_.in; }
  // Whether somebody can be asked.
  bool in_is_terminal() const { return terminal_.in_is_terminal; }
  client::Language language() const;

  // The text in the language of the session.
  absl::string_view Say(absl::string_view english, absl::string_view swedish) const;

  // Connected to `address` at first use.
  client::Client* client();

  // The position that an answer must reflect: that of the question, if it is about an earlier
  // one, or else all that is recorded now.
  absl::StatusOr<uint64_t> PositionToReflect(uint64_t as_of_position);

  // Progress of something that is counted, such as "facts", as this session shows it.
  Progress StartProgress(absl::string_view english, absl::string_view swedish) const;

  // Says how to start a server on a log that was just put into a data directory, and what to do
  // first if the key of the log is not there. Nothing with --json.
  void TellHowToStart(const std::string& data_directory) const;

  // Prints that something was done, and where that was recorded; or why it was not.
  template <typename Response>
  int TellRecorded(const absl::StatusOr<Response>& response, absl::string_view done) const {
    if (!response.ok()) return Fail(response.status());
    if (json) return PrintJson(*response);
    out() << done << Say(", recorded at position ", ", registrerat vid position ")
          << response->position() << "\n";
    return kDone;
  }

  // Prints an answer as one JSON object; of several, each on a line.
  int PrintJson(const google::protobuf::Message& message) const;
  int PrintJsonLine(const google::protobuf::Message& message) const;

  // Prints an error and what to do next, on the error stream or, with --json, as an object
  // {"error": …} on the output. Returns the exit code that goes with it.
  int Fail(const absl::Status& status) const;

  // The exit code that goes with an error.
  static int ExitCodeOf(const absl::Status& status);

  // The error as JSON: code, reason, message, violations, metadata.
  std::string ErrorJson(const absl::Status& status) const;

  // The error and what to do next, for people.
  std::string ErrorText(const absl::Status& status) const;

 private:
  std::string Hint(const client::Problem& problem) const;

  const Terminal terminal_;
  mutable EscapedStream out_, err_;
  std::unique_ptr<client::Client> client_;
};

// "sv" or "en", from LC_ALL, LC_MESSAGES or LANG; English if they name another.
std::string LanguageOfEnvironment();

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_SESSION_H_
