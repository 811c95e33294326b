// verkan history NOUN ID: the facts of one thing, in their order.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "clients/cli/as_of_option.h"
#include "clients/cli/commands.h"
#include "clients/cli/history_format.h"
#include "clients/cli/session.h"
#include "verkan/registry/v1/registry_service.pb.h"

namespace verkan::cli {
namespace {

using registry::v1::GetHistoryRequest;
using registry::v1::HistoryFact;

struct Asked {
  std::string noun, id, as_of;
  int limit = 100;
};

absl::Status Fill(Session* session, const Asked& asked, const AsOf& as_of,
                  GetHistoryRequest* request) {
  request->set_noun(asked.noun);
  request->set_id(asked.id);
  request->set_as_of_position(as_of.position);
  request->set_as_of_time(as_of.time);
  request->set_language(session->language() == client::Language::kSwedish ? "sv" : "en");
  const absl::StatusOr<uint64_t> position = session->PositionToReflect(as_of.position);
  if (position.ok()) request->set_min_position(*position);
  return position.status();
}

void Print(const Session& session, const HistoryFact& fact) {
  if (session.json) {
    session.PrintJsonLine(fact);
  } else {
    session.out() << HistoryText(fact, session.language() == client::Language::kSwedish);
  }
}

// Pages until there are as many facts as asked for.
int History(Session* session, const Asked& asked) {
  const AsOf as_of = ToAsOf(asked.as_of);
  if (const auto before = AnswerBeforeTheLog(session, as_of)) return *before;
  GetHistoryRequest request;
  if (const absl::Status status = Fill(session, asked, as_of, &request); !status.ok()) {
    return session->Fail(status);
  }
  int printed = 0;
  do {
    request.set_page_size(std::min(1000, asked.limit - printed));
    const auto response = session->client()->GetHistory(request);
    if (!response.ok()) return session->Fail(response.status());
    for (const HistoryFact& fact : response->facts()) Print(*session, fact);
    printed += response->facts_size();
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty() && printed < asked.limit);
  if (!request.page_token().empty() && !session->quiet) {
    session->err() << session->Say("There may be more: --limit shows more of them.\n",
                                   "Det kan finnas fler: --limit visar fler.\n");
  }
  return kDone;
}

}  // namespace

void AddHistoryCommand(CLI::App* app, Session* session) {
  auto asked = std::make_shared<Asked>();
  CLI::App* command = app->add_subcommand(
      "history", "Show the facts of one thing in their order, and what changed what");
  command->footer(
      "\nShown are the facts on its stream, on those of entries that are one with it, and those\n"
      "elsewhere that name it. What is sealed of persons is not opened.\n"
      "\nExamples:\n  verkan history organisation coompanion\n"
      "  verkan history need siru-2/behov-1 --as-of 270 --lang sv\n"
      "  verkan history goal goal-1 --limit 1000 --json\n");
  command->add_option("NOUN", asked->noun, "What it is, such as organisation, goal or need")
      ->required();
  command
      ->add_option("ID", asked->id,
                   "Its id; of what is part of another thing, such as a need of a project, also\n"
                   "the id of that thing and its own: siru-2/behov-1")
      ->required();
  command->add_option("--limit", asked->limit, "How many facts to show at the most")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  AddAsOf(command, &asked->as_of);
  command->callback([session, asked] { session->exit_code = History(session, *asked); });
}

}  // namespace verkan::cli
