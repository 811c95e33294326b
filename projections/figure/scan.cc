#include "projections/figure/scan.h"

#include <algorithm>
#include <cassert>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "eventstore/status_macros.h"
#include "projections/facts/identity.h"
#include "projections/figure/axis.h"
#include "projections/figure/distinct.h"
#include "projections/organisation/kinds.h"

namespace verkan::projections {
namespace {

// A row goes through three sieves, some rows at a time: believed at the position, meets the
// conditions of the indicator, has a value that the filters leave. What is left counts, once in
// the total, and once in each cell that its values on the axes name.
//   - `rows` and `cell_of_row_` are parallel: whatever drops or repeats a row does so in both;
//   - a row that counts is in at least one cell or is counted in not_placed, so nothing is lost
//     without a word.

// Whether the text of each code meets the condition.
std::vector<char> Meets(const Dictionary& dictionary, const Condition& condition) {
  std::vector<char> meets(dictionary.size());
  for (Code code = 0; code < dictionary.size(); ++code) {
    const absl::string_view text = dictionary.text(code);
    meets[code] = condition.kind == Condition::kNotEmpty ? !text.empty() : text == condition.value;
  }
  return meets;
}

// The condition that an organisation was a social enterprise when the fact happened.
class SocialEnterprises {
 public:
  SocialEnterprises(const Facts& facts, const FactTable& table, absl::string_view column,
                    Position as_of)
      : kinds_(facts, as_of),
        table_(table),
        organisation_(table.column(column)),
        recorded_(table.column("recorded")) {}

  void Filter(std::vector<RowId>* rows) const {
    rows->erase(
        std::remove_if(rows->begin(), rows->end(), [this](RowId row) { return !Holds(row); }),
        rows->end());
  }

 private:
  bool Holds(RowId row) const {
    const int32_t last = table_.days(row).last;
    KindMoment moment{.position = table_.event(row),
                      .recorded_day = static_cast<int32_t>(table_.number(row, recorded_))};
    if (last != DayRange::kUnknownLast) moment.last_day = last;
    const absl::string_view kind = kinds_.Of(table_.code(row, organisation_), moment);
    return kind == "social_enterprise" || kind == "work_integrating_social_enterprise";
  }

  const OrganisationKinds kinds_;
  const FactTable& table_;
  const int organisation_;
  const int recorded_;
};

// The labels that a filter leaves. What something arose from may be named by its id alone.
Axis::Labels LabelsOf(const figure::v1::DimensionFilter& filter) {
  Axis::Labels labels(filter.values().begin(), filter.values().end());
  if (filter.dimension() != kOrigin) return labels;
  for (const std::string& value : filter.values()) {
    if (value.empty() || absl::StrContains(value, ':')) continue;
    for (absl::string_view noun : kOriginNouns) labels.insert(absl::StrCat(noun, ":", value));
  }
  return labels;
}

// Plan is a question made ready: which rows count, and what they are grouped by.
class Plan {
 public:
  static absl::StatusOr<Plan> Make(const Facts& facts, const BuiltIn& indicator,
                                   const figure::v1::FigureQuery& query, Position as_of) {
    Plan plan(facts, indicator, as_of);
    if (!indicator.once_per.empty()) {
      const int column = plan.table_.column(indicator.once_per);
      plan.one_ = plan.IdentitiesOf(plan.table_.columns()[column]);
    }
    for (const auto& filter : query.filters()) {
      VERKAN_ASSIGN_OR_RETURN(Axis * axis, plan.FindAxis(filter.dimension()));
      axis->Restrict(LabelsOf(filter));
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
      if (condition.kind == Condition::kIsSocialEnterprise) {
        plan.social_ =
            std::make_unique<SocialEnterprises>(facts, plan.table_, condition.column, as_of);
        continue;
      }
      const int column = plan.table_.column(condition.column);
      plan.checks_.push_back(
          {plan.table_.codes(column), Meets(plan.table_.dictionary(column), condition)});
    }
    return plan;
  }

  // Calls visit(rows, perhaps) with the rows that count, some at a time, and those that a filter
  // cannot place, which do not count.
  template <typename Visitor>
  void ForEachBatch(Visitor visit) const {
    std::vector<RowId> rows, perhaps;
    for (size_t block = 0; block < table_.blocks(); ++block) {
      if (!CanMeet(table_.DaysOfBlock(block))) continue;
      rows.clear();
      table_.AppendSeen(block, as_of_, &rows);
      if (rows.empty()) continue;
      for (const Check& check : checks_) check.Filter(&rows);
      if (social_ != nullptr) social_->Filter(&rows);
      perhaps.clear();
      for (const Axis* axis : filters_) axis->Filter(&rows, &perhaps);
      visit(rows, perhaps);
    }
  }

