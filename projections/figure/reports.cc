#include "projections/figure/reports.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "projections/facts/texts.h"
#include "projections/figure/figure_facts.h"
#include "projections/figure_text/normal_form.h"
#include "projections/project/project_facts.h"

namespace verkan::projections {
namespace {

// Names as they were last written, by their keys.
class LastWritten {
 public:
  void Add(const std::string& key, const std::string& name, Position position) {
    auto& [last, text] = names_[key];
    if (last <= position) std::tie(last, text) = std::make_pair(position, name);
  }
  const std::string& Get(const std::string& key) const { return names_.at(key).second; }

 private:
  std::map<std::string, std::pair<Position, std::string>> names_;
};

Reported ReportOf(const Row& row, const KnownProjects& projects) {
  Reported report;
  report.region = std::string(row.text("region"));
  report.project = std::string(row.text("project"));
  const auto project = projects.find(report.project);
  const bool in_one = project != projects.end() && project->second.regions.size() == 1;
  if (report.region.empty() && in_one) report.region = *project->second.regions.begin();
  report.source = NormalForm(row.text("source"));
  report.source_key = SourceKey(report.source);
  report.place = NormalForm(row.text("place"));
  report.text = std::string(row.text("text"));
  report.reading.ParseFromString(std::string(row.bytes("reading")));
  if (report.reading.note().empty()) report.reading.set_note(std::string(row.text("note")));
  report.reading.set_scope(NormalForm(report.reading.scope()));
  report.days = row.days();
  report.position = row.event();
  report.invented = row.invented();
  return report;
}

// What a later report must say the same of to replace an earlier one of the indicator: region,
// project, first and last day, source, place in it, scope.
using ReportKey =
    std::tuple<std::string, std::string, int32_t, int32_t, std::string, std::string, std::string>;

ReportKey KeyOf(const Reported& report) {
  return {report.region,
          report.project,
          report.days.first,
          report.days.last,
          report.source_key,
          report.place,
          NameKey(report.reading.scope())};
}

}  // namespace

bool IsReported(const Facts& facts, absl::string_view indicator_id) {
  const FactTable& figures = facts[kFigures];
  return figures.dictionary(figures.column("indicator")).Find(indicator_id).has_value();
}

std::vector<Reported> ReportsOf(const Facts& facts, absl::string_view indicator_id,
                                const KnownProjects& projects, Position as_of) {
  const FactTable& figures = facts[kFigures];
  const int indicator = figures.column("indicator");
  const std::optional<Code> code = figures.dictionary(indicator).Find(indicator_id);
  if (!code.has_value()) return {};
  LastWritten sources, scopes;
  std::map<ReportKey, Reported> last;
  absl::flat_hash_set<Position> withdrawn;
  figures.ForEachBelieved(as_of, [&](RowId id) {
    if (figures.code(id, indicator) != *code) return;
    const Row row(&figures, id);
    Reported report = ReportOf(row, projects);
    if (row.number("withdrawn") == 1) withdrawn.insert(report.position);
    const ReportKey key = KeyOf(report);
    sources.Add(report.source_key, report.source, report.position);
    scopes.Add(std::get<6>(key), report.reading.scope(), report.position);
    Reported& kept = last[key];
    if (kept.position <= report.position) kept = std::move(report);
  });
  std::vector<Reported> reports;
  for (auto& [key, report] : last) {
    if (withdrawn.contains(report.position)) continue;
    report.source = sources.Get(report.source_key);
    report.reading.set_scope(scopes.Get(std::get<6>(key)));
    reports.push_back(std::move(report));
  }
  return reports;
}

namespace {

// Calls visit(position) with every later, or else every earlier report that is believed and says
// the same matter as the one at `report`.
template <typename Visit>
void ForEachOfTheSame(const Facts& facts, Position report, Position as_of, bool later,
                      Visit visit) {
  const FactTable& figures = facts[kFigures];
  const int indicator = figures.column("indicator"), project = figures.column("project"),
            region = figures.column("region");
  const auto [first, last] = figures.OpenedAt(report);
  // A withdrawal, or a voiding, writes the rows of reports anew and states none itself.
  if (first == last || figures.event(first) != report) return;
  const KnownProjects none;
  std::optional<KnownProjects> projects;
  const auto key_of = [&](RowId row) {
    // Only a report without region has that of its project.
    const bool asks = figures.text(row, region).empty();
    if (asks && !projects.has_value()) projects = ProjectsAt(facts, as_of);
    return KeyOf(ReportOf(Row(&figures, row), asks ? *projects : none));
  };
  const ReportKey key = key_of(first);
  for (RowId row = later ? last : 0; row < figures.size(); ++row) {
    const Position other = figures.event(row);
    const bool can_be = figures.Sees(row, as_of) && (later ? other > report : other < report) &&
                        figures.code(row, indicator) == figures.code(first, indicator) &&
                        figures.code(row, project) == figures.code(first, project) &&
                        figures.days(row) == figures.days(first);
    if (can_be && key_of(row) == key) visit(other);
  }
}

}  // namespace

Position ReplacedBy(const Facts& facts, Position report, Position as_of) {
  Position by = 0;
  ForEachOfTheSame(facts, report, as_of, /*later=*/true, [&](Position other) {
    if (by == 0 || other < by) by = other;
  });
  return by;
}

Position ReplacedOf(const Facts& facts, Position report, Position as_of) {
  Position of = 0;
  ForEachOfTheSame(facts, report, as_of, /*later=*/false,
                   [&](Position other) { of = std::max(of, other); });
  return of;
}

std::vector<SourceRank> RanksOf(const Facts& facts, absl::string_view indicator_id,
                                Position as_of) {
  std::vector<SourceRank> ranks;
  for (Row row : facts[kSourceRanks].AsOf(as_of, indicator_id)) {
    const std::optional<int> rank = TextsOf<event::v1::Rank>().Find(row.text("rank"));
    ranks.push_back({SourceKey(row.text("source")), std::string(row.text("region")),
                     static_cast<event::v1::Rank>(rank.value_or(event::v1::RANK_NORMAL))});
  }
  return ranks;
}

KnownProjects ProjectsAt(const Facts& facts, Position as_of) {
  KnownProjects projects;
  std::map<std::string, std::string> programme_of;
  for (Row row : facts[kProjects].AsOf(as_of)) {
    const std::string project(row.text("project")), programme(row.text("programme"));
    projects[project];
    if (programme.empty()) continue;
    programme_of[project] = programme;
    projects[programme].is_programme = true;
  }
  for (Row row : facts[kProjectRegions].AsOf(as_of)) {
    projects[std::string(row.text("project"))].regions.emplace(row.text("region"));
  }
  for (auto& [id, project] : projects) {
    std::vector<std::string>& programmes = project.programmes;
    for (auto next = programme_of.find(id); next != programme_of.end();
         next = programme_of.find(next->second)) {
      // A circle, which the rules refuse today, makes nobody a programme of its own.
      if (next->second == id) programmes.clear();
      if (next->second == id ||
          std::find(programmes.begin(), programmes.end(), next->second) != programmes.end())
        break;
      programmes.push_back(next->second);
    }
  }
  return projects;
}

}  // namespace verkan::projections
