// Mirror is how the facts of a plain noun become rows: the columns of a table are the fields of a
// message, and each event of that type is a row. A noun that only says what its events say needs no
// arms of its own:
//
//   - an event that begins its noun, or says something of it, opens a row under the noun's id;
//   - one that says again what one with the same key fields said closes that one's row; if the key
//     has no stream in it also that of a fact on another stream, and of those the last one is
//     believed. If it is voided the one before it is believed again (voiding.cc);
//   - a correction (Traits.corrects) rewrites the open row of its noun: fields that it
//     states replace the columns, fields that it names in `cleared` are emptied, the others stay;
//   - so does a revision (Traits.revises), but that the days and the event of the row stay, and
//     its own day, note and sources are columns that begin with "revised_".
//
//   - one that tells how something ended is written into its row, in columns that begin with its
//     last word: "ended_when". The column "fact" tells which event was the last.
//
// Columns, by field:
//   x_id, x_ids              "x", or its own name if another field is called x; ids in one domain a
//                            noun; a list is joined with ","
//   arose_from_x_id          "x"; activities and procurements are listed in "origin", too
//   region_code              "region": the event's own, its municipality's, or else its project's
//   municipality_code(s)     "municipality"
//   an enumeration           its text, as facts.h writes them
//   a text, a list of texts  itself, lists joined with "\n"
//   Label, a list of them    "x_sv" and "x_en"
//   PartyGroup, a list       "x_sv" and "x_en": "två sociala företag"
//   When                     as written; the time of occurrence is "when" and the days of the row
//   FigureReading            its bytes, and "x_value", its number
//   a list of other messages "x_y" for each field y of theirs, a line for each message
//   a number or a flag       itself
// Fields inside a message (details) are columns under their own names; those of a Stated, after the
// name of the field that holds it.
#ifndef VERKAN_PROJECTIONS_FACTS_MIRROR_H_
#define VERKAN_PROJECTIONS_FACTS_MIRROR_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "projections/facts/new_row.h"
#include "projections/facts/noun.h"

namespace verkan::projections {

// What a table mirrors.
struct MirrorOf {
  absl::string_view table;
  // The event that opens rows, and others that do or that say something of them.
  std::vector<absl::string_view> events;
  // The field whose value is the key of a row. An event that leaves it out has the id of the event.
  // Empty: the id of the stream.
  absl::string_view key = {};
  // The field that tells apart the rows of one key. Empty: a key has one open row.
  absl::string_view part = {};
};

// MirrorTable is a mirrored table of a noun that has arms of its own, which apply events to it.
class MirrorTable {
 public:
  explicit MirrorTable(const MirrorOf& of);
  TableSchema schema() const;
  void Apply(const google::protobuf::Message& event, const Believed& believed, Facts* facts) const;
  // Has its rows of the project that state no region follow the project's.
  void FollowRegions(absl::string_view project, const Believed& believed, Facts* facts) const;

 private:
  class Impl;
  const Impl* const impl_;  // lives for ever, as the names of its columns do
};

// The same for all mirrored tables of facts that are on the project's own stream.
void FollowRegions(absl::string_view project, const Believed& believed, Facts* facts);

// 1 if the fact itself states its region, else 0.
inline constexpr absl::string_view kRegionStated = "region_stated";

// The tables of events that are mirrored are listed in mirror.cc. Those that others name:
inline constexpr Table kStrands{"strands"};
inline constexpr Table kLinks{"links"};
inline constexpr Table kTakeovers{"takeovers"};
inline constexpr Table kNeeds{"needs"};
inline constexpr Table kPublications{"publications"};
inline constexpr Table kTools{"tools"};
inline constexpr Table kFunding{"funding"};
inline constexpr Table kProjectPeriods{"project_periods"};
inline constexpr Table kContacts{"contacts"};

// said, stream, id: which streams say the same, by what they say; for types of events whose key has
// no stream in it.
inline constexpr Table kSaidAcross{"said_across"};

// MirroredFields are columns for some fields of a message, for a table that has arms of its own. It
// must live as long as the tables, like a static object.
class MirroredFields {
 public:
  // The columns' names begin with the prefix.
  MirroredFields(const google::protobuf::Descriptor* message,
                 const std::vector<absl::string_view>& fields, absl::string_view prefix = "");
  ~MirroredFields();

  void AddColumns(std::vector<Column>* columns) const;
  // Writes what the message says of the fields, also if that is nothing.
  void Write(const google::protobuf::Message& message, const Believed& believed, NewRow* row) const;
  // What a correction says: fields that it states, and empties those that it clears.
  void Correct(const google::protobuf::Message& message, const std::vector<std::string>& cleared,
               const Believed& believed, NewRow* row) const;

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

Noun MirroredFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_MIRROR_H_
