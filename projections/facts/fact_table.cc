#include "projections/facts/fact_table.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace verkan::projections {
namespace {

template <typename Integer>
void PutFixed(Integer value, std::string* out) {
  char bytes[sizeof(value)];
  std::memcpy(bytes, &value, sizeof(value));  // little endian on every platform we build for
  out->append(bytes, sizeof(value));
}

template <typename Integer>
bool GetFixed(absl::string_view* in, Integer* value) {
  if (in->size() < sizeof(*value)) return false;
  std::memcpy(value, in->data(), sizeof(*value));
  in->remove_prefix(sizeof(*value));
  return true;
}

void PutBytes(absl::string_view bytes, std::string* out) {
  PutFixed(static_cast<uint32_t>(bytes.size()), out);
  out->append(bytes.data(), bytes.size());
}

bool GetBytes(absl::string_view* in, absl::string_view* bytes) {
  uint32_t size;
  if (!GetFixed(in, &size) || in->size() < size) return false;
  *bytes = in->substr(0, size);
  in->remove_prefix(size);
  return true;
}

}  // namespace

Code Dictionary::Intern(absl::string_view text) {
  auto found = codes_.find(text);
  if (found != codes_.end()) return found->second;
  Code code = static_cast<Code>(texts_.size());
  texts_.emplace_back(text);
  codes_.emplace(texts_.back(), code);
  return code;
}

std::optional<Code> Dictionary::Find(absl::string_view text) const {
  auto found = codes_.find(text);
  if (found == codes_.end()) return std::nullopt;
  return found->second;
}

Dictionary* Dictionaries::Get(absl::string_view domain) {
  auto& dictionary = by_domain_[std::string(domain)];
  if (dictionary == nullptr) dictionary = std::make_unique<Dictionary>();
  return dictionary.get();
}

absl::string_view Row::text(absl::string_view column) const {
  return table_->text(id_, table_->column(column));
}
int64_t Row::number(absl::string_view column) const {
  return table_->number(id_, table_->column(column));
}
absl::string_view Row::bytes(absl::string_view column) const {
  return table_->bytes(id_, table_->column(column));
}
DayRange Row::days() const { return table_->days(id_); }
Position Row::from() const { return table_->from(id_); }
Position Row::to() const { return table_->to(id_); }
Position Row::event() const { return table_->event(id_); }
bool Row::invented() const { return table_->invented(id_); }

FactTable::FactTable(absl::string_view name, std::vector<Column> columns,
                     Dictionaries* dictionaries, absl::string_view version)
    : name_(name), version_(version), columns_(std::move(columns)), cells_(columns_.size()) {
  assert(!columns_.empty() && columns_[0].kind == ColumnKind::kText);
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].kind != ColumnKind::kText) continue;
    absl::string_view domain = columns_[i].domain.empty() ? columns_[i].name : columns_[i].domain;
    cells_[i].dictionary = dictionaries->Get(domain);
  }
}

bool FactTable::HasColumn(absl::string_view name) const {
  return std::any_of(columns_.begin(), columns_.end(),
                     [name](const Column& column) { return column.name == name; });
}

int FactTable::column(absl::string_view name) const {
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].name == name) return static_cast<int>(i);
  }
  std::fprintf(stderr, "table %s has no column %.*s\n", name_.c_str(),
               static_cast<int>(name.size()), name.data());
  std::abort();
}

const Column* FactTable::FindDimension(absl::string_view name) const {
  for (const Column& column : columns_) {
    if (!name.empty() && column.dimension == name) return &column;
  }
  return nullptr;
}

RowId FactTable::Open(absl::string_view key, Position from, Position event, DayRange days) {
  assert(from_.empty() || from_.back() <= from);
  RowId row = size();
  from_.push_back(from);
  to_.push_back(kOpen);
  if (row % kBlockRows == 0) bounds_.push_back({kOpen, days});
  CoverDays(row, days);
  if (event != from) events_.emplace(row, event);
  first_day_.push_back(days.first);
  last_day_.push_back(days.last);
  invented_.push_back(0);
  for (size_t i = 0; i < columns_.size(); ++i) {
    switch (columns_[i].kind) {
      case ColumnKind::kText:
        cells_[i].codes.push_back(0);
        break;
      case ColumnKind::kNumber:
        cells_[i].numbers.push_back(kNoNumber);
        break;
      case ColumnKind::kBytes:
        cells_[i].bytes.emplace_back();
        break;
    }
  }
  Code code = Intern(row, 0, key);
  cells_[0].codes[row] = code;
  if (newest_.size() <= code) newest_.resize(code + 1, kNoRow);
  previous_.push_back(newest_[code]);
  newest_[code] = row;
  return row;
}

