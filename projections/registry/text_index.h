// TextIndex finds the rows of a table by what texts in them begin with, without regard to case:
// whole texts, and each word of them. It is made when it is first asked, and takes in what came
// since when it is asked again: rows are never changed, only added.
#ifndef VERKAN_PROJECTIONS_REGISTRY_TEXT_INDEX_H_
#define VERKAN_PROJECTIONS_REGISTRY_TEXT_INDEX_H_

#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "projections/facts/fact_table.h"

namespace verkan::projections {

// Not thread-safe; whoever owns it locks it.
class TextIndex {
 public:
  using Rows = absl::InlinedVector<RowId, 2>;
  using Postings = absl::btree_map<std::string, Rows>;

  // The columns hold texts; lists of them are joined with "\n". The table must outlive this object.
  TextIndex(const FactTable* table, std::vector<int> columns)
      : table_(*table), columns_(std::move(columns)) {}

  // Takes in the rows that came since.
  void CatchUp();
  bool IsCaughtUp() const { return indexed_ == table_.size(); }

  // Rows by the whole text, and by each word of it, by row.
  const Postings& texts() const { return texts_; }
  const Postings& words() const { return words_; }

  const FactTable& table() const { return table_; }
  // The texts of a row, as compared.
  std::vector<std::string> TextsOf(RowId row) const;

 private:
  const FactTable& table_;
  const std::vector<int> columns_;
  RowId indexed_ = 0;
  Postings texts_;
  Postings words_;
};

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_REGISTRY_TEXT_INDEX_H_
