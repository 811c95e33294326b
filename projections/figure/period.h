// Periods of time that figures are grouped by: day, month, quarter, half-year and year.
#ifndef VERKAN_PROJECTIONS_FIGURE_PERIOD_H_
#define VERKAN_PROJECTIONS_FIGURE_PERIOD_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "projections/facts/fact_table.h"

namespace verkan::projections {

enum class PeriodKind { kDay, kMonth, kQuarter, kHalfYear, kYear };

// "day", "month", "quarter", "half-year", "year".
const std::vector<absl::string_view>& PeriodNames();
std::optional<PeriodKind> FindPeriod(absl::string_view name);

// Periods numbers the periods of one kind, for the days of the years 1900 to 2099.
class Periods {
 public:
  static constexpr int32_t kFirstDay = -25567;  // 1900-01-01
  static constexpr int32_t kEndDay = 47482;     // 2100-01-01
  static constexpr uint32_t kNone = UINT32_MAX;

  // Lives for ever.
  static const Periods& Of(PeriodKind kind);

  // The period that all the days lie in; kNone if they lie in several, are not known or
  // lie outside the years.
  uint32_t PeriodOf(DayRange days) const {
    if (days.first < kFirstDay || days.last >= kEndDay || days.last < days.first) return kNone;
    uint32_t first = by_day_[days.first - kFirstDay];
    return first == by_day_[days.last - kFirstDay] ? first : kNone;
  }
  // The first and the last period that share one of the days.
  std::pair<uint32_t, uint32_t> Overlapped(DayRange days) const {
    return {by_day_[std::clamp(days.first, kFirstDay, kEndDay - 1) - kFirstDay],
            by_day_[std::clamp(days.last, kFirstDay, kEndDay - 1) - kFirstDay]};
  }
  uint32_t count() const { return count_; }
  // The period of a label; kNone if the text is none.
  uint32_t Find(absl::string_view label) const;
  // "2021-03-05", "2021-03", "2021-Q1", "2021-H1" or "2021".
  std::string Label(uint32_t period) const;
  DayRange DaysOf(uint32_t period) const;

 private:
  explicit Periods(PeriodKind kind);

  const PeriodKind kind_;
  std::vector<uint32_t> by_day_;
  uint32_t count_ = 0;
};

// The days of a period as it is written: a label, or two of them, "2021-07/2022-06" or
// "2021-07..2022-06". None for anything else.
std::optional<DayRange> ReadPeriod(absl::string_view text);
// The label of the period if it has one, else its first and last day, "2021-07-01/2022-06-30";
// empty if it is not known.
std::string PeriodText(DayRange days);

}  // namespace verkan::projections

#endif  // VERKAN_PROJECTIONS_FIGURE_PERIOD_H_
