#include "projections/figure/scan.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "eventstore/status_macros.h"
#include "projections/figure/period.h"

namespace verkan::projections {
namespace {

// Texts, by code: those of the items of each text, numbered.
class TextAxis {
 public:
  TextAxis(const FactTable& table, int column) : codes_(table.code_column(column)) {
    const Dictionary& dictionary = table.dictionary(column);
    absl::flat_hash_map<absl::string_view, uint32_t> numbers;
    items_.resize(dictionary.size());
    for (Code code = 0; code < dictionary.size(); ++code) {
      std::vector<absl::string_view> items = Items(dictionary.text(code));
      if (items.empty()) items.push_back("");
      for (absl::string_view item : items) {
        auto [entry, added] = numbers.try_emplace(item, labels_.size());
        if (added) labels_.emplace_back(item);
        items_[code].push_back(entry->second);
      }
    }
  }

  // Leaves only items with these labels.
  void Restrict(const absl::flat_hash_set<std::string>& labels) {
    for (auto& items : items_) {
      items.erase(std::remove_if(items.begin(), items.end(),
                                 [&](uint32_t item) { return !labels.contains(labels_[item]); }),
                  items.end());
    }
  }

  const std::vector<uint32_t>& At(RowId row) const { return items_[codes_[row]]; }
  uint32_t count() const { return static_cast<uint32_t>(labels_.size()); }
  const std::string& Label(uint32_t item) const { return labels_[item]; }

 private:
  const Code* const codes_;
  std::vector<std::string> labels_;
  std::vector<std::vector<uint32_t>> items_;  // by code
};

// Periods that rows can be placed in, restricted or not.
class PeriodAxis {
 public:
  PeriodAxis(const FactTable& table, PeriodKind kind)
      : table_(table), periods_(Periods::Of(kind)) {}

  void Restrict(const absl::flat_hash_set<std::string>& labels) {
    if (allowed_.empty()) allowed_.resize(periods_.count(), true);
    for (uint32_t period = 0; period < periods_.count(); ++period) {
      allowed_[period] = allowed_[period] && labels.contains(periods_.Label(period));
    }
  }

  uint32_t At(RowId row) const { return periods_.Place(table_.days(row)); }
  bool Allows(uint32_t period) const { return allowed_.empty() || allowed_[period]; }
  uint32_t count() const { return periods_.count(); }
  std::string Label(uint32_t period) const { return periods_.Label(period); }

 private:
  const FactTable& table_;
  const Periods& periods_;
  std::vector<bool> allowed_;  // by period; empty: all
};

// Axis is one dimension of the question: of texts or of periods.
struct Axis {
  std::string name;
  std::unique_ptr<TextAxis> text;
  std::unique_ptr<PeriodAxis> period;

