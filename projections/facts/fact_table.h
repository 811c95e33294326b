// FactTable is a bitemporal table: every row has the days on which its fact can have
// happened and the half-open range of log positions [from, to) in which it was believed.
// Nothing is edited: a correction closes rows and opens others.
//
//   for (Row row : facts[kActivities].AsOf(position)) {
//     if (row.text("project") != project) continue;
//     lines.push_back({row.text("kind"), row.text("title"), row.event()});
//   }
//
// Columns are stored one by one: text as codes of a dictionary, numbers as int64, bytes
// (serialised messages) as they are. Not thread-safe; whoever owns the table locks it.
#ifndef VERKAN_PROJECTIONS_FACTS_FACT_TABLE_H_
#define VERKAN_PROJECTIONS_FACTS_FACT_TABLE_H_

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "eventstore/event_store.h"

namespace verkan::projections {

using eventstore::Position;

// `to` of a row that is still believed.
inline constexpr Position kOpen = UINT64_MAX;
// As-of position that sees everything believed now.
inline constexpr Position kNow = UINT64_MAX - 1;

// A number that is not known. Never zero.
inline constexpr int64_t kNoNumber = INT64_MIN;
// Numbers of columns that hold decimals are in units of 1/10000.
inline constexpr int64_t kValueScale = 10000;

// DayRange on which a fact can have happened, inclusive, in days since 1970-01-01.
struct DayRange {
  static constexpr int32_t kUnknownFirst = INT32_MIN;
  static constexpr int32_t kUnknownLast = INT32_MAX;

  int32_t first = kUnknownFirst;
  int32_t last = kUnknownLast;

  bool known() const { return first != kUnknownFirst && last != kUnknownLast; }
  friend bool operator==(const DayRange& a, const DayRange& b) {
    return a.first == b.first && a.last == b.last;
  }
};

// Number of a text in its dictionary.
using Code = uint32_t;

// Dictionary numbers texts from 0 in the order they come; 0 is the empty text.
class Dictionary {
 public:
  Dictionary() { Intern(""); }
  Code Intern(absl::string_view text);
  std::optional<Code> Find(absl::string_view text) const;
  absl::string_view text(Code code) const { return texts_[code]; }
  size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // never move, so that the map's keys hold
  absl::flat_hash_map<absl::string_view, Code> codes_;
};

// Dictionaries holds one dictionary per domain. Columns of one domain share codes, in
// whatever table they are, so that codes can be compared across tables.
class Dictionaries {
 public:
  Dictionary* Get(absl::string_view domain);

 private:
  absl::flat_hash_map<std::string, std::unique_ptr<Dictionary>> by_domain_;
};

enum class ColumnKind { kText, kNumber, kBytes };

struct Column {
  absl::string_view name;
  ColumnKind kind = ColumnKind::kText;
  absl::string_view domain = {};  // of a text; empty: the column's name
  // Of a closed column: all that it may say, besides nothing. Empty: any text.
  std::vector<absl::string_view> values = {};
  // Of a closed column: the enumeration that its values are of (projections/labels/labels.h).
  absl::string_view enumeration = {};
  // What figures are grouped and filtered by it as; empty: they are not. A column that holds a list
  // stands for each of its items.
  absl::string_view dimension = {};
  // Of ids that can be merged: the name of the table that says which were.
  absl::string_view merges = {};
  bool decimal = false;  // numbers are in units of 1/kValueScale
  bool hidden = false;   // is for the table's own use: no register shows it
  bool items = false;    // holds several ids or words, joined with ","

  bool HoldsItems() const { return items || !values.empty() || !dimension.empty(); }
};

// The column as a dimension, under its own name if no other is given.
inline Column Dimension(Column column, absl::string_view name = {}) {
  column.dimension = name.empty() ? column.name : name;
  return column;
}

class FactTable;

using RowId = uint32_t;
inline constexpr RowId kNoRow = UINT32_MAX;

// Row is a reference to one row of a table; it holds as long as the table does not change.
class Row {
 public:
  Row(const FactTable* table, RowId id) : table_(table), id_(id) {}

