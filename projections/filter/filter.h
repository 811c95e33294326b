// Filters of lists and of indicators, as AIP-160 (google.aip.dev/160) writes them:
//
//   kind = course AND region = "06" AND occurred >= 2024-03
//   NOT (status = cancelled) project = siru-1 OR project = siru-2
//
// A comparison names a column and a value: =, !=, <, <=, >, >=, or ":" for "has". AND and OR are
// written in capitals. OR binds tighter than AND, as AIP-160 has it, and two comparisons beside
// each other mean AND. NOT, or "-" before a comparison, takes the opposite. A value is a word, or a
// text in quotation marks, in which \" and \\ stand for " and \. A "*" at the end of a text that =
// or != compares stands for any rest.
//
// What is not taken of AIP-160: a value without a column, functions, and names with a point.
#ifndef VERKAN_PROJECTIONS_FILTER_FILTER_H_
#define VERKAN_PROJECTIONS_FILTER_FILTER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace verkan::projections {

inline constexpr size_t kMaxFilterBytes = 4000;
inline constexpr size_t kMaxComparisons = 100;
inline constexpr int kMaxFilterDepth = 20;

// Filter is one parsed expression: a comparison, or some joined. A default one leaves everything.
struct Filter {
  enum Kind { kAnd, kOr, kNot, kComparison };  // kNot has one part
  enum Operator { kEqual, kNotEqual, kLess, kAtMost, kMore, kAtLeast, kHas };

  Kind kind = kAnd;
  std::vector<Filter> parts;
  // Of a comparison:
  std::string column;
  Operator op = kEqual;
  std::string value;
  size_t at = 0;  // where its value begins in the text, counted in bytes from 1

  bool empty() const { return kind == kAnd && parts.empty(); }
};

// InvalidArgument, telling where and what was wanted, for text that is no such filter, or one that
// is longer, deeper or of more comparisons than the limits above. Blank text leaves everything.
absl::StatusOr<Filter> ParseFilter(absl::string_view text);

// Calls visit(comparison) for each comparison, from left to right.
template <typename Visitor>
void ForEachComparison(const Filter& filter, Visitor visit) {
  if (filter.kind == Filter::kComparison) visit(filter);
  for (const Filter& part : filter.parts) ForEachComparison(part, visit);
}

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FILTER_FILTER_H_
