// Axis is one dimension of a question over a fact table: the texts of a column, or periods
// of time. It numbers its values, filters rows by them and places rows on them, many rows
// at a time.
#ifndef VERKAN_PROJECTIONS_FIGURE_AXIS_H_
#define VERKAN_PROJECTIONS_FIGURE_AXIS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_set.h"
#include "projections/facts/fact_table.h"
#include "projections/facts/identity.h"
#include "projections/figure/period.h"

namespace verkan::projections {

class Axis {
 public:
  using Labels = absl::flat_hash_set<std::string>;

  virtual ~Axis() = default;

  const std::string& name() const { return name_; }
  // Number of values; values are numbered from 0.
  virtual uint32_t count() const = 0;
  virtual std::string Label(uint32_t value) const = 0;

  // Leaves only values with these labels, from here on.
  virtual void Restrict(const Labels& labels) = 0;
  // Drops rows without a value that is left. Those that may have one, as their days are not known
  // well enough, go to `perhaps`, from which rows that cannot have one are dropped.
  virtual void Filter(std::vector<RowId>* rows, std::vector<RowId>* perhaps) const = 0;

  // Whether what happened on one of the days, or on several, may have a value that is left.
  virtual bool CanMeet(DayRange) const { return true; }

  // Adds value * stride to the cell of each row. Rows that cannot be placed go to `not_placed`,
  // without their cells, and those that have several values to `several`.
  virtual void AddCells(uint64_t stride, std::vector<RowId>* rows, std::vector<uint64_t>* cells,
                        std::vector<RowId>* several, std::vector<RowId>* not_placed) const = 0;
  // The values of one row; none if it cannot be placed.
  virtual std::vector<uint32_t> Values(RowId row) const = 0;

 protected:
  explicit Axis(std::string name) : name_(std::move(name)) {}

 private:
  const std::string name_;
};

// The items of the texts of a column (see Items in facts.h), each once. Of items that are ids the
// one that stays stands for all that are one with it; `identities`, if there are any, must outlive
// the axis.
class TextAxis : public Axis {
 public:
  TextAxis(std::string name, const FactTable& table, int column, const Identities* identities);

  uint32_t count() const override { return static_cast<uint32_t>(labels_.size()); }
  std::string Label(uint32_t value) const override { return labels_[value]; }
  void Restrict(const Labels& labels) override;
  void Filter(std::vector<RowId>* rows, std::vector<RowId>* perhaps) const override;
  void AddCells(uint64_t stride, std::vector<RowId>* rows, std::vector<uint64_t>* cells,
                std::vector<RowId>* several, std::vector<RowId>* not_placed) const override;
  std::vector<uint32_t> Values(RowId row) const override { return items_[codes_[row]]; }

 private:
  static constexpr uint32_t kNotOne = UINT32_MAX;
  absl::string_view Stays(absl::string_view item) const {
    return identities_ == nullptr ? item : identities_->Of(item);
  }
  void FindOnly();

  const Identities* const identities_;
  const FactTable::Codes codes_;
  std::vector<std::string> labels_;
  std::vector<std::vector<uint32_t>> items_;  // by code
  std::vector<uint32_t> only_;                // by code: the only item, or kNotOne
  bool any_several_ = false;                  // some code has several items
};

// Periods of one kind.
class PeriodAxis : public Axis {
 public:
  PeriodAxis(std::string name, const FactTable& table, PeriodKind kind)
      : Axis(std::move(name)), table_(table), periods_(Periods::Of(kind)) {}

  uint32_t count() const override { return periods_.count(); }
  std::string Label(uint32_t value) const override { return periods_.Label(value); }
  void Restrict(const Labels& labels) override;
  void Filter(std::vector<RowId>* rows, std::vector<RowId>* perhaps) const override;
  void AddCells(uint64_t stride, std::vector<RowId>* rows, std::vector<uint64_t>* cells,
                std::vector<RowId>* several, std::vector<RowId>* not_placed) const override;
  bool CanMeet(DayRange days) const override;
  std::vector<uint32_t> Values(RowId row) const override;

 private:
  const FactTable& table_;
  const Periods& periods_;
  bool restricted_ = false;
  absl::btree_set<uint32_t> left_;  // periods, if it is restricted
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_AXIS_H_
