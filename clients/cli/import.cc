// verkan import: records the facts of files.
#include <CLI/CLI.hpp>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/arguments.h"
#include "clients/cli/check.h"
#include "clients/cli/commands.h"
#include "clients/cli/counted.h"
#include "clients/cli/figures_file.h"
#include "clients/cli/header_names.h"
#include "clients/cli/importer.h"
#include "clients/cli/jsonl_file.h"
#include "clients/cli/session.h"

namespace verkan::cli {
namespace {

constexpr char kFooter[] = R"(
Importing the same file again records nothing again: the request id of every fact follows
from the fact itself. An import that broke off can therefore simply be run again.
Equal rows are several facts, such as two equal meetings; what begins under an id of its own,
such as an activity, is said once however often it stands there.
A row whose fact was recorded before, and undone or replaced since by something that is not in
these files, is listed with both positions and not recorded; --again records it anew.
A file from which nothing was read is an error. Rows of empty cells are skipped and counted.
Rows that are refused are listed as file:line:column with the value and what was wanted;
all other rows are recorded, and the exit code is 3.
)";

constexpr char kProjectsFooter[] = R"(
Format: UTF-8, one fact a line, as the proto JSON of verkan.event.v1.Event. Empty lines and
lines that begin with # are skipped. Names may be camelCase or snake_case:
  {"activityHeld": {"activityId": "lunch-1", "details": {"projectId": "siru-2",
   "kind": "ACTIVITY_KIND_KNOWLEDGE_LUNCH", "occurred": {"from": "2021", "to": "2023"}}}}
The order matters: an organisation or a project comes before what refers to it.
A fact that was recorded in error is voided by its stream and id (verkan log read shows them).
If others rest on it, all of them are voided together or none:
  {"eventVoided": {"stream": "activity-lunch-1", "eventId": "…", "reason": "never held"},
   "together": true}
A fact that is made up, as those of a sample are, has "invented": true beside it.

Examples:
  verkan import projects deploy/sample/10-organisations.jsonl deploy/sample/30-siru.jsonl
  verkan import projects --dry-run mine.jsonl
  other-system --export | verkan import projects -
)";

constexpr char kFiguresFooter[] = R"(
Format: UTF-8 with or without byte order mark, CSV with ';', ',' or tab between the cells.
The first row names the columns:
  region_code           region (län) of the row, two digits
  region                its name, for the reader only; but Totalt, Summa: of the whole, Riket: of the
                        country
  project_id            project of the row, instead of --programme
  source                who states the row's figures, instead of --source
  place                 where in the source, if it says two things
  organisation_number   of whoever states them: checked, and the source where none is given
  period                what the figures are about, instead of --period
  note                  what the source says about them
  anything else         an indicator: known_social_enterprises is known-social-enterprises
A cell is kept as written and read by the server: "Över 1200", "ca 45", "-", "ej angett".
An empty cell is blank; \N says that the source has no such field.
A changed cell is a new figure, which replaces the earlier one of the same source.

Examples:
  verkan import figures regions_2019.csv --programme regions-programme --period 2019 \
      --source "national overview, autumn 2019"
  verkan import figures mine.csv --map "Antal företag=known-social-enterprises" --skip Kommentar
)";

struct ImportArguments {
  std::vector<std::string> paths;
  bool dry_run = false;
  bool again = false;
  FiguresOptions figures;
  std::string period;
  std::vector<std::string> maps;
  std::vector<std::string> skipped;
};

using OpenFile =
    std::function<absl::StatusOr<std::unique_ptr<RowReader>>(const std::string&, std::string)>;

std::string ResultText(const Session& session, const ImportResult& result, bool dry_run) {
  std::string text = absl::StrCat(
      result.recorded,
      dry_run ? session.Say(" would be recorded, ", " skulle registreras, ")
              : session.Say(" recorded, ", " registrerade, "),
      result.already_recorded, session.Say(" already recorded, ", " redan registrerade, "),
      result.refused, session.Say(" refused", " avvisade"));
  if (result.skipped > 0) {
    absl::StrAppend(&text, ", ", Counted(result.skipped, "empty rows", session.language()),
                    session.Say(" skipped", result.skipped == 1 ? " överhoppad" : " överhoppade"));
  }
  if (result.last_position > 0) {
    absl::StrAppend(&text, session.Say("; last position ", "; sista position "),
                    result.last_position);
  }
  if (!dry_run) return text;
  absl::StrAppend(&text, "\n", result.not_judged,
                  session.Say(" not judged: a rule refuses them as the log is now, but they may "
                              "rest on earlier rows. Nothing was recorded.",
                              " inte bedömda: en regel avvisar dem som loggen är nu, men de kan "
                              "vila på tidigare rader. Inget registrerades."));
  return text;
}

std::string BrokenOffText(const Session& session) {
  return std::string(session.Say(
      "The import broke off: the counts above are what the server acknowledged. Run the same "
      "command again; nothing is recorded twice.",
      "Importen avbröts: siffrorna ovan är vad servern har bekräftat. Kör samma kommando igen; "
      "inget registreras två gånger."));
}

nlohmann::ordered_json ToJson(const Refusal& refusal) {
  nlohmann::ordered_json json = {{"file", refusal.file}, {"line", refusal.place.line}};
  if (refusal.place.column > 0) json["column"] = refusal.place.column;
  if (refusal.reason.empty()) {
    json["path"] = refusal.violation.path;
    json["value"] = refusal.violation.value;
    json["wanted"] = refusal.violation.wanted;
  } else {
    json["reason"] = refusal.reason;
    json["message"] = refusal.text;
  }
  return json;
}

