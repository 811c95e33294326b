#include "projections/figure/axis.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "projections/facts/facts.h"

namespace verkan::projections {

TextAxis::TextAxis(std::string name, const FactTable& table, int column,
                   const Identities* identities)
    : Axis(std::move(name)), identities_(identities), codes_(table.codes(column)) {
  const Dictionary& dictionary = table.dictionary(column);
  absl::flat_hash_map<absl::string_view, uint32_t> numbers;
  items_.resize(dictionary.size());
  for (Code code = 0; code < dictionary.size(); ++code) {
    std::vector<absl::string_view> items = Items(dictionary.text(code));
    if (items.empty()) items.push_back("");
    for (absl::string_view item : items) {
      item = Stays(item);
      auto [entry, added] = numbers.try_emplace(item, labels_.size());
      if (added) labels_.emplace_back(item);
      auto& own = items_[code];
      if (std::find(own.begin(), own.end(), entry->second) == own.end()) {
        own.push_back(entry->second);
      }
    }
  }
  FindOnly();
}

void TextAxis::FindOnly() {
  any_several_ = false;
  only_.resize(items_.size());
  for (Code code = 0; code < items_.size(); ++code) {
    only_[code] = items_[code].size() == 1 ? items_[code][0] : kNotOne;
    any_several_ |= items_[code].size() > 1;
  }
}

void TextAxis::Restrict(const Labels& labels) {
  absl::flat_hash_set<absl::string_view> wanted;
  for (const std::string& label : labels) wanted.insert(Stays(label));
  for (auto& items : items_) {
    items.erase(std::remove_if(items.begin(), items.end(),
                               [&](uint32_t item) { return !wanted.contains(labels_[item]); }),
                items.end());
  }
  FindOnly();
}

void TextAxis::Filter(std::vector<RowId>* rows, std::vector<RowId>*) const {
  size_t left = 0;
  for (RowId row : *rows) {
    const Code code = codes_[row];
    (*rows)[left] = row;
    left += only_[code] != kNotOne || !items_[code].empty();
  }
  rows->resize(left);
}

void TextAxis::AddCells(uint64_t stride, std::vector<RowId>* rows, std::vector<uint64_t>* cells,
                        std::vector<RowId>* several, std::vector<RowId>*) const {
  if (!any_several_) {
    for (size_t i = 0; i < rows->size(); ++i) {
      (*cells)[i] += only_[codes_[(*rows)[i]]] * stride;
    }
    return;
  }
  size_t left = 0;
  for (size_t i = 0; i < rows->size(); ++i) {
    const RowId row = (*rows)[i];
    const uint32_t item = only_[codes_[row]];
    if (item == kNotOne) {
      several->push_back(row);
      continue;
    }
    (*rows)[left] = row;
    (*cells)[left++] = (*cells)[i] + item * stride;
  }
  rows->resize(left);
  cells->resize(left);
}

void PeriodAxis::Restrict(const Labels& labels) {
  absl::btree_set<uint32_t> left;
  for (const std::string& label : labels) {
    const uint32_t period = periods_.Find(label);
    if (period != Periods::kNone && (!restricted_ || left_.contains(period))) left.insert(period);
  }
  restricted_ = true;
  left_ = std::move(left);
}

bool PeriodAxis::CanMeet(DayRange days) const {
  if (!restricted_) return true;
  const auto [first, last] = periods_.Overlapped(days);
  const auto next = left_.lower_bound(first);
  return next != left_.end() && *next <= last;
}

void PeriodAxis::Filter(std::vector<RowId>* rows, std::vector<RowId>* perhaps) const {
  perhaps->erase(std::remove_if(perhaps->begin(), perhaps->end(),
                                [this](RowId row) { return !CanMeet(table_.days(row)); }),
                 perhaps->end());
  size_t left = 0;
  for (RowId row : *rows) {
    const uint32_t period = periods_.PeriodOf(table_.days(row));
    if (period != Periods::kNone) {
      (*rows)[left] = row;
      left += !restricted_ || left_.contains(period);
    } else if (CanMeet(table_.days(row))) {
      perhaps->push_back(row);
    }
  }
  rows->resize(left);
}

void PeriodAxis::AddCells(uint64_t stride, std::vector<RowId>* rows, std::vector<uint64_t>* cells,
                          std::vector<RowId>*, std::vector<RowId>* not_placed) const {
  size_t left = 0;
  for (size_t i = 0; i < rows->size(); ++i) {
    const RowId row = (*rows)[i];
    const uint32_t period = periods_.PeriodOf(table_.days(row));
    if (period == Periods::kNone) {
      not_placed->push_back(row);
      continue;
    }
    (*rows)[left] = row;
    (*cells)[left++] = (*cells)[i] + period * stride;
  }
  rows->resize(left);
  cells->resize(left);
}

std::vector<uint32_t> PeriodAxis::Values(RowId row) const {
  const uint32_t period = periods_.PeriodOf(table_.days(row));
  if (period == Periods::kNone) return {};
  return {period};
}

}  // namespace verkan::projections
