// verkan status and verkan wait: how the server is.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/counted.h"
#include "clients/cli/log_format.h"
#include "clients/cli/session.h"

namespace verkan::cli {
namespace {

constexpr char kStatusFooter[] = R"(
Examples:
  verkan status
  verkan status --json --address unix:/run/verkan/verkan.sock
)";

constexpr char kWaitFooter[] = R"(
Waits for --timeout seconds. Exit code 4: the server did not answer until then; 1: it answers,
but takes no appends or has not caught up.

Examples:
  verkan wait --timeout 60
  verkan wait --reflected && verkan report overview
)";

void PrintScrub(const Session& session, const admin::v1::Scrub& scrub) {
  session.out() << session.Say("scrub   ", "kontroll  ");
  if (!scrub.finding().empty()) {
    session.out() << session.Say("THE LOG IS DAMAGED: ", "LOGGEN ÄR SKADAD: ") << scrub.finding();
  } else if (scrub.completed() > 0) {
    session.out() << session.Say("all is well, read to the end at ", "allt väl, läst till slutet ")
                  << TimeText(scrub.last_completed_at());
  } else {
    session.out() << session.Say("not yet read to the end", "ännu inte läst till slutet");
  }
  if (scrub.position() > 0) {
    session.out() << session.Say("; now at position ", "; nu vid position ") << scrub.position();
  }
  session.out() << "\n";
}

void PrintStatus(const Session& session, const admin::v1::GetStatusResponse& status) {
  session.out() << session.Say("server  ", "server  ") << status.version() << "\n"
                << session.Say("log     ", "logg    ") << status.log_origin()
                << session.Say(", position ", ", position ") << status.head()
                << (status.writable() ? session.Say(", takes appends", ", tar emot händelser")
                                      : session.Say(", read only", ", kan bara läsas"))
                << "\n";
  if (status.log_ahead_seconds() > 60) {
    session.out() << session.Say("clock   THE LOG IS AHEAD of the server's clock by ",
                                 "klocka  LOGGEN LIGGER FÖRE serverns klocka med ")
                  << absl::FormatDuration(absl::Seconds(status.log_ahead_seconds()))
                  << session.Say("; every event is dated so until the clock is there\n",
                                 "; varje händelse dateras så tills klockan har kommit dit\n");
  }
  for (const auto& projection : status.projections()) {
    session.out() << absl::StrFormat("%s  v%d, %s %d, %s", projection.name(), projection.version(),
                                     session.Say("position", "position"), projection.position(),
                                     Counted(projection.rows(), "rows", session.language()));
    if (!projection.failure().empty()) {
      session.out() << session.Say(", STOPPED: ", ", STOPPAD: ") << projection.failure();
    }
    session.out() << "\n";
  }
  if (status.has_scrub()) PrintScrub(session, status.scrub());
}

int Print(const Session& session, const absl::StatusOr<admin::v1::GetStatusResponse>& status) {
  if (!status.ok()) return session.Fail(status.status());
  if (session.json) return session.PrintJson(*status);
  PrintStatus(session, *status);
  return kDone;
}

bool Reflects(const admin::v1::GetStatusResponse& status, uint64_t position) {
  for (const auto& projection : status.projections()) {
    if (projection.position() < position) return false;
  }
  return true;
}

int Wait(Session* session, bool reflected) {
  const absl::Time end = absl::Now() + absl::Seconds(session->timeout_seconds);
  auto status = session->client()->WaitUntilReady(end - absl::Now());
  const uint64_t head = status.ok() ? status->head() : 0;
  while (reflected && status.ok() && !Reflects(*status, head)) {
    if (absl::Now() >= end) {
      status = absl::FailedPreconditionError("the read models have not caught up with the log");
      break;
    }
    absl::SleepFor(absl::Milliseconds(20));
    status = session->client()->GetStatus();
  }
  return Print(*session, status);
}

}  // namespace

void AddStatusCommands(CLI::App* app, Session* session) {
  CLI::App* status = app->add_subcommand("status", "Tell how the server is");
  status->footer(kStatusFooter);
  status->callback(
      [session] { session->exit_code = Print(*session, session->client()->GetStatus()); });

  auto reflected = std::make_shared<bool>(false);
  CLI::App* wait = app->add_subcommand("wait", "Wait until the server answers");
  wait->footer(kWaitFooter);
  wait->add_flag("--reflected", *reflected,
                 "Also until the read models reflect everything recorded so far");
  wait->callback([session, reflected] { session->exit_code = Wait(session, *reflected); });
}

}  // namespace verkan::cli