  RowId id() const { return id_; }
  // The column is named as its noun names it; another name is a programming error and aborts.
  absl::string_view text(absl::string_view column) const;
  int64_t number(absl::string_view column) const;  // kNoNumber if it is not known
  absl::string_view bytes(absl::string_view column) const;
  DayRange days() const;
  Position from() const;
  Position to() const;
  // Position of the event that states the fact. The same as from(), unless another
  // event made the row be written anew (a corrected activity, a voided event).
  Position event() const;
  // Whether that event is made up.
  bool invented() const;

 private:
  const FactTable* table_;
  RowId id_;
};

class FactTable {
 public:
  // The first column is the key: rows are found by it without a scan.
  // `version` tells rows of one meaning from those of another.
  FactTable(absl::string_view name, std::vector<Column> columns, Dictionaries* dictionaries,
            absl::string_view version = {});
  FactTable(const FactTable&) = delete;
  FactTable& operator=(const FactTable&) = delete;

  absl::string_view name() const { return name_; }
  absl::string_view version() const { return version_; }
  const std::vector<Column>& columns() const { return columns_; }
  // Index of the column; an unknown name is a programming error and aborts.
  int column(absl::string_view name) const;
  bool HasColumn(absl::string_view name) const;
  // The column that is the dimension; null if there is none.
  const Column* FindDimension(absl::string_view name) const;
  // Number of rows, whatever position they are believed at.
  RowId size() const { return static_cast<RowId>(from_.size()); }

  // Opens a row, with empty columns. `from` never runs backwards from row to row.
  RowId Open(absl::string_view key, Position from, Position event, DayRange days);
  void SetText(RowId row, int column, absl::string_view text);
  void SetNumber(RowId row, int column, int64_t number);
  void SetBytes(RowId row, int column, absl::string_view bytes);
  void SetDays(RowId row, DayRange days);
  // Marks the row as stated by an event that is made up.
  void SetInvented(RowId row);
  // The same by name; an unknown name is a programming error and aborts.
  void SetText(RowId row, absl::string_view column, absl::string_view text);
  void SetNumber(RowId row, absl::string_view column, int64_t number);
  void SetBytes(RowId row, absl::string_view column, absl::string_view bytes);
  // Closes an open row and opens a copy of it, stated by `event`; returns its id.
  RowId Rewrite(RowId row, Position from, Position event);
  // Stops believing an open row.
  void Close(RowId row, Position to);

  bool Sees(RowId row, Position as_of) const { return from_[row] <= as_of && as_of < to_[row]; }
  bool IsOpen(RowId row) const { return to_[row] == kOpen; }
  Position from(RowId row) const { return from_[row]; }
  Position to(RowId row) const { return to_[row]; }
  Position event(RowId row) const {
    auto found = events_.find(row);
    return found == events_.end() ? from_[row] : found->second;
  }
  bool invented(RowId row) const { return invented_[row] != 0; }
  // Whether any row is, or has been.
  bool any_invented() const { return any_invented_; }
  DayRange days(RowId row) const { return {first_day_[row], last_day_[row]}; }
  Code code(RowId row, int column) const { return cells_[column].codes[row]; }
  absl::string_view text(RowId row, int column) const {
    return cells_[column].dictionary->text(cells_[column].codes[row]);
  }
  int64_t number(RowId row, int column) const { return cells_[column].numbers[row]; }
  absl::string_view bytes(RowId row, int column) const { return cells_[column].bytes[row]; }
  const Dictionary& dictionary(int column) const { return *cells_[column].dictionary; }

  // For scans: the rows block by block, and the values of a column by row id. How they are stored
  // is the table's own affair.
  static constexpr RowId kBlockRows = 2048;  // the working data of a scan fits the nearest cache
  struct Block {
    RowId begin;
    RowId end;
  };
  size_t blocks() const { return bounds_.size(); }
  Block block(size_t number) const {
    const auto begin = static_cast<RowId>(number * kBlockRows);
    return {begin, std::min(size(), begin + kBlockRows)};
  }
  // From the first to the last possible day of its rows. They may lie closer to each other.
  DayRange DaysOfBlock(size_t number) const { return bounds_[number].days; }
  // Appends the rows of the block that are seen at the position.
  void AppendSeen(size_t block, Position as_of, std::vector<RowId>* rows) const;

  class Codes {
   public:
    Code operator[](RowId row) const { return codes_[row]; }

