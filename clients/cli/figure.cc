// verkan figure: a figure, and the events it comes from. verkan indicators: which there are.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/arguments.h"
#include "clients/cli/as_of_option.h"
#include "clients/cli/check.h"
#include "clients/cli/commands.h"
#include "clients/cli/counted.h"
#include "clients/cli/figure_format.h"
#include "clients/cli/log_format.h"
#include "clients/cli/session.h"
#include "clients/cli/suggest.h"
#include "clients/cli/text_file.h"

namespace verkan::cli {
namespace {

constexpr char kGetFooter[] = R"(
Dimensions are those that `verkan indicators INDICATOR` lists, such as project, region, kind or quarter.

Examples:
  verkan figure get participants --where project=siru-2
  verkan figure get activities --where project=siru-2 --by kind
  verkan figure get known-social-enterprises --by region --prefer Sofisam:12,03
  verkan figure get known-social-enterprises --period 2019
)";

constexpr char kExplainFooter[] = R"(
Lists the events that the figure comes from, so that it can be followed down to them.

Examples:
  verkan figure explain procurements --where project=siru-2
  verkan figure explain participants --where project=siru-2 --as-of 120 --limit 20
)";

struct FigureArguments {
  std::string indicator;
  std::vector<std::string> where;
  std::vector<std::string> by;
  std::vector<std::string> preferences;
  std::string as_of;
  std::string period;
  bool leave_out_narrower_scopes = false;
  bool add_mixed_scopes = false;  // changes nothing; older scripts say it
  int limit = 100;
};

figure::v1::FigureQuery MakeQuery(const FigureArguments& arguments, client::Language language) {
  figure::v1::FigureQuery query;
  query.set_indicator_id(arguments.indicator);
  for (const std::string& text : arguments.where) *query.add_filters() = *ParseFilter(text);
  for (const std::string& text : arguments.by) {
    for (absl::string_view dimension : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
      query.add_group_by(std::string(dimension));
    }
  }
  for (const std::string& text : arguments.preferences) {
    *query.add_preferences() = *ParsePreference(text);
  }
  query.set_period(arguments.period);
  query.set_leave_out_narrower_scopes(arguments.leave_out_narrower_scopes);
  query.set_add_mixed_scopes(arguments.add_mixed_scopes);
  const AsOf as_of = ToAsOf(arguments.as_of);
  query.set_as_of_position(as_of.position);
  query.set_as_of_time(as_of.time);
  query.set_language(language == client::Language::kSwedish ? "sv" : "en");
  return query;
}

void PrintFigures(Session* session, const figure::v1::FigureQuery& query,
                  const figure::v1::GetFigureResponse& response) {
  const client::Language language = session->language();
  const bool grouped = !query.group_by().empty();
  // Beside figures that are computed may stand the one that is reported.
  const std::string reported(session->Say("reported", "rapporterat"));
  const auto name_of = [&](const figure::v1::Figure& figure) {
    if (!figure.group().empty()) return FormatGroup(figure, language);
    if (grouped) return reported;
    const bool beside = &figure != &response.figures(0);
    return beside ? absl::StrCat(query.indicator_id(), ", ", reported) : query.indicator_id();
  };
  std::vector<std::string> groups;
  int width = 0;
  for (const auto& figure : response.figures()) {
    groups.push_back(name_of(figure));
    width = std::max(width, CountCharacters(groups.back()));
  }
  const std::string total(session->Say("total", "totalt"));
  if (grouped) width = std::max(width, CountCharacters(total));
  const auto pad = [width](const std::string& text) {
    return text + std::string(std::max(0, width - CountCharacters(text)) + 2, ' ');
  };
  const auto print = [&](const std::string& name, const figure::v1::Figure& figure, bool whole) {
    session->out() << pad(name) << FormatFigure(figure, language) << "\n"
                   << (whole ? FormatCoverage(figure, language) : "")
                   << FormatDetails(figure, language);
  };
  for (int i = 0; i < response.figures_size(); ++i) {
    print(groups[i], response.figures(i), !grouped);
  }
  if (grouped) print(total, response.total(), true);
  session->out() << session->Say("as of position ", "vid position ") << response.as_of_position()
                 << "\n";
  if (response.log_began().empty()) return;
  session->out() << session->Say("The log began at ", "Loggen började ") << response.log_began()
                 << session->Say(": nothing was recorded before that\n",
                                 ": dessförinnan är inget registrerat\n");
}

int GetFigure(Session* session, const FigureArguments& arguments) {
  if (const auto before = AnswerBeforeTheLog(session, ToAsOf(arguments.as_of))) return *before;
  figure::v1::GetFigureRequest request;
  *request.mutable_query() = MakeQuery(arguments, session->language());
  const absl::StatusOr<uint64_t> position =
      session->PositionToReflect(request.query().as_of_position());
  if (!position.ok()) return session->Fail(position.status());
  request.set_min_position(*position);
  const auto response = session->client()->GetFigure(request);
  if (!response.ok()) return session->Fail(response.status());
  if (session->json) return session->PrintJson(*response);
  PrintFigures(session, request.query(), *response);
  return kDone;
}

