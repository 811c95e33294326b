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

namespace verkan::projections {
namespace {

constexpr int kMostPositions = 100;

void AddFilter(const std::string& dimension, absl::string_view value,
               figure::v1::FigureQuery* query) {
  auto* filter = query->add_filters();
  filter->set_dimension(dimension);
  filter->add_values(std::string(value));
}

figure::v1::FigureQuery Query(absl::string_view indicator, absl::string_view project) {
  figure::v1::FigureQuery query;
  query.set_indicator_id(std::string(indicator));
  AddFilter("project", project, &query);
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

std::string LeafletContext::Value(absl::string_view enumeration, absl::string_view value,
                                  int64_t count) const {
  const Label* label = FindValue(enumeration, value);
  return label == nullptr ? std::string(value) : Say(label->For(count));
}

std::string LeafletContext::Text(const Row& row, absl::string_view label,
                                 absl::string_view plain) const {
  const bool english = language_ == report::v1::LANGUAGE_EN;
  const std::string own = absl::StrCat(label, english ? "_en" : "_sv");
  const std::string other = absl::StrCat(label, english ? "_sv" : "_en");
  for (const absl::string_view column : {absl::string_view(own), plain, absl::string_view(other)}) {
    if (!row.text(column).empty()) return std::string(row.text(column));
  }
  return "";
}

std::string LeafletContext::Quote(absl::string_view text) const {
  return text.empty() ? "" : absl::StrCat(Say("”", "“"), text, Say("”", "”"));
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
  const std::string kind = Value("ActivityKind", row.text("kind"));
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
  if (!region.empty()) AddFilter("region", region, request.mutable_query());
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

ReportedAnswer LeafletContext::ReportedFor(absl::string_view indicator,
                                           absl::string_view region) const {
  figure::v1::FigureQuery query = Query(indicator, project_);
  query.add_group_by("region");
  if (!region.empty()) AddFilter("region", region, &query);
  auto answer = figures_.WhatIsReported(query, as_of_);
  return answer.ok() ? *std::move(answer) : ReportedAnswer();
}

std::string LeafletContext::Around(absl::string_view text,
                                   const event::v1::FigureReading& reading) const {
  std::vector<std::string> around;
  const std::string printed = FormatFigure(reading, language_);
  const bool as_printed =
      text == reading.value() || absl::StrReplaceAll(text, {{"-", "–"}}) == printed;
  if (!as_printed && !text.empty()) around.push_back(Quote(text));
  if (!reading.scope().empty()) around.push_back(FormatNote(reading.scope(), language_));
  if (!reading.note().empty()) around.push_back(FormatNote(reading.note(), language_));
  for (const auto& other : reading.contradictions()) {
    const std::string part = other.part().empty() ? "" : absl::StrCat(other.part(), ": ");
    around.push_back(absl::StrCat(part, FormatFigure(ReadingOf(other), language_),
                                  Say(" enligt ", " according to "), other.source()));
  }
  return around.empty() ? "" : absl::StrCat(" (", absl::StrJoin(around, "; "), ")");
}

std::string LeafletContext::ReportedText(const ToldFigure& told, absl::string_view words) const {
  const event::v1::FigureReading& reading = told.figure.reading();
  std::string number = FormatFigure(reading, language_);
  if (number.empty()) number = Say("ingen siffra", "no figure");
  std::string text = absl::StrCat(number, words, Around(told.figure.text(), reading));
  for (const Warning& warning : told.warnings) {
    const bool around = warning.kind == Warning::kSourcesDiffer ||
                        warning.kind == Warning::kScopeNarrower ||
                        warning.kind == Warning::kInvented;  // said of every line of a leaflet
    if (!around) absl::StrAppend(&text, "; ", WarningText(warning, language_));
  }
  return text;
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

void SectionMaker::AddReported(absl::string_view key, std::string text, const ToldFigure& told) {
  report::v1::Line* line = Add(key, std::move(text), told.positions);
  *line->mutable_figure() = told.figure;
  line->mutable_figure()->clear_group();
  line->set_source(absl::StrJoin(told.figure.sources(), "; "));
}

void AddPositions(const std::vector<Position>& positions, report::v1::Line* line) {
  for (const Position position : positions) {
    if (line->positions_size() == kMostPositions) return;
    line->add_positions(position);
  }
}

bool AddReported(const LeafletContext& context, absl::string_view indicator, const Bilingual& what,
                 SectionMaker* section) {
  const ReportedAnswer reported = context.ReportedFor(indicator);
  if (reported.figures.empty()) return false;
  const std::string words =
      absl::StrCat(" ", context.Say(what), context.Say(", som rapporterat", ", as reported"));
  section->AddReported(absl::StrCat(indicator, ".reported"),
                       context.ReportedText(reported.total, words), reported.total);
  return true;
}

bool CountsKind(absl::string_view indicator, absl::string_view kind) {
  const std::string dashed = absl::StrReplaceAll(kind, {{"_", "-"}});
  for (const absl::string_view plural : {"", "s", "es"}) {
    if (indicator == absl::StrCat(dashed, plural)) return true;
  }
  return false;
}

}  // namespace verkan::projections
