// What the arms of nouns write rows with.
#ifndef VERKAN_PROJECTIONS_FACTS_NEW_ROW_H_
#define VERKAN_PROJECTIONS_FACTS_NEW_ROW_H_

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "projections/facts/noun.h"

namespace verkan::projections {

// NewRow opens a row and fills its columns by name.
class NewRow {
 public:
  NewRow(FactTable& table, absl::string_view key, const Believed& believed, DayRange days)
      : table_(table), row_(table.Open(key, believed.from, believed.event(), days)) {}
  NewRow(FactTable& table, absl::string_view key, const Believed& believed)
      : NewRow(table, key, believed, believed.days()) {}
  // A row that replaces an open one, and says the same so far.
  static NewRow Instead(FactTable& table, RowId row, const Believed& believed) {
    return NewRow(table, table.Rewrite(row, believed.from, believed.event()));
  }

  NewRow& Text(absl::string_view column, absl::string_view text) {
    table_.SetText(row_, column, text);
    return *this;
  }
  NewRow& Number(absl::string_view column, int64_t number) {
    table_.SetNumber(row_, column, number);
    return *this;
  }
  NewRow& Bytes(absl::string_view column, const google::protobuf::Message& message) {
    table_.SetBytes(row_, column, message.SerializeAsString());
    return *this;
  }

 private:
  NewRow(FactTable& table, RowId row) : table_(table), row_(row) {}
  FactTable& table_;
  const RowId row_;
};

// Open rows of the key for which `holds` holds, oldest first.
template <typename Holds>
std::vector<RowId> OpenRows(const FactTable& table, absl::string_view key, Holds holds) {
  std::vector<RowId> rows;
  table.VisitKey(key, [&](RowId row) {
    if (table.IsOpen(row) && holds(row)) rows.push_back(row);
  });
  std::reverse(rows.begin(), rows.end());
  return rows;
}
inline std::vector<RowId> OpenRows(const FactTable& table, absl::string_view key) {
  return OpenRows(table, key, [](RowId) { return true; });
}

// The event's own region, or else those of its tags.
std::string RegionText(absl::string_view own, const eventstore::RecordView& record);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_NEW_ROW_H_
