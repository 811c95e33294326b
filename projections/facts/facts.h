// Facts are the fact tables: all that the events say, ready to be counted and shown as
// known at any position. The tables of a noun are listed with it: noun.h.
//
// Conventions:
// - Enumerations are texts in lower case without their prefix: "network_meeting",
//   "on_site", "reserved"; empty if nothing was said. Social objectives and reserved
//   participation are written as eForms writes them: "acc-all", "res-pub-ser".
// - Lists are joined: region codes, organisation ids and social objectives with ",",
//   free texts with "\n". Items() takes them apart.
// - "when" and "period" are what the source says, as ISO 8601: "2021-03" or "2021/2023".
// - "region" is the event's own region, or else the regions of its tags, which may be
//   several: "06,23". Filters and groups take each of them.
// - "reading" is a serialised verkan.event.v1.FigureReading.
// - decimals are in units of 1/10000; flags are 0 or 1.
#ifndef VERKAN_PROJECTIONS_FACTS_FACTS_H_
#define VERKAN_PROJECTIONS_FACTS_FACTS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "projections/facts/fact_table.h"

namespace verkan::projections {

// The tag of an event that is made up, as those of a sample are. Its rows are marked, and every
// figure that counts one of them says so.
inline constexpr absl::string_view kInventedTag = "mark:invented";

// A table, by its name. The constants stand with the nouns: kActivities in
// projections/activity/activity_facts.h.
struct Table {
  absl::string_view name;

  friend bool operator==(const Table& a, const Table& b) { return a.name == b.name; }
};

// What a noun says of one of its tables.
struct TableSchema {
  Table table;
  std::vector<Column> columns;
};

class Facts {
 public:
  Facts();

  // A table that no noun has is a programming error and aborts.
  const FactTable& operator[](Table table) const { return *by_name_.at(table.name); }
  FactTable& operator[](Table table) { return *by_name_.at(table.name); }
  // The table of the name; null if there is none.
  FactTable* Find(absl::string_view name);
  const std::vector<std::unique_ptr<FactTable>>& tables() const { return tables_; }

  uint64_t rows() const;
  // One number of the versions of all tables.
  uint32_t version() const;
  // Digest over every row of every table: 32 bytes, the same for the same rows.
  std::string Digest() const;

  // The id under which an organisation goes as of the position, after all merges.
  std::string Organisation(absl::string_view id, Position as_of) const;
  // Its name then; the id itself for an organisation that was not known.
  std::string OrganisationName(absl::string_view id, Position as_of) const;

 private:
  Dictionaries dictionaries_;
  std::vector<std::unique_ptr<FactTable>> tables_;
  absl::flat_hash_map<absl::string_view, FactTable*> by_name_;
};

// The same of some tables.
std::string DigestOf(const std::vector<const FactTable*>& tables);

// The items of a joined list; none for an empty text.
std::vector<absl::string_view> Items(absl::string_view joined, char separator = ',');

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_FACTS_H_
