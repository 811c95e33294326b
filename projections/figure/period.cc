#include "projections/figure/period.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"

namespace verkan::projections {
namespace {

constexpr int kFirstYear = 1900;
constexpr int kEndYear = 2100;
constexpr absl::CivilDay kEpoch(1970, 1, 1);

uint32_t Number(PeriodKind kind, absl::CivilDay day) {
  const uint32_t year = static_cast<uint32_t>(day.year() - kFirstYear);
  const uint32_t month = static_cast<uint32_t>(day.month() - 1);
  switch (kind) {
    case PeriodKind::kDay:
      return static_cast<uint32_t>(day - kEpoch - Periods::kFirstDay);
    case PeriodKind::kMonth:
      return year * 12 + month;
    case PeriodKind::kQuarter:
      return year * 4 + month / 3;
    case PeriodKind::kHalfYear:
      return year * 2 + month / 6;
    case PeriodKind::kYear:
      return year;
  }
  return Periods::kNone;
}

// The days of one label.
std::optional<DayRange> ReadLabel(absl::string_view label) {
  for (const absl::string_view name : PeriodNames()) {
    const Periods& periods = Periods::Of(*FindPeriod(name));
    const uint32_t period = periods.Find(label);
    if (period != Periods::kNone) return periods.DaysOf(period);
  }
  return std::nullopt;
}

}  // namespace

const std::vector<absl::string_view>& PeriodNames() {
  static const auto* const names =
      new std::vector<absl::string_view>{"day", "month", "quarter", "half-year", "year"};
  return *names;
}

std::optional<PeriodKind> FindPeriod(absl::string_view name) {
  const auto& names = PeriodNames();
  auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<PeriodKind>(found - names.begin());
}

const Periods& Periods::Of(PeriodKind kind) {
  static const Periods* const all[] = {
      new Periods(PeriodKind::kDay), new Periods(PeriodKind::kMonth),
      new Periods(PeriodKind::kQuarter), new Periods(PeriodKind::kHalfYear),
      new Periods(PeriodKind::kYear)};
  return *all[static_cast<int>(kind)];
}

Periods::Periods(PeriodKind kind) : kind_(kind) {
  by_day_.reserve(kEndDay - kFirstDay);
  for (int32_t day = kFirstDay; day < kEndDay; ++day) {
    by_day_.push_back(Number(kind, kEpoch + day));
  }
  count_ = by_day_.back() + 1;
}

// Every label begins with its year: only the periods of that year are looked at.
uint32_t Periods::Find(absl::string_view label) const {
  int year = 0;
  if (!absl::SimpleAtoi(label.substr(0, 4), &year) || year < kFirstYear || year >= kEndYear) {
    return kNone;
  }
  const uint32_t last = Number(kind_, absl::CivilDay(year, 12, 31));
  for (uint32_t period = Number(kind_, absl::CivilDay(year, 1, 1)); period <= last; ++period) {
    if (Label(period) == label) return period;
  }
  return kNone;
}

std::string Periods::Label(uint32_t period) const {
  switch (kind_) {
    case PeriodKind::kDay:
      return absl::FormatCivilTime(kEpoch + (kFirstDay + static_cast<int32_t>(period)));
    case PeriodKind::kMonth:
      return absl::StrFormat("%d-%02d", kFirstYear + period / 12, period % 12 + 1);
    case PeriodKind::kQuarter:
      return absl::StrCat(kFirstYear + period / 4, "-Q", period % 4 + 1);
    case PeriodKind::kHalfYear:
      return absl::StrCat(kFirstYear + period / 2, "-H", period % 2 + 1);
    case PeriodKind::kYear:
      return absl::StrCat(kFirstYear + period);
  }
  return "";
}

DayRange Periods::DaysOf(uint32_t period) const {
  const auto [first, end] = std::equal_range(by_day_.begin(), by_day_.end(), period);
  return {kFirstDay + static_cast<int32_t>(first - by_day_.begin()),
          kFirstDay + static_cast<int32_t>(end - by_day_.begin()) - 1};
}

std::optional<DayRange> ReadPeriod(absl::string_view text) {
  std::vector<absl::string_view> ends = {text, text};
  if (absl::StrContains(text, "/")) ends = absl::StrSplit(text, '/');
  if (absl::StrContains(text, "..")) ends = absl::StrSplit(text, "..");
  if (ends.size() != 2) return std::nullopt;
  const auto first = ReadLabel(ends[0]);
  const auto last = ReadLabel(ends[1]);
  if (!first.has_value() || !last.has_value() || last->last < first->first) return std::nullopt;
  return DayRange{first->first, last->last};
}

std::string PeriodText(DayRange days) {
  if (!days.known()) return "";
  for (const absl::string_view name : PeriodNames()) {
    const Periods& periods = Periods::Of(*FindPeriod(name));
    const uint32_t period = periods.PeriodOf(days);
    if (period != Periods::kNone && periods.DaysOf(period) == days) return periods.Label(period);
  }
  return absl::StrCat(absl::FormatCivilTime(kEpoch + days.first), "/",
                      absl::FormatCivilTime(kEpoch + days.last));
}

}  // namespace verkan::projections
