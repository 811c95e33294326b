// verkan subscription: durable subscriptions, whose position the server keeps.
#include <sys/wait.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/arguments.h"
#include "clients/cli/check.h"
#include "clients/cli/commands.h"
#include "clients/cli/counted.h"
#include "clients/cli/log_format.h"
#include "clients/cli/query_options.h"
#include "clients/cli/session.h"
#include "clients/cpp/subscriber.h"

namespace verkan::cli {
namespace {

namespace v1 = subscription::v1;
using client::Subscriber;

constexpr char kGroupFooter[] = R"(
The server keeps how far a subscription has come. Several consumers may share one: each event goes to
one of them, those of a stream one after the other, and comes again until it is acknowledged or parked.

Examples:
  verkan subscription create mail --type ParticipantJoined
  verkan subscription consume mail --exec ./send-mail
  verkan subscription show mail
)";

constexpr char kCreateFooter[] = R"(
Creating it again with the same definition changes nothing.

Examples:
  verkan subscription create mail --type ParticipantJoined --region 06
  verkan subscription create mirror --from-now --max-in-flight 500
  verkan subscription create audit --since 2026-01-01 --max-attempts 3 --ack-timeout 60
)";

constexpr char kConsumeFooter[] = R"(
Prints each event as one line of JSON, {"attempt":1,"event":{…}}, and acknowledges it then. With --exec the
command gets the line as its input instead; an event is done when it ends with 0, and otherwise comes
again after --retry-delay, until it is parked after the subscription's --max-attempts.

Goes on until it is interrupted, also if the server was away for at most a minute. If the log is not
the one that the subscription has followed, as an older backup was restored, it ends with exit code 7.

Examples:
  verkan subscription consume mail
  verkan subscription consume mail --exec ./send-mail --consumer worker-1
  verkan subscription consume nightly --until-caught-up >> events.jsonl
)";

constexpr char kListFooter[] = R"(
Examples:
  verkan subscription list
  verkan subscription list --json
)";

constexpr char kShowFooter[] = R"(
Examples:
  verkan subscription show mail
  verkan subscription show mail --json
)";

constexpr char kParkedFooter[] = R"(
Examples:
  verkan subscription parked mail
  verkan subscription parked mail --json
)";

constexpr char kReplayFooter[] = R"(
They are delivered before what of their streams has not been delivered yet, and stay parked until they
are acknowledged.

Examples:
  verkan subscription replay mail --all
  verkan subscription replay mail --position 17 --position 23
)";

constexpr char kDiscardFooter[] = R"(
Examples:
  verkan subscription discard mail --position 17
)";

constexpr char kDeleteFooter[] = R"(
Its position and what is parked are gone; the events are not touched.

Examples:
  verkan subscription delete mail
)";

struct CreateArguments {
  std::string name, since;
  QueryOptions query;
  uint64_t after = 0;
  bool from_now = false;
  uint32_t max_attempts = 0, max_in_flight = 0;
  double ack_timeout = 0;
};

struct ConsumeArguments {
  std::string name, consumer, exec;
  uint32_t max_in_flight = 0;
  uint64_t limit = 0;
  double retry_delay = 5;
  bool until_caught_up = false, show_acks = false;
};

struct ParkedArguments {
  std::string name;
  std::vector<uint64_t> positions;
  bool all = false;
};

void PrintState(const Session& session, const v1::Subscription& one) {
  session.out() << absl::StrFormat(
      "%s  %s %d %s %d (%d %s), %s %d, %s %d, %s %d, %s %d\n", one.name(),
      session.Say("position", "position"), one.position(), session.Say("of", "av"), one.head(),
      one.lag(), session.Say("behind", "efter"), session.Say("in flight", "ute"), one.in_flight(),
      session.Say("retrying", "väntar"), one.retrying(), session.Say("parked", "parkerade"),
      one.parked(), session.Say("consumers", "konsumenter"), one.consumers_size());
  if (one.other_log()) {
    session.out() << session.Say(
        "  the log is not the one that it has followed: nothing is delivered until it is deleted "
        "and "
        "created anew\n",
        "  loggen är inte den som den har följt: inget levereras förrän den tas bort och skapas på "
        "nytt\n");
  }
  if (one.set_back_from() > 0) {
    session.out() << session.Say("  was set back from position ", "  ställdes tillbaka från ")
                  << one.set_back_from()
                  << session.Say(": the log had been restored to an earlier state\n",
                                 ": loggen hade återställts till ett tidigare läge\n");
  }
}

