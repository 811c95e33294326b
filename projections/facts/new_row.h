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
      : NewRow(table, table.Open(key, believed.from, believed.event(), days), believed) {}
  NewRow(FactTable& table, absl::string_view key, const Believed& believed)
      : NewRow(table, key, believed, believed.days()) {}
  // A row that replaces an open one, and says the same so far. The event states the fact anew.
  static NewRow Instead(FactTable& table, RowId row, const Believed& believed) {
    return NewRow(table, table.Rewrite(row, believed.from, believed.event()), believed);
  }
  // The same, but what states the fact is still the event that did: of something that ended, the
  // event that began it.
  static NewRow Continue(FactTable& table, RowId row, const Believed& believed) {
    return NewRow(table, table.Rewrite(row, believed.from, table.event(row)), believed);
  }

  NewRow& Text(absl::string_view column, absl::string_view text) {
    table_.SetText(row_, column, text);
    return *this;
  }
  // What it says so far.
  absl::string_view text(absl::string_view column) const {
    return table_.text(row_, table_.column(column));
  }
  int64_t number(absl::string_view column) const {
    return table_.number(row_, table_.column(column));
  }

  NewRow& Number(absl::string_view column, int64_t number) {
    table_.SetNumber(row_, column, number);
    return *this;
  }
  NewRow& Days(DayRange days) {
    table_.SetDays(row_, days);
    return *this;
  }
  NewRow& Bytes(absl::string_view column, absl::string_view bytes) {
    table_.SetBytes(row_, column, bytes);
    return *this;
  }
  NewRow& Bytes(absl::string_view column, const google::protobuf::Message& message) {
    return Bytes(column, message.SerializeAsString());
  }

 private:
  NewRow(FactTable& table, RowId row, const Believed& believed) : table_(table), row_(row) {
    if (believed.invented()) table_.SetInvented(row_);
  }
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

// Same tells which rows name the same person or organisation as an event, by the merges up to
// that event. If that takes a merge, the event's stream is noted, so that a voided merge has it
// applied anew.
class Same {
 public:
  Same(Facts* facts, Table merges, absl::string_view id, const Believed& believed);
  bool operator()(const FactTable& table, RowId row, absl::string_view column) const;

 private:
  Facts& facts_;
  const FactTable& merges_;
  const std::string id_;
  const Believed& believed_;
};

// The regions of a project, as they are believed now: "06,12".
std::string RegionsOf(const Facts& facts, absl::string_view project);

// The region that the event states; else those of its project, or, if it names none, of what is on
// its stream; else those of its tags.
std::string RegionText(absl::string_view own, const Believed& believed);
// The same of an event that may name a municipality: after the region that it states comes the one
// that the municipality belonged to on the last possible day.
std::string RegionText(absl::string_view own, absl::string_view municipality,
                       const Believed& believed);

// What something arose from, as a list: "activity:lunch-1,procurement:bus-2". Empty ids are left
// out.
std::string OriginText(absl::string_view activity, absl::string_view procurement);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_NEW_ROW_H_
