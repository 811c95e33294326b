#include "projections/report/leaflet_context.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "projections/activity/activity_facts.h"
#include "projections/figure/figure_math.h"
#include "projections/figure_text/reading.h"
#include "projections/project/project_facts.h"
#include "projections/report/words.h"

namespace verkan::projections {
namespace {

constexpr int kMostPositions = 100;

figure::v1::FigureQuery Query(absl::string_view indicator, absl::string_view project) {
  figure::v1::FigureQuery query;
  query.set_indicator_id(std::string(indicator));
  auto* filter = query.add_filters();
  filter->set_dimension("project");
  filter->add_values(std::string(project));
  return query;
}

}  // namespace

int64_t Computed::count() const {
  int64_t count = 0;
  return absl::SimpleAtoi(figure.reading().value(), &count) ? count : 0;
}

LeafletContext::LeafletContext(const Facts& facts, const FigureEngine& figures,
                               report::v1::Language language, std::string project, Position as_of)
    : facts_(facts),
      figures_(figures),
      language_(language),
      project_(std::move(project)),
      as_of_(as_of) {}

std::string LeafletContext::Say(absl::string_view swedish, absl::string_view english) const {
  return Say(Bilingual{swedish, english});
}

std::string LeafletContext::Quote(absl::string_view text) const {
  return text.empty() ? "" : absl::StrCat(Say("”", "“"), text, "”");
}

std::string LeafletContext::And(const std::vector<std::string>& items) const {
  if (items.size() < 2) return absl::StrJoin(items, "");
  const std::string before = absl::StrJoin(items.begin(), items.end() - 1, ", ");
  return absl::StrCat(before, Say(" och ", " and "), items.back());
}

std::string LeafletContext::Period(absl::string_view when) {
  return absl::StrReplaceAll(when, {{"/", " – "}});
}

std::string LeafletContext::Money(int64_t units) const {
  if (units == kNoNumber) return "";
  event::v1::FigureReading reading = Exactly(Decimal::FromUnits(units));
  reading.set_unit("SEK");
  return FormatFigure(reading, language_);
}

std::vector<Row> LeafletContext::Rows(Table table) const {
  const FactTable& rows = facts_[table];
  const int column = rows.column("project");
  const std::optional<Code> code = rows.dictionary(column).Find(project_);
  std::vector<Row> found;
  if (!code.has_value()) return found;
  rows.ForEachBelieved(as_of_, [&](RowId row) {
    if (rows.code(row, column) == *code) found.push_back(Row(&rows, row));
  });
  return found;
}

std::vector<std::string> LeafletContext::RegionCodes() const {
  std::vector<std::string> codes;
  for (const Row& row : Rows(kProjectRegions)) codes.emplace_back(row.text("region"));
  std::sort(codes.begin(), codes.end());
  return codes;
}

std::string LeafletContext::Organisation(absl::string_view id) const {
  return facts_.OrganisationName(id, as_of_);
}

std::vector<std::string> LeafletContext::Organisations(absl::string_view joined_ids) const {
  std::vector<std::string> names;
  for (const absl::string_view id : Items(joined_ids)) names.push_back(Organisation(id));
  return names;
}

std::string LeafletContext::Activity(absl::string_view id, std::vector<Position>* positions) const {
  const std::vector<Row> rows = facts_[kActivities].AsOf(as_of_, id);
  if (id.empty() || rows.empty()) return "";
  const Row& row = rows.back();
  positions->push_back(row.event());
  std::string kind(row.text("kind"));
  for (const KindWords& words : ActivityKinds()) {
    if (words.key == kind) kind = Say(words.one);
  }
  if (!row.text("title").empty()) return absl::StrCat(kind, " ", Quote(row.text("title")));
  if (row.text("topic").empty()) return kind;
  return absl::StrCat(kind, Say(" om ", " on "), row.text("topic"));
}

std::string LeafletContext::IndicatorName(absl::string_view id) const {
  const auto indicator = figures_.FindIndicator(id, as_of_);
  if (!indicator.ok()) return std::string(id);
  const std::string name = Say(Bilingual{indicator->name_sv(), indicator->name_en()});
  return name.empty() ? std::string(id) : name;
}

Computed LeafletContext::Compute(absl::string_view indicator, absl::string_view region) const {
  figure::v1::ExplainFigureRequest request;
  *request.mutable_query() = Query(indicator, project_);
  request.set_page_size(kMostPositions);
  if (!region.empty()) {
    auto* filter = request.mutable_query()->add_filters();
    filter->set_dimension("region");
    filter->add_values(std::string(region));
  }
  Computed computed;
  const auto figures = figures_.Get(request.query(), as_of_);
  if (!figures.ok()) return computed;
  computed.figure = figures->total();
  const auto explained = figures_.Explain(request, as_of_);
  if (explained.ok()) {
    computed.positions.assign(explained->positions().begin(), explained->positions().end());
  }
  return computed;
}

std::vector<figure::v1::Figure> LeafletContext::ComputeBy(absl::string_view indicator,
                                                          absl::string_view dimension) const {
  figure::v1::FigureQuery query = Query(indicator, project_);
  query.add_group_by(std::string(dimension));
  const auto response = figures_.Get(query, as_of_);
  std::vector<figure::v1::Figure> figures;
  if (!response.ok()) return figures;
  for (const figure::v1::Figure& figure : response->figures()) {
    const bool computed = figure.origin() == figure::v1::ORIGIN_COMPUTED;
    if (computed && figure.group_size() == 1) figures.push_back(figure);
  }
  return figures;
}

std::vector<Reported> LeafletContext::ReportedFor(absl::string_view indicator) const {
  std::vector<Reported> reported = figures_.ReportedFigures(indicator, as_of_);
  const auto others = [this](const Reported& figure) { return figure.project != project_; };
  reported.erase(std::remove_if(reported.begin(), reported.end(), others), reported.end());
  return reported;
}

figure::v1::Figure LeafletContext::AsFigure(absl::string_view indicator,
                                            const Reported& reported) const {
  figure::v1::Figure figure;
  *figure.mutable_reading() = reported.reading;
  figure.set_text(reported.text);
  if (!reported.source.empty()) figure.add_sources(reported.source);
  figure.set_origin(figure::v1::ORIGIN_REPORTED);
  figure.set_indicator_id(std::string(indicator));
  figure.set_position(reported.position);
  const auto definition = figures_.FindIndicator(indicator, as_of_);
  if (!definition.ok()) return figure;
  figure.set_definition_version(definition->version());
  figure.set_unit(definition->unit());
  return figure;
}

std::string LeafletContext::Around(absl::string_view text, const event::v1::FigureReading& reading,
                                   absl::string_view note) const {
  std::vector<std::string> around;
  const std::string printed = FormatFigure(reading, language_);
  const bool as_printed =
      text == reading.value() || absl::StrReplaceAll(text, {{"-", "–"}}) == printed;
  if (!as_printed && !text.empty()) around.push_back(Quote(text));
  if (!reading.scope().empty()) around.push_back(FormatNote(reading.scope(), language_));
  if (!reading.note().empty()) around.push_back(FormatNote(reading.note(), language_));
  if (!note.empty() && note != reading.note()) around.emplace_back(note);
  for (const auto& other : reading.contradictions()) {
    const std::string part = other.part().empty() ? "" : absl::StrCat(other.part(), ": ");
    around.push_back(absl::StrCat(part, FormatFigure(ReadingOf(other), language_),
                                  Say(" enligt ", " according to "), other.source()));
  }
  return around.empty() ? "" : absl::StrCat(" (", absl::StrJoin(around, "; "), ")");
}

SectionMaker::SectionMaker(absl::string_view key, std::string title) {
  section_.set_key(std::string(key));
  section_.set_title(std::move(title));
}

report::v1::Line* SectionMaker::Add(absl::string_view key, std::string text) {
  report::v1::Line* line = section_.add_lines();
  line->set_key(std::string(key));
  line->set_text(std::move(text));
  return line;
}

report::v1::Line* SectionMaker::Add(absl::string_view key, std::string text,
                                    const std::vector<Position>& positions) {
  report::v1::Line* line = Add(key, std::move(text));
  AddPositions(positions, line);
  return line;
}

void SectionMaker::AddComputed(absl::string_view key, std::string text, const Computed& computed) {
  *Add(key, std::move(text), computed.positions)->mutable_figure() = computed.figure;
}

void AddPositions(const std::vector<Position>& positions, report::v1::Line* line) {
  for (const Position position : positions) {
    if (line->positions_size() == kMostPositions) return;
    line->add_positions(position);
  }
}

bool AddReported(const LeafletContext& context, absl::string_view indicator, const Bilingual& what,
                 SectionMaker* section) {
  const std::vector<Reported> all = context.ReportedFor(indicator);
  for (const Reported& reported : all) {
    const std::string number = FormatFigure(reported.reading, context.language());
    report::v1::Line* line =
        section->Add(absl::StrCat(indicator, ".reported"),
                     absl::StrCat(number, " ", context.Say(what),
                                  context.Say(", som rapporterat", ", as reported"),
                                  context.Around(reported.text, reported.reading, reported.note)),
                     {reported.position});
    *line->mutable_figure() = context.AsFigure(indicator, reported);
    line->set_source(reported.source);
  }
  return !all.empty();
}

bool CountsKind(absl::string_view indicator, absl::string_view kind) {
  const std::string dashed = absl::StrReplaceAll(kind, {{"_", "-"}});
  for (const absl::string_view plural : {"", "s", "es"}) {
    if (indicator == absl::StrCat(dashed, plural)) return true;
  }
  return false;
}

}  // namespace verkan::projections
