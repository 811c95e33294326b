#include "clients/cli/as_of_option.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "clients/cli/check.h"
#include "clients/cli/log_format.h"

namespace verkan::cli {

void AddAsOf(CLI::App* command, std::string* text) {
  command
      ->add_option(
          "--as-of", *text,
          "As known then: a position such as 17, a date (its end) such as 2026-11-22, or a "
          "time")
      ->check(Readable(ParseAsOf, ""));
}

AsOf ToAsOf(const std::string& text) { return text.empty() ? AsOf() : *ParseAsOf(text); }

std::optional<int> AnswerBeforeTheLog(Session* session, const AsOf& as_of) {
  if (as_of.time.empty()) return std::nullopt;
  log::v1::ReadRequest first;
  first.set_limit(1);
  uint64_t began = 0;
  const absl::Status status =
      session->client()->Read(first, [&began](const log::v1::ReadResponse& message) {
        if (!message.events().empty()) began = message.events(0).recorded_at();
        return true;
      });
  if (!status.ok()) return session->Fail(status);
  if (began == 0 || absl::FromUnixMicros(static_cast<int64_t>(began)) <= as_of.last) {
    return std::nullopt;
  }
  if (session->json) {
    session->out() << nlohmann::ordered_json{{"asOfPosition", "0"}, {"logBegan", TimeText(began)}}
                   << "\n";
  } else {
    session->out() << session->Say("nothing was recorded then: the log began at ",
                                   "då var inget registrerat: loggen började ")
                   << TimeText(began) << "\n";
  }
  return kDone;
}

}  // namespace verkan::cli