void FactTable::SetText(RowId row, int column, absl::string_view text) {
  assert(column != 0 && row >= first_new_);
  cells_[column].codes[row] = Intern(row, column, text);
}

// The row before says the same so often that looking there first is worth it.
Code FactTable::Intern(RowId row, int column, absl::string_view text) {
  Cells& cells = cells_[column];
  if (row > 0 && cells.dictionary->text(cells.codes[row - 1]) == text) return cells.codes[row - 1];
  return cells.dictionary->Intern(text);
}

void FactTable::SetNumber(RowId row, int column, int64_t number) {
  assert(row >= first_new_);
  cells_[column].numbers[row] = number;
}

void FactTable::SetBytes(RowId row, int column, absl::string_view bytes) {
  assert(row >= first_new_);
  cells_[column].bytes[row].assign(bytes.data(), bytes.size());
}

void FactTable::SetDays(RowId row, DayRange days) {
  assert(row >= first_new_);
  first_day_[row] = days.first;
  last_day_[row] = days.last;
  CoverDays(row, days);
}

void FactTable::SetInvented(RowId row) {
  assert(row >= first_new_);
  invented_[row] = 1;
  any_invented_ = true;
}

void FactTable::SetText(RowId row, absl::string_view column, absl::string_view text) {
  SetText(row, this->column(column), text);
}
void FactTable::SetNumber(RowId row, absl::string_view column, int64_t number) {
  SetNumber(row, this->column(column), number);
}
void FactTable::SetBytes(RowId row, absl::string_view column, absl::string_view bytes) {
  SetBytes(row, this->column(column), bytes);
}

RowId FactTable::Rewrite(RowId row, Position from, Position event) {
  Close(row, from);
  RowId copy = Open(text(row, 0), from, event, days(row));
  invented_[copy] = invented_[row];
  for (size_t i = 1; i < columns_.size(); ++i) {
    Cells& cells = cells_[i];
    switch (columns_[i].kind) {
      case ColumnKind::kText:
        cells.codes[copy] = cells.codes[row];
        break;
      case ColumnKind::kNumber:
        cells.numbers[copy] = cells.numbers[row];
        break;
      case ColumnKind::kBytes:
        cells.bytes[copy] = cells.bytes[row];
        break;
    }
  }
  return copy;
}

void FactTable::Close(RowId row, Position to) {
  assert(IsOpen(row) && from_[row] <= to);
  SetTo(row, to);
  Touch(row);
}

void FactTable::Unclose(RowId row) {
  assert(!IsOpen(row));
  to_[row] = kOpen;  // the bounds may stay
  Touch(row);
}

void FactTable::SetTo(RowId row, Position to) {
  to_[row] = to;
  Position& min_to = bounds_[row / kBlockRows].min_to;
  min_to = std::min(min_to, to);
}

void FactTable::CoverDays(RowId row, DayRange days) {
  DayRange& covered = bounds_[row / kBlockRows].days;
  covered = {std::min(covered.first, days.first), std::max(covered.last, days.last)};
}

void FactTable::AppendSeen(size_t number, Position as_of, std::vector<RowId>* rows) const {
  const auto [begin, end] = block(number);
  if (as_of < from_[begin]) return;  // `from` never runs backwards
  const size_t before = rows->size();
  rows->resize(before + (end - begin));
  RowId* out = rows->data() + before;
  if (from_[end - 1] <= as_of && as_of < bounds_[number].min_to) {
    for (RowId row = begin; row < end; ++row) *out++ = row;
    return;
  }
  for (RowId row = begin; row < end; ++row) {
    *out = row;
    out += (from_[row] <= as_of) & (as_of < to_[row]);
  }
  rows->resize(static_cast<size_t>(out - rows->data()));
}

void FactTable::Touch(RowId row) {
  if (row < first_new_) changed_.push_back(row);
}

RowId FactTable::NewestOf(absl::string_view key) const {
  std::optional<Code> code = cells_[0].dictionary->Find(key);
  // The dictionary may be shared with columns of other tables that know more keys.
  return code.has_value() && *code < newest_.size() ? newest_[*code] : kNoRow;
}

