// The national overview as text.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "projections/figure_text/format.h"
#include "projections/report/layout.h"
#include "projections/report/overview.h"
#include "projections/report/receipt.h"

namespace verkan::projections {
namespace {

using event::v1::Absence;
using figure::v1::Coverage;
using figure::v1::Figure;
using report::v1::Language;
using report::v1::Overview;

constexpr size_t kWidth = 120;
constexpr size_t kCodeWidth = 4;
constexpr size_t kNameWidth = 24;
constexpr size_t kLongestQuote = 160;

Bilingual AbsenceMeaning(Absence absence) {
  switch (absence) {
    case event::v1::ABSENCE_NOT_STATED:
      return {"källan säger att den inte anger det", "the source says that it does not say"};
    case event::v1::ABSENCE_BLANK:
      return {"fältet finns i källan och är tomt", "the field is there in the source and empty"};
    case event::v1::ABSENCE_DASH:
      return {"i fältet står ett streck", "the field holds a dash"};
    case event::v1::ABSENCE_FIELD_MISSING:
      return {"källan har inget sådant fält", "the source has no such field"};
    case event::v1::ABSENCE_NOT_IN_PROGRAMME:
      return {"regionen deltar inte i programmet", "the region does not take part"};
    case event::v1::ABSENCE_WILL_COME:
      return {"källan lovar siffran till senare", "the source promises the number for later"};
    case event::v1::ABSENCE_REFUSED:
      return {"källan avböjde att svara", "the source declined to answer"};
    case event::v1::ABSENCE_NOT_APPLICABLE:
      return {"frågan gäller inte här", "the question does not apply"};
    case event::v1::ABSENCE_NONE:
      return {"källan säger att det inte finns några", "the source says that there is none"};
    case event::v1::ABSENCE_CONFIDENTIAL:
      return {"siffran är sekretessbelagd", "the number is confidential"};
    case event::v1::ABSENCE_NOT_AVAILABLE:
      return {"uppgiften finns inte", "the number is not available"};
    default:
      return {"ingen källa har rapporterat något", "no source has reported anything"};
  }
}

class OverviewWriter {
 public:
  OverviewWriter(const Overview& overview, Language language)
      : overview_(overview), language_(language) {
    const size_t columns = std::max(1, overview.columns_size());
    column_width_ = std::min<size_t>(30, (kWidth - kCodeWidth - kNameWidth) / columns);
  }

  std::string Write() {
    Line(absl::StrCat(Say("Nationell översikt: ", "National overview: "), overview_.name()));
    text_ += std::string(kWidth, '=') + "\n\n";
    WriteTable();
    for (int i = 0; i < overview_.totals_size(); ++i) WriteTotal(i);
    WriteNotes();
    WriteLegend();
    absl::StrAppend(&text_, "\n", std::string(kWidth, '-'), "\n");
    Line(ReceiptText(overview_.receipt(), language_));
    return text_;
  }

 private:
  std::string Say(absl::string_view swedish, absl::string_view english) const {
    return std::string(Bilingual{swedish, english}.In(language_));
  }

  std::string AbsenceName(Absence absence) const {
    if (absence != event::v1::ABSENCE_UNSPECIFIED) return FormatAbsence(absence, language_);
    return Say("inget rapporterat", "nothing reported");
  }

  void Line(absl::string_view text) { text_ += Hang("", text, kWidth); }
  void Bullet(absl::string_view text) { text_ += Hang("  - ", text, kWidth); }

  void WriteCells(absl::string_view code, absl::string_view name,
                  const std::vector<std::string>& cells) {
    std::string line = Pad(code, kCodeWidth) + Pad(name, kNameWidth);
    for (const std::string& cell : cells) line += Pad(cell, column_width_);
    line.erase(line.find_last_not_of(' ') + 1);
    text_ += line + "\n";
  }

  // Rows of cells that may be wrapped.
  void WriteWrapped(absl::string_view code, absl::string_view name,
                    const std::vector<std::string>& cells) {
    std::vector<std::vector<std::string>> wrapped;
    size_t height = 1;
    for (const std::string& cell : cells) {
      wrapped.push_back(Wrap(cell, column_width_ - 2));
      height = std::max(height, wrapped.back().size());
    }
    for (size_t i = 0; i < height; ++i) {
      std::vector<std::string> line;
      for (const auto& cell : wrapped) line.push_back(i < cell.size() ? cell[i] : "");
      WriteCells(i == 0 ? code : "", i == 0 ? name : "", line);
    }
  }

  void WriteTable() {
    std::vector<std::string> cells;
    for (const auto& column : overview_.columns()) cells.push_back(column.name());
    WriteWrapped("", Say("Region", "Region"), cells);
    const std::string rule(kCodeWidth + kNameWidth + column_width_ * overview_.columns_size(), '-');
    text_ += rule + "\n";
    for (const report::v1::Row& row : overview_.rows()) {
      cells.clear();
      for (const Figure& figure : row.figures()) cells.push_back(Cell(row, figure));
      WriteWrapped(row.region_code(), row.region_name(), cells);
    }
    text_ += rule + "\n";
    cells.clear();
    for (const Figure& total : overview_.totals()) {
      cells.push_back(TotalText(total));
    }
    WriteWrapped("", Say("Summa", "Total"), cells);
  }