// Prints the events at the positions, reading each run of neighbours at once.
absl::Status PrintEvents(Session* session, const std::vector<uint64_t>& positions) {
  for (size_t first = 0; first < positions.size();) {
    size_t last = first;
    while (last + 1 < positions.size() && positions[last + 1] == positions[last] + 1) ++last;
    log::v1::ReadRequest request;
    request.set_from_position(positions[first]);
    request.set_to_position(positions[last]);
    const absl::Status status =
        session->client()->Read(request, [session](const log::v1::ReadResponse& message) {
          for (const auto& event : message.events()) session->out() << EventLine(event) << "\n";
          return true;
        });
    if (!status.ok()) return status;
    first = last + 1;
  }
  return absl::OkStatus();
}

int ExplainFigure(Session* session, const FigureArguments& arguments) {
  if (const auto before = AnswerBeforeTheLog(session, ToAsOf(arguments.as_of))) return *before;
  figure::v1::ExplainFigureRequest request;
  *request.mutable_query() = MakeQuery(arguments, session->language());
  const absl::StatusOr<uint64_t> position =
      session->PositionToReflect(request.query().as_of_position());
  if (!position.ok()) return session->Fail(position.status());
  request.set_min_position(*position);
  request.set_page_size(arguments.limit);
  const auto response = session->client()->ExplainFigure(request);
  if (!response.ok()) return session->Fail(response.status());
  if (session->json) return session->PrintJson(*response);
  session->out() << arguments.indicator << "  "
                 << FormatFigure(response->figure(), session->language()) << "\n"
                 << FormatCoverage(response->figure(), session->language())
                 << FormatDetails(response->figure(), session->language());
  const absl::Status status =
      PrintEvents(session, {response->positions().begin(), response->positions().end()});
  if (!status.ok()) return session->Fail(status);
  if (!response->next_page_token().empty()) {
    session->out() << session->Say("… and more: ask for them with --limit",
                                   "… och fler: begär dem med --limit")
                   << "\n";
  }
  return kDone;
}