void PrintResultJson(const Session& session, const ImportResult& result, bool dry_run,
                     const nlohmann::ordered_json& refusals) {
  nlohmann::ordered_json json = {
      {"recorded", result.recorded},      {"alreadyRecorded", result.already_recorded},
      {"refused", result.refused},        {"skippedRows", result.skipped},
      {"emptyFiles", result.empty_files}, {"lastPosition", std::to_string(result.last_position)},
      {"complete", result.end.ok()}};
  if (dry_run) json["dryRun"] = true;
  if (dry_run) json["notJudged"] = result.not_judged;
  json["refusals"] = refusals;
  if (!result.end.ok()) {
    json["error"] = nlohmann::ordered_json::parse(session.ErrorJson(result.end), nullptr, false);
  }
  session.out() << json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << "\n";
}

int RunImport(Session* session, const ImportArguments& arguments, const OpenFile& open) {
  std::vector<ImportFile> files;
  for (const std::string& path : arguments.paths) {
    absl::StatusOr<std::string> text = ReadTextFile(path);
    if (!text.ok()) return session->Fail(text.status());
    auto rows = open(path, *std::move(text));
    if (!rows.ok()) return session->Fail(rows.status());
    files.push_back({path, *std::move(rows)});
  }
  Progress progress = session->StartProgress("facts", "fakta");
  nlohmann::ordered_json refusals = nlohmann::ordered_json::array();
  Importer importer(session->client(),
                    {.dry_run = arguments.dry_run,
                     .again = arguments.again,
                     .patience = absl::Seconds(session->timeout_seconds),
                     .language = session->language()},
                    &progress, [&](const Refusal& refusal) {
                      if (session->json) {
                        refusals.push_back(ToJson(refusal));
                      } else {
                        session->err() << ToText(refusal, session->language()) << "\n";
                      }
                    });
  const ImportResult result = importer.Run(files);
  if (session->json) {
    PrintResultJson(*session, result, arguments.dry_run, refusals);
  } else {
    session->out() << ResultText(*session, result, arguments.dry_run) << std::endl;
    for (const std::string& path : result.empty_files) {
      session->err() << "verkan: " << path
                     << session->Say(": nothing was read: there is no fact in it\n",
                                     ": inget lästes: där finns inget faktum\n");
    }
    if (!result.end.ok()) {
      session->Fail(result.end);
      session->err() << BrokenOffText(*session) << "\n";
    }
  }
  if (!result.end.ok()) return Session::ExitCodeOf(result.end);
  if (result.refused > 0) return kRefused;
  return result.empty_files.empty() ? kDone : kError;
}

// Reads "column=indicator" arguments.
absl::StatusOr<std::pair<std::string, std::string>> ParseMapping(const std::string& text) {
  const size_t equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\": wanted COLUMN=INDICATOR, such as antal=participants"));
  }
  return std::make_pair(text.substr(0, equals), text.substr(equals + 1));
}

CLI::App* AddImport(CLI::App* group, const std::string& name, const std::string& what,
                    const std::shared_ptr<ImportArguments>& arguments) {
  CLI::App* command = group->add_subcommand(name, what);
  command->add_option("FILE", arguments->paths, "Files, in order; - is standard input")->required();
  command->add_flag("--dry-run", arguments->dry_run,
                    "Check every row and record nothing. Rows that rest on earlier rows of the "
                    "same files cannot be judged by the rules and are only counted");
  command->add_flag("--again", arguments->again,
                    "Record anew the rows whose facts were undone or replaced since");
  return command;
}

void AddImportProjects(CLI::App* group, Session* session) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command =
      AddImport(group, "projects", "Record facts of any kind, one a line", arguments);
  command->footer(kProjectsFooter);
  command->callback([session, arguments] {
    session->exit_code = RunImport(session, *arguments, [](const std::string&, std::string text) {
      return ReadJsonLines(std::move(text));
    });
  });
}

void AddImportFigures(CLI::App* group, Session* session) {
  auto arguments = std::make_shared<ImportArguments>();
  CLI::App* command =
      AddImport(group, "figures", "Record figures, a row per region or project", arguments);
  command->footer(kFiguresFooter);
  command->add_option("--programme", arguments->figures.programme,
                      "Programme or project the figures are about");
  command->add_option("--source", arguments->figures.source, "Who states them");
  command->add_option("--period", arguments->period, "What they are about: 2019 or 2021..2023")
      ->check(Readable(ParseWhen, ""));
  command->add_option("--map", arguments->maps, "COLUMN=INDICATOR, where the names differ")
      ->check(Readable(ParseMapping, ""))
      ->allow_extra_args(false);
  command->add_option("--skip", arguments->skipped, "Column that is no indicator")
      ->allow_extra_args(false);
  command->callback([session, arguments] {
    FiguresOptions options = arguments->figures;
    if (!arguments->period.empty()) options.period = *ParseWhen(arguments->period);
    for (const std::string& map : arguments->maps) {
      const auto [column, indicator] = *ParseMapping(map);
      options.indicators.insert({Plain(column), indicator});
    }
    for (const std::string& column : arguments->skipped) options.skipped.insert(Plain(column));
    session->exit_code =
        RunImport(session, *arguments, [options](const std::string& path, std::string text) {
          return ReadFigures(path, text, options);
        });
  });
}

}  // namespace

void AddImportCommands(CLI::App* app, Session* session) {
  CLI::App* group = app->add_subcommand("import", "Record the facts of files");
  group->require_subcommand(1);
  group->footer(std::string(kFooter) + "\nverkan import projects:" + kProjectsFooter +
                "\nverkan import figures:" + kFiguresFooter);
  AddImportProjects(group, session);
  AddImportFigures(group, session);
}

}  // namespace verkan::cli
