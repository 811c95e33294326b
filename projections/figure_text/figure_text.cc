#include "projections/figure_text/figure_text.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "projections/figure_text/names.h"
#include "projections/figure_text/number.h"
#include "projections/figure_text/text.h"
#include "projections/figure_text/vocabulary.h"

namespace verkan::projections {
namespace {

using event::v1::Absence;
using event::v1::FigureContradiction;
using event::v1::FigurePart;
using event::v1::FigureReading;
using event::v1::Qualifier;
using Tokens = absl::Span<const Token>;

constexpr size_t kMostWordsInName = 6;

absl::Status Wanted(absl::string_view wanted) { return absl::InvalidArgumentError(wanted); }

absl::Status WantedFigure() {
  return Wanted(
      "a figure such as 12, 1 200, ca 45, minst 2, 3-4, två or 2500:-, or a stated absence such "
      "as - or ej angett");
}

// The text from the first token to the last, as written.
absl::string_view Written(Tokens tokens) {
  if (tokens.empty()) return "";
  const char* begin = tokens.front().written.data();
  const char* end = tokens.back().written.data() + tokens.back().written.size();
  return absl::string_view(begin, end - begin);
}

bool HasDigits(Tokens tokens) {
  return std::any_of(tokens.begin(), tokens.end(),
                     [](const Token& token) { return token.kind == Token::kNumber; });
}

bool HasDoubts(Tokens tokens) {
  return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
    return std::count(std::begin(kDoubts), std::end(kDoubts), token.folded) > 0;
  });
}

// How many tokens the phrase takes at the start of the tokens; 0 if they start otherwise.
size_t Match(Tokens tokens, absl::string_view phrase) {
  size_t taken = 0;
  for (const absl::string_view word : absl::StrSplit(phrase, ' ')) {
    if (taken == tokens.size() || tokens[taken].folded != word) return 0;
    ++taken;
  }
  return taken;
}

template <typename Phrases>
size_t MatchAny(Tokens tokens, const Phrases& phrases) {
  size_t longest = 0;
  for (const absl::string_view phrase : phrases) longest = std::max(longest, Match(tokens, phrase));
  return longest;
}

// A place in the tokens, and what is taken from there.
class Cursor {
 public:
  explicit Cursor(Tokens tokens) : rest_(tokens) {}

  Tokens rest() const { return rest_; }
  bool done() const { return rest_.empty(); }
  bool At(Token::Kind kind, size_t ahead = 0) const {
    return ahead < rest_.size() && rest_[ahead].kind == kind;
  }
  bool At(absl::string_view folded, size_t ahead = 0) const {
    return ahead < rest_.size() && rest_[ahead].folded == folded;
  }
  void Skip(size_t tokens) { rest_.remove_prefix(tokens); }
  Tokens Take(size_t tokens) {
    const Tokens taken = rest_.subspan(0, tokens);
    rest_.remove_prefix(tokens);
    return taken;
  }
  bool Take(absl::string_view phrase) {
    const size_t taken = Match(rest_, phrase);
    Skip(taken);
    return taken > 0;
  }
  template <typename Phrases>
  bool TakeAny(const Phrases& phrases) {
    const size_t taken = MatchAny(rest_, phrases);
    Skip(taken);
    return taken > 0;
  }
  // The longest phrase of a table whose rows have `words`.
  template <typename Row, size_t kRows>
  const Row* TakeRow(const Row (&table)[kRows]) {
    const Row* longest = nullptr;
    size_t taken = 0;
    for (const Row& row : table) {
      const size_t match = Match(rest_, row.words);
      if (match > taken) longest = &row;
      taken = std::max(taken, match);
    }
    Skip(taken);
    return longest;
  }

 private:
  Tokens rest_;
};

// A number, with what its words say about it.
struct Quantity {
  ScaledNumber number;
  bool about = false;
};

bool StartsNumber(Tokens tokens) {
  return !tokens.empty() &&
         (tokens[0].kind == Token::kNumber || ReadNumberWords(tokens).has_value());
}

absl::StatusOr<Quantity> TakeNumber(Cursor* cursor) {
  if (cursor->At(Token::kNumber)) {
    absl::StatusOr<ScaledNumber> number = ReadDigits(cursor->rest()[0].written);
    if (!number.ok()) return number.status();
    cursor->Skip(1);
    const bool about = cursor->At("-") && cursor->At("tal", 1);  // "100-tal"
    if (about) cursor->Skip(2);
    return Quantity{*number, about};
  }
  const std::optional<NumberWords> words = ReadNumberWords(cursor->rest());
  if (!words.has_value()) return WantedFigure();
  cursor->Skip(words->tokens);
  return Quantity{ScaledNumber{words->value, 0}, words->about};
}

