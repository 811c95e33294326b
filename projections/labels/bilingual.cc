#include "projections/labels/bilingual.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace verkan::projections {
namespace {

// Marked texts, for as long as they may be read; null: none are marked.
std::set<std::string>* marked = nullptr;

bool IsPlace(absl::string_view text, size_t at) {
  return text[at] == '$' && at + 1 < text.size() && absl::ascii_isdigit(text[at + 1]);
}

absl::string_view Mark(absl::string_view text) {
  std::string whole, part;
  const auto end_part = [&] {
    if (!part.empty()) absl::StrAppend(&whole, "⟦", part, "⟧");
    part.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsPlace(text, i)) {
      end_part();
      absl::StrAppend(&whole, text.substr(i, 2));
      ++i;
    } else {
      part += text[i];
    }
  }
  end_part();
  return *marked->insert(std::move(whole)).first;
}

}  // namespace

absl::string_view Bilingual::In(report::v1::Language language) const {
  const absl::string_view text = language == report::v1::LANGUAGE_EN ? english : swedish;
  return marked == nullptr ? text : Mark(text);
}

MarkTexts::MarkTexts() { marked = new std::set<std::string>; }
MarkTexts::~MarkTexts() {
  delete marked;
  marked = nullptr;
}

}  // namespace verkan::projections