  uint32_t count() const { return text != nullptr ? text->count() : period->count(); }
  std::string Label(uint32_t value) const {
    return text != nullptr ? text->Label(value) : period->Label(value);
  }
};

// Who stands for a code, after merges as known at the position.
std::vector<Code> Representatives(const Facts& facts, const FactTable& table, int column,
                                  Position as_of) {
  const FactTable& merges = facts[Table::kParticipantMerges];
  // The domain is shared, so that codes of the two tables can be compared.
  if (&merges.dictionary(0) != &table.dictionary(column)) return {};
  std::vector<Code> stands_for;
  merges.Scan(as_of, [&](RowId row) {
    if (stands_for.empty()) {
      stands_for.resize(merges.dictionary(0).size());
      for (Code code = 0; code < stands_for.size(); ++code) stands_for[code] = code;
    }
    // Union of the two sets; each code points towards the one that stands for its set.
    auto find = [&](Code code) {
      while (stands_for[code] != code) code = stands_for[code] = stands_for[stands_for[code]];
      return code;
    };
    stands_for[find(merges.code(row, 0))] = find(merges.code(row, 1));
  });
  for (Code code = 0; code < stands_for.size(); ++code) {
    Code root = code;
    while (stands_for[root] != root) root = stands_for[root];
    stands_for[code] = root;
  }
  return stands_for;
}

// Whether the text of each code meets the condition.
std::vector<char> Meets(const Facts& facts, const FactTable& table, const Condition& condition,
                        Position as_of) {
  const Dictionary& dictionary = table.dictionary(table.column(condition.column));
  std::vector<char> meets(dictionary.size());
  absl::flat_hash_set<std::string> social;
  if (condition.kind == Condition::kIsSocialEnterprise) {
    for (Row row : facts[Table::kOrganisations].AsOf(as_of)) {
      absl::string_view kind = row.text("kind");
      if (kind == "social_enterprise" || kind == "work_integrating_social_enterprise") {
        social.emplace(row.text("organisation"));
      }
    }
  }
  for (Code code = 0; code < dictionary.size(); ++code) {
    absl::string_view text = dictionary.text(code);
    switch (condition.kind) {
      case Condition::kIs:
        meets[code] = text == condition.value;
        break;
      case Condition::kNotEmpty:
        meets[code] = !text.empty();
        break;
      case Condition::kIsSocialEnterprise:
        meets[code] =
            !social.empty() && !text.empty() && social.contains(facts.Organisation(text, as_of));
        break;
    }
  }
  return meets;
}

class Plan {
 public:
  static absl::StatusOr<Plan> Make(const Facts& facts, const BuiltIn& indicator,
                                   const figure::v1::FigureQuery& query, Position as_of) {
    Plan plan(facts, indicator, as_of);
    for (const auto& filter : query.filters()) {
      VERKAN_ASSIGN_OR_RETURN(Axis * axis, plan.FindAxis(filter.dimension()));
      absl::flat_hash_set<std::string> labels(filter.values().begin(), filter.values().end());
      if (axis->text != nullptr) axis->text->Restrict(labels);
      if (axis->period != nullptr) axis->period->Restrict(labels);
      plan.filters_.push_back(axis);
    }
    for (const std::string& dimension : query.group_by()) {
      VERKAN_ASSIGN_OR_RETURN(Axis * axis, plan.FindAxis(dimension));
      plan.groups_.push_back(axis);
    }
    for (const Condition& condition : indicator.conditions) {
      plan.conditions_.push_back({plan.table_.code_column(plan.table_.column(condition.column)),
                                  Meets(facts, plan.table_, condition, as_of)});
    }
    return plan;
  }

  // Calls visit(row) for every row that counts. Rows that a filter by period cannot place
  // do not count; they are counted in `not_placed`.
  template <typename Visitor>
  void ForEachRow(uint64_t* not_placed, Visitor visit) const {
    const Position* from = table_.from_column();
    const Position* to = table_.to_column();
    const RowId size = table_.size();
    for (RowId row = 0; row < size; ++row) {
      if (from[row] > as_of_ || as_of_ >= to[row] || !MeetsConditions(row)) continue;
      switch (Filter(row)) {
        case kCounts:
          visit(row);
          break;
        case kNotPlaced:
          ++*not_placed;
          break;
        case kOut:
          break;
      }
    }
  }

  const FactTable& table() const { return table_; }
  const std::vector<const Axis*>& groups() const { return groups_; }

 private:
  enum Outcome { kCounts, kNotPlaced, kOut };

  struct Check {
    const Code* codes;
    std::vector<char> meets;
  };

  Plan(const Facts& facts, const BuiltIn& indicator, Position as_of)
      : table_(facts[indicator.table]), indicator_(indicator), as_of_(as_of) {}

  // The axis of the dimension; one for filters and groups, so that a filtered dimension
  // has no other groups.
  absl::StatusOr<Axis*> FindAxis(const std::string& name) {
    for (const auto& axis : axes_) {
      if (axis->name == name) return axis.get();
    }
    auto axis = std::make_unique<Axis>();
    axis->name = name;
    std::vector<absl::string_view> known;
    for (const Dimension& dimension : indicator_.dimensions) {
      known.push_back(dimension.name);
      if (dimension.name == name) {
        axis->text = std::make_unique<TextAxis>(table_, table_.column(dimension.column));
      }
    }
    if (std::optional<PeriodKind> period = FindPeriod(name)) {
      axis->period = std::make_unique<PeriodAxis>(table_, *period);
    }
    if (axis->text == nullptr && axis->period == nullptr) {
      known.insert(known.end(), PeriodNames().begin(), PeriodNames().end());
      return absl::InvalidArgumentError(absl::StrCat("query: dimension \"", name, "\" of ",
                                                     indicator_.id, ", wanted one of ",
                                                     absl::StrJoin(known, ", ")));
    }
    axes_.push_back(std::move(axis));
    return axes_.back().get();
  }

