// Files of figures: CSV with a row per region and a column per indicator.
#ifndef VERKAN_CLIENTS_CLI_FIGURES_FILE_H_
#define VERKAN_CLIENTS_CLI_FIGURES_FILE_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cli/importer.h"
#include "verkan/event/v1/common.pb.h"
#include "verkan/event/v1/figure.pb.h"

namespace verkan::cli {

struct FiguresOptions {
  std::string programme;  // project id of all rows that name none
  std::string source;     // who states the figures of all rows that name nobody
  std::optional<verkan::event::v1::When> period;
  std::map<std::string, std::string> indicators;  // by column, if the names differ
  std::set<std::string> skipped;                  // columns that are no indicators
};

// Reads the figures of a text: one FigureReported per cell of an indicator's column. The
// first record names the columns: region_code, region (for the reader only), project_id,
// source, place (in the source), organisation_number, period, note; any other is an indicator, '_'
// read as '-'. A row called Totalt or Summa is about its project as a whole, or about the country
// if it has none; one called Riket or Hela landet is about the country. What Excel adds is read if
// that is safe: a first line "sep=;", separators at the end of lines, rows of empty cells (skipped
// and counted), 6 for region 06, blanks that nobody sees in names. An unquoted \N says that the
// source has no such field; an empty cell is blank. Returns an error, with its place, for a text
// that is not CSV or whose header is wrong.
absl::StatusOr<std::unique_ptr<RowReader>> ReadFigures(const std::string& path,
                                                       const std::string& text,
                                                       const FiguresOptions& options);

// The id that follows from a figure, its text included: "<project>.<indicator>.<region>.<hash>".
std::string DerivedFigureId(const verkan::event::v1::FigureReported& figure);

}  // namespace verkan::cli

#endif  // VERKAN_CLIENTS_CLI_FIGURES_FILE_H_
