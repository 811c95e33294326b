#include "projections/figure_text/number.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace verkan::projections {
namespace {

constexpr int kMostDigits = 18;  // below the end of int64_t
constexpr int kMostDecimals = 4;
constexpr size_t kMostIntegerDigits = 14;

struct Atom {
  absl::string_view word;
  int64_t value;
};

constexpr Atom kAtoms[] = {
    {"noll", 0},
    {"en", 1},
    {"ett", 1},
    {"två", 2},
    {"tre", 3},
    {"fyra", 4},
    {"fem", 5},
    {"sex", 6},
    {"sju", 7},
    {"åtta", 8},
    {"nio", 9},
    {"tio", 10},
    {"elva", 11},
    {"tolv", 12},
    {"tretton", 13},
    {"fjorton", 14},
    {"femton", 15},
    {"sexton", 16},
    {"sjutton", 17},
    {"arton", 18},
    {"nitton", 19},
    {"tjugo", 20},
    {"trettio", 30},
    {"fyrtio", 40},
    {"femtio", 50},
    {"sextio", 60},
    {"sjuttio", 70},
    {"åttio", 80},
    {"nittio", 90},
    {"hundra", 100},
    {"tusen", 1000},
    {"ettusen", 1000},
    {"miljon", 1000000},
    {"miljoner", 1000000},
    {"miljard", 1000000000},
    {"miljarder", 1000000000},
    {"zero", 0},
    {"one", 1},
    {"two", 2},
    {"three", 3},
    {"four", 4},
    {"five", 5},
    {"six", 6},
    {"seven", 7},
    {"eight", 8},
    {"nine", 9},
    {"ten", 10},
    {"eleven", 11},
    {"twelve", 12},
    {"thirteen", 13},
    {"fourteen", 14},
    {"fifteen", 15},
    {"sixteen", 16},
    {"seventeen", 17},
    {"eighteen", 18},
    {"nineteen", 19},
    {"twenty", 20},
    {"thirty", 30},
    {"forty", 40},
    {"fifty", 50},
    {"sixty", 60},
    {"seventy", 70},
    {"eighty", 80},
    {"ninety", 90},
    {"hundred", 100},
    {"thousand", 1000},
    {"million", 1000000},
    {"billion", 1000000000},
};

constexpr int64_t kScales[] = {1000000000, 1000000, 1000, 100};

int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// The atoms that a word is made of ("tjugofem": 20, 5); nothing if it is made of others too.
std::optional<std::vector<int64_t>> SplitWord(absl::string_view word) {
  std::vector<int64_t> atoms;
  while (!word.empty()) {
    const Atom* longest = nullptr;
    for (const Atom& atom : kAtoms) {
      const bool longer = longest == nullptr || atom.word.size() > longest->word.size();
      if (longer && absl::StartsWith(word, atom.word)) longest = &atom;
    }
    if (longest == nullptr) return std::nullopt;
    atoms.push_back(longest->value);
    word.remove_prefix(longest->word.size());
    absl::ConsumePrefix(&word, "-");
  }
  return atoms;
}

// Puts atoms together by the grammar of numbers: each scale counts what stands before it.
class Combiner {
 public:
  explicit Combiner(absl::Span<const int64_t> atoms) : atoms_(atoms) {}

  // Nothing if the atoms are not one number, such as "två tre".
  std::optional<int64_t> Combine() {
    if (atoms_.size() == 1 && atoms_[0] == 0) return 0;
    const std::optional<int64_t> number = Below(0);
    return next_ == atoms_.size() ? number : std::nullopt;
  }

 private:
  std::optional<int64_t> Below(size_t scale) {
    if (scale == std::size(kScales)) return BelowHundred();
    const std::optional<int64_t> count = Below(scale + 1);
    if (next_ == atoms_.size() || atoms_[next_] != kScales[scale]) return count;
    if (count.value_or(1) >= 1000) return std::nullopt;
    ++next_;
    return count.value_or(1) * kScales[scale] + Below(scale + 1).value_or(0);
  }

  std::optional<int64_t> BelowHundred() {
    if (next_ == atoms_.size() || atoms_[next_] >= 100 || atoms_[next_] == 0) return std::nullopt;
    int64_t number = atoms_[next_++];
    const bool unit_follows = next_ < atoms_.size() && atoms_[next_] >= 1 && atoms_[next_] <= 9;
    if (number >= 20 && unit_follows) number += atoms_[next_++];
    return number;
  }

  const absl::Span<const int64_t> atoms_;
  size_t next_ = 0;
};

bool IsAtom(const Token& token) {
  return token.kind == Token::kWord && SplitWord(token.folded).has_value();
}

bool Is(absl::Span<const Token> tokens, size_t i, absl::string_view folded) {
  return i < tokens.size() && tokens[i].folded == folded;
}

// "hundratal", "tjugotal": near the number that the word starts with.
std::optional<int64_t> ReadRoundWord(absl::string_view word) {
  if (!absl::ConsumeSuffix(&word, "tal") || word.empty()) return std::nullopt;
  const std::optional<std::vector<int64_t>> atoms = SplitWord(word);
  if (!atoms.has_value()) return std::nullopt;
  const std::optional<int64_t> number = Combiner(*atoms).Combine();
  return number.has_value() && *number % 10 == 0 && *number > 0 ? number : std::nullopt;
}

std::optional<NumberWords> ReadRoundNumber(absl::Span<const Token> tokens) {
  const bool article =
      Is(tokens, 0, "ett") || Is(tokens, 0, "en") || Is(tokens, 0, "a") || Is(tokens, 0, "one");
  const size_t first = article ? 1 : 0;
  if (first >= tokens.size()) return std::nullopt;
  if (Is(tokens, first, "dussin") || Is(tokens, first, "dozen")) {
    return NumberWords{12, first + 1, true};
  }
  if (Is(tokens, first, "handfull") || Is(tokens, first, "handful")) {
    return NumberWords{5, first + 1, true};
  }
  const std::optional<int64_t> round = ReadRoundWord(tokens[first].folded);
  if (!round.has_value()) return std::nullopt;
  return NumberWords{*round, first + 1, true};
}

}  // namespace