// "3-4", "3 till 4", "mellan 3 och 4", "tre-fyra" go on after the first number.
bool TakeRangeSign(bool between, Cursor* cursor) {
  for (const absl::string_view sign : {"-", "till", "to"}) {
    if (cursor->At(sign) && StartsNumber(cursor->rest().subspan(1))) {
      cursor->Skip(1);
      return true;
    }
  }
  return between && (cursor->Take("och") || cursor->Take("and"));
}

// Parenthesised part at the cursor, without its parentheses; nothing if it does not close.
std::optional<Tokens> TakeParenthesis(Cursor* cursor) {
  size_t depth = 0;
  for (size_t i = 0; i < cursor->rest().size(); ++i) {
    if (cursor->At("(", i)) ++depth;
    if (!cursor->At(")", i) || --depth > 0) continue;
    const Tokens inside = cursor->Take(i + 1).subspan(1);
    return inside.subspan(0, inside.size() - 1);
  }
  return std::nullopt;
}

std::string AsName(absl::string_view written) {
  std::string name(written);
  if (!name.empty()) name[0] = absl::ascii_toupper(static_cast<unsigned char>(name[0]));
  return name;
}

bool AllWords(Tokens tokens) {
  return !tokens.empty() && tokens.size() <= kMostWordsInName &&
         std::all_of(tokens.begin(), tokens.end(),
                     [](const Token& token) { return token.kind == Token::kWord; });
}

std::optional<FigureContradiction> Contradiction(Tokens number, absl::string_view source) {
  Cursor cursor(number);
  const absl::StatusOr<Quantity> quantity = TakeNumber(&cursor);
  if (!quantity.ok() || quantity->about || !cursor.done()) return std::nullopt;
  const absl::StatusOr<std::string> value = ToText(quantity->number);
  if (!value.ok()) return std::nullopt;
  FigureContradiction contradiction;
  contradiction.set_value(*value);
  contradiction.set_source(AsName(source));
  return contradiction;
}

// "21 enligt sofisam", "enligt Sofisam 21".
std::optional<FigureContradiction> ReadAccordingTo(Tokens tokens) {
  for (size_t i = 0; i < tokens.size(); ++i) {
    const size_t according = MatchAny(tokens.subspan(i), kAccordingTo);
    if (according == 0) continue;
    const Tokens after = tokens.subspan(i + according);
    if (i > 0 && AllWords(after)) return Contradiction(tokens.subspan(0, i), Written(after));
    if (i > 0 || after.size() < 2) return std::nullopt;
    Tokens source = after.subspan(0, after.size() - 1);
    if (source.size() > 1 && source.back().folded == ":") source.remove_suffix(1);
    if (!AllWords(source)) return std::nullopt;
    return Contradiction(after.subspan(after.size() - 1), Written(source));
  }
  return std::nullopt;
}

// "På Sofisams lista finns 15", "on Sofisam's list there are 15".
std::optional<FigureContradiction> ReadOnList(Tokens tokens) {
  struct Pattern {
    absl::string_view before, after;
  };
  constexpr Pattern kPatterns[] = {
      {"på", "lista finns"}, {"i", "lista finns"}, {"on", "list there are"}, {"on", "list are"}};
  for (const Pattern& pattern : kPatterns) {
    if (tokens.size() < 4 || Match(tokens, pattern.before) == 0) continue;
    const size_t after = Match(tokens.subspan(2), pattern.after);
    if (after == 0 || tokens[1].kind != Token::kWord) continue;
    absl::string_view source = tokens[1].written;
    if (!absl::ConsumeSuffix(&source, "'s") && !absl::ConsumeSuffix(&source, "’s")) {
      absl::ConsumeSuffix(&source, "s");
    }
    return Contradiction(tokens.subspan(2 + after), source);
  }
  return std::nullopt;
}

// "Sofisam: 15": a register is no part of what is counted.
std::optional<FigureContradiction> ReadRegister(Tokens tokens) {
  if (tokens.size() < 2 || MatchAny(tokens, kRegisters) == 0) return std::nullopt;
  return Contradiction(tokens.subspan(tokens[1].folded == ":" ? 2 : 1), tokens[0].written);
}

std::optional<FigureContradiction> ReadContradiction(Tokens tokens) {
  if (auto contradiction = ReadRegister(tokens)) return contradiction;
  if (auto contradiction = ReadAccordingTo(tokens)) return contradiction;
  return ReadOnList(tokens);
}