   private:
    friend class FactTable;
    explicit Codes(const Code* codes) : codes_(codes) {}
    const Code* codes_;
  };
  Codes codes(int column) const { return Codes(cells_[column].codes.data()); }

  // Rows whose key is the text, newest first, whether believed or not.
  template <typename Visitor>
  void VisitKey(absl::string_view key, Visitor visit) const {
    for (RowId row = NewestOf(key); row != kNoRow; row = previous_[row]) visit(row);
  }
  // The newest open row of the key; kNoRow for none.
  RowId OpenRow(absl::string_view key) const;
  // Rows opened at the position, as a range of ids [first, second).
  std::pair<RowId, RowId> OpenedAt(Position position) const;

  // Calls visit(row) for every row seen at the position, by id.
  template <typename Visitor>
  void ForEachBelieved(Position as_of, Visitor visit) const {
    for (RowId row = 0; row < size(); ++row) {
      if (Sees(row, as_of)) visit(row);
    }
  }

  class Iterator {
   public:
    Iterator(const FactTable* table, Position as_of, RowId row)
        : table_(table), as_of_(as_of), row_(row) {
      Skip();
    }
    Row operator*() const { return Row(table_, row_); }
    Iterator& operator++() {
      ++row_;
      Skip();
      return *this;
    }
    bool operator!=(const Iterator& other) const { return row_ != other.row_; }

   private:
    void Skip() {
      while (row_ < table_->size() && !table_->Sees(row_, as_of_)) ++row_;
    }
    const FactTable* table_;
    Position as_of_;
    RowId row_;
  };
  struct Range {
    Iterator begin() const { return Iterator(table, as_of, 0); }
    Iterator end() const { return Iterator(table, as_of, table->size()); }
    const FactTable* table;
    Position as_of;
  };
  // The rows seen at the position, by id: in the order in which they were recorded.
  Range AsOf(Position position) const { return {this, position}; }
  // The rows of the key seen at the position, by id.
  std::vector<Row> AsOf(Position position, absl::string_view key) const;

  // The row as it is stored: the same bytes for the same row, whatever its codes are.
  std::string Encode(RowId row) const;
  // Appends a row that Encode made; false for bytes that are none.
  bool Decode(absl::string_view bytes);
  // Sets the end of a row that is loaded; false for one that lies before its beginning.
  bool SetEnd(RowId row, Position to);
  // Whether two rows say the same of the same event, whenever they were believed.
  bool SameFact(RowId a, RowId b) const;
  // Makes a row that was closed be believed again, as if it had never been closed.
  void Unclose(RowId row);
  // Drops rows from the end. They must not have been written to disk.
  void Truncate(RowId size);

  // What changed since ClearChanges: rows from first_new on were opened, and older rows
  // were closed.
  RowId first_new() const { return first_new_; }
  const std::vector<RowId>& changed() const { return changed_; }
  void ClearChanges();

 private:
  struct Cells {
    Dictionary* dictionary = nullptr;
    std::vector<Code> codes;
    std::vector<int64_t> numbers;
    std::vector<std::string> bytes;
  };

  RowId NewestOf(absl::string_view key) const;
  void SetTo(RowId row, Position to);
  void CoverDays(RowId row, DayRange days);
  void Touch(RowId row);
  Code Intern(RowId row, int column, absl::string_view text);

  // What holds of every row of a block.
  struct Bounds {
    Position min_to;  // it ends there or later
    DayRange days;    // it happened on one of these
  };

  const std::string name_;
  const std::string version_;
  const std::vector<Column> columns_;
  std::vector<Cells> cells_;
  std::vector<Position> from_;
  std::vector<Position> to_;
  std::vector<Bounds> bounds_;                   // by block
  absl::flat_hash_map<RowId, Position> events_;  // of rows whose event is not at `from`
  std::vector<int32_t> first_day_;
  std::vector<int32_t> last_day_;
  std::vector<char> invented_;
  bool any_invented_ = false;
  std::vector<RowId> newest_;    // by code of the key
  std::vector<RowId> previous_;  // by row: the row of the same key before it
  RowId first_new_ = 0;
  std::vector<RowId> changed_;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_FACT_TABLE_H_