  const FactTable& table() const { return table_; }
  const std::vector<const Axis*>& groups() const { return groups_; }
  // Who is one with whom in the column that rows count once for; null if nobody is with anybody.
  const Identities* one() const { return one_; }

 private:
  struct Check {
    FactTable::Codes codes;
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
      : facts_(facts), table_(facts[indicator.table]), indicator_(indicator), as_of_(as_of) {}

  // Null if the column has no ids that can be merged, or none of them were.
  const Identities* IdentitiesOf(const Column& column) {
    if (column.merges.empty()) return nullptr;
    auto& made = identities_[column.merges];
    if (made == nullptr) made = std::make_unique<Identities>(facts_[Table{column.merges}], as_of_);
    return made->empty() ? nullptr : made.get();
  }

  // Whether what happened on such days may be left by the filters.
  bool CanMeet(DayRange days) const {
    return std::all_of(filters_.begin(), filters_.end(),
                       [days](const Axis* axis) { return axis->CanMeet(days); });
  }

  // The axis of the dimension: one for filters and groups, so that a dimension that is
  // filtered has no other groups.
  absl::StatusOr<Axis*> FindAxis(const std::string& name) {
    for (const auto& axis : axes_) {
      if (axis->name() == name) return axis.get();
    }
    if (const Column* column = table_.FindDimension(name)) {
      return axes_
          .emplace_back(std::make_unique<TextAxis>(name, table_, table_.column(column->name),
                                                   IdentitiesOf(*column)))
          .get();
    }
    if (std::optional<PeriodKind> period = FindPeriod(name)) {
      return axes_.emplace_back(std::make_unique<PeriodAxis>(name, table_, *period)).get();
    }
    std::vector<absl::string_view> known;
    for (const Column& column : table_.columns()) {
      if (!column.dimension.empty()) known.push_back(column.dimension);
    }
    return absl::InvalidArgumentError(
        absl::StrCat("query: dimension \"", name, "\" of ", indicator_.id, ", wanted one of ",
                     absl::StrJoin(known, ", "), ", ", absl::StrJoin(PeriodNames(), ", ")));
  }

  const Facts& facts_;
  const FactTable& table_;
  const BuiltIn& indicator_;
  const Position as_of_;
  absl::flat_hash_map<absl::string_view, std::unique_ptr<Identities>> identities_;
  const Identities* one_ = nullptr;
  std::unique_ptr<SocialEnterprises> social_;  // null: no such condition
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

// RowsAsOne takes rows that say the same of one person or organisation under different ids for one:
// they have one key, and ids that are one. Few rows can be one with others; they are kept until all
// have come, and then sorted.
class RowsAsOne {
 public:
  static constexpr uint32_t kNoGroup = UINT32_MAX;

  // `one`: who is one with whom; null if nobody is with anybody.
  RowsAsOne(const FactTable& table, const BuiltIn& indicator, const Identities* one)
      : table_(table),
        one_(one),
        codes_(table.codes(one == nullptr ? 0 : table.column(indicator.once_per))) {}

  // Whether any rows can be one.
  bool any() const { return one_ != nullptr; }

  // Whether another row can be one with this one.
  bool CanBe(RowId row) const { return any() && one_->IsShared(codes_[row]); }

  // Takes a row that counts and is in no group.
  void Add(RowId row) {
    if (CanBe(row)) said_.push_back({WhatSays(row), kNoGroup});
  }

  // Takes rows that count, each in its group. Few of them stay: they are picked without a branch.
  void Add(const std::vector<RowId>& rows, const std::vector<uint32_t>& groups) {
    picked_.resize(rows.size());
    size_t picked = 0;
    for (size_t i = 0; i < rows.size(); ++i) {
      picked_[picked] = static_cast<uint32_t>(i);
      picked += one_->IsShared(codes_[rows[i]]);
    }
    for (size_t i = 0; i < picked; ++i) {
      said_.push_back({WhatSays(rows[picked_[i]]), groups[picked_[i]]});
    }
  }