  bool MeetsConditions(RowId row) const {
    for (const Check& check : conditions_) {
      if (!check.meets[check.codes[row]]) return false;
    }
    return true;
  }

  Outcome Filter(RowId row) const {
    Outcome outcome = kCounts;
    for (const Axis* axis : filters_) {
      if (axis->text != nullptr) {
        if (axis->text->At(row).empty()) return kOut;
        continue;
      }
      uint32_t period = axis->period->At(row);
      if (period == Periods::kNone) {
        outcome = kNotPlaced;
      } else if (!axis->period->Allows(period)) {
        return kOut;
      }
    }
    return outcome;
  }

  const FactTable& table_;
  const BuiltIn& indicator_;
  const Position as_of_;
  std::vector<std::unique_ptr<Axis>> axes_;
  std::vector<const Axis*> filters_;
  std::vector<const Axis*> groups_;
  std::vector<Check> conditions_;
};

// GroupNumbers numbers the groups that occur, in the order in which they occur.
class GroupNumbers {
 public:
  explicit GroupNumbers(const std::vector<const Axis*>& axes) : axes_(axes) {
    uint64_t size = 1;
    for (const Axis* axis : axes) {
      strides_.push_back(size);
      if (__builtin_mul_overflow(size, std::max(1u, axis->count()), &size)) size = UINT64_MAX;
    }
    if (size <= kDense) dense_.resize(size, kNew);
  }

  // The groups that the row is in: one for each combination of its values. Empty where it
  // cannot be placed on a period.
  const std::vector<uint32_t>& Of(RowId row) {
    cells_.assign(1, 0);
    for (size_t i = 0; i < axes_.size() && !cells_.empty(); ++i) Extend(row, i);
    groups_.clear();
    for (uint64_t cell : cells_) groups_.push_back(Number(cell));
    return groups_;
  }

  uint32_t count() const { return static_cast<uint32_t>(occurring_.size()); }

  std::vector<std::string> Values(uint32_t group) const {
    std::vector<std::string> values;
    for (size_t i = 0; i < axes_.size(); ++i) {
      uint64_t value = occurring_[group] / strides_[i] % axes_[i]->count();
      values.push_back(axes_[i]->Label(static_cast<uint32_t>(value)));
    }
    return values;
  }

 private:
  static constexpr uint64_t kDense = 1 << 22;
  static constexpr uint32_t kNew = UINT32_MAX;

  void Extend(RowId row, size_t i) {
    if (axes_[i]->period != nullptr) {
      uint32_t period = axes_[i]->period->At(row);
      if (period == Periods::kNone) cells_.clear();
      for (uint64_t& cell : cells_) cell += period * strides_[i];
      return;
    }
    const std::vector<uint32_t>& items = axes_[i]->text->At(row);
    if (items.size() == 1) {
      for (uint64_t& cell : cells_) cell += items[0] * strides_[i];
      return;
    }
    std::vector<uint64_t> extended;
    for (uint64_t cell : cells_) {
      for (uint32_t item : items) extended.push_back(cell + item * strides_[i]);
    }
    cells_ = std::move(extended);
  }

  uint32_t Number(uint64_t cell) {
    uint32_t& number =
        dense_.empty() ? sparse_.try_emplace(cell, kNew).first->second : dense_[cell];
    if (number == kNew) {
      number = count();
      occurring_.push_back(cell);
    }
    return number;
  }

  const std::vector<const Axis*>& axes_;
  std::vector<uint64_t> strides_;
  std::vector<uint32_t> dense_;  // by cell
  absl::flat_hash_map<uint64_t, uint32_t> sparse_;
  std::vector<uint64_t> occurring_;  // cells, by number
  std::vector<uint64_t> cells_;
  std::vector<uint32_t> groups_;
};

// DistinctCounter counts different codes of each group: it sorts by group, and marks the
// codes of one group at a time in one bitmap that stays in the cache.
class DistinctCounter {
 public:
  explicit DistinctCounter(size_t codes) : marks_((codes + 63) / 64) {}

  void Add(uint32_t group, Code code) {
    groups_.push_back(group);
    codes_.push_back(code);
  }