int Create(Session* session, const CreateArguments& arguments) {
  v1::CreateSubscriptionRequest request;
  request.set_name(arguments.name);
  *request.mutable_query() = ToQuery(arguments.query);
  if (arguments.after > 0) request.set_start_after(arguments.after);
  if (!arguments.since.empty()) request.set_start_time(*ParseTimeBound(arguments.since, false));
  if (arguments.from_now) request.set_from_now(true);
  request.set_max_attempts(arguments.max_attempts);
  request.set_max_in_flight(arguments.max_in_flight);
  request.set_ack_timeout_ms(static_cast<uint64_t>(arguments.ack_timeout * 1000));
  const auto created = Subscriber(session->client()).Create(request);
  if (!created.ok()) return session->Fail(created.status());
  if (session->json) return session->PrintJson(*created);
  if (created->existed()) {
    session->out() << session->Say("it was there already: ", "den fanns redan: ");
  }
  PrintState(*session, created->subscription());
  return kDone;
}

int List(Session* session) {
  const auto list = Subscriber(session->client()).List();
  if (!list.ok()) return session->Fail(list.status());
  if (session->json) return session->PrintJson(*list);
  for (const v1::Subscription& one : list->subscriptions()) PrintState(*session, one);
  return kDone;
}

int Show(Session* session, const std::string& name) {
  const auto got = Subscriber(session->client()).Get(name);
  if (!got.ok()) return session->Fail(got.status());
  if (session->json) return session->PrintJson(*got);
  PrintState(*session, got->subscription());
  for (const v1::Consumer& consumer : got->subscription().consumers()) {
    session->out() << absl::StrFormat(
        "  %s  %d %s %d\n", consumer.name().empty() ? "-" : consumer.name(), consumer.in_flight(),
        session->Say("of", "av"), consumer.max_in_flight());
  }
  return kDone;
}

std::string DeliveryJson(const v1::Delivery& delivery) {
  return absl::StrCat("{\"attempt\":", delivery.attempt(),
                      ",\"event\":", EventJson(delivery.event()), "}\n");
}

// Runs a command with a line as its input; what it prints goes where ours does.
v1::Outcome Execute(const ConsumeArguments& arguments, const std::string& line) {
  const absl::Duration delay = absl::Seconds(arguments.retry_delay);
  FILE* const input = popen(arguments.exec.c_str(), "w");
  if (input == nullptr) return client::RetryLater("the command could not be started", delay);
  std::fwrite(line.data(), 1, line.size(), input);
  const int status = pclose(input);
  if (status == 0) return client::Done();
  return client::RetryLater(
      WIFEXITED(status) ? absl::StrCat("the command ended with ", WEXITSTATUS(status))
                        : absl::StrCat("the command was ended by signal ", WTERMSIG(status)),
      delay);
}

void PrintAcknowledged(const Session& session, const std::vector<v1::Outcome>& outcomes) {
  nlohmann::ordered_json positions = nlohmann::ordered_json::array();
  for (const v1::Outcome& outcome : outcomes) {
    if (outcome.done()) positions.push_back(std::to_string(outcome.position()));
  }
  if (positions.empty()) return;
  session.out() << nlohmann::ordered_json{{"acknowledged", positions}}.dump() << std::endl;
}

