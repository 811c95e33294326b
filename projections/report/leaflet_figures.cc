// Sections of the leaflet about results, other figures that sources report, and targets.
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/facts/mirror.h"
#include "projections/figure/figure_facts.h"
#include "projections/figure/figure_math.h"
#include "projections/indicator/built_in.h"
#include "projections/indicator/indicator_facts.h"
#include "projections/report/leaflet_context.h"

namespace verkan::projections {
namespace {

// Indicators whose reported figures stand in a section of their own.
constexpr absl::string_view kShownElsewhere[] = {"participants",   "speakers",     "activities",
                                                 "networks",       "procurements", "partnerships",
                                                 "collaborations", "contacts"};

bool ShownElsewhere(absl::string_view indicator) {
  for (const absl::string_view shown : kShownElsewhere) {
    if (shown == indicator) return true;
  }
  for (const Label& kind : ValuesOf("ActivityKind")) {
    if (CountsKind(indicator, kind.key)) return true;
  }
  return false;
}

// ", Dalarnas län", unless the project is in that region alone.
std::string RegionText(const LeafletContext& context, absl::string_view region) {
  const std::vector<std::string> own = context.RegionCodes();
  if (region.empty() || absl::StrJoin(own, ",") == region) return "";
  std::vector<std::string> names;
  for (const absl::string_view code : Items(region)) {
    names.push_back(context.Say(PlaceLabel(code)));
  }
  return absl::StrCat(", ", absl::StrJoin(names, ", "));
}

std::string BreakdownText(const LeafletContext& context, const event::v1::FigureReading& reading) {
  std::vector<std::string> parts;
  for (const auto& part : reading.breakdown()) {
    parts.push_back(
        absl::StrCat(part.name(), " ", FormatDecimal(part.value(), context.language())));
  }
  if (parts.empty()) return "";
  return absl::StrCat(context.Say("; därav ", "; of which "), absl::StrJoin(parts, ", "));
}

// The outcome of an indicator for the project, in a region or in all.
std::optional<figure::v1::Figure> Outcome(const LeafletContext& context,
                                          absl::string_view indicator, absl::string_view region,
                                          std::vector<Position>* positions) {
  if (FindBuiltIn(indicator) != nullptr) {
    const Computed computed = context.Compute(indicator, region);
    if (computed.count() == 0) return std::nullopt;
    *positions = computed.positions;
    return computed.figure;
  }
  ReportedAnswer reported = context.ReportedFor(indicator, region);
  if (!HasValue(reported.total.figure.reading())) return std::nullopt;
  *positions = std::move(reported.total.positions);
  return std::move(reported.total.figure);
}

// Whether an exact outcome reaches a target of "n" or "at least n"; nothing if the
// words of either leave it open.
std::optional<bool> Reached(const event::v1::FigureReading& target,
                            const event::v1::FigureReading& outcome) {
  const auto goal = Decimal::Parse(target.value());
  const auto got = Decimal::Parse(outcome.value());
  if (!goal.has_value() || !got.has_value()) return std::nullopt;
  const bool plain = target.qualifier() == event::v1::QUALIFIER_EXACT ||
                     target.qualifier() == event::v1::QUALIFIER_AT_LEAST;
  const bool exact = outcome.qualifier() == event::v1::QUALIFIER_EXACT;
  const bool or_more = outcome.qualifier() == event::v1::QUALIFIER_AT_LEAST ||
                       outcome.qualifier() == event::v1::QUALIFIER_MORE_THAN;
  const bool reached = !(*got < *goal);
  if (!plain || (!exact && !(or_more && reached))) return std::nullopt;
  return reached;
}

void AddOutcome(const LeafletContext& context, const Row& target,
                const event::v1::FigureReading& reading, SectionMaker* section) {
  std::vector<Position> positions;
  const std::optional<figure::v1::Figure> outcome =
      Outcome(context, target.text("indicator"), target.text("region"), &positions);
  if (!outcome.has_value()) {
    section->Add("target.no_outcome", context.Say("utfall: inget är registrerat att mäta med",
                                                  "outcome: nothing is recorded to measure it by"));
    return;
  }
  const std::optional<bool> reached = Reached(reading, outcome->reading());
  const std::string verdict = !reached.has_value() ? ""
                              : *reached           ? context.Say(": nått", ": reached")
                                                   : context.Say(": inte nått", ": not reached");
  report::v1::Line* line =
      section->Add("target.outcome",
                   absl::StrCat(context.Say("utfall ", "outcome "),
                                FormatFigure(outcome->reading(), context.language()), verdict),
                   positions);
  *line->mutable_figure() = *outcome;
}

}  // namespace

report::v1::Section ResultsSection(const LeafletContext& context) {
  SectionMaker section("results",
                       context.Say("Publikationer och verktyg", "Publications and tools"));
  for (const Row& row : context.Rows(kPublications)) {
    std::vector<std::string> media;
    for (const absl::string_view medium : Items(row.text("media"), '\n'))
      media.emplace_back(medium);
    std::string text = context.Value("PublicationKind", row.text("kind"));
    const std::string title = context.Text(row, "title_label", "title");
    if (!title.empty()) absl::StrAppend(&text, " ", context.Quote(title));
    if (!media.empty()) absl::StrAppend(&text, context.Say(" som ", " as "), context.And(media));
    const std::string finding = context.Text(row, "finding_label", "finding");
    if (!finding.empty()) {
      absl::StrAppend(&text, context.Say("; visade på ", "; found: "), finding);
    }
    section.Add("publication", std::move(text), {row.event()});
  }
  for (const Row& row : context.Rows(kTools)) {
    const std::string tested(row.text("tested_by"));
    section.Add(
        "tool",
        absl::StrCat(context.Say("verktyg: ", "tool: "), context.Text(row, "name_label", "name"),
                     tested.empty() ? "" : context.Say("; prövat av: ", "; tested by: "),
                     context.Quote(tested)),
        {row.event()});
  }
  return section.Make();
}

report::v1::Section FiguresSection(const LeafletContext& context) {
  SectionMaker section("figures", context.Say("Andra siffror, som källor anger dem",
                                              "Other figures, as sources state them"));
  std::set<std::string> seen;
  for (const Row& row : context.Rows(kFigures)) {
    const std::string indicator(row.text("indicator"));
    if (!seen.insert(indicator).second || ShownElsewhere(indicator)) continue;
    const ReportedAnswer reported = context.ReportedFor(indicator);
    const auto add = [&](const ToldFigure& told, const std::string& of) {
      section.AddReported(
          absl::StrCat("figure.", indicator),
          absl::StrCat(context.IndicatorName(indicator), of, ": ", context.ReportedText(told),
                       BreakdownText(context, told.figure.reading())),
          told);
    };
    for (const ToldFigure& told : reported.figures) {
      add(told, RegionText(context, told.figure.group(0)));
    }
    if (reported.figures.size() > 1) {
      add(reported.total, context.Say(", totalt", ", in all"));
    }
  }
  return section.Make();
}

report::v1::Section TargetsSection(const LeafletContext& context) {
  SectionMaker section("targets", context.Say("Mål", "Targets"));
  for (const Row& row : context.Rows(kTargets)) {
    event::v1::FigureReading reading;
    const absl::string_view bytes = row.bytes("reading");
    reading.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    const std::string period = LeafletContext::Period(row.text("period"));
    report::v1::Line* line = section.Add(
        "target",
        absl::StrCat(context.IndicatorName(row.text("indicator")),
                     RegionText(context, row.text("region")), ": ",
                     FormatFigure(reading, context.language()),
                     context.Around(row.text("text"), reading), period.empty() ? "" : ", ", period),
        {row.event()});
    line->set_source(std::string(row.text("source")));
    figure::v1::Figure* figure = line->mutable_figure();
    *figure->mutable_reading() = reading;
    figure->set_text(std::string(row.text("text")));
    figure->set_origin(figure::v1::ORIGIN_REPORTED);
    figure->set_indicator_id(std::string(row.text("indicator")));
    figure->set_position(row.event());
    if (!row.text("source").empty()) figure->add_sources(std::string(row.text("source")));
    AddOutcome(context, row, reading, &section);
  }
  return section.Make();
}

}  // namespace verkan::projections
