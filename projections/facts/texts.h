// How values of events are written in the fact tables (see facts.h).
#ifndef VERKAN_PROJECTIONS_FACTS_TEXTS_H_
#define VERKAN_PROJECTIONS_FACTS_TEXTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "projections/facts/fact_table.h"
#include "verkan/event/v1/common.pb.h"
#include "verkan/event/v1/organisation.pb.h"

namespace verkan::projections {

// Texts of the values of an enumeration: "network_meeting" for
// ACTIVITY_KIND_NETWORK_MEETING, empty for the unspecified value and unknown ones.
class EnumTexts {
 public:
  EnumTexts(const google::protobuf::EnumDescriptor* descriptor, char separator);
  absl::string_view Get(int value) const;
  std::optional<int> Find(absl::string_view text) const;
  // Those that say something, by value.
  std::vector<absl::string_view> All() const;

 private:
  std::vector<std::string> texts_;  // by value
};

template <typename Enum, char separator = '_'>
const EnumTexts& TextsOf() {
  static const EnumTexts texts(google::protobuf::GetEnumDescriptor<Enum>(), separator);
  return texts;
}

template <typename Enum>
absl::string_view EnumText(Enum value) {
  return TextsOf<Enum>().Get(value);
}

// A column whose texts are those of an enumeration.
template <typename Enum, char separator = '_'>
Column Closed(absl::string_view name) {
  return {name,
          ColumnKind::kText,
          {},
          TextsOf<Enum, separator>().All(),
          google::protobuf::GetEnumDescriptor<Enum>()->name()};
}

// As the eForms code lists write it: "acc-all".
template <typename Enum>
absl::string_view EFormsText(Enum value) {
  return TextsOf<Enum, '-'>().Get(value);
}

// "2021-03", or "2021/2023" for a period; empty if nothing is known.
std::string WhenText(const event::v1::When& when);

// "två sociala företag": how many, and what they are called in the language, or else in the other,
// or else their kind. Of several a line each.
std::string GroupText(const event::v1::PartyGroup& group, absl::string_view language);
template <typename Groups>
std::string GroupsText(const Groups& groups, absl::string_view language) {
  return absl::StrJoin(groups, "\n", [&](std::string* out, const event::v1::PartyGroup& group) {
    out->append(GroupText(group, language));
  });
}

// A decimal as a number of a table, in units of 1/kValueScale; kNoNumber for what is none.
int64_t NumberIn(const std::string& decimal);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FACTS_TEXTS_H_
