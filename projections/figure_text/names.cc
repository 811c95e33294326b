#include "projections/figure_text/names.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "projections/figure_text/number.h"
#include "projections/figure_text/text.h"
#include "projections/figure_text/vocabulary.h"
#include "regions/regions.h"

namespace verkan::projections {
namespace {

constexpr size_t kMostWordsInName = 6;

std::vector<std::string> ListItems(absl::string_view clean) {
  absl::ConsumeSuffix(&clean, ".");
  const std::string commas = absl::StrReplaceAll(
      clean, {{" and others", ""}, {" och ", ","}, {" and ", ","}, {" & ", ","}, {";", ","}});
  std::vector<std::string> items;
  for (absl::string_view item : absl::StrSplit(commas, ',')) {
    items.emplace_back(absl::StripAsciiWhitespace(item));
  }
  for (const absl::string_view others : kAndOthers) {
    if (Fold(items.back()) == others) {
      items.pop_back();
      break;
    }
    const std::string with_space = absl::StrCat(" ", others);
    if (absl::EndsWith(Fold(items.back()), with_space)) {
      items.back().resize(items.back().size() - with_space.size());
      break;
    }
  }
  return items;
}

const absl::flat_hash_set<std::string>& FoldedMunicipalityNames() {
  static const auto* const names = [] {
    auto* folded = new absl::flat_hash_set<std::string>();
    for (const regions::Municipality& municipality : regions::Municipalities()) {
      folded->insert(Fold(municipality.name));
    }
    return folded;
  }();
  return *names;
}

bool StartsWithCapital(absl::string_view item) {
  if (item.empty()) return false;
  const absl::string_view first =
      item.substr(0, static_cast<unsigned char>(item[0]) < 0x80 ? 1 : 2);
  return Fold(first) != first;
}

bool IsMunicipality(absl::string_view item) {
  if (!StartsWithCapital(item)) return false;
  const std::string folded = Fold(item);
  for (const absl::string_view form : {"", " kommun", " stad", "s kommun", "s stad"}) {
    absl::string_view name = folded;
    if (absl::ConsumeSuffix(&name, form) && FoldedMunicipalityNames().contains(name)) return true;
  }
  return false;
}

// The organisation that an item names, if it is a known one.
std::optional<absl::string_view> KnownOrganisation(absl::string_view item) {
  const std::string folded = Fold(item);
  for (const KnownName& known : kKnownNames) {
    absl::string_view rest = folded;
    if (!absl::ConsumePrefix(&rest, known.written)) continue;
    if (rest.empty() || rest[0] == ' ' || rest[0] == '-') return known.name;
  }
  return std::nullopt;
}

// "två Leaderkontor" names two; a name names one; anything else none.
std::optional<int64_t> CountNamed(absl::string_view item) {
  const std::vector<Token> tokens = Tokenize(item);
  if (tokens.empty() || tokens.size() > kMostWordsInName) return std::nullopt;
  for (const Token& token : tokens) {
    const bool doubtful = std::count(std::begin(kDoubts), std::end(kDoubts), token.folded) > 0;
    if (token.kind != Token::kWord || doubtful) return std::nullopt;
  }
  const std::optional<NumberWords> number = ReadNumberWords(tokens);
  if (number.has_value() && number->tokens < tokens.size() && !number->about) {
    const bool named = StartsWithCapital(tokens[number->tokens].written);
    return named && number->value > 0 ? std::optional<int64_t>(number->value) : std::nullopt;
  }
  const bool name = StartsWithCapital(item) || KnownOrganisation(item).has_value();
  return name ? std::optional<int64_t>(1) : std::nullopt;
}

event::v1::FigureReading Reading(int64_t count, event::v1::Qualifier qualifier, std::string note) {
  event::v1::FigureReading reading;
  reading.set_value(absl::StrCat(count));
  reading.set_qualifier(qualifier);
  reading.set_note(std::move(note));
  return reading;
}

std::string MunicipalitiesNote(size_t count) {
  if (count == 1) return "one municipality is named instead of a number";
  const std::string number = count == 2 ? "two" : absl::StrCat(count);
  return absl::StrCat(number, " municipalities are named instead of a number");
}

}  // namespace

std::optional<event::v1::FigureReading> ReadNames(absl::string_view clean) {
  const std::vector<std::string> items = ListItems(clean);
  if (items.empty()) return std::nullopt;
  const std::set<std::string> distinct(items.begin(), items.end());
  if (std::all_of(items.begin(), items.end(), IsMunicipality)) {
    return Reading(distinct.size(), event::v1::QUALIFIER_EXACT,
                   MunicipalitiesNote(distinct.size()));
  }
  int64_t count = 0;
  bool any_known = false;
  std::set<std::string> seen;
  for (const std::string& item : items) {
    const std::optional<int64_t> named = CountNamed(item);
    if (!named.has_value()) return std::nullopt;
    const std::optional<absl::string_view> known = KnownOrganisation(item);
    any_known |= known.has_value();
    const std::string name = known.has_value() ? std::string(*known) : Fold(item);
    if (seen.insert(name).second) count += *named;
  }
  if (!any_known) return std::nullopt;
  return Reading(count, event::v1::QUALIFIER_AT_LEAST, "names are given instead of a number");
}

}  // namespace verkan::projections