  std::string TotalText(const Figure& total) const {
    if (total.reading().value().empty()) return Say("ingen summa", "no total");
    return FormatFigure(total.reading(), language_);
  }

  // The figure or absence as words, its scope, and the number of its note.
  std::string Cell(const report::v1::Row& row, const Figure& figure) {
    const event::v1::FigureReading& reading = figure.reading();
    if (reading.value().empty()) absences_.insert(reading.absence());
    std::string cell =
        reading.value().empty() ? AbsenceName(reading.absence()) : FormatFigure(reading, language_);
    if (!reading.scope().empty()) {
      absl::StrAppend(&cell, " (", FormatNote(reading.scope(), language_), ")");
    }
    const std::string note = Note(figure);
    if (note.empty()) return cell;
    notes_.push_back(absl::StrCat(row.region_code(), " ", row.region_name(), ": ", note));
    return absl::StrCat(cell, " [", notes_.size(), "]");
  }

  std::string Note(const Figure& figure) {
    std::vector<std::string> sentences(figure.warnings().begin(), figure.warnings().end());
    shown_.insert(sentences.begin(), sentences.end());
    const event::v1::FigureReading& reading = figure.reading();
    // A note that repeats the text is given once, as written.
    const bool quoted = figure.text().find(reading.note()) != std::string::npos;
    if (!reading.note().empty() && !quoted) {
      sentences.push_back(FormatNote(reading.note(), language_));
    }
    if (sentences.empty() && reading.note().empty()) return "";
    if (!figure.text().empty()) {
      sentences.push_back(absl::StrCat(Say("ordagrant: ", "as written: "), Say("”", "“"),
                                       Shorten(figure.text(), kLongestQuote), Say("”", "”")));
    }
    return absl::StrJoin(sentences, "; ");
  }

  void WriteTotal(int column) {
    const Figure& total = overview_.totals(column);
    absl::StrAppend(&text_, "\n", overview_.columns(column).name(), "\n");
    const Coverage& coverage = total.coverage();
    const std::string scope = FormatNote(total.reading().scope(), language_);
    Bullet(absl::StrCat(TotalText(total), scope.empty() ? "" : absl::StrCat(" (", scope, ")"),
                        Say(" över ", " over "), coverage.with_value(), Say(" av ", " of "),
                        coverage.expected(),
                        Say(" regioner i programmet (", " regions in the programme ("),
                        coverage.in_country(), Say(" i landet)", " in the country)")));
    WriteAbsences(coverage);
    WriteCodes(Say("uppgifterna skiljer sig åt: ", "sources that differ: "), coverage.conflicts());
    if (coverage.upper_bound() > 0) {
      Bullet(absl::StrCat(Say("kan vara högst ", "can be at most "), coverage.upper_bound(),
                          coverage.at_upper_bound().empty()
                              ? ""
                              : absl::StrCat(Say("; taket nås i ", "; at the most possible in "),
                                             absl::StrJoin(coverage.at_upper_bound(), ", "))));
    }
    if (!total.sources().empty()) {
      Bullet(absl::StrCat(Say("källor: ", "sources: "), absl::StrJoin(total.sources(), "; ")));
    }
    for (const std::string& warning : total.warnings()) {
      if (shown_.count(warning) == 0) Bullet(warning);
    }
  }

  void WriteAbsences(const Coverage& coverage) {
    std::vector<std::string> absences;
    for (const auto& count : coverage.absences()) {
      absences.push_back(absl::StrCat(AbsenceName(count.absence()), ": ",
                                      absl::StrJoin(count.region_codes(), ", ")));
    }
    if (absences.empty()) return;
    Bullet(
        absl::StrCat(Say("utan siffra – ", "without a figure – "), absl::StrJoin(absences, "; ")));
  }

  template <typename Codes>
  void WriteCodes(absl::string_view what, const Codes& codes) {
    if (!codes.empty()) Bullet(absl::StrCat(what, absl::StrJoin(codes, ", ")));
  }

  void WriteNotes() {
    if (notes_.empty()) return;
    absl::StrAppend(&text_, "\n", Say("Anmärkningar", "Notes"), "\n");
    for (size_t i = 0; i < notes_.size(); ++i) {
      text_ += Hang(Pad(absl::StrCat("  [", i + 1, "]"), 7), notes_[i], kWidth);
    }
  }

  void WriteLegend() {
    if (absences_.empty()) return;
    absl::StrAppend(&text_, "\n", Say("Varför en siffra saknas", "Why there is no figure"), "\n");
    for (const Absence absence : absences_) {
      Bullet(absl::StrCat(AbsenceName(absence), ": ", AbsenceMeaning(absence).In(language_)));
    }
  }

  const Overview& overview_;
  const Language language_;
  size_t column_width_;
  std::string text_;
  std::vector<std::string> notes_;
  std::set<std::string> shown_;  // warnings that stand in the notes
  std::set<Absence> absences_;   // that occur
};

}  // namespace

std::string OverviewText(const Overview& overview, Language language) {
  return OverviewWriter(overview, language).Write();
}

}  // namespace verkan::projections