// "ASF:14 (21 enligt sofisam)": one part, and what another source says of it.
bool TakePart(Cursor* cursor, FigureReading* reading) {
  size_t words = 0;
  while (cursor->At(Token::kWord, words)) ++words;
  if (!cursor->At(":", words) || !AllWords(cursor->rest().subspan(0, words))) return false;
  const std::string name(Written(cursor->Take(words)));
  cursor->Skip(1);
  const absl::StatusOr<Quantity> quantity = TakeNumber(cursor);
  if (!quantity.ok() || quantity->about) return false;
  const absl::StatusOr<std::string> value = ToText(quantity->number);
  if (!value.ok()) return false;
  const std::string folded = Fold(name);
  for (const FigurePart& part : reading->breakdown()) {
    if (Fold(part.name()) == folded) return false;
  }
  if (std::count(std::begin(kRegisters), std::end(kRegisters), folded) > 0) return false;
  FigurePart* part = reading->add_breakdown();
  part->set_name(name);
  part->set_value(*value);
  if (cursor->At("(")) {
    const std::optional<Tokens> inside = TakeParenthesis(cursor);
    if (!inside.has_value()) return false;
    std::optional<FigureContradiction> contradiction = ReadContradiction(*inside);
    if (!contradiction.has_value()) return false;
    contradiction->set_part(name);
    *reading->add_contradictions() = *std::move(contradiction);
  }
  if (cursor->At(",") || cursor->At(";")) cursor->Skip(1);
  return true;
}

bool ReadBreakdown(Tokens tokens, FigureReading* reading) {
  FigureReading parts;
  Cursor cursor(tokens);
  while (!cursor.done()) {
    if (!TakePart(&cursor, &parts)) return false;
  }
  reading->MergeFrom(parts);
  return !tokens.empty();
}

void AddNote(absl::string_view note, FigureReading* reading) {
  reading->set_note(reading->note().empty() ? std::string(note)
                                            : absl::StrCat(reading->note(), "; ", note));
}

// "endast asf-företag i listan": what was counted is narrower than what was asked for.
bool TakeOnly(Cursor* cursor, FigureReading* reading) {
  const size_t only = MatchAny(cursor->rest(), kOnly);
  size_t end = only;
  while (cursor->At(Token::kWord, end)) ++end;
  if (only == 0 || end == only || !reading->scope().empty()) return false;
  const Tokens what = cursor->rest().subspan(only, end - only);
  if (HasDoubts(what) || what.size() > kMostWordsInName) return false;
  const bool work_integrating = MatchAny(what, kWorkIntegrating) > 0;
  reading->set_scope(work_integrating ? "ASF only"
                                      : std::string(Written(cursor->rest().subspan(0, end))));
  cursor->Skip(end);
  return true;
}

bool IsYear(Tokens tokens) {
  return tokens.size() == 1 && tokens[0].kind == Token::kNumber && tokens[0].written.size() == 4 &&
         (absl::StartsWith(tokens[0].written, "19") || absl::StartsWith(tokens[0].written, "20"));
}

// What stands in parentheses after the number. False if it cannot be read.
bool ReadParenthesis(Tokens inside, FigureReading* reading) {
  if (inside.empty()) return false;
  if (MatchAny(inside, kAmong) > 0) {
    AddNote(Written(inside), reading);
    return true;
  }
  if (auto contradiction = ReadContradiction(inside)) {
    *reading->add_contradictions() = *std::move(contradiction);
    return true;
  }
  if (ReadBreakdown(inside, reading)) return true;
  Cursor only(inside);
  if (TakeOnly(&only, reading) && only.done()) return true;
  if ((HasDigits(inside) && !IsYear(inside)) || HasDoubts(inside)) return false;
  AddNote(Written(inside), reading);
  return true;
}

bool IsCounted(absl::string_view word) {
  return std::any_of(std::begin(kCounted), std::end(kCounted), [word](absl::string_view counted) {
    // A short word must be the whole word: "st" ends too many others.
    return counted.size() <= 3 ? word == counted : absl::EndsWith(word, counted);
  });
}

// "sociala företag i länet", "ASF": what is counted, which the indicator says already.
bool TakeCounted(Cursor* cursor, FigureReading* reading) {
  size_t words = 0;
  while (MatchAny(cursor->rest().subspan(words), kAdjectives) > 0) ++words;
  const Tokens rest = cursor->rest().subspan(words);
  const bool work_integrating = MatchAny(rest, kWorkIntegrating) > 0;
  if (!work_integrating && (!cursor->At(Token::kWord, words) || !IsCounted(rest[0].folded))) {
    return false;
  }
  if (work_integrating) reading->set_scope("ASF");
  cursor->Skip(words + 1);
  cursor->TakeAny(kPlaces);
  return true;
}

