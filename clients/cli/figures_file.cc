#include "clients/cli/figures_file.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "clients/cli/arguments.h"
#include "clients/cli/csv.h"
#include "clients/cli/header_names.h"
#include "clients/cli/organisation_number.h"
#include "clients/cpp/request_id.h"

namespace verkan::cli {
namespace {

using verkan::event::v1::FigureReported;
using Record = std::vector<Cell>;

constexpr absl::string_view kKnownColumns[] = {"region_code", "region", "project_id",
                                               "source",      "place",  "organisation_number",
                                               "period",      "note"};

bool IsKnown(absl::string_view column) {
  return std::find(std::begin(kKnownColumns), std::end(kKnownColumns), column) !=
         std::end(kKnownColumns);
}

absl::Status At(const std::string& path, const TextPlace& place, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(path, ":", place.line, ":", place.column, ": ", what));
}

bool IsBlank(const Record& record) {
  return std::all_of(record.begin(), record.end(),
                     [](const Cell& cell) { return Plain(cell.text).empty(); });
}

// Ids hold lower-case letters, digits, '-', '.' and '_'.
std::string ToIdPart(absl::string_view text) {
  std::string part;
  for (const char c : absl::AsciiStrToLower(text)) {
    if (absl::ascii_isalnum(c) || absl::StrContains("-._", absl::string_view(&c, 1))) {
      part.push_back(c);
    }
  }
  return part.empty() ? "x" : part;
}

// The indicator that a column is of: as --map says, or its name as an id.
std::string IndicatorNamed(const std::string& name, const FiguresOptions& options) {
  const auto mapped = options.indicators.find(name);
  if (mapped != options.indicators.end()) return mapped->second;
  return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", "-"}, {" ", "-"}});
}

class Figures final : public RowReader {
 public:
  Figures(Record header, std::vector<Record> records, FiguresOptions options)
      : options_(std::move(options)), header_(std::move(header)), records_(std::move(records)) {
    for (size_t i = 0; i < header_.size(); ++i) {
      const std::string& name = header_[i].text;
      if (IsKnown(name)) known_[name] = i;
      if (!IsKnown(name) && options_.skipped.count(name) == 0) indicators_.push_back(i);
    }
  }

  bool Next(ImportRow* row) override {
    if (column_ == indicators_.size()) {
      ++record_;
      column_ = 0;
    }
    for (; column_ == 0 && record_ < records_.size() && IsBlank(records_[record_]); ++record_) {
      ++skipped_;
    }
    if (record_ >= records_.size() || indicators_.empty()) return false;
    const Record& record = records_[record_];
    if (column_ == 0 && !Check(record, row)) {
      column_ = indicators_.size();
      return true;
    }
    ReadCell(record, indicators_[column_++], row);
    return true;
  }

  uint64_t skipped() const override { return skipped_; }

  double fraction() const override {
    return static_cast<double>(record_) / static_cast<double>(std::max<size_t>(records_.size(), 1));
  }

 private:
  const Cell* Known(const Record& record, const std::string& column) const {
    const auto found = known_.find(column);
    return found == known_.end() ? nullptr : &record[found->second];
  }

  std::string Text(const Record& record, const std::string& column) const {
    const Cell* cell = Known(record, column);
    return cell == nullptr ? "" : Plain(cell->text);
  }

  std::string Project(const Record& record) const {
    return FirstOf({Text(record, "project_id"), options_.programme});
  }

  // Spreadsheets take the zero off: 6 is 06. A row that is named as a sum is about its project as a
  // whole, without a region, or about the country.
  std::string RegionCode(const Record& record) const {
    const std::string code = Text(record, "region_code");
    const std::string name = absl::AsciiStrToLower(code.empty() ? Text(record, "region") : code);
    if (name == "riket" || name == "hela landet") return "00";
    if (name == "totalt" || name == "summa") return Project(record).empty() ? "00" : "";
    return code.size() == 1 && absl::ascii_isdigit(code[0]) ? absl::StrCat("0", code) : code;
  }

  std::string Source(const Record& record) const {
    return FirstOf({Text(record, "source"), options_.source, Text(record, "organisation_number")});
  }

