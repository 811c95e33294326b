// verkan log: reads and follows the log.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "clients/cli/arguments.h"
#include "clients/cli/check.h"
#include "clients/cli/commands.h"
#include "clients/cli/log_format.h"
#include "clients/cli/query_options.h"
#include "clients/cli/session.h"

namespace verkan::cli {
namespace {

constexpr char kReadFooter[] = R"(
An event matches if it is on any of the streams, of any of the types, in any of the regions, and
has all of the tags. Days of occurrence leave out events that do not say when they happened.

Examples:
  verkan log read --tag project:siru-2 --type ActivityHeld
  verkan log read --region 06 --region 23 --occurred-from 2021-03 --occurred-to 2021-06
  verkan log read --backwards --limit 5
  verkan log read --stream activity-siru-2-lunch-1 --json
  verkan log read --since 2026-11-22 --until 2026-11-23T12:00
)";

constexpr char kFollowFooter[] = R"(
Prints what there is and then what comes, until it is interrupted. Goes on by itself, without
gaps or repetitions, if the server was away for at most a minute, or dropped it because it
took nothing for too long.

To go on another day, give --after with the position, and --after-hash with the hash, that were
told on catching up. If the log was restored from an older backup meanwhile, the position alone
may lead to other events; with the hash you are told, and the exit code is 7.

Examples:
  verkan log follow
  verkan log follow --after 120 --region 06 --json
  verkan log follow --since 2026-11-22T08:00 --occurred-from 2021
)";

constexpr char kShowFooter[] = R"(
With --open, what the event tells of persons is put back into it, where it may be shown; the
server records that it was read, by whom and what for.

Examples:
  verkan log show 17
  verkan log show 17 --open --purpose "audit of siru-2"
)";

// 32 bytes in hexadecimal.
absl::StatusOr<std::string> ParseHash(const std::string& text) {
  if (text.size() == 64 && std::all_of(text.begin(), text.end(), absl::ascii_isxdigit)) return text;
  return absl::InvalidArgumentError(text + " is not a hash: 64 hexadecimal digits are wanted");
}

struct ShowArguments {
  uint64_t position = 0;
  bool open = false;
  std::string purpose;
};

struct LogArguments {
  QueryOptions query;
  uint64_t from = 0, to = 0, after = 0, limit = 0;
  std::string after_hash;  // hexadecimal
  std::string since, until, occurred_from, occurred_to;
  bool backwards = false;
};

// What Read and Subscribe have in common.
template <typename Request>
Request MakeRequest(const LogArguments& arguments) {
  Request request;
  *request.mutable_query() = ToQuery(arguments.query);
  if (!arguments.occurred_from.empty()) {
    request.set_occurred_from(*ParseDayBound(arguments.occurred_from, false));
  }
  if (!arguments.occurred_to.empty()) {
    request.set_occurred_to(*ParseDayBound(arguments.occurred_to, true));
  }
  return request;
}

void Print(const Session& session, const log::v1::RecordedEvent& event) {
  session.out() << (session.json ? EventJson(event) : EventLine(event)) << "\n";
}

int Read(Session* session, const LogArguments& arguments) {
  auto request = MakeRequest<log::v1::ReadRequest>(arguments);
  request.set_from_position(arguments.from);
  request.set_to_position(arguments.to);
  if (!arguments.since.empty()) request.set_from_time(*ParseTimeBound(arguments.since, false));
  if (!arguments.until.empty()) request.set_to_time(*ParseTimeBound(arguments.until, true));
  request.set_backwards(arguments.backwards);
  request.set_limit(arguments.limit);
  uint64_t found = 0;
  const absl::Status status =
      session->client()->Read(request, [session, &found](const log::v1::ReadResponse& message) {
        for (const auto& event : message.events()) Print(*session, event);
        found += message.events_size();
        return session->out().good();
      });
  if (!status.ok()) return session->Fail(status);
  WarnOfNames(session, arguments.query, found == 0);
  return kDone;
}

absl::string_view ReasonText(const Session& session, log::v1::WithheldReason reason) {
  switch (reason) {
    case log::v1::WITHHELD_REASON_NOT_ASKED:
      return session.Say("sealed; --open shows it", "förseglat; --open visar det");
    case log::v1::WITHHELD_REASON_RESTRICTED:
      return session.Say("restricted", "begränsat");
    case log::v1::WITHHELD_REASON_ERASED:
      return session.Say("erased, for ever", "raderat för alltid");
    case log::v1::WITHHELD_REASON_KEY_MISSING:
      return session.Say("the person's key is not on this server",
                         "personens nyckel finns inte på den här servern");
    case log::v1::WITHHELD_REASON_PROTECTED_IDENTITY:
      return session.Say("protected identity: name and e-mail address are left out",
                         "skyddade personuppgifter: namn och e-postadress visas inte");
    default:
      return session.Say("not shown", "visas inte");
  }
}

