#include "projections/figure/figure_math.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace verkan::projections {
namespace {

using event::v1::FigureReading;

constexpr int64_t kScale = 10000;
constexpr int kDecimals = 4;

}  // namespace

std::optional<Decimal> Decimal::FromInteger(int64_t value) {
  int64_t units;
  if (__builtin_mul_overflow(value, kScale, &units)) return std::nullopt;
  return Decimal(units);
}

std::optional<Decimal> Decimal::Parse(absl::string_view text) {
  const bool negative = absl::ConsumePrefix(&text, "-");
  int64_t units = 0;
  int digits = 0;
  int decimals = -1;  // -1: before the point
  for (char c : text) {
    if (c == '.' && decimals < 0 && digits > 0) {
      decimals = 0;
      continue;
    }
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c)) || decimals == kDecimals) {
      return std::nullopt;
    }
    if (__builtin_mul_overflow(units, 10, &units) ||
        __builtin_add_overflow(units, c - '0', &units)) {
      return std::nullopt;
    }
    ++digits;
    if (decimals >= 0) ++decimals;
  }
  if (digits == 0 || decimals == 0) return std::nullopt;
  for (int i = decimals < 0 ? 0 : decimals; i < kDecimals; ++i) {
    if (__builtin_mul_overflow(units, 10, &units)) return std::nullopt;
  }
  return Decimal(negative ? -units : units);
}

std::string Decimal::ToString() const {
  // The magnitude of the smallest int64 fits only unsigned.
  uint64_t magnitude =
      units_ < 0 ? uint64_t{0} - static_cast<uint64_t>(units_) : static_cast<uint64_t>(units_);
  std::string text = absl::StrCat(units_ < 0 ? "-" : "", magnitude / kScale);
  uint64_t fraction = magnitude % kScale;
  if (fraction == 0) return text;
  std::string decimals = absl::StrCat(absl::Dec(fraction, absl::kZeroPad4));
  decimals.erase(decimals.find_last_not_of('0') + 1);
  return absl::StrCat(text, ".", decimals);
}

std::optional<Decimal> Add(Decimal a, Decimal b) {
  int64_t units;
  if (__builtin_add_overflow(a.units(), b.units(), &units)) return std::nullopt;
  return Decimal::FromUnits(units);
}

std::optional<Decimal> Subtract(Decimal a, Decimal b) {
  int64_t units;
  if (__builtin_sub_overflow(a.units(), b.units(), &units)) return std::nullopt;
  return Decimal::FromUnits(units);
}

bool HasValue(const FigureReading& reading) {
  return reading.absence() == event::v1::ABSENCE_UNSPECIFIED && !reading.value().empty();
}

FigureReading Exactly(Decimal value) {
  FigureReading reading;
  reading.set_value(value.ToString());
  reading.set_qualifier(event::v1::QUALIFIER_EXACT);
  return reading;
}

bool Sum::Add(const FigureReading& reading) {
  if (!HasValue(reading)) return false;
  const bool range = reading.qualifier() == event::v1::QUALIFIER_RANGE;
  std::optional<Decimal> value = Decimal::Parse(reading.value());
  std::optional<Decimal> high = range ? Decimal::Parse(reading.high()) : value;
  if (!value.has_value() || !high.has_value()) return false;
  std::optional<Decimal> stated = projections::Add(stated_, *value);
  std::optional<Decimal> upper = projections::Add(high_, *high);
  if (!stated.has_value() || !upper.has_value()) return false;
  stated_ = *stated;
  high_ = *upper;
  ++count_;
  if (unit_.empty()) unit_ = reading.unit();
  open_above_ |= reading.qualifier() == event::v1::QUALIFIER_AT_LEAST ||
                 reading.qualifier() == event::v1::QUALIFIER_MORE_THAN;
  strictly_above_ |= reading.qualifier() == event::v1::QUALIFIER_MORE_THAN;
  open_below_ |= reading.qualifier() == event::v1::QUALIFIER_AT_MOST ||
                 reading.qualifier() == event::v1::QUALIFIER_LESS_THAN;
  strictly_below_ |= reading.qualifier() == event::v1::QUALIFIER_LESS_THAN;
  approximate_ |= reading.qualifier() == event::v1::QUALIFIER_ABOUT;
  return true;
}

bool Sum::mixed() const {
  const bool ranges = !(high_ == stated_);
  return (open_above_ && open_below_) || (approximate_ && (open_above_ || open_below_ || ranges));
}

event::v1::Qualifier Sum::qualifier() const {
  if (mixed() || approximate_) return event::v1::QUALIFIER_ABOUT;
  if (open_above_) {
    return strictly_above_ ? event::v1::QUALIFIER_MORE_THAN : event::v1::QUALIFIER_AT_LEAST;
  }
  if (open_below_) {
    return strictly_below_ ? event::v1::QUALIFIER_LESS_THAN : event::v1::QUALIFIER_AT_MOST;
  }
  return high_ == stated_ ? event::v1::QUALIFIER_EXACT : event::v1::QUALIFIER_RANGE;
}

FigureReading Sum::reading() const {
  FigureReading reading;
  if (count_ == 0) return reading;
  reading.set_qualifier(qualifier());
  reading.set_unit(unit_);
  // "At most" is a statement about the upper end, the others about the lower one.
  const bool upper = reading.qualifier() == event::v1::QUALIFIER_AT_MOST ||
                     reading.qualifier() == event::v1::QUALIFIER_LESS_THAN;
  reading.set_value((upper ? high_ : stated_).ToString());
  if (reading.qualifier() == event::v1::QUALIFIER_RANGE) reading.set_high(high_.ToString());
  return reading;
}

std::optional<Decimal> BreakdownSum(const FigureReading& reading) {
  if (reading.breakdown().empty()) return std::nullopt;
  Decimal sum;
  for (const auto& part : reading.breakdown()) {
    std::optional<Decimal> value = Decimal::Parse(part.value());
    std::optional<Decimal> next = value.has_value() ? Add(sum, *value) : std::nullopt;
    if (!next.has_value()) return std::nullopt;
    sum = *next;
  }
  return sum;
}

}  // namespace verkan::projections
