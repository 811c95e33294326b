// Sections of the leaflet about the project itself.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "projections/facts/mirror.h"
#include "projections/project/project_facts.h"
#include "projections/report/layout.h"
#include "projections/report/leaflet_context.h"
#include "regions/regions.h"

namespace verkan::projections {
namespace {

constexpr absl::string_view kRoles[] = {"owner",       "coordinator", "partner",      "financier",
                                        "assigned",    "interested",  "collaborator", "contributor",
                                        "participant", "beneficiary"};

void AddPartners(const LeafletContext& context, SectionMaker* section) {
  const std::vector<Row> partners = context.Rows(kPartners);
  for (const absl::string_view role : kRoles) {
    for (const Row& row : partners) {
      if (row.text("role") != role) continue;
      const std::string groups =
          absl::StrReplaceAll(context.Text(row, "groups", "groups_sv"), {{"\n", ", "}});
      std::string text =
          absl::StrCat(Capitalised(context.Value("PartnerRole", role)), ": ",
                       groups.empty() ? context.Organisation(row.text("organisation")) : groups);
      if (row.text("fact") == "partner_left") {
        absl::StrAppend(&text, context.Say(" (har lämnat projektet", " (has left the project"),
                        row.text("left_when").empty() ? "" : " ",
                        LeafletContext::Period(row.text("left_when")), ")");
      }
      section->Add(role, std::move(text), {row.event()});
    }
  }
}

void AddRegions(const LeafletContext& context, SectionMaker* section) {
  std::vector<std::string> regions;
  std::vector<Position> positions;
  for (const Row& row : context.Rows(kProjectRegions)) {
    regions.push_back(
        absl::StrCat(regions::RegionName(row.text("region")), " (", row.text("region"), ")"));
    positions.push_back(row.event());
  }
  if (regions.empty()) return;
  positions.resize(1);  // one event states them all
  section->Add("regions",
               absl::StrCat(context.Say(regions.size() == 1 ? "Region: " : "Regioner: ",
                                        regions.size() == 1 ? "Region: " : "Regions: "),
                            absl::StrJoin(regions, ", ")),
               positions);
}

std::string ProjectName(const LeafletContext& context, absl::string_view id) {
  const std::vector<Row> rows = context.facts()[kProjects].AsOf(context.as_of(), id);
  return rows.empty() ? std::string(id) : std::string(rows.back().text("name"));
}

void AddLinks(const LeafletContext& context, SectionMaker* section) {
  for (const Row& row : context.Rows(kLinks)) {
    std::string name = context.Text(row, "other_label", "other_name");
    if (name.empty()) name = ProjectName(context, row.text("other_project"));
    std::string text =
        absl::StrCat(Capitalised(context.Value("ProjectLinkKind", row.text("kind"))), ": ", name);
    for (const absl::string_view when : {row.text("other_period"), row.text("when")}) {
      if (!when.empty()) absl::StrAppend(&text, ", ", LeafletContext::Period(when));
    }
    section->Add(row.text("kind"), std::move(text), {row.event()});
  }
}

}  // namespace

report::v1::Section ProjectSection(const LeafletContext& context) {
  SectionMaker section("project", context.Say("Projektet", "The project"));
  AddPartners(context, &section);
  AddRegions(context, &section);
  const Row project = context.Rows(kProjects).back();
  if (!project.text("programme").empty()) {
    section.Add("programme",
                absl::StrCat(context.Say("Del av: ", "Part of: "),
                             ProjectName(context, project.text("programme"))),
                {project.event()});
  }
  AddLinks(context, &section);
  if (project.text("fact") == "project_closed") {
    section.Add("closed",
                absl::StrCat(context.Say("Avslutat", "Closed"),
                             project.text("closed_when").empty() ? "" : ": ",
                             LeafletContext::Period(project.text("closed_when"))),
                {project.event()});
  }
  return section.Make();
}

report::v1::Section PeriodsSection(const LeafletContext& context) {
  SectionMaker section("periods", context.Say("Period", "Period"));
  const std::vector<Row> rows = context.Rows(kProjectPeriods);
  bool differ = false;
  for (const Row& row : rows) {
    section.Add("period", LeafletContext::Period(row.text("when")), {row.event()})
        ->set_source(std::string(row.text("source")));
    differ |= row.text("when") != rows.front().text("when");
  }
  if (differ) {
    section.Add("periods.differ",
                context.Say("Källorna anger olika perioder; båda återges som de står",
                            "The sources state different periods; each is given as it stands"));
  }
  return section.Make();
}

report::v1::Section TargetGroupsSection(const LeafletContext& context) {
  SectionMaker section("target_groups", context.Say("Målgrupper", "Target groups"));
  const Row project = context.Rows(kProjects).back();
  for (const absl::string_view group : Items(project.text("primary_target_groups"), '\n')) {
    section.Add("primary", std::string(group), {project.event()});
  }
  for (const absl::string_view group : Items(project.text("secondary_target_groups"), '\n')) {
    section.Add("secondary", absl::StrCat(group, context.Say(" (i andra hand)", " (secondary)")),
                {project.event()});
  }
  return section.Make();
}

report::v1::Section StrandsSection(const LeafletContext& context) {
  SectionMaker section("strands", context.Say("Arbetsspår", "Work strands"));
  for (const Row& row : context.Rows(kStrands)) {
    section.Add("strand", context.Text(row, "label", "name"), {row.event()});
  }
  return section.Make();
}

report::v1::Section NeedsSection(const LeafletContext& context) {
  SectionMaker section("needs", context.Say("Behov som återstår", "Needs that remain"));
  for (const Row& row : context.Rows(kNeeds)) {
    if (row.text("status") == "met") continue;
    section.Add("need", context.Text(row, "label", "need"), {row.event()});
  }
  return section.Make();
}

report::v1::Section TakeoversSection(const LeafletContext& context) {
  SectionMaker section("takeovers", context.Say("Tar arbetet vidare", "Taking over"));
  for (const Row& row : context.Rows(kTakeovers)) {
    const std::string what = context.Text(row, "label", "what");
    section.Add("takeover",
                absl::StrCat(context.Organisation(row.text("organisation")),
                             what.empty() ? "" : ": ", what),
                {row.event()});
  }
  return section.Make();
}

}  // namespace verkan::projections