int Show(Session* session, const ShowArguments& arguments) {
  log::v1::GetEventRequest request;
  request.set_position(arguments.position);
  request.set_open_personal_data(arguments.open);
  request.set_purpose(arguments.purpose);
  const auto response = session->client()->GetEvent(request);
  if (!response.ok()) return session->Fail(response.status());
  Print(*session, response->event());
  for (const auto& withheld : response->withheld()) {
    session->err() << withheld.subject() << ": " << ReasonText(*session, withheld.reason()) << "\n";
  }
  return kDone;
}

void TellCaughtUp(const Session& session, const log::v1::SubscribeResponse& message) {
  session.err() << session.Say("caught up at position ", "ikapp vid position ")
                << message.position();
  if (message.position() > 0) {
    session.err() << session.Say("; to go on from here: --after ",
                                 "; fortsätt härifrån med: --after ")
                  << message.position() << " --after-hash "
                  << absl::BytesToHexString(message.position_hash());
  }
  session.err() << "\n";
}

int Follow(Session* session, const LogArguments& arguments) {
  auto request = MakeRequest<log::v1::SubscribeRequest>(arguments);
  request.set_start_after(arguments.after);
  request.set_start_after_hash(absl::HexStringToBytes(arguments.after_hash));
  if (!arguments.since.empty()) request.set_start_time(*ParseTimeBound(arguments.since, false));
  const bool silent = session->json || session->quiet;
  bool told = silent;
  const absl::Status status = session->client()->Subscribe(
      request, absl::Minutes(1),
      [session, silent, &told](const log::v1::SubscribeResponse& message) {
        for (const auto& event : message.events()) Print(*session, event);
        session->out().flush();
        if (message.fell_behind() && !silent) {
          session->err() << session->Say("fell behind at position ", "hamnade efter vid position ")
                         << message.position() << "\n";
          told = false;
        }
        if (message.caught_up() && !told) {
          TellCaughtUp(*session, message);
          told = true;
        }
        return session->out().good();
      });
  if (status.ok()) return kDone;
  const int code = session->Fail(status);
  return absl::IsOutOfRange(status) ? kOtherLog : code;  // what was followed is not there any more
}

void AddFilters(CLI::App* command, LogArguments* arguments) {
  AddQueryOptions(command, &arguments->query);
  command
      ->add_option("--occurred-from", arguments->occurred_from,
                   "Only what can have happened on this day, month or year, or later")
      ->check(Readable([](const std::string& text) { return ParseDayBound(text, false); }, ""));
  command
      ->add_option("--occurred-to", arguments->occurred_to,
                   "Only what can have happened on this day, month or year, or earlier")
      ->check(Readable([](const std::string& text) { return ParseDayBound(text, true); }, ""));
}

void AddSince(CLI::App* command, LogArguments* arguments) {
  command->add_option("--since", arguments->since, "Only recorded at this date or time, or later")
      ->check(Readable([](const std::string& text) { return ParseTimeBound(text, false); }, ""));
}

}  // namespace

void AddLogCommands(CLI::App* app, Session* session) {
  CLI::App* group = app->add_subcommand("log", "Read what happened, in order");
  group->require_subcommand(1);

  auto read_arguments = std::make_shared<LogArguments>();
  CLI::App* read = group->add_subcommand("read", "Print the events that match");
  read->footer(kReadFooter);
  AddFilters(read, read_arguments.get());
  read->add_option("--from", read_arguments->from, "First position");
  read->add_option("--to", read_arguments->to, "Last position");
  AddSince(read, read_arguments.get());
  read->add_option("--until", read_arguments->until,
                   "Only recorded on this date or earlier, or before this time")
      ->check(Readable([](const std::string& text) { return ParseTimeBound(text, true); }, ""));
  read->add_flag("--backwards", read_arguments->backwards, "Latest first");
  read->add_option("--limit", read_arguments->limit, "How many at the most");
  read->callback(
      [session, read_arguments] { session->exit_code = Read(session, *read_arguments); });

  auto show_arguments = std::make_shared<ShowArguments>();
  CLI::App* show = group->add_subcommand("show", "Print one event");
  show->footer(kShowFooter);
  show->add_option("position", show_arguments->position, "Its position")->required();
  CLI::Option* purpose =
      show->add_option("--purpose", show_arguments->purpose, "What personal data is needed for");
  show->add_flag("--open", show_arguments->open, "Show what it tells of persons")->needs(purpose);
  show->callback(
      [session, show_arguments] { session->exit_code = Show(session, *show_arguments); });

  auto follow_arguments = std::make_shared<LogArguments>();
  CLI::App* follow = group->add_subcommand("follow", "Print events as they come");
  follow->footer(kFollowFooter);
  AddFilters(follow, follow_arguments.get());
  CLI::Option* after =
      follow->add_option("--after", follow_arguments->after, "Only after this position");
  follow
      ->add_option("--after-hash", follow_arguments->after_hash,
                   "Hash of the record there, 64 hexadecimal digits: it must still be there")
      ->needs(after)
      ->check(Readable(ParseHash, ""));
  AddSince(follow, follow_arguments.get());
  follow->callback(
      [session, follow_arguments] { session->exit_code = Follow(session, *follow_arguments); });
}

}  // namespace verkan::cli
