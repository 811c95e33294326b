// verkan NOUN list|search|show|columns: what is known of every noun, one like the next.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/as_of_option.h"
#include "clients/cli/commands.h"
#include "clients/cli/history_format.h"
#include "clients/cli/session.h"
#include "verkan/registry/v1/registry_service.pb.h"

namespace verkan::cli {
namespace {

using registry::v1::Cell;
using registry::v1::Entry;

// What is called so on the command line is in that register of the server.
struct Noun {
  const char* name;
  const char* registry;
  const char* what;
};

constexpr Noun kNouns[] = {
    {"organisation", "organisations", "Organisations"},
    {"project", "projects", "Projects"},
    {"period", "project_periods", "Periods that sources state for projects"},
    {"link", "links", "Projects that belong together"},
    {"takeover", "takeovers", "Who takes over what a project leaves behind"},
    {"partner", "partners", "Partners of projects"},
    {"strand", "strands", "Work strands of projects"},
    {"role", "roles", "Roles in projects"},
    {"need", "needs", "Needs that projects identified"},
    {"description", "descriptions", "What sources say of projects in words"},
    {"classification", "classifications", "Codes of projects, by scheme"},
    {"goal", "goals", "Goals"},
    {"assessment", "goal_assessments", "How far goals were reached"},
    {"impact-assessment", "assessments", "What effects were worth"},
    {"baseline", "baselines", "Where indicators started"},
    {"target", "targets", "What indicators are to reach"},
    {"source-rank", "source_ranks", "Which source a total takes"},
    {"activity", "activities", "Activities"},
    {"participation", "participations", "Who took part in what"},
    {"withdrawal", "withdrawals", "Who was withdrawn, and who did not come"},
    {"organisation-joined", "organisations_joined", "Organisations that took part in what"},
    {"headcount", "headcounts", "How many sources say were there"},
    {"feedback", "feedback", "What was said of activities"},
    {"count", "counts", "How many activities sources state"},
    {"participant", "participants", "Participants"},
    {"series", "series", "What recurs"},
    {"procurement", "procurements", "Procurements"},
    {"promoted-form", "promoted_forms", "Forms of procurement that were made known"},
    {"dialogue", "dialogues", "Dialogues on procurements"},
    {"tender", "tenders", "Tenders"},
    {"contract", "contracts", "Contracts"},
    {"social-outcome", "social_outcomes", "What procurements did for people"},
    {"collaboration", "collaborations", "Collaborations"},
    {"deepening", "deepenings", "How collaborations were deepened"},
    {"contact", "contacts", "Contacts"},
    {"network", "networks", "Networks"},
    {"membership", "memberships", "Memberships of networks"},
    {"initiative", "initiatives", "Initiatives"},
    {"result", "results", "Results and outcomes"},
    {"support", "support", "Support given"},
    {"funding", "funding", "Funding offered and granted"},
    {"publication", "publications", "Publications"},
    {"tool", "tools", "Tools"},
    {"course", "courses", "Courses"},
    {"survey", "surveys", "Surveys"},
    {"practice", "practices", "Practices that were observed"},
    {"source", "sources", "Sources"},
    {"code", "codes", "Codes of schemes"},
};

struct Question {
  std::string id, text, filter, order, as_of;
  int limit = 50;
};

std::string LanguageCode(const Session& session) {
  return session.language() == client::Language::kSwedish ? "sv" : "en";
}

template <typename Request>
absl::Status SetCommon(Session* session, const AsOf& as_of, Request* request) {
  request->set_as_of_position(as_of.position);
  request->set_as_of_time(as_of.time);
  request->set_language(LanguageCode(*session));
  const absl::StatusOr<uint64_t> position = session->PositionToReflect(as_of.position);
  if (position.ok()) request->set_min_position(*position);
  return position.status();
}

void PrintEntry(const Session& session, const Entry& entry) {
  session.out() << entry.id() << (entry.name().empty() ? "" : "  ") << entry.name() << "\n";
  for (const Cell& cell : entry.cells()) {
    if (cell.values_size() == 0) continue;
    session.out() << "  " << cell.label() << ": " << ValuesOf(cell) << "\n";
  }
  session.out() << "  " << session.Say("recorded at position ", "registrerat vid position ")
                << entry.position()
                << (entry.invented() ? session.Say(", invented", ", påhittat") : "") << "\n";
}

// A line an entry: its id, its name, and where it belongs.
void PrintLine(const Session& session, const Entry& entry) {
  session.out() << entry.id();
  if (!entry.name().empty()) session.out() << "  " << entry.name();
  for (const Cell& cell : entry.cells()) {
    const bool told = cell.column() == "kind" || cell.column() == "project" ||
                      cell.column() == "organisation" || cell.column() == "role" ||
                      cell.column() == "participant" || cell.column() == "when";
    if (told && cell.values_size() > 0) session.out() << "  " << ValuesOf(cell);
  }
  session.out() << "\n";
}

// Pages of a list until there are as many entries as asked for.
template <typename Request, typename Ask>
int PrintPages(Session* session, const Question& question, Request request, Ask ask) {
  const AsOf as_of = ToAsOf(question.as_of);
  if (const auto before = AnswerBeforeTheLog(session, as_of)) return *before;
  if (const absl::Status status = SetCommon(session, as_of, &request); !status.ok()) {
    return session->Fail(status);
  }
  int printed = 0;
  do {
    request.set_page_size(std::min(1000, question.limit - printed));
    const auto response = ask(request);
    if (!response.ok()) return session->Fail(response.status());
    for (const Entry& entry : response->entries()) {
      if (session->json) {
        session->PrintJsonLine(entry);
      } else {
        PrintLine(*session, entry);
      }
    }
    printed += response->entries_size();
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty() && printed < question.limit);
  if (!request.page_token().empty() && !session->quiet) {
    session->err() << session->Say("There may be more: --limit shows more of them.\n",
                                   "Det kan finnas fler: --limit visar fler.\n");
  }
  if (printed == 0 && !session->json && !session->quiet) {
    session->err() << session->Say("Nothing found.\n", "Inget hittades.\n");
  }
  return kDone;
}

int List(Session* session, const char* registry, const Question& question) {
  registry::v1::ListEntriesRequest request;
  request.set_register_(registry);
  request.set_filter(question.filter);
  request.set_order_by(question.order);
  return PrintPages(session, question, std::move(request),
                    [session](const auto& page) { return session->client()->ListEntries(page); });
}

int Search(Session* session, const char* registry, const Question& question) {
  registry::v1::SearchEntriesRequest request;
  request.set_register_(registry);
  request.set_text(question.text);
  return PrintPages(session, question, std::move(request),
                    [session](const auto& page) { return session->client()->SearchEntries(page); });
}

int Show(Session* session, const char* registry, const Question& question) {
  const AsOf as_of = ToAsOf(question.as_of);
  if (const auto before = AnswerBeforeTheLog(session, as_of)) return *before;
  registry::v1::GetEntryRequest request;
  request.set_register_(registry);
  request.set_id(question.id);
  if (const absl::Status status = SetCommon(session, as_of, &request); !status.ok()) {
    return session->Fail(status);
  }
  const auto response = session->client()->GetEntry(request);
  if (!response.ok()) return session->Fail(response.status());
  if (session->json) return session->PrintJson(response->entry());
  PrintEntry(*session, response->entry());
  return kDone;
}

// A column a line: its name, what it is called, and what it may say.
void PrintColumn(const Session& session, const registry::v1::RegisterColumn& column) {
  session.out() << column.column() << "  " << column.label() << "\n";
  for (int i = 0; i < column.values_size() && i < column.value_labels_size(); ++i) {
    const auto& label = column.value_labels(i);
    session.out() << "  " << column.values(i) << "  " << session.Say(label.en(), label.sv())
                  << "\n";
  }
}

int Columns(Session* session, const std::string& registry) {
  registry::v1::ListRegistersRequest request;
  request.set_language(LanguageCode(*session));
  const auto response = session->client()->ListRegisters(request);
  if (!response.ok()) return session->Fail(response.status());
  for (const auto& found : response->registers()) {
    if (found.register_() != registry) continue;
    if (session->json) return session->PrintJson(found);
    for (const auto& column : found.columns()) PrintColumn(*session, column);
  }
  return kDone;
}

// Null if there is none of the name.
CLI::App* FindCommand(CLI::App* app, const std::string& name) {
  const auto found =
      app->get_subcommands([&](const CLI::App* command) { return command->get_name() == name; });
  return found.empty() ? nullptr : found.front();
}

void AddCommands(CLI::App* app, Session* session, const Noun& noun) {
  CLI::App* group = FindCommand(app, noun.name);
  if (group == nullptr) group = app->add_subcommand(noun.name, noun.what);
  group->require_subcommand(1);
  const std::string command = absl::StrCat("verkan ", noun.name);
  const auto limit = [](CLI::App* to, Question* question) {
    to->add_option("--limit", question->limit, "How many to show at the most")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    AddAsOf(to, &question->as_of);
  };

  auto listed = std::make_shared<Question>();
  CLI::App* list = group->add_subcommand("list", "List them, in the order of recording");
  list->footer(absl::StrCat("\nExamples:\n  ", command, " list --where 'region = \"06\"'\n  ",
                            command,
                            " list --order-by \"when desc\" --limit 1000 --as-of 2026-11-22\n"));
  list->add_option("--where", listed->filter,
                   "Which: comparisons with AND, OR and NOT over the columns that columns lists");
  list->add_option("--order-by", listed->order,
                   "recorded, id or a column; with \" desc\" the other way");
  limit(list, listed.get());
  list->callback(
      [session, noun, listed] { session->exit_code = List(session, noun.registry, *listed); });

  auto searched = std::make_shared<Question>();
  CLI::App* search = group->add_subcommand("search", "Search them by name: beginnings of words");
  search->footer(absl::StrCat("\nExample:\n  ", command, " search \"reg jön\"\n"));
  search->add_option("TEXT", searched->text, "Words")->required();
  limit(search, searched.get());
  search->callback([session, noun, searched] {
    session->exit_code = Search(session, noun.registry, *searched);
  });

  group->add_subcommand("columns", "What is told of one, and what --where and --order-by may name")
      ->footer(absl::StrCat("\nExample:\n  ", command, " columns --lang sv\n"))
      ->callback([session, noun] { session->exit_code = Columns(session, noun.registry); });

  if (FindCommand(group, "show") != nullptr) return;  // a person's, with its purpose
  auto shown = std::make_shared<Question>();
  CLI::App* show = group->add_subcommand("show", "Show all that is known of one");
  show->footer(absl::StrCat("\nExample:\n  ", command, " show ID --as-of 17\n"));
  show->add_option("ID", shown->id, "Its id")->required();
  AddAsOf(show, &shown->as_of);
  show->callback(
      [session, noun, shown] { session->exit_code = Show(session, noun.registry, *shown); });
}

}  // namespace

void AddRegistryCommands(CLI::App* app, Session* session) {
  for (const Noun& noun : kNouns) AddCommands(app, session, noun);
}

}  // namespace verkan::cli