  std::vector<uint64_t> Count(uint32_t groups) {
    std::vector<size_t> ends(groups + 1);
    for (uint32_t group : groups_) ++ends[group + 1];
    for (uint32_t group = 0; group < groups; ++group) ends[group + 1] += ends[group];
    std::vector<size_t> next(ends.begin(), ends.end() - 1);
    std::vector<Code> sorted(codes_.size());
    for (size_t i = 0; i < codes_.size(); ++i) sorted[next[groups_[i]]++] = codes_[i];
    std::vector<uint64_t> counts(groups);
    for (uint32_t group = 0; group < groups; ++group) {
      counts[group] = CountOne(sorted.data() + ends[group], sorted.data() + ends[group + 1]);
    }
    return counts;
  }

 private:
  uint64_t CountOne(const Code* begin, const Code* end) {
    uint64_t count = 0;
    for (const Code* code = begin; code < end; ++code) {
      uint64_t& word = marks_[*code / 64];
      const uint64_t bit = uint64_t{1} << (*code % 64);
      count += (word & bit) == 0;
      word |= bit;
    }
    for (const Code* code = begin; code < end; ++code) marks_[*code / 64] = 0;
    return count;
  }

  std::vector<uint64_t> marks_;
  std::vector<uint32_t> groups_;
  std::vector<Code> codes_;
};

void AddNumber(int64_t number, Tally* tally) {
  if (number == kNoNumber) return;
  std::optional<Decimal> sum = Add(tally->sum, Decimal::FromUnits(number));
  if (!sum.has_value()) {
    tally->overflow = true;
    return;
  }
  tally->sum = *sum;
  ++tally->summed;
}

// Everything but distinct counts.
void AddRow(const FactTable& table, const BuiltIn& indicator, int column, RowId row, Tally* tally) {
  ++tally->facts;
  if (indicator.aggregate == Aggregate::kCount) ++tally->value;
  if (indicator.aggregate == Aggregate::kSum) AddNumber(table.number(row, column), tally);
}

}  // namespace

absl::StatusOr<ScanResult> Scan(const Facts& facts, const BuiltIn& indicator,
                                const figure::v1::FigureQuery& query, Position as_of) {
  VERKAN_ASSIGN_OR_RETURN(Plan plan, Plan::Make(facts, indicator, query, as_of));
  const FactTable& table = plan.table();
  const bool distinct = indicator.aggregate == Aggregate::kDistinct;
  const int column = indicator.column.empty() ? -1 : table.column(indicator.column);
  const Code* codes = distinct ? table.code_column(column) : nullptr;
  std::vector<Code> stands_for;
  if (distinct) stands_for = Representatives(facts, table, column, as_of);

  ScanResult result;
  GroupNumbers numbers(plan.groups());
  std::vector<Tally> tallies;
  const size_t different = distinct ? table.dictionary(column).size() : 0;
  DistinctCounter in_groups(different);
  DistinctCounter in_total(different);
  plan.ForEachRow(&result.not_placed, [&](RowId row) {
    const std::vector<uint32_t>& groups = numbers.Of(row);
    result.not_placed += groups.empty();
    result.in_several += groups.size() > 1;
    tallies.resize(numbers.count());
    AddRow(table, indicator, column, row, &result.total);
    for (uint32_t group : groups) AddRow(table, indicator, column, row, &tallies[group]);
    if (!distinct) return;
    Code code = stands_for.empty() ? codes[row] : stands_for[codes[row]];
    in_total.Add(0, code);
    for (uint32_t group : groups) in_groups.Add(group, code);
  });
  if (distinct) {
    result.total.value = in_total.Count(1)[0];
    std::vector<uint64_t> counts = in_groups.Count(numbers.count());
    for (uint32_t group = 0; group < counts.size(); ++group) tallies[group].value = counts[group];
  }
  for (uint32_t group = 0; group < tallies.size(); ++group) {
    result.groups.push_back({numbers.Values(group), tallies[group]});
  }
  std::sort(result.groups.begin(), result.groups.end(),
            [](const Group& a, const Group& b) { return a.values < b.values; });
  return result;
}

absl::StatusOr<std::vector<Position>> ScanEvents(const Facts& facts, const BuiltIn& indicator,
                                                 const figure::v1::FigureQuery& query,
                                                 Position as_of) {
  VERKAN_ASSIGN_OR_RETURN(Plan plan, Plan::Make(facts, indicator, query, as_of));
  std::vector<Position> positions;
  uint64_t not_placed = 0;
  plan.ForEachRow(&not_placed, [&](RowId row) { positions.push_back(plan.table().event(row)); });
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

}  // namespace verkan::projections
