#include "clients/cli/csv.h"

#include <algorithm>
#include <utility>

namespace verkan::cli {

char SniffSeparator(absl::string_view text) {
  size_t semicolons = 0, commas = 0, tabs = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    semicolons += c == ';';
    commas += c == ',';
    tabs += c == '\t';
  }
  const size_t most = std::max({semicolons, commas, tabs});
  return most == semicolons ? ';' : most == commas ? ',' : '\t';
}

bool CsvReader::Next(std::vector<Cell>* record) {
  record->clear();
  while (at_ < text_.size() && AtRecordEnd()) EndRecord();
  if (at_ >= text_.size() || !error_.empty()) return false;
  for (;;) {
    record->push_back(ReadCell());
    if (!error_.empty()) return false;
    if (at_ >= text_.size()) return true;
    if (text_[at_] != separator_) break;
    Advance();
  }
  EndRecord();
  return true;
}

Cell CsvReader::ReadCell() {
  Cell cell;
  cell.place = place_;
  if (at_ < text_.size() && text_[at_] == '"') {
    cell.quoted = true;
    ReadQuoted(&cell);
    return cell;
  }
  while (at_ < text_.size() && text_[at_] != separator_ && !AtRecordEnd()) {
    if (text_[at_] == '\r') {
      error_ =
          "a line ends with CR alone and others with LF: save the file with one kind of line end";
      error_place_ = place_;
      return cell;
    }
    cell.text.push_back(text_[at_]);
    Advance();
  }
  return cell;
}

void CsvReader::ReadQuoted(Cell* cell) {
  Advance();
  for (;;) {
    if (at_ >= text_.size()) {
      error_ = "the quote that opens here is never closed";
      error_place_ = cell->place;
      return;
    }
    if (text_[at_] == '"') {
      Advance();
      if (at_ >= text_.size() || text_[at_] != '"') break;
    }
    cell->text.push_back(text_[at_]);
    Advance();
  }
  if (at_ < text_.size() && text_[at_] != separator_ && !AtRecordEnd()) {
    error_ = "text follows the closing quote; write \"\" for a quote inside a quoted cell";
    error_place_ = place_;
  }
}

bool CsvReader::AtRecordEnd() const {
  return text_[at_] == '\n' || (text_[at_] == '\r' && text_.substr(at_, 2) == "\r\n");
}

void CsvReader::EndRecord() {
  if (text_[at_] == '\r') Advance();
  Advance();
}

void CsvReader::Advance() {
  const char c = text_[at_++];
  if (c == '\n') {
    ++place_.line;
    place_.column = 1;
  } else if (at_ >= text_.size() || (static_cast<unsigned char>(text_[at_]) & 0xC0) != 0x80) {
    ++place_.column;
  }
}

}  // namespace verkan::cli