// Reads one statement: a number with what stands before and after it.
class Statement {
 public:
  explicit Statement(Tokens tokens) : cursor_(tokens) {}

  absl::StatusOr<FigureReading> Read() {
    if (cursor_.TakeAny(kANumberOf)) return ReadANumberOf();
    absl::Status status = ReadBefore();
    if (status.ok()) status = ReadNumber();
    if (status.ok()) status = ReadAfter();
    while (status.ok() && !cursor_.done()) status = ReadTail();
    if (!status.ok()) return status;
    return reading_;
  }

 private:
  // "ett antal företag" says that there is a number and not which.
  absl::StatusOr<FigureReading> ReadANumberOf() {
    FigureReading ignored;
    TakeCounted(&cursor_, &ignored);
    if (!cursor_.done()) return WantedFigure();
    reading_.set_absence(event::v1::ABSENCE_NOT_STATED);
    return reading_;
  }

  absl::Status ReadBefore() {
    cursor_.TakeAny(kInAll);
    if (const QualifierPhrase* phrase = cursor_.TakeRow(kQualifiers))
      qualifier_ = phrase->qualifier;
    cursor_.TakeAny(kInAll);
    Cursor ahead = cursor_;
    const Measure* measure = ahead.TakeRow(kMeasures);
    const bool unit_first = measure != nullptr && measure->exponent == 0 &&
                            !absl::StartsWith(measure->words, ",") && ahead.At(Token::kNumber);
    if (unit_first) {
      unit_first_ = measure;
      cursor_ = ahead;
    }
    between_ = cursor_.Take("mellan") || cursor_.Take("between");
    return absl::OkStatus();
  }

  absl::Status ReadNumber() {
    if (cursor_.TakeAny(kSeveral)) return ReadSeveral();
    const bool article = cursor_.At("ett") && cursor_.At(Token::kNumber, 1) && cursor_.At("tal", 3);
    if (article) cursor_.Skip(1);
    if (ReadWordRange()) return absl::OkStatus();
    absl::StatusOr<Quantity> low = TakeNumber(&cursor_);
    if (!low.ok()) return low.status();
    low_ = low->number;
    if (low->about) return SetQualifier(event::v1::QUALIFIER_ABOUT);
    if (!TakeRangeSign(between_, &cursor_)) {
      return between_ ? Wanted("a range such as mellan 3 och 4") : absl::OkStatus();
    }
    absl::StatusOr<Quantity> high = TakeNumber(&cursor_);
    if (!high.ok()) return high.status();
    if (high->about) return WantedFigure();
    return SetRange(high->number);
  }

  absl::Status ReadSeveral() {
    if (between_) return WantedFigure();
    low_ = ScaledNumber{2, 0};
    if (cursor_.Take("hundra") || cursor_.Take("hundred")) low_.decimals = -2;
    return SetQualifier(event::v1::QUALIFIER_AT_LEAST);
  }

  // "tre-fyra" is one word.
  bool ReadWordRange() {
    if (!cursor_.At(Token::kWord) || ReadNumberWords(cursor_.rest()).has_value()) return false;
    const absl::string_view folded = cursor_.rest()[0].folded;
    for (size_t dash = folded.find('-'); dash != absl::string_view::npos;
         dash = folded.find('-', dash + 1)) {
      const std::vector<Token> low = Tokenize(folded.substr(0, dash));
      const std::vector<Token> high = Tokenize(folded.substr(dash + 1));
      const auto low_number = ReadNumberWords(low);
      const auto high_number = ReadNumberWords(high);
      if (!low_number.has_value() || !high_number.has_value()) continue;
      low_ = ScaledNumber{low_number->value, 0};
      if (!SetRange(ScaledNumber{high_number->value, 0}).ok()) return false;
      cursor_.Skip(1);
      return true;
    }
    return false;
  }

  absl::Status SetRange(const ScaledNumber& high) {
    if (!(low_ < high)) return Wanted("a range whose first number is the smaller one");
    const bool about = qualifier_ == event::v1::QUALIFIER_ABOUT;
    if (about) AddNote("the range itself is approximate", &reading_);
    if (about) qualifier_ = event::v1::QUALIFIER_UNSPECIFIED;
    high_ = high;
    return SetQualifier(event::v1::QUALIFIER_RANGE);
  }

  absl::Status SetQualifier(Qualifier qualifier) {
    const bool said = qualifier_ != event::v1::QUALIFIER_UNSPECIFIED && qualifier_ != qualifier;
    if (said) return Wanted("a figure with one qualifier");
    qualifier_ = qualifier;
    return absl::OkStatus();
  }

