#include "clients/cli/jsonl_file.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "clients/cli/event_json.h"

namespace verkan::cli {
namespace {

class JsonLines final : public RowReader {
 public:
  explicit JsonLines(std::string text) : text_(std::move(text)) {}

  bool Next(ImportRow* row) override {
    absl::string_view line;
    while (NextLine(&line)) {
      const absl::string_view content = absl::StripAsciiWhitespace(line);
      if (content.empty() || content[0] == '#') continue;
      ReadRow(line, row);
      return true;
    }
    return false;
  }

  double fraction() const override {
    return text_.empty() ? 1.0 : static_cast<double>(at_) / static_cast<double>(text_.size());
  }

 private:
  bool NextLine(absl::string_view* line) {
    if (at_ >= text_.size()) return false;
    const size_t end = std::min(text_.find('\n', at_), text_.size());
    *line = absl::string_view(text_).substr(at_, end - at_);
    at_ = std::min(end + 1, text_.size());
    ++number_;
    return true;
  }

  void ReadRow(absl::string_view line, ImportRow* row) const {
    const int number = number_;
    const auto indent = line.find_first_not_of(" \t");
    row->place = {number, static_cast<int>(indent) + 1};
    row->locate = [line, number](absl::string_view path) {
      return TextPlace{number, ColumnOf(line, path)};
    };
    std::vector<EventFault> faults;
    if (ReadLine(line, &row->event, &row->beside, &faults)) return;
    for (EventFault& fault : faults) {
      row->faults.push_back({{number, fault.column}, std::move(fault.violation)});
    }
  }

  const std::string text_;
  size_t at_ = 0;
  int number_ = 0;
};

}  // namespace

std::unique_ptr<RowReader> ReadJsonLines(std::string text) {
  return std::make_unique<JsonLines>(std::move(text));
}

}  // namespace verkan::cli
