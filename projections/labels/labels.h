// Labels: the one vocabulary, Swedish and English, for all that has a name of its own: registers,
// their columns, values of enumerations, types of events, dimensions. Whoever shows one of them to
// a person takes its words from here.
//
//   ColumnLabel("organisations", "organisation_number").In(language)  // "organisationsnummer"
//   FindValue("ActivityKind", "course")->For(2).In(language)          // "kurser"
//
// To add words, add a row in registers.cc, columns.cc, values.cc or event_types.cc;
// labels_test tells which are missing. Everything is constant and may be used from any thread.
#ifndef VERKAN_PROJECTIONS_LABELS_LABELS_H_
#define VERKAN_PROJECTIONS_LABELS_LABELS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "projections/labels/bilingual.h"

namespace verkan::projections {

struct Label {
  absl::string_view key;
  Bilingual one;
  Bilingual many = {};  // of nouns and kinds that are counted

  const Bilingual& For(int64_t count) const {
    return count == 1 || many.swedish.empty() ? one : many;
  }
};

// Name of the enumeration whose values are types of events: "goal_set" for GoalSet.
inline constexpr absl::string_view kEventTypes = "EventType";

// Null if there is none of the name. A value is written as tables write it, "network_meeting" or
// "res-ws", an event type as its message, "PartnerLeft".
const Label* FindRegister(absl::string_view name);
const Label* FindColumn(absl::string_view table, absl::string_view column);
const Label* FindDimension(absl::string_view dimension);
const Label* FindValue(absl::string_view enumeration, absl::string_view value);
const Label* FindEventType(absl::string_view type);

// The same; the name itself if it has no words.
Bilingual RegisterLabel(absl::string_view name);
Bilingual ColumnLabel(absl::string_view table, absl::string_view column);
Bilingual DimensionLabel(absl::string_view dimension);
Bilingual ValueLabel(absl::string_view enumeration, absl::string_view value);
Bilingual EventTypeLabel(absl::string_view type);

// The name of a region, a municipality or the country by its SCB code; empty for an unknown one.
Bilingual PlaceLabel(absl::string_view code);

// The values of an enumeration; none for an unknown one.
struct Enumeration {
  absl::string_view name;
  absl::Span<const Label> values;
};
absl::Span<const Label> ValuesOf(absl::string_view enumeration);

// The tables.
absl::Span<const Label> Registers();
absl::Span<const Label> Columns();     // "activities.kind" is the column of that table alone
absl::Span<const Label> Dimensions();  // those that are not called as a column is
absl::Span<const Enumeration> Enumerations();
absl::Span<const Label> EventTypes();

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_LABELS_LABELS_H_
