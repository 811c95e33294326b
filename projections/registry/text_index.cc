#include "projections/registry/text_index.h"

#include "projections/facts/facts.h"
#include "projections/figure_text/normal_form.h"

namespace verkan::projections {

std::vector<std::string> TextIndex::TextsOf(RowId row) const {
  std::vector<std::string> texts;
  for (const int column : columns_) {
    for (absl::string_view text : Items(table_.text(row, column), '\n')) {
      texts.push_back(NameKey(text));
    }
  }
  return texts;
}

void TextIndex::CatchUp() {
  const auto add = [](const std::string& key, RowId row, Postings* postings) {
    Rows& rows = (*postings)[key];
    if (rows.empty() || rows.back() != row) rows.push_back(row);
  };
  for (; indexed_ < table_.size(); ++indexed_) {
    for (const std::string& text : TextsOf(indexed_)) {
      add(text, indexed_, &texts_);
      for (const std::string& word : NameWords(text)) add(word, indexed_, &words_);
    }
  }
}

}  // namespace verkan::projections