  // What is wrong with the whole record, so that none of its figures is reported.
  bool Check(const Record& record, ImportRow* row) {
    row->place = record[0].place;
    row->facts = indicators_.size();
    if (record.size() != header_.size()) {
      row->faults.push_back(
          {record.back().place,
           {"", absl::StrCat(record.size(), record.size() == 1 ? " cell" : " cells"),
            absl::StrCat(header_.size(),
                         " cells, as the header has; quote cells "
                         "that hold the separator")}});
      return false;
    }
    const std::string region = RegionCode(record);
    if (CountCharacters(region) > 2 && !absl::ascii_isdigit(region[0])) {
      row->faults.push_back({Known(record, "region_code")->place,
                             {"region_code", region,
                              "the region's code, two digits, such as 06; its name may stand in a "
                              "column region"}});
    }
    if (Source(record).empty()) {
      row->faults.push_back(
          {record[0].place, {"source", "", "who states the row's figures, or --source"}});
    }
    const std::string number = Text(record, "organisation_number");
    const std::string wanted = number.empty() ? "" : OrganisationNumberWanted(number);
    if (!wanted.empty()) {
      row->faults.push_back(
          {Known(record, "organisation_number")->place,
           {"organisation_number", MayBePersonal(wanted) ? "(withheld)" : number, wanted}});
    }
    const std::string period = Text(record, "period");
    if (!period.empty() && !ParseWhen(period).ok()) {
      row->faults.push_back({Known(record, "period")->place,
                             {"period", period,
                              "a year, month or day such as 2019, or a period "
                              "such as 2021..2023"}});
    }
    if (row->faults.empty()) CheckNew(record, row);
    return row->faults.empty();
  }

  // Two rows that say the same of who, what and when would replace each other.
  void CheckNew(const Record& record, ImportRow* row) {
    const std::string region = RegionCode(record), project = Text(record, "project_id");
    const auto [first, is_new] = lines_.try_emplace(
        {region, project, Source(record), Text(record, "place"), Text(record, "period")},
        record[0].place.line);
    if (is_new) return;
    const bool by_region = Known(record, "project_id") == nullptr || !region.empty();
    const std::string column = by_region ? "region_code" : "project_id";
    row->faults.push_back(
        {Known(record, column)->place,
         {column, by_region ? region : project,
          absl::StrCat("one row for each; line ", first->second, " states its figures already")}});
  }

  void ReadCell(const Record& record, size_t column, ImportRow* row) const {
    const Cell& cell = record[column];
    FigureReported* figure = row->event.mutable_figure_reported();
    figure->set_indicator_id(IndicatorOf(column));
    figure->set_region_code(RegionCode(record));
    figure->set_project_id(Project(record));
    figure->set_source(Source(record));
    figure->set_place(Text(record, "place"));
    figure->set_note(Text(record, "note"));
    const auto period = ParseWhen(Text(record, "period"));
    if (period.ok()) {
      *figure->mutable_period() = *period;
    } else if (options_.period.has_value()) {
      *figure->mutable_period() = *options_.period;
    }
    figure->set_field_missing(!cell.quoted && cell.text == "\\N");
    if (!figure->field_missing()) figure->set_text(cell.text);
    figure->set_figure_id(DerivedFigureId(*figure));
    row->place = cell.place;
    row->column = header_[column].text;
    row->locate = Locator(record, column);
  }

  // Finds the cell of the field that a path names; any other path is about the figure.
  std::function<TextPlace(absl::string_view)> Locator(const Record& record, size_t column) const {
    std::map<std::string, TextPlace> places = {{"indicator_id", header_[column].place}};
    for (const auto& [name, index] : known_) places[name] = record[index].place;
    return [places = std::move(places), own = record[column].place](absl::string_view path) {
      for (const auto& [name, place] : places) {
        if (absl::StrContains(absl::StrCat(path, "."), absl::StrCat(".", name, "."))) return place;
      }
      return own;
    };
  }

  std::string IndicatorOf(size_t column) const {
    const std::string& name = header_[column].text;
    return IndicatorNamed(name, options_);
  }

  static std::string FirstOf(std::initializer_list<std::string> texts) {
    for (const std::string& text : texts) {
      if (!text.empty()) return text;
    }
    return "";
  }

