#include "projections/filter/filter.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "eventstore/status_macros.h"

namespace verkan::projections {
namespace {

struct Token {
  enum Kind { kEnd, kWord, kText, kOpen, kClose, kMinus, kOperator };

  Kind kind = kEnd;
  std::string text;  // of a word or a text: what it says
  Filter::Operator op = Filter::kEqual;
  size_t at = 1;
};

bool IsWordByte(char c) {
  return absl::ascii_isalnum(c) || c == '_' || c == '-' || c == '.' || c == '*' || c == '+' ||
         c == '/' || c == '@' || static_cast<unsigned char>(c) >= 0x80;
}

// Parser goes through the text once, a token ahead.
class Parser {
 public:
  explicit Parser(absl::string_view text) : text_(text) {}

  absl::StatusOr<Filter> Parse() {
    if (text_.size() > kMaxFilterBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat("filter: ", text_.size(), " bytes, wanted at most ", kMaxFilterBytes));
    }
    VERKAN_RETURN_IF_ERROR(Advance());
    if (next_.kind == Token::kEnd) return Filter();
    VERKAN_ASSIGN_OR_RETURN(Filter filter, Expression(0));
    if (next_.kind != Token::kEnd) return Wanted("AND, OR or the end");
    return filter;
  }

 private:
  // A value is not repeated: it may be personal.
  std::string Found() const {
    switch (next_.kind) {
      case Token::kEnd:
        return "the end";
      case Token::kText:
        return "a text";
      case Token::kWord:
        if (!IsWord("AND") && !IsWord("OR") && !IsWord("NOT")) return "a word";
        [[fallthrough]];
      default:
        return absl::StrCat("\"", next_.text, "\"");
    }
  }

  absl::Status Wanted(absl::string_view wanted) const {
    return absl::InvalidArgumentError(
        absl::StrCat("filter: ", Found(), " at character ", next_.at, ", wanted ", wanted));
  }

  bool IsWord(absl::string_view word) const {
    return next_.kind == Token::kWord && next_.text == word;
  }

  // Joins what there is more than one of.
  static Filter Join(Filter::Kind kind, std::vector<Filter> parts) {
    if (parts.size() == 1) return std::move(parts.front());
    Filter joined;
    joined.kind = kind;
    joined.parts = std::move(parts);
    return joined;
  }

  absl::StatusOr<Filter> Expression(int depth) {
    if (depth > kMaxFilterDepth) {
      return Wanted(absl::StrCat("at most ", kMaxFilterDepth, " brackets inside each other"));
    }
    std::vector<Filter> factors;
    while (true) {
      VERKAN_ASSIGN_OR_RETURN(Filter factor, Factor(depth));
      factors.push_back(std::move(factor));
      if (IsWord("AND")) {
        VERKAN_RETURN_IF_ERROR(Advance());
      } else if (next_.kind == Token::kEnd || next_.kind == Token::kClose) {
        return Join(Filter::kAnd, std::move(factors));
      }
    }
  }

  absl::StatusOr<Filter> Factor(int depth) {
    std::vector<Filter> terms;
    while (true) {
      VERKAN_ASSIGN_OR_RETURN(Filter term, Term(depth));
      terms.push_back(std::move(term));
      if (!IsWord("OR")) return Join(Filter::kOr, std::move(terms));
      VERKAN_RETURN_IF_ERROR(Advance());
    }
  }

  absl::StatusOr<Filter> Term(int depth) {
    const bool negated = next_.kind == Token::kMinus || IsWord("NOT");
    if (negated) VERKAN_RETURN_IF_ERROR(Advance());
    VERKAN_ASSIGN_OR_RETURN(Filter simple,
                            next_.kind == Token::kOpen ? Brackets(depth) : Comparison());
    if (!negated) return simple;
    Filter negation;
    negation.kind = Filter::kNot;
    negation.parts.push_back(std::move(simple));
    return negation;
  }