  // Rows taken; one that is in several groups counts in each.
  uint64_t taken() const { return said_.size(); }

  // After all rows, and before what follows. Rows of a key lie together after one pass, and are
  // few.
  void Sort() {
    std::vector<uint32_t> begin(table_.dictionary(0).size() + 1);
    for (const Said& said : said_) ++begin[said.key() + 1];
    for (size_t key = 1; key < begin.size(); ++key) begin[key] += begin[key - 1];
    std::vector<Said> sorted(said_.size());
    for (const Said& said : said_) sorted[begin[said.key()]++] = said;
    for (size_t key = 0, first = 0; key + 1 < begin.size(); first = begin[key++]) {
      std::sort(sorted.begin() + first, sorted.begin() + begin[key],
                [](const Said& a, const Said& b) {
                  return a.what != b.what ? a.what < b.what : a.group < b.group;
                });
    }
    said_ = std::move(sorted);
  }

  // How many different things were said.
  uint64_t CountDifferent() const {
    uint64_t count = 0;
    for (size_t i = 0; i < said_.size(); ++i) {
      count += i == 0 || said_[i].what != said_[i - 1].what;
    }
    return count;
  }

  // Of each group, the rows that say again what another of it said.
  std::vector<uint64_t> CountAgain(size_t groups) const {
    std::vector<uint64_t> again(groups);
    for (size_t i = 1; i < said_.size(); ++i) {
      const bool same = said_[i].what == said_[i - 1].what && said_[i].group == said_[i - 1].group;
      if (same && said_[i].group < groups) ++again[said_[i].group];
    }
    return again;
  }

  // How many different things the rows say of which no row was in a group.
  uint64_t CountInNoGroup(const std::vector<RowId>& rows) const {
    uint64_t count = 0;
    absl::flat_hash_set<uint64_t> seen;
    for (RowId row : rows) {
      count += !CanBe(row) || (!IsInAGroup(WhatSays(row)) && seen.insert(WhatSays(row)).second);
    }
    return count;
  }

 private:
  struct Said {
    uint64_t what;
    uint32_t group;

    Code key() const { return static_cast<Code>(what >> 32); }
  };

  // The key of the row, and of whom it is.
  uint64_t WhatSays(RowId row) const {
    return uint64_t{table_.code(row, 0)} << 32 | one_->Of(codes_[row]);
  }

  bool IsInAGroup(uint64_t what) const {
    const auto found = std::lower_bound(said_.begin(), said_.end(), what,
                                        [](const Said& a, uint64_t b) { return a.what < b; });
    return found != said_.end() && found->what == what && found->group != kNoGroup;
  }

  const FactTable& table_;
  const Identities* const one_;
  const FactTable::Codes codes_;
  std::vector<Said> said_;
  std::vector<uint32_t> picked_;
};

// Scanner goes through the rows of a plan and tallies them, in all and by group.
class Scanner {
 public:
  Scanner(const BuiltIn& indicator, const Plan& plan)
      : indicator_(indicator),
        plan_(plan),
        table_(plan.table()),
        column_(indicator.column.empty() ? 0 : table_.column(indicator.column)),
        one_(table_, indicator, plan.one()),
        distinct_(indicator.aggregate == Aggregate::kDistinct),
        cells_(plan.groups()),
        all_(Limit()),
        in_groups_(Limit()) {}

  Tallies Run() {
    plan_.ForEachBatch([this](std::vector<RowId>& rows, const std::vector<RowId>& perhaps) {
      not_placed_.insert(not_placed_.end(), perhaps.begin(), perhaps.end());
      AddToTotal(rows);
      if (!plan_.groups().empty()) AddToGroups(&rows);
    });
    Finish();
    return std::move(result_);
  }

 private:
  bool sums() const { return indicator_.aggregate == Aggregate::kSum; }

  // What a distinct count counts; below the limit.
  Code KeyOf(RowId row) const {
    const Code code = table_.code(row, column_);
    return one_.any() ? plan_.one()->Of(code) : code;
  }
  size_t Limit() const { return distinct_ ? table_.dictionary(column_).size() : 0; }

