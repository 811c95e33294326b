#include "projections/labels/labels.h"

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "regions/regions.h"

namespace verkan::projections {
namespace {

using ByKey = absl::flat_hash_map<absl::string_view, const Label*>;

ByKey Indexed(absl::Span<const Label> labels) {
  ByKey by_key;
  for (const Label& label : labels) by_key.emplace(label.key, &label);
  return by_key;
}

const Label* Find(const ByKey& labels, absl::string_view key) {
  const auto found = labels.find(key);
  return found == labels.end() ? nullptr : found->second;
}

Bilingual WordsOr(const Label* label, absl::string_view key) {
  return label == nullptr ? Bilingual{key, key} : label->one;
}

// "GoalSet" for "goal_set".
std::string CamelCase(absl::string_view snake) {
  std::string camel;
  bool up = true;
  for (const char c : snake) {
    if (c != '_') camel += up ? absl::ascii_toupper(c) : c;
    up = c == '_';
  }
  return camel;
}

}  // namespace

const Label* FindRegister(absl::string_view name) {
  static const auto* const labels = new ByKey(Indexed(Registers()));
  return Find(*labels, name);
}

const Label* FindColumn(absl::string_view table, absl::string_view column) {
  static const auto* const labels = new ByKey(Indexed(Columns()));
  const Label* own = Find(*labels, absl::StrCat(table, ".", column));
  return own != nullptr ? own : Find(*labels, column);
}

const Label* FindDimension(absl::string_view dimension) {
  static const auto* const labels = new ByKey(Indexed(Dimensions()));
  const Label* own = Find(*labels, dimension);
  return own != nullptr ? own : FindColumn("", dimension);
}

const Label* FindValue(absl::string_view enumeration, absl::string_view value) {
  if (enumeration == kEventTypes) return FindEventType(CamelCase(value));
  const std::string key = absl::StrReplaceAll(value, {{"-", "_"}});
  for (const Label& label : ValuesOf(enumeration)) {
    if (label.key == key) return &label;
  }
  return nullptr;
}

const Label* FindEventType(absl::string_view type) {
  static const auto* const labels = new ByKey(Indexed(EventTypes()));
  return Find(*labels, type);
}

Bilingual RegisterLabel(absl::string_view name) {
  const Label* label = FindRegister(name);
  return label == nullptr ? Bilingual{name, name} : label->many;
}
Bilingual ColumnLabel(absl::string_view table, absl::string_view column) {
  return WordsOr(FindColumn(table, column), column);
}
Bilingual DimensionLabel(absl::string_view dimension) {
  return WordsOr(FindDimension(dimension), dimension);
}
Bilingual ValueLabel(absl::string_view enumeration, absl::string_view value) {
  return WordsOr(FindValue(enumeration, value), value);
}
Bilingual EventTypeLabel(absl::string_view type) { return WordsOr(FindEventType(type), type); }

Bilingual PlaceLabel(absl::string_view code) {
  if (code == regions::kCountryCode) return {"hela landet", "the whole country"};
  const regions::Region* region = regions::FindRegion(code);
  if (region != nullptr) return {region->name, region->name};
  const regions::Municipality* municipality = regions::FindMunicipality(code);
  return municipality == nullptr ? Bilingual{} : Bilingual{municipality->name, municipality->name};
}

absl::Span<const Label> ValuesOf(absl::string_view enumeration) {
  for (const Enumeration& known : Enumerations()) {
    if (known.name == enumeration) return known.values;
  }
  return {};
}

}  // namespace verkan::projections