int Consume(Session* session, const ConsumeArguments& arguments) {
  v1::ConsumeRequest request;
  request.set_name(arguments.name);
  request.set_consumer(arguments.consumer);
  request.set_max_in_flight(arguments.max_in_flight);
  // A command that does not read all of its input says enough by its exit code.
  if (!arguments.exec.empty()) std::signal(SIGPIPE, SIG_IGN);
  uint64_t count = 0;
  client::ConsumeOptions options;
  options.on_delivery = [&](const v1::Delivery& delivery) -> std::optional<v1::Outcome> {
    if (arguments.limit > 0 && count == arguments.limit) return std::nullopt;
    const std::string line = DeliveryJson(delivery);
    ++count;
    if (!arguments.exec.empty()) return Execute(arguments, line);
    session->out() << line << std::flush;
    if (!session->out().good()) return std::nullopt;
    return client::Done();
  };
  options.on_caught_up = [&arguments] { return !arguments.until_caught_up; };
  options.on_acknowledged = [&](const std::vector<v1::Outcome>& outcomes) {
    if (arguments.show_acks) PrintAcknowledged(*session, outcomes);
    return arguments.limit == 0 || count < arguments.limit;
  };
  const absl::Status status = Subscriber(session->client()).Consume(request, options);
  return status.ok() ? kDone : session->Fail(status);
}

void PrintParked(const Session& session, const v1::Parked& parked) {
  if (!session.json) {
    session.out() << EventLine(parked.event()) << "\n        "
                  << absl::StrFormat(
                         "%s, %s: %s%s\n", TimeText(static_cast<uint64_t>(parked.parked_at())),
                         Counted(parked.attempts(), "attempts", session.language()),
                         parked.reason(),
                         parked.replaying() ? session.Say(" (being replayed)", " (spelas upp igen)")
                                            : "");
    return;
  }
  nlohmann::ordered_json json;
  json["event"] = nlohmann::ordered_json::parse(EventJson(parked.event()), nullptr, false);
  json["reason"] = parked.reason();
  json["attempts"] = parked.attempts();
  json["replaying"] = parked.replaying();
  session.out() << json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
}

int Parked(Session* session, const std::string& name) {
  v1::ListParkedRequest request;
  request.set_name(name);
  do {
    const auto page = Subscriber(session->client()).ListParked(request);
    if (!page.ok()) return session->Fail(page.status());
    for (const v1::Parked& parked : page->parked()) PrintParked(*session, parked);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && session->out().good());
  return kDone;
}

int Replay(Session* session, const ParkedArguments& arguments) {
  v1::ReplayParkedRequest request;
  request.set_name(arguments.name);
  for (const uint64_t position : arguments.positions) request.add_positions(position);
  const auto answer = Subscriber(session->client()).ReplayParked(request);
  if (!answer.ok()) return session->Fail(answer.status());
  if (session->json) return session->PrintJson(*answer);
  session->out() << answer->replayed() << session->Say(" replayed", " spelas upp igen") << "\n";
  return kDone;
}

int Discard(Session* session, const ParkedArguments& arguments) {
  v1::DiscardParkedRequest request;
  request.set_name(arguments.name);
  for (const uint64_t position : arguments.positions) request.add_positions(position);
  const auto answer = Subscriber(session->client()).DiscardParked(request);
  if (!answer.ok()) return session->Fail(answer.status());
  if (session->json) return session->PrintJson(*answer);
  session->out() << answer->discarded() << session->Say(" discarded", " kastade") << "\n";
  return kDone;
}

int Delete(Session* session, const std::string& name) {
  const auto answer = Subscriber(session->client()).Delete(name);
  if (!answer.ok()) return session->Fail(answer.status());
  if (session->json) return session->PrintJson(*answer);
  session->out() << session->Say("deleted", "borttagen") << "\n";
  return kDone;
}

void AddCreate(CLI::App* group, Session* session) {
  auto arguments = std::make_shared<CreateArguments>();
  CLI::App* command = group->add_subcommand("create", "Make a subscription");
  command->footer(kCreateFooter);
  command->add_option("NAME", arguments->name, "Name of the subscription")->required();
  AddQueryOptions(command, &arguments->query);
  CLI::Option* after =
      command->add_option("--after", arguments->after, "Start after this position");
  CLI::Option* since =
      command->add_option("--since", arguments->since, "Start with what was recorded then")
          ->check(
              Readable([](const std::string& text) { return ParseTimeBound(text, false); }, ""));
  CLI::Option* now = command->add_flag("--from-now", arguments->from_now, "Start with what comes");
  after->excludes(since)->excludes(now);
  since->excludes(now);
  command->add_option("--max-attempts", arguments->max_attempts,
                      "Deliveries before an event is parked; else 10");
  command->add_option("--ack-timeout", arguments->ack_timeout,
                      "Seconds until an unanswered event goes to another; else 30");
  command->add_option("--max-in-flight", arguments->max_in_flight,
                      "Unanswered events that a consumer may hold; else 10");
  command->callback([session, arguments] { session->exit_code = Create(session, *arguments); });
}

