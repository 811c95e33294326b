#include "projections/filter/row_filter.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "eventstore/status_macros.h"
#include "projections/facts/facts.h"
#include "projections/figure/figure_math.h"
#include "projections/figure_text/normal_form.h"

namespace verkan::projections {
namespace {

absl::Status Wrong(const Filter& comparison, absl::string_view wanted) {
  return absl::InvalidArgumentError(absl::StrCat("filter: ", comparison.column, " at character ",
                                                 comparison.at, ", wanted ", wanted));
}

// The days of a date: a year, a month or a day.
std::optional<DayRange> DaysOf(absl::string_view date) {
  const std::vector<absl::string_view> parts = Items(date, '-');
  int32_t year = 0, month = 1, day = 1;
  if (parts.empty() || parts.size() > 3 || parts[0].size() != 4 ||
      !absl::SimpleAtoi(parts[0], &year) || year < 1) {
    return std::nullopt;
  }
  if (parts.size() > 1 && (parts[1].size() != 2 || !absl::SimpleAtoi(parts[1], &month))) {
    return std::nullopt;
  }
  if (parts.size() > 2 && (parts[2].size() != 2 || !absl::SimpleAtoi(parts[2], &day))) {
    return std::nullopt;
  }
  const absl::CivilDay first(year, month, day);
  if (first.month() != month || first.day() != day) return std::nullopt;
  const absl::CivilDay next = parts.size() == 1   ? absl::CivilDay(year + 1, 1, 1)
                              : parts.size() == 2 ? absl::CivilDay(year, month + 1, 1)
                                                  : first + 1;
  const absl::CivilDay epoch(1970, 1, 1);
  return DayRange{static_cast<int32_t>(first - epoch), static_cast<int32_t>(next - epoch - 1)};
}

bool Compares(Filter::Operator op, int64_t a, int64_t b) {
  switch (op) {
    case Filter::kEqual:
    case Filter::kHas:
      return a == b;
    case Filter::kNotEqual:
      return a != b;
    case Filter::kLess:
      return a < b;
    case Filter::kAtMost:
      return a <= b;
    case Filter::kMore:
      return a > b;
    case Filter::kAtLeast:
      return a >= b;
  }
  return false;
}

bool DaysCompare(Filter::Operator op, DayRange days, DayRange date) {
  if (!days.known()) return false;
  switch (op) {
    case Filter::kEqual:
    case Filter::kHas:
      return date.first <= days.first && days.last <= date.last;
    case Filter::kNotEqual:
      return days.last < date.first || date.last < days.first;
    case Filter::kLess:
      return days.last < date.first;
    case Filter::kAtMost:
      return days.last <= date.last;
    case Filter::kMore:
      return days.first > date.last;
    case Filter::kAtLeast:
      return days.first >= date.first;
  }
  return false;
}

// Whether it can be compared with anything.
bool IsComparable(const Column& column) {
  return column.kind != ColumnKind::kBytes && !column.hidden;
}

}  // namespace

absl::StatusOr<RowFilter> RowFilter::Bind(const Filter& filter, const FactTable& table) {
  RowFilter bound;
  VERKAN_ASSIGN_OR_RETURN(bound.holds_, Make(filter, table));
  const auto look = [&](const Filter& part) {
    if (part.kind == Filter::kComparison && part.op == Filter::kEqual &&
        part.column == table.columns()[0].name && !absl::EndsWith(part.value, "*")) {
      bound.key_ = std::make_shared<const std::string>(part.value);
    }
  };
  look(filter);
  if (filter.kind == Filter::kAnd) std::for_each(filter.parts.begin(), filter.parts.end(), look);
  return bound;
}

absl::StatusOr<RowFilter::Predicate> RowFilter::Make(const Filter& filter, const FactTable& table) {
  if (filter.kind == Filter::kComparison) return Compare(filter, table);
  std::vector<Predicate> parts;
  for (const Filter& part : filter.parts) {
    VERKAN_ASSIGN_OR_RETURN(Predicate made, Make(part, table));
    parts.push_back(std::move(made));
  }
  const auto holds = [](RowId row) { return [row](const Predicate& part) { return part(row); }; };
  switch (filter.kind) {
    case Filter::kNot:
      return [part = std::move(parts.front())](RowId row) { return !part(row); };
    case Filter::kOr:
      return [parts = std::move(parts), holds](RowId row) {
        return std::any_of(parts.begin(), parts.end(), holds(row));
      };
    default:
      return [parts = std::move(parts), holds](RowId row) {
        return std::all_of(parts.begin(), parts.end(), holds(row));
      };
  }
}

namespace {

// Of a column that holds one text a row.
std::function<bool(absl::string_view)> TextComparison(const Filter& comparison) {
  const std::string& value = comparison.value;
  if (comparison.op == Filter::kHas) {
    return [wanted = NameKey(value)](absl::string_view text) {
      return absl::StrContains(NameKey(text), wanted);
    };
  }
  const bool negated = comparison.op == Filter::kNotEqual;
  if (absl::EndsWith(value, "*")) {
    return [negated, begin = value.substr(0, value.size() - 1)](absl::string_view text) {
      return absl::StartsWith(text, begin) != negated;
    };
  }
  return [negated, value](absl::string_view text) { return (text == value) != negated; };
}

}  // namespace

absl::StatusOr<RowFilter::Predicate> RowFilter::Compare(const Filter& comparison,
                                                        const FactTable& table) {
  const auto& columns = table.columns();
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& column) {
    return column.name == comparison.column && IsComparable(column);
  });
  if (found == columns.end()) {
    std::vector<absl::string_view> names;
    for (const Column& column : columns) {
      if (IsComparable(column)) names.push_back(column.name);
    }
    return Wrong(comparison, absl::StrCat("a column: one of ", absl::StrJoin(names, ", ")));
  }
  const Column& column = *found;
  const int index = table.column(column.name);
  const Filter::Operator op = comparison.op;
  if (column.name == "when") {
    const std::optional<DayRange> date = DaysOf(comparison.value);
    if (!date.has_value()) return Wrong(comparison, "a date such as 2024, 2024-03 or 2024-03-05");
    return Predicate(
        [&table, op, date = *date](RowId row) { return DaysCompare(op, table.days(row), date); });
  }
  if (column.kind == ColumnKind::kNumber) {
    const std::optional<Decimal> number = Decimal::Parse(comparison.value);
    if (!number.has_value()) return Wrong(comparison, "a number such as 12 or 2.5");
    return Predicate(
        [&table, index, op, scaled = column.decimal, units = number->units()](RowId row) {
          const int64_t own = table.number(row, index);
          if (own == kNoNumber) return op == Filter::kNotEqual;
          return Compares(op, scaled ? own : own * kValueScale, units);
        });
  }
  if (op != Filter::kEqual && op != Filter::kNotEqual && op != Filter::kHas) {
    return Wrong(comparison, "=, != or : for a text");
  }
  const bool whole = !comparison.value.empty() && !absl::EndsWith(comparison.value, "*");
  if (!column.values.empty() && whole &&
      std::find(column.values.begin(), column.values.end(), comparison.value) ==
          column.values.end()) {
    return Wrong(comparison, absl::StrCat("one of ", absl::StrJoin(column.values, ", ")));
  }
  if (!column.HoldsItems()) {
    return Predicate([&table, index, compares = TextComparison(comparison)](RowId row) {
      return compares(table.text(row, index));
    });
  }
  if (whole && column.values.empty() &&
      !table.dictionary(index).Find(comparison.value).has_value()) {
    return Wrong(comparison, "what something recorded names");
  }
  // A list is equal to each of its items, and the empty list to the empty text.
  Filter item = comparison;
  if (item.op != Filter::kHas || whole) item.op = Filter::kEqual;
  const bool negated = op == Filter::kNotEqual;
  return Predicate([&table, index, negated, compares = TextComparison(item)](RowId row) {
    const absl::string_view text = table.text(row, index);
    bool any = text.empty() && compares("");
    for (absl::string_view part : Items(text)) any |= compares(part);
    return any != negated;
  });
}

}  // namespace verkan::projections
