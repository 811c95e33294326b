// verkan report: the results leaflet of a project, and the national overview.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/arguments.h"
#include "clients/cli/as_of_option.h"
#include "clients/cli/check.h"
#include "clients/cli/commands.h"
#include "clients/cli/session.h"

namespace verkan::cli {
namespace {

constexpr char kLeafletFooter[] = R"(
Examples:
  verkan report leaflet siru-2
  verkan report leaflet siru-2 --lang sv --as-of 2026-11-22
  verkan report leaflet siru-2 --as-of 17 --json
)";

constexpr char kOverviewFooter[] = R"(
Examples:
  verkan report overview
  verkan report overview --prefer Sofisam:12,03
  verkan report overview --period 2019 --leave-out-narrower-scopes
  verkan report overview --programme regions-programme --json
)";

struct ReportArguments {
  std::string id;
  std::string as_of;
  std::vector<std::string> preferences;
  std::vector<std::string> indicators;
  std::string period;
  bool leave_out_narrower_scopes = false;
};

// What both requests have: language, and as of when.
template <typename Request>
absl::Status SetCommon(Session* session, const AsOf& as_of, Request* request) {
  request->set_language(session->language() == client::Language::kSwedish
                            ? report::v1::LANGUAGE_SV
                            : report::v1::LANGUAGE_EN);
  request->set_as_of_position(as_of.position);
  request->set_as_of_time(as_of.time);
  const absl::StatusOr<uint64_t> position = session->PositionToReflect(as_of.position);
  if (position.ok()) request->set_min_position(*position);
  return position.status();
}

template <typename Response>
int Print(Session* session, const absl::StatusOr<Response>& response) {
  if (!response.ok()) return session->Fail(response.status());
  if (session->json) return session->PrintJson(*response);
  session->out() << response->text();
  if (!response->text().empty() && response->text().back() != '\n') session->out() << "\n";
  return kDone;
}

int Leaflet(Session* session, const ReportArguments& arguments) {
  const AsOf as_of = ToAsOf(arguments.as_of);
  if (const auto before = AnswerBeforeTheLog(session, as_of)) return *before;
  report::v1::GetLeafletRequest request;
  request.set_project_id(arguments.id);
  const absl::Status status = SetCommon(session, as_of, &request);
  if (!status.ok()) return session->Fail(status);
  return Print(session, session->client()->GetLeaflet(request));
}

int Overview(Session* session, const ReportArguments& arguments) {
  const AsOf as_of = ToAsOf(arguments.as_of);
  if (const auto before = AnswerBeforeTheLog(session, as_of)) return *before;
  report::v1::GetOverviewRequest request;
  request.set_programme_id(arguments.id);
  for (const std::string& indicator : arguments.indicators) request.add_indicator_ids(indicator);
  for (const std::string& preference : arguments.preferences) {
    *request.add_preferences() = *ParsePreference(preference);
  }
  request.set_period(arguments.period);
  request.set_leave_out_narrower_scopes(arguments.leave_out_narrower_scopes);
  const absl::Status status = SetCommon(session, as_of, &request);
  if (!status.ok()) return session->Fail(status);
  return Print(session, session->client()->GetOverview(request));
}

}  // namespace

void AddReportCommands(CLI::App* app, Session* session) {
  CLI::App* group = app->add_subcommand("report", "Show a report");
  group->require_subcommand(1);

  auto leaflet_arguments = std::make_shared<ReportArguments>();
  CLI::App* leaflet = group->add_subcommand("leaflet", "The results leaflet of a project");
  leaflet->footer(kLeafletFooter);
  leaflet->add_option("PROJECT", leaflet_arguments->id, "Id of the project")->required();
  AddAsOf(leaflet, &leaflet_arguments->as_of);
  leaflet->callback(
      [session, leaflet_arguments] { session->exit_code = Leaflet(session, *leaflet_arguments); });

  auto overview_arguments = std::make_shared<ReportArguments>();
  overview_arguments->id = "regions-programme";
  CLI::App* overview = group->add_subcommand("overview", "The figures of all regions, and totals");
  overview->footer(kOverviewFooter);
  overview->add_option("--programme", overview_arguments->id, "Id of the programme")
      ->capture_default_str();
  overview
      ->add_option("--indicator", overview_arguments->indicators,
                   "Indicator of a column; else all that were reported")
      ->allow_extra_args(false);
  overview
      ->add_option("--prefer", overview_arguments->preferences,
                   "Source to prefer where sources disagree: SOURCE, or SOURCE:REGION,REGION for "
                   "some regions")
      ->check(Readable(ParsePreference, ""))
      ->allow_extra_args(false);
  overview->add_option("--period", overview_arguments->period,
                       "Of figures that sources report: 2021, 2021-Q1, 2021-07/2022-06; left out, "
                       "the one that most regions report");
  overview->add_flag("--leave-out-narrower-scopes", overview_arguments->leave_out_narrower_scopes,
                     "Only figures that count all that the indicator says");
  AddAsOf(overview, &overview_arguments->as_of);
  overview->callback([session, overview_arguments] {
    session->exit_code = Overview(session, *overview_arguments);
  });
}

}  // namespace verkan::cli