  // Unit, what is counted, and qualifiers that stand after the number.
  absl::Status ReadAfter() {
    const Measure* measure = unit_first_;
    if (const Measure* after = cursor_.TakeRow(kMeasures)) {
      const bool two_units = measure != nullptr && !after->unit.empty();
      if (two_units) return Wanted("a figure with one unit");
      Scale(*after);
      if (measure == nullptr) measure = after;
    }
    if (measure != nullptr) reading_.set_unit(std::string(measure->unit));
    absl::Status status = ReadTrailingQualifier();
    if (reading_.unit().empty()) TakeCounted(&cursor_, &reading_);
    if (status.ok()) status = ReadTrailingQualifier();
    cursor_.TakeAny(kInAll);
    if (!status.ok()) return status;
    return SetNumbers();
  }

  absl::Status ReadTrailingQualifier() {
    const QualifierPhrase* phrase = cursor_.TakeRow(kTrailingQualifiers);
    return phrase == nullptr ? absl::OkStatus() : SetQualifier(phrase->qualifier);
  }

  void Scale(const Measure& measure) {
    low_.decimals -= measure.exponent;
    if (high_.has_value()) high_->decimals -= measure.exponent;
  }

  absl::Status SetNumbers() {
    const absl::StatusOr<std::string> low = ToText(low_);
    if (!low.ok()) return low.status();
    reading_.set_value(*low);
    if (high_.has_value()) {
      const absl::StatusOr<std::string> high = ToText(*high_);
      if (!high.ok()) return high.status();
      reading_.set_high(*high);
    }
    const bool plain = qualifier_ == event::v1::QUALIFIER_UNSPECIFIED;
    reading_.set_qualifier(plain ? event::v1::QUALIFIER_EXACT : qualifier_);
    return absl::OkStatus();
  }

  // What stands behind the figure: a parenthesis, a scope, or a list of some of the counted.
  absl::Status ReadTail() {
    if (cursor_.At("(")) {
      const std::optional<Tokens> inside = TakeParenthesis(&cursor_);
      if (inside.has_value() && ReadParenthesis(*inside, &reading_)) return absl::OkStatus();
      return Wanted(
          "a figure whose parenthesis is a breakdown (name: number, …), what another source says "
          "(21 enligt Sofisam), or words without numbers");
    }
    if (cursor_.At(",") && MatchAny(cursor_.rest().subspan(1), kOnly) > 0) cursor_.Skip(1);
    if (TakeOnly(&cursor_, &reading_)) return absl::OkStatus();
    const Tokens rest = cursor_.rest();
    if (MatchAny(rest, kSpread) > 0 && !HasDigits(rest) && !HasDoubts(rest)) {
      AddNote("a breakdown is said to exist and is not given", &reading_);
      cursor_.Skip(rest.size());
      return absl::OkStatus();
    }
    const bool stands_apart = rest.size() > 1 && rest[0].written.end() != rest[1].written.begin();
    const bool listed = stands_apart && (cursor_.At("-") || cursor_.At(":") || cursor_.At(";")) &&
                        cursor_.At(Token::kWord, 1) && !HasDigits(rest) && !HasDoubts(rest);
    if (!listed) return WantedFigure();
    AddNote(Written(rest.subspan(1)), &reading_);
    cursor_.Skip(rest.size());
    return absl::OkStatus();
  }

  Cursor cursor_;
  FigureReading reading_;
  Qualifier qualifier_ = event::v1::QUALIFIER_UNSPECIFIED;
  const Measure* unit_first_ = nullptr;
  bool between_ = false;
  ScaledNumber low_;
  std::optional<ScaledNumber> high_;
};

std::optional<Absence> ReadAbsence(absl::string_view clean) {
  std::string folded = Fold(clean);
  if (folded.size() > 1 && folded.back() == '.') folded.pop_back();
  for (const AbsencePhrase& phrase : kAbsences) {
    if (folded == phrase.words) return phrase.absence;
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<FigureReading> ReadFigureText(absl::string_view text) {
  const absl::StatusOr<std::string> clean = CleanText(text);
  if (!clean.ok()) return clean.status();
  if (const std::optional<Absence> absence = ReadAbsence(*clean)) {
    FigureReading reading;
    reading.set_absence(*absence);
    return reading;
  }
  const std::vector<Token> tokens = Tokenize(*clean);
  absl::StatusOr<FigureReading> reading = Statement(tokens).Read();
  if (reading.ok()) return reading;
  if (std::optional<FigureReading> names = ReadNames(*clean)) return *std::move(names);
  return reading;
}

}  // namespace verkan::projections
