// OrderIndex is the rows of a table in the order of one column. It is made when it is first asked,
// and takes in what came since when it is asked again: rows are never changed, only added. It takes
// about 6 bytes a row.
#ifndef VERKAN_PROJECTIONS_REGISTRY_ORDER_INDEX_H_
#define VERKAN_PROJECTIONS_REGISTRY_ORDER_INDEX_H_

#include "absl/container/btree_set.h"
#include "absl/strings/string_view.h"
#include "projections/facts/fact_table.h"

namespace verkan::projections {

// Less than 0 if `a` comes before `b` in a Swedish list: å, ä and ö after z, without regard to case
// and to other accents. 0: they stand at the same place.
int CompareSwedish(absl::string_view a, absl::string_view b);

// Not thread-safe; whoever owns it locks it.
class OrderIndex {
 public:
  // Numbers by size, texts as CompareSwedish has them; rows that say nothing last, and equal ones
  // by row.
  class Before {
   public:
    Before(const FactTable* table, int column) : table_(table), column_(column) {}
    bool operator()(RowId a, RowId b) const;

   private:
    const FactTable* table_;
    int column_;
  };
  using Rows = absl::btree_set<RowId, Before>;

  // The column holds texts or numbers. The table must outlive this object.
  OrderIndex(const FactTable* table, int column) : table_(*table), rows_(Before(table, column)) {}

  // Takes in the rows that came since.
  void CatchUp();
  bool IsCaughtUp() const { return rows_.size() == table_.size(); }

  const Rows& rows() const { return rows_; }

 private:
  const FactTable& table_;
  Rows rows_;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_REGISTRY_ORDER_INDEX_H_