RowId FactTable::OpenRow(absl::string_view key) const {
  RowId row = NewestOf(key);
  while (row != kNoRow && !IsOpen(row)) row = previous_[row];
  return row;
}

std::pair<RowId, RowId> FactTable::OpenedAt(Position position) const {
  auto [first, last] = std::equal_range(from_.begin(), from_.end(), position);
  return {static_cast<RowId>(first - from_.begin()), static_cast<RowId>(last - from_.begin())};
}

std::vector<Row> FactTable::AsOf(Position position, absl::string_view key) const {
  std::vector<Row> rows;
  VisitKey(key, [&](RowId row) {
    if (Sees(row, position)) rows.emplace_back(this, row);
  });
  std::reverse(rows.begin(), rows.end());
  return rows;
}

std::string FactTable::Encode(RowId row) const {
  std::string out;
  PutFixed(from_[row], &out);
  PutFixed(to_[row], &out);
  PutFixed(event(row), &out);
  PutFixed(first_day_[row], &out);
  PutFixed(last_day_[row], &out);
  PutFixed(invented_[row], &out);
  for (size_t i = 0; i < columns_.size(); ++i) {
    int column = static_cast<int>(i);
    switch (columns_[i].kind) {
      case ColumnKind::kText:
        PutBytes(text(row, column), &out);
        break;
      case ColumnKind::kNumber:
        PutFixed(number(row, column), &out);
        break;
      case ColumnKind::kBytes:
        PutBytes(bytes(row, column), &out);
        break;
    }
  }
  return out;
}

bool FactTable::Decode(absl::string_view in) {
  Position from, to, event;
  DayRange days;
  char invented;
  absl::string_view text;
  if (!GetFixed(&in, &from) || !GetFixed(&in, &to) || !GetFixed(&in, &event) ||
      !GetFixed(&in, &days.first) || !GetFixed(&in, &days.last) || !GetFixed(&in, &invented) ||
      !GetBytes(&in, &text)) {
    return false;
  }
  if (to < from || (!from_.empty() && from < from_.back())) return false;
  RowId row = Open(text, from, event, days);
  SetTo(row, to);
  invented_[row] = invented;
  any_invented_ |= invented != 0;
  for (size_t i = 1; i < columns_.size(); ++i) {
    if (columns_[i].kind == ColumnKind::kNumber) {
      if (!GetFixed(&in, &cells_[i].numbers[row])) return false;
      continue;
    }
    if (!GetBytes(&in, &text)) return false;
    if (columns_[i].kind == ColumnKind::kText) {
      cells_[i].codes[row] = Intern(row, static_cast<int>(i), text);
    } else {
      cells_[i].bytes[row].assign(text.data(), text.size());
    }
  }
  return in.empty();
}

bool FactTable::SetEnd(RowId row, Position to) {
  if (to < from_[row]) return false;
  SetTo(row, to);
  return true;
}

bool FactTable::SameFact(RowId a, RowId b) const {
  if (event(a) != event(b) || !(days(a) == days(b)) || invented(a) != invented(b)) return false;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const Cells& cells = cells_[i];
    switch (columns_[i].kind) {
      case ColumnKind::kText:
        if (cells.codes[a] != cells.codes[b]) return false;
        break;
      case ColumnKind::kNumber:
        if (cells.numbers[a] != cells.numbers[b]) return false;
        break;
      case ColumnKind::kBytes:
        if (cells.bytes[a] != cells.bytes[b]) return false;
        break;
    }
  }
  return true;
}

void FactTable::Truncate(RowId size) {
  assert(size >= first_new_);
  for (RowId row = this->size(); row-- > size;) {
    newest_[cells_[0].codes[row]] = previous_[row];
    events_.erase(row);
  }
  from_.resize(size);
  to_.resize(size);
  bounds_.resize((size + kBlockRows - 1) / kBlockRows);
  first_day_.resize(size);
  last_day_.resize(size);
  invented_.resize(size);
  previous_.resize(size);
  for (size_t i = 0; i < columns_.size(); ++i) {
    switch (columns_[i].kind) {
      case ColumnKind::kText:
        cells_[i].codes.resize(size);
        break;
      case ColumnKind::kNumber:
        cells_[i].numbers.resize(size);
        break;
      case ColumnKind::kBytes:
        cells_[i].bytes.resize(size);
        break;
    }
  }
}

void FactTable::ClearChanges() {
  first_new_ = size();
  changed_.clear();
}

}  // namespace verkan::projections
