#include "clients/cli/session.h"

#include <google/protobuf/util/json_util.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace verkan::cli {

using client::Language;
using client::Problem;

Session::Session(const Terminal& terminal)
    : lang(LanguageOfEnvironment()), terminal_(terminal), out_(terminal.out), err_(terminal.err) {}

Language Session::language() const {
  return lang == "sv" ? Language::kSwedish : Language::kEnglish;
}

absl::string_view Session::Say(absl::string_view english, absl::string_view swedish) const {
  return language() == Language::kSwedish ? swedish : english;
}

client::Client* Session::client() {
  if (client_ == nullptr) {
    client_ = std::make_unique<client::Client>(
        client::ClientOptions{.address = address, .timeout = absl::Seconds(timeout_seconds)});
  }
  return client_.get();
}

absl::StatusOr<uint64_t> Session::PositionToReflect(uint64_t as_of_position) {
  if (as_of_position > 0) return as_of_position;
  const auto head = client()->GetHead();
  if (!head.ok()) return head.status();
  return head->position();
}

Progress Session::StartProgress(absl::string_view english, absl::string_view swedish) const {
  const Progress::Style style = quiet               ? Progress::Style::kNone
                                : err_is_terminal() ? Progress::Style::kBar
                                                    : Progress::Style::kLines;
  return Progress(terminal_.err, style, std::string(Say(english, swedish)));
}

void Session::TellHowToStart(const std::string& data_directory) const {
  if (json) return;
  if (!std::filesystem::exists(data_directory + "/log-key")) {
    out()
        << Say("log-key is not in ", "log-key finns inte i ") << data_directory
        << Say(": put it back before you start, with master-key and keys/. Without it the server\n"
               "does not start. If it is lost for good, start once with --new-log-key, which "
               "makes\n"
               "a new key, and tell whoever checks signatures.\n",
               ": lägg tillbaka den innan du startar, med master-key och keys/. Utan den startar\n"
               "servern inte. Är den borta för gott, starta en gång med --new-log-key, som gör en\n"
               "ny nyckel, och meddela alla som prövar signaturer.\n");
  }
  out() << Say("start with: verkand --data ", "starta med: verkand --data ") << data_directory
        << "\n";
}

int Session::PrintJson(const google::protobuf::Message& message) const {
  std::string json;
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) return Fail(absl::InternalError(status.ToString()));
  out() << json;
  return kDone;
}

int Session::PrintJsonLine(const google::protobuf::Message& message) const {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  if (!status.ok()) return Fail(absl::InternalError(status.ToString()));
  out() << json << "\n";
  return kDone;
}

int Session::ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return kDone;
  if (absl::IsUnavailable(status)) return kUnreachable;
  const std::string reason = client::Explain(status, Language::kEnglish).reason;
  if (reason == "LOG_NOT_THE_ONE_FOLLOWED") return kOtherLog;
  const bool unanswered = absl::IsDeadlineExceeded(status) && reason.empty();
  return unanswered ? kUnreachable : kError;
}

int Session::Fail(const absl::Status& status) const {
  if (json) {
    out() << "{\"error\":" << ErrorJson(status) << "}\n";
  } else {
    err() << "verkan: " << ErrorText(status) << "\n";
  }
  return ExitCodeOf(status);
}

std::string Session::ErrorJson(const absl::Status& status) const {
  const Problem problem = client::Explain(status, language());
  nlohmann::ordered_json error;
  error["code"] = absl::StatusCodeToString(problem.code);
  if (!problem.reason.empty()) error["reason"] = problem.reason;
  // What is wrong is said once: by the violations if there are any, else by the message.
  const std::string text = client::ToText(problem, language());
  error["message"] = problem.violations.empty() ? text : text.substr(0, text.find(":\n"));
  for (const auto& violation : problem.violations) {
    error["violations"].push_back(
        {{"path", violation.path}, {"value", violation.value}, {"wanted", violation.wanted}});
  }
  std::map<std::string, std::string> metadata = problem.metadata;
  metadata.erase("details");
  if (!metadata.empty()) error["metadata"] = metadata;
  return error.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string Session::ErrorText(const absl::Status& status) const {
  const Problem problem = client::Explain(status, language());
  std::string text = client::ToText(problem, language());
  if (problem.reason.empty() && problem.code == absl::StatusCode::kUnavailable) {
    text = absl::StrCat(Say("the server at ", "servern på "), address,
                        Say(" does not answer (", " svarar inte ("), text, ")");
  } else if (problem.reason.empty() && problem.code == absl::StatusCode::kDeadlineExceeded) {
    text = absl::StrCat(Say("the server at ", "servern på "), address,
                        Say(" gave no answer in time (", " svarade inte i tid ("), text, ")");
  } else if (!problem.reason.empty() && problem.violations.empty()) {
    absl::StrAppend(&text, " [", problem.reason, "]");
  }
  const std::string hint = Hint(problem);
  return hint.empty() ? text : absl::StrCat(text, "\n", hint);
}

std::string Session::Hint(const Problem& problem) const {
  if (problem.reason.empty() && problem.code == absl::StatusCode::kUnavailable) {
    return std::string(
        Say("Start a server with deploy/quickstart, or name another with --address or "
            "VERKAN_ADDRESS.",
            "Starta en server med deploy/quickstart, eller ange en annan med --address eller "
            "VERKAN_ADDRESS."));
  }
  if (problem.reason.empty() && problem.code == absl::StatusCode::kDeadlineExceeded) {
    return std::string(
        Say("Allow more time with --timeout SECONDS.", "Ge mer tid med --timeout SEKUNDER."));
  }
  if (problem.reason == "NOT_REFLECTED_IN_TIME" || problem.reason == "PROJECTION_STOPPED") {
    return std::string(Say("See how far the read models are: verkan status",
                           "Se hur långt läsmodellerna har kommit: verkan status"));
  }
  if (problem.reason == "LOG_NOT_THE_ONE_FOLLOWED") {
    return std::string(Say(
        "verkan log follow --after POSITION follows anew; verkan subscription delete and create "
        "--after POSITION make a durable subscription anew.",
        "verkan log follow --after POSITION följer på nytt; verkan subscription delete och create "
        "--after POSITION skapar en varaktig prenumeration på nytt."));
  }
  if (problem.reason == "PROJECT_UNKNOWN") {
    return std::string(Say("See what is recorded: verkan log read --type ProjectStarted",
                           "Se vad som är registrerat: verkan log read --type ProjectStarted"));
  }
  if (problem.reason == "INDICATOR_UNKNOWN") {
    return std::string(
        Say("See which there are: verkan indicators", "Se vilka som finns: verkan indicators"));
  }
  return "";
}

std::string LanguageOfEnvironment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return absl::StartsWith(value, "sv") ? "sv" : "en";
  }
  return "en";
}

}  // namespace verkan::cli
