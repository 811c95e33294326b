// Sections of the leaflet about activities, who took part in them, and networks.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/activity/activity_facts.h"
#include "projections/figure/figure_facts.h"
#include "projections/figure/figure_math.h"
#include "projections/network/network_facts.h"
#include "projections/report/leaflet_context.h"

namespace verkan::projections {
namespace {

int64_t CountOf(const figure::v1::Figure& figure) { return Computed{figure, {}}.count(); }

std::string WhyTheyDiffer(const LeafletContext& context) {
  return context.Say(
      "Siffrorna skiljer sig åt, för de räknar olika saker: den rapporterade är källans egen, kan "
      "ta med personer som aldrig registrerats, och om samma person räknats flera gånger framgår "
      "inte; den beräknade räknar varje person en gång, och bara personer som registrerats under "
      "pseudonym vid en aktivitet",
      "The figures differ, as they count different things: the reported one is the source's own, "
      "may include people who were never registered, and does not say whether anybody is counted "
      "twice; the computed one counts each person once, and only persons registered by pseudonym "
      "at an activity");
}

void AddSpeakers(const LeafletContext& context, SectionMaker* section) {
  AddReported(context, "speakers", {"talare", "speakers"}, section);
  const Computed speakers = context.Compute("speakers");
  if (speakers.count() == 0) return;
  const std::string number = FormatFigure(speakers.figure.reading(), context.language());
  section->AddComputed(
      "speakers.computed",
      absl::StrCat(number, context.Say(" talare, beräknat ur registrerade deltaganden",
                                       " speakers, computed from registered "
                                       "participations")),
      speakers);
}

void AddHeadcounts(const LeafletContext& context, SectionMaker* section) {
  for (const Row& row : context.Rows(kHeadcounts)) {
    event::v1::FigureReading reading;
    const absl::string_view bytes = row.bytes("reading");
    reading.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    std::vector<Position> positions = {row.event()};
    const std::string activity = context.Activity(row.text("activity"), &positions);
    report::v1::Line* line =
        section->Add("headcount",
                     absl::StrCat(FormatFigure(reading, context.language()),
                                  context.Say(" närvarande vid ", " present at "), activity,
                                  context.Say(", som rapporterat", ", as reported"),
                                  context.Around(row.text("text"), reading)),
                     positions);
    line->set_source(std::string(row.text("source")));
    figure::v1::Figure* figure = line->mutable_figure();
    *figure->mutable_reading() = reading;
    figure->set_text(std::string(row.text("text")));
    if (!row.text("source").empty()) figure->add_sources(std::string(row.text("source")));
    figure->set_origin(figure::v1::ORIGIN_REPORTED);
    figure->set_position(row.event());
  }
}

// What the activities of one kind have in common or add to each other.
struct KindDetails {
  std::set<std::string> audiences, topics, formats, titles;
  std::set<int64_t> minutes;
  std::vector<Position> positions;
};

std::map<std::string, KindDetails> DetailsByKind(const LeafletContext& context,
                                                 absl::string_view status) {
  std::map<std::string, KindDetails> by_kind;
  for (const Row& row : context.Rows(kActivities)) {
    if (row.text("status") != status) continue;
    KindDetails& details = by_kind[std::string(row.text("kind"))];
    const auto add = [&row](absl::string_view column, std::set<std::string>* texts) {
      if (!row.text(column).empty()) texts->emplace(row.text(column));
    };
    add("audience", &details.audiences);
    add("topic", &details.topics);
    add("format", &details.formats);
    add("title", &details.titles);
    details.minutes.insert(row.number("minutes"));
    details.positions.push_back(row.event());
  }
  return by_kind;
}

std::string DetailsText(const LeafletContext& context, const KindDetails& details) {
  constexpr size_t kMostTitles = 3;
  std::string text;
  if (!details.titles.empty() && details.titles.size() <= kMostTitles) {
    std::vector<std::string> titles;
    for (const std::string& title : details.titles) titles.push_back(context.Quote(title));
    absl::StrAppend(&text, " ", context.And(titles));
  }
  if (!details.topics.empty()) {
    absl::StrAppend(&text, context.Say(" om ", " on "), absl::StrJoin(details.topics, "; "));
  }
  if (!details.audiences.empty()) {
    absl::StrAppend(&text, context.Say(" för ", " for "), absl::StrJoin(details.audiences, "; "));
  }
  std::vector<std::string> formats;
  for (const std::string& format : details.formats) {
    formats.push_back(context.Value("ActivityFormat", format));
  }
  if (!formats.empty()) absl::StrAppend(&text, ", ", context.And(formats));
  const bool same_length = details.minutes.size() == 1 && *details.minutes.begin() != kNoNumber;
  if (same_length) {
    absl::StrAppend(&text, ", ",
                    FormatDecimal(absl::StrCat(*details.minutes.begin()), context.language()),
                    context.Say(" minuter", " minutes"));
  }
  return text;
}

// What sources report of a kind: a number, or that it was held and no number is stated.
void AddReportedKind(const LeafletContext& context, const Label& kind, const std::string& indicator,
                     int64_t recorded, SectionMaker* section) {
  const ReportedAnswer reported = context.ReportedFor(indicator);
  if (reported.figures.empty()) return;
  const event::v1::FigureReading& reading = reported.total.figure.reading();
  const bool not_stated = reading.absence() == event::v1::ABSENCE_NOT_STATED ||
                          reading.absence() == event::v1::ABSENCE_BLANK;
  std::string text =
      not_stated
          ? absl::StrCat(context.Say("hölls, antal ej angett", "held, number not stated"),
                         context.Around(reported.total.figure.text(), reading))
          : context.ReportedText(reported.total, context.Say(", som rapporterat", ", as reported"));
  if (recorded > 0 && not_stated) {
    absl::StrAppend(&text, context.Say("; registrerade: ", "; recorded: "), recorded);
  }
  section->AddReported(absl::StrCat(kind.key, ".reported"),
                       absl::StrCat(context.Say(kind.many), ": ", text), reported.total);
}

void AddKinds(const LeafletContext& context, SectionMaker* section) {
  const std::map<std::string, KindDetails> held = DetailsByKind(context, "held");
  std::map<std::string, figure::v1::Figure> counted;
  for (const figure::v1::Figure& figure : context.ComputeBy("activities", "kind")) {
    counted[figure.group(0)] = figure;
  }
  std::set<std::string> indicators;
  for (const Row& row : context.Rows(kFigures)) indicators.emplace(row.text("indicator"));
  for (const Label& kind : ValuesOf("ActivityKind")) {
    const auto figure = counted.find(std::string(kind.key));
    const auto details = held.find(std::string(kind.key));
    const int64_t recorded = figure == counted.end() ? 0 : CountOf(figure->second);
    if (recorded > 0 && details != held.end()) {
      report::v1::Line* line = section->Add(
          kind.key,
          absl::StrCat(FormatFigure(figure->second.reading(), context.language()), " ",
                       context.Say(kind.For(recorded)), DetailsText(context, details->second)),
          details->second.positions);
      *line->mutable_figure() = figure->second;
    }
    for (const std::string& indicator : indicators) {
      if (!CountsKind(indicator, kind.key)) continue;
      AddReportedKind(context, kind, indicator, recorded, section);
    }
  }
}

void AddByStatus(const LeafletContext& context, absl::string_view status, SectionMaker* section) {
  std::vector<Position> positions;
  for (const auto& [kind, details] : DetailsByKind(context, status)) {
    positions.insert(positions.end(), details.positions.begin(), details.positions.end());
  }
  if (positions.empty()) return;
  std::sort(positions.begin(), positions.end());
  section->Add(absl::StrCat("activities.", status),
               absl::StrCat(positions.size(), " ",
                            context.Value("ActivityStatus", status, positions.size())),
               positions);
}

}  // namespace

report::v1::Section ParticipantsSection(const LeafletContext& context) {
  SectionMaker section("participants", context.Say("Deltagare", "Participants"));
  const bool reported =
      AddReported(context, "participants", {"deltagare", "participants"}, &section);
  const Computed persons = context.Compute("participants");
  const Computed times = context.Compute("participations");
  const auto number = [&context](const Computed& computed) {
    return FormatFigure(computed.figure.reading(), context.language());
  };
  if (persons.count() == 0) {
    section.AddComputed("participants.computed",
                        context.Say("Inga deltaganden är registrerade, så inget antal kan beräknas",
                                    "No participations are recorded, so no number can be computed"),
                        persons);
  } else {
    section.AddComputed(
        "participants.computed",
        absl::StrCat(number(persons),
                     context.Say(" olika personer, beräknat ur registrerade deltaganden",
                                 " different persons, computed from registered "
                                 "participations")),
        persons);
    section.AddComputed(
        "participations.computed",
        absl::StrCat(number(times), context.Say(" deltaganden av dem, beräknat",
                                                " participations by them, computed")),
        times);
    if (reported) section.Add("participants.difference", WhyTheyDiffer(context));
  }
  AddSpeakers(context, &section);
  AddHeadcounts(context, &section);
  return section.Make();
}

report::v1::Section ActivitiesSection(const LeafletContext& context) {
  SectionMaker section("activities", context.Say("Aktiviteter", "Activities"));
  AddReported(context, "activities", {"aktiviteter", "activities"}, &section);
  AddKinds(context, &section);
  AddByStatus(context, "planned", &section);
  AddByStatus(context, "cancelled", &section);
  if (section.empty()) {
    section.Add("activities.none",
                context.Say("Inga aktiviteter är registrerade", "No activities are recorded"));
  }
  return section.Make();
}

report::v1::Section NetworksSection(const LeafletContext& context) {
  SectionMaker section("networks", context.Say("Nätverk", "Networks"));
  AddReported(context, "networks", {"nätverk", "networks"}, &section);
  const Computed all = context.Compute("networks");
  std::vector<Row> rows;
  for (const Row& row : context.Rows(kNetworks)) {
    if (row.text("counts") == "yes") rows.push_back(row);
  }
  std::set<std::string> kinds;
  for (const Row& row : rows) kinds.emplace(row.text("kind"));
  if (kinds.size() > 1) {
    section.AddComputed("networks",
                        absl::StrCat(FormatFigure(all.figure.reading(), context.language()),
                                     context.Say(" nätverk startade eller utvecklade",
                                                 " networks started or developed")),
                        all);
  }
  const std::vector<figure::v1::Figure> figures = context.ComputeBy("networks", "kind");
  for (const figure::v1::Figure& figure : figures) {
    const std::string kind = figure.group(0);
    std::vector<std::string> names;
    std::vector<Position> positions;
    for (const Row& row : rows) {
      if (row.text("kind") != kind) continue;
      names.emplace_back(row.text("name"));
      positions.push_back(row.event());
    }
    const std::string noun = CountOf(figure) == 1 ? context.Say(" nätverk ", " network ")
                                                  : context.Say(" nätverk ", " networks ");
    report::v1::Line* line =
        section.Add(absl::StrCat("networks.", kind),
                    absl::StrCat(FormatFigure(figure.reading(), context.language()), noun,
                                 context.Value("NetworkFact", kind, CountOf(figure)), ": ",
                                 absl::StrJoin(names, "; ")),
                    positions);
    *line->mutable_figure() = figure;
  }
  return section.Make();
}

}  // namespace verkan::projections
