#include "projections/report/leaflet.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "projections/project/project_facts.h"
#include "projections/report/layout.h"
#include "projections/report/leaflet_context.h"
#include "projections/report/receipt.h"

namespace verkan::projections {
namespace {

using report::v1::Language;
using report::v1::Leaflet;

constexpr size_t kWidth = 100;

// In the order in which they are read.
constexpr report::v1::Section (*kSections[])(const LeafletContext&) = {
    ProjectSection,      PeriodsSection,        TargetGroupsSection, StrandsSection,
    ParticipantsSection, ActivitiesSection,     NetworksSection,     ProcurementsSection,
    PartnershipsSection, CollaborationsSection, ContactsSection,     ResultsSection,
    FiguresSection,      TargetsSection,        NeedsSection,        TakeoversSection,
};

// Lines that say more about the line before them.
bool BelongsToLineBefore(absl::string_view key) {
  return key == "offer" || key == "target.outcome" || key == "target.no_outcome";
}

// Positions of the events that are made up.
absl::flat_hash_set<Position> InventedEvents(const Facts& facts) {
  absl::flat_hash_set<Position> events;
  for (const auto& table : facts.tables()) {
    if (!table->any_invented()) continue;
    for (RowId row = 0; row < table->size(); ++row) {
      if (table->invented(row)) events.insert(table->event(row));
    }
  }
  return events;
}

// Says of every line how many of the facts behind it are made up.
void MarkInvented(const Facts& facts, Language language, Leaflet* leaflet) {
  const absl::flat_hash_set<Position> events = InventedEvents(facts);
  if (events.empty()) return;
  const Bilingual all = {"påhittat", "made up"};
  const Bilingual some = {"påhittade uppgifter: ", "made-up facts: "};
  for (report::v1::Section& section : *leaflet->mutable_sections()) {
    for (report::v1::Line& line : *section.mutable_lines()) {
      const auto is_invented = [&events](Position position) { return events.contains(position); };
      const uint64_t count = std::max<uint64_t>(
          line.figure().invented(),
          std::count_if(line.positions().begin(), line.positions().end(), is_invented));
      if (count == 0) continue;
      const bool of_all = count == static_cast<uint64_t>(line.positions_size());
      absl::StrAppend(line.mutable_text(), "; ",
                      of_all ? all.In(language) : absl::StrCat(some.In(language), count));
    }
  }
}

std::string LineText(const report::v1::Line& line, Language language) {
  if (line.source().empty()) return line.text();
  const Bilingual source = {"källa:\u00A0", "source:\u00A0"};
  return absl::StrCat(line.text(), " [", source.In(language), line.source(), "]");
}

// As of a time before the log began.
report::v1::GetLeafletResponse Empty(const LeafletOptions& options) {
  report::v1::GetLeafletResponse response;
  Leaflet* leaflet = response.mutable_leaflet();
  leaflet->set_project_id(options.project_id);
  leaflet->set_name(options.project_id);
  *leaflet->mutable_receipt() = options.receipt;
  response.set_text(LeafletText(*leaflet, options.language));
  return response;
}

}  // namespace

absl::StatusOr<report::v1::GetLeafletResponse> MakeLeaflet(const Facts& facts,
                                                           const FigureEngine& figures,
                                                           const LeafletOptions& options) {
  const Position as_of = options.receipt.log_position();
  const std::vector<Row> projects = facts[kProjects].AsOf(as_of, options.project_id);
  if (projects.empty() && !options.receipt.log_began().empty()) return Empty(options);
  if (projects.empty()) {
    return absl::NotFoundError(
        absl::StrCat("project \"", options.project_id, "\" was not known at position ", as_of));
  }
  const LeafletContext context(facts, figures, options.language, options.project_id, as_of);
  report::v1::GetLeafletResponse response;
  Leaflet* leaflet = response.mutable_leaflet();
  leaflet->set_project_id(options.project_id);
  leaflet->set_name(std::string(projects.back().text("name")));
  leaflet->set_theme(std::string(projects.back().text("theme")));
  for (std::string& code : context.RegionCodes()) leaflet->add_region_codes(std::move(code));
  for (const auto& make : kSections) {
    report::v1::Section section = make(context);
    if (!section.lines().empty()) *leaflet->add_sections() = std::move(section);
  }
  MarkInvented(facts, options.language, leaflet);
  *leaflet->mutable_receipt() = options.receipt;
  response.set_text(LeafletText(*leaflet, options.language));
  return response;
}

std::string LeafletText(const Leaflet& leaflet, Language language) {
  const Bilingual title = {"Resultatblad", "Results leaflet"};
  std::string text = Hang("", absl::StrCat(title.In(language), ": ", leaflet.name()), kWidth);
  if (!leaflet.theme().empty()) absl::StrAppend(&text, Hang("", leaflet.theme(), kWidth));
  absl::StrAppend(&text, std::string(kWidth, '='), "\n");
  for (const report::v1::Section& section : leaflet.sections()) {
    absl::StrAppend(&text, "\n", section.title(), "\n");
    for (const report::v1::Line& line : section.lines()) {
      const absl::string_view bullet = BelongsToLineBefore(line.key()) ? "      " : "  - ";
      absl::StrAppend(&text, Hang(bullet, LineText(line, language), kWidth));
    }
  }
  absl::StrAppend(&text, "\n", std::string(kWidth, '-'), "\n",
                  Hang("", ReceiptText(leaflet.receipt(), language), kWidth));
  return text;
}

}  // namespace verkan::projections
