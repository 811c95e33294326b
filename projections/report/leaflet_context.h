// What the sections of a leaflet are made with: the facts of one project as of one
// position, and words in one language.
#ifndef VERKAN_PROJECTIONS_REPORT_LEAFLET_CONTEXT_H_
#define VERKAN_PROJECTIONS_REPORT_LEAFLET_CONTEXT_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "projections/facts/facts.h"
#include "projections/figure/figure_engine.h"
#include "projections/figure_text/format.h"
#include "projections/labels/labels.h"
#include "verkan/report/v1/report_service.pb.h"

namespace verkan::projections {

// A figure over events, with the events it comes from.
struct Computed {
  figure::v1::Figure figure;
  std::vector<Position> positions;

  // The number; 0 if there is none.
  int64_t count() const;
};

class LeafletContext {
 public:
  LeafletContext(const Facts& facts, const FigureEngine& figures, report::v1::Language language,
                 std::string project, Position as_of);

  report::v1::Language language() const { return language_; }
  const std::string& project() const { return project_; }
  Position as_of() const { return as_of_; }
  const Facts& facts() const { return facts_; }
  const FigureEngine& figures() const { return figures_; }

  std::string Say(absl::string_view swedish, absl::string_view english) const;
  std::string Say(const Bilingual& words) const { return std::string(words.In(language_)); }
  // What a value of an enumeration is called, of so many.
  std::string Value(absl::string_view enumeration, absl::string_view value,
                    int64_t count = 1) const;
  // What a row says in words: the column of the language, "label_sv"; if that is empty the plain
  // column; if that is too, the column of the other language.
  std::string Text(const Row& row, absl::string_view label, absl::string_view plain) const;
  // In the quotation marks of the language; empty for an empty text.
  std::string Quote(absl::string_view text) const;
  // "a, b and c".
  std::string And(const std::vector<std::string>& items) const;
  // "2021 – 2023" for "2021/2023".
  static std::string Period(absl::string_view when);
  // "120 000 kr" for units of 1/10000; empty if the value is not known.
  std::string Money(int64_t units) const;

  // Rows of the table that belong to the project, in the order of their recording.
  std::vector<Row> Rows(Table table) const;
  std::vector<std::string> RegionCodes() const;  // of the project
  std::string Organisation(absl::string_view id) const;
  std::vector<std::string> Organisations(absl::string_view joined_ids) const;
  // "kunskapslunch ”Titel”" with the position of its event; empty for an unknown activity.
  std::string Activity(absl::string_view id, std::vector<Position>* positions) const;
  // The name of the indicator; its id if it has none.
  std::string IndicatorName(absl::string_view id) const;

  // The built-in indicator over the project's events, and by one dimension.
  Computed Compute(absl::string_view indicator, absl::string_view region = "") const;
  std::vector<figure::v1::Figure> ComputeBy(absl::string_view indicator,
                                            absl::string_view dimension) const;
  // What sources report of the indicator for the project, by region; nothing for an unknown one.
  ReportedAnswer ReportedFor(absl::string_view indicator, absl::string_view region = "") const;
  // " (”Över 1200”; whether distinct is not said)": what stands around the number.
  std::string Around(absl::string_view text, const event::v1::FigureReading& reading) const;
  // The number with what stands around it and what a reader must know; `words` follow the number.
  std::string ReportedText(const ToldFigure& told, absl::string_view words = "") const;

 private:
  const Facts& facts_;
  const FigureEngine& figures_;
  const report::v1::Language language_;
  const std::string project_;
  const Position as_of_;
};

// SectionMaker adds lines to a section.
class SectionMaker {
 public:
  SectionMaker(absl::string_view key, std::string title);

  report::v1::Line* Add(absl::string_view key, std::string text);
  report::v1::Line* Add(absl::string_view key, std::string text,
                        const std::vector<Position>& positions);
  // With the computed figure and the events it comes from.
  void AddComputed(absl::string_view key, std::string text, const Computed& computed);
  // With the reported figure, its sources and the reports it comes from.
  void AddReported(absl::string_view key, std::string text, const ToldFigure& told);
  bool empty() const { return section_.lines().empty(); }
  report::v1::Section Make() { return std::move(section_); }

 private:
  report::v1::Section section_;
};

// At most a hundred positions stand on a line.
void AddPositions(const std::vector<Position>& positions, report::v1::Line* line);

// The sections of a leaflet. One without lines is left out.
report::v1::Section ProjectSection(const LeafletContext& context);
report::v1::Section PeriodsSection(const LeafletContext& context);
report::v1::Section TargetGroupsSection(const LeafletContext& context);
report::v1::Section StrandsSection(const LeafletContext& context);
report::v1::Section ParticipantsSection(const LeafletContext& context);
report::v1::Section ActivitiesSection(const LeafletContext& context);
report::v1::Section NetworksSection(const LeafletContext& context);
report::v1::Section ProcurementsSection(const LeafletContext& context);
report::v1::Section PartnershipsSection(const LeafletContext& context);
report::v1::Section CollaborationsSection(const LeafletContext& context);
report::v1::Section ContactsSection(const LeafletContext& context);
report::v1::Section ResultsSection(const LeafletContext& context);
report::v1::Section FiguresSection(const LeafletContext& context);
report::v1::Section TargetsSection(const LeafletContext& context);
report::v1::Section NeedsSection(const LeafletContext& context);
report::v1::Section TakeoversSection(const LeafletContext& context);

// Adds what sources report of the indicator: the number, `what`, and the text as written. False if
// none does.
bool AddReported(const LeafletContext& context, absl::string_view indicator, const Bilingual& what,
                 SectionMaker* section);

// Whether the indicator counts activities of the kind: "learning-sessions" does for
// "learning_session".
bool CountsKind(absl::string_view indicator, absl::string_view kind);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_REPORT_LEAFLET_CONTEXT_H_