  void AddToTotal(const std::vector<RowId>& rows) {
    result_.total.facts += rows.size();
    if (distinct_) {
      for (RowId row : rows) result_.total.value += all_.Insert(KeyOf(row));
    }
    if (one_.any() && plan_.groups().empty()) {
      groups_.assign(rows.size(), 0);
      one_.Add(rows, groups_);
    }
    if (sums()) {
      for (RowId row : rows) AddNumber(table_.number(row, column_), &result_.total);
    }
    if (table_.any_invented()) {
      for (RowId row : rows) result_.total.invented += table_.invented(row);
    }
  }

  void AddToGroups(std::vector<RowId>* rows) {
    cell_of_row_.assign(rows->size(), 0);
    several_.clear();
    const size_t placed_before = not_placed_.size();
    for (size_t i = 0; i < plan_.groups().size(); ++i) {
      cells_.MakeRoom(i, &cell_of_row_);
      plan_.groups()[i]->AddCells(cells_.stride(i), rows, &cell_of_row_, &several_, &not_placed_);
    }
    for (RowId row : several_) {
      const std::vector<uint64_t> cells = cells_.CellsOf(row);
      if (cells.empty()) not_placed_.push_back(row);
      result_.in_several += cells.size() > 1;
      if (!cells.empty() && one_.CanBe(row)) taken_again_ += cells.size() - 1;
      rows->insert(rows->end(), cells.size(), row);
      cell_of_row_.insert(cell_of_row_.end(), cells.begin(), cells.end());
    }
    for (size_t i = placed_before; i < not_placed_.size(); ++i) {
      one_.Add(not_placed_[i]);
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
    if (distinct_) {
      for (size_t i = 0; i < rows.size(); ++i) in_groups_.Add(groups_[i], KeyOf(rows[i]));
    }
    if (one_.any()) one_.Add(rows, groups_);
    if (sums()) {
      for (size_t i = 0; i < rows.size(); ++i) {
        AddNumber(table_.number(rows[i], column_), &tallies_[groups_[i]]);
      }
    }
    if (table_.any_invented()) {
      for (size_t i = 0; i < rows.size(); ++i) {
        tallies_[groups_[i]].invented += table_.invented(rows[i]);
      }
    }
  }

  void Finish() {
    if (!distinct_ || !not_placed_.empty()) one_.Sort();
    const std::vector<uint64_t> counts =
        distinct_ ? in_groups_.Count(cells_.count()) : one_.CountAgain(tallies_.size());
    if (!distinct_) {
      const uint64_t can_be_one = one_.taken() - taken_again_;
      result_.total.value = result_.total.facts - (can_be_one - one_.CountDifferent());
    }
    result_.not_placed = one_.CountInNoGroup(not_placed_);
    for (uint32_t group = 0; group < tallies_.size(); ++group) {
      tallies_[group].value = distinct_ ? counts[group] : tallies_[group].facts - counts[group];
      result_.groups.push_back({cells_.Labels(group), tallies_[group]});
    }
    std::sort(result_.groups.begin(), result_.groups.end(),
              [](const Group& a, const Group& b) { return a.values < b.values; });
  }

  const BuiltIn& indicator_;
  const Plan& plan_;
  const FactTable& table_;
  const int column_;
  RowsAsOne one_;
  const bool distinct_;
  Cells cells_;
  CodeSet all_;
  DistinctCounter in_groups_;
  std::vector<Tally> tallies_;  // by group
  std::vector<uint64_t> cell_of_row_;
  std::vector<uint32_t> groups_;  // by row
  std::vector<RowId> several_;
  std::vector<RowId> not_placed_;
  uint64_t taken_again_ = 0;  // by one_, because a row is in several cells
  Tallies result_;
};

}  // namespace

absl::StatusOr<Tallies> TallyRows(const Facts& facts, const BuiltIn& indicator,
                                  const figure::v1::FigureQuery& query, Position as_of) {
  VERKAN_ASSIGN_OR_RETURN(Plan plan, Plan::Make(facts, indicator, query, as_of));
  return Scanner(indicator, plan).Run();
}

absl::StatusOr<std::vector<Position>> EventsBehind(const Facts& facts, const BuiltIn& indicator,
                                                   const figure::v1::FigureQuery& query,
                                                   Position as_of) {
  VERKAN_ASSIGN_OR_RETURN(Plan plan, Plan::Make(facts, indicator, query, as_of));
  std::vector<Position> positions;
  plan.ForEachBatch([&](const std::vector<RowId>& rows, const std::vector<RowId>&) {
    for (RowId row : rows) positions.push_back(plan.table().event(row));
  });
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

}  // namespace verkan::projections
