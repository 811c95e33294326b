// Mirror is how the facts of a plain noun become rows: the columns of a table are the fields of a
// message, and each event of that type is a row. A noun that only says what its events say needs no
// arms of its own:
//
//   - an event that begins its noun, or says something of it, opens a row under the noun's id;
//   - one that says again what one with the same key fields said closes that one's row;
//   - a correction (Traits.corrects) rewrites the open row of its noun: fields that it
//     states replace the columns, fields that it names in `cleared` are emptied, the others stay.
//
// Columns, by field:
//   x_id, x_ids              "x", or its own name if another field is called x; ids in one domain a
//                            noun; a list is joined with ","
//   region_code              "region": the event's own, its municipality's, or else its project's
//   municipality_code(s)     "municipality"
//   an enumeration           its text, as facts.h writes them
//   a text, a list of texts  itself, lists joined with "\n"
//   Label, a list of them    "x_sv" and "x_en"
//   PartyGroup, a list       "x_sv" and "x_en": "två sociala företag"
//   When                     as written; the time of occurrence is "when" and the days of the row
//   FigureReading            its bytes, and "x_value", its number
//   a number or a flag       itself
// Fields inside a message (details) are columns under their own names; those of a Stated, after the
// name of the field that holds it.
#ifndef VERKAN_PROJECTIONS_FACTS_MIRROR_H_
#define VERKAN_PROJECTIONS_FACTS_MIRROR_H_

#include "projections/facts/noun.h"

namespace verkan::projections {

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

Noun MirroredFacts();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_MIRROR_H_
