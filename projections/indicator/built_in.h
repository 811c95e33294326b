// The built-in indicators: figures computed from events. They are data; how they are
// scanned is in projections/figure/scan.h.
#ifndef VERKAN_PROJECTIONS_INDICATOR_BUILT_IN_H_
#define VERKAN_PROJECTIONS_INDICATOR_BUILT_IN_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "projections/facts/facts.h"
#include "verkan/indicator/v1/indicator_service.pb.h"

namespace verkan::projections {

enum class Aggregate {
  kCount,     // rows
  kDistinct,  // different values of a text column
  kSum,       // of a number column
};

// What a row must be to count, whatever is asked.
struct Condition {
  enum Kind {
    kIs,                  // the column is the value
    kNotEmpty,            // the column says something
    kIsSocialEnterprise,  // the column names an organisation that was a social enterprise or a
                          // work-integrating one when the fact happened
  };
  absl::string_view column;
  Kind kind = kIs;
  absl::string_view value = {};
};

// The dimension of what something arose from. Its values are "activity:ID" and "procurement:ID".
inline constexpr absl::string_view kOrigin = "origin";
inline constexpr absl::string_view kOriginNouns[] = {"activity", "procurement"};

struct BuiltIn {
  absl::string_view id;
  absl::string_view name_sv;
  absl::string_view name_en;
  absl::string_view unit;
  absl::string_view description;
  absl::string_view description_sv;
  Table table;
  Aggregate aggregate = Aggregate::kCount;
  absl::string_view column = {};  // of a distinct count or a sum
  // A column: rows of one key that name one person or organisation in it, under whatever ids, count
  // once.
  absl::string_view once_per = {};
  std::vector<Condition> conditions = {};
  uint32_t version = 1;
};

// Payload of a NotFound that is about an indicator: its id. One without it is about a project.
inline constexpr char kUnknownIndicator[] = "verkan/unknown-indicator";

// All of them, by id.
const std::vector<BuiltIn>& BuiltInIndicators();
// Null if there is none.
const BuiltIn* FindBuiltIn(absl::string_view id);

// As the API lists it, with the dimensions of its table.
indicator::v1::Indicator Describe(const BuiltIn& indicator, const FactTable& table);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_INDICATOR_BUILT_IN_H_