bool ScaledNumber::operator<(const ScaledNumber& other) const {
  const int common = std::max(decimals, other.decimals);
  const auto scaled = [common](const ScaledNumber& d) {
    __extension__ using Wide = __int128;
    return static_cast<Wide>(d.mantissa) * PowerOfTen(std::min(common - d.decimals, kMostDigits));
  };
  return scaled(*this) < scaled(other);
}

absl::StatusOr<ScaledNumber> ReadDigits(absl::string_view written) {
  const std::string text = absl::StrReplaceAll(written, {{" ", ""}});
  const bool spaced = text.size() != written.size();
  std::vector<std::string> parts = absl::StrSplit(text, absl::ByAnyChar(".,"));
  std::string signs;
  for (const char c : text) {
    if (c == '.' || c == ',') signs += c;
  }
  const bool three = parts.back().size() == 3 && parts[0].size() <= 3 && parts[0] != "0";
  if (signs.size() == 1 && three && !spaced) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a number that can be read in one way only (", text, " may be ", parts[0], parts[1], " or ",
        parts[0], " and decimals: write ", parts[0], " ", parts[1], " or fewer decimals)"));
  }
  const bool all_alike = signs.find_first_not_of(signs.substr(0, 1)) == std::string::npos;
  const bool last_differs =
      signs.size() > 1 && signs.find_first_not_of(signs[0]) == signs.size() - 1;
  const bool has_decimals = signs.size() == 1 || last_differs;
  bool grouped_well = all_alike || last_differs;
  const size_t groups = parts.size() - (has_decimals ? 1 : 0);
  for (size_t i = 1; i < groups; ++i) grouped_well &= parts[i].size() == 3;
  if (groups > 1) grouped_well &= parts[0].size() <= 3 && !spaced;
  const bool leading_zero = parts[0].size() > 1 && parts[0][0] == '0';
  const bool zero_grouped = parts[0] == "0" && (groups > 1 || spaced);
  if (!grouped_well || leading_zero || zero_grouped) {
    return absl::InvalidArgumentError(
        absl::StrCat("one number, such as 12, 1 200 or 2,7, where ", written, " stands"));
  }
  const std::string digits = absl::StrJoin(parts, "");
  if (digits.size() > kMostDigits) return absl::InvalidArgumentError("a number below 10^14");
  ScaledNumber number;
  for (const char digit : digits) number.mantissa = number.mantissa * 10 + (digit - '0');
  if (has_decimals) number.decimals = static_cast<int>(parts.back().size());
  return number;
}

absl::StatusOr<std::string> ToText(const ScaledNumber& number) {
  std::string digits = absl::StrCat(number.mantissa);
  int decimals = number.decimals;
  while (decimals > 0 && number.mantissa != 0 && digits.back() == '0') {
    digits.pop_back();
    --decimals;
  }
  if (number.mantissa == 0) return "0";
  if (decimals > kMostDecimals) {
    return absl::InvalidArgumentError("a number with at most 4 decimals");
  }
  if (decimals < 0) digits.append(-decimals, '0');
  decimals = std::max(decimals, 0);
  if (digits.size() <= static_cast<size_t>(decimals)) {
    digits.insert(0, decimals + 1 - digits.size(), '0');
  }
  if (digits.size() - decimals > kMostIntegerDigits) {
    return absl::InvalidArgumentError("a number below 10^14");
  }
  if (decimals > 0) digits.insert(digits.size() - decimals, ".");
  return digits;
}

std::optional<NumberWords> ReadNumberWords(absl::Span<const Token> tokens) {
  if (const auto round = ReadRoundNumber(tokens)) return round;
  std::vector<int64_t> atoms;
  size_t taken = 0;
  const bool article = Is(tokens, 0, "a") && tokens.size() > 1 && IsAtom(tokens[1]) &&
                       *SplitWord(tokens[1].folded)->begin() >= 100;
  if (article) ++taken;
  while (taken < tokens.size()) {
    const bool linked = !atoms.empty() && atoms.back() >= 100 && taken + 1 < tokens.size() &&
                        (Is(tokens, taken, "och") || Is(tokens, taken, "and")) &&
                        IsAtom(tokens[taken + 1]);
    if (linked) ++taken;
    if (!IsAtom(tokens[taken])) break;
    const std::vector<int64_t> more = *SplitWord(tokens[taken].folded);
    atoms.insert(atoms.end(), more.begin(), more.end());
    ++taken;
  }
  const std::optional<int64_t> number = Combiner(atoms).Combine();
  if (atoms.empty() || !number.has_value()) return std::nullopt;
  return NumberWords{*number, taken, false};
}

}  // namespace verkan::projections