absl::StatusOr<indicator::v1::ListIndicatorsResponse> ReadIndicators(Session* session) {
  const auto head = session->client()->GetHead();
  if (!head.ok()) return head.status();
  indicator::v1::ListIndicatorsResponse all;
  indicator::v1::ListIndicatorsRequest request;
  request.set_min_position(head->position());
  request.set_page_size(1000);
  do {
    const auto page = session->client()->ListIndicators(request);
    if (!page.ok()) return page.status();
    all.MergeFrom(*page);
    all.set_next_page_token(page->next_page_token());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return all;
}

bool Contains(absl::string_view text, absl::string_view word) {
  return absl::StrContains(absl::AsciiStrToLower(text), absl::AsciiStrToLower(word));
}

// Keeps the indicator of that id or, if there is none, those whose id or name holds the word.
void Choose(const std::string& word, indicator::v1::ListIndicatorsResponse* all) {
  auto* indicators = all->mutable_indicators();
  const auto is = [&](const auto& indicator) { return indicator.indicator_id() == word; };
  const bool exact = std::any_of(indicators->begin(), indicators->end(), is);
  const auto drop = [&](const auto& indicator) {
    if (exact) return !is(indicator);
    return !Contains(indicator.indicator_id(), word) && !Contains(indicator.name_sv(), word) &&
           !Contains(indicator.name_en(), word);
  };
  indicators->erase(std::remove_if(indicators->begin(), indicators->end(), drop),
                    indicators->end());
}

absl::string_view OverTimeText(const Session& session, event::v1::OverTime over_time) {
  switch (over_time) {
    case event::v1::OVER_TIME_STOCK:
      return session.Say("; how many there are: periods are never added",
                         "; hur många det finns: perioder läggs aldrig ihop");
    case event::v1::OVER_TIME_FLOW:
      return session.Say("; how many happened: periods are added",
                         "; hur många som skett: perioder läggs ihop");
    case event::v1::OVER_TIME_CUMULATIVE:
      return session.Say("; how many there have been: the last period counts",
                         "; hur många det varit sammanlagt: den sista perioden gäller");
    default:
      return "";
  }
}

// "kind (slag), region": names, with what they are called if that is another word.
std::string DimensionsText(const Session& session, const indicator::v1::Indicator& indicator) {
  std::vector<std::string> dimensions;
  for (int i = 0; i < indicator.dimensions_size(); ++i) {
    const std::string& name = indicator.dimensions(i);
    absl::string_view label = name;
    if (i < indicator.dimension_labels_size()) {
      const auto& labels = indicator.dimension_labels(i);
      label = session.Say(labels.en(), labels.sv());
    }
    dimensions.push_back(label == name ? name : absl::StrCat(name, " (", label, ")"));
  }
  return absl::StrJoin(dimensions, ", ");
}

void PrintIndicator(const Session& session, const indicator::v1::Indicator& indicator) {
  session.out() << indicator.indicator_id() << "\n  "
                << session.Say(indicator.name_en(), indicator.name_sv());
  if (!indicator.unit().empty()) {
    session.out() << ", " << NounFor(/*one=*/false, indicator.unit(), session.language());
  }
  session.out() << (indicator.computed()
                        ? session.Say(" (computed from events)", " (beräknas ur händelser)")
                        : session.Say(" (reported by sources)", " (rapporteras av källor)"))
                << OverTimeText(session, indicator.over_time()) << "\n";
  const std::string& swedish = indicator.description_sv();
  const absl::string_view description =
      session.Say(indicator.description(), swedish.empty() ? indicator.description() : swedish);
  if (!description.empty()) session.out() << "  " << description << "\n";
  if (!indicator.dimensions().empty()) {
    session.out() << "  " << session.Say("by: ", "per: ") << DimensionsText(session, indicator)
                  << "\n";
  }
}

int ListIndicators(Session* session, const std::string& word) {
  auto all = ReadIndicators(session);
  if (!all.ok()) return session->Fail(all.status());
  std::vector<std::string> ids;
  for (const auto& indicator : all->indicators()) ids.push_back(indicator.indicator_id());
  Choose(word, &*all);
  if (all->indicators().empty() && !word.empty()) {
    const std::string nearest = Nearest(word, ids);
    return session->Fail(absl::NotFoundError(
        absl::StrCat(session->Say("no indicator is called \"", "ingen indikator heter \""), word,
                     "\"", nearest.empty() ? "" : session->Say("; did you mean ", "; menade du "),
                     nearest, nearest.empty() ? "" : "?")));
  }
  if (session->json) return session->PrintJson(*all);
  for (const auto& indicator : all->indicators()) {
    if (!word.empty()) {
      PrintIndicator(*session, indicator);
    } else {
      session->out() << indicator.indicator_id() << "  "
                     << session->Say(indicator.name_en(), indicator.name_sv()) << "\n";
    }
  }
  return kDone;
}

void AddQueryOptions(CLI::App* command, FigureArguments* arguments) {
  command->add_option("INDICATOR", arguments->indicator, "Id of the indicator")->required();
  command->add_option("--where", arguments->where, "DIMENSION=VALUE,VALUE: only these")
      ->check(Readable(ParseFilter, ""))
      ->allow_extra_args(false);
  command
      ->add_option("--prefer", arguments->preferences,
                   "Source to prefer: SOURCE, or SOURCE:REGION,REGION for some regions")
      ->check(Readable(ParsePreference, ""))
      ->allow_extra_args(false);
  AddAsOf(command, &arguments->as_of);
  command->add_option(
      "--period", arguments->period,
      "Of figures that sources report: 2021, 2021-Q1, 2021-07/2022-06; left out, the "
      "one that most regions report");
  command->add_flag("--leave-out-narrower-scopes", arguments->leave_out_narrower_scopes,
                    "Only figures that count all that the indicator says");
  command->add_flag("--add-mixed-scopes", arguments->add_mixed_scopes)->group("");
}

}  // namespace

void AddFigureCommands(CLI::App* app, Session* session) {
  CLI::App* group = app->add_subcommand("figure", "Ask for a figure");
  group->require_subcommand(1);

  auto get_arguments = std::make_shared<FigureArguments>();
  CLI::App* get = group->add_subcommand("get", "A figure, grouped and filtered");
  get->footer(kGetFooter);
  AddQueryOptions(get, get_arguments.get());
  get->add_option("--by", get_arguments->by, "DIMENSION,DIMENSION: a figure for each value")
      ->allow_extra_args(false);
  get->callback(
      [session, get_arguments] { session->exit_code = GetFigure(session, *get_arguments); });

  auto explain_arguments = std::make_shared<FigureArguments>();
  CLI::App* explain = group->add_subcommand("explain", "The events a figure comes from");
  explain->footer(kExplainFooter);
  AddQueryOptions(explain, explain_arguments.get());
  explain->add_option("--limit", explain_arguments->limit, "How many events at the most")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  explain->callback([session, explain_arguments] {
    session->exit_code = ExplainFigure(session, *explain_arguments);
  });

  CLI::App* indicators = app->add_subcommand("indicators", "List what can be asked for");
  auto word = std::make_shared<std::string>();
  indicators->add_option("WORD", *word, "Id of an indicator, or part of ids or names: tells more");
  indicators->footer(
      "\nExamples:\n  verkan indicators\n  verkan indicators activities\n"
      "  verkan indicators procure --json\n");
  indicators->callback([session, word] { session->exit_code = ListIndicators(session, *word); });
}

}  // namespace verkan::cli
