#include "projections/figure/scan.h"

#include <algorithm>
#include <cassert>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "eventstore/status_macros.h"
#include "projections/figure/axis.h"
#include "projections/figure/distinct.h"
#include "projections/organisation/organisation_facts.h"

namespace verkan::projections {
namespace {

// A row goes through three sieves, some rows at a time: believed at the position, meets the
// conditions of the indicator, has a value that the filters leave. What is left counts, once in
// the total, and once in each cell that its values on the axes name.
//   - `rows` and `cell_of_row_` are parallel: whatever drops or repeats a row does so in both;
//   - a row that counts is in at least one cell or is counted in not_placed, so nothing is lost
//     without a word.

// Rows handled at a time, column by column; their working data fits the nearest cache.
constexpr RowId kBatchRows = 2048;

// Organisations known to be social enterprises at the position.
absl::flat_hash_set<std::string> SocialEnterprises(const Facts& facts, Position as_of) {
  absl::flat_hash_set<std::string> ids;
  for (Row row : facts[kOrganisations].AsOf(as_of)) {
    absl::string_view kind = row.text("kind");
    if (kind == "social_enterprise" || kind == "work_integrating_social_enterprise") {
      ids.emplace(row.text("organisation"));
    }
  }
  return ids;
}

// Whether the text of each code meets the condition.
std::vector<char> Meets(const Facts& facts, const Dictionary& dictionary,
                        const Condition& condition, Position as_of) {
  std::vector<char> meets(dictionary.size());
  absl::flat_hash_set<std::string> social;
  if (condition.kind == Condition::kIsSocialEnterprise) social = SocialEnterprises(facts, as_of);
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

// Plan is a question made ready: which rows count, and what they are grouped by.
class Plan {
 public:
  static absl::StatusOr<Plan> Make(const Facts& facts, const BuiltIn& indicator,
                                   const figure::v1::FigureQuery& query, Position as_of) {
    Plan plan(facts, indicator, as_of);
    for (const auto& filter : query.filters()) {
      VERKAN_ASSIGN_OR_RETURN(Axis * axis, plan.FindAxis(filter.dimension()));
      axis->Restrict({filter.values().begin(), filter.values().end()});
      // Periods last: what other filters drop is not counted as not placed.
      const bool period = FindPeriod(filter.dimension()).has_value();
      plan.filters_.insert(period ? plan.filters_.end() : plan.filters_.begin(), axis);
    }
    for (const std::string& dimension : query.group_by()) {
      VERKAN_ASSIGN_OR_RETURN(Axis * axis, plan.FindAxis(dimension));
      if (std::count(plan.groups_.begin(), plan.groups_.end(), axis) > 0) {
        return absl::InvalidArgumentError(absl::StrCat("query: group_by names \"", dimension,
                                                       "\" twice, wanted each dimension once"));
      }
      plan.groups_.push_back(axis);
    }
    for (const Condition& condition : indicator.conditions) {
      const int column = plan.table_.column(condition.column);
      plan.checks_.push_back({plan.table_.code_column(column),
                              Meets(facts, plan.table_.dictionary(column), condition, as_of)});
    }
    return plan;
  }

  // Calls visit(rows) with the rows that count, some at a time. Rows that a filter cannot
  // place do not count; they are counted in `not_placed`.
  template <typename Visitor>
  void ForEachBatch(uint64_t* not_placed, Visitor visit) const {
    std::vector<RowId> rows;
    for (RowId begin = 0; begin < table_.size(); begin += kBatchRows) {
      Believed(begin, std::min(table_.size(), begin + kBatchRows), &rows);
      for (const Check& check : checks_) check.Filter(&rows);
      for (const Axis* axis : filters_) axis->Filter(&rows, not_placed);
      if (!rows.empty()) visit(rows);
    }
  }

  const FactTable& table() const { return table_; }
  const std::vector<const Axis*>& groups() const { return groups_; }

 private:
  struct Check {
    const Code* codes;
    std::vector<char> meets;  // by code

    void Filter(std::vector<RowId>* rows) const {
      size_t left = 0;
      for (RowId row : *rows) {
        (*rows)[left] = row;
        left += meets[codes[row]];
      }
      rows->resize(left);
    }
  };

  Plan(const Facts& facts, const BuiltIn& indicator, Position as_of)
      : table_(facts[indicator.table]), indicator_(indicator), as_of_(as_of) {}

  void Believed(RowId begin, RowId end, std::vector<RowId>* rows) const {
    rows->resize(end - begin);
    RowId* out = rows->data();
    const Position* from = table_.from_column();
    const Position* to = table_.to_column();
    size_t count = 0;
    for (RowId row = begin; row < end; ++row) {
      out[count] = row;
      count += (from[row] <= as_of_) & (as_of_ < to[row]);
    }
    rows->resize(count);
  }

  // The axis of the dimension: one for filters and groups, so that a dimension that is
  // filtered has no other groups.
  absl::StatusOr<Axis*> FindAxis(const std::string& name) {
    for (const auto& axis : axes_) {
      if (axis->name() == name) return axis.get();
    }
    std::vector<absl::string_view> known;
    for (const Dimension& dimension : indicator_.dimensions) {
      known.push_back(dimension.name);
      if (dimension.name != name) continue;
      return axes_
          .emplace_back(std::make_unique<TextAxis>(name, table_, table_.column(dimension.column)))
          .get();
    }
    if (std::optional<PeriodKind> period = FindPeriod(name)) {
      return axes_.emplace_back(std::make_unique<PeriodAxis>(name, table_, *period)).get();
    }
    return absl::InvalidArgumentError(
        absl::StrCat("query: dimension \"", name, "\" of ", indicator_.id, ", wanted one of ",
                     absl::StrJoin(known, ", "), ", ", absl::StrJoin(PeriodNames(), ", ")));
  }

  const FactTable& table_;
  const BuiltIn& indicator_;
  const Position as_of_;
  std::vector<std::unique_ptr<Axis>> axes_;
  std::vector<const Axis*> filters_;
  std::vector<const Axis*> groups_;
  std::vector<Check> checks_;
};

// Cells numbers the combinations of values that occur. A cell is a combination as one number,
// with a stride for each axis. Once the strides of some axes fill the number, what they come to is
// folded: numbered as it occurs, and the axes after it go on from that number. So any number of
// axes can be asked for.
class Cells {
 public:
  explicit Cells(const std::vector<const Axis*>& axes) : axes_(axes) {
    uint64_t size = 1;
    for (size_t i = 0; i < axes.size(); ++i) {
      if (size > UINT64_MAX / CountOf(i)) {
        folds_.push_back({.before = i});
        size = kFolded;
      }
      strides_.push_back(size);
      size *= CountOf(i);
    }
    if (folds_.empty() && size <= kDense) dense_.resize(size, kNew);
  }

  uint64_t stride(size_t axis) const { return strides_[axis]; }
  uint32_t count() const { return static_cast<uint32_t>(occurring_.size()); }

  // To be called for each axis in turn, before its values are added to the cells.
  void MakeRoom(size_t axis, std::vector<uint64_t>* cells) {
    for (Fold& fold : folds_) {
      if (fold.before != axis) continue;
      for (uint64_t& cell : *cells) cell = fold.Number(cell);
    }
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

  // All cells of a row that has several values on some axis.
  std::vector<uint64_t> CellsOf(RowId row) {
    std::vector<uint64_t> cells = {0};
    for (size_t i = 0; i < axes_.size(); ++i) {
      MakeRoom(i, &cells);
      std::vector<uint64_t> extended;
      const std::vector<uint32_t> values = axes_[i]->Values(row);
      for (uint64_t cell : cells) {
        for (uint32_t value : values) extended.push_back(cell + value * strides_[i]);
      }
      cells = std::move(extended);
    }
    return cells;
  }

  std::vector<std::string> Labels(uint32_t number) const {
    std::vector<std::string> labels(axes_.size());
    uint64_t cell = occurring_[number];
    size_t end = axes_.size();
    for (size_t part = folds_.size() + 1; part-- > 0;) {
      const size_t begin = part == 0 ? 0 : folds_[part - 1].before;
      for (size_t i = begin; i < end; ++i) {
        const uint64_t value = cell / strides_[i] % CountOf(i);
        labels[i] = axes_[i]->Label(static_cast<uint32_t>(value));
      }
      if (part > 0) cell = folds_[part - 1].occurring[cell % kFolded];
      end = begin;
    }
    return labels;
  }

 private:
  static constexpr uint64_t kDense = 1 << 20;
  static constexpr uint64_t kFolded = uint64_t{1} << 32;  // more than there are rows
  static constexpr uint32_t kNew = UINT32_MAX;

  // What all axes before one come to.
  struct Fold {
    size_t before;
    absl::flat_hash_map<uint64_t, uint32_t> numbers = {};
    std::vector<uint64_t> occurring = {};  // by number

    uint32_t Number(uint64_t cell) {
      const auto [found, is_new] = numbers.try_emplace(cell, occurring.size());
      if (is_new) occurring.push_back(cell);
      assert(occurring[found->second] == cell);
      return found->second;
    }
  };

  uint64_t CountOf(size_t axis) const { return std::max(1u, axes_[axis]->count()); }

  const std::vector<const Axis*>& axes_;
  std::vector<uint64_t> strides_;
  std::vector<Fold> folds_;      // by axis
  std::vector<uint32_t> dense_;  // by cell, if there are few
  absl::flat_hash_map<uint64_t, uint32_t> sparse_;
  std::vector<uint64_t> occurring_;  // by number
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

// Scanner goes through the rows of a plan and tallies them, in all and by group.
class Scanner {
 public:
  Scanner(const Facts& facts, const BuiltIn& indicator, const Plan& plan, Position as_of)
      : indicator_(indicator),
        plan_(plan),
        table_(plan.table()),
        column_(indicator.column.empty() ? 0 : table_.column(indicator.column)),
        cells_(plan.groups()),
        all_(distinct() ? table_.dictionary(column_).size() : 0),
        in_groups_(distinct() ? table_.dictionary(column_).size() : 0) {
    if (distinct()) stands_for_ = Representatives(facts, table_, column_, as_of);
  }

  Tallies Run() {
    plan_.ForEachBatch(&result_.not_placed, [this](std::vector<RowId>& rows) {
      AddToTotal(rows);
      if (!plan_.groups().empty()) AddToGroups(&rows);
    });
    Finish();
    return std::move(result_);
  }

 private:
  bool distinct() const { return indicator_.aggregate == Aggregate::kDistinct; }
  bool sums() const { return indicator_.aggregate == Aggregate::kSum; }

  Code CodeOf(RowId row) const {
    const Code code = table_.code(row, column_);
    return stands_for_.empty() ? code : stands_for_[code];
  }

  void AddToTotal(const std::vector<RowId>& rows) {
    result_.total.facts += rows.size();
    if (distinct()) {
      for (RowId row : rows) result_.total.value += all_.Insert(CodeOf(row));
    }
    if (sums()) {
      for (RowId row : rows) AddNumber(table_.number(row, column_), &result_.total);
    }
  }

  void AddToGroups(std::vector<RowId>* rows) {
    cell_of_row_.assign(rows->size(), 0);
    several_.clear();
    for (size_t i = 0; i < plan_.groups().size(); ++i) {
      cells_.MakeRoom(i, &cell_of_row_);
      plan_.groups()[i]->AddCells(cells_.stride(i), rows, &cell_of_row_, &several_,
                                  &result_.not_placed);
    }
    for (RowId row : several_) {
      const std::vector<uint64_t> cells = cells_.CellsOf(row);
      result_.not_placed += cells.empty();
      result_.in_several += cells.size() > 1;
      rows->insert(rows->end(), cells.size(), row);
      cell_of_row_.insert(cell_of_row_.end(), cells.begin(), cells.end());
    }
    AddToCells(*rows);
  }

  // Row by row its cell; a row with several cells comes once for each.
  void AddToCells(const std::vector<RowId>& rows) {
    assert(rows.size() == cell_of_row_.size());
    groups_.clear();
    for (uint64_t cell : cell_of_row_) groups_.push_back(cells_.Number(cell));
    tallies_.resize(cells_.count());
    for (uint32_t group : groups_) ++tallies_[group].facts;
    if (distinct()) {
      for (size_t i = 0; i < rows.size(); ++i) in_groups_.Add(groups_[i], CodeOf(rows[i]));
    }
    if (sums()) {
      for (size_t i = 0; i < rows.size(); ++i) {
        AddNumber(table_.number(rows[i], column_), &tallies_[groups_[i]]);
      }
    }
  }

  void Finish() {
    std::vector<uint64_t> counts;
    if (distinct()) counts = in_groups_.Count(cells_.count());
    if (!distinct()) result_.total.value = result_.total.facts;
    for (uint32_t group = 0; group < tallies_.size(); ++group) {
      tallies_[group].value = distinct() ? counts[group] : tallies_[group].facts;
      result_.groups.push_back({cells_.Labels(group), tallies_[group]});
    }
    std::sort(result_.groups.begin(), result_.groups.end(),
              [](const Group& a, const Group& b) { return a.values < b.values; });
  }

  const BuiltIn& indicator_;
  const Plan& plan_;
  const FactTable& table_;
  const int column_;
  std::vector<Code> stands_for_;
  Cells cells_;
  CodeSet all_;
  DistinctCounter in_groups_;
  std::vector<Tally> tallies_;  // by group
  std::vector<uint64_t> cell_of_row_;
  std::vector<uint32_t> groups_;  // by row
  std::vector<RowId> several_;
  Tallies result_;
};

}  // namespace

absl::StatusOr<Tallies> TallyRows(const Facts& facts, const BuiltIn& indicator,
                                  const figure::v1::FigureQuery& query, Position as_of) {
  VERKAN_ASSIGN_OR_RETURN(Plan plan, Plan::Make(facts, indicator, query, as_of));
  return Scanner(facts, indicator, plan, as_of).Run();
}

absl::StatusOr<std::vector<Position>> EventsBehind(const Facts& facts, const BuiltIn& indicator,
                                                   const figure::v1::FigureQuery& query,
                                                   Position as_of) {
  VERKAN_ASSIGN_OR_RETURN(Plan plan, Plan::Make(facts, indicator, query, as_of));
  std::vector<Position> positions;
  uint64_t not_placed = 0;
  plan.ForEachBatch(&not_placed, [&](const std::vector<RowId>& rows) {
    for (RowId row : rows) positions.push_back(plan.table().event(row));
  });
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

}  // namespace verkan::projections
