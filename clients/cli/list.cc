// verkan list: what the API writes, and what it is called in Swedish and English.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/session.h"
#include "verkan/registry/v1/registry_service.pb.h"

namespace verkan::cli {
namespace {

using registry::v1::Vocabulary;

struct List {
  const char* name;
  Vocabulary vocabulary;
  const char* what;
  const char* of;  // what a list can be of; null: it is of nothing
};

constexpr List kLists[] = {
    {"event-types", registry::v1::VOCABULARY_EVENT_TYPES, "Types of events", nullptr},
    {"reasons", registry::v1::VOCABULARY_REASONS, "Reasons why a call is refused",
     "A status code, such as FAILED_PRECONDITION: only these"},
    {"values", registry::v1::VOCABULARY_VALUES, "Values of enumerations",
     "An enumeration, such as ActivityKind: only these"},
    {"dimensions", registry::v1::VOCABULARY_DIMENSIONS, "Dimensions of figures", nullptr},
    {"regions", registry::v1::VOCABULARY_REGIONS, "Regions, by SCB code", nullptr},
    {"municipalities", registry::v1::VOCABULARY_MUNICIPALITIES, "Municipalities, by SCB code",
     "A region, such as 06: only these"},
};

int PrintTerms(Session* session, Vocabulary vocabulary, const std::string& of) {
  registry::v1::ListTermsRequest request;
  request.set_vocabulary(vocabulary);
  request.set_of(of);
  const auto response = session->client()->ListTerms(request);
  if (!response.ok()) return session->Fail(response.status());
  if (session->json) return session->PrintJson(*response);
  for (const auto& term : response->terms()) {
    const bool tells_of = of.empty() && !term.of().empty();
    session->out() << (tells_of ? absl::StrCat(term.of(), "  ") : "") << term.term() << "  "
                   << session->Say(term.label().en(), term.label().sv()) << "\n";
  }
  if (response->terms().empty() && !session->quiet) {
    session->err() << session->Say("Nothing found.\n", "Inget hittades.\n");
  }
  return kDone;
}

}  // namespace

void AddListCommands(CLI::App* app, Session* session) {
  CLI::App* group = app->add_subcommand("list", "List what there is to say, and what it is called");
  group->require_subcommand(1);
  for (const List& list : kLists) {
    CLI::App* command = group->add_subcommand(list.name, list.what);
    command->footer(absl::StrCat("\nExample:\n  verkan list ", list.name, " --lang sv\n"));
    auto of = std::make_shared<std::string>();
    if (list.of != nullptr) command->add_option("OF", *of, list.of);
    command->callback(
        [session, list, of] { session->exit_code = PrintTerms(session, list.vocabulary, *of); });
  }
}

}  // namespace verkan::cli