  absl::StatusOr<Filter> Brackets(int depth) {
    VERKAN_RETURN_IF_ERROR(Advance());
    VERKAN_ASSIGN_OR_RETURN(Filter filter, Expression(depth + 1));
    if (next_.kind != Token::kClose) return Wanted("AND, OR or \")\"");
    VERKAN_RETURN_IF_ERROR(Advance());
    return filter;
  }

  absl::StatusOr<Filter> Comparison() {
    if (next_.kind != Token::kWord || IsWord("AND") || IsWord("OR") || IsWord("NOT")) {
      return Wanted("a column, such as kind = course");
    }
    if (++comparisons_ > kMaxComparisons) {
      return Wanted(absl::StrCat("at most ", kMaxComparisons, " comparisons"));
    }
    Filter comparison;
    comparison.kind = Filter::kComparison;
    comparison.column = next_.text;
    VERKAN_RETURN_IF_ERROR(Advance());
    if (next_.kind != Token::kOperator) {
      return Wanted(absl::StrCat("=, !=, <, <=, >, >= or : after \"", comparison.column, "\""));
    }
    comparison.op = next_.op;
    VERKAN_RETURN_IF_ERROR(Advance());
    // A number may have a sign.
    const bool negative = next_.kind == Token::kMinus;
    if (negative) VERKAN_RETURN_IF_ERROR(Advance());
    if (next_.kind != Token::kWord && (next_.kind != Token::kText || negative)) {
      return Wanted("a value: a word, or a text in quotation marks");
    }
    comparison.value = absl::StrCat(negative ? "-" : "", next_.text);
    comparison.at = next_.at;
    VERKAN_RETURN_IF_ERROR(Advance());
    return comparison;
  }

  absl::Status Advance() {
    while (at_ < text_.size() && absl::ascii_isspace(text_[at_])) ++at_;
    next_ = {.at = at_ + 1};
    if (at_ == text_.size()) return absl::OkStatus();
    const char c = text_[at_];
    if (c == '"' || c == '\'') return Quoted(c);
    if (c == '-') return Single(Token::kMinus);
    if (c == '(') return Single(Token::kOpen);
    if (c == ')') return Single(Token::kClose);
    if (IsWordByte(c)) {
      next_.kind = Token::kWord;
      while (at_ < text_.size() && IsWordByte(text_[at_])) next_.text += text_[at_++];
      return absl::OkStatus();
    }
    return Operator();
  }

  absl::Status Single(Token::Kind kind) {
    next_.kind = kind;
    next_.text = text_[at_++];
    return absl::OkStatus();
  }

  absl::Status Operator() {
    static constexpr struct {
      absl::string_view text;
      Filter::Operator op;
    } kOperators[] = {{"<=", Filter::kAtMost}, {">=", Filter::kAtLeast}, {"!=", Filter::kNotEqual},
                      {"=", Filter::kEqual},   {"<", Filter::kLess},     {">", Filter::kMore},
                      {":", Filter::kHas}};
    for (const auto& known : kOperators) {
      if (text_.substr(at_, known.text.size()) != known.text) continue;
      next_.kind = Token::kOperator;
      next_.op = known.op;
      next_.text = std::string(known.text);
      at_ += known.text.size();
      return absl::OkStatus();
    }
    next_.kind = Token::kOperator;
    next_.text = text_[at_];
    return Wanted("a column, a value, a bracket or one of =, !=, <, <=, >, >=, :");
  }

  absl::Status Quoted(char mark) {
    next_.kind = Token::kText;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == mark) {
        ++at_;
        return absl::OkStatus();
      }
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      next_.text += text_[at_];
    }
    return Wanted("a quotation mark at the end of the text");
  }

  const absl::string_view text_;
  size_t at_ = 0;
  size_t comparisons_ = 0;
  Token next_;
};

}  // namespace

absl::StatusOr<Filter> ParseFilter(absl::string_view text) { return Parser(text).Parse(); }

}  // namespace verkan::projections
