#include "clients/cli/json_scan.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace verkan::cli {
namespace {

constexpr int kMaxDepth = 100;

void AppendUtf8(uint32_t code, std::string* text) {
  if (code < 0x80) {
    text->push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    text->push_back(static_cast<char>(0xC0 | code >> 6));
    text->push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else if (code < 0x10000) {
    text->push_back(static_cast<char>(0xE0 | code >> 12));
    text->push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    text->push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else {
    text->push_back(static_cast<char>(0xF0 | code >> 18));
    text->push_back(static_cast<char>(0x80 | (code >> 12 & 0x3F)));
    text->push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    text->push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }
}

class Scanner {
 public:
  Scanner(absl::string_view text, JsonFault* fault) : text_(text), fault_(fault) {}

  bool Document(JsonValue* value) {
    if (!Value(value, 0)) return false;
    SkipSpace();
    return at_ == text_.size() || Fail("nothing after the end of the value");
  }

 private:
  using Kind = JsonValue::Kind;

  bool Fail(absl::string_view wanted) {
    *fault_ = {at_, std::string(wanted)};
    return false;
  }

  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void SkipSpace() {
    while (Peek() == ' ' || Peek() == '\t' || Peek() == '\n' || Peek() == '\r') ++at_;
  }

  bool Take(char c) {
    SkipSpace();
    if (Peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }

  bool Value(JsonValue* value, int depth) {
    SkipSpace();
    if (depth > kMaxDepth) return Fail("at most 100 values inside each other");
    value->offset = at_;
    const char c = Peek();
    if (c == '{') return Object(value, depth);
    if (c == '[') return Array(value, depth);
    if (c == '"') {
      value->kind = Kind::kString;
      return String(&value->text);
    }
    if (c == '-' || absl::ascii_isdigit(c)) return Number(value);
    return Word("true", Kind::kBool, value) || Word("false", Kind::kBool, value) ||
           Word("null", Kind::kNull, value) ||
           Fail("a value: {, [, a string in double quotes, a number, true, false or null");
  }

  bool Word(absl::string_view word, Kind kind, JsonValue* value) {
    if (!absl::StartsWith(text_.substr(at_), word)) return false;
    at_ += word.size();
    value->kind = kind;
    value->text = std::string(word);
    return true;
  }

  bool Object(JsonValue* value, int depth) {
    value->kind = Kind::kObject;
    ++at_;
    if (Take('}')) return true;
    do {
      SkipSpace();
      JsonMember member;
      member.key_offset = at_;
      if (Peek() != '"') return Fail("a key in double quotes");
      if (!String(&member.key)) return false;
      if (!Take(':')) return Fail("':' after the key");
      if (!Value(&member.value, depth + 1)) return false;
      value->members.push_back(std::move(member));
    } while (Take(','));
    return Take('}') || Fail("',' or '}'");
  }

  bool Array(JsonValue* value, int depth) {
    value->kind = Kind::kArray;
    ++at_;
    if (Take(']')) return true;
    do {
      value->items.emplace_back();
      if (!Value(&value->items.back(), depth + 1)) return false;
    } while (Take(','));
    return Take(']') || Fail("',' or ']'");
  }

  bool Digits() {
    if (!absl::ascii_isdigit(Peek())) return Fail("a digit");
    while (absl::ascii_isdigit(Peek())) ++at_;
    return true;
  }

  bool Number(JsonValue* value) {
    value->kind = Kind::kNumber;
    if (Peek() == '-') ++at_;
    if (Peek() == '0') {
      ++at_;
    } else if (!Digits()) {
      return false;
    }
    if (Peek() == '.') {
      ++at_;
      if (!Digits()) return false;
    }
    if (Peek() == 'e' || Peek() == 'E') {
      ++at_;
      if (Peek() == '+' || Peek() == '-') ++at_;
      if (!Digits()) return false;
    }
    value->text = std::string(text_.substr(value->offset, at_ - value->offset));
    return true;
  }

  bool String(std::string* text) {
    const size_t open = at_++;
    while (at_ < text_.size() && text_[at_] != '"') {
      const char c = text_[at_];
      if (static_cast<uint8_t>(c) < 0x20) return Fail("no control characters in a string");
      if (c != '\\') {
        text->push_back(c);
        ++at_;
      } else if (!Escape(text)) {
        return false;
      }
    }
    if (at_ >= text_.size()) {
      at_ = open;
      return Fail("a closing double quote for the string that opens here");
    }
    ++at_;
    return true;
  }

  bool Escape(std::string* text) {
    static constexpr absl::string_view kNames = "\"\\/bfnrt";
    static constexpr absl::string_view kValues = "\"\\/\b\f\n\r\t";
    ++at_;
    const size_t which = kNames.find(Peek());
    if (at_ < text_.size() && which != absl::string_view::npos) {
      text->push_back(kValues[which]);
      ++at_;
      return true;
    }
    uint32_t code = 0;
    if (Peek() != 'u' || !Hex4(&code))
      return Fail("one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
    if (code >= 0xDC00 && code < 0xE000) return Fail("a high surrogate before a low one");
    if (code >= 0xD800 && code < 0xDC00) {
      uint32_t low = 0;
      if (text_.substr(at_, 2) != "\\u") return Fail("a low surrogate after a high one");
      ++at_;
      if (!Hex4(&low) || low < 0xDC00 || low >= 0xE000) {
        return Fail("a low surrogate after a high one");
      }
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    }
    AppendUtf8(code, text);
    return true;
  }

  // Reads "uXXXX".
  bool Hex4(uint32_t* code) {
    if (text_.size() - at_ < 5) return false;
    for (size_t i = 1; i <= 4; ++i) {
      const char c = absl::ascii_tolower(text_[at_ + i]);
      if (!absl::ascii_isxdigit(c)) return false;
      *code = *code * 16 + static_cast<uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    at_ += 5;
    return true;
  }

  const absl::string_view text_;
  JsonFault* const fault_;
  size_t at_ = 0;
};

}  // namespace

bool ScanJson(absl::string_view text, JsonValue* value, JsonFault* fault) {
  return Scanner(text, fault).Document(value);
}

}  // namespace verkan::cli
