// RowFilter is a filter over the columns of one table: what ParseFilter read, checked and ready to
// be asked row by row.
//
//   VERKAN_ASSIGN_OR_RETURN(const RowFilter filter, RowFilter::Bind(parsed, facts[kActivities]));
//   if (filter.Holds(row)) ...
//
// What a comparison means:
//   text, ids   = and != compare the whole text, or each item of a list; "x*" its beginning. : asks
//               whether the text contains the value, without regard to case, or the list the item.
//               < and the like are not taken.
//   when        the days on which the fact can have happened, against those of a date such as 2024,
//               2024-03 or 2024-03-05: = asks whether all of them lie in it, >= and > whether all
//               lie at or after its first day, or after its last; <= and < the other way round. A
//               fact without a day meets none of them.
//   numbers     as numbers, of at most 4 decimals. A number that is not known meets only !=.
// The empty text is what is not said: project = "".
#ifndef VERKAN_PROJECTIONS_FILTER_ROW_FILTER_H_
#define VERKAN_PROJECTIONS_FILTER_ROW_FILTER_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "projections/facts/fact_table.h"
#include "projections/filter/filter.h"

namespace verkan::projections {

class RowFilter {
 public:
  // InvalidArgument, telling where and what was wanted, for a column that the table has not, a
  // value that a closed column cannot say, an id that nothing recorded names, or an operator that
  // the column does not take. The table must outlive this object.
  static absl::StatusOr<RowFilter> Bind(const Filter& filter, const FactTable& table);

  bool Holds(RowId row) const { return holds_(row); }

  // The key that every row must have; null: any. A reader then looks only at rows of that key.
  const std::string* key() const { return key_.get(); }

 private:
  using Predicate = std::function<bool(RowId)>;

  static absl::StatusOr<Predicate> Make(const Filter& filter, const FactTable& table);
  static absl::StatusOr<Predicate> Compare(const Filter& comparison, const FactTable& table);

  Predicate holds_;
  std::shared_ptr<const std::string> key_;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FILTER_ROW_FILTER_H_