  const FiguresOptions options_;
  const Record header_;
  const std::vector<Record> records_;
  std::map<std::string, size_t> known_;  // column by name
  std::vector<size_t> indicators_;       // columns
  // Lines of the rows so far, by region, project, source, place in it and period.
  std::map<std::array<std::string, 5>, size_t> lines_;
  size_t record_ = 0;
  size_t column_ = 0;  // in indicators_
  uint64_t skipped_ = 0;
};

bool IsKeyColumn(const Cell& cell) {
  const std::string name = Plain(cell.text);
  return name == "region_code" || name == "project_id";
}

// Lines above the names of the columns, such as a title.
absl::Status CheckNoTitle(const std::string& path, const Record& header,
                          const std::vector<Record>& records) {
  constexpr size_t kMostLines = 10;
  if (std::any_of(header.begin(), header.end(), IsKeyColumn)) return absl::OkStatus();
  for (size_t i = 0; i < std::min(records.size(), kMostLines); ++i) {
    const auto names_a_key = [](const Cell& cell) {
      return absl::StrContains(cell.text, "region_code") ||
             absl::StrContains(cell.text, "project_id");
    };
    if (std::none_of(records[i].begin(), records[i].end(), names_a_key)) continue;
    return At(
        path, header[0].place,
        absl::StrCat(
            "a title or an empty line stands above the names of the columns, which are in line ",
            records[i][0].place.line, ": delete the lines above it"));
  }
  return absl::OkStatus();
}

absl::Status CheckHeader(const std::string& path, const Record& header,
                         const FiguresOptions& options) {
  std::set<std::string> names;
  std::map<std::string, const Cell*> indicators;
  for (const Cell& cell : header) {
    if (cell.text.empty()) {
      return At(path, cell.place, "a column without a name, in which there are values");
    }
    if (!names.insert(cell.text).second) {
      return At(path, cell.place, absl::StrCat("a second column \"", cell.text, "\""));
    }
    if (IsKnown(cell.text) || options.skipped.count(cell.text) > 0) continue;
    const std::string indicator = IndicatorNamed(cell.text, options);
    const auto [first, is_new] = indicators.try_emplace(indicator, &cell);
    if (!is_new) {
      return At(path, cell.place,
                absl::StrCat("columns \"", first->second->text, "\" and \"", cell.text,
                             "\" are both the indicator ", indicator,
                             ": leave one out with --skip, or name another with --map"));
    }
  }
  if (names.count("region_code") == 0 && names.count("project_id") == 0) {
    return At(path, header[0].place,
              "neither a column region_code nor a column project_id: what are the figures about?");
  }
  for (const auto& [column, indicator] : options.indicators) {
    if (names.count(column) > 0) continue;
    return At(path, header[0].place, absl::StrCat("no column \"", column, "\", which --map names"));
  }
  if (indicators.empty()) return At(path, header[0].place, "no column of an indicator");
  const bool sourced = names.count("source") > 0 || names.count("organisation_number") > 0;
  if (sourced || !options.source.empty()) return absl::OkStatus();
  return At(path, header[0].place,
            "nobody states the figures: say who with --source, or add a column source");
}

// Takes the empty cells off that separators at the end of a line make.
void DropEmptyEnd(size_t columns, Record* record) {
  while (record->size() > columns && Plain(record->back().text).empty()) record->pop_back();
}

// Drops the columns at the end that have neither a name nor a value.
void DropEmptyColumns(Record* header, std::vector<Record>* records) {
  size_t columns = header->size();
  while (columns > 1 && (*header)[columns - 1].text.empty()) --columns;
  for (Record& record : *records) {
    DropEmptyEnd(columns, &record);
    if (record.size() > columns && record.size() <= header->size()) columns = record.size();
  }
  DropEmptyEnd(columns, header);
}

// The first line "sep=;" that Excel reads and writes names the separator and is no record.
bool IsSeparatorLine(absl::string_view text) { return absl::StartsWithIgnoreCase(text, "sep="); }

char SeparatorOf(absl::string_view text) {
  absl::ConsumePrefix(&text, "\"");
  const bool said = IsSeparatorLine(text) && text.size() > 4 &&
                    absl::StrContains(";,\t", absl::string_view(&text[4], 1));
  return said ? text[4] : SniffSeparator(text);
}

}  // namespace

std::string DerivedFigureId(const FigureReported& figure) {
  verkan::event::v1::Event event;
  *event.mutable_figure_reported() = figure;
  event.mutable_figure_reported()->clear_figure_id();
  const std::string hash = client::DerivedRequestId(event).substr(24);
  return absl::StrCat(ToIdPart(figure.project_id()), ".", ToIdPart(figure.indicator_id()), ".",
                      ToIdPart(figure.region_code()), ".", hash);
}

absl::StatusOr<std::unique_ptr<RowReader>> ReadFigures(const std::string& path,
                                                       const std::string& text,
                                                       const FiguresOptions& options) {
  CsvReader reader(text, SeparatorOf(text));
  Record header;
  std::vector<Record> records;
  Record record;
  bool any = reader.Next(&header);
  if (any && IsSeparatorLine(header[0].text)) any = reader.Next(&header);
  while (any && reader.Next(&record)) records.push_back(std::move(record));
  if (!reader.error().empty()) return At(path, reader.error_place(), reader.error());
  if (!any) return absl::InvalidArgumentError(absl::StrCat(path, " is empty"));
  for (Cell& cell : header) cell.text = Plain(cell.text);
  if (const absl::Status title = CheckNoTitle(path, header, records); !title.ok()) return title;
  DropEmptyColumns(&header, &records);
  if (const absl::Status status = CheckHeader(path, header, options); !status.ok()) return status;
  return std::make_unique<Figures>(std::move(header), std::move(records), options);
}

}  // namespace verkan::cli
