// Arithmetic of figures: decimals that never overflow silently, and sums of numbers that
// are exact, at least, more than, about, at most or between two.
//
//   Sum sum;
//   sum.Add(a);  // 44
//   sum.Add(b);  // more than 1 200
//   sum.reading();  // more than 1 244
#ifndef VERKAN_PROJECTIONS_FIGURE_FIGURE_MATH_H_
#define VERKAN_PROJECTIONS_FIGURE_FIGURE_MATH_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "verkan/event/v1/common.pb.h"

namespace verkan::projections {

// Decimal is a number with four decimals.
class Decimal {
 public:
  Decimal() = default;
  static Decimal FromUnits(int64_t units) { return Decimal(units); }
  // None for a number that does not fit.
  static std::optional<Decimal> FromInteger(int64_t value);
  // Reads "1200", "-3" or "2.7"; none for anything else, more than four decimals or a
  // number that does not fit.
  static std::optional<Decimal> Parse(absl::string_view text);

  // The shortest text that Parse reads as this number.
  std::string ToString() const;
  int64_t units() const { return units_; }  // of 1/10000

  friend bool operator==(Decimal a, Decimal b) { return a.units_ == b.units_; }
  friend bool operator<(Decimal a, Decimal b) { return a.units_ < b.units_; }

 private:
  explicit Decimal(int64_t units) : units_(units) {}
  int64_t units_ = 0;
};

// None if the result does not fit.
std::optional<Decimal> Add(Decimal a, Decimal b);
std::optional<Decimal> Subtract(Decimal a, Decimal b);

// Whether the reading holds a number.
bool HasValue(const event::v1::FigureReading& reading);

// A reading that is the number, exactly.
event::v1::FigureReading Exactly(Decimal value);

// Sum adds readings. What is known of the parts is known of the whole: lower ends add up
// to a lower end, upper ends to an upper end.
//
//   exact + q = q             at least + more than = more than    range + range = range
//   about + exact = about     at most + at most = at most         range + at least = at least
//   at least + at most, and about + at least, at most or a range = about, and mixed() holds
//
// The unit is that of the first reading that states one: whoever adds sees to it that they are one.
class Sum {
 public:
  // False, and nothing is added, for a reading without a number or a sum that does not fit.
  bool Add(const event::v1::FigureReading& reading);
  uint32_t count() const { return count_; }
  // The sum; a reading without a number if nothing was added.
  event::v1::FigureReading reading() const;
  // Qualifiers were mixed that no single qualifier can state.
  bool mixed() const;

 private:
  event::v1::Qualifier qualifier() const;

  uint32_t count_ = 0;
  std::string unit_;
  Decimal stated_;  // sum of the numbers as they were stated, low ends of ranges
  Decimal high_;    // sum of the upper ends, if there are
  bool open_above_ = false;
  bool open_below_ = false;
  bool strictly_above_ = false;
  bool strictly_below_ = false;
  bool approximate_ = false;
};

// Sum of the breakdown; none if there is none or a part cannot be read.
std::optional<Decimal> BreakdownSum(const event::v1::FigureReading& reading);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_FIGURE_MATH_H_