void AddConsume(CLI::App* group, Session* session) {
  auto arguments = std::make_shared<ConsumeArguments>();
  CLI::App* command = group->add_subcommand("consume", "Work on the events of a subscription");
  command->footer(kConsumeFooter);
  command->add_option("NAME", arguments->name, "Name of the subscription")->required();
  command->add_option("--consumer", arguments->consumer, "What it is called in `show`");
  command->add_option("--exec", arguments->exec, "Command to run for every event");
  command->add_option("--retry-delay", arguments->retry_delay, "Seconds before another attempt")
      ->check(CLI::Range(0.0, 86400.0))
      ->capture_default_str();
  command->add_option("--max-in-flight", arguments->max_in_flight,
                      "Unanswered events to hold; else what the subscription allows");
  command->add_option("--limit", arguments->limit, "End after so many events");
  command->add_flag("--until-caught-up", arguments->until_caught_up,
                    "End when all is acknowledged or parked");
  command->add_flag("--show-acks", arguments->show_acks,
                    "Also print {\"acknowledged\":[…]} when the server has it on disk");
  command->callback([session, arguments] { session->exit_code = Consume(session, *arguments); });
}

void AddReplay(CLI::App* group, Session* session) {
  auto arguments = std::make_shared<ParkedArguments>();
  CLI::App* command = group->add_subcommand("replay", "Have parked events delivered again");
  command->footer(kReplayFooter);
  command->add_option("NAME", arguments->name, "Name of the subscription")->required();
  auto* which = command->add_option_group("which");
  which->add_option("--position", arguments->positions, "Position of a parked event")
      ->allow_extra_args(false);
  which->add_flag("--all", arguments->all, "All that are parked");
  which->require_option(1);
  command->callback([session, arguments] { session->exit_code = Replay(session, *arguments); });
}

void AddDiscard(CLI::App* group, Session* session) {
  auto arguments = std::make_shared<ParkedArguments>();
  CLI::App* command = group->add_subcommand("discard", "Give parked events up for good");
  command->footer(kDiscardFooter);
  command->add_option("NAME", arguments->name, "Name of the subscription")->required();
  command->add_option("--position", arguments->positions, "Position of a parked event")
      ->required()
      ->allow_extra_args(false);
  command->callback([session, arguments] { session->exit_code = Discard(session, *arguments); });
}

// A command that takes nothing but the name.
void AddNamed(CLI::App* group, Session* session, const char* verb, const char* what,
              const char* footer, int (*run)(Session*, const std::string&)) {
  auto name = std::make_shared<std::string>();
  CLI::App* command = group->add_subcommand(verb, what);
  command->footer(footer);
  command->add_option("NAME", *name, "Name of the subscription")->required();
  command->callback([session, name, run] { session->exit_code = run(session, *name); });
}

}  // namespace

void AddSubscriptionCommands(CLI::App* app, Session* session) {
  CLI::App* group = app->add_subcommand("subscription", "Subscriptions whose position is kept");
  group->require_subcommand(1);
  group->footer(kGroupFooter);
  AddCreate(group, session);
  CLI::App* list = group->add_subcommand("list", "All subscriptions and how far they are");
  list->footer(kListFooter);
  list->callback([session] { session->exit_code = List(session); });
  AddNamed(group, session, "show", "How far one is, and who consumes it", kShowFooter, Show);
  AddConsume(group, session);
  AddNamed(group, session, "parked", "Events that were put aside, and why", kParkedFooter, Parked);
  AddReplay(group, session);
  AddDiscard(group, session);
  AddNamed(group, session, "delete", "Delete a subscription", kDeleteFooter, Delete);
}

}  // namespace verkan::cli
